//! Keeps the index as new as the records.
//!
//! The index is derived: it remembers the change it has reached, and a thread gives it whatever is
//! newer, after a start, after each commit, and after changes that another process wrote. One
//! process writes the index, the first that comes; others search in it and look for its commits.
//! It stands in `<store>.index/<name of the catalogue>/`; if that is missing or cannot be used, it
//! is made anew from the records.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use rusqlite::Connection;
use silta_consortium::Failure;
use silta_index::{CatalogueIndex, Document, Facts, Writer};
use tokio::{sync::watch, time::timeout_at};

use crate::{
    kept::Kept,
    material::media_type,
    record::{self, Stored},
};

/// How long the index waits after a start unless somebody searches: listeners come first.
const START_AFTER: Duration = Duration::from_secs(1);
/// How often it is looked whether another process wrote records or the index.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How many records are taken from the store at one time.
const BATCH: u32 = 500;

/// How the index is written.
#[derive(Clone, Debug)]
pub(crate) struct Pace {
    /// The shortest time between two commits. A change after a quiet time is committed at once.
    pub(crate) at_most_every: Duration,
    /// The longest time between two commits while there is more than can be done at once.
    pub(crate) at_least_every: Duration,
    /// Bytes of memory for records that are not on disk yet.
    pub(crate) memory: usize,
    /// Threads that write.
    pub(crate) threads: usize,
}

impl Pace {
    /// Beside those who search: a change is found after a second at the latest.
    pub(crate) const SERVING: Self = Self {
        at_most_every: Duration::from_secs(1),
        at_least_every: Duration::from_secs(10),
        memory: 60_000_000,
        threads: 1,
    };
    /// Nobody searches here.
    pub(crate) const IMPORTING: Self = Self {
        at_most_every: Duration::from_secs(20),
        at_least_every: Duration::from_secs(20),
        memory: 300_000_000,
        threads: 1,
    };
}

/// The thread that writes the index. Dropping it stops it; what was not committed is done at the
/// next start.
#[derive(Debug)]
pub(crate) struct Indexer {
    pub(crate) shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// What the thread shares with those who write records and those who search.
#[derive(Debug)]
pub(crate) struct Shared {
    wish: Mutex<Wish>,
    wished: Condvar,
    state: watch::Sender<State>,
    pub(crate) kept: Kept,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Wish {
    Nothing,
    /// Look for changes now.
    Look,
    /// Give the index what is there, and end.
    Finish,
    /// End.
    Stop,
}

/// How far the index is.
#[derive(Clone, Debug, Default)]
struct State {
    /// The index, once it has what was there at the first look.
    ready: Option<CatalogueIndex>,
    /// The change up to which searches see everything.
    reached: i64,
    /// The change up to which the writer was given everything.
    given: i64,
    /// Whether this process writes it.
    is_ours: bool,
    /// Why it does not get on, if so.
    trouble: Option<String>,
}

impl Indexer {
    /// Starts the thread. It reads the records with a connection of its own.
    pub(crate) fn start(
        store: &Path,
        records: Connection,
        settings: silta_index::Settings,
        pace: Pace,
    ) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            wish: Mutex::new(Wish::Nothing),
            wished: Condvar::new(),
            state: watch::Sender::default(),
            kept: Kept::default(),
        });
        let thread = Thread {
            shared: Arc::clone(&shared),
            root: folder(store),
            records,
            settings: silta_index::Settings {
                memory: pace.memory,
                threads: pace.threads,
                ..settings
            },
            pace,
            first_seen: None,
            seen: 0,
            index: None,
            writer: None,
            given: 0,
            committed: Instant::now(),
            has_committed: false,
        };
        let thread = std::thread::Builder::new()
            .name("silta-embedded-index".to_owned())
            .spawn(move || thread.run())?;
        Ok(Self {
            shared,
            thread: Some(thread),
        })
    }

    /// The index, once it is as new as the records were at the first look.
    pub(crate) async fn ready(&self, deadline: Instant) -> Result<CatalogueIndex, Failure> {
        if let Some(index) = &self.shared.state.borrow().ready {
            return Ok(index.clone());
        }
        self.wait(deadline, |state| state.ready.is_some()).await?;
        let ready = self.shared.state.borrow().ready.clone();
        ready.ok_or_else(|| Failure::unavailable("the index is being made"))
    }

    /// Waits until searches see a change.
    pub(crate) async fn reaches(&self, sequence: i64, deadline: Instant) -> Result<(), Failure> {
        let reached = |state: &State| state.reached >= sequence && state.ready.is_some();
        self.wait(deadline, reached).await
    }

    async fn wait(&self, deadline: Instant, there: impl Fn(&State) -> bool) -> Result<(), Failure> {
        self.shared.look();
        let mut states = self.shared.state.subscribe();
        let waited = timeout_at(deadline.into(), states.wait_for(|state| there(state))).await;
        match waited {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) => Err(Failure::internal("the index has stopped")),
            Err(_) => {
                let trouble = self.shared.state.borrow().trouble.clone();
                let reason = trouble.unwrap_or_else(|| "the index is being made".to_owned());
                Err(Failure::unavailable(reason))
            }
        }
    }

    /// The last change that the index was given; none if another process writes it.
    pub(crate) fn given(&self) -> Option<i64> {
        let state = self.shared.state.borrow();
        state.is_ours.then_some(state.given)
    }

    /// Has everything indexed that is there, if this process writes the index.
    pub(crate) fn finish(&self) {
        self.shared.wish(Wish::Finish);
    }

    /// Whether the thread has ended.
    pub(crate) fn is_finished(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Why it does not get on, if so.
    pub(crate) fn trouble(&self) -> Option<String> {
        self.shared.state.borrow().trouble.clone()
    }
}

