//! Waiting for an item.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{HoldId, ItemBarcode, LibraryCode, PatronBarcode, RecordId};

/// A patron's place in the queue for a title or for one copy of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// The hold's id.
    pub id: HoldId,
    /// Who waits.
    pub patron: PatronBarcode,
    /// For what.
    pub target: HoldTarget,
    /// The copy that is kept or on its way for the hold, once there is one.
    pub item: Option<ItemBarcode>,
    /// Where it will be picked up.
    pub pickup_library: LibraryCode,
    /// The title waited for.
    pub title: String,
    /// When the hold was placed.
    pub placed: Timestamp,
    /// Until when the copy is kept on the shelf, once it is there.
    pub ready_until: Option<Timestamp>,
    /// When the patron no longer needs it.
    pub expires: Option<Timestamp>,
    /// The place in the queue; 1 is next.
    pub position: u32,
    /// How far it has come.
    pub status: HoldStatus,
}

/// What a hold is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldTarget {
    /// Any copy of a title.
    Record(RecordId),
    /// One copy.
    Item(ItemBarcode),
}

/// How far a hold has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldStatus {
    /// In the queue.
    Waiting,
    /// A copy is on its way to the pickup library.
    InTransit,
    /// A copy waits on the hold shelf.
    Ready,
}

/// A hold to be placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewHold {
    /// For whom.
    pub patron: PatronBarcode,
    /// For what.
    pub target: HoldTarget,
    /// Where it will be picked up.
    pub pickup_library: LibraryCode,
    /// When the patron no longer needs it.
    pub expires: Option<Timestamp>,
}

/// What is to be changed on a hold; what is absent stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldChange {
    /// Which hold.
    pub hold: HoldId,
    /// Where it will be picked up.
    pub pickup_library: Option<LibraryCode>,
    /// When the patron no longer needs it.
    pub expires: Option<Timestamp>,
}
