//! The pages that are generated from the code's own tables and kept in the repository.
//!
//! Each is compared by an ordinary test, which writes it anew when a variable is set.

use std::time::Duration;

use crate::{
    Result,
    child::{self, cargo},
};

/// The tests, as arguments of `cargo test`, and the variable that makes them write.
const PAGES: &[(&[&str], &str)] = &[
    (
        &["--package", "silta", "--lib", "config::document"],
        "SILTA_BLESS",
    ),
    (
        &["--package", "silta-consortium-api", "--test", "pages"],
        "SILTA_REGENERATE",
    ),
    (
        &["--package", "silta-sip2", "--test", "pages"],
        "SILTA_REGENERATE",
    ),
];

const WITHIN: Duration = Duration::from_secs(900);

/// Writes every page anew.
pub(crate) fn write() -> Result {
    for (tests, variable) in PAGES {
        let mut command = cargo(&["test", "--quiet", "--locked"]);
        child::run(command.args(*tests).env(variable, "1"), WITHIN)?;
    }
    Ok(())
}
