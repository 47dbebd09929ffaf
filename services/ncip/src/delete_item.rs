//! `DeleteItem`: an item of another library goes home. Our own stay.

use silta_ncip::{DeleteItem, DeleteItemResponse};

use crate::{refusal::No, serving::Serving};

pub(crate) async fn delete_item(
    s: &mut Serving<'_>,
    asked: &DeleteItem,
) -> Result<DeleteItemResponse, No> {
    let barcode = s.barcode(&asked.item_id)?;
    let change = s.change(barcode.clone());
    s.answer(s.consortium().delete_temporary_item(change))
        .await?;
    Ok(DeleteItemResponse {
        item_id: s.item_id(&barcode),
    })
}
