//! The libraries that may write to us, and how they prove it.

use std::net::IpAddr;

use silta_consortium::{PartnerId, Redacted};
use silta_ill_translation::{Habits, Heard};
use silta_iso18626::AgencyId;
use subtle::ConstantTimeEq as _;

/// A library that may write to us.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Its name: `ISIL:FI-Partner`. Upper and lower case are the same.
    pub id: PartnerId,
    /// What its program does otherwise than the standard says.
    pub habits: Habits,
    /// What it must send in `requestingAgencyAuthentication`, if anything.
    pub credentials: Option<Credentials>,
    /// The addresses from which it may write; empty for any.
    pub addresses: Vec<IpAddr>,
}

/// An account with its security code.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The account; none if only the code matters.
    pub account: Option<String>,
    /// Its secret.
    pub security_code: Redacted,
}

impl Peer {
    /// Whether an agency is this library.
    pub(crate) fn is(&self, agency: &AgencyId) -> bool {
        self.id.as_str().eq_ignore_ascii_case(&agency.to_string())
    }

    /// Whether it may write from an address; none is known of a client that is not on a network.
    pub(crate) fn may_write_from(&self, address: Option<IpAddr>) -> bool {
        self.addresses.is_empty()
            || address.is_some_and(|address| self.addresses.contains(&address.to_canonical()))
    }

    /// Whether a message proves that it is from this library. Only what the borrower writes can.
    pub(crate) fn is_proved(&self, heard: &Heard) -> bool {
        let Some(Credentials {
            account,
            security_code,
        }) = &self.credentials
        else {
            return true;
        };
        let given = heard.security_code.as_deref().unwrap_or_default();
        let right = security_code
            .expose()
            .as_bytes()
            .ct_eq(given.as_bytes())
            .into();
        account
            .as_ref()
            .is_none_or(|account| heard.account.as_ref() == Some(account))
            && right
    }
}
