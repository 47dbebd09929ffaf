//! To whom messages are sent, and how.

use std::time::Duration;

use silta_consortium::{IllVersion, PartnerId};
use silta_ill_translation::Habits;
use silta_iso18626::{AgencyId, RequestingAgencyAuthentication};
use silta_rest::{HttpUrl, Roots};

/// To whom messages are sent, and how.
#[derive(Clone, Debug)]
pub struct SenderSettings {
    /// Our own library: `ISIL:FI-Kam`.
    pub agency: AgencyId,
    /// What it is called, for people at the partner's.
    pub name: String,
    /// The partners. Messages to others wait.
    pub peers: Vec<Peer>,
    /// Time for one message, from the connection to the end of the confirmation. 20 s; less than
    /// the two minutes after which the outbox gives a message out again.
    pub deadline: Duration,
}

impl SenderSettings {
    /// No partners yet.
    pub fn new(agency: AgencyId) -> Self {
        Self {
            agency,
            name: String::new(),
            peers: Vec::new(),
            deadline: Duration::from_secs(20),
        }
    }
}

/// A partner as messages to it need it.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Its name: `ISIL:FI-Partner`.
    pub id: PartnerId,
    /// Where it listens, as `https://partner.example/iso18626`; messages to a partner without wait.
    pub url: Option<HttpUrl>,
    /// What it is written to in.
    pub version: IllVersion,
    /// What its program does otherwise than the standard.
    pub habits: Habits,
    /// What shows it that it is us who ask.
    pub authentication: Option<RequestingAgencyAuthentication>,
    /// Whose certificates are believed if it is called over https.
    pub roots: Roots,
}

impl Peer {
    /// A partner of whom only the name is known.
    pub fn new(id: PartnerId) -> Self {
        Self {
            id,
            url: None,
            version: IllVersion::V2021_2,
            habits: Habits::default(),
            authentication: None,
            roots: Roots::System,
        }
    }
}
