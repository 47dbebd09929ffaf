//! `LookupItem`: what is known of an item.

use crate::{
    date_time::DateTime,
    item::{ItemOrRequest, Subject},
    item_fields::{ItemOptionalFields, ItemTransaction},
    pair::SchemeValuePair,
    structure::structure,
};

structure! {
    /// Asks what is known of an item.
    LookupItem {
        visible "ItemId" key: ItemOrRequest,
        many1 "ItemElementType" item_element_types: SchemeValuePair,
        flag "CurrentBorrowerDesired" current_borrower_desired: bool,
        flag "CurrentRequestersDesired" current_requesters_desired: bool,
    }
}

structure! {
    /// What is known of an item.
    LookupItemResponse {
        choice "ItemId" subject: Subject,
        opt "HoldPickupDate" hold_pickup_date: DateTime,
        opt "DateRecalled" date_recalled: DateTime,
        opt "ItemTransaction" item_transaction: ItemTransaction,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
    }
}
