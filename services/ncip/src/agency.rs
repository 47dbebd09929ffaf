//! Agencies: who sends a message, and what that sender may.

use std::{fmt, net::IpAddr, sync::Arc};

use jiff::Timestamp;
use silta_consortium::{LibraryCode, PatronBarcode};
use silta_ncip::{InitiationHeader, ProblemType, Service};
use silta_secrets::{FailedLogins, Judge, LoginThrottle, Secret};

use crate::{
    access::{Access, access, served},
    refusal::No,
};

/// Another agency that asks, and how it is treated.
#[derive(Debug)]
pub struct Agency {
    /// Its id, as it stands in `FromAgencyId`: `FI-Partner`. Upper and lower case are the same.
    pub id: String,
    /// What it must send as `FromAgencyAuthentication`.
    pub secret: Secret,
    /// The services that it may use.
    pub services: Vec<Service>,
    /// The card to which items are lent that the agency takes for itself: a `UserId` with the id of
    /// the agency means it.
    pub patron: Option<PatronBarcode>,
    /// Whether it may name patrons by `UserId` alone. A PIN that it sends must be right in any case.
    pub trusted: bool,
    /// Whether it is told addresses and birth dates of patrons without their PIN.
    pub contact_data: bool,
    /// The library at which what it asks for happens; none for where the item was seen last.
    pub library: Option<LibraryCode>,
}

impl Agency {
    /// An agency that may use all services, and must send the PIN of each patron that it names.
    pub fn new(id: impl Into<String>, secret: Secret) -> Self {
        Self {
            id: id.into(),
            secret,
            services: served(),
            patron: None,
            trusted: false,
            contact_data: false,
            library: None,
        }
    }

    /// The card that a user id means. The id of the agency, also as brokers write it (`INST-` before
    /// it), means its own.
    pub(crate) fn card<'a>(&'a self, id: &'a str) -> &'a str {
        /// What a broker writes before the id of a library that borrows for itself.
        const INSTITUTION: &str = "INST-";
        let bare = id.strip_prefix(INSTITUTION).unwrap_or(id);
        match &self.patron {
            Some(own) if bare.eq_ignore_ascii_case(&self.id) => own.as_str(),
            _ => id,
        }
    }
}

/// Who sends a message.
#[derive(Clone, Debug)]
pub(crate) enum Sender {
    /// An agency that has proved who it is.
    Agency(Arc<Agency>),
    /// Our own web library, or whoever leaves the header out.
    Anonymous,
}

impl Sender {
    pub(crate) fn agency(&self) -> Option<&Agency> {
        match self {
            Self::Agency(agency) => Some(agency),
            Self::Anonymous => None,
        }
    }

    /// Whether a `UserId` alone is believed.
    pub(crate) fn is_trusted(&self) -> bool {
        self.agency().is_some_and(|agency| agency.trusted)
    }

    /// Refuses a service that the sender may not use.
    pub(crate) fn may(&self, service: Service) -> Result<(), No> {
        let may = match self {
            Self::Agency(agency) => {
                service.notification().is_some() || agency.services.contains(&service)
            }
            Self::Anonymous => access(service) != Some(Access::Agency),
        };
        match may {
            true => Ok(()),
            false => {
                Err(No::new(ProblemType::UnauthorizedServiceForAgency, service)
                    .element("FromAgencyId"))
            }
        }
    }
}

/// All agencies that may ask.
pub(crate) struct Agencies {
    /// Our own id.
    own: String,
    anonymous: bool,
    known: Vec<Arc<Agency>>,
    judge: Judge,
    throttle: LoginThrottle,
}

impl Agencies {
    pub(crate) fn new(
        own: String,
        anonymous: bool,
        known: Vec<Agency>,
        throttle: (u32, Arc<dyn FailedLogins>),
        now: Timestamp,
    ) -> Self {
        let (most, store) = throttle;
        Self {
            judge: Judge::new(known.iter().map(|agency| &agency.secret)),
            own,
            anonymous,
            known: known.into_iter().map(Arc::new).collect(),
            throttle: LoginThrottle::new(most, store, now),
        }
    }

    /// Whether an id is ours.
    pub(crate) fn is_own(&self, id: &str) -> bool {
        id.eq_ignore_ascii_case(&self.own)
    }

    /// Who sends a message from this address.
    pub(crate) async fn sender(
        &self,
        header: Option<&InitiationHeader>,
        service: Service,
        address: Option<IpAddr>,
        now: Timestamp,
    ) -> Result<Sender, No> {
        let unknown = || No::new(ProblemType::UnknownAgency, service).element("FromAgencyId");
        let id = header.map_or("", |header| header.from_agency_id.agency_id.value());
        if id.is_empty() || self.is_own(id) {
            return match self.anonymous {
                true => Ok(Sender::Anonymous),
                false => Err(unknown()),
            };
        }
        let mut known = self.known.iter();
        let agency = known.find(|agency| agency.id.eq_ignore_ascii_case(id));
        let agency = agency.ok_or_else(unknown)?;
        let given = header.and_then(|header| header.from_agency_authentication.as_deref());
        match self.is_right(agency, given, address, now).await {
            true => Ok(Sender::Agency(Arc::clone(agency))),
            false => Err(No::new(ProblemType::AgencyAuthenticationFailed, service)
                .element("FromAgencyAuthentication")),
        }
    }

    /// Whether this is the agency's password. A wrong one counts against the address.
    async fn is_right(
        &self,
        agency: &Agency,
        given: Option<&str>,
        address: Option<IpAddr>,
        now: Timestamp,
    ) -> bool {
        if address.is_some_and(|address| !self.throttle.allows(address, now)) {
            return false;
        }
        let Some(given) = given else {
            return false;
        };
        let right = self
            .judge
            .is_right(&agency.id, Some(&agency.secret), given)
            .await;
        if !right && let Some(address) = address {
            self.throttle.count(address, now).await;
        }
        right
    }
}

impl fmt::Debug for Agencies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Agencies")
            .field("own", &self.own)
            .finish_non_exhaustive()
    }
}
