//! What Dublin Core can say of a record: one table of fields and elements, after the mapping of
//! MARC 21 to unqualified Dublin Core that the Library of Congress publishes.

use std::fmt;

use crate::{field::Field, record::Record};

/// The fifteen elements of Dublin Core 1.1, in the order in which they are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// A name of the title.
    Title,
    /// Who made it in the first place.
    Creator,
    /// What it is about.
    Subject,
    /// What it is like.
    Description,
    /// Who made it available.
    Publisher,
    /// Who else made it.
    Contributor,
    /// When it was published.
    Date,
    /// What kind of thing it is.
    Type,
    /// Of what it consists.
    Format,
    /// A number or address of it: ISBN, ISSN, URL.
    Identifier,
    /// What it was made from.
    Source,
    /// The language it is in, as a code of three letters.
    Language,
    /// What it belongs to.
    Relation,
    /// The place it is about.
    Coverage,
    /// Who may use it.
    Rights,
}

impl Element {
    /// Its name in XML.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Creator => "creator",
            Self::Subject => "subject",
            Self::Description => "description",
            Self::Publisher => "publisher",
            Self::Contributor => "contributor",
            Self::Date => "date",
            Self::Type => "type",
            Self::Format => "format",
            Self::Identifier => "identifier",
            Self::Source => "source",
            Self::Language => "language",
            Self::Relation => "relation",
            Self::Coverage => "coverage",
            Self::Rights => "rights",
        }
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A row of the table: from where an element is taken.
pub(crate) struct Row {
    pub(crate) element: Element,
    pub(crate) from: From,
}

/// From where an element is taken.
pub(crate) enum From {
    /// Subfields of data fields, with a blank between them.
    Fields {
        tags: &'static [&'static str],
        codes: &'static str,
        /// Codes before whose subfields `--` stands.
        divisions: &'static str,
        /// Only fields with this second indicator.
        second: Option<char>,
    },
    /// Each subfield of data fields by itself, in pieces of so many characters if that is given.
    Each {
        tags: &'static [&'static str],
        codes: &'static str,
        pieces: Option<usize>,
    },
    /// Characters of a control field, if they are letters or digits and nothing else was found.
    Otherwise {
        tag: &'static str,
        first: usize,
        last: usize,
    },
    /// The type of record in the leader, see [`TYPES`].
    TypeOfRecord,
}

const fn fields(element: Element, tags: &'static [&'static str], codes: &'static str) -> Row {
    let (divisions, second) = ("", None);
    let from = From::Fields {
        tags,
        codes,
        divisions,
        second,
    };
    Row { element, from }
}

const fn subjects(element: Element, tags: &'static [&'static str], codes: &'static str) -> Row {
    let (divisions, second) = ("vxyz", None);
    let from = From::Fields {
        tags,
        codes,
        divisions,
        second,
    };
    Row { element, from }
}

const fn production(element: Element, codes: &'static str) -> Row {
    let (tags, divisions, second) = (&["264"], "", Some('1'));
    let from = From::Fields {
        tags,
        codes,
        divisions,
        second,
    };
    Row { element, from }
}

const fn each(element: Element, tags: &'static [&'static str], codes: &'static str) -> Row {
    let from = From::Each {
        tags,
        codes,
        pieces: None,
    };
    Row { element, from }
}

