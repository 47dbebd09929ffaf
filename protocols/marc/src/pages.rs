//! The page `docs/marc/dublin-core.md`, made from the table of this crate. A test compares it
//! with the file.

use std::fmt::Write as _;

use crate::dublin_core::{From, ROWS, Row, TYPES};

const NOTICE: &str = "<!-- Made from the table in protocols/marc; \
    `cargo xtask gen` writes it anew. -->\n";

/// `docs/marc/dublin-core.md`.
pub fn dublin_core_page() -> String {
    let mut page = format!("# MARC 21 to Dublin Core\n\n{NOTICE}\n");
    page.push_str("What OAI-PMH (`oai_dc`) and SRU (`dc`) give of a record. Each field gives an\n");
    page.push_str("element; nothing is said twice, and the punctuation between the parts of a\n");
    page.push_str("description (ISBD) is left away at the end.\n\n");
    page.push_str("| element | fields | subfields | how |\n| --- | --- | --- | --- |\n");
    for Row { element, from } in ROWS {
        let (fields, subfields, how) = columns(from);
        let _ = writeln!(page, "| {element} | {fields} | {subfields} | {how} |");
    }
    page.push_str("\n## Types of record\n\n");
    page.push_str("| leader/06 | type |\n| --- | --- |\n");
    for (letter, word) in TYPES {
        let _ = writeln!(page, "| `{letter}` | {word} |");
    }
    page
}

fn columns(from: &From) -> (String, String, String) {
    let spaced = |codes: &str| {
        codes
            .chars()
            .map(|code| format!("${code}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    match from {
        From::Fields {
            tags,
            codes,
            divisions,
            second,
        } => {
            let mut how = Vec::new();
            if !divisions.is_empty() {
                how.push(format!("`--` before {}", spaced(divisions)));
            }
            if let Some(second) = second {
                how.push(format!("second indicator {second}"));
            }
            (tags.join(" "), spaced(codes), how.join("; "))
        }
        From::Each {
            tags,
            codes,
            pieces,
        } => {
            let how = pieces.map(|length| format!(", in pieces of {length} characters"));
            let how = format!("each by itself{}", how.unwrap_or_default());
            (tags.join(" "), spaced(codes), how)
        }
        From::Otherwise { tag, first, last } => {
            let how = "if nothing else was found".to_owned();
            (format!("{tag}/{first:02}-{last:02}"), String::new(), how)
        }
        From::TypeOfRecord => (
            "leader/06".to_owned(),
            String::new(),
            "see below".to_owned(),
        ),
    }
}
