//! What the date of a record follows from, beside the record itself.
//!
//! A harvester takes what was dated since it came last. So a record must get a new date whenever
//! anything changes that harvesters are told with it: the libraries that have a copy, which are the
//! sets, and as much of its copies as is told ([`DatedBy`]). Triggers note such records in a table,
//! whatever changed the copy and from whichever process; the writer dates them right before it
//! commits, by the rules of [`crate::cataloguing`].

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};

use crate::{cataloguing, clock::millis};

/// What beside the record itself gives it a new date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DatedBy {
    /// The libraries that have a copy: they are sets.
    #[default]
    Sets,
    /// What stands of each copy however it is lent: also its shelf mark, collection, kind and text.
    Copies,
    /// Also where each copy is and whether it can be had: each loan and each return dates the
    /// record.
    Circulation,
}

/// What is noted, and from which policy on: the name of a trigger, and the rest of its statement.
const TRIGGERS: &[(DatedBy, &str, &str)] = &[
    (
        DatedBy::Sets,
        "copy_added",
        "INSERT ON item BEGIN INSERT INTO touched VALUES (NEW.record); END",
    ),
    (
        DatedBy::Sets,
        "copy_removed",
        "DELETE ON item BEGIN INSERT INTO touched VALUES (OLD.record); END",
    ),
    (
        DatedBy::Sets,
        "copy_moved_home",
        "UPDATE OF record, home ON item
         WHEN (OLD.record, OLD.home) IS NOT (NEW.record, NEW.home) BEGIN
             INSERT INTO touched VALUES (OLD.record), (NEW.record);
         END",
    ),
    (
        DatedBy::Copies,
        "copy_described",
        "UPDATE OF media_type, shelf_mark, collection, properties ON item
         WHEN (OLD.media_type, OLD.shelf_mark, OLD.collection, OLD.properties)
             IS NOT (NEW.media_type, NEW.shelf_mark, NEW.collection, NEW.properties) BEGIN
             INSERT INTO touched VALUES (NEW.record);
         END",
    ),
    (
        DatedBy::Circulation,
        "copy_seen",
        "UPDATE OF state, location, destination ON item
         WHEN (OLD.state, OLD.location, OLD.destination)
             IS NOT (NEW.state, NEW.location, NEW.destination) BEGIN
             INSERT INTO touched VALUES (NEW.record);
         END",
    ),
    (
        DatedBy::Circulation,
        "copy_lent",
        "INSERT ON loan BEGIN
             INSERT INTO touched SELECT record FROM item WHERE id = NEW.item;
         END",
    ),
    (
        DatedBy::Circulation,
        "copy_returned",
        "DELETE ON loan BEGIN
             INSERT INTO touched SELECT record FROM item WHERE id = OLD.item;
         END",
    ),
    (
        DatedBy::Circulation,
        "loan_prolonged",
        "UPDATE OF due, recalled ON loan
         WHEN (OLD.due, OLD.recalled) IS NOT (NEW.due, NEW.recalled) BEGIN
             INSERT INTO touched SELECT record FROM item WHERE id = NEW.item;
         END",
    ),
    (
        DatedBy::Circulation,
        "copy_kept_for_a_hold",
        "UPDATE OF copy, status ON hold
         WHEN (OLD.copy, OLD.status) IS NOT (NEW.copy, NEW.status) BEGIN
             INSERT INTO touched
                 SELECT record FROM item WHERE id IN (OLD.copy, NEW.copy);
         END",
    ),
    (
        DatedBy::Circulation,
        "hold_begun",
        "INSERT ON hold WHEN NEW.copy IS NOT NULL BEGIN
             INSERT INTO touched SELECT record FROM item WHERE id = NEW.copy;
         END",
    ),
    (
        DatedBy::Circulation,
        "hold_ended",
        "DELETE ON hold WHEN OLD.copy IS NOT NULL BEGIN
             INSERT INTO touched SELECT record FROM item WHERE id = OLD.copy;
         END",
    ),
];

/// What the names of the triggers here begin with.
const PREFIX: &str = "dating_";

/// Makes the store date records by this policy from now on. If it dated them by another before,
/// harvesters are told something else of each record now, and so each gets a new date.
pub(crate) fn install(connection: &mut Connection, by: DatedBy) -> rusqlite::Result<()> {
    let before = installed(connection)?;
    if before == Some(by) {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for (_, name, _) in TRIGGERS {
        transaction.execute_batch(&format!("DROP TRIGGER IF EXISTS {PREFIX}{name}"))?;
    }
    for (from, name, rest) in TRIGGERS {
        if (*from as u8) <= by as u8 {
            transaction.execute_batch(&format!("CREATE TRIGGER {PREFIX}{name} AFTER {rest}"))?;
        }
    }
    if before.unwrap_or_default() != by {
        let sql = "INSERT INTO touched SELECT id FROM record WHERE NOT deleted";
        transaction.execute(sql, [])?;
    }
    transaction.commit()
}

/// By what records are dated in this store; none if it never was said.
fn installed(connection: &Connection) -> rusqlite::Result<Option<DatedBy>> {
    let sql = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name = ?1";
    let there = |name: &str| -> rusqlite::Result<bool> {
        let there: i64 =
            connection.query_row(sql, [format!("{PREFIX}{name}")], |row| row.get(0))?;
        Ok(there > 0)
    };
    let mut by = None;
    for (from, name, _) in TRIGGERS {
        if there(name)? {
            by = Some(*from);
        }
    }
    Ok(by)
}

/// Dates the records that were noted. To be called right before a commit.
pub(crate) fn settle(connection: &Connection, now: Timestamp) -> rusqlite::Result<()> {
    let mut any = connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM touched)")?;
    if !any.query_row([], |row| row.get::<_, bool>(0))? {
        return Ok(());
    }
    let sql = "UPDATE record SET changed = MAX(?1, (SELECT IFNULL(MAX(changed), 0) FROM record))
               WHERE id IN (SELECT record FROM touched) AND NOT deleted";
    let date = millis(cataloguing::date(now));
    connection.prepare_cached(sql)?.execute([date])?;
    connection
        .prepare_cached("DELETE FROM touched")?
        .execute([])
        .map(drop)
}
