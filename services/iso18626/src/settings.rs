//! What ISO 18626 is served with.

use std::{fmt, sync::Arc, time::Duration};

use jiff::Timestamp;
use silta_consortium::IllExchange;
use silta_iso18626::AgencyId;

use crate::{metrics::Iso18626Metrics, peer::Peer};

/// Tells what time it is.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What ISO 18626 is served with.
pub struct Iso18626Settings {
    /// Where what partners write is taken.
    pub exchange: Arc<dyn IllExchange>,
    /// Who we are: `ISIL:FI-Kam`.
    pub agency: AgencyId,
    /// The libraries that may write.
    pub peers: Arc<[Peer]>,
    /// How long the consortium has for a message.
    pub answer_deadline: Duration,
    /// The clock.
    pub now: Now,
    /// Numbers for operators.
    pub metrics: Iso18626Metrics,
}

impl fmt::Debug for Iso18626Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Iso18626Settings")
            .field("agency", &self.agency)
            .finish_non_exhaustive()
    }
}
