//! `DeleteItem`: an item that is no more. Version 2 only.

use crate::{item::ItemId, mandated::MandatedAction, structure::structure};

structure! {
    /// Forgets an item.
    DeleteItem {
        opt "MandatedAction" mandated_action: MandatedAction,
        one "ItemId" item_id: ItemId,
    }
}

structure! {
    /// The item that was forgotten.
    DeleteItemResponse {
        one "ItemId" item_id: ItemId,
    }
}
