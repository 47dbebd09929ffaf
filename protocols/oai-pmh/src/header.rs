//! Records and their headers (sections 2.5 and 2.6).

use crate::{datestamp::Datestamp, metadata::Metadata, name::SetSpec};

/// What a harvester must know of a record to keep its copy right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The item: `oai:kainet.fi:kainet.1`. The same for as long as the item exists, and after.
    pub identifier: String,
    /// When the record, in the format asked for, last changed.
    pub datestamp: Datestamp,
    /// The sets it belongs to.
    pub sets: Vec<SetSpec>,
    /// Whether it is gone.
    pub deleted: bool,
}

/// A record: its header and, unless it is gone, what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The header.
    pub header: Header,
    /// The record in the format asked for; none of one that is gone.
    pub metadata: Option<Metadata>,
    /// What is said about the record itself: its origin, its rights.
    pub about: Vec<Metadata>,
}
