//! What partners and we write to each other about a request.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    IllMessageId, IllRequestId, IllRole, IllState, IllTold, IllVersion, ItemBarcode, LibraryCode,
    PartnerId, Redacted, ServiceType, named::named,
};

/// A message of a partner, as it came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IllReceived {
    /// Who wrote it; known to be them.
    pub peer: PartnerId,
    /// The version it was written in.
    pub version: IllVersion,
    /// What it says.
    pub message: IllMessage,
}

/// A message about a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IllMessage {
    /// The request, as the borrower names it; not empty, of at most
    /// [`IllMessage::MAX_REQUEST_ID`] characters.
    pub requesting_agency_request_id: String,
    /// The request, as the lender names it.
    pub supplying_agency_request_id: Option<String>,
    /// When it was written.
    pub written: Timestamp,
    /// What it says.
    pub content: IllContent,
}

impl IllMessage {
    /// The most characters of a request's name.
    pub const MAX_REQUEST_ID: usize = 200;
    /// The most characters of any other text: a title, a note, a reason, an address. What a partner
    /// writes beyond is cut off; ours is refused.
    pub const MAX_TEXT: usize = 4000;
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IllContent {
    /// The borrower asks (`request`).
    Request(Box<IllWanted>),
    /// The lender tells where it stands (`supplyingAgencyMessage`).
    Supplying(Box<SupplyingMessage>),
    /// The borrower tells what it does or wishes (`requestingAgencyMessage`).
    Requesting(RequestingMessage),
}

/// What the borrower asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IllWanted {
    /// The name that the request had before, if it is tried again.
    pub retry_of: Option<String>,
    /// What for.
    pub service_type: ServiceType,
    /// The lender's own id of the record, if the borrower knows it.
    pub record: Option<String>,
    /// The title; never blank in what we write.
    pub title: String,
    /// Its author.
    pub author: Option<String>,
    /// Its ISBNs, then ISSNs, as written.
    pub identifiers: Vec<String>,
    /// The edition, volume or pages wanted, in words.
    pub part: Option<String>,
    /// Until when it is of use.
    pub need_before: Option<Timestamp>,
    /// Where we ask, the library at which it will be picked up.
    pub pickup_library: Option<LibraryCode>,
    /// For people.
    pub note: Option<Redacted>,
}

/// Where the lender says that a request stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplyingMessage {
    /// Why it says so.
    pub reason: SupplyingReason,
    /// To what the borrower wished, yes or no.
    pub answer: Option<IllAnswer>,
    /// Where it stands; none says that nothing has changed.
    pub state: Option<IllState>,
    /// Since when.
    pub since: Timestamp,
    /// Why it is not supplied, in the words of ISO 18626.
    pub reason_unfilled: Option<String>,
    /// Why it may be tried again, in the words of ISO 18626.
    pub reason_retry: Option<String>,
    /// When it may be there.
    pub expected: Option<Timestamp>,
    /// When it must be back.
    pub due: Option<Timestamp>,
    /// The copies sent.
    pub items: Vec<ItemBarcode>,
    /// Where the copy to keep is.
    pub url: Option<String>,
    /// The conditions of the loan, in the words of ISO 18626: `LibraryUseOnly`.
    pub loan_conditions: Vec<String>,
    /// Whether the borrower may ask for more time.
    pub renewable: Option<bool>,
    /// For people.
    pub note: Option<Redacted>,
}

/// What the borrower does or wishes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestingMessage {
    /// What.
    pub action: RequestingAction,
    /// For people.
    pub note: Option<Redacted>,
}

named! {
    /// Why the lender writes (`reasonForMessage`).
    SupplyingReason {
        /// It answers the request.
        RequestResponse = "RequestResponse",
        /// It answers the question how far it is.
        StatusRequestResponse = "StatusRequestResponse",
        /// It answers the wish for more time.
        RenewResponse = "RenewResponse",
        /// It answers the wish not to have it any more.
        CancelResponse = "CancelResponse",
        /// It stands somewhere else.
        StatusChange = "StatusChange",
        /// For people.
        Notification = "Notification",
    }
}

named! {
    /// What the borrower does or wishes (`action`).
    RequestingAction {
        /// Asks how far it is.
        StatusRequest = "StatusRequest",
        /// Has it.
        Received = "Received",
        /// Wants it no more.
        Cancel = "Cancel",
        /// Wants to keep it longer.
        Renew = "Renew",
        /// Has sent it back.
        ShippedReturn = "ShippedReturn",
        /// Has sent it on to another library.
        ShippedForward = "ShippedForward",
        /// Has lost it (2021-2).
        Lost = "Lost",
        /// Keeps it for now (2021-2).
        HoldReturn = "HoldReturn",
        /// For people.
        Notification = "Notification",
    }
}

named! {
    /// Yes or no.
    IllAnswer {
        /// Yes.
        Yes = "Y",
        /// No.
        No = "N",
    }
}

/// A message of ours that waits to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IllOutgoing {
    /// Which one.
    pub id: IllMessageId,
    /// Of which request.
    pub request: IllRequestId,
    /// Our side of it.
    pub role: IllRole,
    /// To whom.
    pub peer: PartnerId,
    /// In which version.
    pub version: IllVersion,
    /// What it says.
    pub message: IllMessage,
    /// How often it has been tried.
    pub attempts: u32,
    /// Why it is not there yet.
    pub error: Option<String>,
}

/// A message of ours that did not reach the partner, and is not tried again by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IllUndelivered {
    /// Which one.
    pub id: IllMessageId,
    /// Of which request.
    pub request: IllRequestId,
    /// To whom.
    pub peer: PartnerId,
    /// What it says, and why it is not there.
    pub told: IllTold,
    /// How often it has been tried.
    pub attempts: u32,
}

/// What became of an attempt to send a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IllDelivery {
    /// The partner has it.
    Confirmed,
    /// The partner will not have it, for this reason; it is not tried again by itself.
    Refused(String),
    /// It could not be brought there, for this reason; it is tried again later.
    Failed(String),
    /// Nobody knows where to bring it, for this reason; it waits as long as that is so.
    NoAddress(String),
}
