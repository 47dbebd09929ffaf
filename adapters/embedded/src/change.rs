//! The list of changes that harvesters read: a walk along (changed, id), from a place on.

use jiff::Timestamp;
use rusqlite::{Row, params_from_iter, types::Value};
use silta_consortium::{
    CataloguePart, ChangePlace, ChangesAsked, Failure, MediaType, RecordChange, RecordChanges,
    RecordId, RefusalCode,
};

use crate::{
    clock::{from_millis, millis},
    record,
    store::{Result, Stop, View},
};

/// The changes asked for.
pub(crate) fn changes(view: &View<'_>, asked: &ChangesAsked) -> Result<RecordChanges> {
    let place = match &asked.after {
        Some(place) => Place::read(place)?,
        // Rows count from 1.
        None => Place {
            changed: asked.from.map_or(i64::MIN, millis),
            row: 0,
        },
    };
    let mut changes = walk(view, asked, place)?;
    let more = changes.len() > asked.limit as usize;
    changes.truncate(asked.limit as usize);
    let last = changes.last().filter(|_| more);
    Ok(RecordChanges {
        next: last.map(|(place, _)| place.told()),
        changes: changes.into_iter().map(|(_, change)| change).collect(),
        total: total(view, asked)?,
        complete_until: None,
    })
}

/// Where a list goes on: after this record, as it stood then.
#[derive(Clone, Copy)]
struct Place {
    changed: i64,
    row: i64,
}

impl Place {
    fn told(self) -> ChangePlace {
        ChangePlace::new(format!("{}.{}", self.changed, self.row))
    }

    fn read(place: &ChangePlace) -> Result<Self> {
        let parts = place.as_str().split_once('.');
        let read = parts.and_then(|(changed, row)| {
            Some(Self {
                changed: changed.parse().ok()?,
                row: row.parse().ok()?,
            })
        });
        read.ok_or_else(|| {
            Stop::Failed(Failure::unsearchable(
                "the place in the list of changes is none",
            ))
        })
    }
}

/// What is asked for from a place on, and one more if there is.
fn walk(view: &View<'_>, asked: &ChangesAsked, place: Place) -> Result<Vec<(Place, RecordChange)>> {
    let part = match &asked.part {
        None => "",
        Some(CataloguePart::Library(_)) => {
            "AND EXISTS (SELECT 1 FROM item i WHERE i.record = r.id AND i.home = ?5)"
        }
        Some(CataloguePart::MediaType(_)) => "AND r.media_type = ?5",
        Some(CataloguePart::Language(_)) => "AND r.language = ?5",
    };
    let sql = format!(
        "{} WHERE (r.changed, r.id) > (?1, ?2) AND r.changed < ?3 AND r.temporary = 0 {part}
         ORDER BY r.changed, r.id LIMIT ?4",
        columns(asked.records)
    );
    let mut params = vec![
        Value::from(place.changed),
        Value::from(place.row),
        Value::from(asked.until.map_or(i64::MAX, millis)),
        Value::from(i64::from(asked.limit) + 1),
    ];
    params.extend(asked.part.as_ref().map(|part| Value::from(name(part))));
    view.all(&sql, params_from_iter(params), |row| {
        read(row, asked.records)
    })
}

/// The last change of one record.
pub(crate) fn of_record(view: &View<'_>, id: &RecordId, records: bool) -> Result<RecordChange> {
    let unknown = || Stop::from(RefusalCode::ItemUnknown);
    let row = record::row(id).ok_or_else(unknown)?;
    let sql = format!("{} WHERE r.id = ?1 AND r.temporary = 0", columns(records));
    let found = view.find(&sql, [row], |row| read(row, records))?;
    found.map(|(_, change)| change).ok_or_else(unknown)
}

