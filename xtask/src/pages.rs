//! The pages that are generated from the code's own tables and kept in the repository.
//!
//! Each is compared by an ordinary test, which writes it anew when a variable is set.

use std::time::Duration;

use crate::{
    Result,
    child::{self, cargo},
};

/// The tests, as arguments of `cargo test`.
const PAGES: &[&[&str]] = &[
    &["--package", "silta", "--lib", "config::document"],
    &["--package", "silta-consortium", "--test", "pages"],
    &["--package", "silta-consortium-api", "--test", "pages"],
    &["--package", "silta-cql", "--test", "pages"],
    &["--package", "silta-index", "--test", "pages"],
    &["--package", "silta-iso18626", "--test", "pages"],
    &["--package", "silta-marc", "--test", "pages"],
    &["--package", "silta-ncip", "--test", "pages"],
    &["--package", "silta-ncip-service", "--test", "pages"],
    &["--package", "silta-oai-pmh", "--test", "pages"],
    &["--package", "silta-sip2", "--test", "pages"],
    &["--package", "silta-sru", "--test", "pages"],
    &["--package", "silta-sru-service", "--test", "pages"],
    &["--package", "silta-z3950", "--test", "pages"],
    &["--package", "silta-z3950-service", "--test", "pages"],
];

/// The variable that makes them write (see the crate `silta-testing`).
const REGENERATE: &str = "SILTA_REGENERATE";

const WITHIN: Duration = Duration::from_secs(900);

/// Writes every page anew.
pub(crate) fn write() -> Result {
    for tests in PAGES {
        let mut command = cargo(&["test", "--quiet"]);
        child::run(command.args(*tests).env(REGENERATE, "1"), WITHIN)?;
    }
    Ok(())
}
