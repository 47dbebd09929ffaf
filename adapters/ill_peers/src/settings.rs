//! To whom messages are sent, and how.

use std::{fmt, str::FromStr, time::Duration};

use hyper::{Uri, http::uri::Scheme};
use silta_consortium::{IllVersion, PartnerId};
use silta_ill_translation::Habits;
use silta_iso18626::{AgencyId, RequestingAgencyAuthentication};
use silta_rest::Roots;
use thiserror::Error;

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
    /// Where it listens; messages to a partner without wait.
    pub url: Option<PeerUrl>,
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

/// Where a partner listens: `https://partner.example/iso18626`.
#[derive(Clone, PartialEq, Eq)]
pub struct PeerUrl(Uri);

/// What was given is not where a partner can listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidUrl {
    /// It is no such address at all.
    #[error("the address of a partner is written as in https://partner.example/iso18626")]
    Form,
    /// It holds a user or password.
    #[error("no user or password stands in the address of a partner")]
    User,
}

impl PeerUrl {
    /// Whether it is called over TLS.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == Some(&Scheme::HTTPS)
    }

    pub(crate) fn uri(&self) -> &Uri {
        &self.0
    }
}

impl FromStr for PeerUrl {
    type Err = InvalidUrl;

    fn from_str(text: &str) -> Result<Self, InvalidUrl> {
        let uri: Uri = text.parse().map_err(|_| InvalidUrl::Form)?;
        let known = |scheme: &&Scheme| **scheme == Scheme::HTTP || **scheme == Scheme::HTTPS;
        uri.scheme().filter(known).ok_or(InvalidUrl::Form)?;
        let authority = uri.authority().ok_or(InvalidUrl::Form)?;
        match authority.as_str().contains('@') {
            true => Err(InvalidUrl::User),
            false if authority.host().is_empty() => Err(InvalidUrl::Form),
            false => Ok(Self(uri)),
        }
    }
}

impl fmt::Display for PeerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for PeerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_of_http_and_holds_no_secret() {
        let url: PeerUrl = "https://partner.example/iso18626?key=1".parse().unwrap();
        assert_eq!(url.to_string(), "https://partner.example/iso18626?key=1");
        assert!(url.is_https());
        for (text, why) in [
            ("", InvalidUrl::Form),
            ("/iso18626", InvalidUrl::Form),
            ("ftp://partner.example", InvalidUrl::Form),
            ("http://me:secret@partner.example", InvalidUrl::User),
        ] {
            assert_eq!(text.parse::<PeerUrl>(), Err(why), "{text}");
        }
    }
}
