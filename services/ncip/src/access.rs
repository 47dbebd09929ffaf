//! Which services are served, and what a sender must prove for each.

use silta_ncip::{SERVICES, Service, ServiceKind};

/// What a sender must prove before a service is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Nothing.
    Open,
    /// Who the patron is: with the patron's PIN, or as an agency that is believed without.
    Patron,
    /// That it is an agency that we know. Our own web library is none: it serves patrons, and these
    /// must not return what they have not brought, or pay what they have not paid.
    Agency,
}

/// What a sender must prove for a service; none if it is not served.
pub(crate) fn access(service: Service) -> Option<Access> {
    Some(match service {
        Service::LookupAgency | Service::LookupItem | Service::LookupItemSet => Access::Open,
        Service::CancelRequestItem
        | Service::CheckOutItem
        | Service::LookupRequest
        | Service::LookupUser
        | Service::RenewItem
        | Service::RequestItem
        | Service::UpdateRequestItem => Access::Patron,
        Service::AcceptItem
        | Service::CheckInItem
        | Service::CreateItem
        | Service::CreateUserFiscalTransaction
        | Service::DeleteItem
        | Service::RecallItem
        | Service::UndoCheckOutItem
        | Service::UpdateUser => Access::Agency,
        // They change nothing here.
        _ if service.spec().kind == ServiceKind::Notification => Access::Open,
        _ => return None,
    })
}

/// All services that are served, by name; notifications are no services that one can be denied.
pub fn served() -> Vec<Service> {
    let services = SERVICES.iter();
    let services = services.filter(|spec| spec.kind != ServiceKind::Notification);
    services
        .map(|spec| spec.service)
        .filter(|service| access(*service).is_some())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_served_can_be_read() {
        let served = served();
        assert!(served.iter().all(|service| service.spec().is_typed));
        assert_eq!(served.len(), 18);
    }
}
