//! Coverage of our own crates alone, for the fuzzer.
//!
//! cargo-fuzz instruments every crate that a target links. In a session target those are the
//! runtime, SQLite's binding and the index too: their edges depend on timing, so a campaign would
//! never be quiet, and they lead the fuzzer away from the code that is tried. Cargo lets a program
//! stand in the compiler's place; this one does, and takes the flags of the fuzzer away from the
//! crates of others.

use std::{
    ffi::{OsStr, OsString},
    process::{Command, ExitCode},
};

use crate::Result;

/// Set where cargo calls this program in the compiler's place.
const IN_PLACE: &str = "SILTA_XTASK_IS_RUSTC";
/// What the names of our packages begin with.
const OURS: &str = "silta";

/// Makes cargo compile the crates of others without the fuzzer's coverage.
pub(crate) fn only_ours(cargo: &mut Command) -> Result {
    let this = std::env::current_exe().map_err(|error| format!("this program: {error}"))?;
    cargo.env("RUSTC_WRAPPER", this).env(IN_PLACE, "1");
    Ok(())
}

/// Does the compiler's work if this program was called for that.
pub(crate) fn compile() -> Option<ExitCode> {
    std::env::var_os(IN_PLACE)?;
    let mut arguments = std::env::args_os().skip(1);
    let rustc = arguments.next()?;
    let package = std::env::var("CARGO_PKG_NAME").unwrap_or_default();
    let arguments: Vec<OsString> = match package.starts_with(OURS) {
        true => arguments.collect(),
        false => arguments.filter(|flag| !counts_edges(flag)).collect(),
    };
    let status = Command::new(&rustc).args(arguments).status();
    Some(match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{}: {error}", rustc.display());
            ExitCode::FAILURE
        }
    })
}

/// Whether a flag is for the coverage that the fuzzer counts.
fn counts_edges(flag: &OsStr) -> bool {
    flag.to_str().is_some_and(|flag| {
        flag.starts_with("-Cpasses=sancov") || flag.starts_with("-Cllvm-args=-sanitizer-coverage")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_flags_of_coverage_are_taken_away() {
        let counts = |flag: &str| counts_edges(OsStr::new(flag));
        assert!(counts("-Cpasses=sancov-module"));
        assert!(counts("-Cllvm-args=-sanitizer-coverage-trace-compares"));
        assert!(!counts("-Copt-level=3"));
        assert!(!counts("--cfg=fuzzing"));
    }
}
