//! SRU served: the catalogue for programs that search over HTTP.
//!
//! A request goes one way: [`router`] takes its arguments, from a URL, a form or an envelope of
//! SOAP; the wire crate makes a request of them; the file of its operation (`search.rs`, `scan.rs`,
//! `explain.rs`) asks the consortium in its own words and puts the answer together. Records are
//! given in the schemas of one table (`schemas.rs`); result sets that a client asks to be kept are
//! kept for a while (`result_sets.rs`). What cannot be served gets the diagnostic made for it.
//!
//! What this crate does *not* know: sockets, SQL, where a record comes from.

mod diagnostic;
mod explain;
mod facets;
mod holdings;
mod http;
mod iso20775;
mod limits;
mod metrics;
mod opac;
pub mod pages;
mod present;
mod result_sets;
mod scan;
mod schemas;
mod search;
mod service;
mod serving;
mod settings;
mod sort;

pub use http::{MAX_BODY, MAX_QUERY_STRING};
pub use limits::SruLimits;
pub use metrics::{Outcome, SruMetrics};
pub use service::router;
pub use settings::{Consortium, SruSettings};
