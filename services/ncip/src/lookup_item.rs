//! `LookupItem`: what is known of an item.

use silta_consortium::{HoldTarget, Item};
use silta_ncip::{
    CurrentUser, ItemOrRequest, ItemTransaction, LookupItem, LookupItemResponse, Subject,
};

use crate::{refusal::No, serving::Serving};

pub(crate) async fn lookup_item(
    s: &Serving<'_>,
    asked: &LookupItem,
) -> Result<LookupItemResponse, No> {
    let (item, subject) = match &asked.key {
        ItemOrRequest::Item(id) => {
            let item = s.item(&s.barcode(id)?).await?;
            let subject = Subject::Item(s.item_id(&item.barcode));
            (item, subject)
        }
        ItemOrRequest::Request(id) => {
            let hold = s.request_of_anyone(id).await?;
            let barcode = match &hold.target {
                HoldTarget::Item(item) => item.clone(),
                HoldTarget::Record(_) => s.copy_of(&hold).await?,
            };
            let item = s.item(&barcode).await?;
            let request = s.request_id(hold.id.as_str());
            (item, Subject::Request(request, Some(s.item_id(&barcode))))
        }
    };
    Ok(LookupItemResponse {
        subject,
        hold_pickup_date: item.shelf_until.map(|until| s.date(until)),
        date_recalled: None,
        item_transaction: match asked.current_borrower_desired {
            true => transaction(s, &item).await?,
            false => None,
        },
        item_optional_fields: s.item_fields(&item, &asked.item_element_types).await?,
    })
}

/// Who has the item: told to the agency that has it itself, and to nobody else.
pub(crate) async fn transaction(
    s: &Serving<'_>,
    item: &Item,
) -> Result<Option<ItemTransaction>, No> {
    let Some(own) = s.sender.agency().and_then(|agency| agency.patron.as_ref()) else {
        return Ok(None);
    };
    let loan = s.consortium().loan_of(&s.context, &item.barcode);
    let loan = s.answer(loan).await?.filter(|loan| loan.patron == *own);
    Ok(loan.map(|loan| ItemTransaction {
        current_borrower: Some(CurrentUser {
            user_id: s.user_id(&loan.patron),
        }),
        current_requesters: Vec::new(),
    }))
}
