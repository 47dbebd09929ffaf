//! `LookupRequest`: how far a hold has come.

use silta_consortium::HoldTarget;
use silta_ncip::{LookupRequest, LookupRequestResponse};

use crate::{
    codes::{REQUEST_TYPE, asks, request_status},
    lookup_user::subject,
    refusal::No,
    request_item::scope,
    serving::Serving,
};

pub(crate) async fn lookup_request(
    s: &mut Serving<'_>,
    asked: &LookupRequest,
) -> Result<LookupRequestResponse, No> {
    let (hold, who) = s.request_by(&asked.key).await?;
    let types = &asked.request_element_types;
    // A message that asks for nothing wants to know how the request stands.
    let wants = |name| types.is_empty() || asks(types, name);
    let copy = match (&hold.item, &hold.target) {
        (Some(item), _) | (None, HoldTarget::Item(item)) => Some(item),
        (None, HoldTarget::Record(_)) => None,
    };
    let of_item = match copy.filter(|_| !asked.item_element_types.is_empty()) {
        Some(item) => {
            let item = s.item(item).await?;
            s.item_fields(&item, &asked.item_element_types).await?
        }
        None => None,
    };
    let position = hold.position.try_into().ok();
    let ready = hold.ready_until.map(|until| s.date(until));
    Ok(LookupRequestResponse {
        subject: subject(s, &hold),
        user_id: wants("User Id").then(|| s.user_id(&hold.patron)),
        request_type: wants("Request Type").then(|| REQUEST_TYPE.of("Hold")),
        request_scope_type: wants("Request Scope Type").then(|| scope(&hold.target)),
        request_status_type: wants("Request Status Type").then(|| request_status(hold.status)),
        hold_queue_position: position.filter(|_| wants("Hold Queue Position")),
        shipping_information: None,
        earliest_date_needed: None,
        need_before_date: hold
            .expires
            .filter(|_| wants("Need Before Date"))
            .map(|expires| s.date(expires)),
        pickup_date: None,
        pickup_location: wants("Pickup Location").then(|| hold.pickup_library.as_str().into()),
        pickup_expiry_date: ready.filter(|_| wants("Pickup Expiry Date")),
        date_of_user_request: wants("Date Of User Request").then(|| s.date(hold.placed)),
        date_available: None,
        acknowledged_fee_amount: None,
        paid_fee_amount: None,
        item_optional_fields: of_item,
        user_optional_fields: s.user_fields(&who, &asked.user_element_types),
    })
}
