//! Inter-library loan requests, from partners and to them. The states are those of ISO 18626.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Agency, Code, IllMessageId, IllRequestId, ItemBarcode, LibraryCode, Open, PatronBarcode,
    Problem, RecordId, Redacted, Time, When, open::words,
};

/// A request between a partner and us. (`peer`, `requesting_agency_request_id`) is unique.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IllRequest {
    /// Our id.
    pub id: IllRequestId,
    /// Our side.
    pub role: Open<IllRole>,
    /// The partner.
    pub peer: Agency,
    /// The borrower's id of it.
    pub requesting_agency_request_id: String,
    /// The lender's id of it.
    #[serde(default)]
    pub supplying_agency_request_id: Option<String>,
    /// The version of ISO 18626 that is spoken with the partner.
    #[serde(default)]
    pub version: Option<String>,
    /// What is asked for.
    pub service_type: Open<ServiceType>,
    /// How far it has come.
    pub state: Open<IllState>,
    /// The title asked for.
    pub title: String,
    /// Its author.
    #[serde(default)]
    pub author: Option<String>,
    /// The record of ours that was found for it.
    #[serde(default)]
    pub record: Option<RecordId>,
    /// For whom; the institutional patron where we lend.
    #[serde(default)]
    pub patron: Option<PatronBarcode>,
    /// Where it will be picked up.
    #[serde(default)]
    pub pickup_library: Option<LibraryCode>,
    /// The copy.
    #[serde(default)]
    pub item: Option<ItemBarcode>,
    /// When it is due.
    #[serde(default)]
    pub due: Option<When>,
    /// Why not: the ISO text of reasonUnfilled or reasonRetry.
    #[serde(default)]
    pub reason: Option<String>,
    /// The last word of the partner.
    #[serde(default)]
    pub note: Option<Redacted>,
    /// Where the copy to keep is.
    #[serde(default)]
    pub url: Option<String>,
    /// The lender's conditions, in the words of ISO 18626: `LibraryUseOnly`.
    #[serde(default)]
    pub loan_conditions: Vec<String>,
    /// What was sent and received, oldest first: the last 200, in a list the last 10.
    pub messages: Vec<IllMessage>,
    /// What can be done now.
    pub actions: Vec<Open<IllAction>>,
}

/// A message of a request, sent or received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IllMessage {
    /// Sent or received.
    pub direction: Open<IllMessageDirection>,
    /// The message: `request`, `supplyingAgencyMessage`, `requestingAgencyMessage`.
    pub kind: String,
    /// Its request type, status or action, in the words of ISO 18626.
    #[serde(default)]
    pub value: Option<String>,
    /// Its note.
    #[serde(default)]
    pub note: Option<Redacted>,
    /// When.
    pub time: Time,
    /// Of what we sent, whether the partner has confirmed it.
    #[serde(default)]
    pub delivered: Option<bool>,
    /// Why the partner did not take it, or why it could not be reached last.
    #[serde(default)]
    pub error: Option<String>,
}

/// A message of ours that did not reach the partner, and is not tried again by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IllUndelivered {
    /// Which one.
    pub id: IllMessageId,
    /// Of which request.
    pub request: IllRequestId,
    /// To whom.
    pub peer: Agency,
    /// What it says, and why it is not there.
    pub message: IllMessage,
    /// How often it has been tried.
    pub attempts: u32,
}

