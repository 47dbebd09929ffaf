//! Numbers about SRU for operators: requests by operation and outcome, and how long they took.

use std::time::Duration;

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{
        counter::Counter,
        family::Family,
        histogram::{Histogram, exponential_buckets},
    },
};
use silta_observe::{Metrics, label_values};
use silta_sru::Operation;

label_values! {
    /// What became of a request.
    pub enum Outcome {
        /// Served.
        Ok = "ok",
        /// Answered with a diagnostic: it asked for what is not there or not served.
        Refused = "refused",
        /// Answered with a diagnostic: the consortium gave no answer.
        Failed = "failed",
    }
}

/// The numbers of the SRU service.
#[derive(Clone, Debug)]
pub struct SruMetrics {
    requests: Family<ByOutcome, Counter>,
    seconds: Family<ByOperation, Histogram>,
}

impl SruMetrics {
    /// Registers them. To be done once for a [`Metrics`].
    pub fn register(metrics: &Metrics) -> Self {
        // From 20 microseconds to 5 seconds.
        let histogram = || Histogram::new(exponential_buckets(0.000_02, 2.0, 19));
        let new = Self {
            requests: Family::default(),
            seconds: Family::new_with_constructor(histogram),
        };
        metrics.register(
            "sru_requests",
            "SRU requests, by operation",
            new.requests.clone(),
        );
        metrics.register(
            "sru_seconds",
            "Time to answer an SRU request",
            new.seconds.clone(),
        );
        new
    }

    pub(crate) fn request(&self, operation: Operation, outcome: Outcome, took: Duration) {
        let operation = operation.name();
        let requests = self
            .requests
            .get_or_create(&ByOutcome { operation, outcome });
        requests.inc();
        let seconds = self.seconds.get_or_create(&ByOperation { operation });
        seconds.observe(took.as_secs_f64());
    }
}

/// The operation by its name in the standard.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByOutcome {
    operation: &'static str,
    outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByOperation {
    operation: &'static str,
}
