//! The port to inter-library loan: requests from and to other libraries.
//!
//! The states are those of ISO 18626; the services that drive them join with that protocol.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Answer, Change, Context, IllRequestId, ItemBarcode, LibraryCode, List, Page, PartnerId,
    PatronBarcode, RecordId,
};

/// Inter-library loan, wherever it is kept.
pub trait Ill: Send + Sync {
    /// One request.
    fn request<'a>(&'a self, context: &'a Context, id: &'a IllRequestId) -> Answer<'a, IllRequest>;

    /// Requests in a state, or all, newest first.
    fn requests<'a>(
        &'a self,
        context: &'a Context,
        state: Option<IllState>,
        page: Page,
    ) -> Answer<'a, List<IllRequest>>;

    /// Asks a partner for something.
    fn create(&self, change: Change<NewIllRequest>) -> Answer<'_, IllRequest>;
}

/// On which side of a request we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IllRole {
    /// We borrow.
    Requester,
    /// We lend.
    Supplier,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ServiceType {
    /// A copy to keep.
    Copy,
    /// Either.
    CopyOrLoan,
    /// A loan.
    Loan,
}

/// How far a request has come: the status of ISO 18626, and `request_sent` while it is unanswered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IllState {
    /// Ours, unanswered.
    RequestSent,
    /// RequestReceived.
    RequestReceived,
    /// ExpectToSupply.
    ExpectToSupply,
    /// WillSupply.
    WillSupply,
    /// Loaned.
    Loaned,
    /// Overdue.
    Overdue,
    /// Recalled.
    Recalled,
    /// RetryPossible.
    RetryPossible,
    /// Unfilled.
    Unfilled,
    /// CopyCompleted.
    CopyCompleted,
    /// LoanCompleted.
    LoanCompleted,
    /// CompletedWithoutReturn.
    CompletedWithoutReturn,
    /// Cancelled.
    Cancelled,
    /// HoldReturn (2021-2).
    HoldReturn,
    /// ReleaseHoldReturn (2021-2).
    ReleaseHoldReturn,
}

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
    /// Where it will be picked up.
    pub pickup_library: Option<LibraryCode>,
    /// The copy.
    pub item: Option<ItemBarcode>,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// Why not, in the words of ISO 18626.
    pub reason: Option<String>,
}

/// A request to be sent to a partner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewIllRequest {
    /// To whom.
    pub peer: PartnerId,
    /// What is asked for.
    pub service_type: ServiceType,
    /// The title.
    pub title: String,
    /// Its author.
    pub author: Option<String>,
    /// For whom.
    pub patron: PatronBarcode,
    /// Where it will be picked up.
    pub pickup_library: LibraryCode,
    /// A word to the partner.
    pub note: Option<String>,
}
