//! The listeners of a gateway, and where they listen.

use std::net::SocketAddr;

use serde::Serialize;
use silta_servers::{Bound, Limits, bind};

use super::StartError;
use crate::config::Settings;

/// Where a gateway listens: what the ready file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Addresses {
    /// SIP2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sip2: Option<SocketAddr>,
    /// Z39.50.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub z3950: Option<SocketAddr>,
    /// NCIP over raw TCP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ncip: Option<SocketAddr>,
    /// The pages over HTTP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http: Option<SocketAddr>,
    /// Metrics and health.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admin: Option<SocketAddr>,
}

/// What must be open before anything is served.
pub(super) struct Doors {
    pub(super) sip2: Option<Bound>,
    pub(super) z3950: Option<Bound>,
    pub(super) ncip: Option<Bound>,
    pub(super) http: Option<Bound>,
    pub(super) admin: Option<Bound>,
}

impl Doors {
    pub(super) fn open(settings: &Settings) -> Result<Self, StartError> {
        let limits = Limits::default();
        let open = |door, address: Option<SocketAddr>| {
            let bound = address.map(|address| {
                bind(address, &limits).map_err(|source| StartError::Bind {
                    door,
                    address,
                    source,
                })
            });
            bound.transpose()
        };
        Ok(Self {
            sip2: open("sip2", settings.sip2.listen.address())?,
            z3950: open("z3950", settings.z3950.listen.address())?,
            ncip: open("ncip", settings.ncip.listen.address())?,
            http: open("http", settings.http.listen.address())?,
            admin: open("admin", settings.admin.listen.address())?,
        })
    }

    pub(super) fn addresses(&self) -> Addresses {
        let address = |bound: &Option<Bound>| bound.as_ref().map(Bound::local_addr);
        Addresses {
            sip2: address(&self.sip2),
            z3950: address(&self.z3950),
            ncip: address(&self.ncip),
            http: address(&self.http),
            admin: address(&self.admin),
        }
    }
}
