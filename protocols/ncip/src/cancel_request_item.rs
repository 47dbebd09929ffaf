//! `CancelRequestItem`: takes a request back.

use crate::{
    fiscal::{Amount, FiscalTransactionInformation},
    item::Subject,
    item_fields::ItemOptionalFields,
    mandated::MandatedAction,
    pair::SchemeValuePair,
    structure::structure,
    user::{User, UserId},
    user_fields::UserOptionalFields,
};

structure! {
    /// Takes a request back.
    CancelRequestItem {
        opt "MandatedAction" mandated_action: MandatedAction,
        choice "UserId" user: User,
        choice "ItemId" subject: Subject,
        lax "RequestType" request_type: SchemeValuePair,
        opt "RequestScopeType" request_scope_type: SchemeValuePair,
        opt2 "AcknowledgedFeeAmount" acknowledged_fee_amount: Amount,
        opt2 "PaidFeeAmount" paid_fee_amount: Amount,
        many "ItemElementType" item_element_types: SchemeValuePair,
        many "UserElementType" user_element_types: SchemeValuePair,
    }
}

structure! {
    /// The request that was taken back.
    CancelRequestItemResponse {
        choice "ItemId" subject: Subject,
        one "UserId" user_id: UserId,
        opt "FiscalTransactionInformation" fiscal_transaction_information:
            FiscalTransactionInformation,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
    }
}
