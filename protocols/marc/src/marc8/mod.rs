//! MARC-8, the encoding of MARC records before Unicode (MARC 21 Specifications for Record
//! Structure, Character Sets): ASCII and ANSEL side by side, other sets by escape sequences, and
//! diacritics before their letter. What it has no character for is written `&#xNNNN;`.
//!
//! The sets of East Asia (EACC, three bytes a character) are skipped over, not read.

mod decode;
mod encode;
mod sets;

pub(crate) use decode::plain;
pub use decode::{Decoded, decode};
pub use encode::encode;

/// Begins an escape sequence.
const ESCAPE: u8 = 0x1B;
