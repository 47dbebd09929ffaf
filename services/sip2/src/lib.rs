//! SIP2 served: terminals and their profiles, the session, and one file per message.

mod messages;
mod profile;
mod secret;
mod terminal;
mod throttle;

pub use messages::{Message, Messages};
pub use profile::{
    AlertType, DueDateFormat, ErrorDetection, HoldPatron, InstitutionCheck, ListEntry, Profile,
    Terminator,
};
pub use secret::{HashFailed, Secret};
pub use terminal::{Terminal, Terminals};
pub use throttle::FailedLogins;
