//! How much a message may ask of its reader.

use jiff::tz::TimeZone;
use silta_xml::Limits;

/// Longest message, in bytes.
pub const MAX_MESSAGE: usize = 2 << 20;

/// Elements within one another in a message. The schema needs 14.
pub const MAX_DEPTH: usize = 32;

/// Elements in a message.
pub const MAX_ELEMENTS: usize = 50_000;

/// Elements of one name beside one another, where a name may repeat.
pub const MAX_REPEATS: usize = 2_000;

/// Longest text of an element, in bytes.
pub const MAX_TEXT: usize = 64 << 10;

/// How a message is read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Limits of the XML.
    pub limits: Limits,
    /// Elements in the whole message.
    pub elements: usize,
    /// Elements of one name beside one another.
    pub repeats: usize,
    /// The clock by which dates without a zone are told: that of the library.
    pub zone: TimeZone,
}

impl Reading {
    /// The usual limits, and the clock of the library.
    pub fn by_clock_of(zone: TimeZone) -> Self {
        Self {
            limits: Limits {
                total: MAX_MESSAGE,
                depth: MAX_DEPTH,
                text: MAX_TEXT,
                ..Limits::default()
            },
            elements: MAX_ELEMENTS,
            repeats: MAX_REPEATS,
            zone,
        }
    }
}
