//! `RenewItem`: a longer loan.

use silta_consortium::Renewal as Renewing;
use silta_ncip::{RenewItem, RenewItemResponse, Renewal};

use crate::{check_out_item::accepts, refusal::No, serving::Serving};

pub(crate) async fn renew_item(
    s: &mut Serving<'_>,
    asked: &RenewItem,
) -> Result<RenewItemResponse, No> {
    let barcode = s.barcode(&asked.item_id)?;
    let who = s.user(&asked.user, Some(&barcode)).await?;
    let mandated = asked.mandated_action.as_ref();
    let already_happened = s.already_happened(mandated, asked.desired_date_due)?;
    let item = s.item(&barcode).await?;
    let change = s.change(Renewing {
        patron: who.patron.barcode.clone(),
        item: barcode,
        library: s.library(&item),
        fee_acknowledged: accepts(asked.acknowledged_fee_amount.as_ref(), item.fee),
        already_happened,
    });
    let loan = s.answer(s.consortium().renew(change)).await?.loan;
    Ok(RenewItemResponse::Renewed(Box::new(Renewal {
        item_id: s.item_id(&loan.item),
        user_id: Some(s.user_id(&loan.patron)),
        date_due: Some(s.date(loan.due)),
        date_for_return: None,
        renewal_count: Some(loan.renewals),
        fiscal_transaction_information: None,
        item_optional_fields: s.item_fields(&item, &asked.item_element_types).await?,
        user_optional_fields: s.user_fields(&who, &asked.user_element_types),
    })))
}
