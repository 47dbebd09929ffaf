//! MARC, the format in which libraries describe what they have (MARC 21 and its relatives),
//! without IO: bytes in, values out, and back.
//!
//! | module | what it reads and writes |
//! | --- | --- |
//! | [`iso2709`] | records as they travel between systems, and files of them |
//! | [`marc8`] | the encoding of text before Unicode |
//! | [`marcxml`] | records as XML, and files of them |
//! | [`json`] | records as JSON |
//! | [`mod@line`] | records as lines that people read |
//! | [`dublin_core`] | what Dublin Core can say of a record |
//! | [`mods`] | what MODS can say of a record |
//!
//! Reading is tolerant and says what was wrong ([`Warning`]); writing is strict. A [`Record`]
//! holds Unicode text, spelled as it came.
#![deny(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

pub mod dublin_core;
mod field;
#[doc(hidden)]
pub mod fuzzing;
pub mod iso2709;
pub mod json;
mod leader;
pub mod line;
pub mod marc8;
pub mod marcxml;
pub mod mods;
pub mod pages;
mod piece;
mod reading;
mod record;

pub use field::{Content, Field, Indicators, NotATag, Subfield, Tag};
pub use leader::{CharacterCoding, Leader, NotALeader};
pub use piece::{PIECE_LIMIT, Piece, TooLong};
pub use reading::{Read, Warning};
pub use record::Record;
