//! One fuzz target, run by cargo-fuzz for a bounded number of executions.

use std::time::Duration;

use crate::{
    Result,
    child::{self, cargo},
};

const WITHIN: Duration = Duration::from_secs(24 * 60 * 60);

/// Runs `target` for `runs` executions. Without a sanitizer: the code forbids `unsafe`, and so a
/// stable toolchain will do.
pub(crate) fn run(target: &str, runs: &str) -> Result {
    runs.parse::<u64>()
        .map_err(|_| format!("--runs {runs}: not a number"))?;
    if !child::succeeds(&mut cargo(&["fuzz", "--version"])) {
        return Err("cargo-fuzz is missing: cargo install cargo-fuzz --locked".to_owned());
    }
    let runs = format!("-runs={runs}");
    let limits = [&*runs, "-timeout=5", "-rss_limit_mb=2048", "-max_len=65536"];
    let mut command = cargo(&["fuzz", "run", "--sanitizer", "none", target, "--"]);
    child::run(command.args(limits), WITHIN)
}
