//! Copies that partners have sent for a while.

use silta_consortium::{ItemBarcode, NewTemporaryItem};
use silta_consortium_api as wire;

use crate::{
    asking::{Asking, Reply},
    fault::{About, Fault},
    limits::{self, MAX_TEXT},
};

const MAX_REQUEST_ID: usize = NewTemporaryItem::MAX_REQUEST_ID;

pub(crate) async fn create(asking: &Asking) -> Result<Reply, Fault> {
    let request: wire::TemporaryItemRequest = asking.body()?;
    let new = NewTemporaryItem {
        barcode: limits::barcode(request.barcode.as_str(), "/barcode")?.into(),
        title: limits::some_text(&request.title, "/title", MAX_TEXT)?,
        author: limits::optional(request.author.as_deref(), "/author")?,
        patron: request.patron.as_str().into(),
        pickup_library: request.pickup_library.as_str().into(),
        request_id: limits::some_text(&request.request_id, "/request_id", MAX_REQUEST_ID)?,
        agency: request.agency.as_str().into(),
        due: asking.ends(request.due, "/due")?,
        renewable: request.renewable,
        library_use_only: request.library_use_only,
    };
    let change = asking.change(new)?;
    let created = asking.consortium().create_temporary_item(change).await;
    asking.told(created, About::BODY)
}

pub(crate) async fn delete(asking: &Asking, barcode: &str) -> Result<Reply, Fault> {
    let change = asking.change(ItemBarcode::from(barcode))?;
    let deleted = asking.consortium().delete_temporary_item(change).await;
    deleted.map_err(|error| asking.fault(error, About::ITEM))?;
    Ok(Reply::NOTHING)
}
