//! `cargo xtask`: everything about the project that is not `cargo build`.
//!
//! | command | does |
//! | --- | --- |
//! | `test` | the one test command, cheap to dear; `--quick` leaves out what needs a release build, `--long` runs the long forms of the tests that have one, for hours |
//! | `tidy` | what neither the compiler nor a lint sees (see [`tidy`]) |
//! | `gen` | writes the generated pages anew (ordinary tests say whether they are fresh) |
//! | `fuzz TARGET` | runs one fuzz target; `--runs N` bounds it (default 1,000,000), `--quiet N` runs it until N executions have brought nothing new, `--untraced N` too, without comparisons traced: faster, for the end of a campaign |

mod child;
mod demo;
mod fuzz;
mod instrument;
mod judges;
mod pages;
mod run;
mod test;
mod tidy;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use fuzz::Until;

/// What a task of xtask comes to: nothing to say, or one sentence about what went wrong.
type Result<T = ()> = std::result::Result<T, String>;

const USAGE: &str = "usage: cargo xtask test [--quick | --long] | tidy | gen | fuzz TARGET [--runs N | --quiet N | --untraced N]";

fn main() -> ExitCode {
    if let Some(compiled) = instrument::compile() {
        return compiled;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["test"] => test::all(),
        ["test", "--quick"] => test::quick(),
        ["test", "--long"] => test::long(),
        ["tidy"] => said(tidy::check(&root())),
        ["gen"] => said(pages::write()),
        ["fuzz", target] => said(fuzz::run(target, Until::Runs(1_000_000))),
        ["fuzz", target, "--runs", runs] => said(fuzz_for(target, runs, Until::Runs)),
        ["fuzz", target, "--quiet", runs] => said(fuzz_for(target, runs, Until::Quiet)),
        ["fuzz", target, "--untraced", runs] => said(fuzz_for(target, runs, Until::QuietUntraced)),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn fuzz_for(target: &str, runs: &str, until: fn(u64) -> Until) -> Result {
    let runs = runs.parse().map_err(|_| format!("{runs}: not a number"))?;
    fuzz::run(target, until(runs))
}

fn said(result: Result) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the workspace, wherever it was checked out.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Where xtask keeps what it installs and the logs of what it starts.
fn workshop() -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    root().join(target)
}
