//! The closed lists: what each word of the one side is on the other.

use silta_consortium::{IllAnswer, IllState, RequestingAction, ServiceType, SupplyingReason};
use silta_iso18626::{Action, ReasonForMessage, ServiceType as WireServiceType, Status, YesNo};

/// Two words for each thing, in one table; a word without a counterpart stays untranslated.
macro_rules! pairs {
    ($(#[$doc:meta])* $there:ident, $here:ident, $to_here:ident, $to_there:ident: $($wire:ident = $own:ident,)+) => {
        $(#[$doc])*
        pub(crate) const fn $to_here(word: $there) -> $here {
            match word {
                $($there::$wire => $here::$own,)+
            }
        }

        /// The other way.
        pub(crate) const fn $to_there(word: $here) -> $there {
            match word {
                $($here::$own => $there::$wire,)+
            }
        }
    };
}

pairs! {
    /// What the borrower does or wishes.
    Action, RequestingAction, action, wire_action:
    StatusRequest = StatusRequest,
    Received = Received,
    Cancel = Cancel,
    Renew = Renew,
    HoldReturn = HoldReturn,
    ShippedReturn = ShippedReturn,
    ShippedForward = ShippedForward,
    Notification = Notification,
    Lost = Lost,
}

pairs! {
    /// Why the lender writes.
    ReasonForMessage, SupplyingReason, reason, wire_reason:
    RequestResponse = RequestResponse,
    StatusRequestResponse = StatusRequestResponse,
    RenewResponse = RenewResponse,
    CancelResponse = CancelResponse,
    StatusChange = StatusChange,
    Notification = Notification,
}

pairs! {
    /// What is asked for.
    WireServiceType, ServiceType, service_type, wire_service_type:
    Copy = Copy,
    Loan = Loan,
    CopyOrLoan = CopyOrLoan,
}

pairs! {
    /// Yes or no.
    YesNo, IllAnswer, answer, wire_answer:
    Yes = Yes,
    No = No,
}

/// Where the lender says that it stands.
pub(crate) fn state(status: Status) -> Option<IllState> {
    IllState::ALL
        .into_iter()
        .map(|(state, _)| state)
        .find(|state| state.status().as_deref() == Some(status.name()))
}

/// The same on the wire; none for what is never told.
pub(crate) fn wire_status(state: IllState) -> Option<Status> {
    Status::of_name(&state.status()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_a_state() {
        for (known, _) in IllState::ALL {
            let there = wire_status(known);
            assert_eq!(there.and_then(state), there.map(|_| known));
            assert_eq!(there.is_none(), known == IllState::RequestSent);
        }
        for status in Status::ALL {
            assert!(state(*status).is_some(), "{}", status.name());
        }
    }
}
