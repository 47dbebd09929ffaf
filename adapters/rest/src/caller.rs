//! A call with all its tries.
//!
//! A question is asked again while that can help and the budget allows. A PIN is asked about again
//! only if it surely was not read. A change whose answer was lost is settled: its outcome is asked
//! for by its key; if it is unknown there, it is sent again with the same key while time remains.
//! What cannot be settled in time is in doubt, and that is said.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use bytes::Bytes;
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use silta_consortium::{Context, Error, Failure, FailureKind, IdempotencyKey, Refusal};
use silta_consortium_api::{Format, Operation, Outcome, Target, body, call::Call};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{sleep, timeout_at},
};
use tracing::{debug, warn};

use crate::{
    BreakerState, RestMetrics, Settings,
    answer::{self, body_of, refusal},
    breaker::{Breaker, Permit, Verdict},
    clock::now,
    doubts::{Doubt, DoubtStore, Doubts},
    exchange::{Content, Exchange, Request},
    hear::Strange,
    metrics::{CallOutcome, Settled},
    network::Network,
    retry::{Budget, Jitter},
    trouble::{Effect, Miss, Trouble, TroubleKind},
};

/// Whoever calls one consortium.
pub(crate) struct Caller {
    pub(crate) settings: Settings,
    pub(crate) exchange: Exchange,
    places: Semaphore,
    breaker: Mutex<Breaker>,
    budget: Mutex<Budget>,
    jitter: Jitter,
    metrics: RestMetrics,
    doubts: Doubts,
}

/// A body as it is understood.
trait Reader<T>: Fn(&[u8]) -> Result<T, Strange> + Send + Sync {}

impl<T, R: Fn(&[u8]) -> Result<T, Strange> + Send + Sync> Reader<T> for R {}

/// How an answer of operation `C` is understood. Boxed: it is some hundred bytes, and goes through
/// many hands.
fn reader<C: Call, T>(hear: fn(C::Answer) -> Result<T, Strange>) -> impl Reader<Box<T>>
where
    C::Answer: DeserializeOwned,
{
    move |bytes: &[u8]| hear(body_of(C::OPERATION, bytes)?).map(Box::new)
}

/// A body to send.
pub(crate) fn json(body: &impl Serialize) -> Content {
    Content::json(body::write(body).into())
}

impl Caller {
    pub(crate) fn new(
        settings: Settings,
        network: Arc<dyn Network>,
        metrics: RestMetrics,
        seed: u64,
    ) -> Self {
        Self {
            exchange: Exchange::new(&settings, network),
            places: Semaphore::new(settings.concurrency),
            breaker: Mutex::new(Breaker::new(settings.breaker)),
            budget: Mutex::new(Budget::new(settings.retry, now())),
            jitter: Jitter::new(settings.retry, seed),
            metrics,
            doubts: Doubts::default(),
            settings,
        }
    }

    /// Whether calls go out now.
    pub(crate) fn breaker_state(&self) -> BreakerState {
        self.breaker().state()
    }

    /// Asks a question.
    pub(crate) async fn ask<C: Call, T>(
        &self,
        context: &Context,
        target: Target,
        hear: fn(C::Answer) -> Result<T, Strange>,
    ) -> Result<T, Error>
    where
        C::Answer: DeserializeOwned,
    {
        let request = Request {
            target,
            key: None,
            accept: Format::Json,
            body: Content::NONE,
        };
        let read = reader::<C, T>(hear);
        let times = self.begin(context);
        let said = self.repeat(&request, times, &read, |_| true).await;
        self.count(request.target.operation(), times, &said);
        said.map(|answer| *answer)
    }

    /// Asks for something in another form than JSON.
    pub(crate) async fn fetch(
        &self,
        context: &Context,
        target: Target,
        accept: Format,
    ) -> Result<Bytes, Error> {
        let request = Request {
            target,
            key: None,
            accept,
            body: Content::NONE,
        };
        let read = |bytes: &[u8]| Ok(Bytes::copy_from_slice(bytes));
        let times = self.begin(context);
        let said = self.repeat(&request, times, &read, |_| true).await;
        self.count(request.target.operation(), times, &said);
        said
    }

    /// Asks what must not be asked twice: again only if it was surely not read.
    pub(crate) async fn ask_once<C: Call, T>(
        &self,
        context: &Context,
        target: Target,
        body: Content,
        hear: fn(C::Answer) -> Result<T, Strange>,
    ) -> Result<T, Error>
    where
        C::Answer: DeserializeOwned,
    {
        let request = Request {
            target,
            key: None,
            accept: Format::Json,
            body,
        };
        let read = reader::<C, T>(hear);
        let times = self.begin(context);
        let unread = |trouble: &Trouble| trouble.effect == Effect::Nothing;
        let said = self.repeat(&request, times, &read, unread).await;
        self.count(request.target.operation(), times, &said);
        said.map(|answer| *answer)
    }

