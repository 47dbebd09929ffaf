//! Records as an administrator writes them: each whole, under its id.

use rusqlite::params;
use silta_consortium::{NewRecord, Record, RecordId};

use crate::{
    cataloguing::Cataloguer,
    import, record,
    store::{Result, Work, misuse},
};

/// The greatest number that a record can be given: ids count on from the greatest there is.
const MAX_NUMBER: i64 = 999_999_999_999;

/// Puts a record in the place of the one with its id, or makes it anew. One that was deleted is
/// there again.
pub(crate) fn put(work: &mut Work<'_>, new: &NewRecord) -> Result<Record> {
    let number = record::row(&new.id).filter(|number| (1..=MAX_NUMBER).contains(number));
    let number = number.ok_or_else(|| {
        let (first, last) = (record::id(1), record::id(MAX_NUMBER));
        misuse(format!("the ids of records here are {first} to {last}"))
    })?;
    let mut incoming = import::only(new.format, &new.bytes).map_err(misuse)?;
    if incoming.deleted {
        let what = "the record says that it is deleted (leader/05 is d): delete it instead";
        return Err(misuse(what));
    }
    // A harvest finds its records again by the number that it gave them.
    let sql = "SELECT r.control FROM record r JOIN harvested h ON h.record = r.id WHERE r.id = ?1";
    if let Some(harvested) = work.view.find(sql, [number], |row| row.get(0))? {
        incoming.control = harvested;
    }
    let sql = "SELECT id FROM record WHERE control = ?1 AND id <> ?2";
    let other = work
        .view
        .find(sql, params![incoming.control, number], |row| row.get(0))?;
    if let Some(other) = other {
        let other = record::id(other);
        let what = format!("its number (001, with the agency of 003) is that of {other}");
        return Err(misuse(what));
    }
    let mut cataloguer = begin(work)?;
    cataloguer.put(number, &incoming)?;
    record::find(&work.view, &new.id)
}

/// Deletes a record. What is left of it is that it is gone, and when; its copies stay what they are.
pub(crate) fn delete(work: &mut Work<'_>, id: &RecordId) -> Result<()> {
    let row = record::require(&work.view, id)?;
    begin(work)?.delete(row)?;
    Ok(())
}

/// Begins a change of the catalogue within other work.
pub(crate) fn begin<'a>(work: &mut Work<'a>) -> Result<Cataloguer<'a>> {
    let cataloguer = Cataloguer::begin(work.view.connection, work.view.now)?;
    let before = cataloguer.before();
    work.effects.catalogued.get_or_insert(before);
    Ok(cataloguer)
}