/// What [`read`] reads, and from where. Bytes are touched only if they are wanted.
fn columns(records: bool) -> String {
    let (marc, join) = match records {
        true => ("m.format, m.bytes", "LEFT JOIN marc m ON m.record = r.id"),
        false => ("NULL, NULL", ""),
    };
    format!(
        "SELECT r.changed, {marc}, r.title, r.author,
             r.id, r.deleted OR r.suppressed, r.media_type, r.language,
             (SELECT group_concat(DISTINCT i.home) FROM item i WHERE i.record = r.id)
         FROM record r {join}"
    )
}

/// The parts of the catalogue to which something belongs.
pub(crate) fn all_parts(view: &View<'_>) -> Result<Vec<CataloguePart>> {
    let texts = |sql: &str| view.all(sql, [], |row| row.get::<_, String>(0));
    let libraries = texts("SELECT DISTINCT home FROM item ORDER BY home")?;
    let media_types =
        texts("SELECT DISTINCT media_type FROM record WHERE media_type NOT NULL ORDER BY 1")?;
    let languages =
        texts("SELECT DISTINCT language FROM record WHERE language NOT NULL ORDER BY 1")?;
    let libraries = libraries
        .into_iter()
        .map(|code| CataloguePart::Library(code.into()));
    let media_types = media_types
        .iter()
        .filter_map(|name| MediaType::from_name(name))
        .map(CataloguePart::MediaType);
    let languages = languages.into_iter().map(CataloguePart::Language);
    Ok(libraries.chain(media_types).chain(languages).collect())
}

/// The date of the newest change; the beginning of time if there is none.
pub(crate) fn newest(view: &View<'_>) -> Result<Timestamp> {
    let newest = view.value("SELECT IFNULL(MAX(changed), 0) FROM record", [])?;
    Ok(from_millis(newest))
}

fn name(part: &CataloguePart) -> String {
    match part {
        CataloguePart::Library(code) => code.as_str().to_owned(),
        CataloguePart::MediaType(media_type) => media_type.as_str().to_owned(),
        CataloguePart::Language(code) => code.clone(),
    }
}

fn read(row: &Row<'_>, records: bool) -> rusqlite::Result<(Place, RecordChange)> {
    let place = Place {
        changed: row.get(0)?,
        row: row.get(5)?,
    };
    let deleted: bool = row.get(6)?;
    let record = match records && !deleted {
        true => Some(record::read_marc(place.row, row)?),
        false => None,
    };
    let change = RecordChange {
        id: record::id(place.row),
        changed: from_millis(place.changed),
        deleted,
        parts: parts(row)?,
        record,
    };
    Ok((place, change))
}

fn parts(row: &Row<'_>) -> rusqlite::Result<Vec<CataloguePart>> {
    let homes = row.get_ref(9)?.as_str_or_null()?.unwrap_or_default();
    let mut homes: Vec<&str> = homes.split(',').filter(|home| !home.is_empty()).collect();
    homes.sort_unstable();
    let media_type = row.get_ref(7)?.as_str_or_null()?;
    let language = row.get_ref(8)?.as_str_or_null()?;
    let libraries = homes
        .into_iter()
        .map(|home| CataloguePart::Library(home.into()));
    let media_type = media_type
        .and_then(MediaType::from_name)
        .map(CataloguePart::MediaType);
    let language = language.map(|code| CataloguePart::Language(code.to_owned()));
    Ok(libraries.chain(media_type).chain(language).collect())
}

/// How long the whole list is. A part of the catalogue is not counted: that would read all of it.
fn total(view: &View<'_>, asked: &ChangesAsked) -> Result<Option<u64>> {
    if asked.after.is_some() || asked.part.is_some() {
        return Ok(None);
    }
    // Each part is counted in an index alone.
    let sql = "SELECT (SELECT COUNT(*) FROM record WHERE changed >= ?1 AND changed < ?2)
                    - (SELECT COUNT(*) FROM record
                       WHERE temporary = 1 AND changed >= ?1 AND changed < ?2)";
    let from = asked.from.map_or(i64::MIN, millis);
    let until = asked.until.map_or(i64::MAX, millis);
    let total: i64 = view.value(sql, [from, until])?;
    Ok(u64::try_from(total).ok())
}
