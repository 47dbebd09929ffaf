//! Holdings as ISO 20775 (Schema for holdings information) has them: one `holding` for each
//! library, summed up and copy by copy. Elements, their order and their codes are those of clause
//! 5.3.4, holding - simple; the namespace is the one in which servers of SRU that know the schema
//! give it and their clients look for it. Availability is told for loans.

use silta_consortium::RecordId;
use silta_opac_translation::{Circulation, Holding, Holdings, Place};
use silta_xml::Writer;

use crate::schemas::Whole;

/// The namespace.
pub(crate) const NAMESPACE: &str = "http://www.loc.gov/standards/iso20775/";
/// Where the XML schema is found.
pub(crate) const SCHEMA: &str = "http://www.loc.gov/standards/iso20775/ISOholdings_V1.0.xsd";

/// `availableFor`: a loan of the copy itself.
const LOAN: &str = "1";
/// `availabilityStatus` of a copy that can be had now, and of one that cannot.
const AVAILABLE: &str = "1";
const NOT_AVAILABLE: &str = "2";

/// The holdings of a record.
pub(crate) fn write(whole: &Whole<'_>, writer: &mut Writer<'_, '_>) {
    writer.start(NAMESPACE, "holdings");
    let holdings = whole.holdings.and_then(Holdings::by_library);
    for holding in &holdings.unwrap_or_default() {
        write_holding(holding, whole.id, writer);
    }
    writer.end();
}

fn write_holding(holding: &Holding<'_>, record: &RecordId, writer: &mut Writer<'_, '_>) {
    writer.start(NAMESPACE, "holding");
    write_institution(&holding.place, writer);
    text("physicalLocation", holding.place.name, writer);
    writer.start(NAMESPACE, "holdingSimple");
    write_summary(holding, writer);
    for copy in &holding.copies {
        write_copy(copy, record, writer);
    }
    writer.end().end();
}

fn write_institution(place: &Place<'_>, writer: &mut Writer<'_, '_>) {
    let source = if place.isil.is_some() {
        "ISIL"
    } else {
        "library"
    };
    identifier("institutionIdentifier", place.identifier(), source, writer);
}

/// `copiesSummary`.
fn write_summary(holding: &Holding<'_>, writer: &mut Writer<'_, '_>) {
    writer.start(NAMESPACE, "copiesSummary");
    number("copiesCount", holding.copies.len(), writer);
    writer.start(NAMESPACE, "status");
    number("availableCount", holding.available(), writer);
    text("availableFor", LOAN, writer);
    if let Some(earliest) = holding.earliest() {
        text("earliestDispatchDate", &date_time(&earliest), writer);
    }
    writer.end();
    number("reservationQueueLength", holding.queue(), writer);
    number("onOrderCount", holding.on_order(), writer);
    writer.end();
}

/// `copyInformation`.
fn write_copy(copy: &Circulation<'_>, record: &RecordId, writer: &mut Writer<'_, '_>) {
    writer.start(NAMESPACE, "copyInformation");
    identifier("pieceIdentifier", copy.item_id(), "barcode", writer);
    identifier(
        "resourceIdentifier",
        record.as_str(),
        "rec.identifier",
        writer,
    );
    let form = copy.item.media_type.as_str();
    identifier("form", form, "media type", writer);
    if let Some(collection) = copy.shelving_location() {
        text("sublocation", collection, writer);
    }
    if let Some(call_number) = copy.call_number() {
        text("shelfLocator", call_number, writer);
    }
    if let Some(restriction) = copy.restriction() {
        text("note", restriction, writer);
    }
    if let Some(place) = copy.temporary_location() {
        text("note", &format!("Now at {}", place.name), writer);
    }
    write_availability(copy, writer);
    writer.end();
}

/// `availabilityInformation`.
fn write_availability(copy: &Circulation<'_>, writer: &mut Writer<'_, '_>) {
    let status = match copy.is_available() {
        true => AVAILABLE,
        false => NOT_AVAILABLE,
    };
    writer.start(NAMESPACE, "availabilityInformation");
    writer.start(NAMESPACE, "status");
    text("availabilityStatus", status, writer);
    text("availableFor", LOAN, writer);
    if let Some(due) = copy.due() {
        text("dateTimeAvailable", &date_time(&due), writer);
    }
    writer.end();
    number("reservationQueue", copy.item.hold_queue, writer);
    writer.end();
}

/// A code or identifier, with what kind of such it is.
fn identifier<'n>(name: &'n str, value: &str, kind: &str, writer: &mut Writer<'_, 'n>) {
    writer.start(NAMESPACE, name);
    text("value", value, writer);
    writer.start(NAMESPACE, "typeOrSource");
    text("text", kind, writer);
    writer.end().end();
}

fn text<'n>(name: &'n str, value: &str, writer: &mut Writer<'_, 'n>) {
    writer.element(NAMESPACE, name, value);
}

fn number<'n>(name: &'n str, value: impl ToString, writer: &mut Writer<'_, 'n>) {
    text(name, &value.to_string(), writer);
}

/// `xs:dateTime` with the offset of the libraries: `2026-12-20T23:59:59+02:00`.
fn date_time(time: &jiff::Zoned) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
