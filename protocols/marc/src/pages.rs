//! The pages `docs/marc/dublin-core.md` and `mods.md`, made from the tables of this crate. A test
//! compares them with the files.

use std::fmt::Write as _;

use crate::{
    dublin_core::{From, ROWS, Row, TYPES},
    mods::{self, Part, Taken, When},
};

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

/// `docs/marc/mods.md`.
pub fn mods_page() -> String {
    let version = mods::VERSION;
    let mut page = format!("# MARC 21 to MODS {version}\n\n{NOTICE}\n");
    page.push_str("What OAI-PMH and SRU (`mods`) give of a record. What a field gives stands in\n");
    page.push_str(
        "the order of its subfields; nothing is said twice, and the punctuation between\n",
    );
    page.push_str("the parts of a description (ISBD) is left away at the end.\n\n");
    page.push_str("Elements of a field share what is above them in the path. `+`: another each\n");
    page.push_str(
        "time; `=`: one for the whole record. `[authority=$2]`: the value of subfield 2;\n",
    );
    page.push_str("`[source=003]`: of that field; with `@` it follows from an indicator:\n\n");
    for indicator in mods::INDICATORS {
        let which = if indicator.is_first {
            "first"
        } else {
            "second"
        };
        let words = indicator.words.iter();
        let words: Vec<_> = words
            .map(|(value, word)| format!("{value} {word}"))
            .collect();
        let _ = writeln!(
            page,
            "* `{}`: the {which}: {}",
            indicator.name,
            words.join(", ")
        );
    }
    page.push('\n');
    page.push_str("| fields | if | taken | element |\n| --- | --- | --- | --- |\n");
    for row in mods::ROWS {
        let fields = match row.tags {
            [] => "leader".to_owned(),
            tags => tags.join(" "),
        };
        let conditions: Vec<_> = row.when.iter().map(condition).collect();
        let conditions = conditions.join(", ");
        for Part(taken, path) in row.parts {
            let taken = what_is_taken(taken);
            let _ = writeln!(page, "| {fields} | {conditions} | {taken} | `{path}` |");
        }
    }
    for (title, column, table) in [
        ("Types of record", "leader/06", mods::TYPES),
        ("Issuance", "leader/07", mods::ISSUANCES),
        ("Audiences", "008/22", mods::AUDIENCES),
    ] {
        let _ = write!(page, "\n## {title}\n\n| {column} | word |\n| --- | --- |\n");
        for (letter, word) in table {
            let _ = writeln!(page, "| `{letter}` | {word} |");
        }
    }
    page
}

fn condition(when: &When) -> String {
    match *when {
        When::First(one) => format!("first indicator {}", one_of(one)),
        When::FirstIsNot(one) => format!("first indicator not {}", one_of(one)),
        When::Second(one) => format!("second indicator {}", one_of(one)),
        When::SecondIsNot(one) => format!("second indicator not {}", one_of(one)),
        When::Has(code) => format!("with ${code}"),
        When::HasNot(code) => format!("without ${code}"),
        When::Type(one) => format!("leader/06 {}", one_of(one)),
        When::LevelIsNot(one) => format!("leader/07 not {}", one_of(one)),
        When::DateType(one) => format!("008/06 {}", one_of(one)),
    }
}

fn one_of(letters: &str) -> String {
    let each: Vec<_> = letters.chars().map(String::from).collect();
    each.join(" ")
}

fn what_is_taken(taken: &Taken) -> String {
    match *taken {
        Taken::Joined(codes) => spaced(codes),
        Taken::Dashed(codes) => format!("{} with `--` between them", spaced(codes)),
        Taken::NotSorted => "the article of $a, as an indicator counts it".to_owned(),
        Taken::Sorted(codes) => format!("{} without the article", spaced(codes)),
        Taken::Each(codes) => format!("each {}", spaced(codes)),
        Taken::Chopped(codes) => format!("each {} without a full stop", spaced(codes)),
        Taken::Number(codes) => format!("the number in each {}", spaced(codes)),
        Taken::Codes(codes) => format!("each code in {}", spaced(codes)),
        Taken::Characters(first, last) => format!("{first:02}-{last:02} if it says something"),
        Taken::Control => "all of it".to_owned(),
        Taken::Coded(at, _) | Taken::Leader(at, _) => format!("the word for {at:02}, see below"),
    }
}

fn spaced(codes: &str) -> String {
    let each: Vec<_> = codes.chars().map(|code| format!("${code}")).collect();
    each.join(" ")
}

fn columns(from: &From) -> (String, String, String) {
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
