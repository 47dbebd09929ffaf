//! What holds for every APDU and for any bytes.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use silta_ber::{Element, Tree, Writer};
use silta_z3950::{
    Apdu, Framer, Limits, OpenSecret, Reason, Secrets, Tag, decode, decode_dump, decode_within,
    encode, frame, fuzzing,
    init::{IdAuthentication, IdPass, InitRequest},
    query,
};

fn choices() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..500)
}

fn written(apdu: &Apdu) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode(apdu, &mut bytes);
    bytes
}

/// The same element with indefinite lengths throughout.
fn indefinite(element: Element<'_>) -> Vec<u8> {
    if !element.is_constructed() {
        return element.raw().to_vec();
    }
    let mut writer = Writer::new();
    writer.constructed(element.tag(), |_| ());
    let mut bytes = writer.into_bytes();
    bytes.pop();
    bytes.push(0x80);
    bytes.extend(element.children().flat_map(indefinite));
    bytes.extend([0, 0]);
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn every_apdu_comes_back(choices in choices()) {
        fuzzing::sampled_apdu(&choices);
    }

    #[test]
    fn indefinite_lengths_say_the_same(choices in choices()) {
        let bytes = written(&fuzzing::sampled(&choices));
        let tree = Tree::parse(&bytes, &Limits::DEFAULT).unwrap();
        prop_assert_eq!(decode(&indefinite(tree.root())), decode(&bytes));
    }

    #[test]
    fn any_pieces_give_the_same_apdus(all in prop::collection::vec(choices(), 1..4), piece in 1..100_usize) {
        let apdus: Vec<_> = all.iter().map(|choices| fuzzing::sampled(choices)).collect();
        let wire: Vec<u8> = apdus.iter().flat_map(written).collect();
        let mut framer = Framer::default();
        let mut read = Vec::new();
        for piece in wire.chunks(piece) {
            framer.push(piece);
            while let Some(frame) = framer.next_frame().unwrap() {
                read.push(decode(frame).unwrap());
            }
        }
        prop_assert_eq!(read, apdus);
    }

    #[test]
    fn damaged_apdus_do_no_harm(choices in choices(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = written(&fuzzing::sampled(&choices));
        let at = at.index(bytes.len());
        bytes[at] = byte;
        fuzzing::apdu(&bytes);
        bytes.remove(at);
        fuzzing::apdu(&bytes);
        bytes.truncate(at);
        fuzzing::apdu(&bytes);
        let _ = decode_dump(&bytes, Secrets::Masked);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        fuzzing::apdu(&bytes);
        fuzzing::pqf(&bytes);
        let _ = decode_dump(&bytes, Secrets::Masked);
    }

    #[test]
    fn queries_come_back(text in "(@(and|or|not|attr 1=4|attr exp1 2=x|set|term (string|numeric|null)|prox 0 1 void 2 k 3|attrset gils) ?| [a-c\\\\\"{}1=ä@]{0,4} ?| 1=4 ){0,9}") {
        fuzzing::pqf(text.as_bytes());
    }

    #[test]
    fn any_query_can_be_printed(choices in choices()) {
        fuzzing::sampled_pqf(&choices);
    }

    #[test]
    fn passwords_are_never_told(password in "[a-z]{8}") {
        let marked = format!("<{password}>");
        let by_name = IdAuthentication::IdPass(IdPass {
            password: Some(marked.as_str().into()),
            ..IdPass::default()
        });
        let open = IdAuthentication::Open(OpenSecret(marked.as_str().into()));
        for id_authentication in [by_name, open] {
            let request = InitRequest {
                id_authentication: Some(id_authentication),
                ..InitRequest::default()
            };
            let apdu = Apdu::from(request);
            let debug = format!("{apdu:?}");
            prop_assert!(!debug.contains(&marked));
            let masked = decode_dump(&written(&apdu), Secrets::Masked);
            prop_assert!(!masked.contains(&marked) && masked.contains("****"));
            let shown = decode_dump(&written(&apdu), Secrets::Shown);
            prop_assert!(shown.contains(&marked));
        }
    }
}

/// A search whose query is this structure.
fn search(rpn: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.constructed(Tag::context(22), |writer| {
        writer.constructed(Tag::context(21), |writer| {
            writer.constructed(Tag::context(1), |writer| {
                writer.octets(rpn);
                writer.octets(b"\x06\x07\x2a\x86\x48\xce\x13\x03\x01");
            });
        });
        writer.octets(b"\x8d\x01\0\x8e\x01\x01\x8f\x01\0\x90\x01\xff\x91\x011\xb2\0");
    });
    writer.into_bytes()
}

fn operand(attributes: usize) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.constructed(Tag::context(0), |writer| {
        writer.constructed(Tag::context(102), |writer| {
            writer.primitive(Tag::context(45), b"x");
            writer.constructed(Tag::context(44), |writer| {
                for _ in 0..attributes {
                    writer.octets(b"\x30\x08\x9f\x78\x01\x01\x9f\x79\x01\x04");
                }
            });
        });
    });
    writer.into_bytes()
}

