//! Numbers about Z39.50 for operators: APDUs by kind and outcome, how long they took, sessions.

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
use silta_observe::{Metrics, Series, label_values};
use silta_z3950::Apdu;

label_values! {
    /// What became of an APDU.
    pub enum ApduOutcome {
        /// Served.
        Ok = "ok",
        /// Answered with a diagnostic: it asked for what is not there or not served.
        Refused = "refused",
        /// Answered with a diagnostic: the consortium gave no answer.
        Failed = "failed",
        /// Could not be read, or came where it may not; the session was closed.
        ProtocolError = "protocol_error",
    }
}

/// The kinds of APDUs, and one for what cannot be read.
const KINDS: usize = Apdu::LISTED.len() + 1;

/// The number of a kind among [`KINDS`].
fn number(kind: &str) -> usize {
    let mut listed = Apdu::LISTED.iter();
    let place = listed.position(|(_, listed)| *listed == kind);
    place.unwrap_or(KINDS - 1)
}

/// The numbers of the Z39.50 service.
#[derive(Clone, Debug)]
pub struct Z3950Metrics {
    apdus: Family<ByApdu, Counter>,
    /// By kind and outcome.
    apdus_kept: Series<Counter>,
    seconds: Family<ByKind, Histogram>,
    /// By kind.
    seconds_kept: Series<Histogram>,
    pub(crate) sessions: Gauge,
}

impl Z3950Metrics {
    /// Registers them. To be done once for a [`Metrics`].
    pub fn register(metrics: &Metrics) -> Self {
        // From 20 microseconds to 5 seconds.
        let histogram = || Histogram::new(exponential_buckets(0.000_02, 2.0, 19));
        let new = Self {
            apdus: Family::default(),
            apdus_kept: Series::new(KINDS * ApduOutcome::ALL.len()),
            seconds: Family::new_with_constructor(histogram),
            seconds_kept: Series::new(KINDS),
            sessions: Gauge::default(),
        };
        metrics.register("z3950_apdus", "Z39.50 requests, by kind", new.apdus.clone());
        metrics.register(
            "z3950_seconds",
            "Time to answer a Z39.50 request",
            new.seconds.clone(),
        );
        metrics.register(
            "z3950_sessions",
            "Z39.50 sessions open now",
            new.sessions.clone(),
        );
        new
    }

    pub(crate) fn apdu(&self, kind: &'static str, outcome: ApduOutcome, took: Option<Duration>) {
        let number = number(kind);
        let place = number * ApduOutcome::ALL.len() + outcome as usize;
        let labels = || ByApdu { kind, outcome };
        self.apdus_kept.of(place, &self.apdus, labels).inc();
        if let Some(took) = took {
            let labels = || ByKind { kind };
            let seconds = self.seconds_kept.of(number, &self.seconds, labels);
            seconds.observe(took.as_secs_f64());
        }
    }
}

/// The kind is the APDU's name in the standard.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByApdu {
    kind: &'static str,
    outcome: ApduOutcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByKind {
    kind: &'static str,
}
