//! The bodies of the fuzz targets. Each panics when a law is broken; the ordinary tests replay
//! the seeds of the targets through them.

use silta_charset::Charset;

use crate::{
    describe::Secrets,
    dialect::{Delimiter, Dialect},
    direction::Message,
    frame::Framer,
    seal::{Seal, Terminator},
    strict,
    trailer::{Check, Envelope},
};

/// Message limit of the framers here: small, so that inputs reach it.
const LIMIT: usize = 256;

/// Frames are never empty, never too long, hold no CR, and nothing is held back at the end.
pub fn frame(data: &[u8]) {
    let mut framer = Framer::new(LIMIT, crate::frame::LineEnd::CrOrLf);
    framer.push(data);
    while let Some(frame) = framer.next_frame().unwrap_or(Some(b"refused")) {
        assert!((1..=LIMIT).contains(&frame.len()));
        assert!(!frame.iter().any(|byte| matches!(byte, b'\r' | b'\n')));
    }
    assert!(framer.buffered() <= LIMIT + 3);
}

/// The same bytes give the same frames and refusals however they arrive. The first byte says in
/// what pieces.
pub fn chunking(data: &[u8]) {
    let Some((piece, wire)) = data.split_first() else {
        return;
    };
    let whole = frames_in_pieces(wire, wire.len().max(1));
    assert_eq!(whole, frames_in_pieces(wire, usize::from(*piece).max(1)));
    assert_eq!(whole, frames_in_pieces(wire, 1));
}

/// Frames and refusals in order; `None` is a refusal.
fn frames_in_pieces(wire: &[u8], piece: usize) -> Vec<Option<Vec<u8>>> {
    let mut framer = Framer::new(LIMIT, crate::frame::LineEnd::CrOrLf);
    let mut frames = Vec::new();
    for bytes in wire.chunks(piece) {
        framer.push(bytes);
        loop {
            match framer.next_frame() {
                Ok(Some(frame)) => frames.push(Some(frame.to_vec())),
                Ok(None) => break,
                Err(_) => frames.push(None),
            }
        }
    }
    frames
}

/// Whatever can be read can be written, is legal then, and reads as the same message with nothing
/// missing. Other dialects and 1.00 write it without harm.
pub fn message(data: &[u8]) {
    let text = Charset::Utf8.decode(data).text;
    let dialect = Dialect::default();
    let Ok(parsed) = Message::parse(&text, dialect) else {
        return;
    };
    let written = to_text(&parsed.message, dialect);
    assert_eq!(strict::fault(&written), None);
    let again = Message::parse(&written, dialect);
    assert!(again.as_ref().is_ok_and(|again| {
        again.message == parsed.message && again.missing.is_empty() && again.repairs.is_empty()
    }));
    if let Some(delimiter) = Delimiter::new('^') {
        let other = to_text(
            &parsed.message,
            Dialect {
                delimiter,
                ..dialect
            },
        );
        assert_eq!(other.matches('^').count(), written.matches('|').count());
    }
    let described = parsed.message.describe(Secrets::Masked);
    assert!(described.iter().all(|line| {
        let secret = line.id.is_some_and(crate::FieldId::is_secret);
        !secret || line.value.is_empty() || line.value.as_str() == "****"
    }));
    // One set a run, which all come up: a run is cheap then.
    if let Some(charset) = Charset::ALL.get(data.len() % Charset::ALL.len()) {
        sealed(&written, *charset);
    }
}

/// A sealed message is one frame whose checksum fits and whose body is the message.
fn sealed(message: &str, charset: Charset) {
    let mut wire = Vec::new();
    let seal = Seal::numbered(crate::Sequence::new(message.len()));
    seal.close(message, charset, Terminator::Cr, &mut wire);
    let mut framer = Framer::new(usize::MAX, crate::frame::LineEnd::CrOrLf);
    framer.push(&wire);
    let frame = framer.next_frame().ok().flatten().unwrap_or_default();
    assert_eq!(frame.len() + 1, wire.len());
    let Ok(envelope) = Envelope::open(frame) else {
        panic!("our own trailer is readable")
    };
    assert_eq!(envelope.check(charset), Check::Right);
    assert_eq!(envelope.seal(), seal);
    let mut body = Vec::new();
    charset.encode(message, &mut body);
    assert_eq!(envelope.body, body);
}

/// A frame comes apart without loss, and sealing its body again gives a trailer that fits.
pub fn trailer(data: &[u8]) {
    let Ok(envelope) = Envelope::open(data) else {
        return;
    };
    assert!(data.starts_with(envelope.body));
    for charset in Charset::ALL {
        let _ = envelope.check(charset);
        let _ = envelope.text(charset);
    }
    if envelope.has_checksum() {
        let mut wire = Vec::new();
        envelope
            .seal()
            .close_bytes(envelope.body, Terminator::Cr, &mut wire);
        let Some(frame) = wire.strip_suffix(b"\r") else {
            panic!("a frame ends with CR")
        };
        let Ok(again) = Envelope::open(frame) else {
            panic!("our own trailer is readable")
        };
        assert_eq!(again.check(Charset::Utf8), Check::Right);
        assert_eq!(
            (again.body, again.sequence),
            (envelope.body, envelope.sequence)
        );
    }
}

fn to_text(message: &Message, dialect: Dialect) -> String {
    let mut out = String::new();
    message.write(dialect, &mut out);
    out
}
