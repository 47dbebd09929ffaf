//! A copy that can be borrowed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ItemBarcode, LibraryCode, Money, Open, RecordId, Time, open::words};

/// A physical copy, as its state is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Item {
    /// The number on the copy.
    pub barcode: ItemBarcode,
    /// The title of its record.
    pub title: String,
    /// The author, if there is one.
    #[serde(default)]
    pub author: Option<String>,
    /// What kind of thing it is.
    pub media_type: Open<MediaType>,
    /// Its state.
    pub circulation_status: Open<CirculationStatus>,
    /// When it is due, while on loan.
    #[serde(default)]
    pub due: Option<Time>,
    /// How many holds wait for it or its title.
    pub hold_queue: u32,
    /// The library that owns it.
    pub home: LibraryCode,
    /// Where it is now, or where it was last seen.
    pub current_location: LibraryCode,
    /// Where it stands when nobody has it.
    pub permanent_location: LibraryCode,
    /// What lending it costs.
    #[serde(default)]
    pub fee: Option<Money>,
    /// Where it is found on the shelf; the call number.
    #[serde(default)]
    pub shelf_mark: Option<String>,
    /// The age from which it is lent.
    #[serde(default)]
    pub age_limit: Option<u8>,
    /// The catalogue record it is a copy of.
    pub record: RecordId,
    /// Where it is being sent, while in transit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<LibraryCode>,
    /// Until when it is kept for a patron, while on the hold shelf.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shelf_until: Option<Time>,
    /// The collection it belongs to, as sorters know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collection: Option<String>,
    /// Free text about the copy: `3 discs`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<String>,
}

words! {
    /// What kind of thing an item is.
    pub enum MediaType {
        /// A printed book.
        Book = "book",
        /// A compact disc.
        Cd = "cd",
        /// A film on DVD or Blu-ray.
        Dvd = "dvd",
        /// An electronic book.
        Ebook = "ebook",
        /// A magazine.
        Magazine = "magazine",
        /// A map.
        Map = "map",
        /// Anything else.
        Other = "other",
        /// Sheet music.
        Score = "score",
    }

    /// The state of an item, as far as borrowing it goes.
    pub enum CirculationStatus {
        /// On its shelf.
        Available = "available",
        /// The patron says it was returned, the library has not found it.
        ClaimedReturned = "claimed_returned",
        /// Being catalogued or repaired.
        InProcess = "in_process",
        /// On its way to another library.
        InTransit = "in_transit",
        /// Lost.
        Lost = "lost",
        /// Not where it should be.
        Missing = "missing",
        /// May not be borrowed.
        NotForLoan = "not_for_loan",
        /// Kept for a patron on the hold shelf.
        OnHoldShelf = "on_hold_shelf",
        /// On loan.
        OnLoan = "on_loan",
        /// Ordered, not yet here.
        OnOrder = "on_order",
        /// On loan and asked back.
        Recalled = "recalled",
    }
}

/// Changes an item; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemChange {
    /// Its new free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<String>,
    /// Where it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_location: Option<LibraryCode>,
}

/// An item as an administrator writes it; the barcode stands in the path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemWrite {
    /// The record it is a copy of.
    pub record: RecordId,
    /// The library that owns it.
    pub home: LibraryCode,
    /// Where it is now; at home if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_location: Option<LibraryCode>,
    /// What kind of thing it is; a book if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<MediaType>,
    /// `available` if absent; states that come from circulation cannot be written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub circulation_status: Option<CirculationStatus>,
    /// What lending it costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    /// Where it is found on the shelf.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shelf_mark: Option<String>,
    /// The age from which it is lent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_limit: Option<u8>,
    /// The collection it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collection: Option<String>,
    /// Free text about the copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<String>,
}
