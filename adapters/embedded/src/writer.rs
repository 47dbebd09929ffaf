//! The one writer: takes what is queued, does it in one transaction, and answers when it is on
//! disk.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, AtomicU64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode};
use serde::{Serialize, de::DeserializeOwned};
use silta_consortium::{
    Answer, Change, Error, Failure, FailureKind, FailureSource, Partner, Retry,
};
use tokio::{sync::Notify, time::timeout_at};

use crate::{
    cataloguing,
    clock::Clock,
    dating, hold,
    job::{self, Job, Keyed, Own, Reply, Run},
    ledger::{self, Fingerprint},
    pin::Pins,
    rules::Rules,
    store::{Effects, Result, View, Work, store_failure},
};

/// How many changes one transaction takes at the most, so that its first does not wait for ever.
const BATCH: usize = 256;
/// How often holds expire and old entries are forgotten while nothing else happens.
const SWEEP_EVERY: Duration = Duration::from_secs(60);

/// The queue to the writer's thread. Dropping it finishes what is queued, and joins the thread.
#[derive(Debug)]
pub(crate) struct Writer {
    queue: Option<SyncSender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
    pub(crate) shared: Arc<Shared>,
}

/// What the writer shares with the readers.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rules: Rules,
    pub(crate) partners: Vec<Partner>,
    pub(crate) pins: Pins,
    /// Told when messages to partners are due that were not before.
    pub(crate) outbox: Notify,
    /// When the next hold expires, in milliseconds.
    pub(crate) next_expiry: AtomicI64,
    /// How many commits there were; counted before they are told.
    pub(crate) commits: AtomicU64,
    /// Why nothing is written any more.
    broken: Mutex<Option<Failure>>,
}

impl Shared {
    pub(crate) fn new(
        clock: Arc<dyn Clock>,
        rules: Rules,
        partners: Vec<Partner>,
        pins: Pins,
    ) -> Self {
        Self {
            clock,
            rules,
            partners,
            pins,
            outbox: Notify::new(),
            next_expiry: AtomicI64::new(0),
            commits: AtomicU64::new(0),
            broken: Mutex::new(None),
        }
    }

    /// Why nothing is written any more, if so.
    pub(crate) fn broken(&self) -> Option<Failure> {
        self.broken
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Writer {
    /// Starts the thread. `limit`: how many changes may wait.
    pub(crate) fn start(
        connection: Connection,
        shared: Arc<Shared>,
        limit: usize,
    ) -> std::io::Result<Self> {
        let (queue, jobs) = sync_channel(limit);
        let state = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("silta-embedded-writer".to_owned())
            .spawn(move || Thread { connection, state }.run(&jobs))?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
            shared,
        })
    }

    /// Does a change, or gives the answer of the first time.
    pub(crate) fn change<T, A>(
        &self,
        method: &'static str,
        change: Change<T>,
        run: Run<T, A>,
    ) -> Answer<'_, A>
    where
        T: Serialize + Send + 'static,
        A: Serialize + DeserializeOwned + Send + 'static,
    {
        Box::pin(async move {
            let fingerprint = ledger::fingerprint(method, &change.body)?;
            self.fingerprinted(fingerprint, change, run).await
        })
    }

    /// Does a change whose fingerprint was taken.
    pub(crate) async fn fingerprinted<T, A>(
        &self,
        fingerprint: Fingerprint,
        change: Change<T>,
        run: Run<T, A>,
    ) -> Result<A, Error>
    where
        T: Send + 'static,
        A: Serialize + DeserializeOwned + Send + 'static,
    {
        let deadline = change.context.deadline;
        let (job, answer) = Keyed::new(change, fingerprint, run);
        self.submit(Box::new(job))?;
        await_answer(answer, deadline).await
    }

    /// Does something of the consortium's own, without a key.
    pub(crate) async fn own<A: Send + 'static>(
        &self,
        deadline: Instant,
        run: impl FnOnce(&mut Work<'_>) -> Result<A> + Send + 'static,
    ) -> Result<A, Error> {
        let (job, answer) = Own::new(run);
        self.submit(Box::new(job))?;
        await_answer(answer, deadline).await
    }

    /// Whether changes can be written.
    pub(crate) fn health(&self) -> Result<(), Failure> {
        match self.shared.broken() {
            Some(failure) => Err(failure),
            None if self.thread.as_ref().is_none_or(JoinHandle::is_finished) => Err(stopped()),
            None => Ok(()),
        }
    }

    fn submit(&self, job: Box<dyn Job>) -> Result<(), Failure> {
        let Some(queue) = &self.queue else {
            return Err(Failure::unavailable("the store is closed"));
        };
        queue.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => Failure::unavailable("too many changes wait to be written"),
            TrySendError::Disconnected(_) => stopped(),
        })
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been told by the panic hook; there is nobody to tell here.
            let _ = thread.join();
        }
    }
}

async fn await_answer<A>(answer: Reply<A>, deadline: Instant) -> Result<A, Error> {
    match timeout_at(deadline.into(), answer).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => Err(stopped().into()),
        Err(_) => Err(in_doubt("the change was not on disk before the deadline").into()),
    }
}

/// The thread is gone: a rule of ours was broken, and the panic told which.
fn stopped() -> Failure {
    Failure::internal("the writer has stopped")
}

