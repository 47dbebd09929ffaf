//! The indexes of the catalogue, as one table: which fields of a record they are made from, and by
//! which names the search protocols ask for them. Searches, Explain and the documents come from it.

use serde::{Deserialize, Serialize};

use crate::named::named;

named! {
    /// What can be searched in.
    Index {
        /// Everything below that is text, and the identifiers.
        Any = "any",
        /// Who made it: persons (by their names alone, without dates), bodies and conferences.
        Author = "author",
        /// The number on a copy.
        Barcode = "barcode",
        /// Where it stands on the shelf.
        CallNumber = "call_number",
        /// Its class, in whatever scheme.
        Classification = "classification",
        /// A conference that made it.
        ConferenceName = "conference_name",
        /// A body that made it.
        CorporateName = "corporate_name",
        /// Every word of the record, notes and contents among them.
        FullText = "full_text",
        /// ISBN, ten digits or thirteen, hyphens aside: either finds the other.
        Isbn = "isbn",
        /// ISSN, hyphens aside.
        Issn = "issn",
        /// The key title of a serial.
        KeyTitle = "key_title",
        /// The language of the text, as its MARC code (`fin`).
        Language = "language",
        /// What kind of thing it is (`book`, `dvd`).
        MaterialType = "material_type",
        /// When the record last changed.
        Modified = "modified",
        /// Notes and summaries.
        Note = "note",
        /// A person who made it.
        PersonalName = "personal_name",
        /// Where it was published.
        Place = "place",
        /// Who published it.
        Publisher = "publisher",
        /// The record's id (`kainet.1`), or the control number it was imported with.
        RecordId = "record_id",
        /// The series it belongs to.
        Series = "series",
        /// Any standard number: ISBN, ISSN and others.
        StandardNumber = "standard_number",
        /// What it is about.
        Subject = "subject",
        /// What it is called.
        Title = "title",
        /// The title it is known by among editions and translations.
        UniformTitle = "uniform_title",
        /// The year it was published.
        Year = "year",
    }
}

/// How the values of an index are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IndexKind {
    /// Text: words, phrases and whole headings, case and Unicode form aside.
    Text,
    /// A number or code that is one value: compared whole, hyphens and case aside.
    Value,
    /// A year or a time: compared by order.
    Ordered,
}

/// An index as the table describes it.
#[derive(Clone, Copy, Debug)]
pub struct IndexDefinition {
    /// Which.
    pub index: Index,
    /// How its values are compared.
    pub kind: IndexKind,
    /// The MARC 21 fields it is made from: tag and subfields (`245abnp`); a tag alone is a control
    /// field, with `/from-to` a part of it (`008/35-37`). Empty: made from other indexes or from
    /// what the catalogue itself knows.
    pub marc: &'static [&'static str],
    /// Use attributes of bib-1 (Z39.50) that ask for it; the first is its own.
    pub bib1: &'static [u32],
    /// Names in CQL that ask for it; the first is its own.
    pub cql: &'static [&'static str],
    /// Whether results can be sorted by it.
    pub sort: bool,
    /// Whether the values of what was found can be counted by it: its facet. A heading counts, a
    /// statement of responsibility (245) does not.
    pub facet: bool,
}

const fn text(index: Index, marc: &'static [&'static str]) -> IndexDefinition {
    IndexDefinition {
        index,
        kind: IndexKind::Text,
        marc,
        bib1: &[],
        cql: &[],
        sort: false,
        facet: false,
    }
}

const fn value(index: Index, marc: &'static [&'static str]) -> IndexDefinition {
    IndexDefinition {
        kind: IndexKind::Value,
        ..text(index, marc)
    }
}

const fn ordered(index: Index, marc: &'static [&'static str]) -> IndexDefinition {
    IndexDefinition {
        kind: IndexKind::Ordered,
        ..text(index, marc)
    }
}

impl IndexDefinition {
    const fn bib1(self, bib1: &'static [u32]) -> Self {
        Self { bib1, ..self }
    }

    const fn cql(self, cql: &'static [&'static str]) -> Self {
        Self { cql, ..self }
    }

    const fn sorted(self) -> Self {
        Self { sort: true, ..self }
    }

    const fn faceted(self) -> Self {
        Self {
            facet: true,
            ..self
        }
    }
}