/// The table. Notes that may be meant for staff alone (541, 561, 583) are not in it.
pub(crate) const ROWS: &[Row] = &[
    fields(Element::Title, &["245"], "abfghknp"),
    fields(Element::Creator, &["100"], "abcdq"),
    fields(Element::Creator, &["110"], "abcdn"),
    fields(Element::Creator, &["111"], "acdenq"),
    subjects(
        Element::Subject,
        &["600", "610", "611", "630"],
        "abcdnpqtvxyz",
    ),
    subjects(Element::Subject, &["648", "650"], "abcdvxyz"),
    fields(Element::Subject, &["653"], "a"),
    fields(
        Element::Description,
        &[
            "500", "501", "502", "504", "505", "507", "508", "511", "513", "515", "516", "518",
            "520", "521", "522", "525", "533", "536", "538", "545", "547", "550", "555", "580",
            "581", "585", "586",
        ],
        "abcdgrtu",
    ),
    fields(Element::Publisher, &["260"], "ab"),
    production(Element::Publisher, "ab"),
    fields(Element::Contributor, &["700"], "abcdq"),
    fields(Element::Contributor, &["710"], "abcdn"),
    fields(Element::Contributor, &["711"], "acdenq"),
    fields(Element::Contributor, &["720"], "a"),
    fields(Element::Date, &["260"], "c"),
    production(Element::Date, "c"),
    Row {
        element: Element::Date,
        from: From::Otherwise {
            tag: "008",
            first: 7,
            last: 10,
        },
    },
    Row {
        element: Element::Type,
        from: From::TypeOfRecord,
    },
    subjects(Element::Type, &["655"], "avxyz"),
    fields(Element::Format, &["300"], "abce"),
    each(Element::Format, &["856"], "q"),
    each(Element::Identifier, &["020", "022", "024"], "a"),
    each(Element::Identifier, &["856"], "u"),
    fields(Element::Source, &["534", "786"], "ot"),
    Row {
        element: Element::Language,
        from: From::Each {
            tags: &["041"],
            codes: "ad",
            pieces: Some(3),
        },
    },
    Row {
        element: Element::Language,
        from: From::Otherwise {
            tag: "008",
            first: 35,
            last: 37,
        },
    },
    fields(Element::Relation, &["490", "530"], "av"),
    fields(
        Element::Relation,
        &[
            "760", "762", "765", "767", "770", "772", "773", "774", "775", "776", "777", "780",
            "785", "787",
        ],
        "agtwxz",
    ),
    subjects(Element::Coverage, &["651"], "avxyz"),
    fields(Element::Coverage, &["662", "751", "752"], "abcdfgh"),
    fields(Element::Rights, &["506", "540"], "abcdfu"),
];

/// Types of record (leader/06) and the word of the DCMI Type Vocabulary for each.
pub(crate) const TYPES: &[(char, &str)] = &[
    ('a', "Text"),
    ('c', "Text"),
    ('d', "Text"),
    ('e', "Image"),
    ('f', "Image"),
    ('g', "MovingImage"),
    ('i', "Sound"),
    ('j', "Sound"),
    ('k', "StillImage"),
    ('m', "Software"),
    ('o', "Collection"),
    ('p', "Collection"),
    ('r', "PhysicalObject"),
    ('t', "Text"),
];

/// What Dublin Core can say of a record, in the order of [`Element`], nothing twice, without the
/// punctuation that separates the parts of a description on cards (ISBD).
pub fn of(record: &Record) -> Vec<(Element, String)> {
    let mut found: Vec<(Element, String)> = Vec::new();
    for Row { element, from } in ROWS {
        let missing = found.iter().all(|(known, _)| known != element);
        for value in values(record, from, missing) {
            let pair = (*element, trimmed(&value).to_owned());
            if !pair.1.is_empty() && !found.contains(&pair) {
                found.push(pair);
            }
        }
    }
    found.sort_by_key(|(element, _)| *element);
    found
}

fn values(record: &Record, from: &From, missing: bool) -> Vec<String> {
    match from {
        From::Fields {
            tags,
            codes,
            divisions,
            second,
        } => {
            let fits = |field: &&Field| second.is_none_or(|second| field.indicators()[1] == second);
            let joined = |field| joined(field, codes, divisions);
            tagged(record, tags).filter(fits).map(joined).collect()
        }
        From::Each {
            tags,
            codes,
            pieces,
        } => {
            let values = tagged(record, tags).flat_map(Field::subfields);
            let values = values.filter(|subfield| codes.contains(subfield.code));
            values
                .flat_map(|subfield| in_pieces(&subfield.value, *pieces))
                .collect()
        }
        From::Otherwise { tag, first, last } if missing => {
            let characters = record
                .control(tag)
                .and_then(|text| text.get(*first..=*last));
            let letters =
                characters.filter(|text| text.bytes().all(|byte| byte.is_ascii_alphanumeric()));
            letters.map(str::to_owned).into_iter().collect()
        }
        From::Otherwise { .. } => Vec::new(),
        From::TypeOfRecord => {
            let letter = record.leader.type_of_record();
            let word = TYPES.iter().find(|(known, _)| *known == letter);
            word.map(|(_, word)| (*word).to_owned())
                .into_iter()
                .collect()
        }
    }
}

