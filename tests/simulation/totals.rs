//! Many seeds: run on all cores, counted together.

use std::{
    collections::BTreeMap,
    fmt,
    ops::Range,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use crate::{
    flaw::Flaw,
    plan::{CONNECTING, Counts, Fault},
    run::{Report, run},
    terminal::Told,
};

/// So many seeds that failed are kept, the lowest ones.
const KEPT: usize = 5;

/// What came of many seeds.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    /// The faults of seeds.
    failed: BTreeMap<u64, String>,
    /// How many seeds have failed, by what was wrong.
    pub(crate) names: BTreeMap<String, usize>,
    faults: Counts,
    told: BTreeMap<(&'static str, Told), usize>,
    settled: BTreeMap<String, usize>,
    kills: u64,
    slowest: Duration,
}

/// Runs seeds on all cores.
pub(crate) fn run_all(seeds: Range<u64>, totals: Totals) -> Totals {
    let next = AtomicU64::new(seeds.start);
    let totals = Mutex::new(totals);
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        return;
                    }
                    let report = run(seed, Flaw::Nothing, false);
                    totals.lock().unwrap().add(seed, report);
                }
            });
        }
    });
    totals.into_inner().unwrap()
}

impl Totals {
    fn add(&mut self, seed: u64, report: Report) {
        if let Some(fault) = report.fault {
            let name = fault.split(':').next().unwrap_or_default().to_owned();
            *self.names.entry(name).or_default() += 1;
            self.failed.insert(seed, fault);
            if self.failed.len() > KEPT {
                self.failed.pop_last();
            }
        }
        for (at, count) in report.faults {
            *self.faults.entry(at).or_default() += count;
        }
        for (told, count) in report.told {
            *self.told.entry(told).or_default() += count;
        }
        for (became, count) in report.settled {
            *self.settled.entry(became).or_default() += count;
        }
        self.kills += report.kills;
        self.slowest = self.slowest.max(report.slowest);
    }

    pub(crate) fn assert_well(&self) {
        for (seed, fault) in &self.failed {
            println!(
                "seed {seed}: {fault}\nSILTA_SEED={seed} cargo test -p silta --test simulation \
                 no_seed -- --nocapture"
            );
        }
        assert!(
            self.failed.is_empty(),
            "seeds have failed: {:?}",
            self.names
        );
    }

    /// The faults that can come at these operations and have not.
    pub(crate) fn missed(&self, operations: &[&str]) -> Vec<String> {
        let of = |operation: &&str| {
            let operation = *operation;
            let is_missed =
                |fault: &Fault| !self.faults.contains_key(&(operation.to_owned(), *fault));
            let missed = possible(operation).into_iter().filter(is_missed);
            missed
                .map(|fault| format!("{fault:?} at {operation}"))
                .collect::<Vec<_>>()
        };
        operations.iter().flat_map(of).collect()
    }
}

/// What can happen at an operation.
fn possible(operation: &str) -> Vec<Fault> {
    if operation == CONNECTING {
        return Fault::AT_CONNECTING.to_vec();
    }
    let is_question = operation.starts_with("GET") || operation.ends_with("verification");
    let all = Fault::AT_REQUESTS.into_iter();
    all.filter(|fault| fault.fits(!is_question)).collect()
}

impl fmt::Display for Totals {
    /// Tables: what was told, by request; faults, by operation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for ((request, told), count) in &self.told {
            writeln!(f, "{request:20}{told:?}: {count}")?;
        }
        writeln!(
            f,
            "settled: {:?}; slowest: {:?}",
            self.settled, self.slowest
        )?;
        let mut rows: BTreeMap<&str, Vec<(Fault, usize)>> = BTreeMap::new();
        for ((operation, fault), count) in &self.faults {
            rows.entry(operation).or_default().push((*fault, *count));
        }
        for (operation, faults) in rows {
            let sum: usize = faults.iter().map(|(_, count)| count).sum();
            let rarest = faults.iter().min_by_key(|(_, count)| *count);
            writeln!(
                f,
                "{operation:30}{sum:8} faults of {} kinds, rarest {rarest:?}",
                faults.len()
            )?;
        }
        let all: usize = self.faults.values().sum();
        write!(f, "{all} faults, the gateway killed {} times", self.kills)
    }
}
