//! A request between a partner and us.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    IllAction, IllRequestId, IllVersion, ItemBarcode, LibraryCode, PartnerId, PatronBarcode,
    RecordId, Redacted, named::named,
};

/// A request between a partner and us. (`peer`, `requesting_agency_request_id`) is unique.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IllRequest {
    /// Our id.
    pub id: IllRequestId,
    /// Our side.
    pub role: IllRole,
    /// The partner.
    pub peer: PartnerId,
    /// The borrower's id of it.
    pub requesting_agency_request_id: String,
    /// The lender's id of it.
    pub supplying_agency_request_id: Option<String>,
    /// The version that is spoken with the partner.
    pub version: IllVersion,
    /// What is asked for.
    pub service_type: ServiceType,
    /// How far it has come.
    pub state: IllState,
    /// The title asked for.
    pub title: String,
    /// Its author.
    pub author: Option<String>,
    /// The record of ours that was found for it.
    pub record: Option<RecordId>,
    /// For whom; the institutional patron where we lend.
    pub patron: Option<PatronBarcode>,
    /// Where it will be picked up; where we lend, the library whose copy was picked.
    pub pickup_library: Option<LibraryCode>,
    /// The copy: where we lend, the one to send; where we borrow, the temporary item.
    pub item: Option<ItemBarcode>,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// Why not, in the words of ISO 18626.
    pub reason: Option<String>,
    /// The last word of the partner.
    pub note: Option<Redacted>,
    /// Where the copy to keep is.
    pub url: Option<String>,
    /// The lender's conditions, in the words of ISO 18626: `LibraryUseOnly`.
    pub loan_conditions: Vec<String>,
    /// What was sent and received, oldest first: the last [`IllRequest::MAX_MESSAGES`] of them, in a
    /// list the last [`IllRequest::MAX_MESSAGES_LISTED`].
    pub messages: Vec<IllTold>,
    /// What can be done now.
    pub actions: Vec<IllAction>,
}

impl IllRequest {
    /// The most messages that are kept and told of one request. Of more, the oldest that wait for
    /// nothing are forgotten.
    pub const MAX_MESSAGES: u32 = 200;
    /// The most messages that are told of each request in a list.
    pub const MAX_MESSAGES_LISTED: u32 = 10;
}

/// A message of a request as staff sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IllTold {
    /// Sent or received.
    pub direction: IllDirection,
    /// The message: `request`, `supplyingAgencyMessage`, `requestingAgencyMessage`.
    pub kind: String,
    /// Its request type, status or action, in the words of ISO 18626.
    pub value: Option<String>,
    /// Its note.
    pub note: Option<Redacted>,
    /// When it was written or came in.
    pub time: Timestamp,
    /// Of what we sent, whether the partner has confirmed it.
    pub delivered: Option<bool>,
    /// Why the partner did not take it, or why it could not be reached last.
    pub error: Option<String>,
}

/// Which requests are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IllRequestsAsked {
    /// Only those in this state.
    pub state: Option<IllState>,
    /// Only those that are older than this one, in whatever state that is now. The length of the
    /// whole list counts the others too.
    pub before: Option<IllRequestId>,
}

/// A request to be sent to a partner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewIllRequest {
    /// To whom.
    pub peer: PartnerId,
    /// What is asked for.
    pub service_type: ServiceType,
    /// The title; not blank.
    pub title: String,
    /// Its author.
    pub author: Option<String>,
    /// For whom.
    pub patron: PatronBarcode,
    /// Where it will be picked up.
    pub pickup_library: LibraryCode,
    /// A word to the partner.
    pub note: Option<Redacted>,
}

named! {
    /// On which side of a request we are.
    IllRole {
        /// We borrow.
        Requester = "requester",
        /// We lend.
        Supplier = "supplier",
    }
}

named! {
    /// Which way a message went.
    IllDirection {
        /// From the partner.
        Received = "received",
        /// From us.
        Sent = "sent",
    }
}

named! {
    /// What is asked for, as ISO 18626 spells it.
    ServiceType {
        /// A copy to keep.
        Copy = "Copy",
        /// Either.
        CopyOrLoan = "CopyOrLoan",
        /// A loan.
        Loan = "Loan",
    }
}

named! {
    /// How far a request has come: the status of ISO 18626, and `request_sent` while it is
    /// unanswered.
    IllState {
        /// Ours, unanswered.
        RequestSent = "request_sent",
        /// RequestReceived.
        RequestReceived = "request_received",
        /// ExpectToSupply.
        ExpectToSupply = "expect_to_supply",
        /// WillSupply.
        WillSupply = "will_supply",
        /// Loaned.
        Loaned = "loaned",
        /// Overdue.
        Overdue = "overdue",
        /// Recalled.
        Recalled = "recalled",
        /// HoldReturn (2021-2).
        HoldReturn = "hold_return",
        /// ReleaseHoldReturn (2021-2).
        ReleaseHoldReturn = "release_hold_return",
        /// RetryPossible.
        RetryPossible = "retry_possible",
        /// Unfilled.
        Unfilled = "unfilled",
        /// CopyCompleted.
        CopyCompleted = "copy_completed",
        /// LoanCompleted.
        LoanCompleted = "loan_completed",
        /// CompletedWithoutReturn.
        CompletedWithoutReturn = "completed_without_return",
        /// Cancelled.
        Cancelled = "cancelled",
    }
}

impl IllState {
    /// The status of ISO 18626 (`RequestReceived`); none of [`IllState::RequestSent`], which only
    /// the borrower knows.
    pub fn status(self) -> Option<String> {
        let capital = |word: &str| {
            let mut letters = word.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        };
        match self {
            Self::RequestSent => None,
            told => Some(told.as_str().split('_').map(capital).collect()),
        }
    }

    /// Whether nothing follows it. [`IllState::RetryPossible`] is followed by a retry alone.
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Self::Unfilled
                | Self::CopyCompleted
                | Self::LoanCompleted
                | Self::CompletedWithoutReturn
                | Self::Cancelled
        )
    }

    /// Whether the copy is away from its library.
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
    fn a_state_is_a_status_of_the_standard() {
        let status = |state: IllState| state.status();
        assert_eq!(status(IllState::RequestSent), None);
        assert_eq!(
            status(IllState::CompletedWithoutReturn).as_deref(),
            Some("CompletedWithoutReturn")
        );
        assert_eq!(status(IllState::Loaned).as_deref(), Some("Loaned"));
    }
}
