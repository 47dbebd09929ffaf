//! Numbers about NCIP for operators: messages by service and outcome, and how long they took.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{
        counter::Counter,
        family::Family,
        histogram::{Histogram, exponential_buckets},
    },
};
use silta_ncip::Service;
use silta_observe::{Metrics, label_values};

label_values! {
    /// What became of a message.
    pub enum Outcome {
        /// Served.
        Ok = "ok",
        /// Answered with a problem: the library, or the rules for the agency, say no.
        Refused = "refused",
        /// Answered with a problem: it could not be read.
        Malformed = "malformed",
        /// Answered with a problem: the consortium gave no answer.
        Failed = "failed",
    }
}

/// The numbers of the NCIP service.
#[derive(Clone, Debug)]
pub struct NcipMetrics {
    messages: Family<ByOutcome, Counter>,
    seconds: Family<ByService, Histogram>,
    /// Those of messages that were served, which nearly all are, by service: found without the locks
    /// of the families.
    served: Arc<[OnceLock<(Counter, Histogram)>; Service::COUNT]>,
}

impl NcipMetrics {
    /// Registers them. To be done once for a [`Metrics`].
    pub fn register(metrics: &Metrics) -> Self {
        // From 20 microseconds to 5 seconds.
        let histogram = || Histogram::new(exponential_buckets(0.000_02, 2.0, 19));
        let new = Self {
            messages: Family::default(),
            seconds: Family::new_with_constructor(histogram),
            served: Arc::new([const { OnceLock::new() }; Service::COUNT]),
        };
        metrics.register(
            "ncip_messages",
            "NCIP messages, by service",
            new.messages.clone(),
        );
        metrics.register(
            "ncip_seconds",
            "Time to answer an NCIP message",
            new.seconds.clone(),
        );
        new
    }

    pub(crate) fn message(&self, service: Option<Service>, outcome: Outcome, took: Duration) {
        let took = took.as_secs_f64();
        let served = service.filter(|_| outcome == Outcome::Ok);
        if let Some(known) = served.and_then(|service| self.served.get(service as usize)) {
            let (messages, seconds) = known.get_or_init(|| self.of(service, outcome));
            messages.inc();
            seconds.observe(took);
        } else {
            let (messages, seconds) = self.of(service, outcome);
            messages.inc();
            seconds.observe(took);
        }
    }

    fn of(&self, service: Option<Service>, outcome: Outcome) -> (Counter, Histogram) {
        let service = service.map_or("none", Service::name);
        let messages = self
            .messages
            .get_or_create_owned(&ByOutcome { service, outcome });
        let seconds = self.seconds.get_or_create_owned(&ByService { service });
        (messages, seconds)
    }
}

/// The service by its name in the standard; `none` where it cannot be told.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByOutcome {
    service: &'static str,
    outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByService {
    service: &'static str,
}
