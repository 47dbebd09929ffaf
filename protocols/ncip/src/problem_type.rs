//! What can be wrong: the types of problems.

use std::fmt;

use crate::service::Service;

/// The scheme of the types that any service can be answered with.
pub const GENERAL_SCHEME: &str =
    "http://www.niso.org/ncip/v1_0/schemes/processingerrortype/generalprocessingerror.scm";

/// The scheme of the types that are about messages themselves.
pub const MESSAGING_SCHEME: &str =
    "http://www.niso.org/ncip/v1_0/schemes/messagingerrortype/messagingerrortype.scm";

/// Which services a type of problem is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemScope {
    /// About the message itself, before any service.
    Messaging,
    /// Any service.
    General,
    /// The services that name it as their own.
    Service,
}

macro_rules! problem_types {
    ($($scope:ident $problem:ident $text:literal $about:literal,)*) => {
        /// A type of problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum ProblemType {
            $(
                #[doc = $about]
                $problem,
            )*
        }

        impl ProblemType {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$problem),*];

            /// Its text on the wire.
            pub const fn text(self) -> &'static str {
                match self {
                    $(Self::$problem => $text,)*
                }
            }

            /// Which services it is for.
            pub const fn scope(self) -> ProblemScope {
                match self {
                    $(Self::$problem => ProblemScope::$scope,)*
                }
            }

            /// When it is said.
            pub const fn about(self) -> &'static str {
                match self {
                    $(Self::$problem => $about,)*
                }
            }
        }
    };
}

problem_types! {
    Messaging InvalidMessageSyntaxError "Invalid Message Syntax Error"
        "The message is not XML, or not of the schema.",
    Messaging ProtocolError "Protocol Error" "A message that does not belong here: a response.",
    Messaging UnknownElement "Unknown Element" "An element that there is not.",
    Messaging UnknownScheme "Unknown Scheme" "A scheme that is not known.",
    Messaging UnknownService "Unknown Service" "A service that there is not.",
    Messaging UnknownValueFromKnownScheme "Unknown Value From Known Scheme"
        "A value that its scheme does not have.",
    General AgencyAuthenticationFailed "Agency Authentication Failed"
        "The agency did not prove who it is.",
    General InvalidAmount "Invalid Amount" "An amount that cannot be.",
    General InvalidDate "Invalid Date" "A date that cannot be.",
    General NeededDataMissing "Needed Data Missing" "Something must be said and is not.",
    General SystemAuthenticationFailed "System Authentication Failed"
        "The system did not prove who it is.",
    General TemporaryProcessingFailure "Temporary Processing Failure"
        "It cannot be done now; asking later makes sense.",
    General UnauthorizedCombinationOfElementValuesForAgency
        "Unauthorized Combination Of Element Values For Agency"
        "The agency may not ask for this together.",
    General UnauthorizedCombinationOfElementValuesForSystem
        "Unauthorized Combination Of Element Values For System"
        "The system may not ask for this together.",
    General UnauthorizedServiceForAgency "Unauthorized Service For Agency"
        "The agency may not use the service.",
    General UnauthorizedServiceForSystem "Unauthorized Service For System"
        "The system may not use the service.",
    General UnknownAgency "Unknown Agency" "An agency that is not known.",
    General UnknownSystem "Unknown System" "A system that is not known.",
    General UnsupportedService "Unsupported Service" "The service is not offered.",
    Service CannotAcceptItem "Cannot Accept Item" "The item of another library is not taken.",
    Service CannotGuaranteeRestrictionsOnUse "Cannot Guarantee Restrictions On Use"
        "The library cannot keep to the restrictions of the item.",
    Service DuplicateRequest "Duplicate Request" "The user has the same request already.",
    Service ElementRuleViolated "Element Rule Violated" "Elements that do not go together.",
    Service ItemAccessDenied "Item Access Denied" "The item may not be looked at.",
    Service ItemDoesNotCirculate "Item Does Not Circulate" "The item is not lent.",
    Service ItemNotAvailableByNeedBeforeDate "Item Not Available By Need Before Date"
        "The item will come too late.",
    Service ItemNotCheckedOut "Item Not Checked Out" "The item is not on loan.",
    Service ItemNotRenewable "Item Not Renewable" "The loan cannot be made longer.",
    Service MaximumCheckOutsExceeded "Maximum Check Outs Exceeded"
        "The user has as many loans as may be.",
    Service MaximumRenewalsExceeded "Maximum Renewals Exceeded"
        "The loan was made longer as often as may be.",
    Service NonUniqueItem "Non-Unique Item" "More than one item is meant.",
    Service NonUniqueUser "Non-Unique User" "More than one user is meant.",
    Service RenewalNotAllowedItemHasOutstandingRequests
        "Renewal Not Allowed - Item Has Outstanding Requests" "Others wait for the item.",
    Service RequestAlreadyProcessed "Request Already Processed"
        "The request is fulfilled or gone.",
    Service ResourceCannotBeProvided "Resource Cannot Be Provided"
        "The electronic item cannot be given.",
    Service UnableToAddElement "Unable To Add Element" "This cannot be added.",
    Service UnableToDeleteElement "Unable To Delete Element" "This cannot be taken away.",
    Service UnknownItem "Unknown Item" "An item that is not known.",
    Service UnknownRequest "Unknown Request" "A request that is not known.",
    Service UnknownUser "Unknown User" "A user that is not known.",
    Service UnsupportedShippingAddressType "Unsupported Shipping Address Type"
        "Nothing is sent to addresses of this type.",
    Service UserAccessDenied "User Access Denied" "The user may not be looked at.",
    Service UserAuthenticationFailed "User Authentication Failed"
        "The user did not prove who it is: a wrong PIN.",
    Service UserBlocked "User Blocked" "The user is blocked.",
    Service UserIneligibleToCheckOutThisItem "User Ineligible To Check Out This Item"
        "The user may not borrow this item.",
    Service UserIneligibleToRenewThisItem "User Ineligible To Renew This Item"
        "The user may not have this loan longer.",
    Service UserIneligibleToRequestThisItem "User Ineligible To Request This Item"
        "The user may not request this item.",
}

