//! Z39.50 served.
//!
//! A client's connection is a session without IO: framing, requests in order, deadlines. What was
//! agreed in Init and the result sets made since are its conversation, which goes along with each
//! request. Each APDU is served by the file of its name (`search.rs`, `present.rs`, ...), in the
//! consortium's own words; what cannot be served gets the diagnostic that the standard has for it.
//!
//! What this crate does *not* do: open sockets, write files, search.

mod authentication;
mod close;
mod composition;
mod conversation;
mod cql;
mod delete_result_set;
mod diagnostic;
mod extended_services;
#[doc(hidden)]
pub mod fuzzing;
mod holdings;
mod init;
mod item_order;
mod limits;
mod metrics;
pub mod pages;
mod present;
mod records;
mod result_sets;
mod scan;
mod search;
mod service;
mod serving;
mod session;
mod sort;

pub use authentication::Account;
pub use limits::SessionLimits;
pub use metrics::{ApduOutcome, Z3950Metrics};
pub use service::{Consortium, Now, Z3950Service, Z3950Settings};
pub use session::{Exchange, Reply, Z3950Session};
pub use silta_secrets::Secret;
