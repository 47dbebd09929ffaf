//! Catalogue records.

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Row, params, types::FromSqlError};
use silta_consortium::{
    List, MarcFormat, MarcRecord, Page, Record, RecordChange, RecordId, RefusalCode,
};
use silta_marc::{Field, Subfield, iso2709};
use unicode_normalization::UnicodeNormalization;

use crate::{
    cataloguing,
    clock::{from_millis, millis},
    store::{Result, View},
};

/// What the ids of this catalogue begin with.
const PREFIX: &str = "kainet.";

/// The id of the record in this row.
pub(crate) fn id(row: i64) -> RecordId {
    format!("{PREFIX}{row}").into()
}

/// The row of a record that exists, or the refusal that there is none.
pub(crate) fn require(view: &View<'_>, id: &RecordId) -> Result<i64> {
    let sql = "SELECT id FROM record WHERE id = ?1 AND deleted = 0";
    let found = match row(id) {
        Some(row) => view.find(sql, [row], |row| row.get(0))?,
        None => None,
    };
    found.ok_or_else(|| RefusalCode::ItemUnknown.into())
}

fn row(record: &RecordId) -> Option<i64> {
    let number = record.as_str().strip_prefix(PREFIX)?.parse().ok()?;
    // `kainet.007` names nothing: each record has one id.
    (id(number) == *record).then_some(number)
}

/// One record.
pub(crate) fn find(view: &View<'_>, id: &RecordId) -> Result<Record> {
    let row = require(view, id)?;
    let sql = "SELECT title, author, changed FROM record WHERE id = ?1";
    let found = view.find(sql, [row], |row| {
        Ok(Record {
            id: id.clone(),
            title: row.get(0)?,
            author: row.get(1)?,
            changed: from_millis(row.get(2)?),
        })
    })?;
    found.ok_or_else(|| RefusalCode::ItemUnknown.into())
}

/// What [`read_marc`] reads.
macro_rules! marc_columns {
    () => {
        "SELECT r.changed, m.format, m.bytes, r.title, r.author
         FROM record r LEFT JOIN marc m ON m.record = r.id"
    };
}

/// A record as it was catalogued; none if it was deleted or never was.
pub(crate) fn marc(view: &View<'_>, row: i64) -> Result<Option<MarcRecord>> {
    let sql = concat!(marc_columns!(), " WHERE r.id = ?1 AND r.deleted = 0");
    view.find(sql, [row], |found| read_marc(row, found))
}

fn read_marc(id_row: i64, row: &Row<'_>) -> rusqlite::Result<MarcRecord> {
    let (format, bytes) = match row.get::<_, Option<String>>(1)?.as_deref() {
        Some(name) => {
            let format = cataloguing::format(name).ok_or(FromSqlError::InvalidType)?;
            (format, Arc::from(row.get_ref(2)?.as_blob()?))
        }
        None => (
            MarcFormat::Iso2709,
            brief(&row.get::<_, String>(3)?, row.get(4)?),
        ),
    };
    Ok(MarcRecord {
        id: id(id_row),
        changed: from_millis(row.get(0)?),
        format,
        bytes,
    })
}

/// The record of a title that came without one, in a store of an earlier version.
fn brief(title: &str, author: Option<String>) -> Arc<[u8]> {
    let field = |tag: &str, indicators, value: &str| {
        let subfields = vec![Subfield::new('a', value)];
        tag.parse()
            .map(|tag| Field::data(tag, indicators, subfields))
    };
    let author = author.map(|author| field("100", ['1', ' '], &author));
    let title = field(
        "245",
        [if author.is_some() { '1' } else { '0' }, '0'],
        title,
    );
    let record = silta_marc::Record {
        fields: author.into_iter().chain([title]).flatten().collect(),
        ..silta_marc::Record::default()
    };
    // Nothing in a title of SIP2 makes it too long; one that cannot be written is no record.
    iso2709::write(&record).unwrap_or_default().into()
}

/// The most records that one title names.
const SAME_TITLE: u32 = 100;

/// The records with exactly this title, case, Unicode form and spaces aside; the oldest first.
pub(crate) fn titled(view: &View<'_>, title: &str) -> Result<Vec<Record>> {
    let sql = "SELECT id, title, author, changed FROM record
               WHERE title_key = ?1 AND deleted = 0 ORDER BY id LIMIT ?2";
    view.all(sql, params![title_key(title), SAME_TITLE], |row| {
        Ok(Record {
            id: id(row.get(0)?),
            title: row.get(1)?,
            author: row.get(2)?,
            changed: from_millis(row.get(3)?),
        })
    })
}

/// A title as it is compared.
pub(crate) fn title_key(title: &str) -> String {
    let lower: String = title.nfc().flat_map(char::to_lowercase).nfc().collect();
    let words: Vec<_> = lower.split_whitespace().collect();
    words.join(" ")
}

/// Records changed since a time, in order of (changed, id).
pub(crate) fn changes(view: &View<'_>, from: Timestamp, page: Page) -> Result<List<RecordChange>> {
    let from = millis(from);
    let total = view.value("SELECT COUNT(*) FROM record WHERE changed >= ?1", [from])?;
    let sql = "SELECT id, changed, deleted FROM record WHERE changed >= ?1
               ORDER BY changed, id LIMIT ?2 OFFSET ?3";
    let items = view.all(sql, params![from, page.limit, page.skip], |row| {
        Ok(RecordChange {
            id: id(row.get(0)?),
            changed: from_millis(row.get(1)?),
            deleted: row.get(2)?,
        })
    })?;
    Ok(List { items, total })
}
