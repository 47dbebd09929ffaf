//! Numbers about a consortium elsewhere: calls by operation and outcome, how long they took,
//! retries, what became of lost answers, and the breaker.

use std::time::Duration;

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
};
use silta_consortium::{Failure, FailureKind};
use silta_consortium_api::Operation;
use silta_observe::{Metrics, Series, label_values};

use crate::{BreakerState, TroubleKind};

label_values! {
    /// What became of a change whose answer was lost.
    pub enum Settled {
        /// It had been done.
        Applied = "applied",
        /// The outcome could not be had in time.
        InDoubt = "in_doubt",
        /// The library had said no.
        Refused = "refused",
        /// It had not been done.
        Unknown = "unknown",
    }
}

label_values! {
    /// How a call ended, with all its tries.
    pub(crate) enum CallOutcome {
        /// With an answer.
        Ok = "ok",
        /// It may have been done, or not.
        InDoubt = "in_doubt",
        /// The same key was still being worked on.
        KeyInProgress = "key_in_progress",
        /// The key had been used for something else.
        KeyMismatch = "key_mismatch",
        /// What was said cannot be understood.
        Malformed = "malformed",
        /// The library says no.
        Refused = "refused",
        /// No answer in time.
        Timeout = "timeout",
        /// Nobody is there.
        Unavailable = "unavailable",
        /// It cannot be searched like that.
        Unsearchable = "unsearchable",
    }
}

impl CallOutcome {
    /// That of a failed call: the trouble's own word.
    pub(crate) fn of(failure: &Failure) -> Self {
        match failure.kind {
            FailureKind::DeadlineExceeded => Self::Timeout,
            FailureKind::InDoubt => Self::InDoubt,
            FailureKind::Internal => Self::Malformed,
            FailureKind::KeyInProgress => Self::KeyInProgress,
            FailureKind::KeyMismatch => Self::KeyMismatch,
            FailureKind::Unavailable => Self::Unavailable,
            FailureKind::Unsearchable => Self::Unsearchable,
        }
    }
}

/// The numbers of one consortium elsewhere.
#[derive(Clone, Debug)]
pub struct RestMetrics {
    calls: Family<ByCall, Counter>,
    /// By operation and outcome.
    calls_kept: Series<Counter>,
    seconds: Family<ByOperation, Histogram>,
    /// By operation.
    seconds_kept: Series<Histogram>,
    retries: Family<ByOperation, Counter>,
    settled: Family<BySettled, Counter>,
    troubles: Family<ByTrouble, Counter>,
    breaker: Family<ByState, Gauge>,
    in_doubt: Gauge,
}

impl RestMetrics {
    /// Registers them. To be done once for a [`Metrics`].
    pub fn register(metrics: &Metrics) -> Self {
        let new = Self::default();
        metrics.register(
            "consortium_calls",
            "Calls to the consortium, by operation and outcome",
            new.calls.clone(),
        );
        metrics.register(
            "consortium_seconds",
            "Time of a call to the consortium with all its tries",
            new.seconds.clone(),
        );
        metrics.register(
            "consortium_retries",
            "Tries beyond the first",
            new.retries.clone(),
        );
        metrics.register(
            "consortium_settled",
            "What became of changes whose answer was lost",
            new.settled.clone(),
        );
        metrics.register(
            "consortium_troubles",
            "Tries that brought no answer, by what was wrong",
            new.troubles.clone(),
        );
        metrics.register(
            "consortium_in_doubt",
            "Changes of which is not known whether they were done",
            new.in_doubt.clone(),
        );
        metrics.register(
            "consortium_breaker",
            "State of the circuit breaker: 1 where it is",
            new.breaker.clone(),
        );
        new
    }

    pub(crate) fn call(&self, called: Operation, outcome: CallOutcome, took: Duration) {
        let (row, operation) = (called as usize, called.spec().id);
        let calls = row * CallOutcome::ALL.len() + outcome as usize;
        self.calls_kept
            .of(calls, &self.calls, || ByCall { operation, outcome })
            .inc();
        self.seconds_kept
            .of(row, &self.seconds, || ByOperation { operation })
            .observe(took.as_secs_f64());
    }

    pub(crate) fn retry(&self, operation: &'static str) {
        self.retries.get_or_create(&ByOperation { operation }).inc();
    }

    pub(crate) fn settled(&self, outcome: Settled) {
        self.settled.get_or_create(&BySettled { outcome }).inc();
    }

    pub(crate) fn in_doubt(&self, open: usize) {
        self.in_doubt.set(i64::try_from(open).unwrap_or(i64::MAX));
    }

    pub(crate) fn trouble(&self, operation: &'static str, trouble: TroubleKind) {
        self.troubles
            .get_or_create(&ByTrouble { operation, trouble })
            .inc();
    }

    pub(crate) fn breaker(&self, now: BreakerState) {
        for &state in BreakerState::ALL {
            let gauge = self.breaker.get_or_create(&ByState { state });
            gauge.set(i64::from(state == now));
        }
    }
}

/// Numbers that nobody sees.
impl Default for RestMetrics {
    fn default() -> Self {
        // From 100 microseconds to 3.3 seconds.
        let histogram = || Histogram::new(exponential_buckets(0.000_1, 2.0, 16));
        let new = Self {
            calls: Family::default(),
            calls_kept: Series::new(Operation::ALL.len() * CallOutcome::ALL.len()),
            seconds_kept: Series::new(Operation::ALL.len()),
            seconds: Family::new_with_constructor(histogram),
            retries: Family::default(),
            settled: Family::default(),
            troubles: Family::default(),
            breaker: Family::default(),
            in_doubt: Gauge::default(),
        };
        new.breaker(BreakerState::Closed);
        for &outcome in Settled::ALL {
            drop(new.settled.get_or_create(&BySettled { outcome }));
        }
        new
    }
}

/// Operations are words of a table of ours.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByCall {
    operation: &'static str,
    outcome: CallOutcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByOperation {
    operation: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct BySettled {
    outcome: Settled,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByState {
    state: BreakerState,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByTrouble {
    operation: &'static str,
    trouble: TroubleKind,
}
