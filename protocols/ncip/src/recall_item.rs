//! `RecallItem`, `CancelRecallItem`: a loan that shall end early, and one that need not.

use crate::{
    address::ShippingInformation, date_time::DateTime, fiscal::FiscalTransactionInformation,
    item::ItemId, item_fields::ItemOptionalFields, mandated::MandatedAction, pair::SchemeValuePair,
    structure::structure, user::UserId, user_fields::UserOptionalFields,
};

structure! {
    /// Asks for the early return of an item.
    RecallItem {
        opt "MandatedAction" mandated_action: MandatedAction,
        one "ItemId" item_id: ItemId,
        opt "DesiredDateDue" desired_date_due: DateTime,
        opt "ShippingInformation" shipping_information: ShippingInformation,
        many "ItemElementType" item_element_types: SchemeValuePair,
        many "UserElementType" user_element_types: SchemeValuePair,
    }
}

structure! {
    /// The loan, and when it ends now.
    RecallItemResponse {
        one "ItemId" item_id: ItemId,
        opt "UserId" user_id: UserId,
        opt "DateDue" date_due: DateTime,
        opt "FiscalTransactionInformation" fiscal_transaction_information:
            FiscalTransactionInformation,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
    }
}

structure! {
    /// Takes a recall back.
    CancelRecallItem {
        opt "MandatedAction" mandated_action: MandatedAction,
        one "ItemId" item_id: ItemId,
        many "ItemElementType" item_element_types: SchemeValuePair,
        many "UserElementType" user_element_types: SchemeValuePair,
    }
}

structure! {
    /// The loan whose recall was taken back.
    CancelRecallItemResponse {
        one "ItemId" item_id: ItemId,
        opt "UserId" user_id: UserId,
        opt "FiscalTransactionInformation" fiscal_transaction_information:
            FiscalTransactionInformation,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
    }
}
