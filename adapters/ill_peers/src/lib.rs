//! Messages about inter-library loan on their way to partners: taken from the outbox, written in the
//! version and with the habits of each partner, sent by HTTP, and the partner's confirmation told to
//! the outbox.
//!
//! [`Sender`] runs until it is stopped. What becomes of a message is one of three: the partner has
//! it, will not have it, or could not be reached; the outbox keeps the order of a request's messages
//! and says when to try again. A partner that is slow or gone delays no other: each has places of
//! its own ([`MAX_UNDER_WAY`]), and when it cannot be reached, what waits for it is not tried one by
//! one.
#![deny(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod confirmation;
mod lane;
mod metrics;
mod post;
mod sender;
mod settings;

pub use lane::MAX_UNDER_WAY;
pub use metrics::{SenderMetrics, Sent};
pub use post::MAX_ANSWER;
pub use sender::{MAX_IN_HAND, Sender};
pub use settings::{Peer, SenderSettings};
