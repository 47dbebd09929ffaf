//! The page `docs/cql/diagnostics.md` and the dictionary of the fuzz target, made from the tables
//! of this crate. A test compares them with the files.

use std::fmt::Write as _;

use crate::{Boolean, Condition, RELATIONS, Symbol, diagnostic::Listed};

const NOTICE: &str = "<!-- Made from the table in protocols/cql; \
    `cargo xtask gen` writes it anew. -->\n";

/// `docs/cql/diagnostics.md`.
pub fn diagnostics_page() -> String {
    let mut page = format!("# CQL: what a query can be refused with\n\n{NOTICE}\n");
    page.push_str("A query that cannot be served is told by a diagnostic of SRU\n");
    page.push_str("(`info:srw/diagnostic/1/` and the number), with details that say what it is\n");
    page.push_str("about. Offsets count characters from 0.\n\n");
    page.push_str("| number | message | details |\n| --- | --- | --- |\n");
    for Listed {
        number,
        message,
        details,
    } in Condition::LISTED
    {
        let _ = writeln!(page, "| {number} | {message} | {details} |");
    }
    page
}

/// `fuzz/dict/cql.dict`: keywords, relations, symbols, and what is escaped.
pub fn dictionary() -> String {
    let mut page = String::from("# Made from the tables in protocols/cql, see its test `pages`.\n");
    let mut token = |name: &str, value: &str| {
        let value = value.replace('\\', "\\\\").replace('"', "\\\"");
        let _ = writeln!(page, "{name}=\"{value}\"");
    };
    for boolean in Boolean::ALL {
        token(boolean.as_str(), &format!(" {} ", boolean.as_str()));
    }
    for relation in RELATIONS {
        token(relation, &format!(" {relation} "));
    }
    for (place, symbol) in Symbol::ALL.into_iter().enumerate() {
        token(&format!("symbol_{place}"), symbol.as_str());
    }
    for (name, value) in [
        ("sortby", " sortby "),
        ("modifier", "/x=1"),
        ("distance", "/distance<3"),
        ("prefix", "> x = \"u\" "),
        ("index", "dc.title"),
        ("quote", "\\\""),
        ("escape", "\\"),
        ("masks", "^a*b?^"),
        ("group", "(a)"),
    ] {
        token(name, value);
    }
    page
}
