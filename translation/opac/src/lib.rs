//! What the libraries have of a record and where each copy is now, from the consortium's values.
//! The rules stand here once; a service only writes them in the form of its protocol.
//!
//! | type | what |
//! | --- | --- |
//! | [`Holdings`] | the copies of one record, or that they cannot be told now; [`gather`] asks for them |
//! | [`Shelf`] | the copies at one place and call number: an entry of an OPAC record |
//! | [`Holding`] | the copies of one library: a holding of ISO 20775 |
//! | [`Circulation`] | one copy as it is now |
//! | [`Place`] | a library as others know it |
//!
//! | state of a copy | can be had now | what stands against it | can be renewed |
//! | --- | --- | --- | --- |
//! | on its shelf | yes | nothing | |
//! | on loan | no | `On loan` | if nobody waits |
//! | any other | no | the state in words | |
//!
//! The due date is told whenever there is one, in the time zone of the libraries. A copy is on hold
//! while anybody waits for it or its title, or it is kept on the hold shelf.
#![deny(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod circulation;
mod holding;
mod holdings;
mod place;
mod shelf;

pub use circulation::{Circulation, is_available};
pub use holding::Holding;
pub use holdings::{Holdings, MAX_COPIES, UNKNOWN, gather};
pub use place::Place;
pub use shelf::Shelf;
