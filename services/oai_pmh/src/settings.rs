//! What OAI-PMH is served with.

use std::{fmt, sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use silta_consortium::{Catalogue, Circulation};

use crate::{copies::CopyData, sets::SetKind, token::TokenKey};

/// Tells what time it is.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The consortium as harvesters need it: its records, and its libraries for the sets.
pub trait Catalogues: Catalogue + Circulation {}

impl<T: Catalogue + Circulation> Catalogues for T {}

/// What OAI-PMH is served with.
pub struct OaiSettings {
    /// The catalogue that is served.
    pub consortium: Arc<dyn Catalogues>,
    /// What the repository is called, for people.
    pub repository_name: String,
    /// Where harvesters reach it: `https://api.kainet.fi/oai`.
    pub base_url: String,
    /// Whom to write to; at least one address.
    pub admin_emails: Vec<String>,
    /// The domain in identifiers: `kainet.fi` in `oai:kainet.fi:kainet.1`.
    pub domain: String,
    /// By what records are grouped.
    pub sets: Vec<SetKind>,
    /// What `marc21` tells of copies. The catalogue must date its records by the same.
    pub copy_data: CopyData,
    /// The time zone of the libraries, in which days are told.
    pub time_zone: TimeZone,
    /// Records of one answer at the most; 1 to 10,000.
    pub page_size: u32,
    /// How much earlier than asked a list begins, for harvesters whose clock loses an hour.
    pub from_overlap: SignedDuration,
    /// Signs tokens. The same for as long as tokens shall be good.
    pub token_key: TokenKey,
    /// How long the consortium has for an answer.
    pub answer_deadline: Duration,
    /// The clock.
    pub now: Now,
}

impl fmt::Debug for OaiSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OaiSettings")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}
