//! Changes in doubt: whoever asked was told so and has gone. What became of them is asked for
//! until it is known, so that staff can be told; nothing is sent again.
//!
//! They rest in a [`DoubtStore`], so that a restart forgets none. A change is put down there before
//! whoever asked is told "in doubt", and not already before it is sent:
//!
//! - Who hears nothing at all, because the gateway was killed between sending and answering, was
//!   told nothing that staff would have to set right. It asks again, and the consortium answers by
//!   how things stand: the loan stands, the payment is known by its transaction. A note of the
//!   first try would change none of that.
//! - Every change would wait for a disk of ours, which is slower than most consortia, for the sake
//!   of the few whose answers are lost.

use std::{
    collections::VecDeque,
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use silta_consortium::IdempotencyKey;
use tokio::time::timeout;
use tracing::{error, warn};

use crate::clock::now;

/// Most changes in doubt that are asked about; past it the oldest is let go, and the log says so.
pub const MAX_DOUBTS: usize = 10_000;

/// How long a change that the consortium does not know may still be under way there. After that
/// it was not done. A restart counts it anew, so that no clock that was set can cut it short.
const UNDER_WAY: Duration = Duration::from_secs(60);

/// How long a consortium remembers its keys. That it knows nothing of an older one says nothing.
const KEYS_LIVE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How long whoever asked waits for the disk, on top of the call's own deadline.
const WRITING: Duration = Duration::from_millis(250);

/// A change whose answer was lost. It names no patron and no item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// What was asked, by the name that the operation has in the API's document.
    pub operation: String,
    /// The key that it was asked under.
    pub key: IdempotencyKey,
    /// When whoever asked was told.
    pub since: Timestamp,
}

/// Where changes in doubt rest over a restart.
pub trait DoubtStore: fmt::Debug + Send + Sync {
    /// All of them, the oldest first. Called once, at the start.
    fn load(&self) -> Vec<Doubt>;

    /// Writes one down, instead of one with the same key if there is one; on disk when it ends.
    fn put(&self, doubt: Doubt) -> Resting<'_>;

    /// Forgets the one with this key.
    fn remove(&self, key: IdempotencyKey) -> Resting<'_>;
}

/// Something that is being written down.
pub type Resting<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Those that are not settled; without a store they are forgotten at the end of the process.
#[derive(Debug, Default)]
pub(crate) struct Doubts {
    open: Mutex<VecDeque<Open>>,
    store: Option<Arc<dyn DoubtStore>>,
}

/// One that is not settled.
#[derive(Clone, Debug)]
pub(crate) struct Open {
    pub(crate) doubt: Doubt,
    /// From then on, that the consortium does not know the key proves that nothing was done.
    proves_from: Instant,
}

impl Open {
    fn of(doubt: Doubt) -> Self {
        let proves_from = now() + UNDER_WAY;
        Self { doubt, proves_from }
    }

    /// What became of a change that the consortium does not know; none if that says nothing yet.
    pub(crate) fn unknown(&self) -> Option<&'static str> {
        let age = Timestamp::now().duration_since(self.doubt.since);
        match () {
            () if age >= KEYS_LIVE => Some("not known any more"),
            () if now() >= self.proves_from => Some("not done"),
            () => None,
        }
    }
}

impl Doubts {
    /// Those that rest in a store.
    pub(crate) fn resting(store: Arc<dyn DoubtStore>) -> Self {
        let mut open: VecDeque<_> = store.load().into_iter().map(Open::of).collect();
        open.drain(..open.len().saturating_sub(MAX_DOUBTS));
        if !open.is_empty() {
            warn!(
                open = open.len(),
                "changes in doubt from before the start are asked about"
            );
        }
        Self {
            open: Mutex::new(open),
            store: Some(store),
        }
    }

    /// Puts one down. One that is let go for it, if there are too many, is told in the log.
    pub(crate) async fn add(&self, doubt: Doubt) {
        let dropped = self.push(doubt.clone());
        if let Some(Doubt { operation, key, .. }) = &dropped {
            let key = key.as_str();
            warn!(
                operation,
                key, "too many changes in doubt: this one is let go"
            );
        }
        let Some(store) = &self.store else { return };
        let writing = async {
            let key = doubt.key.clone();
            store.put(doubt).await;
            let is_settled = !self.is_open(&key);
            let settled = is_settled.then_some(key);
            for key in settled.into_iter().chain(dropped.map(|one| one.key)) {
                store.remove(key).await;
            }
        };
        if timeout(WRITING, writing).await.is_err() {
            error!("a change in doubt is not on disk yet: a restart now would forget it");
        }
    }

