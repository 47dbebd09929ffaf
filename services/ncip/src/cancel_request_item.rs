//! `CancelRequestItem`: a hold that is not wanted any more.

use silta_ncip::{CancelRequestItem, CancelRequestItemResponse};

use crate::{lookup_user::subject, refusal::No, serving::Serving};

pub(crate) async fn cancel_request_item(
    s: &mut Serving<'_>,
    asked: &CancelRequestItem,
) -> Result<CancelRequestItemResponse, No> {
    let who = s.user(&asked.user, None).await?;
    let hold = s.request_of(&who.patron.barcode, &asked.subject).await?;
    let change = s.change(hold.id.clone());
    s.answer(s.consortium().cancel_hold(change)).await?;
    Ok(CancelRequestItemResponse {
        subject: subject(s, &hold),
        user_id: s.user_id(&hold.patron),
        fiscal_transaction_information: None,
        item_optional_fields: None,
        user_optional_fields: s.user_fields(&who, &asked.user_element_types),
    })
}
