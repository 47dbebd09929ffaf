//! What SRU is served with.

use std::{fmt, sync::Arc, time::Duration};

use jiff::tz::TimeZone;
use silta_consortium::{Catalogue, Circulation};

use crate::{limits::SruLimits, metrics::SruMetrics};

/// The consortium as SRU needs it: the catalogue, and the names of the libraries.
pub trait Consortium: Catalogue + Circulation {}

impl<T: Catalogue + Circulation> Consortium for T {}

/// What SRU is served with.
pub struct SruSettings {
    /// The catalogue that is served.
    pub consortium: Arc<dyn Consortium>,
    /// The names of the one database, which stand in the path after `/sru/`; they differ in no
    /// letter case.
    pub databases: Vec<String>,
    /// Where clients reach it: `https://api.kainet.fi/sru`.
    pub base_url: String,
    /// What the catalogue is called, for people.
    pub title: String,
    /// What a request may ask for.
    pub limits: SruLimits,
    /// How long the consortium has for an answer.
    pub answer_deadline: Duration,
    /// How long it has for the holdings of all records of one answer; then they go without.
    pub holdings_deadline: Duration,
    /// The time zone of the libraries.
    pub time_zone: TimeZone,
    /// Numbers for operators.
    pub metrics: SruMetrics,
}

impl fmt::Debug for SruSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SruSettings")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}
