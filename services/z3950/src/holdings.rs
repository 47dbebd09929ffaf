//! What the libraries have of a record, and where each copy is now: the holdings of OPAC records.
//!
//! ILL systems take a copy for available only if `localLocation` is there and `availableNow` is
//! true, `itemId` for its barcode, and `temporaryLocation` for where it really is.

use std::time::Instant;

use futures_util::future::join_all;
use jiff::{Timestamp, tz::TimeZone};
use silta_consortium::{CirculationStatus, Item, Library, LibraryCode, List, Page, RecordId};
use silta_z3950::{
    InternationalString,
    opac::{CircRecord, HoldingsAndCircData, HoldingsRecord},
};

use crate::serving::{Serving, within};

/// Items of one record that are told.
const ITEMS: Page = Page {
    skip: 0,
    limit: 1000,
};

/// Records whose holdings are asked for at one time.
const AT_A_TIME: usize = 8;

/// The holdings of records, in their order. What does not come in time is said to be unknown, so
/// that a slow back end costs the holdings and not the record.
pub(crate) async fn of(
    s: &Serving<'_>,
    records: &[&RecordId],
    deadline: Instant,
) -> Vec<Vec<HoldingsRecord>> {
    let settings = &s.shared.settings;
    let deadline = deadline.min(s.context.deadline);
    let libraries = s.shared.libraries(&s.context, deadline).await;
    let mut told = Vec::with_capacity(records.len());
    for some in records.chunks(AT_A_TIME) {
        let asked = some.iter().map(|id| items(s, id, deadline));
        for items in join_all(asked).await {
            told.push(match (items, &libraries) {
                (Some(items), Some(libraries)) => entries(&items, libraries, &settings.time_zone),
                _ => vec![unknown()],
            });
        }
    }
    told
}

async fn items(s: &Serving<'_>, record: &RecordId, deadline: Instant) -> Option<Vec<Item>> {
    let asked = s.consortium().holdings(&s.context, record, ITEMS);
    let list: Result<List<Item>, _> = within(deadline, asked).await;
    list.ok().map(|list| list.items)
}

/// What stands in the place of holdings that are not known now.
fn unknown() -> HoldingsRecord {
    HoldingsRecord::HoldingsAndCirc(HoldingsAndCircData {
        public_note: Some("Holdings and availability cannot be told now".into()),
        ..HoldingsAndCircData::default()
    })
}

/// One entry for each place and call number, with its items.
fn entries(items: &[Item], libraries: &[Library], zone: &TimeZone) -> Vec<HoldingsRecord> {
    let mut entries: Vec<(&Item, HoldingsAndCircData)> = Vec::new();
    for item in items {
        let circulation = circulation(item, libraries, zone);
        let place = match entries
            .iter()
            .position(|(other, _)| stand_together(other, item))
        {
            Some(place) => place,
            None => {
                entries.push((item, holdings(item, libraries)));
                entries.len() - 1
            }
        };
        if let Some((_, entry)) = entries.get_mut(place) {
            entry
                .circulation_data
                .get_or_insert_default()
                .push(circulation);
        }
    }
    let entry = |(_, entry)| HoldingsRecord::HoldingsAndCirc(entry);
    entries.into_iter().map(entry).collect()
}

fn stand_together(one: &Item, other: &Item) -> bool {
    one.permanent_location == other.permanent_location
        && one.collection == other.collection
        && one.shelf_mark == other.shelf_mark
}

fn holdings(item: &Item, libraries: &[Library]) -> HoldingsAndCircData {
    let library = library(&item.permanent_location, libraries);
    let code = library.and_then(|library| library.isil.as_deref());
    HoldingsAndCircData {
        nuc_code: Some(code.unwrap_or(item.permanent_location.as_str()).into()),
        local_location: Some(name(&item.permanent_location, libraries)),
        shelving_location: item.collection.as_deref().map(Into::into),
        call_number: item.shelf_mark.as_deref().map(Into::into),
        ..HoldingsAndCircData::default()
    }
}

fn circulation(item: &Item, libraries: &[Library], zone: &TimeZone) -> CircRecord {
    let status = item.circulation_status;
    let available_now = status == CirculationStatus::Available;
    let elsewhere = available_now && item.current_location != item.permanent_location;
    CircRecord {
        available_now,
        availablity_date: item.due.map(|due| date(due, zone)),
        restrictions: restriction(status).map(Into::into),
        item_id: Some(item.barcode.as_str().into()),
        renewable: status == CirculationStatus::OnLoan && item.hold_queue == 0,
        on_hold: item.hold_queue > 0 || status == CirculationStatus::OnHoldShelf,
        temporary_location: elsewhere.then(|| name(&item.current_location, libraries)),
        ..CircRecord::default()
    }
}

/// What stands against lending an item, in words.
fn restriction(status: CirculationStatus) -> Option<&'static str> {
    Some(match status {
        CirculationStatus::Available => return None,
        CirculationStatus::ClaimedReturned => "Claimed returned",
        CirculationStatus::InProcess => "In process",
        CirculationStatus::InTransit => "In transit",
        CirculationStatus::Lost => "Lost",
        CirculationStatus::Missing => "Missing",
        CirculationStatus::NotForLoan => "Not for loan",
        CirculationStatus::OnHoldShelf => "On the hold shelf",
        CirculationStatus::OnLoan => "On loan",
        CirculationStatus::OnOrder => "On order",
        CirculationStatus::Recalled => "Recalled",
    })
}

fn date(due: Timestamp, zone: &TimeZone) -> InternationalString {
    due.to_zoned(zone.clone()).date().to_string().into()
}

fn library<'a>(code: &LibraryCode, libraries: &'a [Library]) -> Option<&'a Library> {
    libraries.iter().find(|library| library.code == *code)
}

/// The name of a library; its code if it has none.
fn name(code: &LibraryCode, libraries: &[Library]) -> InternationalString {
    let named = library(code, libraries).map(|library| library.name.as_str());
    named
        .filter(|name| !name.is_empty())
        .unwrap_or(code.as_str())
        .into()
}
