//! Changes that are being worked on, by their keys.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use silta_consortium::IdempotencyKey;

/// The keys of the changes that this process works on now.
///
/// A key that runs is neither begun a second time nor told to be unknown: what the store does not
/// have yet may come.
#[derive(Clone, Debug, Default)]
pub(crate) struct Running(Arc<Mutex<HashSet<IdempotencyKey>>>);

/// A change that runs, until this is dropped.
#[derive(Debug)]
pub(crate) struct Run {
    running: Running,
    key: IdempotencyKey,
}

impl Running {
    /// Begins a change, unless one with its key runs already.
    pub(crate) fn begin(&self, key: &IdempotencyKey) -> Option<Run> {
        let key = key.clone();
        let is_new = self.with(|keys| keys.insert(key.clone()));
        is_new.then(|| Run {
            running: self.clone(),
            key,
        })
    }

    /// Whether a change with this key runs.
    pub(crate) fn has(&self, key: &IdempotencyKey) -> bool {
        self.with(|keys| keys.contains(key))
    }

    fn with<T>(&self, work: impl FnOnce(&mut HashSet<IdempotencyKey>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.running.with(|keys| keys.remove(&self.key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_runs_once_at_a_time() {
        let running = Running::default();
        let key = IdempotencyKey::new("k-000001").unwrap();
        let run = running.begin(&key);
        assert!(run.is_some() && running.begin(&key).is_none() && running.has(&key));
        drop(run);
        assert!(!running.has(&key) && running.begin(&key).is_some());
    }
}
