//! `RecallItem`: a loan that shall end early.

use silta_consortium::RefusalCode;
use silta_ncip::{RecallItem, RecallItemResponse};

use crate::{refusal::No, serving::Serving};

pub(crate) async fn recall_item(
    s: &mut Serving<'_>,
    asked: &RecallItem,
) -> Result<RecallItemResponse, No> {
    let barcode = s.barcode(&asked.item_id)?;
    s.item(&barcode).await?;
    let loan = s
        .answer(s.consortium().loan_of(&s.context, &barcode))
        .await?;
    let loan = loan.ok_or_else(|| s.refuse(RefusalCode::NotOnLoan))?;
    let change = s.change(loan.id);
    let loan = s.answer(s.consortium().recall(change)).await?;
    let of_item = match asked.item_element_types.is_empty() {
        true => None,
        false => {
            let item = s.item(&barcode).await?;
            s.item_fields(&item, &asked.item_element_types).await?
        }
    };
    Ok(RecallItemResponse {
        item_id: s.item_id(&barcode),
        user_id: None,
        date_due: Some(s.date(loan.due)),
        fiscal_transaction_information: None,
        item_optional_fields: of_item,
        user_optional_fields: None,
    })
}
