//! Records that were just presented, kept in memory as they were catalogued.
//!
//! A page of results is asked for in pieces and by many; from here it costs nothing. Any change of
//! a record empties the memory; what another process changed is seen once the index has it, a
//! second later at the most.

use std::{
    fmt, mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rustc_hash::FxHashMap;
use silta_consortium::MarcRecord;

/// Bytes of records in each of the two halves.
const HALF: usize = 16 << 20;
/// What a record costs beside its bytes.
const OVERHEAD: usize = 200;

/// Records by their rows. Those asked for lately stand in the young half; when it is full, it
/// becomes the old one, and what was old is forgotten.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Halves>);

#[derive(Default)]
struct Halves {
    /// How often everything was forgotten.
    age: u64,
    /// Bytes of the young half.
    size: usize,
    /// By rows, whose numbers nobody outside chooses: no flood of equal hashes is to be feared.
    young: FxHashMap<i64, Arc<MarcRecord>>,
    old: FxHashMap<i64, Arc<MarcRecord>>,
}

/// When something was looked for here: what is read from the store later can be kept if nothing
/// changed since.
#[derive(Clone, Copy)]
pub(crate) struct Age(u64);

impl Kept {
    /// The records of these rows, as far as they are here.
    pub(crate) fn find(&self, rows: &[i64]) -> (Age, Vec<Option<Arc<MarcRecord>>>) {
        let mut halves = self.halves();
        let found = rows.iter().map(|row| halves.find(*row)).collect();
        (Age(halves.age), found)
    }

    /// Keeps a record that was read from the store.
    pub(crate) fn keep(&self, looked: Age, row: i64, record: &Arc<MarcRecord>) {
        let mut halves = self.halves();
        if halves.age == looked.0 {
            halves.keep(row, record.clone());
        }
    }

    /// Forgets everything, because something changed.
    pub(crate) fn forget(&self) {
        let mut halves = self.halves();
        let age = halves.age + 1;
        *halves = Halves {
            age,
            ..Halves::default()
        };
    }

    fn halves(&self) -> MutexGuard<'_, Halves> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Halves {
    fn find(&mut self, row: i64) -> Option<Arc<MarcRecord>> {
        if let Some(record) = self.young.get(&row) {
            return Some(record.clone());
        }
        let record = self.old.remove(&row)?;
        self.keep(row, record.clone());
        Some(record)
    }

    fn keep(&mut self, row: i64, record: Arc<MarcRecord>) {
        self.size += record.bytes.len() + OVERHEAD;
        if self.size > HALF {
            self.size = record.bytes.len() + OVERHEAD;
            self.old = mem::take(&mut self.young);
        }
        self.young.insert(row, record);
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use silta_consortium::MarcFormat;

    use super::*;

    fn record(length: usize) -> Arc<MarcRecord> {
        Arc::new(MarcRecord {
            id: "kainet.1".into(),
            changed: Timestamp::UNIX_EPOCH,
            format: MarcFormat::Iso2709,
            bytes: vec![0; length].into(),
        })
    }

    #[test]
    fn what_is_asked_for_stays_and_the_rest_goes() {
        let kept = Kept::default();
        let (age, none) = kept.find(&[0]);
        assert_eq!(none, [None]);
        for row in 0..40 {
            kept.keep(age, row, &record(1 << 20));
            let (_, found) = kept.find(&[0]);
            assert!(found[0].is_some(), "{row}");
        }
        let (_, found) = kept.find(&[1, 39]);
        assert!(found[0].is_none() && found[1].is_some());
    }

    #[test]
    fn what_was_read_before_a_change_is_not_kept() {
        let kept = Kept::default();
        let (before, _) = kept.find(&[1]);
        kept.forget();
        kept.keep(before, 1, &record(1));
        let (now, found) = kept.find(&[1]);
        assert!(found[0].is_none());
        kept.keep(now, 1, &record(1));
        assert!(kept.find(&[1]).1[0].is_some());
    }
}
