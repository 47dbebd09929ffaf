//! What a person wants of a record: one table of labels and MARC 21 fields, and the heading.

use silta_marc::{Field, Record};

/// A line of the record's page.
struct Line {
    /// The key of its label.
    label: &'static str,
    /// Fields and the subfields that make one value each: `245abnp`.
    fields: &'static [&'static str],
    /// What stands between subfields.
    between: &'static str,
}

const fn line(label: &'static str, fields: &'static [&'static str], between: &'static str) -> Line {
    Line {
        label,
        fields,
        between,
    }
}

const LINES: &[Line] = &[
    line("field-author", &["100abcq", "110abn", "111acdn"], " "),
    line("field-contributor", &["700abcq", "710abn", "711acdn"], " "),
    line("field-uniform-title", &["130anp", "240anp"], " "),
    line("field-responsibility", &["245c"], " "),
    line("field-edition", &["250ab"], " "),
    line("field-published", &["260abc", "264abc"], " "),
    line("field-extent", &["300abc"], " "),
    line("field-series", &["490av", "830av"], " "),
    line("field-isbn", &["020a"], " "),
    line("field-issn", &["022a"], " "),
    line("field-summary", &["520ab"], " "),
    line("field-contents", &["505agrt"], " "),
    line("field-note", &["500a", "508a", "511a", "546a"], " "),
    line(
        "field-subject",
        &[
            "600abcdtvxyz",
            "610abtvxyz",
            "611actvxyz",
            "630atvxyz",
            "648avxyz",
            "650avxyz",
            "651avxyz",
            "653a",
        ],
        " – ",
    ),
    line("field-genre", &["655avxyz"], " – "),
];

/// The lines of a record that it has values for: the key of the label, and the values, each once.
pub(crate) fn lines(record: &Record) -> Vec<(&'static str, Vec<String>)> {
    let told = LINES.iter().map(|line| {
        let mut values: Vec<String> = Vec::new();
        for value in line
            .fields
            .iter()
            .flat_map(|wanted| all(record, wanted, line.between))
        {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        (line.label, values)
    });
    told.filter(|(_, values)| !values.is_empty()).collect()
}

/// The title without who made it.
pub(crate) fn title(record: &Record) -> Option<String> {
    all(record, "245abnp", " ").next()
}

/// Who made it in the first place.
pub(crate) fn author(record: &Record) -> Option<String> {
    let fields = ["100abcq", "110abn", "111acdn", "700abcq", "710abn"];
    fields
        .iter()
        .find_map(|wanted| all(record, wanted, " ").next())
}

/// The year it was published.
pub(crate) fn year(record: &Record) -> Option<String> {
    let year = record.control("008")?.get(7..11)?;
    year.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| year.to_owned())
}

/// The values of the fields of a tag, their subfields in the order of the record.
fn all<'a>(
    record: &'a Record,
    wanted: &'a str,
    between: &'a str,
) -> impl Iterator<Item = String> + 'a {
    let (tag, codes) = wanted.split_at_checked(3).unwrap_or((wanted, ""));
    let values = record
        .fields(tag)
        .map(move |field| value(field, codes, between));
    values.filter(|value| !value.is_empty())
}

fn value(field: &Field, codes: &str, between: &str) -> String {
    let wanted = field
        .subfields()
        .iter()
        .filter(|subfield| codes.contains(subfield.code));
    let parts = wanted
        .map(|subfield| subfield.value.trim())
        .filter(|part| !part.is_empty());
    bare(&parts.collect::<Vec<_>>().join(between)).to_owned()
}

/// Without the punctuation that a catalogue card has between its areas.
fn bare(text: &str) -> &str {
    text.trim_end_matches([' ', '/', ':', ';', ',', '=']).trim()
}

#[cfg(test)]
mod tests {
    use silta_marc::{Leader, Subfield};

    use super::*;

    #[test]
    fn a_record_as_people_read_it() {
        let data = |tag: &str, subfields: &[(char, &str)]| {
            let subfields = subfields
                .iter()
                .map(|(code, value)| Subfield::new(*code, *value));
            Field::data(tag.parse().unwrap(), [' ', ' '], subfields.collect())
        };
        let record = Record {
            leader: Leader::default(),
            fields: vec![
                Field::control("008".parse().unwrap(), "260101s1945    fi"),
                data("100", &[('a', "Waltari, Mika,"), ('e', "kirjoittaja.")]),
                data(
                    "245",
                    &[('a', "Sinuhe :"), ('b', "romaani /"), ('c', "Mika Waltari")],
                ),
                data("650", &[('a', "faaraot"), ('x', "historia")]),
                data("650", &[('a', "faaraot"), ('x', "historia")]),
                data("651", &[('a', "Egypti")]),
            ],
        };
        assert_eq!(title(&record).as_deref(), Some("Sinuhe : romaani"));
        assert_eq!(author(&record).as_deref(), Some("Waltari, Mika"));
        assert_eq!(year(&record).as_deref(), Some("1945"));
        let told = lines(&record);
        assert_eq!(told[0], ("field-author", vec!["Waltari, Mika".to_owned()]));
        let subjects = vec!["faaraot – historia".to_owned(), "Egypti".to_owned()];
        assert_eq!(told.last(), Some(&("field-subject", subjects)));
    }
}
