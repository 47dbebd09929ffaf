//! An item in a patron's hands.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ItemBarcode, LibraryCode, LoanId, MediaType, Open, PatronBarcode, RecordId, Time};

/// A loan as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Loan {
    /// The loan's id.
    pub id: LoanId,
    /// Who has it.
    pub patron: PatronBarcode,
    /// What.
    pub item: ItemBarcode,
    /// The title of the item.
    pub title: String,
    /// Its author, if there is one.
    #[serde(default)]
    pub author: Option<String>,
    /// What kind of thing it is.
    pub media_type: Open<MediaType>,
    /// The record it is a copy of.
    pub record: RecordId,
    /// When it is due.
    pub due: Time,
    /// How often it was renewed.
    pub renewals: u32,
    /// Whether it can be renewed now.
    pub renewable: bool,
    /// Where it was lent.
    pub library: LibraryCode,
    /// When it was lent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lent: Option<Time>,
    /// Whether it was asked back before its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recalled: Option<bool>,
}
