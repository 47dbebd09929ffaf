//! Numbers about messages to partners, for operators.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge},
};
use silta_consortium::IllDelivery;
use silta_observe::{Metrics, label_values};

label_values! {
    /// What became of a message to a partner.
    pub enum Sent {
        /// The partner has it.
        Confirmed = "confirmed",
        /// The partner will not have it.
        Refused = "refused",
        /// It could not be brought there.
        Failed = "failed",
        /// Nobody knows where to bring it.
        NoAddress = "no_address",
    }
}

/// The numbers of the sender.
#[derive(Clone, Debug)]
pub struct SenderMetrics {
    sent: Family<ByOutcome, Counter>,
    in_hand: Gauge,
}

impl SenderMetrics {
    /// Registers them. To be done once for a [`Metrics`].
    pub fn register(metrics: &Metrics) -> Self {
        let new = Self {
            sent: Family::default(),
            in_hand: Gauge::default(),
        };
        metrics.register(
            "ill_messages_sent",
            "Attempts to bring a message about inter-library loan to a partner",
            new.sent.clone(),
        );
        metrics.register(
            "ill_messages_in_hand",
            "Messages about inter-library loan that are being sent, or wait for a place",
            new.in_hand.clone(),
        );
        new
    }

    pub(crate) fn told(&self, delivery: &IllDelivery) {
        let outcome = match delivery {
            IllDelivery::Confirmed => Sent::Confirmed,
            IllDelivery::Refused(_) => Sent::Refused,
            IllDelivery::Failed(_) => Sent::Failed,
            IllDelivery::NoAddress(_) => Sent::NoAddress,
        };
        self.sent.get_or_create(&ByOutcome { outcome }).inc();
    }

    pub(crate) fn hold(&self, messages: usize) {
        self.in_hand
            .set(i64::try_from(messages).unwrap_or(i64::MAX));
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByOutcome {
    outcome: Sent,
}
