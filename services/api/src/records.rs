//! Records of the catalogue, their copies and their changes.

use jiff::{SignedDuration, Timestamp};
use silta_consortium::{
    ChangePlace, ChangesAsked, Error, FailureKind, MarcFormat, MarcRecord, NewRecord, RecordId,
    RefusalCode,
};
use silta_consortium_api::{self as wire, Code, Format};
use silta_marc::{iso2709, marcxml};

use crate::{
    asking::{Asking, Reply},
    fault::{About, Fault},
    paging, searching,
    tell::Tell as _,
};

/// The records that a query finds, or those with exactly a title.
pub(crate) async fn found(asking: &Asking) -> Result<Reply, Fault> {
    let title = match (asking.query.text("query"), asking.query.text("title")) {
        (Some(query), None) => return searching::search(asking, query).await,
        (None, Some(title)) => title,
        (None, None) => return Err(Fault::malformed("/query", "query or title is missing")),
        (Some(_), Some(_)) => {
            return Err(Fault::malformed(
                "/title",
                "query and title are two questions",
            ));
        }
    };
    let context = asking.context();
    let found = asking.consortium().titled(&context, title).await;
    let found = found.map_err(|error| asking.fault(error, About::BODY))?;
    asking.page(found, |record| record.id.as_str())
}

/// Changes of records in the order of (changed, id). The cursor holds the place that the catalogue
/// gave, and how long the list was at its beginning.
pub(crate) async fn changes(asking: &Asking) -> Result<Reply, Fault> {
    if let Some(id) = asking.query.text("record") {
        return change_of(asking, &RecordId::from(id)).await;
    }
    let paging = asking.query.paging()?;
    let going_on = match &paging.cursor {
        Some(cursor) => Some(open(cursor).ok_or_else(no_cursor)?),
        None => None,
    };
    let (total, after) = going_on.unzip();
    let asked = ChangesAsked {
        from: asking
            .query
            .value("from")?
            .and_then(|when| asking.begin(when)),
        until: asking
            .query
            .value("until")?
            .and_then(|when| asking.end(when))
            .map(just_after),
        after,
        limit: paging.limit,
        ..ChangesAsked::ALL
    };
    let found = asking.consortium().changes(&asking.context(), asked).await;
    let found = found.map_err(|error| match error {
        Error::Failed(failure) if failure.kind == FailureKind::Unsearchable => no_cursor(),
        error => asking.fault(error, About::BODY),
    })?;
    let total = total.or(found.total).unwrap_or(0);
    let teller = asking.teller();
    Ok(Reply::of(&wire::RecordChanges {
        items: found.changes.tell(teller),
        next: found.next.and_then(|next| seal(total, &next)),
        total,
        complete_until: found.complete_until.map(|until| until.tell(teller)),
    }))
}

/// The last change of one record, as a list: of none if it never was.
async fn change_of(asking: &Asking, id: &RecordId) -> Result<Reply, Fault> {
    let bounds = ["from", "until", "cursor"];
    if let Some(bound) = bounds.iter().find(|name| asking.query.text(name).is_some()) {
        let detail = "one record is asked for without bounds";
        return Err(Fault::malformed(&format!("/{bound}"), detail));
    }
    let context = asking.context();
    let items = match asking.consortium().change_of(&context, id, false).await {
        Ok(change) => vec![change.tell(asking.teller())],
        Err(Error::Refused(no)) if no.code == RefusalCode::ItemUnknown => Vec::new(),
        Err(error) => return Err(asking.fault(error, About::BODY)),
    };
    Ok(Reply::of(&wire::RecordChanges {
        total: items.len() as u64,
        items,
        next: None,
        complete_until: None,
    }))
}

/// What is asked for up to an instant includes it; the store counts milliseconds.
fn just_after(instant: Timestamp) -> Timestamp {
    let after = instant.saturating_add(SignedDuration::from_millis(1));
    after.unwrap_or(instant)
}

fn seal(total: u64, place: &ChangePlace) -> Option<wire::Cursor> {
    wire::Cursor::seal(format!("{total} {}", place.as_str()).as_bytes())
}

fn open(cursor: &wire::Cursor) -> Option<(u64, ChangePlace)> {
    let text = String::from_utf8(cursor.open()?).ok()?;
    let (total, place) = text.split_once(' ')?;
    Some((total.parse().ok()?, ChangePlace::new(place)))
}

fn no_cursor() -> Fault {
    Fault::malformed("/cursor", "this cursor is none that was given as `next`")
}

pub(crate) async fn one(asking: &Asking, id: &str) -> Result<Reply, Fault> {
    let (context, id) = (asking.context(), RecordId::from(id));
    if asking.format == Format::Json {
        let found = asking.consortium().record(&context, &id).await;
        return asking.told(found, About::ITEM);
    }
    let found = asking.consortium().marc_record(&context, &id).await;
    let record = found.map_err(|error| asking.fault(error, About::ITEM))?;
    Ok(Reply {
        body: Some(written(&record, asking.format)?),
        format: asking.format,
    })
}

/// A record in the form wanted: as it came if it came in that.
fn written(record: &MarcRecord, format: Format) -> Result<Vec<u8>, Fault> {
    let unreadable = |error: String| {
        tracing::error!(record = %record.id, error, "a record cannot be read");
        Fault::new(Code::Internal, "the record cannot be read")
    };
    let read = || match record.format {
        MarcFormat::Iso2709 => {
            iso2709::read(&record.bytes).map_err(|error| unreadable(error.to_string()))
        }
        MarcFormat::MarcXml => {
            marcxml::read(&record.bytes).map_err(|error| unreadable(error.to_string()))
        }
    };
    match (format, record.format) {
        (Format::Marc, MarcFormat::Iso2709) | (Format::MarcXml, MarcFormat::MarcXml) => {
            Ok(record.bytes.to_vec())
        }
        (Format::Marc, _) => iso2709::write(&read()?.record).map_err(|error| {
            let detail = format!("the record does not fit ISO 2709 ({error}); ask for MARCXML");
            Fault::new(Code::NotAcceptable, detail)
        }),
        _ => {
            let mut text = String::new();
            marcxml::write(&read()?.record, &mut text);
            Ok(text.into_bytes())
        }
    }
}

pub(crate) async fn put(asking: &Asking, id: &str) -> Result<Reply, Fault> {
    let record = NewRecord {
        id: id.into(),
        format: match asking.sent {
            Format::Marc => MarcFormat::Iso2709,
            _ => MarcFormat::MarcXml,
        },
        bytes: asking.body.to_vec(),
    };
    let put = asking.consortium().put_record(asking.change(record)?).await;
    asking.told(put, About::BODY)
}

pub(crate) async fn delete(asking: &Asking, id: &str) -> Result<Reply, Fault> {
    let change = asking.change(RecordId::from(id))?;
    let deleted = asking.consortium().delete_record(change).await;
    deleted.map_err(|error| asking.fault(error, About::ITEM))?;
    Ok(Reply::NOTHING)
}

pub(crate) async fn holdings(asking: &Asking, id: &str) -> Result<Reply, Fault> {
    let (context, id) = (asking.context(), RecordId::from(id));
    let list = asking.consortium().holdings(&context, &id, paging::WHOLE);
    let list = list
        .await
        .map_err(|error| asking.fault(error, About::ITEM))?;
    asking.page(list.items, |item| item.barcode.as_str())
}
