//! ISO 18626 served: a partner posts a message about a request of inter-library loan, the consortium
//! takes it, and the answer is its confirmation. What becomes of the request is told later, in
//! messages of ours.
//!
//! A confirmation says `OK` only when the consortium has the message on disk. A resend after a lost
//! confirmation is confirmed again and done once.

mod confirm;
mod http;
mod metrics;
mod peer;
mod service;
mod settings;

pub use http::{MAX_BODY, router};
pub use metrics::Iso18626Metrics;
pub use peer::{Credentials, Peer};
pub use service::Iso18626Service;
pub use settings::{Iso18626Settings, Now};
