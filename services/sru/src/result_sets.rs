//! Results that are kept: those that a client asks to be kept, under a name that it can query, and
//! those that were only counted, for the client that fetches the records next.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use silta_consortium::{ResultSet, Search};
use silta_sru::ResultSetKept;

use crate::limits::SruLimits;

/// Results that were only counted, of all clients.
const COUNTED: usize = 64;

/// For how long a client that counts is believed to be about to fetch. Short, since the catalogue
/// goes on changing.
const COUNTED_LASTS: Duration = Duration::from_secs(10);

/// The results that are kept for all clients.
#[derive(Debug)]
pub(crate) struct ResultSets {
    limits: SruLimits,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    kept: HashMap<String, Kept>,
    /// The oldest first.
    counted: VecDeque<Counted>,
}

#[derive(Debug)]
struct Kept {
    set: ResultSet,
    lasts: Duration,
    until: Instant,
}

#[derive(Debug)]
struct Counted {
    search: Search,
    set: ResultSet,
    until: Instant,
}

impl ResultSets {
    pub(crate) fn new(limits: SruLimits) -> Self {
        Self {
            limits,
            inner: Mutex::default(),
        }
    }

    /// The result set of a name, which is kept anew from now on.
    pub(crate) fn find(&self, id: &str, now: Instant) -> Option<ResultSet> {
        let mut inner = self.inner();
        let kept = inner.kept.get_mut(id).filter(|kept| kept.until > now)?;
        kept.until = now + kept.lasts;
        Some(kept.set.clone())
    }

    /// Keeps a result set for as many seconds after each use as are asked for and allowed; none if
    /// there is no room.
    pub(crate) fn keep(
        &self,
        set: &ResultSet,
        seconds: u64,
        now: Instant,
    ) -> Option<ResultSetKept> {
        let lasts = Duration::from_secs(seconds).min(self.limits.result_set_ttl);
        let seconds = lasts.as_secs();
        let mut random = [0; 16];
        getrandom::fill(&mut random).ok()?;
        let id = format!("{:032x}", u128::from_ne_bytes(random));
        let mut inner = self.inner();
        inner.kept.retain(|_, kept| kept.until > now);
        let records: u64 = inner.kept.values().map(|kept| kept.set.total).sum();
        let has_room = inner.kept.len() < self.limits.result_sets
            && records.saturating_add(set.total) <= self.limits.result_set_records;
        if seconds == 0 || !has_room {
            return None;
        }
        let kept = Kept {
            set: set.clone(),
            lasts,
            until: now + lasts,
        };
        inner.kept.insert(id.clone(), kept);
        Some(ResultSetKept { id, seconds })
    }

    /// Notes a result that was only counted.
    pub(crate) fn note_counted(&self, search: Search, set: &ResultSet, now: Instant) {
        // Nothing is to be fetched, or it is too much to be held for somebody who may not come.
        if set.total == 0 || set.total > self.limits.result_set_records / COUNTED as u64 {
            return;
        }
        let mut inner = self.inner();
        inner
            .counted
            .retain(|counted| counted.until > now && counted.search != search);
        if inner.counted.len() >= COUNTED {
            inner.counted.pop_front();
        }
        inner.counted.push_back(Counted {
            search,
            set: set.clone(),
            until: now + COUNTED_LASTS,
        });
    }

    /// The result of a search that was counted just now. It is given once: the next one wants to
    /// know how the catalogue is then.
    pub(crate) fn take_counted(&self, search: &Search, now: Instant) -> Option<ResultSet> {
        let mut inner = self.inner();
        let place = inner
            .counted
            .iter()
            .position(|counted| counted.search == *search)?;
        let counted = inner.counted.remove(place)?;
        (counted.until > now).then_some(counted.set)
    }

    /// Whoever panicked held nothing half done.
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use silta_consortium::{Index, Query, query::Term};

    use super::*;

    fn search(text: &str) -> Search {
        Search {
            query: Arc::new(Query::Term(Term::words(Index::Any, text))),
            sort: Vec::new(),
        }
    }

    fn set(total: u64) -> ResultSet {
        ResultSet {
            total,
            search: search("x"),
            kept: Arc::new(()),
        }
    }

    #[test]
    fn a_set_lasts_from_use_to_use() {
        let sets = ResultSets::new(SruLimits::default());
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let kept = sets.keep(&set(5), 60, at(0)).unwrap();
        assert_eq!(kept.seconds, 60);
        assert!(sets.find(&kept.id, at(59)).is_some());
        assert!(sets.find(&kept.id, at(118)).is_some());
        assert!(sets.find(&kept.id, at(178)).is_none());
        assert!(sets.find("x", at(0)).is_none());
        assert!(sets.keep(&set(5), 0, at(0)).is_none());
        let long = sets.keep(&set(5), u64::MAX, at(0)).unwrap();
        assert_eq!(long.seconds, 600);
    }

    #[test]
    fn there_is_room_for_so_many() {
        let limits = SruLimits {
            result_sets: 2,
            result_set_records: 10,
            ..SruLimits::default()
        };
        let sets = ResultSets::new(limits);
        let now = Instant::now();
        assert!(sets.keep(&set(11), 10, now).is_none());
        assert!(sets.keep(&set(6), 10, now).is_some());
        assert!(sets.keep(&set(6), 10, now).is_none());
        assert!(sets.keep(&set(1), 10, now).is_some());
        assert!(sets.keep(&set(1), 10, now).is_none());
        let later = now + Duration::from_secs(11);
        assert!(sets.keep(&set(1), 10, later).is_some());
    }

    #[test]
    fn what_was_counted_is_given_once() {
        let sets = ResultSets::new(SruLimits::default());
        let now = Instant::now();
        sets.note_counted(search("a"), &set(3), now);
        sets.note_counted(search("b"), &set(0), now);
        assert!(sets.take_counted(&search("b"), now).is_none());
        assert!(sets.take_counted(&search("a"), now).is_some());
        assert!(sets.take_counted(&search("a"), now).is_none());
        sets.note_counted(search("a"), &set(3), now);
        assert!(
            sets.take_counted(&search("a"), now + COUNTED_LASTS)
                .is_none()
        );
        for n in 0..=COUNTED {
            sets.note_counted(search(&n.to_string()), &set(3), now);
        }
        assert!(sets.take_counted(&search("0"), now).is_none());
        assert!(sets.take_counted(&search("1"), now).is_some());
    }
}
