//! A consortium that runs elsewhere, called over its API.
//!
//! [`Rest`] implements the ports [`Circulation`](silta_consortium::Circulation) and
//! [`Catalogue`](silta_consortium::Catalogue) over pooled connections, and holds what the ports
//! promise where the network does not:
//!
//! - Every call ends in time: [`Settings::call_deadline`], or the request's own deadline if that is
//!   earlier. One try has less, so that there is time for another.
//! - Questions are asked again, with jitter and a budget. A change is sent again only with the same
//!   key. `Retry-After` is honoured.
//! - The lost answer to a change is settled by asking for the outcome of its key. What cannot be
//!   settled in time is [`InDoubt`](silta_consortium::FailureKind::InDoubt), never guessed.
//! - While the consortium does not answer, a circuit breaker turns calls away at once.
//! - An answer that is not exactly of the API is a failure with a name ([`TroubleKind`]).

mod address;
mod answer;
mod breaker;
mod caller;
mod catalogue;
mod circulation;
mod clock;
mod doubts;
mod exchange;
mod health;
mod hear;
mod http_url;
mod ill;
mod metrics;
mod network;
mod pages;
mod retry;
mod searching;
mod settings;
mod tell;
mod temporary_items;
mod tls;
mod trouble;

use std::sync::Arc;

use caller::Caller;
use network::Tcp;

pub use breaker::{BreakerSettings, BreakerState};
pub use doubts::{Doubt, DoubtStore, MAX_DOUBTS, Resting};
pub use health::Diagnosis;
pub use http_url::{HttpUrl, InvalidHttpUrl};
pub use metrics::{RestMetrics, Settled};
pub use network::{ConnectFault, Connecting, Connector, Line, Network};
pub use retry::RetrySettings;
pub use settings::{BaseUrl, InvalidBaseUrl, Settings};
pub use silta_consortium_api::Token;
pub use tls::{InvalidRoots, Roots};
pub use trouble::TroubleKind;

/// A consortium that runs elsewhere. Connections are made when they are first needed; dropping it
/// closes them.
#[derive(Debug)]
pub struct Rest {
    caller: Caller,
}

impl Rest {
    /// To be used inside a tokio runtime.
    ///
    /// # Panics
    ///
    /// If no seed is given and the operating system gives no random bytes.
    pub fn new(settings: Settings, metrics: RestMetrics) -> Self {
        Self::over(Arc::new(Tcp), settings, metrics)
    }

    /// The same over another network. With a seed, and on a runtime whose clock a test moves,
    /// it does the same each time.
    ///
    /// # Panics
    ///
    /// If no seed is given and the operating system gives no random bytes.
    pub fn over(network: Arc<dyn Network>, settings: Settings, metrics: RestMetrics) -> Self {
        let seed = settings.seed.unwrap_or_else(random);
        Self {
            caller: Caller::new(settings, network, metrics, seed),
        }
    }

    /// Goes on with the changes in doubt that rest in a store, and puts new ones down there. Without
    /// it they are forgotten at the end of the process.
    #[must_use]
    pub fn remembering(mut self, store: Arc<dyn DoubtStore>) -> Self {
        self.caller.remember(store);
        self
    }

    /// Calls the consortium once, and says what is wrong with it, if anything is: its name, its
    /// token, its version, its clock.
    ///
    /// # Errors
    /// When something is.
    pub async fn examine(&self) -> Result<(), Diagnosis> {
        self.caller.examine(self.caller.soon()).await
    }

    /// Asks what became of the changes in doubt, and says in the log what it hears; how many are
    /// still open. To be called every few seconds.
    pub async fn settle_doubts(&self) -> usize {
        self.caller.settle_doubts().await
    }

    /// Whether calls go out now, for readiness.
    pub fn breaker(&self) -> BreakerState {
        self.caller.breaker_state()
    }
}

fn random() -> u64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    u64::from_le_bytes(bytes)
}
