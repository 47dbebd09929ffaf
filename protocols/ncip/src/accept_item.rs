//! `AcceptItem`: an item of another library has come.

use crate::{
    date_time::DateTime,
    fiscal::FiscalTransactionInformation,
    item::{ItemId, RequestId},
    item_fields::ItemOptionalFields,
    loan_period::ReturnPeriod,
    mandated::MandatedAction,
    pair::SchemeValuePair,
    structure::structure,
    user::UserId,
    user_fields::UserOptionalFields,
};

structure! {
    /// Says that an item of another library has come, and what is to be done with it. Version 1
    /// has no `PickupLocation`; some clients name the branch as the agency that the message goes
    /// to.
    AcceptItem {
        opt "MandatedAction" mandated_action: MandatedAction,
        one "RequestId" request_id: RequestId,
        lax "RequestedActionType" requested_action_type: SchemeValuePair,
        opt "UserId" user_id: UserId,
        opt "ItemId" item_id: ItemId,
        optchoice "DateForReturn" return_period: ReturnPeriod,
        flag "RenewalNotPermitted" renewal_not_permitted: bool,
        opt "FiscalTransactionInformation" fiscal_transaction_information:
            FiscalTransactionInformation,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
        opt2 "PickupLocation" pickup_location: SchemeValuePair,
        opt2 "PickupExpiryDate" pickup_expiry_date: DateTime,
    }
}

structure! {
    /// The item under the name that it has here.
    AcceptItemResponse {
        one "RequestId" request_id: RequestId,
        opt "ItemId" item_id: ItemId,
    }
}
