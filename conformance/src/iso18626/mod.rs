//! The ISO 18626 suite: inter-library loan in versions 1.2 (2017) and 2021-2, over HTTP. The suite is
//! the partner: it posts messages, and where it may listen it takes those of the server.

mod answer;
mod cases;
mod mailbox;
mod message;
mod profile;
mod staff;
mod steps;

pub(crate) use mailbox::Mailbox;
pub(crate) use profile::BASE;
pub use profile::{Profile, Staff};

use crate::Suite;

/// The ISO 18626 cases. Every message that comes is also held against what holds for all, and
/// against the profile's schemas.
#[must_use]
pub fn suite() -> Suite<Profile> {
    Suite {
        name: "iso18626",
        cases: cases::all(),
    }
}