impl Drop for Indexer {
    fn drop(&mut self) {
        self.shared.wish(Wish::Stop);
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been told by the panic hook; there is nobody to tell here.
            let _ = thread.join();
        }
    }
}

impl Shared {
    /// Has the thread look for changes now.
    pub(crate) fn look(&self) {
        self.wish(Wish::Look);
    }

    fn wish(&self, wish: Wish) {
        let mut wished = self.wishes();
        if wish > *wished {
            *wished = wish;
        }
        drop(wished);
        self.wished.notify_all();
    }

    fn wishes(&self) -> MutexGuard<'_, Wish> {
        self.wish.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a wish, or as long as this.
    fn next_wish(&self, patience: Duration) -> Wish {
        let wishes = self.wishes();
        let nothing = |wish: &mut Wish| *wish == Wish::Nothing;
        let waited = self.wished.wait_timeout_while(wishes, patience, nothing);
        let (mut wishes, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let wish = *wishes;
        if wish == Wish::Look {
            *wishes = Wish::Nothing;
        }
        wish
    }

    fn is_stopping(&self) -> bool {
        *self.wishes() == Wish::Stop
    }
}

/// The thread's own state.
struct Thread {
    shared: Arc<Shared>,
    /// The folder of all indexes of the store.
    root: PathBuf,
    records: Connection,
    settings: silta_index::Settings,
    pace: Pace,
    /// The newest change that was seen, at the first look and at the last.
    first_seen: Option<i64>,
    seen: i64,
    index: Option<CatalogueIndex>,
    writer: Option<Writer>,
    /// The last change that the writer was given.
    given: i64,
    /// When it last committed, or began.
    committed: Instant,
    has_committed: bool,
}

/// What keeps the index from getting on.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("the records cannot be read for the index: {0}")]
    Records(#[from] rusqlite::Error),
    #[error(transparent)]
    Open(#[from] silta_index::OpenError),
    #[error(transparent)]
    Index(#[from] silta_index::StoreError),
    #[error("the folder of the index cannot be used: {0}")]
    Folder(#[from] io::Error),
}

impl Thread {
    fn run(mut self) {
        let mut patience = START_AFTER;
        loop {
            let wish = self.shared.next_wish(patience);
            if wish == Wish::Stop {
                return;
            }
            let trouble = self.catch_up().err();
            if let Some(trouble) = &trouble {
                tracing::error!(error = %trouble, "the index of the catalogue does not get on");
                // What was given since the last commit is given again.
                self.writer = None;
            }
            self.tell(trouble.map(|trouble| trouble.to_string()));
            if wish == Wish::Finish {
                return self.finish();
            }
            patience = match self.is_behind() {
                true => self.until_commit(),
                false => LOOK_EVERY,
            };
        }
    }

    /// Commits what was given, and waits for what goes on in the background.
    fn finish(mut self) {
        let committed = match self.is_behind() {
            true => self.commit(),
            false => Ok(()),
        };
        let finish = |writer: Writer| writer.finish().map_err(Trouble::from);
        let finished = committed.and_then(|()| self.writer.take().map_or(Ok(()), finish));
        if let Err(error) = finished {
            tracing::error!(%error, "the index of the catalogue could not be finished");
        }
    }

    /// Gives the index all records that are newer than it.
    fn catch_up(&mut self) -> Result<(), Trouble> {
        let index = self.open()?;
        loop {
            let newest = record::newest(&self.records)?;
            self.first_seen.get_or_insert(newest);
            if newest != self.seen {
                self.seen = newest;
                self.shared.kept.forget();
            }
            if reached(&index) > newest {
                return self.begin_anew();
            }
            if reached(&index) == newest {
                return Ok(());
            }
            if self.writer.is_none() && !self.begin_to_write(&index)? {
                return Ok(());
            }
            while self.given < newest {
                if self.shared.is_stopping() {
                    return Ok(());
                }
                self.give_batch()?;
                if self.committed.elapsed() >= self.pace.at_least_every {
                    self.commit()?;
                }
            }
            if self.until_commit() > Duration::ZERO {
                return Ok(());
            }
            self.commit()?;
        }
    }

    /// Begins to write, unless another process does; then its commits are looked for.
    fn begin_to_write(&mut self, index: &CatalogueIndex) -> Result<bool, Trouble> {
        match index.writer() {
            Ok(writer) => {
                self.writer = Some(writer);
                self.given = reached(index);
                Ok(true)
            }
            Err(silta_index::OpenError::Busy(_)) => {
                index.refresh()?;
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn give_batch(&mut self) -> Result<(), Trouble> {
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        let mut given = self.given;
        let mut result = Ok(());
        record::after(&self.records, given, BATCH, |stored| {
            if result.is_ok() {
                given = stored.sequence;
                result = give(writer, &stored);
            }
        })?;
        self.given = given;
        self.shared.state.send_modify(|state| state.given = given);
        Ok(result?)
    }

    fn commit(&mut self) -> Result<(), Trouble> {
        if let Some(writer) = &mut self.writer {
            writer.commit(u64::try_from(self.given).unwrap_or_default())?;
            self.committed = Instant::now();
            self.has_committed = true;
            self.tell(None);
        }
        Ok(())
    }

    /// How long the next commit has to wait.
    fn until_commit(&self) -> Duration {
        let pause = match self.has_committed {
            true => self.pace.at_most_every,
            false => Duration::ZERO,
        };
        pause.saturating_sub(self.committed.elapsed())
    }

    /// Whether the writer has what is not committed.
    fn is_behind(&self) -> bool {
        let index = self.index.as_ref().map_or(0, reached);
        self.writer.is_some() && self.given > index
    }

    /// Tells those who wait how far the index is.
    fn tell(&self, trouble: Option<String>) {
        let Some(index) = &self.index else {
            self.shared
                .state
                .send_modify(|state| state.trouble = trouble);
            return;
        };
        let reached = reached(index);
        self.shared.state.send_modify(|state| {
            state.reached = reached;
            state.is_ours = self.writer.is_some();
            state.trouble = trouble;
            if self.first_seen.is_some_and(|first| reached >= first) {
                state.ready = Some(index.clone());
            }
        });
    }

    fn open(&mut self) -> Result<CatalogueIndex, Trouble> {
        if let Some(index) = &self.index {
            return Ok(index.clone());
        }
        let name = record::catalogue(&self.records)?;
        forget_others(&self.root, &name)?;
        let index = CatalogueIndex::open(&self.root.join(name), self.settings.clone())?;
        self.index = Some(index.clone());
        Ok(index)
    }

    /// Throws the index away: it knows of changes that the store does not, so the store is an older
    /// one that was put back.
    fn begin_anew(&mut self) -> Result<(), Trouble> {
        tracing::warn!("the index is newer than the records: it is made anew");
        self.writer = None;
        self.index = None;
        self.first_seen = None;
        self.shared.state.send_modify(|state| state.ready = None);
        let name = record::catalogue(&self.records)?;
        fs::remove_dir_all(self.root.join(name))?;
        self.open()?;
        self.shared.look();
        Ok(())
    }
}

fn reached(index: &CatalogueIndex) -> i64 {
    i64::try_from(index.reached()).unwrap_or(i64::MAX)
}

/// Gives the index one record as it is now.
fn give(writer: &mut Writer, stored: &Stored<'_>) -> Result<(), silta_index::StoreError> {
    // The index counts in 32 bits; four thousand million records do not come.
    let Ok(number) = u32::try_from(stored.row) else {
        return Ok(());
    };
    match stored.record() {
        None => writer.delete(number),
        Some(record) => {
            let id = record::id(stored.row);
            let facts = Facts {
                number,
                id: id.as_str(),
                changed: stored.changed,
                // Copies come and go without a change of the record: searches ask the store.
                barcodes: &[],
                material_types: &[media_type(&record).as_str()],
            };
            writer.put(Document::of(&record, &facts))?;
        }
    }
    Ok(())
}

/// Where the indexes of a store stand.
fn folder(store: &Path) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(".index");
    name.into()
}

/// Makes the folder, and removes indexes of other catalogues: the store was another one before.
fn forget_others(root: &Path, name: &str) -> io::Result<()> {
    fs::create_dir_all(root)?;
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        let is_index = |name: &str| name.len() == 16 && name.bytes().all(|b| b.is_ascii_hexdigit());
        let other = entry.file_name();
        if other
            .to_str()
            .is_some_and(|other| other != name && is_index(other))
        {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}