impl ProblemType {
    /// The type of that text, whatever the case of its letters.
    pub fn of_text(text: &str) -> Option<Self> {
        let same = |one: &&Self| one.text().eq_ignore_ascii_case(text);
        Self::ALL.iter().find(same).copied()
    }

    /// Its scheme in answers of a service.
    pub fn scheme(self, service: Option<Service>) -> String {
        match (self.scope(), service) {
            (ProblemScope::Messaging, _) => MESSAGING_SCHEME.to_owned(),
            (ProblemScope::Service, Some(service)) => service.problem_scheme(),
            (ProblemScope::General | ProblemScope::Service, _) => GENERAL_SCHEME.to_owned(),
        }
    }
}

impl fmt::Display for ProblemType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::SERVICES;

    #[test]
    fn texts_are_found_again() {
        for one in ProblemType::ALL {
            assert_eq!(ProblemType::of_text(one.text()), Some(*one));
        }
        let scheme = ProblemType::ItemNotCheckedOut.scheme(Some(Service::CheckInItem));
        assert!(
            scheme.ends_with("/checkinitemprocessingerror.scm"),
            "{scheme}"
        );
    }

    #[test]
    fn services_have_only_problems_of_services_and_each_has_a_service() {
        let all = || SERVICES.iter().flat_map(|spec| spec.problems);
        assert!(all().all(|one| one.scope() == ProblemScope::Service));
        let of_services = ProblemType::ALL.iter();
        let mut of_services = of_services.filter(|one| one.scope() == ProblemScope::Service);
        assert!(of_services.all(|one| all().any(|other| other == one)));
    }
}
