//! The services of NCIP.

use std::fmt;

use crate::{problem_type::ProblemType as P, version::Version};

/// What kind of service one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceKind {
    /// Asks, and changes nothing.
    Lookup,
    /// Asks for a change.
    Update,
    /// Tells what has happened. Answered with a header and at most with problems.
    Notification,
}

/// What a service is.
#[derive(Clone, Copy, Debug)]
pub struct ServiceSpec {
    /// Which one.
    pub service: Service,
    /// The element of its initiation; that of its response ends in `Response`.
    pub name: &'static str,
    /// What kind it is.
    pub kind: ServiceKind,
    /// The first version that has it.
    pub since: Version,
    /// The last version that has it.
    pub until: Version,
    /// Whether messages of it are read and written in full. The others are known by name, so that
    /// they can be answered `Unsupported Service`.
    pub is_typed: bool,
    /// The types of problems that are its own; general ones can come beside them.
    pub problems: &'static [P],
}

macro_rules! services {
    ($($service:ident $kind:ident $since:ident $until:ident $typed:literal [$($problem:ident)*],)*) => {
        /// A service.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Service {
            $(
                #[doc = concat!("`", stringify!($service), "`")]
                $service,
            )*
        }

        /// All services, by name.
        pub const SERVICES: &[ServiceSpec] = &[
            $(*Service::$service.spec(),)*
        ];

        impl Service {
            /// How many there are.
            pub const COUNT: usize = SERVICES.len();

            /// What it is.
            pub const fn spec(self) -> &'static ServiceSpec {
                match self {
                    $(Self::$service => &ServiceSpec {
                        service: Service::$service,
                        name: stringify!($service),
                        kind: ServiceKind::$kind,
                        since: Version::$since,
                        until: Version::$until,
                        is_typed: $typed,
                        problems: &[$(P::$problem),*],
                    },)*
                }
            }

            /// The element of its response.
            pub const fn response_name(self) -> &'static str {
                match self {
                    $(Self::$service => concat!(stringify!($service), "Response"),)*
                }
            }
        }
    };
}

