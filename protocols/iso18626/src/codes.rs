//! The closed code lists: one table each. Lists that anyone may add to (conditions of a loan, reasons
//! why a request is not filled, and others) are open: their values are [`crate::SchemeValuePair`]s.

use crate::code::{CodeList, codes};

codes! {
    /// What the requesting library does or asks for (`action`).
    Action "action" {
        "StatusRequest" StatusRequest V1_2 "asks where the request stands",
        "Received" Received V1_2 "the item has arrived",
        "Cancel" Cancel V1_2 "asks for the request to be cancelled",
        "Renew" Renew V1_2 "asks for a longer loan",
        "HoldReturn" HoldReturn V2021_2 "the item is kept back and not returned for now",
        "ShippedReturn" ShippedReturn V1_2 "the item is on its way back",
        "ShippedForward" ShippedForward V1_2 "the item is on its way to another library",
        "Notification" Notification V1_2 "a note, nothing else",
        "Lost" Lost V2021_2 "the item is lost",
    }
}

codes! {
    /// What is wrong with a message (`errorType`).
    ErrorType "errorType" {
        "UnsupportedActionType" UnsupportedActionType V1_2 "the action is none, or none that is done here",
        "UnsupportedReasonForMessageType" UnsupportedReasonForMessageType V1_2 "the reason is none, or none that is understood here",
        "UnrecognisedDataElement" UnrecognisedDataElement V1_2 "an element that is not known",
        "UnrecognisedDataValue" UnrecognisedDataValue V1_2 "a value that is not known, or makes no sense there",
        "BadlyFormedMessage" BadlyFormedMessage V1_2 "the message is not built as it should be",
    }
}

codes! {
    /// Whether a message was received well (`messageStatus`). What comes of it is told later, in a
    /// message of its own.
    MessageStatus "messageStatus" {
        "OK" Ok V1_2 "received",
        "ERROR" Error V1_2 "not understood, or not accepted: it counts as not sent",
    }
}

codes! {
    /// Which edition is wanted (`preferredEdition`).
    PreferredEdition "preferredEdition" {
        "MostRecentEdition" MostRecentEdition V2021_2 "the newest",
        "ThisEdition" ThisEdition V2021_2 "the one that is described and no other",
        "AnyEdition" AnyEdition V2021_2 "any",
    }
}

codes! {
    /// Why the supplying library writes (`reasonForMessage`).
    ReasonForMessage "reasonForMessage" {
        "RequestResponse" RequestResponse V1_2 "answers the request",
        "StatusRequestResponse" StatusRequestResponse V1_2 "answers StatusRequest",
        "RenewResponse" RenewResponse V1_2 "answers Renew",
        "CancelResponse" CancelResponse V1_2 "answers Cancel",
        "StatusChange" StatusChange V1_2 "the request stands elsewhere than before",
        "Notification" Notification V1_2 "a note, nothing else",
    }
}

codes! {
    /// Whether a request is the first of its kind (`requestType`).
    RequestType "requestType" {
        "New" New V1_2 "a new request",
        "Retry" Retry V1_2 "once more after RetryPossible, with changes",
        "Reminder" Reminder V1_2 "once more because no answer came",
    }
}

codes! {
    /// What is special about a request (`requestSubType`).
    RequestSubType "requestSubType" {
        "BookingRequest" BookingRequest V1_2 "for a time to come",
        "MultipleItemRequest" MultipleItemRequest V1_2 "one of several that belong together",
        "PatronRequest" PatronRequest V1_2 "made by a patron",
        "TransferRequest" TransferRequest V1_2 "passed on by another library",
        "SupplyingLibrarysChoice" SupplyingLibrarysChoice V1_2 "the supplier chooses what to send",
    }
}

codes! {
    /// What is asked for (`serviceType`).
    ServiceType "serviceType" {
        "Copy" Copy V1_2 "a copy to keep",
        "Loan" Loan V1_2 "the item itself, for a time",
        "CopyOrLoan" CopyOrLoan V1_2 "either",
    }
}

codes! {
    /// Where a request stands with its supplier (`status`).
    Status "status" {
        "RequestReceived" RequestReceived V1_2 "received, nothing decided",
        "ExpectToSupply" ExpectToSupply V1_2 "it will probably be supplied",
        "WillSupply" WillSupply V1_2 "it will be supplied",
        "Loaned" Loaned V1_2 "the item is on loan to the requesting library",
        "Overdue" Overdue V1_2 "the item should be back by now",
        "Recalled" Recalled V1_2 "the item is wanted back",
        "RetryPossible" RetryPossible V1_2 "not supplied like this; otherwise perhaps",
        "Unfilled" Unfilled V1_2 "not supplied",
        "HoldReturn" HoldReturn V2021_2 "the item shall not be returned for now",
        "ReleaseHoldReturn" ReleaseHoldReturn V2021_2 "the item may be returned again",
        "CopyCompleted" CopyCompleted V1_2 "the copy was sent: the end",
        "LoanCompleted" LoanCompleted V1_2 "the item is back: the end",
        "CompletedWithoutReturn" CompletedWithoutReturn V1_2 "the item will not come back: the end",
        "Cancelled" Cancelled V1_2 "cancelled: the end",
    }
}

codes! {
    /// Yes or no.
    YesNo "yesNo" {
        "Y" Yes V1_2 "yes",
        "N" No V1_2 "no",
    }
}

/// The closed lists.
pub const CODE_LISTS: &[CodeList] = &[
    Action::LIST,
    ErrorType::LIST,
    MessageStatus::LIST,
    PreferredEdition::LIST,
    ReasonForMessage::LIST,
    RequestType::LIST,
    RequestSubType::LIST,
    ServiceType::LIST,
    Status::LIST,
    YesNo::LIST,
];

impl Status {
    /// Whether nothing more is supplied under this request. After [`Self::RetryPossible`], what is
    /// asked again is a request of its own.
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Self::RetryPossible
                | Self::Unfilled
                | Self::CopyCompleted
                | Self::LoanCompleted
                | Self::CompletedWithoutReturn
                | Self::Cancelled
        )
    }

    /// Whether the item is out of the supplier's house.
    pub const fn is_on_loan(self) -> bool {
        matches!(
            self,
            Self::Loaned
                | Self::Overdue
                | Self::Recalled
                | Self::HoldReturn
                | Self::ReleaseHoldReturn
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_whatever_its_case() {
        for status in Status::ALL {
            assert_eq!(Status::of_name(status.name()), Some(*status));
            assert_eq!(
                Status::of_name(&status.name().to_lowercase()),
                Some(*status)
            );
        }
        assert_eq!(MessageStatus::of_name("Ok"), Some(MessageStatus::Ok));
        assert_eq!(Status::of_name(""), None);
    }

    #[test]
    fn no_list_has_a_code_twice() {
        for list in CODE_LISTS {
            for (at, code) in list.codes.iter().enumerate() {
                let mut others = list.codes.iter().skip(at + 1);
                assert!(others.all(|other| !other.name.eq_ignore_ascii_case(code.name)));
            }
        }
    }
}
