//! The embedded consortium: a small, real circulation system on SQLite.
//!
//! It implements all ports of the consortium with the rules of [`Rules`], and keeps everything in one
//! file:
//!
//! - A change is answered when it is on disk: one thread writes ([`Settings::queue`] changes may
//!   wait for it), takes what waits as one transaction, each change in a savepoint, and answers
//!   after the commit (WAL, `synchronous = FULL`).
//! - Each change has a key. Its answer, or the library's no, is kept for 30 days in the same
//!   transaction; asked again it comes from there.
//! - Reads go on beside the writer, in the thread that asks, each on one state of the store. Items
//!   and patrons that were just read are kept in memory until the next commit.
//! - Records are kept as they came, each change with the next number and the second of its commit.
//!   A thread derives the index from them; a change is found within a second or so, and a copy by
//!   its barcode at once. The index stands beside the file and is made anew when it is missing.
//! - Holds expire by the clock: whoever reads or changes after that time sees it done.
//! - Requests of inter-library loan and the messages about them are changes like all others; messages
//!   to partners wait in the file until somebody has brought them there.
//! - Who borrowed what is kept while it is on loan, and a day longer, while the return can be
//!   undone; the ledger keeps its answers for 30 days.

mod barcode;
mod cache;
mod catalogue;
mod cataloguing;
mod change;
mod checkin;
mod checkout;
mod clock;
mod costly;
mod dating;
mod demo;
mod fee;
mod harvest;
mod hold;
mod ill;
mod import;
mod indexing;
mod item;
mod job;
mod kept;
mod ledger;
mod library;
mod loan;
mod material;
mod notice;
mod patron;
mod pin;
mod ports;
mod put_record;
mod readers;
mod record;
mod renewal;
mod rules;
mod schema;
mod store;
mod temporary_item;
mod undo;
mod writer;

use std::{fs::OpenOptions, io, path::Path, sync::Arc, time::Duration};

use rusqlite::Connection;
use silta_consortium::{Item, ItemBarcode, Library, Partner, Patron, PatronBarcode};

use crate::{
    cache::Cache,
    costly::Costly,
    ill::outbox::Leases,
    indexing::{Indexer, Pace},
    pin::Pins,
    readers::{Readers, keep_statements},
    schema::MigrateError,
    writer::{Shared, Writer},
};
pub use crate::{
    clock::{Clock, FixedClock, SystemClock},
    dating::DatedBy,
    demo::demo_partner,
    harvest::{Harvest, HarvestError, Harvested, MAX_IDENTIFIER, Portion, Rejected, Said, Source},
    import::{Bad, ImportError, Importer, Tally, Watch},
    rules::Rules,
};

/// How long the writer waits for another process that writes to the same store.
const BUSY: Duration = Duration::from_secs(5);
/// Pages of the log after which it is copied into the store: 16 MiB.
const CHECKPOINT_PAGES: u32 = 4096;

/// How the embedded consortium runs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The rules of lending.
    pub rules: Rules,
    /// How many changes may wait for the writer; further ones fail as unavailable at once.
    pub queue: usize,
    /// Whether a search for `a` finds `å` and `ä` as well, and one for `o` finds `ö`.
    pub plain_finds_marked: bool,
    /// What beside a record itself gives it a new date for harvesters.
    pub dated_by: DatedBy,
    /// The libraries with which it lends and borrows, each named once.
    pub partners: Vec<Partner>,
}

impl Settings {
    fn index(&self) -> silta_index::Settings {
        silta_index::Settings {
            plain_finds_marked: self.plain_finds_marked,
            ..silta_index::Settings::default()
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rules: Rules::default(),
            queue: 4096,
            plain_finds_marked: false,
            dated_by: DatedBy::default(),
            partners: Vec::new(),
        }
    }
}

/// A consortium in a file. Dropping it finishes the changes that wait, and tidies up.
#[derive(Debug)]
pub struct Embedded {
    items: Cache<ItemBarcode, Item>,
    libraries: Cache<(), Arc<[Library]>>,
    patrons: Cache<PatronBarcode, Patron>,
    readers: Readers,
    indexer: Indexer,
    leases: Leases,
    costly: Costly,
    writer: Writer,
}

impl Embedded {
    /// Opens the store at `path`; a new one is empty.
    pub fn open(path: &Path, settings: Settings, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let connection = create(path, false, &settings, &*clock)?;
        Self::start(path, connection, settings, clock)
    }

    /// Opens the store at `path`; a new one is filled with the demo library. What is there already
    /// is kept. The demo library's [partner](demo_partner) is one, if the settings name none by its
    /// name.
    pub fn demo(
        path: &Path,
        mut settings: Settings,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        let known = demo_partner();
        if settings.partners.iter().all(|named| named.id != known.id) {
            settings.partners.push(known);
        }
        let connection = create(path, true, &settings, &*clock)?;
        Self::start(path, connection, settings, clock)
    }

    fn start(
        path: &Path,
        connection: Connection,
        settings: Settings,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        let readers = Readers::open(path)?;
        let records = readers::reading(path)?;
        let indexer = Indexer::start(path, records, settings.index(), Pace::SERVING)
            .map_err(OpenError::Thread)?;
        let pins = Pins::new().map_err(OpenError::Random)?;
        let shared = Arc::new(Shared::new(clock, settings.rules, settings.partners, pins));
        let writer =
            Writer::start(connection, shared, settings.queue).map_err(OpenError::Thread)?;
        Ok(Self {
            items: Cache::new(),
            libraries: Cache::new(),
            patrons: Cache::new(),
            readers,
            indexer,
            leases: Leases::default(),
            costly: Costly::default(),
            writer,
        })
    }
}

/// The writer's connection to a store; a new one is filled with the demo library if it shall be.
fn create(
    path: &Path,
    demo: bool,
    settings: &Settings,
    clock: &dyn Clock,
) -> Result<Connection, OpenError> {
    let mut connection = connect(path)?;
    if demo {
        demo::fill(&mut connection, &settings.rules, clock.now())?;
    }
    dating::install(&mut connection, settings.dated_by)?;
    Ok(connection)
}

/// Makes the file, for its owner alone: it holds who borrowed what. SQLite gives the log beside it
/// the same mode.
fn create_private(path: &Path) -> Result<(), OpenError> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(OpenError::Create)
}

/// The writer's connection.
fn connect(path: &Path) -> Result<Connection, OpenError> {
    create_private(path)?;
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    keep_statements(&connection)?;
    schema::migrate(&mut connection).map_err(|error| match error {
        MigrateError::TooNew(version) => OpenError::TooNew(version),
        MigrateError::Store(error) => error.into(),
    })?;
    Ok(connection)
}

/// Why a store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be made or written.
    #[error("the store cannot be written: {0}")]
    Create(io::Error),
    /// A newer program wrote it.
    #[error("the store was written by a newer version (its format is {0})")]
    TooNew(i64),
    /// SQLite could not open, read or write it.
    #[error("the store cannot be opened: {0}")]
    Store(#[from] rusqlite::Error),
    /// The writer's thread could not be started.
    #[error("the writer could not be started: {0}")]
    Thread(io::Error),
    /// The system gave no random bytes for the memory of verified PINs.
    #[error("no random bytes: {0}")]
    Random(getrandom::Error),
}
