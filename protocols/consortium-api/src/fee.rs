//! What patrons owe.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{FeeId, ItemBarcode, Money, Open, Time, open::words};

/// A sum that a patron owes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fee {
    /// The fee's id: `F1`.
    pub id: FeeId,
    /// What it is for.
    #[serde(rename = "type")]
    pub kind: Open<FeeType>,
    /// What is still to be paid.
    pub amount: Money,
    /// What it is for, in words.
    pub text: String,
    /// When it was booked.
    pub created: Time,
    /// The item it concerns.
    #[serde(default)]
    pub item: Option<ItemBarcode>,
}

words! {
    /// What a fee is for.
    pub enum FeeType {
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

/// A sum to be charged to the patron of the path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Charge {
    /// How much.
    pub amount: Money,
    /// What it is for; `other` if absent.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<FeeType>,
    /// What it is for, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The item it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemBarcode>,
}
