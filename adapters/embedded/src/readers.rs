//! Reading beside the writer: a few read-only connections, used in place.

use std::{
    path::Path,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

/// How many connections read at one time; reads take microseconds and keep the processor busy, so
/// more than processors would not help.
const READERS: usize = 4;
/// How many statements a connection keeps prepared: all that there are.
const STATEMENTS: usize = 256;

/// The connections for reading.
#[derive(Debug)]
pub(crate) struct Readers {
    connections: Vec<Mutex<Connection>>,
    next: AtomicUsize,
}

impl Readers {
    pub(crate) fn open(path: &Path) -> rusqlite::Result<Self> {
        Ok(Self {
            connections: (0..READERS)
                .map(|_| reading(path).map(Mutex::new))
                .collect::<rusqlite::Result<_>>()?,
            next: AtomicUsize::new(0),
        })
    }

    /// Reads one state of the store, however many queries it takes.
    pub(crate) fn snapshot<T, E: From<rusqlite::Error>>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let connection = self.free();
        connection.prepare_cached("BEGIN")?.execute([])?;
        let result = read(&connection);
        connection.prepare_cached("COMMIT")?.execute([])?;
        result
    }

    /// A connection that nobody uses, or the one that is waited for shortest.
    fn free(&self) -> MutexGuard<'_, Connection> {
        let free = self
            .connections
            .iter()
            .find_map(|connection| connection.try_lock().ok());
        free.unwrap_or_else(|| {
            let next = self.next.fetch_add(1, Ordering::Relaxed) % self.connections.len();
            self.connections[next]
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        })
    }
}

/// A connection that only reads.
pub(crate) fn reading(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    keep_statements(&connection)?;
    // WAL readers wait only while the log is reset or recovered.
    connection.busy_timeout(Duration::from_secs(1))?;
    Ok(connection)
}

/// Lets a connection prepare each statement once.
pub(crate) fn keep_statements(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Otherwise each new parameter of a join has it planned anew: 70 µs for an item, not 4.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;

    #[test]
    fn a_join_is_planned_once_whatever_it_looks_for() {
        let connection = Connection::open_in_memory().unwrap();
        keep_statements(&connection).unwrap();
        connection
            .execute_batch(
                "CREATE TABLE a (x TEXT UNIQUE, y INTEGER); CREATE TABLE b (y INTEGER PRIMARY KEY)",
            )
            .unwrap();
        let sql = "SELECT a.y FROM a JOIN b ON b.y = a.y WHERE a.x = ?1";
        for barcode in ["3900000001", "3900000002", "3900000003"] {
            let mut statement = connection.prepare_cached(sql).unwrap();
            assert!(!statement.exists([barcode]).unwrap());
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
        }
    }
}
