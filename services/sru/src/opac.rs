//! OPAC records as XML, in the form in which the most used toolkit of Z39.50 writes them: the
//! record with what the libraries have of it. The elements are in no namespace.

use silta_marc::marcxml;
use silta_opac_translation::{Circulation, Holdings, Shelf, UNKNOWN};
use silta_xml::Writer;

use crate::schemas::Whole;

/// An OPAC record.
pub(crate) fn write(whole: &Whole<'_>, writer: &mut Writer<'_, '_>) {
    // Where a record stands, another namespace is the default.
    writer.start("", "opacRecord").attribute("xmlns", "");
    writer.start("", "bibliographicRecord");
    marcxml::write_into(whole.marc, writer);
    writer.end();
    writer.start("", "holdings");
    match whole.holdings.and_then(Holdings::by_shelf) {
        Some(shelves) => shelves.iter().for_each(|shelf| write_shelf(shelf, writer)),
        None => {
            writer.start("", "holding");
            writer.element("", "publicNote", UNKNOWN).end();
        }
    }
    writer.end().end();
}

fn write_shelf(shelf: &Shelf<'_>, writer: &mut Writer<'_, '_>) {
    writer.start("", "holding");
    writer.element("", "nucCode", shelf.place.identifier());
    writer.element("", "localLocation", shelf.place.name);
    if let Some(collection) = shelf.shelving_location {
        writer.element("", "shelvingLocation", collection);
    }
    if let Some(call_number) = shelf.call_number {
        writer.element("", "callNumber", call_number);
    }
    writer.start("", "circulations");
    for copy in &shelf.copies {
        write_circulation(copy, writer);
    }
    writer.end().end();
}

fn write_circulation(copy: &Circulation<'_>, writer: &mut Writer<'_, '_>) {
    writer.start("", "circulation");
    truth("availableNow", copy.is_available(), writer);
    if let Some(due) = copy.due() {
        writer.element("", "availabilityDate", &due.date().to_string());
    }
    if let Some(restriction) = copy.restriction() {
        writer.element("", "restrictions", restriction);
    }
    writer.element("", "itemId", copy.item_id());
    truth("renewable", copy.is_renewable(), writer);
    truth("onHold", copy.is_on_hold(), writer);
    if let Some(place) = copy.temporary_location() {
        writer.element("", "temporaryLocation", place.name);
    }
    writer.end();
}

fn truth<'n>(name: &'n str, truth: bool, writer: &mut Writer<'_, 'n>) {
    let value = if truth { "1" } else { "0" };
    writer.start("", name).attribute("value", value).end();
}
