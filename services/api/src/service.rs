//! What the API is served with.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::{Timestamp, tz::TimeZone};
use silta_consortium::{Catalogue, Circulation, Ill, TemporaryItems};

use crate::{running::Running, token::Tokens};

/// Tells what time it is.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The consortium as its API needs it.
pub trait Consortium: Circulation + Catalogue + Ill + TemporaryItems {}

impl<T: Circulation + Catalogue + Ill + TemporaryItems> Consortium for T {}

/// What the API is served with.
pub struct ApiSettings {
    /// The consortium that is served.
    pub consortium: Arc<dyn Consortium>,
    /// Who may call.
    pub tokens: Tokens,
    /// How long the consortium has for an answer. Less than the listener gives a request.
    pub answer_deadline: Duration,
    /// The time zone of the libraries.
    pub time_zone: TimeZone,
    /// The clock.
    pub now: Now,
}

impl fmt::Debug for ApiSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiSettings")
            .field("tokens", &self.tokens)
            .field("answer_deadline", &self.answer_deadline)
            .finish_non_exhaustive()
    }
}

/// What all requests share.
pub(crate) struct Shared {
    pub(crate) settings: ApiSettings,
    pub(crate) running: Running,
}

impl Shared {
    pub(crate) fn new(settings: ApiSettings) -> Self {
        Self {
            settings,
            running: Running::default(),
        }
    }

    /// Until when an answer is of use, by the runtime's clock, so that tests can move it.
    pub(crate) fn deadline(&self) -> Instant {
        tokio::time::Instant::now().into_std() + self.settings.answer_deadline
    }
}
