//! The port to copies that partners send for a while.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Answer, Change, Item, ItemBarcode, LibraryCode, PartnerId, PatronBarcode};

/// Copies of other libraries that circulate here until they go home.
pub trait TemporaryItems: Send + Sync {
    /// Makes a copy that a partner has sent one of ours: record, item and hold in one, all or
    /// nothing, at once on the pickup shelf. Only the patron it was sent for may borrow it, and no
    /// longer than until it is due. Searches find its record, harvesters are never told of it.
    ///
    /// A partner's request is one copy: told again with the same barcode and patron, it is the copy
    /// that stands; with others, refused with `duplicate_request`. A barcode that is taken is
    /// refused with `temporary_item_in_use`; what rules out a hold of the patron, as with
    /// [`Circulation::place_hold`](crate::Circulation::place_hold).
    fn create_temporary_item(&self, change: Change<NewTemporaryItem>) -> Answer<'_, Item>;

    /// Removes it again, with its record. Refused with `temporary_item_in_use` while it is on loan;
    /// another item, with `item_unknown`.
    fn delete_temporary_item(&self, change: Change<ItemBarcode>) -> Answer<'_, ()>;
}

/// A copy that a partner has sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTemporaryItem {
    /// Its barcode.
    pub barcode: ItemBarcode,
    /// Its title; not blank.
    pub title: String,
    /// Its author.
    pub author: Option<String>,
    /// For whom.
    pub patron: PatronBarcode,
    /// Where it will be picked up.
    pub pickup_library: LibraryCode,
    /// The partner's id of the request, of 1 to [`Self::MAX_REQUEST_ID`] characters.
    pub request_id: String,
    /// The partner.
    pub agency: PartnerId,
    /// When it must be back; it is lent no longer.
    pub due: Option<Timestamp>,
    /// Whether the partner lets its loan be renewed, if only until it is due.
    pub renewable: bool,
    /// Whether it may be used in the library alone.
    pub library_use_only: bool,
}

impl NewTemporaryItem {
    /// The most characters of a partner's id of a request.
    pub const MAX_REQUEST_ID: usize = 200;
}
