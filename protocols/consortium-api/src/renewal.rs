//! Keeping longer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    AlreadyHappened, ItemBarcode, LibraryCode, Open, PatronBarcode, Problem, Time, body,
    open::words,
};

/// A patron wants to keep an item longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RenewalRequest {
    /// Who.
    pub patron: PatronBarcode,
    /// What.
    pub item: ItemBarcode,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub library: Option<LibraryCode>,
    /// The terminal, by the name of its account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal: Option<String>,
    /// When, by the terminal's clock; now if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    /// The patron has agreed to pay what it costs.
    #[serde(default)]
    pub fee_acknowledged: bool,
    /// It happened already, off-line.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "body::objects"
    )]
    pub already_happened: Option<AlreadyHappened>,
}

/// A patron wants to keep everything longer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RenewAllRequest {
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub library: Option<LibraryCode>,
    /// The terminal, by the name of its account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal: Option<String>,
    /// The patron has agreed to pay what it costs.
    #[serde(default)]
    pub fee_acknowledged: bool,
}

/// What came of renewing all of a patron's loans, each for itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RenewalOutcomes {
    /// One for each loan.
    pub items: Vec<RenewalOutcome>,
}

/// What came of renewing one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RenewalOutcome {
    /// Which item.
    pub item: ItemBarcode,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Renewed or not.
    pub outcome: Open<RenewalResult>,
    /// The new due time, if renewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Time>,
    /// Why not, if refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

words! {
    /// Renewed or not.
    pub enum RenewalResult {
        /// The library said no.
        Refused = "refused",
        /// It was renewed.
        Renewed = "renewed",
    }
}
