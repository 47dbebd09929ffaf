//! A person, or a partner library, that borrows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    BlockId, Code, Date, LibraryCode, Money, Open, PatronBarcode, Pin, Problem, Redacted, Time,
    body, open::words,
};

/// A holder of the consortium's card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Patron {
    /// The card's number.
    pub barcode: PatronBarcode,
    /// The name as the library writes it: `Korhonen, Väinö`.
    pub name: Redacted,
    /// The home library.
    pub home: LibraryCode,
    /// The group that decides on limits: `adult`, `child`, `outreach`.
    pub group: String,
    /// The language the patron wants to be spoken to in.
    pub language: Open<Language>,
    /// The last day on which the card is valid; null if it does not expire.
    #[serde(default)]
    pub expires: Option<Date>,
    /// Child or adult.
    pub age_class: Open<AgeClass>,
    /// What stands against the patron now.
    pub blocks: Vec<Block>,
    /// What the patron may do now.
    pub privileges: Privileges,
    /// How much the patron may have.
    pub limits: Limits,
    /// How much the patron has.
    pub counts: Counts,
    /// The sum of unpaid fees.
    pub balance: Money,
    /// How to reach the patron; absent where the caller may not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
}

words! {
    /// The languages that every text for patrons exists in.
    pub enum Language {
        /// English.
        En = "en",
        /// Finnish.
        Fi = "fi",
        /// Swedish.
        Sv = "sv",
    }

    /// Child or adult, where rules differ.
    pub enum AgeClass {
        /// Of age.
        Adult = "adult",
        /// Under age.
        Child = "child",
        /// Not a person.
        Institution = "institution",
    }
}

/// Why a patron may not do everything, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Block {
    /// By which it is lifted; null for what follows from the rules.
    #[serde(default)]
    pub id: Option<BlockId>,
    /// The kind, as the refusal it leads to.
    pub code: Open<Code>,
    /// What was written when it was set.
    #[serde(default)]
    pub text: Redacted,
    /// Since when; null where that is not known.
    #[serde(default)]
    pub since: Option<Time>,
}

/// What a patron may do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Privileges {
    /// Borrow.
    pub checkout: bool,
    /// Renew.
    pub renew: bool,
    /// Ask back what others have.
    pub recall: bool,
    /// Place holds.
    pub hold: bool,
}

/// How much a patron may have; null where there is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Limits {
    /// Loans at one time.
    #[serde(default)]
    pub loans: Option<u32>,
    /// Holds at one time.
    #[serde(default)]
    pub holds: Option<u32>,
    /// Overdue loans at which borrowing stops.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overdue: Option<u32>,
    /// Unpaid fees at which borrowing stops.
    #[serde(default)]
    pub fees: Option<Money>,
}

/// How much a patron has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    /// Loans that were asked back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recalled: Option<u32>,
}

/// How to reach a patron.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Contact {
    /// Postal address in one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Redacted>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Redacted>,
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Redacted>,
    /// Date of birth, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Redacted>,
}

/// Asks whether a PIN is the patron's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VerificationRequest {
    /// The PIN as it was typed.
    pub pin: Pin,
}

/// Whether the PIN is the patron's. Only an explicit `true` means yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Verification {
    /// Yes or no.
    pub verified: bool,
}

/// Blocks a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BlockRequest {
    /// The kind, as the refusal it leads to: usually `patron_blocked`.
    pub code: Code,
    /// What staff should know.
    #[serde(default)]
    pub text: Redacted,
    /// Whether the machine kept the card.
    #[serde(default)]
    pub card_retained: bool,
}

impl BlockRequest {
    /// Whether its code is a no of the library, as that of a block is; the problem to answer with
    /// if not.
    pub fn check(&self) -> Result<(), Box<Problem>> {
        match self.code.is_refusal() {
            true => Ok(()),
            false => Err(Box::new(
                Problem::new(Code::Malformed, "a block has the code of a refusal").at("/code"),
            )),
        }
    }
}

/// A patron as an administrator writes it; the barcode stands in the path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PatronWrite {
    /// The name as the library writes it.
    pub name: Redacted,
    /// The home library.
    pub home: LibraryCode,
    /// The group that decides on limits; `adult` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The language; Finnish if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// The last day on which the card is valid; null if it does not expire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
    /// Whether the card was reported lost.
    #[serde(default)]
    pub card_lost: bool,
    /// How to reach the patron.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "body::objects"
    )]
    pub contact: Option<Contact>,
    /// A new PIN; absent keeps the old one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<Pin>,
}

/// A new PIN for a patron.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PinWrite {
    /// The new PIN.
    pub pin: Pin,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_has_the_code_of_a_refusal() {
        let block = |code| BlockRequest {
            code,
            text: Redacted::default(),
            card_retained: false,
        };
        assert!(block(Code::CardLost).check().is_ok());
        let problem = block(Code::Malformed).check().unwrap_err();
        assert_eq!(problem.pointer.as_deref(), Some("/code"));
    }
}
