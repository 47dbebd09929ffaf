//! Catalogues elsewhere, harvested over OAI-PMH or SRU into the store.
//!
//! [`Machine`] is the harvest of one source without IO: it says what is asked next, takes the
//! answer, and gives the [`Step`] that is written with the place at which the harvest goes on. The
//! place is written in the same transaction as the records, so a harvest that is killed at any
//! moment goes on where it was. [`Harvester`] joins it to HTTP and the store.

mod fault;
mod machine;
mod oai;
mod place;
mod pump;
mod retry;
mod settings;
mod sru;
mod web;

pub use fault::Fault;
pub use machine::{MAX_ANSWERS, MAX_RESTARTS, Machine, Step};
pub use pump::{Harvester, Report, Watch};
pub use settings::{Kind, SourceSettings};
pub use web::MAX_REDIRECTS;
