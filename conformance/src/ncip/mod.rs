//! The NCIP suite: NISO Z39.83, version 2.02 and version 1.0, over HTTP.

mod answer;
mod cases;
mod message;
mod profile;
mod steps;

pub(crate) use profile::BASE;
pub use profile::{Item, Library, Partner, Patron, Profile};

use crate::Suite;

/// The NCIP cases. Every answer they get is also held against what holds for all answers, and
/// against the profile's schemas.
#[must_use]
pub fn suite() -> Suite<Profile> {
    Suite {
        name: "ncip",
        cases: cases::all(),
    }
}
