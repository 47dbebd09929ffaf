//! The page for people: one field over the whole catalogue, facets, and where each copy is now; and
//! the page that tells integrators the address of every interface.
//!
//! A request goes one way: `service.rs` has the routes, `request.rs` reads what an address says and
//! writes the addresses of links, `query.rs` makes a search of what a person wrote, `catalogue.rs`
//! asks for it under deadlines, and `results.rs`, `record.rs` and `interfaces.rs` make of the
//! answers what the templates show. Texts stand in Fluent files, one for each language.
//!
//! The pages need no script and load nothing from elsewhere; their headers see to it that nothing
//! else runs in them.
//!
//! What this crate does *not* know: sockets, SQL, where a record comes from.

mod catalogue;
mod fields;
mod headers;
mod interfaces;
mod language;
mod limits;
mod query;
mod record;
mod request;
mod results;
mod service;
mod settings;
mod words;

pub use interfaces::{Interface, InterfaceKind};
pub use limits::{
    FACET_VALUES, MAX_ADDRESS, MAX_CHOSEN, MAX_COPIES, MAX_PAGE, MAX_QUERY, RECORDS_PER_PAGE,
};
pub use service::router;
pub use settings::{Consortium, PageSettings};
