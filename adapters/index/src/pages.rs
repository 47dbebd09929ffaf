//! The page `docs/catalogue/indexes.md`, made from the table of indexes. A test compares it with
//! the file.

use std::fmt::Write as _;

use silta_consortium::{INDEXES, Index, IndexDefinition, IndexKind};

const NOTICE: &str = "<!-- Made from the table in consortium/src/index.rs; \
    `cargo xtask gen` writes it anew. -->\n";

const ABOUT: &str = "\
What can be searched in, the fields of a MARC 21 record that each index is made from, and the names by which
protocols ask for it. Of several names the first is the index's own. How text is compared tells [text.md](text.md).

* **text**: words, phrases and whole fields; can be browsed by words and by headings.
* **value**: a number or code, compared whole.
* **ordered**: years and times; the only ones with other relations than \"equal\".

`245abnp` is field 245 with these subfields, in the order of the record; `008/35-37` is a part of a control field,
counted from 0.

The **facet** of an index tells in how many records of a result each of its values stands: exact counts of all records,
headings whole. A statement of responsibility (245) is no heading. Where copies are is not in the index, since copies
come and go without their record: there is no facet of libraries.
";

/// `docs/catalogue/indexes.md`.
pub fn indexes_page() -> String {
    let mut page = format!("# The indexes of the catalogue\n\n{NOTICE}\n{ABOUT}\n");
    page.push_str("| index | kind | MARC 21 | bib-1 use | CQL | sorts | facet |\n");
    page.push_str("| --- | --- | --- | --- | --- | --- | --- |\n");
    for row in &INDEXES {
        let kind = match row.kind {
            IndexKind::Text => "text",
            IndexKind::Value => "value",
            IndexKind::Ordered => "ordered",
        };
        let bib1: Vec<_> = row.bib1.iter().map(ToString::to_string).collect();
        let cql: Vec<_> = row.cql.iter().map(|name| format!("`{name}`")).collect();
        let _ = writeln!(
            page,
            "| `{}` | {kind} | {} | {} | {} | {} | {} |",
            row.index.as_str(),
            made_from(row),
            bib1.join(", "),
            cql.join(", "),
            if row.sort { "yes" } else { "" },
            if row.facet { "yes" } else { "" },
        );
    }
    page
}

fn made_from(row: &IndexDefinition) -> String {
    let fields: Vec<_> = row.marc.iter().map(|spec| format!("`{spec}`")).collect();
    let own = match row.index {
        Index::Any => {
            "all indexes of text but `full_text`; barcode, record id and standard numbers"
        }
        Index::FullText => "as `any`; all other subfields with letters in fields 2XX to 8XX",
        Index::Barcode => "the items",
        Index::MaterialType => "what the catalogue knows",
        Index::Modified => "when the record last changed, in UTC",
        Index::RecordId => "the record's id",
        _ => "",
    };
    [fields.join(" "), own.to_owned()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("; ")
}
