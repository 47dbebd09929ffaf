//! What the gateway itself must remember over a restart, whatever consortium stands behind it:
//! failed logins, changes in doubt of a consortium elsewhere, and the keys that sign what it hands
//! out. It is a SQLite file of its own beside the consortium's.

mod doubts;
mod failed_logins;
mod keys;

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, TransactionBehavior};
use thiserror::Error;

pub use doubts::ConsortiumDoubts;
pub use failed_logins::FailedLoginsAt;

/// The gateway's own memory.
#[derive(Debug)]
pub struct GatewayStore {
    shared: Arc<Shared>,
}

/// The open file, for all who remember something in it.
struct Shared {
    connection: Mutex<Connection>,
}

/// The version of the tables, as `user_version` keeps it.
const VERSION: i64 = 4;

impl GatewayStore {
    /// Opens the store in a folder, or makes it.
    pub fn open(folder: &Path) -> Result<Self, OpenStoreError> {
        let path = folder.join("gateway.db");
        let open = || -> rusqlite::Result<Connection> {
            let mut connection = Connection::open(&path)?;
            connection.busy_timeout(Duration::from_secs(2))?;
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            make_tables(&mut connection)?;
            Ok(connection)
        };
        let connection = open().map_err(|source| OpenStoreError {
            path: path.clone(),
            source,
        })?;
        let connection = Mutex::new(connection);
        Ok(Self {
            shared: Arc::new(Shared { connection }),
        })
    }
}

/// Makes the tables of a new store, and brings those of an older one up to date.
fn make_tables(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let old: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    transaction.execute_batch(doubts::SCHEMA)?;
    transaction.execute_batch(failed_logins::SCHEMA)?;
    transaction.execute_batch(keys::SCHEMA)?;
    if (1..3).contains(&old) {
        transaction.execute_batch(failed_logins::WITH_DOORS)?;
    }
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}

impl Shared {
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

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}

/// The store cannot be opened.
#[derive(Debug, Error)]
#[error("cannot open {}: {source}", path.display())]
pub struct OpenStoreError {
    path: PathBuf,
    source: rusqlite::Error,
}
