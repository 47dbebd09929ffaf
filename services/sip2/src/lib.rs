//! SIP2 served.
//!
//! A terminal's connection is a session without IO: frames, repetitions, login state,
//! deadlines. Each message it takes is served by the file of the message's name (`checkout.rs`,
//! `patron_information.rs`, ...), in the consortium's own words, and answered as the terminal's
//! [`Profile`] wants it. Accounts and their secrets stand in `terminal.rs`.
//!
//! What this crate does *not* do: open sockets, write files, decide whether a loan is allowed.

mod block_patron;
mod checkin;
mod checkout;
mod end_patron_session;
mod fee_paid;
#[doc(hidden)]
pub mod fuzzing;
mod hold;
mod item_information;
mod item_status_update;
mod messages;
mod metrics;
mod money;
mod patron_enable;
mod patron_information;
mod patron_session;
mod patron_status;
mod profile;
mod renew;
mod renew_all;
mod sc_status;
mod service;
mod serving;
mod session;
mod terminal;
mod texts;

pub use messages::MESSAGES;
pub use metrics::{LoginOutcome, MessageOutcome, Sip2Metrics, TerminalReport};
pub use profile::{
    AlertType, DueDateFormat, ErrorDetection, HoldPatron, InstitutionCheck, ListEntry, Profile,
};
pub use service::{Consortium, Now, Sip2Service, Sip2Settings};
pub use session::{Exchange, Reply, SessionLimits, Sip2Session};
pub use silta_secrets::{FailedLogins, HashRefused, Keyed, Secret};
pub use silta_sip2::{SupportedMessage, SupportedMessages, Terminator};
pub use terminal::{Terminal, Terminals};
