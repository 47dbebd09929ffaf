//! The page `docs/z3950/cql.md`, made from the table of this crate. A test compares it with the
//! file.

use std::fmt::Write as _;

use silta_cql::{Condition, diagnostic::Listed};

use crate::cql::bib_1;

const NOTICE: &str = "<!-- Made from the table in services/z3950; \
    `cargo xtask gen` writes it anew. -->\n";

/// `docs/z3950/cql.md`.
pub fn cql_page() -> String {
    let mut page = format!("# Z39.50: what of CQL is refused, and how\n\n{NOTICE}\n");
    page.push_str(
        "A query of type 104 is read as [docs/cql](../cql/README.md) tells. What is not\n",
    );
    page.push_str(
        "served is told by the condition of bib-1 that says the same as the diagnostic\n",
    );
    page.push_str("of SRU, or the nearest there is; addinfo holds what details hold there.\n\n");
    page.push_str("| SRU | | bib-1 | |\n| --- | --- | --- | --- |\n");
    for Listed {
        number, message, ..
    } in Condition::LISTED
    {
        if let Some(bib_1) = Condition::from_number(*number).map(bib_1) {
            let (code, text) = (bib_1.code(), bib_1.text());
            let _ = writeln!(page, "| {number} | {message} | {code} | {text} |");
        }
    }
    page
}
