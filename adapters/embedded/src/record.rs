//! Catalogue records.

use jiff::Timestamp;
use rusqlite::params;
use silta_consortium::{List, Page, Record, RecordChange, RecordId, RefusalCode};
use unicode_normalization::UnicodeNormalization;

use crate::{
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
