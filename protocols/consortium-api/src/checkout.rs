//! Lending.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ItemBarcode, LibraryCode, Loan, Money, PatronBarcode, Problem, Time, body};

/// A patron wants to borrow an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckoutRequest {
    /// Who.
    pub patron: PatronBarcode,
    /// What.
    pub item: ItemBarcode,
    /// Where.
    pub library: LibraryCode,
    /// The terminal, by the name of its account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal: Option<String>,
    /// When, by the terminal's clock; now if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    /// The patron has agreed to pay what lending costs.
    #[serde(default)]
    pub fee_acknowledged: bool,
    /// If the patron has the item already: renew the loan, instead of answering with it as it is.
    #[serde(default)]
    pub renew_if_on_loan: bool,
    /// Whether an item in transit may be lent; the transit then ends. Yes if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_in_transit: Option<bool>,
    /// The item has left the building already: record it as it happened.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "body::objects"
    )]
    pub already_happened: Option<AlreadyHappened>,
}

/// A transaction that a terminal made by itself while it could not reach anyone, at the `time` of
/// the request. It cannot be refused any more, only recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AlreadyHappened {
    /// The due time that the patron was told, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Time>,
}

/// What came of lending or renewing: the loan as it stands, and how it came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Lent {
    /// The loan as it stands.
    #[serde(flatten)]
    pub loan: Loan,
    /// The patron had the item before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was_on_loan: Option<bool>,
    /// The standing loan was renewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewed: Option<bool>,
    /// The fee that was booked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    /// For what already happened: the refusals that it would have met, for staff to look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overridden: Vec<Problem>,
}

impl From<Loan> for Lent {
    fn from(loan: Loan) -> Self {
        Self {
            loan,
            was_on_loan: None,
            renewed: None,
            fee: None,
            overridden: Vec::new(),
        }
    }
}
