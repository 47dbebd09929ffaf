//! Runs the Z39.50 suite: `cargo run -p silta-conformance --example z3950 -- HOST:PORT [WORD...]`.
//!
//! With `SILTA_SHARED` set, the recorded sessions in its `vectors` folder are sent too; with
//! `REPORT`, the report goes into that folder; `PROFILE` names a profile.

use std::{env, path::PathBuf, process::ExitCode};

use silta_conformance::command;

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let Some(target) = arguments.next() else {
        eprintln!("usage: z3950 HOST:PORT [WORD...]");
        return ExitCode::from(2);
    };
    let options = command::Options {
        only: arguments.collect(),
        report: env::var_os("REPORT").map(PathBuf::from),
        vectors: env::var_os("SILTA_SHARED").map(|folder| PathBuf::from(folder).join("vectors")),
        profile: env::var_os("PROFILE").map(PathBuf::from),
        ..command::Options::default()
    };
    match command::z3950(&target, &options, &mut std::io::stdout()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(70)
        }
    }
}
