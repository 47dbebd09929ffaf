//! What the writer has to do: changes with their keys, and the consortium's own chores.

use std::{fmt, time::Instant};

use serde::{Serialize, de::DeserializeOwned};
use silta_consortium::{Change, Error, Failure, Origin, Protocol};
use tokio::sync::oneshot;

use crate::{
    checkin, fee, hold, ill,
    ledger::{self, Fingerprint},
    notice,
    store::{Result, Stop, Work},
};

/// What a change does: the rules of one method.
pub(crate) type Run<T, A> = fn(&mut Work<'_>, &T) -> Result<A>;

/// Something for the writer to do.
pub(crate) trait Job: Send {
    /// Whether somebody still waits for it.
    fn is_wanted(&self) -> bool;
    fn origin(&self) -> Origin;
    /// Does it, and keeps the outcome. Whether its changes stay.
    fn execute(&mut self, work: &mut Work<'_>) -> bool;
    /// Tells the outcome: that of the work if it was committed, else the failure.
    fn answer(self: Box<Self>, committed: Result<(), Failure>);
}

impl fmt::Debug for dyn Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Job")
    }
}

/// A change with its key.
pub(crate) struct Keyed<T, A> {
    change: Change<T>,
    fingerprint: Fingerprint,
    run: Run<T, A>,
    outcome: Option<Result<A, Error>>,
    reply: oneshot::Sender<Result<A, Error>>,
}

/// Where the answer to a job arrives.
pub(crate) type Reply<A> = oneshot::Receiver<Result<A, Error>>;

impl<T, A> Keyed<T, A> {
    pub(crate) fn new(
        change: Change<T>,
        fingerprint: Fingerprint,
        run: Run<T, A>,
    ) -> (Self, Reply<A>) {
        let (reply, answer) = oneshot::channel();
        let job = Self {
            change,
            fingerprint,
            run,
            outcome: None,
            reply,
        };
        (job, answer)
    }
}

impl<T, A> Keyed<T, A>
where
    A: Serialize + DeserializeOwned,
{
    fn attempt(&self, work: &mut Work<'_>) -> Result<A> {
        let Change { context, key, body } = &self.change;
        if Instant::now() >= context.deadline {
            let late = Failure::unavailable("the deadline passed before the change was begun");
            return Err(Stop::Failed(late));
        }
        if let Some(answer) = ledger::recall(&work.view, key, &self.fingerprint)? {
            return Ok(answer);
        }
        let outcome = (self.run)(work, body);
        match &outcome {
            Ok(answer) => ledger::record(work, key, &self.fingerprint, Ok(answer))?,
            Err(Stop::Refused(refusal)) => {
                undo(work)?;
                ledger::record::<A>(work, key, &self.fingerprint, Err(refusal))?;
            }
            Err(_) => return outcome,
        }
        notice::write(work)?;
        outcome
    }
}

impl<T: Send, A> Job for Keyed<T, A>
where
    A: Serialize + DeserializeOwned + Send,
{
    fn is_wanted(&self) -> bool {
        !self.reply.is_closed()
    }

    fn origin(&self) -> Origin {
        self.change.context.origin.clone()
    }

    fn execute(&mut self, work: &mut Work<'_>) -> bool {
        let outcome = self.attempt(work);
        let stays = !matches!(outcome, Err(Stop::Failed(_) | Stop::Store(_)));
        self.outcome = Some(outcome.map_err(Error::from));
        stays
    }

    fn answer(self: Box<Self>, committed: Result<(), Failure>) {
        settle(self.reply, self.outcome, committed);
    }
}

/// Something of the consortium's own.
pub(crate) struct Own<F, A> {
    run: Option<F>,
    outcome: Option<Result<A, Error>>,
    reply: oneshot::Sender<Result<A, Error>>,
}

impl<F, A> Own<F, A>
where
    F: FnOnce(&mut Work<'_>) -> Result<A>,
{
    pub(crate) fn new(run: F) -> (Self, Reply<A>) {
        let (reply, answer) = oneshot::channel();
        let job = Self {
            run: Some(run),
            outcome: None,
            reply,
        };
        (job, answer)
    }
}

impl<F, A> Job for Own<F, A>
where
    F: FnOnce(&mut Work<'_>) -> Result<A> + Send,
    A: Send,
{
    fn is_wanted(&self) -> bool {
        // A wrong PIN is counted even if nobody waits to hear it.
        true
    }

    fn origin(&self) -> Origin {
        ourselves()
    }

    fn execute(&mut self, work: &mut Work<'_>) -> bool {
        let Some(run) = self.run.take() else {
            return true;
        };
        let outcome = run(work);
        let stays = outcome.is_ok();
        self.outcome = Some(outcome.map_err(Error::from));
        stays
    }

    fn answer(self: Box<Self>, committed: Result<(), Failure>) {
        settle(self.reply, self.outcome, committed);
    }
}

fn settle<A>(
    reply: oneshot::Sender<Result<A, Error>>,
    outcome: Option<Result<A, Error>>,
    committed: Result<(), Failure>,
) {
    let answer = match (committed, outcome) {
        (Ok(()), Some(outcome)) => outcome,
        // It failed by itself before the transaction did: that is the better reason.
        (Err(_), Some(Err(Error::Failed(failure)))) => Err(failure.into()),
        (Err(failure), _) => Err(failure.into()),
        (Ok(()), None) => Err(Failure::unavailable("nobody waited for the answer").into()),
    };
    // Whoever asked may be gone; the key's outcome tells them later.
    let _ = reply.send(answer);
}

pub(crate) fn ourselves() -> Origin {
    Origin {
        protocol: Protocol::Api,
        account: None,
        library: None,
    }
}

/// Takes back what a job has done so far.
pub(crate) fn undo(work: &Work<'_>) -> Result<()> {
    work.run("ROLLBACK TO job", []).map(drop)
}

/// What waits to be sent is tried when the store is opened.
pub(crate) fn waken() -> impl Job {
    let (job, _) = Own::new(ill::outbox::try_all);
    job
}

/// Holds that expire, entries and returns that are forgotten.
pub(crate) fn sweep() -> impl Job {
    let (job, _) = Own::new(|work: &mut Work<'_>| {
        hold::expire(work)?;
        checkin::purge(work)?;
        fee::purge(work)?;
        ill::forget(work)?;
        ledger::purge(work)
    });
    job
}
