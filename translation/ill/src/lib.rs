//! What libraries write to each other about inter-library loan: the messages of ISO 18626 and the
//! consortium's own words, either as the other.
//!
//! [`heard`] says what a message of a partner means, [`told`] how one of ours is written. Both know
//! the [`Habits`] of the partner's program: some systems say in notes what the standard has elements
//! for.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod codes;
mod habits;
mod heard;
mod told;

pub use habits::Habits;
pub use heard::{Heard, heard};
pub use told::{Parties, told};

use silta_consortium::IllVersion;
use silta_iso18626::Version;

/// The version of the wire.
pub const fn version(version: IllVersion) -> Version {
    match version {
        IllVersion::V1_2 => Version::V1_2,
        IllVersion::V2021_2 => Version::V2021_2,
    }
}

/// The version in the consortium's words.
pub const fn ill_version(version: Version) -> IllVersion {
    match version {
        Version::V1_2 => IllVersion::V1_2,
        Version::V2021_2 => IllVersion::V2021_2,
    }
}
