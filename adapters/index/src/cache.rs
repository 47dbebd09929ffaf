//! What was found, kept for those who ask the same. It belongs to one snapshot, so it is forgotten
//! with the next commit.

use std::{
    collections::HashMap,
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use silta_consortium::Search;

use crate::Found;

/// Bytes of sets in one of the two generations.
const MAX_BYTES: usize = 16 << 20;
/// Searches in one of the two generations.
const MAX_SEARCHES: usize = 8192;

/// What was found, by what was asked. When the young generation is full, it becomes the old one and
/// the old one is forgotten; what is asked again moves to the young.
#[derive(Default)]
pub(crate) struct Cache(Mutex<Generations>);

#[derive(Default)]
struct Generations {
    young: HashMap<Search, Arc<Found>>,
    old: HashMap<Search, Arc<Found>>,
    bytes: usize,
}

impl Cache {
    /// What a search found, if it is still known.
    pub(crate) fn find(&self, search: &Search) -> Option<Arc<Found>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = kept.young.get(search) {
            return Some(Arc::clone(found));
        }
        let (search, found) = kept.old.remove_entry(search)?;
        kept.keep(search, Arc::clone(&found));
        Some(found)
    }

    /// Keeps what a search found.
    pub(crate) fn keep(&self, search: &Search, found: Arc<Found>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.keep(search.clone(), found);
    }
}

impl Generations {
    fn keep(&mut self, search: Search, found: Arc<Found>) {
        if self.bytes >= MAX_BYTES || self.young.len() >= MAX_SEARCHES {
            self.old = mem::take(&mut self.young);
            self.bytes = 0;
        }
        self.bytes += found.bytes();
        self.young.insert(search, found);
    }
}

#[cfg(test)]
mod tests {
    use silta_consortium::{Index, Query, query::Term};

    use super::*;
    use crate::numbers::Bits;

    fn search(number: usize) -> Search {
        Search {
            query: Arc::new(Query::Term(Term::words(Index::Title, number.to_string()))),
            sort: Vec::new(),
        }
    }

    #[test]
    fn the_memory_is_bounded_and_keeps_what_is_asked_again() {
        let cache = Cache::default();
        let found = Arc::new(Found::new(Bits::default(), 0));
        for number in 0..4 * MAX_SEARCHES {
            cache.keep(&search(number), Arc::clone(&found));
            assert!(
                cache.find(&search(0)).is_some(),
                "asked again after {number}"
            );
        }
        let kept = cache.0.lock().unwrap();
        assert!(kept.young.len() + kept.old.len() <= 2 * MAX_SEARCHES + 1);
        drop(kept);
        assert!(cache.find(&search(5)).is_none());
    }
}
