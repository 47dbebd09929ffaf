//! Item Information and its response (17, 18): what an item is and where it is.

use silta_consortium::{CirculationStatus as Status, Item, ItemBarcode, MediaType};
use silta_sip2::{
    CirculationStatus, FeeType, ItemInformation, ItemInformationResponse,
    MediaType as WireMediaType, SecurityMarker, Text,
};

use crate::{
    money::{amount, currency},
    serving::{No, Serving},
};

pub(crate) async fn item_information(
    s: &mut Serving<'_>,
    request: &ItemInformation,
) -> Result<ItemInformationResponse, No> {
    let barcode = ItemBarcode::from(request.item_identifier.as_str());
    match s.consortium.item(s.context(), &barcode).await {
        Ok(item) => Ok(described(s, item)),
        Err(error) => Err(s.no_because(None, error).await),
    }
}

fn described(s: &Serving<'_>, item: Item) -> ItemInformationResponse {
    ItemInformationResponse {
        circulation_status: wire_circulation_status(item.circulation_status),
        security_marker: SecurityMarker::Other,
        fee_type: if item.fee.is_some() {
            FeeType::Rental
        } else {
            FeeType::Other
        },
        hold_queue_length: Some(Text::from(item.hold_queue.to_string())),
        due_date: item.due.map(|due| s.due(due)),
        hold_pickup_date: item
            .shelf_until
            .map(|at| Text::from(s.local(at).to_string())),
        item_identifier: Text::from(item.barcode.into_string()),
        title_identifier: Text::from(item.title),
        owner: Some(Text::from(item.home.into_string())),
        currency_type: item.fee.map(currency),
        fee_amount: item.fee.map(amount),
        media_type: Some(wire_media_type(item.media_type)),
        permanent_location: Some(Text::from(item.permanent_location.into_string())),
        current_location: Some(Text::from(item.current_location.into_string())),
        item_properties: item.properties.map(Text::from),
        collection_code: item.collection.map(Text::from),
        call_number: item.shelf_mark.map(Text::from),
        destination_location: item.destination.map(|code| Text::from(code.into_string())),
        ..ItemInformationResponse::at(s.date())
    }
}

/// Nothing is known of the item: status 01, no title, and why.
pub(crate) fn refused(
    s: &Serving<'_>,
    request: &ItemInformation,
    no: No,
) -> ItemInformationResponse {
    ItemInformationResponse {
        circulation_status: CirculationStatus::Other,
        item_identifier: request.item_identifier.clone(),
        screen_messages: no.texts,
        ..ItemInformationResponse::at(s.date())
    }
}

/// The state of an item as the wire numbers it.
fn wire_circulation_status(status: Status) -> CirculationStatus {
    match status {
        Status::Available => CirculationStatus::Available,
        Status::ClaimedReturned => CirculationStatus::ClaimedReturned,
        Status::InProcess => CirculationStatus::InProcess,
        Status::InTransit => CirculationStatus::InTransit,
        Status::Lost => CirculationStatus::Lost,
        Status::Missing => CirculationStatus::Missing,
        // The wire has no word for a copy that is only used in the library.
        Status::NotForLoan => CirculationStatus::Other,
        Status::OnHoldShelf => CirculationStatus::WaitingOnHoldShelf,
        Status::OnLoan => CirculationStatus::Charged,
        Status::OnOrder => CirculationStatus::OnOrder,
        Status::Recalled => CirculationStatus::Recalled,
    }
}

/// The kind of an item as the wire numbers it (CK).
pub(crate) fn wire_media_type(media_type: MediaType) -> WireMediaType {
    match media_type {
        MediaType::Book | MediaType::Score => WireMediaType::Book,
        MediaType::Cd => WireMediaType::Cd,
        MediaType::Magazine => WireMediaType::Magazine,
        // A video is a video to a self-check, whatever carries it.
        MediaType::Dvd => WireMediaType::VideoTape,
        MediaType::Ebook | MediaType::Map | MediaType::Other => WireMediaType::Other,
    }
}
