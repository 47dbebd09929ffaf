//! ISO 2709, the format in which records travel: a leader, a directory of tags, lengths and
//! positions, and the fields one after the other.
//!
//! [`read`] makes the best of a damaged record and says what was wrong; [`write()`] refuses what
//! the format cannot hold. A record that was read without a warning is written as the very same
//! bytes.

mod raw;
mod read;
mod split;
mod write;

pub use raw::{Malformed, Raw};
pub use read::read;
pub use split::Splitter;
pub use write::{Unwritable, write};

/// Bytes a record may have: its length has five digits.
pub const RECORD_LIMIT: usize = 99_999;

/// Bytes a field may have with its terminator: its length has four digits.
pub const FIELD_LIMIT: usize = 9_999;

/// Ends a record.
pub const RECORD_TERMINATOR: u8 = 0x1D;

/// Ends the directory and each field.
pub const FIELD_TERMINATOR: u8 = 0x1E;

/// Begins a subfield, before its code.
pub const DELIMITER: u8 = 0x1F;

/// Bytes of an entry in the directory: tag 3, length 4, position 5.
const ENTRY: usize = 12;
