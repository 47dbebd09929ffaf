//! MARCXML, records as XML (the schema "MARC 21 slim" of the Library of Congress). It holds
//! records and fields too long for ISO 2709.

mod read;
mod split;
mod write;

pub use read::{Malformed, read};
pub use split::Splitter;
pub use write::{write, write_into};

/// The namespace of MARCXML.
pub const NAMESPACE: &str = "http://www.loc.gov/MARC21/slim";

/// Where the schema of MARCXML is found.
pub const SCHEMA: &str = "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd";