services! {
    AcceptItem Update V1_0 V2_02 true [CannotAcceptItem CannotGuaranteeRestrictionsOnUse
        UnknownItem UnknownRequest UnknownUser UserIneligibleToCheckOutThisItem],
    AgencyCreated Notification V1_0 V2_02 true [],
    AgencyUpdated Notification V1_0 V2_02 true [],
    AuthenticateUser Lookup V1_0 V1_0 false [UserAuthenticationFailed],
    CancelRecallItem Update V1_0 V2_02 true [UnknownItem],
    CancelRequestItem Update V1_0 V2_02 true [RequestAlreadyProcessed UnknownItem UnknownRequest
        UnknownUser UserAuthenticationFailed],
    CheckInItem Update V1_0 V2_02 true [ItemNotCheckedOut UnknownItem],
    CheckOutItem Update V1_0 V2_02 true [ItemDoesNotCirculate MaximumCheckOutsExceeded
        ResourceCannotBeProvided UnknownItem UnknownRequest UnknownUser
        UnsupportedShippingAddressType UserAuthenticationFailed UserBlocked
        UserIneligibleToCheckOutThisItem],
    CirculationStatusChangeReported Notification V1_0 V2_02 true [],
    CirculationStatusUpdated Notification V1_0 V2_02 true [],
    CreateAgency Update V1_0 V2_02 false [],
    CreateItem Update V1_0 V2_02 true [],
    CreateUser Update V1_0 V2_02 false [],
    CreateUserFiscalTransaction Update V1_0 V2_02 true [UnknownUser UserAuthenticationFailed],
    DeleteItem Update V2_0 V2_02 true [UnknownItem],
    DeleteUser Update V2_0 V2_02 false [UnknownUser],
    ItemCheckedIn Notification V1_0 V2_02 true [],
    ItemCheckedOut Notification V1_0 V2_02 true [],
    ItemCreated Notification V1_0 V2_02 true [],
    ItemRecallCancelled Notification V1_0 V2_02 true [],
    ItemRecalled Notification V1_0 V2_02 true [],
    ItemReceived Notification V1_0 V2_02 true [],
    ItemRenewed Notification V1_0 V2_02 true [],
    ItemRequestCancelled Notification V1_0 V2_02 true [],
    ItemRequestUpdated Notification V1_0 V2_02 true [],
    ItemRequested Notification V1_0 V2_02 true [],
    ItemShipped Notification V1_0 V2_02 true [],
    ItemUpdated Notification V1_0 V2_02 true [],
    LookupAgency Lookup V1_0 V2_02 true [],
    LookupItem Lookup V1_0 V2_02 true [ItemAccessDenied NonUniqueItem UnknownItem],
    LookupItemSet Lookup V2_02 V2_02 true [ItemAccessDenied NonUniqueItem UnknownItem],
    LookupRequest Lookup V2_0 V2_02 true [UnknownRequest],
    LookupUser Lookup V1_0 V2_02 true [ElementRuleViolated NonUniqueUser UnknownUser
        UserAccessDenied UserAuthenticationFailed],
    RecallItem Update V1_0 V2_02 true [ItemNotCheckedOut UnknownItem],
    RenewItem Update V1_0 V2_02 true [ItemNotCheckedOut ItemNotRenewable MaximumRenewalsExceeded
        RenewalNotAllowedItemHasOutstandingRequests UnknownItem UnknownUser
        UserAuthenticationFailed UserBlocked UserIneligibleToRenewThisItem],
    ReportCirculationStatusChange Update V1_0 V2_02 false [UnknownItem UnknownUser],
    RequestItem Update V1_0 V2_02 true [DuplicateRequest ItemDoesNotCirculate
        ItemNotAvailableByNeedBeforeDate UnknownItem UnknownUser UserAuthenticationFailed
        UserBlocked UserIneligibleToRequestThisItem],
    SendUserNotice Update V1_0 V2_02 false [UnknownUser],
    UndoCheckOutItem Update V1_0 V2_02 true [ItemNotCheckedOut UnknownItem UnknownUser],
    UpdateAgency Update V1_0 V2_02 false [],
    UpdateCirculationStatus Update V1_0 V2_02 false [UnknownItem],
    UpdateItem Update V1_0 V2_02 false [UnknownItem],
    UpdateRequestItem Update V1_0 V2_02 true [ItemAccessDenied UnableToAddElement
        UnableToDeleteElement UnknownItem UnknownRequest UnknownUser UserAuthenticationFailed],
    UpdateUser Update V1_0 V2_02 true [UnableToAddElement UnableToDeleteElement UnknownUser
        UserAuthenticationFailed],
    UserCreated Notification V1_0 V2_02 true [],
    UserFiscalTransactionCreated Notification V1_0 V2_02 true [],
    UserNoticeSent Notification V1_0 V2_02 true [],
    UserUpdated Notification V1_0 V2_02 true [],
}

impl Service {
    /// The service of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        // The table is in the order of names.
        let found = SERVICES.binary_search_by(|spec| spec.name.cmp(name)).ok();
        found
            .and_then(|at| SERVICES.get(at))
            .map(|spec| spec.service)
    }

    /// The element of its initiation.
    pub const fn name(self) -> &'static str {
        self.spec().name
    }

    /// Whether a version has it. 2.01 and 2.0 are taken for 2.02, in whose form they are written.
    pub fn is_in(self, version: Version) -> bool {
        let spec = self.spec();
        match version {
            Version::V1_0 => spec.since == Version::V1_0,
            Version::V2_0 | Version::V2_01 | Version::V2_02 => spec.until == Version::V2_02,
        }
    }

    /// The scheme of the types of problems that are its own.
    pub fn problem_scheme(self) -> String {
        let name = self.name().to_ascii_lowercase();
        format!(
            "http://www.niso.org/ncip/v1_0/schemes/processingerrortype/{name}processingerror.scm"
        )
    }

    /// The service as a notification, if it is one.
    pub fn notification(self) -> Option<Notification> {
        (self.spec().kind == ServiceKind::Notification).then_some(Notification(self))
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A service that tells what has happened: see [`Service::notification`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Notification(Service);

impl Notification {
    /// The service.
    pub fn service(self) -> Service {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_has_as_many_services_as_its_schema() {
        let count = |version| {
            let mut services = SERVICES.iter();
            services
                .by_ref()
                .filter(|spec| spec.service.is_in(version))
                .count()
        };
        assert_eq!(count(Version::V1_0), 44);
        assert_eq!(count(Version::V2_02), 47);
        assert_eq!(Service::of_name("LookupVersion"), None);
        assert!(SERVICES.iter().is_sorted_by_key(|spec| spec.name));
    }
}
