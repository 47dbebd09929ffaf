//! Items: their state now, and what is changed on them.

use silta_consortium::{CirculationStatus, ItemBarcode, ItemChange, MediaType, NewItem};
use silta_consortium_api as wire;

use crate::{
    asking::{Asking, Reply},
    fault::{About, Fault},
    limits,
};

pub(crate) async fn one(asking: &Asking, barcode: &str) -> Result<Reply, Fault> {
    let (context, item) = (asking.context(), ItemBarcode::from(barcode));
    let found = asking.consortium().item(&context, &item).await;
    asking.told(found, About::ITEM)
}

pub(crate) async fn change(asking: &Asking, barcode: &str) -> Result<Reply, Fault> {
    let request: wire::ItemChange = asking.body()?;
    let change = ItemChange {
        item: barcode.into(),
        properties: limits::optional(request.properties.as_deref(), "/properties")?,
        current_location: request.current_location.map(|code| code.as_str().into()),
    };
    let changed = asking
        .consortium()
        .change_item(asking.change(change)?)
        .await;
    asking.told(changed, About::ITEM.mistake("/current_location"))
}

pub(crate) async fn put(asking: &Asking, barcode: &str) -> Result<Reply, Fault> {
    let request: wire::ItemWrite = asking.body()?;
    let mistake = match request.current_location {
        None => "/home",
        Some(_) => "",
    };
    let item = NewItem {
        barcode: limits::barcode(barcode, "")?.into(),
        record: request.record.as_str().into(),
        home: request.home.as_str().into(),
        current_location: request
            .current_location
            .unwrap_or(request.home)
            .as_str()
            .into(),
        media_type: request.media_type.map_or(MediaType::Book, media_type),
        status: status(request.circulation_status)?,
        fee: match request.fee {
            None => None,
            Some(fee) => Some(limits::fee(fee, "/fee")?),
        },
        shelf_mark: limits::optional(request.shelf_mark.as_deref(), "/shelf_mark")?,
        collection: limits::optional(request.collection.as_deref(), "/collection")?,
        age_limit: request.age_limit,
        properties: limits::optional(request.properties.as_deref(), "/properties")?,
    };
    let put = asking.consortium().put_item(asking.change(item)?).await;
    asking.told(put, About::BODY.mistake(mistake))
}

/// The same names on both sides.
fn media_type(kind: wire::MediaType) -> MediaType {
    MediaType::from_name(kind.as_str()).unwrap_or(MediaType::Other)
}

/// A state that can be written.
fn status(wanted: Option<wire::CirculationStatus>) -> Result<CirculationStatus, Fault> {
    use wire::CirculationStatus as Wire;

    Ok(match wanted.unwrap_or(Wire::Available) {
        Wire::Available => CirculationStatus::Available,
        Wire::ClaimedReturned => CirculationStatus::ClaimedReturned,
        Wire::InProcess => CirculationStatus::InProcess,
        Wire::Lost => CirculationStatus::Lost,
        Wire::Missing => CirculationStatus::Missing,
        Wire::NotForLoan => CirculationStatus::NotForLoan,
        Wire::OnOrder => CirculationStatus::OnOrder,
        Wire::InTransit | Wire::OnHoldShelf | Wire::OnLoan | Wire::Recalled => {
            let detail = "this state comes from circulation alone";
            return Err(Fault::malformed("/circulation_status", detail));
        }
    })
}

pub(crate) async fn delete(asking: &Asking, barcode: &str) -> Result<Reply, Fault> {
    let change = asking.change(ItemBarcode::from(barcode))?;
    let deleted = asking.consortium().delete_item(change).await;
    deleted.map_err(|error| asking.fault(error, About::ITEM))?;
    Ok(Reply::NOTHING)
}
