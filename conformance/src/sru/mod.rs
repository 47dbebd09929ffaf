//! The SRU suite: 1.1, 1.2 (Library of Congress) and 2.0 (OASIS searchRetrieve), with CQL, over
//! plain HTTP.

mod answer;
mod cases;
mod profile;
mod steps;

pub(crate) use profile::BASE;
pub use profile::{Limits, Profile, Work};

use crate::Suite;

/// The SRU cases. Every answer they get is also held against what holds for all answers, and
/// against the profile's schemas.
#[must_use]
pub fn suite() -> Suite<Profile> {
    Suite {
        name: "sru",
        cases: cases::all(),
    }
}
