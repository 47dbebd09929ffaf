//! The pages that are generated from the code's own tables and kept in the repository.
//!
//! Each is compared by an ordinary test, which writes it anew when `SILTA_BLESS` is set.

use std::time::Duration;

use crate::{
    Result,
    child::{self, cargo},
};

/// Packages with such tests, and a part of the tests' names.
const PAGES: &[(&str, &str)] = &[("silta", "config::document")];

const WITHIN: Duration = Duration::from_secs(900);

/// Writes every page anew.
pub(crate) fn write() -> Result {
    for (package, tests) in PAGES {
        let mut command = cargo(&[
            "test",
            "--quiet",
            "--locked",
            "--package",
            package,
            "--lib",
            "--",
            tests,
        ]);
        child::run(command.env("SILTA_BLESS", "1"), WITHIN)?;
    }
    Ok(())
}
