//! `UndoCheckOutItem`: a loan that never was.

use silta_consortium::RefusalCode;
use silta_ncip::{UndoCheckOutItem, UndoCheckOutItemResponse};

use crate::{refusal::No, serving::Serving};

pub(crate) async fn undo_check_out_item(
    s: &mut Serving<'_>,
    asked: &UndoCheckOutItem,
) -> Result<UndoCheckOutItemResponse, No> {
    let barcode = s.barcode(&asked.item_id)?;
    let named = match &asked.user {
        Some(user) => Some(s.user(user, Some(&barcode)).await?.patron.barcode),
        None => None,
    };
    s.item(&barcode).await?;
    let loan = s
        .answer(s.consortium().loan_of(&s.context, &barcode))
        .await?;
    let loan = loan.filter(|loan| named.as_ref().is_none_or(|named| loan.patron == *named));
    let loan = loan.ok_or_else(|| s.refuse(RefusalCode::NotOnLoan))?;
    let change = s.change(loan.id);
    s.answer(s.consortium().cancel_checkout(change)).await?;
    Ok(UndoCheckOutItemResponse {
        item_id: s.item_id(&barcode),
        user_id: named.map(|patron| s.user_id(&patron)),
        fiscal_transaction_information: None,
    })
}
