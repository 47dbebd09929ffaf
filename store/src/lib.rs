//! What the gateway itself must remember over a restart, whatever consortium stands behind it:
//! failed logins today. It is a SQLite file of its own beside the consortium's.

use std::{
    fmt,
    net::IpAddr,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};
use silta_sip2_service::FailedLogins;
use thiserror::Error;

/// The gateway's own memory.
pub struct GatewayStore {
    connection: Mutex<Connection>,
}

/// How long failed logins are kept, for an operator who looks for an attack.
const KEEP_FAILED_LOGINS: SignedDuration = SignedDuration::from_hours(24 * 14);

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS failed_logins (at INTEGER NOT NULL, address TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS failed_logins_at ON failed_logins (at);
    PRAGMA user_version = 1;
";

impl GatewayStore {
    /// Opens the store in a folder, or makes it.
    pub fn open(folder: &Path) -> Result<Self, OpenStoreError> {
        let path = folder.join("gateway.db");
        let open = || -> rusqlite::Result<Connection> {
            let connection = Connection::open(&path)?;
            connection.busy_timeout(Duration::from_secs(2))?;
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            connection.execute_batch(SCHEMA)?;
            Ok(connection)
        };
        let connection = open().map_err(|source| OpenStoreError {
            path: path.clone(),
            source,
        })?;
        Ok(Self {
            connection: Mutex::new(connection),
        })
    }

    fn run<T>(&self, what: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Option<T> {
        let connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        what(&connection)
            .inspect_err(|error| tracing::error!(%error, "the gateway's store does not answer"))
            .ok()
    }
}

impl FailedLogins for GatewayStore {
    fn load(&self, since: Timestamp) -> Vec<(IpAddr, Timestamp)> {
        let read = |connection: &Connection| {
            connection.execute(
                "DELETE FROM failed_logins WHERE at < ?1",
                [(since - KEEP_FAILED_LOGINS).as_millisecond()],
            )?;
            connection
                .prepare("SELECT address, at FROM failed_logins WHERE at > ?1 ORDER BY at")?
                .query_map([since.as_millisecond()], |row| {
                    Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
                })?
                .collect::<Result<Vec<_>, _>>()
        };
        let rows = self.run(read).unwrap_or_default();
        rows.into_iter()
            .filter_map(|(address, at)| {
                Some((address.parse().ok()?, Timestamp::from_millisecond(at).ok()?))
            })
            .collect()
    }

    fn record(&self, address: IpAddr, at: Timestamp) {
        self.run(|connection| {
            connection.execute(
                "INSERT INTO failed_logins (at, address) VALUES (?1, ?2)",
                params![at.as_millisecond(), address.to_string()],
            )
        });
    }
}

impl fmt::Debug for GatewayStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GatewayStore").finish_non_exhaustive()
    }
}

/// The store cannot be opened.
#[derive(Debug, Error)]
#[error("cannot open {}: {source}", path.display())]
pub struct OpenStoreError {
    path: PathBuf,
    source: rusqlite::Error,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failed_logins_survive_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let at = Timestamp::from_second(1_800_000_000).unwrap();
        let address: IpAddr = "192.0.2.7".parse().unwrap();
        let store = GatewayStore::open(folder.path()).unwrap();
        store.record(address, at);
        drop(store);
        let store = GatewayStore::open(folder.path()).unwrap();
        assert_eq!(
            store.load(at - SignedDuration::from_secs(1)),
            [(address, at)]
        );
        assert_eq!(store.load(at), []);
    }
}
