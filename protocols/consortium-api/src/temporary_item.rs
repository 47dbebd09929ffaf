//! A copy received from another library: record, item and hold in one, all or nothing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Agency, ItemBarcode, LibraryCode, PatronBarcode, When};

/// A copy that a partner has sent. It stands on the pickup shelf at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TemporaryItemRequest {
    /// Its barcode.
    pub barcode: ItemBarcode,
    /// Its title.
    pub title: String,
    /// Its author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// For whom.
    pub patron: PatronBarcode,
    /// Where it will be picked up.
    pub pickup_library: LibraryCode,
    /// The partner's id of the request.
    pub request_id: String,
    /// The partner.
    pub agency: Agency,
    /// When it must be back; it is lent no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<When>,
    /// Whether the partner lets its loan be renewed, until it is due.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub renewable: bool,
    /// Whether it may be used in the library alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub library_use_only: bool,
}

const fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it so")]
const fn is_yes(yes: &bool) -> bool {
    *yes
}
