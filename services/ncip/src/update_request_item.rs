//! `UpdateRequestItem`: where and until when a hold waits.

use silta_consortium::HoldChange;
use silta_ncip::{ProblemType, RequestFields, UpdateRequestItem, UpdateRequestItemResponse};

use crate::{
    codes::REQUEST_TYPE,
    refusal::No,
    request_item::{scope, until},
    serving::Serving,
};

pub(crate) async fn update_request_item(
    s: &mut Serving<'_>,
    asked: &UpdateRequestItem,
) -> Result<UpdateRequestItemResponse, No> {
    let (hold, who) = s.request_by(&asked.key).await?;
    let nothing = RequestFields::default();
    let add = asked.add_request_fields.as_ref().unwrap_or(&nothing);
    let delete = asked.delete_request_fields.as_ref().unwrap_or(&nothing);
    refuse_others(s, add, ProblemType::UnableToAddElement)?;
    refuse_others(s, delete, ProblemType::UnableToDeleteElement)?;
    refuse_lone_deletions(s, add, delete)?;
    let expires = until(s, add.need_before_date, add.pickup_expiry_date)?;
    let pickup_library = match &add.pickup_location {
        Some(place) => Some(s.place(place).await?),
        None => None,
    };
    let hold = match pickup_library.is_some() || expires.is_some() {
        true => {
            let change = s.change(HoldChange {
                hold: hold.id.clone(),
                pickup_library,
                expires,
            });
            s.answer(s.consortium().change_hold(change)).await?
        }
        false => hold,
    };
    let copy = s.copy_of(&hold).await?;
    let of_item = match asked.item_element_types.is_empty() {
        true => None,
        false => {
            let item = s.item(&copy).await?;
            s.item_fields(&item, &asked.item_element_types).await?
        }
    };
    Ok(UpdateRequestItemResponse {
        item_id: s.item_id(&copy),
        user_id: s.user_id(&hold.patron),
        request_type: REQUEST_TYPE.of("Hold"),
        request_scope_type: scope(&hold.target),
        date_available: None,
        hold_pickup_date: hold.ready_until.map(|until| s.date(until)),
        fiscal_transaction_information: None,
        item_optional_fields: of_item,
        user_optional_fields: s.user_fields(&who, &asked.user_element_types),
    })
}

/// All but place and dates of a hold stays what it was when it was placed.
fn refuse_others(s: &Serving<'_>, fields: &RequestFields, kind: ProblemType) -> Result<(), No> {
    let kept = [
        ("UserId", fields.user_id.is_some()),
        ("ItemId", fields.item_id.is_some()),
        ("RequestType", fields.request_type.is_some()),
        ("RequestScopeType", fields.request_scope_type.is_some()),
        ("RequestStatusType", fields.request_status_type.is_some()),
        ("ShippingInformation", fields.shipping_information.is_some()),
        ("EarliestDateNeeded", fields.earliest_date_needed.is_some()),
        ("DateOfUserRequest", fields.date_of_user_request.is_some()),
        ("DateAvailable", fields.date_available.is_some()),
        (
            "AcknowledgedFeeAmount",
            fields.acknowledged_fee_amount.is_some(),
        ),
        ("PaidFeeAmount", fields.paid_fee_amount.is_some()),
    ];
    match kept.into_iter().find(|(_, given)| *given) {
        Some((element, _)) => Err(s.no(kind).element(element)),
        None => Ok(()),
    }
}

/// A place or a date can be replaced; a hold without is none.
fn refuse_lone_deletions(
    s: &Serving<'_>,
    add: &RequestFields,
    delete: &RequestFields,
) -> Result<(), No> {
    let dated = add.need_before_date.is_some() || add.pickup_expiry_date.is_some();
    let lone = [
        (
            "PickupLocation",
            delete.pickup_location.is_some() && add.pickup_location.is_none(),
        ),
        (
            "NeedBeforeDate",
            delete.need_before_date.is_some() && !dated,
        ),
        (
            "PickupExpiryDate",
            delete.pickup_expiry_date.is_some() && !dated,
        ),
    ];
    match lone.into_iter().find(|(_, given)| *given) {
        Some((element, _)) => Err(s.no(ProblemType::UnableToDeleteElement).element(element)),
        None => Ok(()),
    }
}
