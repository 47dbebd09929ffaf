//! What the date of a record follows from, beside the record itself.
//!
//! A harvester takes what was dated since it came last. So a record must get a new date whenever
//! anything changes that harvesters are told with it: the libraries that have a copy, which are the
//! sets, and as much of its copies as is told ([`DatedBy`]). Triggers note such records in a table,
//! whatever changed the copy and from whichever process; the writer dates them right before it
//! commits, by the rules of [`crate::cataloguing`].

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};

use crate::{cataloguing, clock::millis};

/// What beside the record itself gives it a new date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
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

/// Triggers by name, each with the statement that makes it.
type Triggers = BTreeMap<String, String>;

/// Makes the store date records by this policy from now on. If it dated them by another before,
/// harvesters are told something else of each record now, and so each gets a new date.
pub(crate) fn install(connection: &mut Connection, by: DatedBy) -> rusqlite::Result<()> {
    // Mostly there is nothing to do, and nobody who writes meanwhile is waited for.
    let wanted = wanted(by);
    if installed(connection)? == wanted {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let there = installed(&transaction)?;
    for name in there.keys() {
        transaction.execute_batch(&format!("DROP TRIGGER {name}"))?;
    }
    for statement in wanted.values() {
        transaction.execute_batch(statement)?;
    }
    let first = |(from, name, _): &&(DatedBy, &str, &str)| {
        *from <= by && !there.contains_key(&format!("{PREFIX}{name}"))
    };
    let tells_more = TRIGGERS
        .iter()
        .filter(first)
        .any(|(from, ..)| *from > DatedBy::Sets);
    let tells_less = there.keys().any(|name| !wanted.contains_key(name));
    if tells_more || tells_less {
        let sql = "INSERT INTO touched SELECT id FROM record WHERE NOT deleted";
        transaction.execute(sql, [])?;
    }
    transaction.commit()
}

fn wanted(by: DatedBy) -> Triggers {
    let wanted = TRIGGERS.iter().filter(|(from, ..)| *from <= by);
    wanted
        .map(|(_, name, rest)| {
            let name = format!("{PREFIX}{name}");
            let statement = format!("CREATE TRIGGER {name} AFTER {rest}");
            (name, statement)
        })
        .collect()
}

fn installed(connection: &Connection) -> rusqlite::Result<Triggers> {
    let sql = "SELECT name, sql FROM sqlite_schema
               WHERE type = 'trigger' AND substr(name, 1, length(?1)) = ?1";
    let mut there = connection.prepare(sql)?;
    let there = there.query_map([PREFIX], |row| Ok((row.get(0)?, row.get(1)?)))?;
    there.collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema;

    #[test]
    fn a_trigger_of_another_version_is_made_anew_and_dates_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        schema::migrate(&mut connection).unwrap();
        install(&mut connection, DatedBy::Copies).unwrap();
        let made = installed(&connection).unwrap();
        let older = "DROP TRIGGER dating_copy_added;
                     CREATE TRIGGER dating_copy_added AFTER INSERT ON item BEGIN SELECT 1; END";
        connection.execute_batch(older).unwrap();
        let record = "INSERT INTO record (sequence, changed, deleted, title, title_key, control)
                      VALUES (1, 0, 0, 'x', 'x', 'x')";
        connection.execute_batch(record).unwrap();
        let touched = |connection: &Connection| -> i64 {
            let count = connection.query_row("SELECT COUNT(*) FROM touched", [], |row| row.get(0));
            count.unwrap()
        };
        install(&mut connection, DatedBy::Copies).unwrap();
        assert_eq!(
            (installed(&connection).unwrap(), touched(&connection)),
            (made, 0)
        );
        install(&mut connection, DatedBy::Sets).unwrap();
        assert_eq!(installed(&connection).unwrap(), wanted(DatedBy::Sets));
        assert_eq!(touched(&connection), 1);
    }
}
