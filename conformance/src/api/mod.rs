//! The suite of the consortium API: JSON over HTTP/1.1, for any system that serves it.

mod answer;
mod cases;
mod document;
mod format;
mod http;
mod profile;
mod steps;

use crate::Suite;
pub use document::{Document, DocumentError};
pub use profile::{Fee, Item, Patron, Profile};

/// Where the API stands when the target does not say.
pub(crate) const BASE: &str = "/api/v1";

/// The cases of the consortium API. Every answer they get is also checked against the profile's
/// OpenAPI document.
#[must_use]
pub fn suite() -> Suite<Profile> {
    Suite {
        name: "api",
        cases: cases::all(),
    }
}
