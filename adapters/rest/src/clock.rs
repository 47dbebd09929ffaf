//! The clock of deadlines and pauses.

use std::time::Instant;

/// The runtime's clock, so that tests can move it.
pub(crate) fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}