fn joined(left: &[u8], right: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.constructed(Tag::context(1), |writer| {
        writer.octets(b"\xbf\x2e\x02\x80\0");
        writer.octets(right);
        writer.octets(left);
    });
    writer.into_bytes()
}

fn nested(levels: usize) -> Vec<u8> {
    (0..levels).fold(operand(1), |inside, _| joined(&inside, &operand(1)))
}

/// As flat as so many operands can be.
fn flat(operands: usize) -> Vec<u8> {
    match operands {
        1 => operand(0),
        more => joined(&flat(more / 2), &flat(more - more / 2)),
    }
}

fn reason(bytes: &[u8]) -> Option<Reason> {
    decode(bytes).err().map(|malformed| malformed.reason)
}

#[test]
fn queries_have_limits() {
    let too_many = |limit, what| Some(Reason::TooMany { limit, what });
    assert_eq!(reason(&search(&nested(100))), None);
    assert_eq!(reason(&search(&nested(query::DEPTH_LIMIT))), None);
    let deep = reason(&search(&nested(query::DEPTH_LIMIT + 1)));
    assert_eq!(
        deep,
        too_many(query::DEPTH_LIMIT, "operators inside each other")
    );
    assert_eq!(reason(&search(&flat(query::NODE_LIMIT / 2))), None);
    let wide = reason(&search(&flat(query::NODE_LIMIT / 2 + 1)));
    assert_eq!(wide, too_many(query::NODE_LIMIT, "operators and operands"));
    assert_eq!(reason(&search(&operand(query::ATTRIBUTE_LIMIT))), None);
    let laden = reason(&search(&operand(query::ATTRIBUTE_LIMIT + 1)));
    assert_eq!(
        laden,
        too_many(query::ATTRIBUTE_LIMIT, "attributes of one term")
    );
}

/// None of these may come near the generous limit, on a busy machine in a debug build.
#[test]
fn hostile_queries_are_refused_at_once() {
    let deep = search(&nested(2_000));
    let attributes = search(&operand(20_000));
    let began = Instant::now();
    for _ in 0..100 {
        assert_eq!(
            reason(&deep),
            Some(Reason::TooDeep {
                limit: Limits::DEFAULT.depth
            })
        );
    }
    assert!(reason(&attributes).is_some());
    let tiny = search(&b"\x80\0".repeat(500_000));
    let mut framer = Framer::default();
    framer.set_size_limit(frame::APDU_LIMIT);
    framer.push(&tiny);
    let limits = *framer.limits();
    let fault = decode_within(framer.next_frame().unwrap().unwrap(), &limits).unwrap_err();
    let limit = frame::ELEMENT_LIMIT;
    assert_eq!(fault.reason, Reason::TooManyElements { limit });
    assert!(began.elapsed() < Duration::from_secs(10));
}
