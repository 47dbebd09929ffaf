//! Numbers about ISO 18626 for operators: messages that came in, by kind and outcome.

use std::time::Duration;

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{
        counter::Counter,
        family::Family,
        histogram::{Histogram, exponential_buckets},
    },
};
use silta_iso18626::Kind;
use silta_observe::{Metrics, label_values};

label_values! {
    /// What became of a message.
    pub enum Outcome {
        /// Taken, and confirmed so.
        Ok = "ok",
        /// Confirmed with an error.
        Refused = "refused",
        /// No message, or none that is confirmed.
        Malformed = "malformed",
        /// The consortium gave no answer.
        Failed = "failed",
    }
}

/// The numbers of the ISO 18626 service.
#[derive(Clone, Debug)]
pub struct Iso18626Metrics {
    messages: Family<ByOutcome, Counter>,
    seconds: Histogram,
}

impl Iso18626Metrics {
    /// Registers them. To be done once for a [`Metrics`].
    pub fn register(metrics: &Metrics) -> Self {
        let new = Self {
            messages: Family::default(),
            // From 100 microseconds to 13 seconds.
            seconds: Histogram::new(exponential_buckets(0.000_1, 2.0, 18)),
        };
        metrics.register(
            "iso18626_messages",
            "ISO 18626 messages received, by kind",
            new.messages.clone(),
        );
        metrics.register(
            "iso18626_seconds",
            "Time to confirm an ISO 18626 message",
            new.seconds.clone(),
        );
        new
    }

    pub(crate) fn message(&self, kind: Option<Kind>, outcome: Outcome, took: Duration) {
        let kind = kind.map_or("none", Kind::name);
        self.messages
            .get_or_create(&ByOutcome { kind, outcome })
            .inc();
        self.seconds.observe(took.as_secs_f64());
    }
}

/// The message by its name in the standard; `none` where it cannot be told.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByOutcome {
    kind: &'static str,
    outcome: Outcome,
}
