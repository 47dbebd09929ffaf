//! Keeps the index as new as the records.
//!
//! The index is derived: it remembers the change it has reached, and a thread gives it whatever is
//! newer, after a start, after each commit, and after changes that another process wrote. One
//! process writes the index, the first that comes; others search in it and look for its commits.
//! It stands in `<store>.index/<name of the catalogue>/`; if that is missing or cannot be used, it
//! is made anew from the records.

mod thread;

use std::{
    io,
    path::Path,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use rusqlite::Connection;
use silta_consortium::Failure;
use silta_index::CatalogueIndex;
use tokio::{sync::watch, time::timeout_at};

use crate::kept::Kept;
use thread::Thread;

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
        let settings = silta_index::Settings {
            memory: pace.memory,
            threads: pace.threads,
            ..settings
        };
        let thread = Thread::new(Arc::clone(&shared), store, records, settings, pace);
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
