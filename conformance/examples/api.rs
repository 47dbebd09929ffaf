//! Runs the suite of the consortium API: `cargo run -p silta-conformance --example api -- HOST:PORT [WORD...]`.
//!
//! The token is `SILTA_API_TOKEN`, or that of the demo; with `REPORT`, the report goes into that
//! folder.

use std::{env, path::PathBuf, process::ExitCode};

use silta_conformance::command;

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let Some(target) = arguments.next() else {
        eprintln!("usage: api HOST:PORT [WORD...]");
        return ExitCode::from(2);
    };
    let options = command::Options {
        only: arguments.collect(),
        report: env::var_os("REPORT").map(PathBuf::from),
        token: env::var("SILTA_API_TOKEN").ok(),
        ..command::Options::default()
    };
    match command::api(&target, &options, &mut std::io::stdout()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(70)
        }
    }
}
