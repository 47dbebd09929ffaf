//! What NCIP is served with.

use std::{fmt, sync::Arc, time::Duration};

use jiff::{Timestamp, tz::TimeZone};
use silta_consortium::{Catalogue, Circulation, TemporaryItems};
use silta_secrets::FailedLogins;

use crate::{agency::Agency, limits::NcipLimits, metrics::NcipMetrics};

/// The consortium as NCIP needs it.
pub trait Consortium: Circulation + Catalogue + TemporaryItems {}

impl<T: Circulation + Catalogue + TemporaryItems> Consortium for T {}

/// Tells what time it is.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What NCIP is served with.
pub struct NcipSettings {
    /// The consortium that is served.
    pub consortium: Arc<dyn Consortium>,
    /// The id of our own agency, which messages name in `ToAgencyId`: `FI-Kam`.
    pub agency: String,
    /// What our agency is called, for people.
    pub name: String,
    /// Whether our own agency, and a message without header, may ask without a password.
    pub anonymous: bool,
    /// The agencies that may ask with one.
    pub agencies: Vec<Agency>,
    /// Wrong passwords of agencies from one address in a minute, after which its passwords are not
    /// looked at.
    pub failed_logins_per_minute: u32,
    /// Where wrong passwords are written down.
    pub failed_logins: Arc<dyn FailedLogins>,
    /// What messages and connections may use.
    pub limits: NcipLimits,
    /// How long the consortium has for all that one message asks.
    pub answer_deadline: Duration,
    /// The time zone of the libraries.
    pub time_zone: TimeZone,
    /// The clock.
    pub now: Now,
    /// Numbers for operators.
    pub metrics: NcipMetrics,
}

impl fmt::Debug for NcipSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NcipSettings")
            .field("agency", &self.agency)
            .finish_non_exhaustive()
    }
}
