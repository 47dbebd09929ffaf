//! What was just read, kept until the next change.
//!
//! Terminals ask for the same patron and item several times in a second, and nearly everything asks
//! which libraries there are; a look into memory then takes a tenth of a read. Every commit empties
//! the memory, so nobody sees less than what was acknowledged before they asked. What another process
//! writes is seen after [`KEPT`] at the latest, and what depends on the hour too.

use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};

use crate::store::Result;

/// How long something is kept while nothing changes.
const KEPT: SignedDuration = SignedDuration::from_secs(1);
/// How many things are kept; beyond that all are forgotten.
const LIMIT: usize = 4096;

/// Values as they were read at one state of the store.
pub(crate) struct Cache<K, V>(Mutex<Kept<K, V>>);

struct Kept<K, V> {
    state: State,
    values: HashMap<K, V>,
}

/// A state of the store: how many commits there were, and when it was looked at.
#[derive(Clone, Copy)]
pub(crate) struct State {
    pub(crate) commits: u64,
    pub(crate) at: Timestamp,
}

impl State {
    /// Whether what was read at this state can be told at the other.
    fn holds_at(self, other: Self) -> bool {
        let age = other.at.duration_since(self.at);
        self.commits == other.commits && !age.is_negative() && age < KEPT
    }
}

impl<K: Clone + Eq + Hash, V: Clone> Cache<K, V> {
    pub(crate) fn new() -> Self {
        let state = State {
            commits: 0,
            at: Timestamp::MIN,
        };
        let values = HashMap::new();
        Self(Mutex::new(Kept { state, values }))
    }

    /// The value of a key. `now` was taken before; what is read must be no older.
    pub(crate) fn get(&self, now: State, key: &K, read: impl FnOnce() -> Result<V>) -> Result<V> {
        if let Some(value) = self.with(now, |values| values.get(key).cloned()).flatten() {
            return Ok(value);
        }
        let value = read()?;
        self.with(now, |values| {
            if values.len() >= LIMIT {
                values.clear();
            }
            values.insert(key.clone(), value.clone());
        });
        Ok(value)
    }

    /// Works on the values of this state; on none if the memory is of a later one.
    fn with<T>(&self, now: State, work: impl FnOnce(&mut HashMap<K, V>) -> T) -> Option<T> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.state.commits > now.commits {
            return None;
        }
        if !kept.state.holds_at(now) {
            kept.state = now;
            kept.values.clear();
        }
        Some(work(&mut kept.values))
    }
}

impl<K, V> fmt::Debug for Cache<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_value_is_read_anew_after_a_commit_or_a_second() {
        let cache = Cache::new();
        let reads = Cell::new(0);
        let read = |commits, millis| {
            let at = Timestamp::from_millisecond(millis).unwrap();
            let read = || {
                reads.set(reads.get() + 1);
                Ok(reads.get())
            };
            cache.get(State { commits, at }, &"item", read).unwrap()
        };
        assert_eq!(read(0, 10_000), 1);
        assert_eq!(read(0, 10_999), 1);
        assert_eq!(read(0, 11_000), 2);
        assert_eq!(read(0, 10_500), 3, "the clock was set back");
        assert_eq!(read(1, 10_500), 4);
        assert_eq!(
            read(0, 10_500),
            5,
            "a slow reader neither gets the new nor leaves the old"
        );
        assert_eq!(read(1, 10_500), 4);
    }
}
