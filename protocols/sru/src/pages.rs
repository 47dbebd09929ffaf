//! The pages of `docs/sru` and the dictionary of the fuzz target, made from the tables of this
//! crate. A test compares them with the files.

use std::fmt::Write as _;

use crate::{Operation, PARAMETERS, Version, listed};

const NOTICE: &str = "<!-- Made from the tables in protocols/sru; \
    `cargo xtask gen` writes it anew. -->\n";

/// `docs/sru/parameters.md`.
pub fn parameters_page() -> String {
    let mut page = format!("# Parameters of SRU\n\n{NOTICE}\n");
    page.push_str(
        "Names are spelt exactly so. Those that begin with `x-` belong to extensions and\n",
    );
    page.push_str(
        "are passed over; what the operation or its version does not know gets diagnostic\n",
    );
    page.push_str("8, what stands twice 6.\n\n");
    page.push_str("| parameter | operations | versions | value |\n| --- | --- | --- | --- |\n");
    for spec in PARAMETERS {
        let operations: Vec<_> = spec
            .operations
            .iter()
            .map(|one| format!("`{one}`"))
            .collect();
        let operations = match spec.operations.len() {
            all if all == Operation::ALL.len() => "all".to_owned(),
            _ => operations.join(", "),
        };
        let versions: Vec<_> = spec.versions.iter().map(ToString::to_string).collect();
        let versions = match spec.versions.len() {
            all if all == Version::ALL.len() => "all".to_owned(),
            _ => versions.join(", "),
        };
        let (name, value) = (spec.name, spec.value);
        let _ = writeln!(page, "| `{name}` | {operations} | {versions} | {value} |");
    }
    page
}

/// `docs/sru/diagnostics.md`.
pub fn diagnostics_page() -> String {
    let mut page = format!("# Diagnostics of SRU\n\n{NOTICE}\n");
    page.push_str(
        "`info:srw/diagnostic/1/` and the number. Those of one record stand in its place\n",
    );
    page.push_str("(63 to 70), the others beside the answer.\n\n");
    page.push_str("| number | message | details |\n| --- | --- | --- |\n");
    for one in listed() {
        let _ = writeln!(
            page,
            "| {} | {} | {} |",
            one.number, one.message, one.details
        );
    }
    page
}

/// `fuzz/dict/sru.dict`: names of parameters, and some values.
pub fn dictionary() -> String {
    let mut page = String::from("# Made from the tables in protocols/sru, see its test `pages`.\n");
    for spec in PARAMETERS {
        let _ = writeln!(page, "\"&{}=\"", spec.name);
    }
    let operations = Operation::ALL.map(Operation::name);
    let versions = Version::ALL.map(Version::name);
    let others = ["xml", "string", "packed", "%C3%A4", "%FF", "x-", "title,,0"];
    for value in operations.iter().chain(&versions).chain(&others) {
        let _ = writeln!(page, "\"{value}\"");
    }
    page
}
