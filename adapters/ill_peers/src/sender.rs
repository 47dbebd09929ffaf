//! Takes messages from the outbox as long as it runs, and tells the outbox what became of them.

use std::{
    collections::{HashMap, HashSet},
    future::Future,
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

use silta_consortium::{
    Context, IllDelivery, IllExchange, IllMessageId, IllOutgoing, IllRole, Origin, PartnerId,
    Protocol,
};
use tokio::{select, task::JoinSet, time::sleep};
use tracing::{info, warn};

use crate::{
    lane::Lane,
    metrics::SenderMetrics,
    settings::{Peer, SenderSettings},
};

/// Messages that are taken from the outbox before it is told of any, at the most: a page of them for
/// partners that are slow.
pub const MAX_IN_HAND: usize = 1000;
/// Messages that are taken from the outbox at one time.
const TAKEN_AT_ONCE: usize = 100;
/// How long the outbox is listened to at one time.
const LISTENING: Duration = Duration::from_secs(30);
/// How long to wait for an outbox that says nothing.
const PAUSE: Duration = Duration::from_secs(2);
/// How long the outbox may take to write down what became of a message.
const NOTING: Duration = Duration::from_secs(20);

/// Brings messages to partners.
pub struct Sender {
    outbox: Arc<dyn IllExchange>,
    lanes: HashMap<PartnerId, Arc<Lane>>,
    settings: SenderSettings,
    metrics: SenderMetrics,
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

impl Sender {
    /// Of the messages of an outbox.
    pub fn new(
        outbox: Arc<dyn IllExchange>,
        settings: SenderSettings,
        metrics: SenderMetrics,
    ) -> Self {
        let lane = |peer: &Peer| (peer.id.clone(), Arc::new(Lane::new(peer, &settings)));
        Self {
            outbox,
            lanes: settings.peers.iter().map(lane).collect(),
            settings,
            metrics,
        }
    }

    /// Sends until it is told to stop; then what is on its way is brought to its end, and what waits
    /// for a place is left to the outbox. Dropped, it stops at once: the outbox gives the messages
    /// out again.
    pub async fn run(mut self, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        let mut under_way: JoinSet<IllMessageId> = JoinSet::new();
        let mut in_hand: HashSet<IllMessageId> = HashSet::new();
        let outbox = Arc::clone(&self.outbox);
        loop {
            let room = MAX_IN_HAND.saturating_sub(in_hand.len()).min(TAKEN_AT_ONCE);
            select! {
                biased;
                () = &mut stop => break,
                Some(done) = under_way.join_next() => match done {
                    Ok(message) => {
                        in_hand.remove(&message);
                        self.metrics.hold(in_hand.len());
                    }
                    Err(error) => warn!(%error, "a message was dropped on its way"),
                },
                taken = take(&*outbox, room), if room > 0 => {
                    for message in taken {
                        // What waits for a place longer than it is left to us is given out again.
                        if in_hand.insert(message.id.clone()) {
                            self.begin(message, &mut under_way);
                        }
                    }
                    self.metrics.hold(in_hand.len());
                }
            }
        }
        self.lanes.values().for_each(|lane| lane.close());
        while under_way.join_next().await.is_some() {}
    }

    fn begin(&mut self, message: IllOutgoing, under_way: &mut JoinSet<IllMessageId>) {
        let settings = &self.settings;
        let lane = self.lanes.entry(message.peer.clone());
        // A partner that is not configured, of a request that is older: it has no address.
        let lane =
            lane.or_insert_with_key(|id| Arc::new(Lane::new(&Peer::new(id.clone()), settings)));
        let (lane, outbox) = (Arc::clone(lane), Arc::clone(&self.outbox));
        let metrics = self.metrics.clone();
        under_way.spawn(async move {
            let is_ours_to_lend = message.role == IllRole::Supplier;
            if let Some(delivery) = lane.send(&message.message, is_ours_to_lend).await {
                metrics.told(&delivery);
                note(&*outbox, &message, delivery).await;
            }
            message.id
        });
    }
}

/// Messages that are due.
async fn take(outbox: &dyn IllExchange, at_most: usize) -> Vec<IllOutgoing> {
    let context = context(LISTENING);
    let taken = outbox.outgoing_ill_messages(&context, at_most).await;
    match taken {
        Ok(taken) => taken,
        Err(error) => {
            warn!(%error, "the outbox of inter-library loan cannot be read");
            sleep(PAUSE).await;
            Vec::new()
        }
    }
}

/// What could not be written down is given out again after a while.
async fn note(outbox: &dyn IllExchange, message: &IllOutgoing, delivery: IllDelivery) {
    let (id, peer) = (&message.id, &message.peer);
    match &delivery {
        IllDelivery::Confirmed => {}
        // The reason may repeat what was written for people; it stands with the request.
        IllDelivery::Refused(_) => warn!(id = %id, %peer, "a partner refuses a message"),
        IllDelivery::Failed(_) => info!(id = %id, %peer, "a message is not delivered yet"),
        IllDelivery::NoAddress(_) => info!(id = %id, %peer, "a message waits for an address"),
    }
    let context = context(NOTING);
    let noted = outbox.note_ill_delivery(&context, id.clone(), delivery);
    if let Err(error) = noted.await {
        warn!(id = %id, %error, "what became of a message cannot be written down");
    }
}

fn context(time: Duration) -> Context {
    Context {
        origin: Origin {
            protocol: Protocol::Iso18626,
            account: None,
            library: None,
        },
        deadline: Instant::now() + time,
    }
}
