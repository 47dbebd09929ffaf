//! The holdings of OPAC records: what stands in them says `silta_opac_translation`, here it gets
//! its form.
//!
//! ILL systems take a copy for available only if `localLocation` is there and `availableNow` is
//! true, `itemId` for its barcode, and `temporaryLocation` for where it really is.

use std::time::Instant;

use silta_consortium::{Context, RecordId};
use silta_opac_translation::{Circulation, Holdings, Shelf, UNKNOWN, gather};
use silta_z3950::opac::{CircRecord, HoldingsAndCircData, HoldingsRecord};

use crate::serving::{Serving, within};

/// The holdings of records, in their order. What does not come in time is said to be unknown, so
/// that a slow back end costs the holdings and not the record.
pub(crate) async fn of(
    s: &Serving<'_>,
    records: &[&RecordId],
    deadline: Instant,
) -> Vec<Vec<HoldingsRecord>> {
    if records.is_empty() {
        return Vec::new();
    }
    let context = &Context {
        deadline: deadline.min(s.context.deadline),
        ..s.context.clone()
    };
    let libraries = s.shared.libraries(context).await;
    let ask = |record, page| {
        let asked = s.consortium().holdings(context, record, page);
        within(context.deadline, asked)
    };
    let told = gather(records, libraries, &s.shared.settings.time_zone, ask).await;
    told.iter().map(entries).collect()
}

/// One entry for each place and call number, with its items.
fn entries(holdings: &Holdings) -> Vec<HoldingsRecord> {
    let entries = match holdings.by_shelf() {
        Some(shelves) => shelves.iter().map(entry).collect(),
        None => vec![HoldingsAndCircData {
            public_note: Some(UNKNOWN.into()),
            ..HoldingsAndCircData::default()
        }],
    };
    let entries = entries.into_iter();
    entries.map(HoldingsRecord::HoldingsAndCirc).collect()
}

fn entry(shelf: &Shelf<'_>) -> HoldingsAndCircData {
    HoldingsAndCircData {
        nuc_code: Some(shelf.place.identifier().into()),
        local_location: Some(shelf.place.name.into()),
        shelving_location: shelf.shelving_location.map(Into::into),
        call_number: shelf.call_number.map(Into::into),
        circulation_data: Some(shelf.copies.iter().map(circulation).collect()),
        ..HoldingsAndCircData::default()
    }
}

fn circulation(copy: &Circulation<'_>) -> CircRecord {
    CircRecord {
        available_now: copy.is_available(),
        availablity_date: copy.due().map(|due| due.date().to_string().into()),
        restrictions: copy.restriction().map(Into::into),
        item_id: Some(copy.item_id().into()),
        renewable: copy.is_renewable(),
        on_hold: copy.is_on_hold(),
        temporary_location: copy.temporary_location().map(|place| place.name.into()),
        ..CircRecord::default()
    }
}
