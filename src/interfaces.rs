//! What is served where, as the page for integrators tells it.

use std::net::SocketAddr;

use silta_page_service::{Interface, InterfaceKind};

use crate::{config::Settings, gateway::Addresses};

/// Every interface that is switched on, with a listener for HTTP at this address.
pub(crate) fn interfaces(
    settings: &Settings,
    addresses: &Addresses,
    http: SocketAddr,
) -> Vec<Interface> {
    // A consortium that runs elsewhere serves its own API, and harvesters.
    let here = settings.consortium.remote.is_none();
    let base_url = |given: &Option<String>, path: &str| {
        let own = || format!("http://{http}{path}");
        given.clone().unwrap_or_else(own)
    };
    let z3950 = addresses.z3950.map(|address| {
        let database = settings.z3950.databases.first();
        format!("{address}/{}", database.map_or("Default", String::as_str))
    });
    let rows = [
        (
            InterfaceKind::Sip2,
            addresses.sip2.map(|address| address.to_string()),
        ),
        (InterfaceKind::Z3950, z3950),
        (
            InterfaceKind::Sru,
            Some(base_url(&settings.sru.base_url, "/sru")),
        ),
        (
            InterfaceKind::OaiPmh,
            Some(base_url(&settings.oai.base_url, "/oai")),
        ),
        (InterfaceKind::Ncip, Some(format!("http://{http}/ncip"))),
        (
            InterfaceKind::NcipTcp,
            addresses.ncip.map(|address| address.to_string()),
        ),
        (
            InterfaceKind::Iso18626,
            here.then(|| format!("http://{http}/iso18626")),
        ),
        (
            InterfaceKind::Api,
            here.then(|| format!("http://{http}/api/v1")),
        ),
        (
            InterfaceKind::Admin,
            addresses.admin.map(|address| address.to_string()),
        ),
    ];
    let served = rows.into_iter();
    let served = served.filter_map(|(kind, address)| {
        Some(Interface {
            kind,
            address: address?,
        })
    });
    served.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_switched_off_is_not_told() {
        let http = ([127, 0, 0, 1], 8080).into();
        let addresses = Addresses {
            sip2: Some(([127, 0, 0, 1], 6001).into()),
            z3950: None,
            ncip: None,
            http: Some(http),
            admin: None,
        };
        let told = interfaces(&Settings::default(), &addresses, http);
        let kinds: Vec<InterfaceKind> = told.iter().map(|interface| interface.kind).collect();
        let (sip2, sru) = (InterfaceKind::Sip2, InterfaceKind::Sru);
        let (oai, ncip) = (InterfaceKind::OaiPmh, InterfaceKind::Ncip);
        let (ill, api) = (InterfaceKind::Iso18626, InterfaceKind::Api);
        assert_eq!(kinds, [sip2, sru, oai, ncip, ill, api]);
        assert_eq!(told[1].address, "http://127.0.0.1:8080/sru");
    }
}