    /// Changes something, once.
    pub(crate) async fn change<C: Call, T>(
        &self,
        context: &Context,
        key: IdempotencyKey,
        target: Target,
        body: Content,
        hear: fn(C::Answer) -> Result<T, Strange>,
    ) -> Result<T, Error>
    where
        C::Answer: DeserializeOwned,
    {
        let request = Request {
            target,
            key: Some(key.clone()),
            accept: Format::Json,
            body,
        };
        let read = reader::<C, T>(hear);
        let times = self.begin(context);
        let operation = request.target.operation();
        let said = self.apply(&request, &key, times, &read).await;
        self.count(operation, times, &said);
        if let Err(Error::Failed(Failure {
            kind: FailureKind::InDoubt,
            ..
        })) = &said
        {
            self.doubt(operation, key).await;
        }
        said.map(|answer| *answer)
    }

    /// Asks what became of the changes in doubt. How many are still open.
    pub(crate) async fn settle_doubts(&self) -> usize {
        for open in self.doubts.all() {
            let Doubt {
                operation,
                key,
                since,
            } = &open.doubt;
            let whatever = |_: &[u8]| Ok(());
            let became = match self.settle(key, self.soon(), &whatever).await {
                Ok(Known::Applied(())) => Some("done"),
                Ok(Known::Refused(_)) => Some("refused"),
                Ok(Known::Unknown) => open.unknown(),
                // It does not answer: the others would fare no better.
                Err(_) => break,
            };
            let Some(became) = became else { continue };
            // Another who asked at the same time may have told it already.
            if self.doubts.take(key) {
                let id = key.as_str();
                warn!(operation, key = id, became, %since, "a change in doubt is settled");
                self.doubts.forget(key.clone()).await;
            }
        }
        self.metrics.in_doubt(self.doubts.len());
        self.doubts.len()
    }

    async fn doubt(&self, operation: Operation, key: IdempotencyKey) {
        let doubt = Doubt {
            operation: operation.spec().id.to_owned(),
            key,
            since: Timestamp::now(),
        };
        self.doubts.add(doubt).await;
        self.metrics.in_doubt(self.doubts.len());
    }

    /// Goes on with the changes in doubt that rest in a store.
    pub(crate) fn remember(&mut self, store: Arc<dyn DoubtStore>) {
        self.doubts = Doubts::resting(store);
        self.metrics.in_doubt(self.doubts.len());
    }

    /// Tries until there is an answer, or until trying again cannot help.
    async fn repeat<T>(
        &self,
        request: &Request,
        Times { begun, until }: Times,
        read: &impl Reader<T>,
        may_repeat: impl Fn(&Trouble) -> bool,
    ) -> Result<T, Error> {
        let operation = request.target.operation();
        let (mut retry, mut at) = (0, begun);
        loop {
            let attempt = self.attempt(request, at, until, Gate::Breaker, read);
            let trouble = match attempt.await {
                Ok(answer) => return Ok(answer),
                Err(Miss::Refused(refusal)) => return Err(refusal.into()),
                Err(Miss::Trouble(trouble)) => trouble,
            };
            if !may_repeat(&trouble)
                || !self
                    .pause(operation, Gate::Breaker, &trouble, retry, until)
                    .await
            {
                return Err(trouble.failure(operation).into());
            }
            (retry, at) = (retry + 1, now());
        }
    }

    /// Sends a change until its outcome is certain, or in doubt.
    async fn apply<T>(
        &self,
        request: &Request,
        key: &IdempotencyKey,
        Times { begun, until }: Times,
        read: &impl Reader<T>,
    ) -> Result<T, Error> {
        let operation = request.target.operation();
        // The lost answer after which a try may still be under way over there.
        let mut doubt: Option<Trouble> = None;
        let (mut retry, mut at) = (0, begun);
        loop {
            let attempt = self.attempt(request, at, until, Gate::Breaker, read);
            let trouble = match attempt.await {
                Ok(answer) => return Ok(answer),
                Err(Miss::Refused(refusal)) => return Err(refusal.into()),
                Err(Miss::Trouble(trouble)) => trouble,
            };
            if trouble.effect != Effect::Nothing {
                match self.settle(key, until, read).await {
                    Ok(Known::Applied(answer)) => return Ok(answer),
                    Ok(Known::Refused(refusal)) => return Err(refusal.into()),
                    Ok(Known::Unknown) if trouble.effect == Effect::Ended => {}
                    Ok(Known::Unknown) => doubt = Some(trouble.clone()),
                    Err(unsettled) => {
                        debug!(operation = operation.spec().id, ?unsettled, "not settled");
                        return Err(trouble.in_doubt(operation).into());
                    }
                }
            }
            if !self
                .pause(operation, Gate::Breaker, &trouble, retry, until)
                .await
            {
                return Err(match doubt {
                    Some(lost) => lost.in_doubt(operation).into(),
                    None => trouble.failure(operation).into(),
                });
            }
            (retry, at) = (retry + 1, now());
        }
    }

