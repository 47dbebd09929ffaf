//! The page `docs/sru/schemas.md`, made from the table of this crate. A test compares it with the
//! file.

use std::fmt::Write as _;

use crate::schemas::{Copies, SCHEMAS};

const NOTICE: &str = "<!-- Made from the table in services/sru; `cargo xtask gen` writes it anew. \
    -->\n";

/// `docs/sru/schemas.md`.
pub fn schemas_page() -> String {
    let mut page = format!("# SRU: the schemas in which records are given\n\n{NOTICE}\n");
    page.push_str(
        "A request names one in `recordSchema`, by its name or any of its URIs; without that it\n\
         gets the first. Answers tell the first of the URIs. The copies of a record are told as\n\
         they are now; what becomes of those that cannot be told in time stands in the last column.\n\n",
    );
    page.push_str(
        "| name | URIs | what | definition | copies |\n| --- | --- | --- | --- | --- |\n",
    );
    for schema in SCHEMAS {
        let uris: Vec<_> = schema.identifiers.iter().map(|uri| code(uri)).collect();
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} |",
            code(schema.name),
            uris.join(" "),
            schema.title,
            schema.location.map(code).unwrap_or_default(),
            copies(schema.copies),
        );
    }
    page
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

const fn copies(copies: Copies) -> &'static str {
    match copies {
        Copies::Apart => "",
        Copies::Beside => "the record comes without, and says so",
        Copies::Alone => "diagnostic 64 in the record's place; if it has none, 67",
    }
}
