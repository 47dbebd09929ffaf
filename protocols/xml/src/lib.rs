//! XML as the library protocols need it (MARCXML, NCIP, ISO 18626, SRU, OAI-PMH), without IO:
//! text in, elements out, and back.
//!
//! A [`Reader`] hands out elements one after the other with their namespaces resolved, and keeps
//! within named [`Limits`]. Nothing is ever resolved from elsewhere: a document type is skipped,
//! a declared entity refused. A [`Writer`] can only write what is well-formed.
//!
//! ```
//! use silta_xml::{Limits, Reader, Writer};
//!
//! const NS: &str = "urn:example";
//! let mut text = String::new();
//! let mut writer = Writer::new(&mut text);
//! writer.start(NS, "shelf").attribute("row", "7").element(NS, "book", "Kalevala").end();
//! assert_eq!(text, r#"<shelf xmlns="urn:example" row="7"><book>Kalevala</book></shelf>"#);
//!
//! let mut reader = Reader::new(&text, Limits::default())?;
//! let shelf = reader.root()?;
//! assert!(shelf.is(NS, "shelf"));
//! while let Some(book) = reader.child(&shelf)? {
//!     assert_eq!(reader.text(&book)?, "Kalevala");
//! }
//! # Ok::<(), silta_xml::Error>(())
//! ```
#![deny(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod cut;
mod element;
mod encoding;
mod error;
#[doc(hidden)]
pub mod fuzzing;
mod limits;
mod reader;
mod writer;

pub use element::{Attribute, Element};
pub use encoding::decode;
pub use error::{Error, Fault};
pub use limits::Limits;
pub use reader::{Event, Reader};
pub use writer::Writer;

/// The namespace of `xsi:schemaLocation`, `xsi:type` and `xsi:nil`.
pub const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The namespace that the prefix `xml` always means.
pub const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Whether XML 1.0 can hold a character at all (section 2.2).
pub fn is_char(char: char) -> bool {
    !matches!(char,
        '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a text can be a name or a prefix: letters, digits, `-`, `.`, `_` and anything beyond
/// ASCII, not beginning with a digit, `-` or `.` (Namespaces in XML 1.0, NCName; what lies beyond
/// ASCII is not looked at closely).
pub fn is_name(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_' || !byte.is_ascii();
    let goes_on = |byte| letter(byte) || matches!(byte, b'0'..=b'9' | b'-' | b'.');
    text.bytes().next().is_some_and(letter) && text.bytes().all(goes_on)
}