    /// Asks what became of a change.
    async fn settle<T>(
        &self,
        key: &IdempotencyKey,
        until: Instant,
        read: &impl Reader<T>,
    ) -> Result<Known<T>, Trouble> {
        let known = self.outcome(key, until, read).await;
        self.metrics.settled(match &known {
            Ok(Known::Applied(_)) => Settled::Applied,
            Ok(Known::Refused(_)) => Settled::Refused,
            Ok(Known::Unknown) => Settled::Unknown,
            Err(_) => Settled::InDoubt,
        });
        known
    }

    async fn outcome<T>(
        &self,
        key: &IdempotencyKey,
        until: Instant,
        read: &impl Reader<T>,
    ) -> Result<Known<T>, Trouble> {
        let operation = Operation::OutcomeOf;
        let Ok(target) = operation.target(&[key.as_str()]) else {
            return Err(Trouble::new(TroubleKind::Malformed, Effect::Nothing).at("key"));
        };
        let request = Request {
            target,
            key: None,
            accept: Format::Json,
            body: Content::NONE,
        };
        let read_outcome = |bytes: &[u8]| known(body_of(operation, bytes)?, read);
        let mut retry = 0;
        loop {
            // What is in doubt is asked about even while the breaker is open: it was let out before.
            let attempt = self.attempt(&request, now(), until, Gate::Around, &read_outcome);
            let trouble = match attempt.await {
                Ok(known) => return Ok(known),
                // Over there, asking for an outcome is refused like anything else.
                Err(Miss::Refused(_)) => Trouble::new(TroubleKind::UnknownProblem, Effect::Nothing),
                Err(Miss::Trouble(trouble)) => trouble,
            };
            if !self
                .pause(operation, Gate::Around, &trouble, retry, until)
                .await
            {
                return Err(trouble);
            }
            retry += 1;
        }
    }

    /// Waits before a further try; false if there should be none.
    async fn pause(
        &self,
        operation: Operation,
        gate: Gate,
        trouble: &Trouble,
        retry: u32,
        until: Instant,
    ) -> bool {
        if !trouble.kind.passes() {
            return false;
        }
        let pause = self
            .jitter
            .pause(retry)
            .max(trouble.wait.unwrap_or(Duration::ZERO));
        let now = now();
        let is_shut = gate == Gate::Breaker && self.breaker().wait(now).is_some();
        if is_shut || now + pause >= until {
            return false;
        }
        // Waiting for our own first try adds no load to speak of.
        if trouble.kind != TroubleKind::KeyInProgress && !self.budget().retry(now) {
            return false;
        }
        self.metrics.retry(operation.spec().id);
        debug!(
            operation = operation.spec().id,
            trouble = trouble.kind.as_str(),
            retry,
            "asking again"
        );
        sleep(pause).await;
        true
    }

    /// One try that begins at `begun`, counted if it brings no answer.
    async fn attempt<T>(
        &self,
        request: &Request,
        begun: Instant,
        until: Instant,
        gate: Gate,
        read: &impl Reader<T>,
    ) -> Result<T, Miss> {
        let said = self.send(request, begun, until, gate, read).await;
        if let Err(Miss::Trouble(trouble)) = &said {
            let id = request.target.operation().spec().id;
            self.metrics.trouble(id, trouble.kind);
        }
        said
    }

