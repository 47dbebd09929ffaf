//! Changes of the catalogue, for harvesting and mirrors.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{RecordId, Time};

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
