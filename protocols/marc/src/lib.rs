//! MARC, the format in which libraries describe what they have (MARC 21 and its relatives),
//! without IO: bytes in, values out, and back.
//!
//! | module | what it reads and writes |
//! | --- | --- |
//! | [`iso2709`] | records as they travel between systems, and files of them |
//! | [`marc8`] | the encoding of text before Unicode |
//!
//! Reading is tolerant and says what was wrong ([`Warning`]); writing is strict. A [`Record`]
//! holds Unicode text, spelled as it came.
#![deny(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod field;
pub mod iso2709;
mod leader;
pub mod marc8;
mod record;
mod warning;

pub use field::{Content, Field, Indicators, Subfield, Tag};
pub use leader::{CharacterCoding, Leader};
pub use record::Record;
pub use warning::Warning;
