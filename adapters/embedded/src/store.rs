//! What rules and queries work on: a view of the store, and a change to it.

use std::{error, fmt};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params, Row};
use silta_consortium::{
    Error, Failure, FailureKind, FailureSource, LibraryCode, Origin, Partner, PartnerId,
    PatronBarcode, Refusal, RefusalCode, Retry, StaffNotice,
};

use crate::rules::Rules;

/// The store as it is now, to read.
pub(crate) struct View<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) rules: &'a Rules,
    pub(crate) partners: &'a [Partner],
    pub(crate) now: Timestamp,
}

impl View<'_> {
    /// The partner of that name.
    pub(crate) fn partner(&self, id: &PartnerId) -> Option<&Partner> {
        self.partners.iter().find(|partner| partner.id == *id)
    }

    /// The row that a query finds, if any.
    pub(crate) fn find<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row(params, read).optional()?)
    }

    /// The one value that a query computes.
    pub(crate) fn value<T: rusqlite::types::FromSql>(
        &self,
        sql: &str,
        params: impl Params,
    ) -> Result<T> {
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row(params, |row| row.get(0))?)
    }

    /// The row that an id of a table names, whether it is still there or not. An id that was never
    /// given is a mistake of the caller.
    pub(crate) fn given(&self, table: &str, id: &str) -> Result<i64> {
        let sql = "SELECT seq FROM sqlite_sequence WHERE name = ?1";
        let last = self.find(sql, [table], |row| row.get(0))?.unwrap_or(0);
        let row = id.parse().ok().filter(|row| (1..=last).contains(row));
        row.ok_or_else(|| misuse(format!("there was never such a {table}")))
    }

    /// All rows that a query finds.
    pub(crate) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params, read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// One change under way, inside the writer's transaction.
pub(crate) struct Work<'a> {
    pub(crate) view: View<'a>,
    pub(crate) origin: &'a Origin,
    /// What staff should look at; kept even if the change is refused.
    pub(crate) notices: Vec<StaffNotice>,
    pub(crate) effects: &'a mut Effects,
}

/// What is to be done for the changes of a transaction before and after it is on disk.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    /// Cards whose verified PIN counts no longer.
    pub(crate) pins: Vec<PatronBarcode>,
    /// Holds changed: their next expiry may be another.
    pub(crate) holds: bool,
    /// The number of the last change of a record before those of this transaction, if there are
    /// any.
    pub(crate) catalogued: Option<i64>,
    /// Messages to partners wait that did not wait before.
    pub(crate) outbox: bool,
}

impl Work<'_> {
    /// Runs a statement; the number of rows that it changed.
    pub(crate) fn run(&self, sql: &str, params: impl Params) -> Result<usize> {
        Ok(self.view.connection.prepare_cached(sql)?.execute(params)?)
    }

    /// Inserts a row; its id.
    pub(crate) fn insert(&self, sql: &str, params: impl Params) -> Result<i64> {
        Ok(self.view.connection.prepare_cached(sql)?.insert(params)?)
    }

    /// Makes sure that a library named by the caller exists.
    pub(crate) fn require_library(&self, library: &LibraryCode) -> Result<()> {
        let sql = "SELECT 1 FROM library WHERE code = ?1";
        match self.view.find(sql, [library.as_str()], |_| Ok(()))? {
            Some(()) => Ok(()),
            None => Err(misuse(format!("there is no library {library}"))),
        }
    }
}

pub(crate) type Result<T, E = Stop> = std::result::Result<T, E>;

/// Why a query or a change did not go through.
#[derive(Debug)]
pub(crate) enum Stop {
    Refused(Refusal),
    Failed(Failure),
    Store(rusqlite::Error),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "refused: {}", refusal.code.as_str()),
            Self::Failed(failure) => failure.fmt(f),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl error::Error for Stop {}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<RefusalCode> for Stop {
    fn from(code: RefusalCode) -> Self {
        Self::Refused(code.into())
    }
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error)
    }
}

impl From<Stop> for Error {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Refused(refusal) => Self::Refused(refusal),
            Stop::Failed(failure) => Self::Failed(failure),
            Stop::Store(error) => Self::Failed(store_failure(&error)),
        }
    }
}

/// What a fault of the store is to whoever asked. Its text names statements, never their values.
pub(crate) fn store_failure(error: &rusqlite::Error) -> Failure {
    use rusqlite::ErrorCode as Code;
    match error.sqlite_error_code() {
        Some(
            Code::DiskFull
            | Code::SystemIoFailure
            | Code::DatabaseBusy
            | Code::DatabaseLocked
            | Code::CannotOpen
            | Code::OutOfMemory
            | Code::ReadOnly,
        ) => Failure::unavailable(format!("the store: {error}")),
        _ => Failure::internal(format!("the store: {error}")),
    }
}

/// A request that no rule covers, because whoever asked should have known better.
pub(crate) fn misuse(what: impl Into<String>) -> Stop {
    Stop::Failed(Failure {
        kind: FailureKind::Internal,
        blame: FailureSource::Caller,
        retry: Retry::Never,
        what: what.into(),
    })
}

/// Something kept as JSON that this program cannot write or read.
pub(crate) fn unreadable(error: serde_json::Error) -> Stop {
    Stop::Failed(Failure::internal(format!("kept as JSON: {error}")))
}
