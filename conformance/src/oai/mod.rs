//! The OAI-PMH suite: version 2.0 of the protocol, for any repository, over plain HTTP.

mod answer;
mod cases;
mod profile;
mod steps;

pub(crate) use profile::BASE;
pub use profile::{Format, Item, Profile};

use crate::Suite;

/// The OAI-PMH cases. Every answer they get is also held against what holds for all answers, and
/// against the profile's schemas.
#[must_use]
pub fn suite() -> Suite<Profile> {
    Suite {
        name: "oai",
        cases: cases::all(),
    }
}