fn in_doubt(what: impl Into<String>) -> Failure {
    Failure {
        kind: FailureKind::InDoubt,
        blame: FailureSource::Consortium,
        retry: Retry::After(Duration::from_secs(1)),
        what: what.into(),
    }
}

/// The thread's own state.
struct Thread {
    connection: Connection,
    state: Arc<Shared>,
}

impl Thread {
    fn run(&self, jobs: &Receiver<Box<dyn Job>>) {
        // What expired while nobody ran is done first.
        let mut swept = Instant::now();
        self.write(vec![Box::new(job::sweep()), Box::new(job::waken())]);
        loop {
            let mut batch: Vec<Box<dyn Job>> = Vec::new();
            match jobs.recv_timeout(SWEEP_EVERY.saturating_sub(swept.elapsed())) {
                Ok(job) => batch.extend([job].into_iter().chain(jobs.try_iter()).take(BATCH)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if swept.elapsed() >= SWEEP_EVERY {
                swept = Instant::now();
                batch.push(Box::new(job::sweep()));
            }
            self.write(batch);
        }
        // Failing to tidy up loses nothing: the log is read at the next start.
        let _ = self
            .connection
            .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// Does a batch, in as few transactions as the disk allows.
    fn write(&self, batch: Vec<Box<dyn Job>>) {
        let mut rest = batch.into_iter().filter(|job| job.is_wanted()).peekable();
        while rest.peek().is_some() {
            if let Some(failure) = self.state.broken() {
                return rest.for_each(|job| job.answer(Err(failure.clone())));
            }
            if let Err(error) = self.connection.execute_batch("BEGIN IMMEDIATE") {
                let failure = store_failure(&error);
                return rest.for_each(|job| job.answer(Err(failure.clone())));
            }
            self.transaction(&mut rest);
        }
    }

    /// One transaction: as many of the jobs as it survives, and their answers.
    fn transaction(&self, jobs: &mut dyn Iterator<Item = Box<dyn Job>>) {
        let mut effects = Effects::default();
        let mut done = Vec::new();
        for mut job in jobs {
            self.execute(job.as_mut(), &mut effects);
            done.push(job);
            // A full disk or a failing one can end the whole transaction; nothing in it was done.
            if self.connection.is_autocommit() {
                let lost = Failure::unavailable("the store could not write; nothing was done");
                return done
                    .into_iter()
                    .for_each(|job| job.answer(Err(lost.clone())));
            }
        }
        let next_expiry = effects.holds.then(|| hold::next_expiry(&self.connection));
        let committed = self.dated(&effects).and_then(|()| self.commit());
        // Even one that failed may have come through.
        self.state.commits.fetch_add(1, Ordering::SeqCst);
        if committed.is_ok() {
            self.publish(effects, next_expiry);
        }
        for job in done {
            job.answer(committed.clone());
        }
    }

    fn execute(&self, job: &mut dyn Job, effects: &mut Effects) {
        let origin = job.origin();
        let mut work = Work {
            view: View {
                connection: &self.connection,
                rules: &self.state.rules,
                partners: &self.state.partners,
                now: self.state.clock.now(),
            },
            origin: &origin,
            notices: Vec::new(),
            effects,
        };
        // What fails here fails only this job; if it cost the transaction, the caller sees that.
        let _ = self.guarded(job, &mut work);
    }

    fn guarded(&self, job: &mut dyn Job, work: &mut Work<'_>) -> Result<()> {
        work.run("SAVEPOINT job", [])?;
        if hold::is_due(&self.state, work.view.now) {
            hold::expire(work)?;
            work.run("RELEASE job", [])?;
            work.run("SAVEPOINT job", [])?;
        }
        if !job.execute(work) {
            job::undo(work)?;
        }
        work.run("RELEASE job", []).map(drop)
    }

    /// Dates the records of which harvesters are told something else now.
    fn dated(&self, effects: &Effects) -> Result<(), Failure> {
        let now = self.state.clock.now();
        let catalogued = match effects.catalogued {
            Some(before) => cataloguing::date_after(&self.connection, before, now),
            None => Ok(()),
        };
        let dated = catalogued.and_then(|()| dating::settle(&self.connection, now));
        dated.map_err(|error| {
            // If this fails too, the transaction is gone already.
            let _ = self.connection.execute_batch("ROLLBACK");
            store_failure(&error)
        })
    }

    fn commit(&self) -> Result<(), Failure> {
        let Err(error) = self.connection.execute_batch("COMMIT") else {
            return Ok(());
        };
        // If this fails too, the transaction is gone already.
        let _ = self.connection.execute_batch("ROLLBACK");
        if error.sqlite_error_code() == Some(ErrorCode::DiskFull) {
            return Err(Failure::unavailable("the disk is full; nothing was done"));
        }
        // After a failed fsync nobody knows what is on the disk; only a restart reads it anew.
        let failure = in_doubt(format!("the store cannot write any more: {error}"));
        *self
            .state
            .broken
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(Failure::unavailable(format!(
            "the store stopped after a failed write: {error}"
        )));
        Err(failure)
    }

    fn publish(&self, effects: Effects, next_expiry: Option<rusqlite::Result<i64>>) {
        for card in &effects.pins {
            self.state.pins.forget(card);
        }
        if effects.outbox {
            self.state.outbox.notify_waiters();
        }
        if let Some(next) = next_expiry {
            // If it cannot be read, every change and read asks for it anew.
            self.state
                .next_expiry
                .store(next.unwrap_or(0), Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests;
