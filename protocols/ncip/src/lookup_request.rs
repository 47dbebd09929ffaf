//! `LookupRequest`: what is known of a request. Version 2 only.

use std::num::NonZeroU32;

use crate::{
    address::ShippingInformation, date_time::DateTime, fiscal::Amount, item::Subject,
    item_fields::ItemOptionalFields, pair::SchemeValuePair, request_key::RequestKey,
    structure::structure, user::UserId, user_fields::UserOptionalFields,
};

structure! {
    /// Asks what is known of a request.
    LookupRequest {
        choice "RequestId" key: RequestKey,
        many "RequestElementType" request_element_types: SchemeValuePair,
        many "ItemElementType" item_element_types: SchemeValuePair,
        many "UserElementType" user_element_types: SchemeValuePair,
    }
}

structure! {
    /// What is known of a request.
    LookupRequestResponse {
        choice "ItemId" subject: Subject,
        opt "UserId" user_id: UserId,
        opt "RequestType" request_type: SchemeValuePair,
        opt "RequestScopeType" request_scope_type: SchemeValuePair,
        opt "RequestStatusType" request_status_type: SchemeValuePair,
        opt "HoldQueuePosition" hold_queue_position: NonZeroU32,
        opt "ShippingInformation" shipping_information: ShippingInformation,
        opt "EarliestDateNeeded" earliest_date_needed: DateTime,
        opt "NeedBeforeDate" need_before_date: DateTime,
        opt "PickupDate" pickup_date: DateTime,
        opt "PickupLocation" pickup_location: SchemeValuePair,
        opt "PickupExpiryDate" pickup_expiry_date: DateTime,
        opt "DateOfUserRequest" date_of_user_request: DateTime,
        opt "DateAvailable" date_available: DateTime,
        opt "AcknowledgedFeeAmount" acknowledged_fee_amount: Amount,
        opt "PaidFeeAmount" paid_fee_amount: Amount,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
    }
}
