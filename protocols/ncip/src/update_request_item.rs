//! `UpdateRequestItem`: changes a request.

use crate::{
    date_time::DateTime,
    fiscal::FiscalTransactionInformation,
    item::ItemId,
    item_fields::ItemOptionalFields,
    mandated::MandatedAction,
    pair::SchemeValuePair,
    request_key::{RequestFields, RequestKey},
    structure::structure,
    user::UserId,
    user_fields::UserOptionalFields,
};

structure! {
    /// Changes a request.
    UpdateRequestItem {
        opt "MandatedAction" mandated_action: MandatedAction,
        choice "RequestId" key: RequestKey,
        opt "DeleteRequestFields" delete_request_fields: RequestFields,
        opt "AddRequestFields" add_request_fields: RequestFields,
        many "ItemElementType" item_element_types: SchemeValuePair,
        many "UserElementType" user_element_types: SchemeValuePair,
    }
}

structure! {
    /// The request as it is now.
    UpdateRequestItemResponse {
        one "ItemId" item_id: ItemId,
        one "UserId" user_id: UserId,
        lax "RequestType" request_type: SchemeValuePair,
        lax "RequestScopeType" request_scope_type: SchemeValuePair,
        opt "DateAvailable" date_available: DateTime,
        opt "HoldPickupDate" hold_pickup_date: DateTime,
        opt "FiscalTransactionInformation" fiscal_transaction_information:
            FiscalTransactionInformation,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
    }
}