/// Every index, in the order of [`Index::ALL`].
pub const INDEXES: [IndexDefinition; Index::ALL.len()] = [
    text(Index::Any, &[]).bib1(&[1016, 1017, 1035]).cql(&[
        "cql.anywhere",
        "cql.serverChoice",
        "cql.keywords",
        "cql.allIndexes",
        "cql.anyIndexes",
    ]),
    text(
        Index::Author,
        &[
            "100abcq", "110abcdn", "111acdn", "245c", "700abcq", "710abcdn", "711acdn",
        ],
    )
    .bib1(&[1003, 1002])
    .cql(&[
        "dc.creator",
        "dc.contributor",
        "bath.author",
        "bath.name",
        "dc.author",
    ])
    .sorted()
    .faceted(),
    value(Index::Barcode, &[])
        .bib1(&[9998])
        .cql(&["rec.barcode"]),
    text(Index::CallNumber, &["852hijkm", "952o", "090ab"])
        .bib1(&[53])
        .cql(&["bath.callNumber"]),
    text(
        Index::Classification,
        &["050ab", "060ab", "080a", "082a", "084a", "090a"],
    )
    .bib1(&[20, 13, 14, 16])
    .cql(&["bath.classification"]),
    text(Index::ConferenceName, &["111acdn", "711acdn"])
        .bib1(&[3, 1006])
        .cql(&["bath.conferenceName"]),
    text(Index::CorporateName, &["110abcdn", "710abcdn"])
        .bib1(&[2, 1005])
        .cql(&["bath.corporateName"]),
    text(Index::FullText, &[])
        .bib1(&[1010])
        .cql(&["cql.fullText"]),
    value(Index::Isbn, &["020az"])
        .bib1(&[7])
        .cql(&["bath.isbn"]),
    value(Index::Issn, &["022alyz"])
        .bib1(&[8])
        .cql(&["bath.issn"]),
    text(Index::KeyTitle, &["222ab"])
        .bib1(&[33])
        .cql(&["bath.keyTitle"]),
    value(Index::Language, &["008/35-37", "041adefg"])
        .bib1(&[54])
        .cql(&["dc.language"])
        .sorted()
        .faceted(),
    value(Index::MaterialType, &[])
        .bib1(&[1031])
        .cql(&["dc.type", "dc.resourceType"])
        .faceted(),
    ordered(Index::Modified, &[])
        .bib1(&[1012])
        .cql(&["rec.lastModificationDate"])
        .sorted(),
    text(
        Index::Note,
        &["500a", "505agrt", "508a", "511a", "520ab", "546a"],
    )
    .bib1(&[63, 62])
    .cql(&["bath.notes", "dc.description"]),
    text(Index::PersonalName, &["100abcq", "700abcq"])
        .bib1(&[1, 1004])
        .cql(&["bath.personalName"]),
    text(Index::Place, &["260a", "264a"])
        .bib1(&[59])
        .cql(&["bath.placeOfPublication"]),
    text(Index::Publisher, &["260b", "264b"])
        .bib1(&[1018])
        .cql(&["dc.publisher"]),
    value(Index::RecordId, &["001"]).bib1(&[12]).cql(&[
        "rec.identifier",
        "rec.id",
        "bath.remoteId",
    ]),
    text(
        Index::Series,
        &[
            "440anp",
            "490a",
            "800abcdqtnp",
            "810abt",
            "811act",
            "830anp",
        ],
    )
    .bib1(&[5])
    .cql(&["bath.seriesTitle"])
    .faceted(),
    value(Index::StandardNumber, &["020az", "022alyz", "024a", "028a"])
        .bib1(&[1007])
        .cql(&["dc.identifier", "bath.standardIdentifier"]),
    text(
        Index::Subject,
        &[
            "600abcdqtvxyz",
            "610abtvxyz",
            "611actvxyz",
            "630atvxyz",
            "648avxyz",
            "650avxyz",
            "651avxyz",
            "653a",
            "655avxyz",
        ],
    )
    .bib1(&[21])
    .cql(&["dc.subject"])
    .faceted(),
    text(
        Index::Title,
        &[
            "130anp", "210a", "222ab", "240anp", "242abnp", "245abnp", "246abnp", "247abnp",
            "440anp", "490a", "700t", "710t", "730anp", "740anp", "830anp",
        ],
    )
    .bib1(&[4])
    .cql(&["dc.title", "bath.title"])
    .sorted(),
    text(Index::UniformTitle, &["130anp", "240anp", "730anp"])
        .bib1(&[6])
        .cql(&["bath.uniformTitle"]),
    ordered(Index::Year, &["008/07-10", "260c", "264c"])
        .bib1(&[31, 30])
        .cql(&["dc.date"])
        .sorted()
        .faceted(),
];

impl Index {
    /// What the table says of it.
    pub const fn definition(self) -> &'static IndexDefinition {
        #[expect(
            clippy::indexing_slicing,
            reason = "the table has a row for each index, in this order; a test keeps it so"
        )]
        &INDEXES[self as usize]
    }

    /// The index that a use attribute of bib-1 asks for.
    pub fn of_bib1(value: u32) -> Option<Self> {
        let row = INDEXES.iter().find(|row| row.bib1.contains(&value));
        row.map(|row| row.index)
    }

    /// The index that a name of CQL asks for; names differ in no letter case.
    pub fn of_cql(name: &str) -> Option<Self> {
        let named =
            |row: &&IndexDefinition| row.cql.iter().any(|cql| cql.eq_ignore_ascii_case(name));
        INDEXES.iter().find(named).map(|row| row.index)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_indexes() {
        for ((index, name), row) in Index::ALL.iter().zip(&INDEXES) {
            assert_eq!(*index, row.index, "{name}");
            assert_eq!(index.definition().index, *index);
            assert!(!row.bib1.is_empty() && !row.cql.is_empty(), "{name}");
        }
    }

    #[test]
    fn a_name_asks_for_one_index() {
        let mut bib1 = BTreeSet::new();
        let mut cql = BTreeSet::new();
        for row in &INDEXES {
            assert!(row.bib1.iter().all(|value| bib1.insert(*value)), "{row:?}");
            let lower = |name: &str| name.to_ascii_lowercase();
            assert!(
                row.cql.iter().all(|name| cql.insert(lower(name))),
                "{row:?}"
            );
        }
        assert_eq!(Index::of_bib1(1003), Some(Index::Author));
        assert_eq!(Index::of_cql("DC.Title"), Some(Index::Title));
        assert_eq!(Index::of_bib1(9999), None);
    }
}
