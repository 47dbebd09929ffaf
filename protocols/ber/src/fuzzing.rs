//! The body of the fuzz target `ber`. It panics when a law is broken; the ordinary tests replay
//! the seeds of the target through it.

use crate::{Element, Framer, Limits, Malformed, Tree};

/// Small, so that inputs reach them.
const LIMITS: Limits = Limits {
    size: 512,
    depth: 12,
    elements: 40,
};

/// The same bytes give the same frames and the same refusal however they arrive, and what can be
/// read says the same with definite lengths. The first byte says in what pieces.
pub fn ber(data: &[u8]) {
    let Some((piece, wire)) = data.split_first() else {
        return;
    };
    let whole = frames(wire, wire.len().max(1));
    assert_eq!(whole, frames(wire, usize::from(*piece).max(1)));
    assert_eq!(whole, frames(wire, 1));
    for frame in &whole.0 {
        assert!((2..=LIMITS.size).contains(&frame.len()));
        tree(frame);
    }
    tree(wire);
}

fn frames(wire: &[u8], piece: usize) -> (Vec<Vec<u8>>, Option<Malformed>) {
    let mut framer = Framer::new(LIMITS);
    let mut frames = Vec::new();
    for bytes in wire.chunks(piece) {
        framer.push(bytes);
        loop {
            match framer.next_frame() {
                Ok(Some(frame)) => frames.push(frame.to_vec()),
                Ok(None) => break,
                Err(malformed) => return (frames, Some(malformed)),
            }
        }
    }
    assert!(framer.buffered() < LIMITS.size + wire.len());
    (frames, None)
}

fn tree(bytes: &[u8]) {
    let Ok(tree) = Tree::parse(bytes, &LIMITS) else {
        return;
    };
    assert_eq!(tree.root().raw(), bytes);
    values(tree.root());
    let definite = tree.root().definite();
    let again = Tree::parse(&definite, &LIMITS).expect("what we write can be read");
    same(tree.root(), again.root());
    assert_eq!(again.root().definite(), definite);
}

/// Reading any value from any element does no harm.
fn values(element: Element<'_>) {
    let _ = (element.boolean(), element.integer(), element.null());
    let _ = (element.oid().map(|oid| oid.to_string()), element.octets());
    let _ = element.bit_string().map(|bits| bits.bit(bits.len()));
    let _ = crate::External::read(element);
    for child in element.children() {
        assert!(element.raw().len() >= child.raw().len() + 2);
        values(child);
    }
}

fn same(one: Element<'_>, other: Element<'_>) {
    assert_eq!(one.tag(), other.tag());
    assert_eq!(one.is_constructed(), other.is_constructed());
    assert_eq!(one.children().count(), other.children().count());
    if !one.is_constructed() {
        assert_eq!(one.content(), other.content());
    }
    for (one, other) in one.children().zip(other.children()) {
        same(one, other);
    }
}
