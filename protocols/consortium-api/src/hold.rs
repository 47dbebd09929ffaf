//! Waiting for an item.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Code, HoldId, ItemBarcode, LibraryCode, Open, PatronBarcode, Problem, RecordId, Time, When,
    open::words,
};

/// A patron's place in the queue for a title (`record`) or for one copy (`item`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hold {
    /// The hold's id.
    pub id: HoldId,
    /// Who waits.
    pub patron: PatronBarcode,
    /// The record, if any copy of it will do.
    #[serde(default)]
    pub record: Option<RecordId>,
    /// The copy, if only that one will do.
    #[serde(default)]
    pub item: Option<ItemBarcode>,
    /// Where it will be picked up.
    pub pickup_library: LibraryCode,
    /// The title waited for.
    pub title: String,
    /// When the hold was placed.
    pub placed: Time,
    /// Until when the copy is kept on the shelf, once it is there.
    #[serde(default)]
    pub ready_until: Option<Time>,
    /// When the patron no longer needs it.
    #[serde(default)]
    pub expires: Option<When>,
    /// The place in the queue; 1 is next.
    pub position: u32,
    /// How far it has come.
    pub status: Open<HoldStatus>,
    /// The copy that is kept or on its way for the hold, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<ItemBarcode>,
}

words! {
    /// How far a hold has come.
    pub enum HoldStatus {
        /// A copy is on its way to the pickup library.
        InTransit = "in_transit",
        /// A copy waits on the hold shelf.
        Ready = "ready",
        /// In the queue.
        Waiting = "waiting",
    }
}

/// A hold to be placed, on a record or on an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("oneOf" = [{"required": ["record"]}, {"required": ["item"]}]))]
pub struct HoldRequest {
    /// For whom.
    pub patron: PatronBarcode,
    /// The record, if any copy of it will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
    /// The copy, if only that one will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemBarcode>,
    /// Where it will be picked up.
    pub pickup_library: LibraryCode,
    /// When the patron no longer needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<When>,
    /// The terminal, by the name of its account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal: Option<String>,
}

impl HoldRequest {
    /// Whether it names exactly one of record and item; the problem to answer with if not.
    pub fn check(&self) -> Result<(), Box<Problem>> {
        let fault = match (&self.record, &self.item) {
            (Some(_), None) | (None, Some(_)) => return Ok(()),
            (None, None) => "a record or an item is missing",
            (Some(_), Some(_)) => "a record or an item, not both",
        };
        Err(Box::new(
            Problem::new(Code::Malformed, fault).at("/record".to_owned()),
        ))
    }
}

/// Changes a hold; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HoldChange {
    /// Where it will be picked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pickup_library: Option<LibraryCode>,
    /// When the patron no longer needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<When>,
}
