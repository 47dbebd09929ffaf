//! What one run showed of a server, and several runs as cells of a table.

use std::time::Duration;

use crate::{
    Fault,
    load::Load,
    process,
    table::{median, time, whole},
};

/// What stands over [`cells`].
pub(crate) const HEAD: [&str; 5] = [
    "best a second",
    "median a second",
    "p50",
    "p99",
    "processor a request",
];

/// One run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    pub rate: f64,
    pub p50: Duration,
    pub p99: Duration,
    /// Of the server, for one request.
    pub processor: Duration,
}

/// Runs the load, beside the time that the server's process takes for it.
pub(crate) async fn measured(load: &Load, process: u32) -> Result<Run, Fault> {
    let before = process::processor_time(process)?;
    let outcome = load.run().await?;
    let used = process::processor_time(process)? - before;
    Ok(Run {
        rate: outcome.rate(),
        p50: outcome.latency.quantile(500),
        p99: outcome.latency.quantile(990),
        processor: used.div_f64(outcome.asked as f64),
    })
}

/// The best rate of some runs, and the medians of all that [`HEAD`] names.
pub(crate) fn cells(runs: &[Run]) -> [String; HEAD.len()] {
    let processor = middle_of(runs, |run| run.processor);
    [
        whole(best(runs)),
        whole(middle(runs)),
        time(middle_of(runs, |run| run.p50)),
        time(middle_of(runs, |run| run.p99)),
        format!("{:.1} µs", processor.as_secs_f64() * 1e6),
    ]
}

/// The best rate.
pub(crate) fn best(runs: &[Run]) -> f64 {
    runs.iter().map(|run| run.rate).fold(0.0, f64::max)
}

/// The median rate.
pub(crate) fn middle(runs: &[Run]) -> f64 {
    median(runs.iter().map(|run| run.rate)).unwrap_or_default()
}

/// The median of a time.
pub(crate) fn middle_of(runs: &[Run], value: fn(&Run) -> Duration) -> Duration {
    median(runs.iter().map(value)).unwrap_or_default()
}

pub(crate) fn connections(count: usize) -> String {
    match count {
        1 => "1 connection".to_owned(),
        many => format!("{many} connections"),
    }
}