fn tagged<'r>(
    record: &'r Record,
    tags: &'static [&'static str],
) -> impl Iterator<Item = &'r Field> {
    record
        .fields
        .iter()
        .filter(move |field| tags.iter().any(|tag| field.tag == **tag))
}

fn joined(field: &Field, codes: &str, divisions: &str) -> String {
    let mut text = String::new();
    for subfield in field
        .subfields()
        .iter()
        .filter(|one| codes.contains(one.code))
    {
        if !text.is_empty() {
            text.push_str(if divisions.contains(subfield.code) {
                "--"
            } else {
                " "
            });
        }
        text.push_str(subfield.value.trim());
    }
    text
}

/// A text in pieces of so many characters if it consists of whole ones.
fn in_pieces(text: &str, length: Option<usize>) -> Vec<String> {
    match length {
        Some(length) if text.is_ascii() && text.len().is_multiple_of(length) => text
            .as_bytes()
            .chunks(length)
            .map(|piece| String::from_utf8_lossy(piece).into_owned())
            .collect(),
        _ => vec![text.to_owned()],
    }
}

pub(crate) fn trimmed(text: &str) -> &str {
    text.trim().trim_end_matches([' ', '/', ':', ';', ',', '='])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Subfield;

    fn field(tag: &str, indicators: [char; 2], subfields: &[(char, &str)]) -> Field {
        let subfields = subfields
            .iter()
            .map(|(code, value)| Subfield::new(*code, *value));
        Field::data(tag.parse().unwrap(), indicators, subfields.collect())
    }

    #[test]
    fn a_book_in_dublin_core() {
        let fields = vec![
            Field::control(
                "008".parse().unwrap(),
                "210415s2012    fi |||||||||||||||||fin| ",
            ),
            field(
                "020",
                [' ', ' '],
                &[('a', "978-951-1-23676-4"), ('q', "sidottu")],
            ),
            field("041", ['1', ' '], &[('a', "finswe"), ('h', "eng")]),
            field(
                "100",
                ['1', ' '],
                &[('a', "Kivi, Aleksis,"), ('e', "kirjoittaja.")],
            ),
            field(
                "245",
                ['1', '0'],
                &[
                    ('a', "Seitsemän veljestä :"),
                    ('b', "romaani /"),
                    ('c', "A. K."),
                ],
            ),
            field(
                "264",
                [' ', '1'],
                &[('a', "Helsinki :"), ('b', "Otava,"), ('c', "2012.")],
            ),
            field("264", [' ', '4'], &[('c', "©2012")]),
            field(
                "650",
                [' ', '7'],
                &[('a', "veljekset"), ('z', "Suomi"), ('2', "yso/fin")],
            ),
            field(
                "650",
                [' ', '7'],
                &[('a', "veljekset"), ('z', "Suomi"), ('2', "ysa")],
            ),
        ];
        let record = Record {
            fields,
            ..Record::default()
        };
        let found = of(&record);
        let found: Vec<_> = found
            .iter()
            .map(|(element, value)| (element.name(), value.as_str()))
            .collect();
        let expected = [
            ("title", "Seitsemän veljestä : romaani"),
            ("creator", "Kivi, Aleksis"),
            ("subject", "veljekset--Suomi"),
            ("publisher", "Helsinki : Otava"),
            ("date", "2012."),
            ("type", "Text"),
            ("identifier", "978-951-1-23676-4"),
            ("language", "fin"),
            ("language", "swe"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn date_and_language_may_come_from_008() {
        let control = |text: &str| Record {
            fields: vec![Field::control("008".parse().unwrap(), text)],
            ..Record::default()
        };
        let known = of(&control("210415s2012    fi |||||||||||||||||fin| "));
        assert!(known.contains(&(Element::Date, "2012".into())));
        assert!(known.contains(&(Element::Language, "fin".into())));
        for unknown in [
            "210415nuuuu    fi |||||||||||||||||||| ",
            "210415|||||    xx |||||||||||||||||   | ",
            "ä",
            "",
        ] {
            assert!(
                of(&control(unknown))
                    .iter()
                    .all(|(element, _)| *element != Element::Language)
            );
        }
    }

    #[test]
    fn each_element_but_none_else_has_a_row() {
        let mut named: Vec<_> = ROWS.iter().map(|row| row.element).collect();
        named.dedup();
        assert_eq!(named.len(), 15);
        assert!(named.is_sorted());
    }
}
