//! The page `docs/oai-pmh/verbs.md`, made from the table of this crate. A test compares it with
//! the file.

use std::fmt::Write as _;

use crate::verb::{Argument, VERBS};

const NOTICE: &str = "<!-- Made from the table in protocols/oai-pmh; \
    `cargo xtask gen` writes it anew. -->\n";

/// `docs/oai-pmh/verbs.md`.
pub fn verbs_page() -> String {
    let mut page = format!("# Verbs of OAI-PMH\n\n{NOTICE}\n");
    page.push_str(
        "What a harvester can ask at `/oai`, by GET or POST. `badVerb` and `badArgument` can\n",
    );
    page.push_str("be said to any of them. A resumption token stands alone.\n\n");
    page.push_str(
        "| verb | required | optional | resumptionToken | what can be said against it |\n",
    );
    page.push_str("| --- | --- | --- | --- | --- |\n");
    for spec in VERBS {
        let codes: Vec<_> = spec.codes.iter().map(|code| format!("`{code}`")).collect();
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} | {} |",
            spec.verb,
            names(spec.required),
            names(spec.optional),
            if spec.resumable { "yes" } else { "" },
            codes.join(" ")
        );
    }
    page
}

fn names(arguments: &[Argument]) -> String {
    let names: Vec<_> = arguments.iter().map(|one| format!("`{one}`")).collect();
    names.join(" ")
}