words! {
    /// On which side of a request we are.
    pub enum IllRole {
        /// We borrow.
        Requester = "requester",
        /// We lend.
        Supplier = "supplier",
    }

    /// What is asked for, as ISO 18626 spells it.
    pub enum ServiceType {
        /// A copy to keep.
        Copy = "Copy",
        /// Either.
        CopyOrLoan = "CopyOrLoan",
        /// A loan.
        Loan = "Loan",
    }

    /// Which way a message went.
    pub enum IllMessageDirection {
        /// From the partner.
        Received = "received",
        /// From us.
        Sent = "sent",
    }

    /// How far a request has come: the status of ISO 18626, and `request_sent` while it is
    /// unanswered.
    pub enum IllState {
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
        /// HoldReturn (2021-2).
        HoldReturn = "hold_return",
        /// ReleaseHoldReturn (2021-2).
        ReleaseHoldReturn = "release_hold_return",
    }

    /// What can be done with a request: the lender's actions, then the borrower's, then that of
    /// both.
    pub enum IllAction {
        /// Lender: says yes.
        WillSupply = "will_supply",
        /// Lender: says that it should go well.
        ExpectToSupply = "expect_to_supply",
        /// Lender: lends `item` to the institutional patron, `due` then.
        Ship = "ship",
        /// Lender: the copy is at `url`.
        CopyCompleted = "copy_completed",
        /// Lender: says no, for `reason`.
        Unfilled = "unfilled",
        /// Lender: says no for now, for `reason`.
        RetryPossible = "retry_possible",
        /// Lender: lets the request be cancelled.
        AcceptCancel = "accept_cancel",
        /// Lender: does not let it be cancelled.
        RefuseCancel = "refuse_cancel",
        /// Lender: renews, `due` then.
        AcceptRenewal = "accept_renewal",
        /// Lender: does not renew.
        RefuseRenewal = "refuse_renewal",
        /// Lender: asks it back.
        Recall = "recall",
        /// Lender: checks it in; LoanCompleted.
        ReceiveReturn = "receive_return",
        /// Lender: says that it is overdue.
        Overdue = "overdue",
        /// Lender: gives it up.
        CompletedWithoutReturn = "completed_without_return",
        /// Lender: keeps the return waiting (2021-2).
        HoldReturn = "hold_return",
        /// Lender: lets the return go on (2021-2).
        ReleaseHoldReturn = "release_hold_return",
        /// Borrower: it came; makes the temporary item with `barcode`.
        Received = "received",
        /// Borrower: sends it back; deletes the temporary item.
        Return = "return",
        /// Borrower: wants it no more.
        Cancel = "cancel",
        /// Borrower: wants to keep it longer.
        Renew = "renew",
        /// Borrower: asks how far it is.
        AskStatus = "ask_status",
        /// Borrower: asks again.
        Retry = "retry",
        /// Borrower: it is lost (2021-2).
        Lost = "lost",
        /// Both: a word to the partner, in `note`.
        Notify = "notify",
    }
}

/// A request to be sent to a partner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IllRequestNew {
    /// To whom.
    pub peer: Agency,
    /// What is asked for.
    pub service_type: ServiceType,
    /// The title.
    pub title: String,
    /// Its author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// For whom.
    pub patron: PatronBarcode,
    /// Where it will be picked up.
    pub pickup_library: LibraryCode,
    /// A word to the partner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Redacted>,
}

/// Does something with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IllChange {
    /// What.
    pub action: IllAction,
    /// `ship`: which copy; the one that was picked if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemBarcode>,
    /// `ship`, `accept_renewal`: until when; by the loan rules if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<When>,
    /// `copy_completed`: where the copy is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// `unfilled`, `retry_possible`: the ISO text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// `received`: the temporary item's barcode; the supplier's item id if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub barcode: Option<ItemBarcode>,
    /// A word to the partner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Redacted>,
}

impl IllChange {
    /// Whether it carries what its action cannot do without; the problem to answer with if not.
    pub fn check(&self) -> Result<(), Box<Problem>> {
        let missing = match self.action {
            IllAction::Unfilled | IllAction::RetryPossible if self.reason.is_none() => "reason",
            IllAction::Notify if self.note.is_none() => "note",
            _ => return Ok(()),
        };
        let fault = Problem::new(Code::Malformed, format!("{missing} is missing"));
        Err(Box::new(fault.at(format!("/{missing}"))))
    }
}
