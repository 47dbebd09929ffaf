//! What staff can do with a request.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{IllRequestId, ItemBarcode, Redacted, named::named};

/// Something done with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IllStep {
    /// With which one.
    pub request: IllRequestId,
    /// What.
    pub action: IllAction,
    /// `ship`: which copy; the one that was picked if absent.
    pub item: Option<ItemBarcode>,
    /// `ship`, `accept_renewal`: until when; by the loan rules if absent.
    pub due: Option<Timestamp>,
    /// `copy_completed`: where the copy is.
    pub url: Option<String>,
    /// `unfilled`, `retry_possible`: the ISO text.
    pub reason: Option<String>,
    /// `received`: the temporary item's barcode; the lender's item id if absent.
    pub barcode: Option<ItemBarcode>,
    /// A word to the partner.
    pub note: Option<Redacted>,
}

impl IllStep {
    /// A step with nothing said beside it.
    pub fn new(request: IllRequestId, action: IllAction) -> Self {
        Self {
            request,
            action,
            item: None,
            due: None,
            url: None,
            reason: None,
            barcode: None,
            note: None,
        }
    }
}

named! {
    /// What can be done with a request: the lender's actions, then the borrower's, then that of
    /// both.
    IllAction {
        /// Lender: says yes.
        WillSupply = "will_supply",
        /// Lender: says that it should go well.
        ExpectToSupply = "expect_to_supply",
        /// Lender: lends `item` to the institutional patron, `due` then.
        Ship = "ship",
        /// Lender: the copy to keep is at `url`.
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
