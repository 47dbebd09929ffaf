//! Changes in doubt: whoever asked was told so and has gone. What became of them is asked for
//! until it is known, so that staff can be told; nothing is sent again.
//!
//! The list is in memory. After a restart, the outcome of a key is still known to the consortium.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use silta_consortium::IdempotencyKey;
use silta_consortium_api::Operation;

/// Most changes in doubt that are asked about; past it the oldest is let go, and the log says so.
pub const MAX_DOUBTS: usize = 10_000;

/// How long a change that the consortium does not know may still be under way there. After that
/// it was not done.
pub(crate) const UNDER_WAY: Duration = Duration::from_secs(60);

/// A change whose answer was lost.
#[derive(Clone, Debug)]
pub(crate) struct Doubt {
    pub(crate) operation: Operation,
    pub(crate) key: IdempotencyKey,
    pub(crate) since: Instant,
}

/// Those that are not settled.
#[derive(Debug, Default)]
pub(crate) struct Doubts(Mutex<VecDeque<Doubt>>);

impl Doubts {
    /// Adds one; gives back the one that is let go for it, if there are too many.
    pub(crate) fn add(&self, doubt: Doubt) -> Option<Doubt> {
        let mut doubts = self.list();
        let dropped = if doubts.len() >= MAX_DOUBTS {
            doubts.pop_front()
        } else {
            None
        };
        doubts.push_back(doubt);
        dropped
    }

    /// All of them, the oldest first.
    pub(crate) fn all(&self) -> Vec<Doubt> {
        self.list().iter().cloned().collect()
    }

    /// One is settled; whether it was open until now.
    pub(crate) fn remove(&self, key: &IdempotencyKey) -> bool {
        let mut doubts = self.list();
        let before = doubts.len();
        doubts.retain(|doubt| doubt.key != *key);
        doubts.len() < before
    }

    pub(crate) fn len(&self) -> usize {
        self.list().len()
    }

    fn list(&self) -> MutexGuard<'_, VecDeque<Doubt>> {
        // No change of the list can be left half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubt(n: usize) -> Doubt {
        Doubt {
            operation: Operation::Pay,
            key: IdempotencyKey::new(format!("key-{n:08}")).unwrap(),
            since: Instant::now(),
        }
    }

    #[test]
    fn the_list_is_bounded_and_lets_the_oldest_go() {
        let doubts = Doubts::default();
        for n in 0..MAX_DOUBTS {
            assert!(doubts.add(doubt(n)).is_none());
        }
        let dropped = doubts.add(doubt(MAX_DOUBTS)).unwrap();
        assert_eq!(dropped.key, doubt(0).key);
        assert_eq!(doubts.len(), MAX_DOUBTS);
        assert!(doubts.remove(&doubt(1).key));
        assert!(!doubts.remove(&doubt(1).key), "two who ask tell it once");
        assert_eq!(doubts.all()[0].key, doubt(2).key);
    }
}
