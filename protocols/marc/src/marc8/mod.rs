//! MARC-8, the encoding of MARC records before Unicode (MARC 21 Specifications for Record
//! Structure, Character Sets): ASCII and ANSEL side by side, other sets by escape sequences, and
//! diacritics before their letter. What it has no character for is written `&#xNNNN;`.
//!
//! The set of East Asia (EACC, three bytes a character) is not read: each of its characters becomes
//! U+FFFD, and the record says so ([`Warning`](crate::Warning)). Its table has some 15,700 entries,
//! many times as many as all others together.

mod decode;
mod encode;
mod sets;

pub(crate) use decode::plain;
pub use decode::{Decoded, decode};
pub use encode::encode;

/// Begins an escape sequence.
const ESCAPE: u8 = 0x1B;
