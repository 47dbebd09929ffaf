//! Changes of the catalogue, for harvesting and mirrors.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Cursor, RecordId, Time};

/// A page of the list of changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecordChanges {
    /// The changes of this page.
    pub items: Vec<RecordChange>,
    /// Where the next page begins; null at the end.
    #[serde(default)]
    pub next: Option<Cursor>,
    /// The length of the whole list.
    pub total: u64,
    /// No change that comes later is dated before then: whoever begins the next list there misses
    /// nothing. Told with the beginning of a list, by a consortium that can say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complete_until: Option<Time>,
}

/// That a record changed, or is gone. Listed in order of (changed, id).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecordChange {
    /// Which record.
    pub id: RecordId,
    /// When.
    pub changed: Time,
    /// Whether it is gone; that stays known for ever.
    pub deleted: bool,
}