    async fn send<T>(
        &self,
        request: &Request,
        begun: Instant,
        until: Instant,
        gate: Gate,
        read: &impl Reader<T>,
    ) -> Result<T, Miss> {
        let nothing = |kind| Miss::Trouble(Trouble::new(kind, Effect::Nothing));
        let shut = |wait| {
            Miss::Trouble(Trouble::new(TroubleKind::BreakerOpen, Effect::Nothing).after(Some(wait)))
        };
        let whole = begun + self.settings.attempt_deadline;
        if until <= begun {
            return Err(nothing(TroubleKind::Timeout));
        }
        if let (Gate::Breaker, Some(wait)) = (gate, self.breaker().wait(begun)) {
            return Err(shut(wait));
        }
        let Some(_place) = self.place(until.min(whole)).await else {
            return Err(nothing(TroubleKind::Busy));
        };
        let mut ticket = match gate {
            Gate::Around => None,
            Gate::Breaker => Some(self.admit().map_err(shut)?),
        };
        let received = self.exchange.send(request, until.min(whole)).await;
        let said = match received {
            Ok(received) => {
                answer::read(request.target.operation(), request.accept, &received, read)
            }
            Err(trouble) => Err(Miss::Trouble(trouble)),
        };
        if let Some(ticket) = &mut ticket {
            ticket.verdict = Verdict::of(&said, until < whole);
        }
        said
    }

    /// One of the places for calls that go out at the same time; none if none gets free in time.
    async fn place(&self, until: Instant) -> Option<SemaphorePermit<'_>> {
        if let Ok(place) = self.places.try_acquire() {
            return Some(place);
        }
        let place = timeout_at(until.into(), self.places.acquire()).await;
        place.ok()?.ok()
    }

    /// Lets a try out, if the breaker allows.
    fn admit(&self) -> Result<Ticket<'_>, Duration> {
        let permit = self.turn(|breaker| breaker.admit(now()))?;
        Ok(Ticket {
            caller: self,
            permit,
            // Unless somebody waits for the end.
            verdict: Verdict::Abandoned,
        })
    }

    /// Does something with the breaker, and tells if that changed its state.
    fn turn<T>(&self, turn: impl FnOnce(&mut Breaker) -> T) -> T {
        let mut breaker = self.breaker();
        let before = breaker.state();
        let turned = turn(&mut breaker);
        let state = breaker.state();
        if state != before {
            self.metrics.breaker(state);
            warn!(breaker = state.as_str(), "the circuit breaker changed");
        }
        turned
    }

    /// Counts a call with all its tries, when it has ended.
    fn count<T>(&self, operation: Operation, Times { begun, .. }: Times, said: &Result<T, Error>) {
        let outcome = match said {
            Ok(_) => CallOutcome::Ok,
            Err(Error::Refused(_)) => CallOutcome::Refused,
            Err(Error::Failed(failure)) => CallOutcome::of(failure),
        };
        if let Err(Error::Failed(failure)) = said {
            warn!(%failure, "the consortium gave no answer");
        }
        let took = now().duration_since(begun);
        self.metrics.call(operation, outcome, took);
    }

    /// Begins a call, counted in the budget for asking again.
    fn begin(&self, context: &Context) -> Times {
        let times = self.times(context);
        self.budget().call(times.begun);
        times
    }

    /// From when and until when a call may go on that begins now.
    fn times(&self, context: &Context) -> Times {
        let begun = now();
        let until = context.deadline.min(begun + self.settings.call_deadline);
        Times { begun, until }
    }

    /// Until when all tries of a call have ended.
    pub(crate) fn until(&self, context: &Context) -> Instant {
        self.times(context).until
    }

    /// Until when a call has ended that begins now.
    pub(crate) fn soon(&self) -> Instant {
        now() + self.settings.call_deadline
    }

    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        // Neither leaves a half-done state behind.
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn budget(&self) -> MutexGuard<'_, Budget> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// When a call began, and until when all its tries have ended.
#[derive(Clone, Copy, Debug)]
struct Times {
    begun: Instant,
    until: Instant,
}

/// Whether the breaker is asked before a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gate {
    Around,
    Breaker,
}

/// What became of a change.
enum Known<T> {
    Applied(T),
    Refused(Refusal),
    Unknown,
}

fn known<T>(outcome: Outcome, read: &impl Reader<T>) -> Result<Known<T>, Strange> {
    Ok(match outcome {
        Outcome::Applied { answer } => {
            let bytes = serde_json::to_vec(&answer).map_err(|_| Strange::at("answer"))?;
            Known::Applied(read(&bytes)?)
        }
        Outcome::Refused { problem } => {
            Known::Refused(refusal(&problem).ok_or_else(|| Strange::at("problem"))?)
        }
        Outcome::Unknown => Known::Unknown,
    })
}

/// A permit of the breaker that is given back whatever happens, also when nobody waits any more.
struct Ticket<'a> {
    caller: &'a Caller,
    permit: Permit,
    verdict: Verdict,
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        let report = |breaker: &mut Breaker| breaker.report(&self.permit, now(), self.verdict);
        self.caller.turn(report);
    }
}
