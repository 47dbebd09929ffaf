//! Catalogue records.

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, Row, params, types::FromSqlError};
use silta_consortium::{MarcFormat, MarcRecord, Record, RecordId, RefusalCode};
use silta_marc::{Field, Subfield};
use unicode_normalization::UnicodeNormalization;

use crate::{
    cataloguing,
    clock::from_millis,
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

pub(crate) fn row(record: &RecordId) -> Option<i64> {
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

/// What [`read_marc`] reads first.
macro_rules! marc_columns {
    () => {
        "SELECT r.changed, m.format, m.bytes, r.title, r.author"
    };
}

/// A record as it was catalogued; none if it was deleted or never was.
pub(crate) fn marc(view: &View<'_>, row: i64) -> Result<Option<MarcRecord>> {
    let sql = concat!(
        marc_columns!(),
        " FROM record r LEFT JOIN marc m ON m.record = r.id WHERE r.id = ?1 AND r.deleted = 0"
    );
    view.find(sql, [row], |found| read_marc(row, found))
}

pub(crate) fn read_marc(id_row: i64, row: &Row<'_>) -> rusqlite::Result<MarcRecord> {
    let (format, bytes) = match marc_in(row, 1)? {
        Some((format, bytes)) => (format, Arc::from(bytes)),
        None => {
            let author = row.get_ref(4)?.as_str_or_null()?;
            let brief = brief(row.get_ref(3)?.as_str()?, author);
            (MarcFormat::MarcXml, cataloguing::xml(&brief).into())
        }
    };
    Ok(MarcRecord {
        id: id(id_row),
        changed: from_millis(row.get(0)?),
        format,
        bytes,
    })
}

/// The record of which only title and author are known: of a copy that a partner sent, or of a
/// title that came without one, in a store of an earlier version.
pub(crate) fn brief(title: &str, author: Option<&str>) -> silta_marc::Record {
    let field = |tag: &str, indicators, value: &str| {
        let subfields = vec![Subfield::new('a', value)];
        tag.parse()
            .map(|tag| Field::data(tag, indicators, subfields))
    };
    let added = if author.is_some() { '1' } else { '0' };
    let author = author.map(|author| field("100", ['1', ' '], author));
    let title = field("245", [added, '0'], title);
    silta_marc::Record {
        fields: author.into_iter().chain([title]).flatten().collect(),
        ..silta_marc::Record::default()
    }
}

/// The number of the newest change; 0 if there is none.
pub(crate) fn newest(connection: &Connection) -> rusqlite::Result<i64> {
    let sql = "SELECT IFNULL(MAX(sequence), 0) FROM record";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_row([], |row| row.get(0))
}

/// The name of this catalogue among all.
pub(crate) fn catalogue(connection: &Connection) -> rusqlite::Result<String> {
    let sql = "SELECT value FROM setting WHERE name = 'catalogue'";
    connection.query_row(sql, [], |row| row.get(0))
}

/// A record as it stands in the store.
pub(crate) struct Stored<'a> {
    pub(crate) row: i64,
    pub(crate) sequence: i64,
    pub(crate) changed: Timestamp,
    is_deleted: bool,
    title: &'a str,
    author: Option<&'a str>,
    marc: Option<(MarcFormat, &'a [u8])>,
}

impl Stored<'_> {
    /// What it says; none if it was deleted.
    pub(crate) fn record(&self) -> Option<silta_marc::Record> {
        if self.is_deleted {
            return None;
        }
        let read = self
            .marc
            .and_then(|(format, bytes)| cataloguing::read(format, bytes).ok());
        Some(read.map_or_else(|| brief(self.title, self.author), |read| read.record))
    }
}

/// Shows the records changed after a change, in the order of their last changes.
pub(crate) fn after(
    connection: &Connection,
    sequence: i64,
    limit: u32,
    mut show: impl FnMut(Stored<'_>),
) -> rusqlite::Result<()> {
    let sql = "SELECT r.id, r.sequence, r.changed, r.deleted, r.title, r.author, m.format, m.bytes
               FROM record r LEFT JOIN marc m ON m.record = r.id
               WHERE r.sequence > ?1 ORDER BY r.sequence LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![sequence, limit])?;
    while let Some(row) = rows.next()? {
        show(Stored {
            row: row.get(0)?,
            sequence: row.get(1)?,
            changed: from_millis(row.get(2)?),
            is_deleted: row.get(3)?,
            title: row.get_ref(4)?.as_str()?,
            author: row.get_ref(5)?.as_str_or_null()?,
            marc: marc_in(row, 6)?,
        });
    }
    Ok(())
}

/// The format and the bytes in these two columns, if there are any.
fn marc_in<'a>(
    row: &'a Row<'_>,
    column: usize,
) -> rusqlite::Result<Option<(MarcFormat, &'a [u8])>> {
    let Some(name) = row.get_ref(column)?.as_str_or_null()? else {
        return Ok(None);
    };
    let format = cataloguing::format(name).ok_or(FromSqlError::InvalidType)?;
    Ok(Some((format, row.get_ref(column + 1)?.as_blob()?)))
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