    /// All of them, the oldest first.
    pub(crate) fn all(&self) -> Vec<Open> {
        self.list().iter().cloned().collect()
    }

    /// Takes one off the list, for it is settled; whether it was open until now.
    pub(crate) fn take(&self, key: &IdempotencyKey) -> bool {
        let mut open = self.list();
        let before = open.len();
        open.retain(|open| open.doubt.key != *key);
        open.len() < before
    }

    /// Forgets one that was taken off the list, once that was told: told twice by a restart in
    /// between is better than never.
    pub(crate) async fn forget(&self, key: IdempotencyKey) {
        if let Some(store) = &self.store {
            store.remove(key).await;
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.list().len()
    }

    /// Adds one to the list; gives back the one that is let go for it. One with the same key is
    /// the same change, under way once more.
    fn push(&self, doubt: Doubt) -> Option<Doubt> {
        let mut open = self.list();
        open.retain(|open| open.doubt.key != doubt.key);
        let dropped = match open.len() >= MAX_DOUBTS {
            true => open.pop_front(),
            false => None,
        };
        open.push_back(Open::of(doubt));
        dropped.map(|open| open.doubt)
    }

    fn is_open(&self, key: &IdempotencyKey) -> bool {
        self.list().iter().any(|open| open.doubt.key == *key)
    }

    fn list(&self) -> MutexGuard<'_, VecDeque<Open>> {
        // No change of the list can be left half done.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubt(n: usize) -> Doubt {
        Doubt {
            operation: "pay".to_owned(),
            key: IdempotencyKey::new(format!("key-{n:08}")).unwrap(),
            since: Timestamp::now(),
        }
    }

    /// A disk in memory.
    #[derive(Debug, Default)]
    struct Disk(Mutex<Vec<Doubt>>);

    impl DoubtStore for Disk {
        fn load(&self) -> Vec<Doubt> {
            self.0.lock().unwrap().clone()
        }

        fn put(&self, doubt: Doubt) -> Resting<'_> {
            Box::pin(async move { self.0.lock().unwrap().push(doubt) })
        }

        fn remove(&self, key: IdempotencyKey) -> Resting<'_> {
            Box::pin(async move { self.0.lock().unwrap().retain(|doubt| doubt.key != key) })
        }
    }

    #[test]
    fn the_list_is_bounded_and_lets_the_oldest_go() {
        let doubts = Doubts::default();
        for n in 0..MAX_DOUBTS {
            assert!(doubts.push(doubt(n)).is_none());
        }
        let dropped = doubts.push(doubt(MAX_DOUBTS)).unwrap();
        assert_eq!(dropped.key, doubt(0).key);
        assert_eq!(doubts.len(), MAX_DOUBTS);
        assert!(doubts.take(&doubt(1).key));
        assert!(!doubts.take(&doubt(1).key), "two who ask tell it once");
        assert_eq!(doubts.all()[0].doubt.key, doubt(2).key);
        assert!(doubts.push(doubt(2)).is_none(), "the same change once more");
        assert_eq!(doubts.len(), MAX_DOUBTS - 1);
    }

    #[tokio::test]
    async fn a_store_holds_what_is_open_and_no_more_than_the_list() {
        let disk = Arc::new(Disk::default());
        disk.0.lock().unwrap().extend((0..MAX_DOUBTS).map(doubt));
        let doubts = Doubts::resting(disk.clone());
        doubts.add(doubt(MAX_DOUBTS)).await;
        let keys = |doubts: Vec<Doubt>| doubts.into_iter().map(|doubt| doubt.key);
        assert!(keys(disk.load()).eq(doubts.all().into_iter().map(|open| open.doubt.key)));
        assert_eq!(doubts.len(), MAX_DOUBTS);
        assert!(doubts.take(&doubt(7).key));
        doubts.forget(doubt(7).key).await;
        let again = Doubts::resting(disk.clone());
        assert_eq!(again.len(), MAX_DOUBTS - 1);
        assert!(!again.take(&doubt(7).key), "a settled one is forgotten");
    }

    #[tokio::test(start_paused = true)]
    async fn an_unknown_key_proves_something_after_a_while_and_nothing_when_it_is_old() {
        let young = Open::of(doubt(1));
        assert_eq!(young.unknown(), None);
        tokio::time::advance(UNDER_WAY).await;
        assert_eq!(young.unknown(), Some("not done"));
        let old = Open::of(Doubt {
            since: Timestamp::now() - KEYS_LIVE,
            ..doubt(2)
        });
        assert_eq!(old.unknown(), Some("not known any more"));
    }
}
