//! `CheckInItem`: a return.

use crate::{
    fiscal::FiscalTransactionInformation, item::ItemId, item_fields::ItemOptionalFields,
    location::RoutingInformation, mandated::MandatedAction, pair::SchemeValuePair,
    structure::structure, user::UserId, user_fields::UserOptionalFields,
};

structure! {
    /// Returns an item.
    CheckInItem {
        opt "MandatedAction" mandated_action: MandatedAction,
        one "ItemId" item_id: ItemId,
        many "ItemElementType" item_element_types: SchemeValuePair,
        many "UserElementType" user_element_types: SchemeValuePair,
    }
}

structure! {
    /// The return, and where the item goes next.
    CheckInItemResponse {
        one "ItemId" item_id: ItemId,
        opt "UserId" user_id: UserId,
        opt "RoutingInformation" routing_information: RoutingInformation,
        opt "FiscalTransactionInformation" fiscal_transaction_information:
            FiscalTransactionInformation,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
    }
}
