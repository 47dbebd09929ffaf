//! A copy that can be borrowed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{ItemBarcode, LibraryCode, Money, RecordId, named::named};

/// A physical copy, as its state is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The number on the copy.
    pub barcode: ItemBarcode,
    /// The catalogue record it is a copy of.
    pub record: RecordId,
    /// The title of that record.
    pub title: String,
    /// Its author, if there is one.
    pub author: Option<String>,
    /// What kind of thing it is.
    pub media_type: MediaType,
    /// Its state.
    pub circulation_status: CirculationStatus,
    /// When it is due, while on loan.
    pub due: Option<Timestamp>,
    /// How many holds wait for it or its title.
    pub hold_queue: u32,
    /// The library that owns it.
    pub home: LibraryCode,
    /// Where it is now, or where it was last seen.
    pub current_location: LibraryCode,
    /// Where it stands when nobody has it.
    pub permanent_location: LibraryCode,
    /// Where it is being sent, while in transit.
    pub destination: Option<LibraryCode>,
    /// Until when it is kept for a patron, while on the hold shelf.
    pub shelf_until: Option<Timestamp>,
    /// What lending it costs.
    pub fee: Option<Money>,
    /// Where it is found on the shelf.
    pub shelf_mark: Option<String>,
    /// The collection it belongs to, as sorters know it.
    pub collection: Option<String>,
    /// The age from which it is lent.
    pub age_limit: Option<u8>,
    /// Free text about the copy ("3 discs"), as machines show and write it.
    pub properties: Option<String>,
}

named! {
    /// What kind of thing an item is.
    MediaType {
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
}

/// The state of an item, as far as borrowing it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CirculationStatus {
    /// On its shelf.
    Available,
    /// The patron says it was returned, the library has not found it.
    ClaimedReturned,
    /// Being catalogued or repaired.
    InProcess,
    /// On its way to another library.
    InTransit,
    /// Lost.
    Lost,
    /// Not where it should be.
    Missing,
    /// May not be borrowed.
    NotForLoan,
    /// Kept for a patron on the hold shelf.
    OnHoldShelf,
    /// On loan.
    OnLoan,
    /// Ordered, not yet here.
    OnOrder,
    /// On loan and asked back.
    Recalled,
}

/// What is to be changed on an item; what is absent stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemChange {
    /// Which item.
    pub item: ItemBarcode,
    /// Its new free text.
    pub properties: Option<String>,
    /// Where it is now.
    pub current_location: Option<LibraryCode>,
}

/// An item as an administrator writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewItem {
    /// The number on the copy.
    pub barcode: ItemBarcode,
    /// The record it is a copy of.
    pub record: RecordId,
    /// The library that owns it.
    pub home: LibraryCode,
    /// Where it is now.
    pub current_location: LibraryCode,
    /// What kind of thing it is.
    pub media_type: MediaType,
    /// [`CirculationStatus::Available`], `Lost`, `Missing`, `NotForLoan`, `OnOrder` or `InProcess`;
    /// the other states come only from circulation.
    pub status: CirculationStatus,
    /// What lending it costs.
    pub fee: Option<Money>,
    /// Where it is found on the shelf.
    pub shelf_mark: Option<String>,
    /// The collection it belongs to.
    pub collection: Option<String>,
    /// The age from which it is lent.
    pub age_limit: Option<u8>,
    /// Free text about the copy.
    pub properties: Option<String>,
}
