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
mod scan;
mod sound;
mod value;
mod writer;

pub use element::{Attribute, Element};
pub use encoding::decode;
pub use error::{Error, Fault};
pub use limits::Limits;
pub use reader::{Event, Reader};
pub use sound::{is_char, is_name, is_sound};
pub use writer::Writer;

/// The namespace of `xsi:schemaLocation`, `xsi:type` and `xsi:nil`.
pub const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The namespace that the prefix `xml` always means.
pub const XML: &str = "http://www.w3.org/XML/1998/namespace";
