//! RPN, the query language of Z39.50, and the consortium's queries, either as the other.
//!
//! | function | from, to |
//! | --- | --- |
//! | [`read`](fn@read) | a query of a client: what is looked for, or the diagnostic that says what is not served |
//! | [`write`](fn@write) | a search: a query that finds the same elsewhere |
//! | [`Meaning::of`] | the attributes of a term: how it is meant |
//! | [`text`] | a term of the wire: its text |
//! | [`index_named`] | a name such as `title`: the index |
//!
//! Which use attributes ask for which index stands in the table of `silta_consortium`; what of the
//! other attributes is served, in tables here. What is not is refused with the diagnostic of the
//! set bib-1 that is made for it, never passed over.
#![deny(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod attributes;
mod charset;
#[doc(hidden)]
pub mod fuzzing;
mod masks;
mod read;
mod term;
mod write;

pub use attributes::{Comparison, Meaning, Structure, Truncation, index_named};
pub use charset::Charset;
pub use read::{ResultSets, Terms, read};
pub use term::text;
pub use write::{NotInRpn, write};

/// A condition of the set bib-1 and what it is about.
pub type Diagnostic = silta_z3950::DefaultDiagFormat;
