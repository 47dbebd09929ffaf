//! What patrons owe and pay.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{FeeId, ItemBarcode, Money, PatronBarcode, PaymentId, named::named};

/// A sum that a patron owes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fee {
    /// The fee's id: `F1`.
    pub id: FeeId,
    /// What it is for.
    #[serde(rename = "type")]
    pub kind: FeeType,
    /// What is still to be paid.
    pub amount: Money,
    /// What it is for, in words.
    pub text: String,
    /// When it was booked.
    pub created: Timestamp,
    /// The item it concerns.
    pub item: Option<ItemBarcode>,
}

named! {
    /// What a fee is for.
    FeeType {
        /// Administration, such as a new card.
        Administrative = "administrative",
        /// Use of a computer.
        ComputerAccess = "computer_access",
        /// Damage to an item.
        Damage = "damage",
        /// A hold.
        Hold = "hold",
        /// Anything else.
        Other = "other",
        /// A loan kept too long.
        Overdue = "overdue",
        /// Processing.
        Processing = "processing",
        /// Lending itself.
        Rental = "rental",
        /// A lost item.
        Replacement = "replacement",
    }
}

/// A sum to be charged to a patron.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Who owes it.
    pub patron: PatronBarcode,
    /// What it is for.
    pub kind: FeeType,
    /// How much.
    pub amount: Money,
    /// What it is for, in words.
    pub text: String,
    /// The item it concerns.
    pub item: Option<ItemBarcode>,
}

/// A payment that was taken.
///
/// The same transaction id, patron and amount from the same account within 24 hours is one payment,
/// whatever its idempotency key: a machine that lost our answer asks again with a new message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Who paid.
    pub patron: PatronBarcode,
    /// How much.
    pub amount: Money,
    /// For which fee; none pays the oldest first.
    pub fee: Option<FeeId>,
    /// How.
    pub method: PaymentMethod,
    /// The paying machine's own id of the transaction.
    pub transaction_id: Option<String>,
}

/// How a payment was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    /// Coins and notes.
    Cash,
    /// A bank card.
    Card,
    /// Another way, by the code that the machine gives it.
    Other(String),
}

/// A payment as booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The payment's id.
    pub id: PaymentId,
    /// How much was paid.
    pub amount: Money,
    /// What the patron still owes.
    pub balance: Money,
}
