//! Coverage of our own crates alone, or of some of them, for the fuzzer.
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

/// Set where cargo calls this program in the compiler's place: to the packages that keep the
/// coverage, with a blank between them; to nothing for all of ours.
const IN_PLACE: &str = "SILTA_XTASK_IS_RUSTC";
/// What the names of our packages begin with.
const OURS: &str = "silta";
/// The package of the targets themselves; the fuzzer needs some coverage in it to begin at all.
const HARNESS: &str = "silta-fuzz";

/// Makes cargo compile all but these packages without the fuzzer's coverage; if none is named, all
/// but ours.
pub(crate) fn only(packages: &[&str], cargo: &mut Command) -> Result {
    let this = std::env::current_exe().map_err(|error| format!("this program: {error}"))?;
    cargo
        .env("RUSTC_WRAPPER", this)
        .env(IN_PLACE, packages.join(" "));
    Ok(())
}

/// Does the compiler's work if this program was called for that.
pub(crate) fn compile() -> Option<ExitCode> {
    let led_by = std::env::var(IN_PLACE).ok()?;
    let mut arguments = std::env::args_os().skip(1);
    let rustc = arguments.next()?;
    let package = std::env::var("CARGO_PKG_NAME").unwrap_or_default();
    let arguments: Vec<OsString> = match leads(&package, &led_by) {
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

/// Whether the coverage of this package leads the fuzzer.
fn leads(package: &str, led_by: &str) -> bool {
    match led_by {
        "" => package.starts_with(OURS),
        _ => package == HARNESS || led_by.split(' ').any(|named| named == package),
    }
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
    fn all_of_ours_lead_or_those_named() {
        assert!(leads("silta-sip2", "") && leads("silta-fuzz", "") && !leads("tokio", ""));
        let named = "silta-sip2 silta-session";
        assert!(leads("silta-sip2", named) && leads("silta-session", named));
        assert!(leads("silta-fuzz", named));
        assert!(!leads("silta-sip2-service", named) && !leads("silta-embedded", named));
    }

    #[test]
    fn only_the_flags_of_coverage_are_taken_away() {
        let counts = |flag: &str| counts_edges(OsStr::new(flag));
        assert!(counts("-Cpasses=sancov-module"));
        assert!(counts("-Cllvm-args=-sanitizer-coverage-trace-compares"));
        assert!(!counts("-Copt-level=3"));
        assert!(!counts("--cfg=fuzzing"));
    }
}
