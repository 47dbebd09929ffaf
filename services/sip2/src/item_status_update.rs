//! Item Status Update and its response (19, 20): a terminal writes properties of an item, or a
//! sorter reports where it has sent one.

use silta_consortium::{ItemBarcode, ItemChange};
use silta_sip2::{ItemStatusUpdate, ItemStatusUpdateResponse, Outcome, Text};

use crate::serving::{No, Serving};

/// How a sorter begins its report of a destination (`DEST=SOT`). It says where the item went, and
/// is no property of the item.
const SORTED_TO: &str = "DEST=";

pub(crate) async fn item_status_update(
    s: &mut Serving<'_>,
    request: &ItemStatusUpdate,
) -> Result<ItemStatusUpdateResponse, No> {
    let barcode = ItemBarcode::from(request.item_identifier.as_str());
    let properties = request.item_properties.as_str();
    let answer = match properties.is_empty() || properties.starts_with(SORTED_TO) {
        true => s.consortium.item(s.context(), &barcode).await,
        false => {
            let change = s.change(ItemChange {
                item: barcode,
                properties: Some(properties.to_owned()),
                current_location: None,
            });
            s.consortium.change_item(change).await
        }
    };
    let item = match answer {
        Ok(item) => item,
        Err(error) => return Err(s.no_because(None, error).await),
    };
    if let Some(destination) = properties.strip_prefix(SORTED_TO) {
        tracing::info!(account = %s.terminal.account, destination, "sorted an item");
    }
    Ok(ItemStatusUpdateResponse {
        item_properties_ok: Outcome::Ok,
        item_identifier: Text::from(item.barcode.as_str()),
        title_identifier: Some(Text::from(&item.title)),
        item_properties: item.properties.map(Text::from),
        ..ItemStatusUpdateResponse::at(s.date())
    })
}

/// The item is as it was.
pub(crate) fn refused(
    s: &Serving<'_>,
    request: &ItemStatusUpdate,
    no: No,
) -> ItemStatusUpdateResponse {
    ItemStatusUpdateResponse {
        item_identifier: request.item_identifier.clone(),
        screen_messages: no.texts,
        ..ItemStatusUpdateResponse::at(s.date())
    }
}
