//! OAI-PMH 2.0 on the wire (Open Archives Initiative, 2002): what a harvester asks and what a
//! repository answers, read and written for both directions. Bytes and values only; HTTP, clocks
//! and the catalogue are elsewhere.
//!
//! A [`Request`] is read from the arguments of a URL or form; what is wrong with them comes as the
//! [`Fault`]s that the protocol has words for. A [`Response`] is written as XML in the default
//! namespace, without prefixes, since harvesters in production look for names as they are spelt
//! (section 4.1 of the notes on Finna's harvester), and is read with any prefixes.
//!
//! ```
//! use silta_oai_pmh::{List, Request};
//!
//! let request = Request::read(&[("verb", "ListRecords"), ("metadataPrefix", "marc21")])?;
//! let Request::ListRecords(List::First(selection)) = request else { unreachable!() };
//! assert_eq!(selection.metadata_prefix.as_str(), "marc21");
//! # Ok::<(), silta_oai_pmh::Faults>(())
//! ```
#![deny(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod datestamp;
mod fault;
#[doc(hidden)]
pub mod fuzzing;
mod header;
mod identify;
mod metadata;
mod name;
#[doc(hidden)]
pub mod pages;
mod read;
mod request;
mod response;
mod verb;
mod write;

pub use datestamp::{Datestamp, Granularity, NotADatestamp};
pub use fault::{Code, Fault, Faults};
pub use header::{Header, Record};
pub use identify::{DeletedRecord, Identify, OaiIdentifier};
pub use metadata::Metadata;
pub use name::{MAX_NAME, MAX_TOKEN, MetadataPrefix, NotAName, ResumptionToken, SetSpec};
pub use read::Unreadable;
pub use request::{List, Request, Selection};
pub use response::{Body, Continuation, MetadataFormat, Page, Response, Set};
pub use verb::{Argument, VERBS, Verb, VerbSpec};

/// The namespace of every element of an answer.
pub const NAMESPACE: &str = "http://www.openarchives.org/OAI/2.0/";

/// Where the schema of an answer is found.
pub const SCHEMA: &str = "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd";
