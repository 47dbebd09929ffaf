//! What the libraries have of a record and where each copy is now, as XML of OPAC records, in the
//! form in which the most used toolkit of Z39.50 writes them. The elements are in no namespace.

use std::time::Instant;

use futures_util::future::join_all;
use jiff::tz::TimeZone;
use silta_consortium::{CirculationStatus, Item, Library, LibraryCode, Page, RecordId};
use silta_marc::marcxml;
use silta_xml::Writer;

use crate::{
    schemas::Whole,
    serving::{Serving, within},
};

/// Items of one record that are told.
const ITEMS: Page = Page {
    skip: 0,
    limit: 1000,
};

/// Records whose holdings are asked for at one time.
const AT_A_TIME: usize = 8;

/// The copies of a record; none if they could not be had in time.
#[derive(Debug)]
pub(crate) struct Holdings {
    known: Option<(Vec<Item>, std::sync::Arc<[Library]>)>,
    time_zone: TimeZone,
}

/// The holdings of records, in their order. What does not come in time is said to be unknown, so
/// that a slow back end costs the holdings and not the record.
pub(crate) async fn of(s: &Serving<'_>, records: &[&RecordId]) -> Vec<Holdings> {
    let deadline = s.holdings_deadline;
    let context = &s.context;
    let libraries = within(deadline, s.consortium().libraries(context)).await;
    let libraries: Option<std::sync::Arc<[Library]>> = libraries.ok().map(Into::into);
    let mut told = Vec::with_capacity(records.len());
    for some in records.chunks(AT_A_TIME) {
        for items in join_all(some.iter().map(|id| items(s, id, deadline))).await {
            told.push(Holdings {
                known: items.zip(libraries.clone()),
                time_zone: s.shared.settings.time_zone.clone(),
            });
        }
    }
    told
}

async fn items(s: &Serving<'_>, record: &RecordId, deadline: Instant) -> Option<Vec<Item>> {
    let asked = s.consortium().holdings(&s.context, record, ITEMS);
    let list = within(deadline, asked).await;
    list.ok().map(|list| list.items)
}

/// An OPAC record.
pub(crate) fn write_opac(whole: &Whole<'_>, writer: &mut Writer<'_, '_>) {
    // Where a record stands, another namespace is the default.
    writer.start("", "opacRecord").attribute("xmlns", "");
    writer.start("", "bibliographicRecord");
    marcxml::write_into(whole.marc, writer);
    writer.end();
    writer.start("", "holdings");
    match whole
        .holdings
        .and_then(|holdings| Some((holdings, holdings.known.as_ref()?)))
    {
        Some((holdings, (items, libraries))) => {
            write_items(items, libraries, &holdings.time_zone, writer);
        }
        None => {
            let note = "Holdings and availability cannot be told now";
            writer
                .start("", "holding")
                .element("", "publicNote", note)
                .end();
        }
    }
    writer.end().end();
}

/// One entry for each place and call number, with its items.
fn write_items(
    items: &[Item],
    libraries: &[Library],
    zone: &TimeZone,
    writer: &mut Writer<'_, '_>,
) {
    let mut entries: Vec<Vec<&Item>> = Vec::new();
    for item in items {
        let mine = |entry: &&mut Vec<&Item>| {
            entry
                .first()
                .is_some_and(|first| stand_together(first, item))
        };
        match entries.iter_mut().find(mine) {
            Some(entry) => entry.push(item),
            None => entries.push(vec![item]),
        }
    }
    for entry in &entries {
        let Some(first) = entry.first() else { continue };
        writer.start("", "holding");
        write_place(first, libraries, writer);
        writer.start("", "circulations");
        for item in entry {
            write_circulation(item, libraries, zone, writer);
        }
        writer.end().end();
    }
}

fn stand_together(one: &Item, other: &Item) -> bool {
    one.permanent_location == other.permanent_location
        && one.collection == other.collection
        && one.shelf_mark == other.shelf_mark
}

fn write_place(item: &Item, libraries: &[Library], writer: &mut Writer<'_, '_>) {
    let place = &item.permanent_location;
    let isil = library(place, libraries).and_then(|library| library.isil.as_deref());
    writer.element("", "nucCode", isil.unwrap_or(place.as_str()));
    writer.element("", "localLocation", name(place, libraries));
    if let Some(collection) = &item.collection {
        writer.element("", "shelvingLocation", collection);
    }
    if let Some(shelf_mark) = &item.shelf_mark {
        writer.element("", "callNumber", shelf_mark);
    }
}

fn write_circulation(
    item: &Item,
    libraries: &[Library],
    zone: &TimeZone,
    writer: &mut Writer<'_, '_>,
) {
    let status = item.circulation_status;
    let available = status == CirculationStatus::Available;
    writer.start("", "circulation");
    truth("availableNow", available, writer);
    if let Some(due) = item.due {
        let date = due.to_zoned(zone.clone()).date().to_string();
        writer.element("", "availabilityDate", &date);
    }
    if let Some(restriction) = restriction(status) {
        writer.element("", "restrictions", restriction);
    }
    writer.element("", "itemId", item.barcode.as_str());
    let renewable = status == CirculationStatus::OnLoan && item.hold_queue == 0;
    truth("renewable", renewable, writer);
    let on_hold = item.hold_queue > 0 || status == CirculationStatus::OnHoldShelf;
    truth("onHold", on_hold, writer);
    if available && item.current_location != item.permanent_location {
        writer.element(
            "",
            "temporaryLocation",
            name(&item.current_location, libraries),
        );
    }
    writer.end();
}

fn truth<'n>(name: &'n str, truth: bool, writer: &mut Writer<'_, 'n>) {
    let value = if truth { "1" } else { "0" };
    writer.start("", name).attribute("value", value).end();
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

fn library<'a>(code: &LibraryCode, libraries: &'a [Library]) -> Option<&'a Library> {
    libraries.iter().find(|library| library.code == *code)
}

/// The name of a library; its code if it has none.
fn name<'a>(code: &'a LibraryCode, libraries: &'a [Library]) -> &'a str {
    let named = library(code, libraries).map(|library| library.name.as_str());
    let named = named.filter(|name| !name.is_empty());
    named.unwrap_or_else(|| code.as_str())
}
