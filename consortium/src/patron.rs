//! A person, or a partner library, that borrows.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{Language, LibraryCode, Money, PatronBarcode, Pin, Redacted, RefusalCode};

/// A holder of the consortium's card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patron {
    /// The card's number.
    pub barcode: PatronBarcode,
    /// The name as the library writes it: `Korhonen, Väinö`.
    pub name: Redacted,
    /// The home library.
    pub home: LibraryCode,
    /// The group that decides on limits: `adult`, `child`, `outreach`, `institution`.
    pub group: String,
    /// The language the patron wants to be spoken to in.
    pub language: Language,
    /// The last day on which the card is valid; none if it does not expire.
    pub expires: Option<Date>,
    /// Child or adult.
    pub age_class: AgeClass,
    /// What stands against the patron now: the blocks set by people or machines, and those that
    /// follow from the rules (expired card, lost card, fees over the limit).
    pub blocks: Vec<Block>,
    /// What the patron may do now.
    pub privileges: Privileges,
    /// How much the patron may have.
    pub limits: Limits,
    /// How much the patron has.
    pub counts: Counts,
    /// The sum of unpaid fees.
    pub balance: Money,
    /// How to reach the patron.
    pub contact: Contact,
}

impl Patron {
    /// Whether a block of this kind stands.
    pub fn is_blocked_by(&self, code: RefusalCode) -> bool {
        self.blocks.iter().any(|block| block.code == code)
    }
}

/// Child or adult, where rules differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeClass {
    /// Of age.
    Adult,
    /// Under age.
    Child,
    /// Not a person.
    Institution,
}

/// Why a patron may not do everything, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The block's id, by which it is lifted; blocks that follow from rules have none.
    pub id: Option<BlockId>,
    /// The kind, as the refusal it leads to.
    pub code: RefusalCode,
    /// What was written when it was set.
    pub text: String,
    /// Since when, where that is known.
    pub since: Option<Timestamp>,
}

/// The id of a block that somebody set.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BlockId(pub String);

/// What a patron may do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Privileges {
    /// Borrow.
    pub checkout: bool,
    /// Renew.
    pub renew: bool,
    /// Recall.
    pub recall: bool,
    /// Place holds.
    pub hold: bool,
}

/// How much a patron may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Loans at one time; none if there is no limit.
    pub loans: Option<u32>,
    /// Holds at one time; none if there is no limit.
    pub holds: Option<u32>,
    /// Overdue loans at which borrowing stops; none if they block nothing.
    pub overdue: Option<u32>,
    /// Unpaid fees at which borrowing stops.
    pub fees: Option<Money>,
}

/// How much a patron has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Loans.
    pub loans: u32,
    /// Loans that are overdue.
    pub overdue: u32,
    /// Holds, those ready for pickup included.
    pub holds: u32,
    /// Holds ready for pickup.
    pub holds_ready: u32,
    /// Unpaid fees.
    pub fees: u32,
    /// Loans that were recalled.
    pub recalled: u32,
}

/// How to reach a patron. Leaves the gateway only where a profile allows, and as a rule only after
/// a right PIN.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Postal address in one line.
    pub address: Redacted,
    /// E-mail address.
    pub email: Redacted,
    /// Telephone number.
    pub phone: Redacted,
    /// Date of birth, `YYYY-MM-DD`.
    pub birth_date: Redacted,
}

/// What became of checking a PIN. Only [`Verification::Verified`] means yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verification {
    /// The PIN is the patron's.
    Verified,
    /// It is not.
    Wrong,
    /// Too many wrong ones in a row: not believed before this time, even if right.
    Throttled {
        /// When the next PIN is looked at.
        until: Timestamp,
    },
}

/// A block to be set on a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewBlock {
    /// Whose card.
    pub patron: PatronBarcode,
    /// The kind: usually [`RefusalCode::PatronBlocked`].
    pub code: RefusalCode,
    /// What staff should know.
    pub text: String,
    /// Whether the machine kept the card.
    pub card_retained: bool,
}

/// A patron as an administrator writes it.
#[derive(Clone, Debug)]
pub struct NewPatron {
    /// The card's number.
    pub barcode: PatronBarcode,
    /// The name.
    pub name: Redacted,
    /// The home library.
    pub home: LibraryCode,
    /// The group.
    pub group: String,
    /// The language.
    pub language: Language,
    /// The last valid day.
    pub expires: Option<Date>,
    /// Whether the card was reported lost.
    pub card_lost: bool,
    /// How to reach the patron.
    pub contact: Contact,
    /// A new PIN; none keeps the old one.
    pub pin: Option<Pin>,
}

/// A new PIN for a patron, given by staff.
#[derive(Clone, Debug)]
pub struct NewPin {
    /// Whose.
    pub patron: PatronBarcode,
    /// The PIN.
    pub pin: Pin,
}
