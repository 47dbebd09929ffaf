//! What holds for any bytes.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use silta_ber::{Element, Framer, Limits, Oid, Reason, Tag, Tree, Writer, fuzzing};

/// Elements in elements.
#[derive(Clone, Debug)]
enum Made {
    Primitive(u32, Vec<u8>),
    Constructed(u32, bool, Vec<Self>),
}

fn made() -> impl Strategy<Value = Made> {
    let number = prop_oneof![0..40_u32, 100..300_u32, Just((1 << 28) - 1)];
    let octets = prop::collection::vec(any::<u8>(), 0..200);
    let primitive = (number.clone(), octets).prop_map(|(tag, octets)| Made::Primitive(tag, octets));
    primitive.prop_recursive(6, 40, 5, move |inner| {
        let inside = prop::collection::vec(inner, 0..5);
        (number.clone(), any::<bool>(), inside)
            .prop_map(|(tag, indefinite, inside)| Made::Constructed(tag, indefinite, inside))
    })
}

/// The bytes, with indefinite lengths where the tree says so and they are wanted.
fn bytes(made: &Made, indefinite_wanted: bool) -> Vec<u8> {
    let mut writer = Writer::new();
    match made {
        Made::Primitive(tag, octets) => writer.primitive(Tag::context(*tag), octets),
        Made::Constructed(tag, indefinite, inside) => {
            let inside: Vec<u8> = inside
                .iter()
                .flat_map(|inner| bytes(inner, indefinite_wanted))
                .collect();
            if *indefinite && indefinite_wanted {
                writer.constructed(Tag::context(*tag), |_| ());
                let mut header = writer.into_bytes();
                header.pop();
                return [&header[..], b"\x80", &inside, b"\0\0"].concat();
            }
            writer.constructed(Tag::context(*tag), |writer| writer.octets(&inside));
        }
    }
    writer.into_bytes()
}

fn same(element: Element<'_>, made: &Made) {
    match made {
        Made::Primitive(tag, octets) => {
            assert_eq!(
                (element.tag(), element.content()),
                (Tag::context(*tag), &octets[..])
            );
        }
        Made::Constructed(tag, _, inside) => {
            assert_eq!(element.tag(), Tag::context(*tag));
            assert_eq!(element.children().count(), inside.len());
            for (child, inner) in element.children().zip(inside) {
                same(child, inner);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn elements_come_back_with_lengths_of_either_kind(made in made()) {
        let (mixed, definite) = (bytes(&made, true), bytes(&made, false));
        let tree = Tree::parse(&mixed, &Limits::DEFAULT).unwrap();
        same(tree.root(), &made);
        prop_assert_eq!(&*tree.root().definite(), &definite[..]);
    }

    #[test]
    fn any_pieces_give_the_same_frames(made in prop::collection::vec(made(), 0..4), piece in 1..50_usize) {
        let wire: Vec<u8> = made.iter().flat_map(|made| bytes(made, true)).collect();
        let mut framer = Framer::default();
        let mut frames = Vec::new();
        for piece in wire.chunks(piece) {
            framer.push(piece);
            while let Some(frame) = framer.next_frame().unwrap() {
                frames.push(frame.to_vec());
            }
        }
        let whole: Vec<_> = made.iter().map(|made| bytes(made, true)).collect();
        prop_assert_eq!(frames, whole);
        prop_assert_eq!(framer.buffered(), 0);
    }

    #[test]
    fn damage_does_no_harm(made in made(), at in any::<prop::sample::Index>(), byte in any::<u8>(), piece in any::<u8>()) {
        let mut wire = bytes(&made, true);
        let at = at.index(wire.len());
        wire[at] = byte;
        fuzzing::ber(&[&[piece][..], &wire].concat());
        wire.truncate(at);
        fuzzing::ber(&[&[piece][..], &wire].concat());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(prop_oneof![Just(0x80), Just(0), Just(0xA0), Just(0x30), any::<u8>()], 0..400)) {
        fuzzing::ber(&bytes);
    }

    #[test]
    fn integers_come_back(value in any::<i64>()) {
        let mut writer = Writer::new();
        writer.element(Tag::INTEGER, false, |writer| writer.integer(value));
        let tree = Tree::parse(writer.as_bytes(), &Limits::DEFAULT).unwrap();
        prop_assert_eq!(tree.root().integer(), Ok(value));
        prop_assert!(writer.as_bytes().len() <= 10);
    }

    #[test]
    fn object_identifiers_come_back(text in "[01]\\.[1-3]?[0-9](\\.(0|[1-9][0-9]{0,9})){0,6}") {
        let oid: Oid = text.parse().unwrap();
        prop_assert_eq!(oid.to_string(), text);
        prop_assert_eq!(Oid::from_octets(oid.octets()), Some(oid));
    }
}

/// Hostile bytes cost no more than the same amount of good ones: none of these may come near the
/// generous second, on a busy machine in a debug build.
#[test]
fn hostile_bytes_are_refused_at_once() {
    let began = Instant::now();
    let mut framer = Framer::default();
    for _ in 0..1_000_000 {
        framer.push(&[0xB6, 0x80]);
        if framer.next_frame().is_err() {
            break;
        }
    }
    let reason = framer.next_frame().unwrap_err().reason;
    assert_eq!(
        reason,
        Reason::TooDeep {
            limit: Limits::DEFAULT.depth
        }
    );
    let nested = (0..20_000).fold(Vec::new(), |inside: Vec<u8>, _| {
        if inside.len() > 100_000 {
            return inside;
        }
        let mut writer = Writer::new();
        writer.constructed(Tag::context(1), |writer| writer.octets(&inside));
        writer.into_bytes()
    });
    assert!(Tree::parse(&nested, &Limits::DEFAULT).is_err());
    let tiny = [&b"\xb6\x80"[..], &b"\x82\0".repeat(1_000_000), b"\0\0"].concat();
    assert!(Tree::parse(&tiny, &Limits::DEFAULT).is_err());
    assert!(began.elapsed() < Duration::from_secs(20));
}
