//! The port to copies that partners have sent, over the API.

use silta_consortium::{Answer, Change, Item, ItemBarcode, NewTemporaryItem, TemporaryItems};
use silta_consortium_api::{Operation, call};

use crate::{
    Rest,
    address::{of_item, plain},
    caller::json,
    circulation::change,
    exchange::Content,
    hear::Hear,
    tell,
};

impl TemporaryItems for Rest {
    fn create_temporary_item(&self, change: Change<NewTemporaryItem>) -> Answer<'_, Item> {
        change!(
            self,
            change,
            CreateTemporaryItem,
            |context, body| plain(Operation::CreateTemporaryItem),
            json(&tell::temporary_item(body)),
            Hear::hear
        )
    }

    fn delete_temporary_item(&self, change: Change<ItemBarcode>) -> Answer<'_, ()> {
        change!(
            self,
            change,
            DeleteTemporaryItem,
            |context, item| of_item(Operation::DeleteTemporaryItem, &item),
            Content::NONE,
            Hear::hear
        )
    }
}
