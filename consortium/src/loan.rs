//! Borrowing, returning and renewing.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    CheckinId, Hold, Item, ItemBarcode, LibraryCode, LoanId, MediaType, Money, PatronBarcode,
    RecordId, Refusal,
};

/// An item in a patron's hands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loan {
    /// The loan's id.
    pub id: LoanId,
    /// Who has it.
    pub patron: PatronBarcode,
    /// What.
    pub item: ItemBarcode,
    /// The title of the item.
    pub title: String,
    /// Its author.
    pub author: Option<String>,
    /// What kind of thing it is.
    pub media_type: MediaType,
    /// The record it is a copy of.
    pub record: RecordId,
    /// When it was lent.
    pub lent: Timestamp,
    /// When it is due.
    pub due: Timestamp,
    /// How often it was renewed.
    pub renewals: u32,
    /// Whether it can be renewed now, as far as the loan itself goes.
    pub renewable: bool,
    /// Whether it was asked back before its time.
    pub recalled: bool,
    /// Where it was lent.
    pub library: LibraryCode,
}

/// A patron wants to borrow an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkout {
    /// Who.
    pub patron: PatronBarcode,
    /// What.
    pub item: ItemBarcode,
    /// Where.
    pub library: LibraryCode,
    /// The fee for lending that the patron has agreed to pay; none if nothing was agreed to.
    pub fee_acknowledged: bool,
    /// If the patron has the item already: renew the loan, instead of answering with it as it is.
    pub renew_if_on_loan: bool,
    /// Whether an item in transit may be lent; the transit then ends.
    pub allow_in_transit: bool,
    /// The item has left the building already: record it as it happened.
    pub already_happened: Option<AlreadyHappened>,
}

/// A transaction that a terminal made by itself while it could not reach us. It cannot be refused
/// any more, only recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlreadyHappened {
    /// When.
    pub at: Timestamp,
    /// The due date that the patron was told, if any.
    pub due: Option<Timestamp>,
}

/// What came of a checkout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lent {
    /// The loan as it stands.
    pub loan: Loan,
    /// The patron had the item before this checkout.
    pub was_on_loan: bool,
    /// This checkout renewed the standing loan.
    pub renewed: bool,
    /// The fee that was booked for lending it.
    pub fee: Option<Money>,
    /// For what already happened: the refusals that it would have met, for staff to look at.
    pub overridden: Vec<Refusal>,
}

/// An item comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkin {
    /// What.
    pub item: ItemBarcode,
    /// Where.
    pub library: LibraryCode,
    /// When it was given back, if that was earlier than now (a book drop, an off-line return).
    pub returned_at: Option<Timestamp>,
    /// It was taken in by a terminal off-line: record it as it happened.
    pub already_happened: bool,
    /// Whether a waiting hold is caught; if not, it is only reported.
    pub capture_hold: bool,
}

/// Where a returned item goes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Routing {
    /// To its shelf here.
    None,
    /// To the hold shelf here.
    HoldHere,
    /// To another library, for a hold there.
    HoldElsewhere,
    /// To another consortium that lent it, or that asked for it.
    Ill,
    /// To the library where it is at home.
    Transfer,
}

/// What came of a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// The return's id, by which it can be undone.
    pub id: CheckinId,
    /// The item as it is now.
    pub item: Item,
    /// Who had it; none if it was not on loan.
    pub last_borrower: Option<PatronBarcode>,
    /// Where it goes next.
    pub routing: Routing,
    /// To which library, if it goes to another or waits here for a hold.
    pub destination: Option<LibraryCode>,
    /// The sorter's bin.
    pub sort_bin: Option<String>,
    /// The hold that was caught, or that waits.
    pub hold: Option<Hold>,
    /// A fee that the return brought.
    pub fee: Option<Money>,
}

/// A patron wants to keep an item longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewal {
    /// Who.
    pub patron: PatronBarcode,
    /// What.
    pub item: ItemBarcode,
    /// Where.
    pub library: LibraryCode,
    /// The patron has agreed to pay what it costs.
    pub fee_acknowledged: bool,
    /// It happened already, off-line.
    pub already_happened: Option<AlreadyHappened>,
}

/// What came of a renewal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewed {
    /// The loan as it stands.
    pub loan: Loan,
    /// The fee that was booked for it.
    pub fee: Option<Money>,
    /// For what already happened: the refusals that it would have met.
    pub overridden: Vec<Refusal>,
}

/// A patron wants to keep everything longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenewAll {
    /// Who.
    pub patron: PatronBarcode,
    /// Where.
    pub library: LibraryCode,
    /// The patron has agreed to pay what it costs.
    pub fee_acknowledged: bool,
}

/// What came of renewing one of a patron's loans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenewalOutcome {
    /// Which item.
    pub item: ItemBarcode,
    /// Its title.
    pub title: String,
    /// The new due time, or why not.
    pub result: Result<Timestamp, Refusal>,
}
