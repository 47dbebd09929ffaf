//! What inter-library loan is configured with.

use std::{net::IpAddr, path::PathBuf, time::Duration};

use silta_consortium::{IllVersion, PartnerId, PatronBarcode, Redacted};
use silta_ill_translation::Habits;
use silta_rest::HttpUrl;
use silta_rest::Roots;

/// Inter-library loan over ISO 18626.
#[derive(Debug)]
pub struct Ill {
    /// The id of our own agency.
    pub agency: String,
    /// What it is called, for people.
    pub name: String,
    /// The partners.
    pub peers: Vec<IllPeer>,
    /// Time of the consortium to take a message.
    pub answer_deadline: Duration,
    /// Time for a message to a partner.
    pub send_deadline: Duration,
}

impl Default for Ill {
    fn default() -> Self {
        Self {
            agency: "ISIL:FI-Kam".to_owned(),
            name: "Kainet".to_owned(),
            peers: Vec::new(),
            answer_deadline: Duration::from_secs(10),
            send_deadline: Duration::from_secs(20),
        }
    }
}

/// A library that we lend to and borrow from.
#[derive(Clone, Debug)]
pub struct IllPeer {
    /// Its id: `ISIL:FI-Partner`.
    pub id: PartnerId,
    /// Where it takes messages.
    pub url: Option<HttpUrl>,
    /// What it is written to in.
    pub version: IllVersion,
    /// What its program does otherwise than the standard says.
    pub habits: Habits,
    /// The card to which our copies are lent.
    pub institutional_patron: PatronBarcode,
    /// Whether its requests are answered before staff looks.
    pub answer_at_once: bool,
    /// What it must show when it borrows from us.
    pub shows: Option<Proof>,
    /// What we show it when we borrow from it.
    pub shown: Option<Proof>,
    /// The addresses from which it may write; empty for any.
    pub addresses: Vec<IpAddr>,
    /// Whose certificates are believed at an https address.
    pub roots: Roots,
}

impl IllPeer {
    /// A partner that takes messages nowhere and need show nothing.
    pub fn new(id: PartnerId, version: IllVersion) -> Self {
        Self {
            id,
            url: None,
            version,
            habits: Habits::default(),
            institutional_patron: "".into(),
            answer_at_once: false,
            shows: None,
            shown: None,
            addresses: Vec::new(),
            roots: Roots::System,
        }
    }
}

/// What shows who borrows (`requestingAgencyAuthentication`).
#[derive(Clone, Debug)]
pub struct Proof {
    /// The account; none if the code alone counts.
    pub account: Option<String>,
    /// Its secret.
    pub security_code: Redacted,
}

/// A partner as it stands in the file.
#[derive(Debug)]
pub(in crate::config) struct IllPeerEntry {
    pub(in crate::config) id: String,
    pub(in crate::config) url: Option<HttpUrl>,
    pub(in crate::config) version: IllVersion,
    pub(in crate::config) habits: Habits,
    pub(in crate::config) institutional_patron: String,
    pub(in crate::config) answer_at_once: bool,
    pub(in crate::config) account: Option<String>,
    pub(in crate::config) security_code: Option<String>,
    pub(in crate::config) own_account: Option<String>,
    pub(in crate::config) own_security_code: Option<String>,
    pub(in crate::config) addresses: Vec<IpAddr>,
    pub(in crate::config) ca_file: Option<PathBuf>,
}

impl Default for IllPeerEntry {
    fn default() -> Self {
        Self {
            id: String::new(),
            url: None,
            version: IllVersion::V2021_2,
            habits: Habits::default(),
            institutional_patron: String::new(),
            answer_at_once: false,
            account: None,
            security_code: None,
            own_account: None,
            own_security_code: None,
            addresses: Vec::new(),
            ca_file: None,
        }
    }
}
