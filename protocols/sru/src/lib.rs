//! SRU (Search/Retrieve via URL) on the wire, in the versions 1.1 and 1.2 (Library of Congress) and
//! 2.0 (OASIS searchRetrieve 1.0, 2013): what a client asks and what a server answers. Text and
//! values only; HTTP, clocks and the catalogue are elsewhere.
//!
//! | layer | from, to |
//! | --- | --- |
//! | [`Arguments`] | a query string or form: names and values, escapes undone |
//! | [`soap`] | an envelope: the same; an answer in an envelope |
//! | [`Request::read`] | arguments: a [`Request`], and what is wrong with it as [`Diagnostic`]s |
//! | [`Response`] | an answer: its XML, valid by the schema of its version |
//! | [`Retrieved`] | the XML of an answer to a search: what a client takes from it |
//! | [`Explain`] | what a server serves: its ZeeRex record |
//! | [`FacetsAsked::read`] | parameters of facets: what is to be counted |
//! | [`PARAMETERS`], [`listed`] | the tables: parameters, diagnostics |
//!
//! A request that cannot be served is still read as far as it can be, for its version and operation
//! say in what form it is answered, and what was understood is echoed.
//!
//! ```
//! use silta_sru::{Arguments, Asked, Request, Version};
//!
//! let arguments = Arguments::of_query("version=1.2&operation=searchRetrieve&query=j%C3%A4rvi");
//! let reading = Request::read(&arguments);
//! assert!(reading.faults.is_empty());
//! assert_eq!(reading.request.version, Version::V1_2);
//! let Asked::SearchRetrieve(search) = reading.request.asked else { unreachable!() };
//! assert_eq!(search.query.as_deref(), Some("järvi"));
//! ```
#![deny(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod arguments;
mod diagnostic;
mod echo;
mod facet;
#[doc(hidden)]
pub mod fuzzing;
mod operation;
#[doc(hidden)]
pub mod pages;
mod parameter;
mod piece;
mod read;
mod reading;
mod request;
mod response;
pub mod soap;
mod sort_key;
mod version;
mod write;
mod zeerex;

pub use arguments::{Arguments, MAX_ARGUMENTS};
pub use diagnostic::{Condition, Diagnostic, Listed, listed};
pub use echo::MAX_X_QUERY_DEPTH;
pub use facet::{Facet, FacetOrder, FacetTerm, FacetWish, FacetsAsked, MAX_FACETS};
pub use operation::Operation;
pub use parameter::{PARAMETERS, Parameter, ParameterSpec};
pub use piece::Piece;
pub use read::{
    ReportedDiagnostic, Retrieved, RetrievedData, RetrievedRecord,
    Unreadable as RetrievedUnreadable,
};
pub use reading::{MAX_FAULTS, Reading};
pub use request::{
    Asked, Common, ExplainRequest, Packing, Request, ScanRequest, SearchRetrieveRequest,
};
pub use response::{Body, Found, Record, RecordData, Response, ResultSetKept, Term, WhereInList};
pub use sort_key::{MAX_SORT_KEYS, MissingValue, SortKey};
pub use version::Version;
pub use zeerex::{Config, Explain, IndexInfo, SchemaInfo};

/// The schema of a record that is a diagnostic.
pub const DIAGNOSTICS_SCHEMA: &str = "info:srw/schema/1/diagnostics-v1.1";
