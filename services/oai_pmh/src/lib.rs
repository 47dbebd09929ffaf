//! OAI-PMH served: the catalogue for harvesters.
//!
//! A request goes one way: [`router`] takes its arguments (`arguments.rs`), the wire crate makes a
//! question of them, `answer.rs` asks the catalogue and puts the answer together in the format
//! wanted (`format.rs`). A list goes on by tokens that hold everything (`token.rs`): nothing is
//! kept here between two requests, so a harvester can pause for as long as it likes, and the
//! gateway can be started anew.
//!
//! **No record is ever lost.** A list is walked by (date, id) up to the time at which it was begun,
//! so what changes meanwhile is not skipped but moves to the next harvest. And the date of an
//! answer, from which harvesters begin the next time, is not the clock's but the catalogue's: the
//! time before which nothing can be dated any more that was not seen.
//!
//! What this crate does *not* know: sockets, SQL, where a record comes from.

mod answer;
mod arguments;
mod copies;
mod format;
mod service;
mod sets;
mod settings;
mod token;

pub use arguments::{MAX_ARGUMENTS, MAX_BODY};
pub use copies::{CopyData, MAX_COPIES};
pub use service::router;
pub use sets::SetKind;
pub use settings::{Catalogues, Now, OaiSettings};
pub use token::TokenKey;
