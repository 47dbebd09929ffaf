//! The attributes of the set bib-1: how the term of a query is meant.

/// An attribute type and its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttributeType {
    /// Its number.
    pub number: i64,
    /// What it is called.
    pub name: &'static str,
    /// What it says about a term.
    pub about: &'static str,
    /// The values, by number.
    pub values: &'static [(i64, &'static str)],
}

/// Use: in which index.
pub const USE: i64 = 1;
/// Relation: how the term compares.
pub const RELATION: i64 = 2;
/// Position: where in a field.
pub const POSITION: i64 = 3;
/// Structure: what the term is made of.
pub const STRUCTURE: i64 = 4;
/// Truncation: what may be missing of the term.
pub const TRUNCATION: i64 = 5;
/// Completeness: how much of a field the term is.
pub const COMPLETENESS: i64 = 6;

/// The attribute types of bib-1. Values not listed by the standard but met often say by whom.
#[rustfmt::skip]
pub const TYPES: &[AttributeType] = &[
    AttributeType { number: USE, name: "use", about: "in which index to look", values: USES },
    AttributeType { number: RELATION, name: "relation", about: "how what stands there compares to the term", values: &[
        (1, "less than"), (2, "less than or equal"), (3, "equal"), (4, "greater than or equal"),
        (5, "greater than"), (6, "not equal"), (100, "phonetic"), (101, "stem"),
        (102, "relevance"), (103, "always matches"), (104, "within"),
    ] },
    AttributeType { number: POSITION, name: "position", about: "where the term stands", values: &[
        (1, "first in field"), (2, "first in subfield"), (3, "any position in field"),
    ] },
    AttributeType { number: STRUCTURE, name: "structure", about: "what the term is", values: &[
        (1, "phrase"), (2, "word"), (3, "key"), (4, "year"), (5, "date, normalized"),
        (6, "word list"), (100, "date, un-normalized"), (101, "name, normalized"),
        (102, "name, un-normalized"), (103, "structure"), (104, "URX"), (105, "free-form text"),
        (106, "document text"), (107, "local number"), (108, "string"), (109, "numeric string"),
    ] },
    AttributeType { number: TRUNCATION, name: "truncation", about: "where the term may go on", values: &[
        (1, "right"), (2, "left"), (3, "left and right"), (100, "do not truncate"),
        (101, "process # in the term"), (102, "regular expression 1"),
        (103, "regular expression 2"), (104, "Z39.58 masking"),
    ] },
    AttributeType { number: COMPLETENESS, name: "completeness", about: "how much of a field the term is", values: &[
        (1, "incomplete subfield"), (2, "complete subfield"), (3, "complete field"),
    ] },
];

#[rustfmt::skip]
const USES: &[(i64, &str)] = &[
    (1, "personal name"), (2, "corporate name"), (3, "conference name"), (4, "title"),
    (5, "series title"), (6, "uniform title"), (7, "ISBN"), (8, "ISSN"), (9, "LC card number"),
    (10, "BNB card number"), (11, "BGF number"), (12, "local number"),
    (13, "Dewey classification"), (14, "UDC classification"), (15, "Bliss classification"),
    (16, "LC call number"), (17, "NLM call number"), (18, "NAL call number"),
    (19, "MOS call number"), (20, "local classification"), (21, "subject heading"),
    (22, "subject, Rameau"), (23, "subject, BDI index"), (24, "subject, INSPEC"),
    (25, "subject, MeSH"), (26, "subject, PA"), (27, "subject, LC"), (28, "subject, RVM"),
    (29, "local subject index"), (30, "date"), (31, "date of publication"),
    (32, "date of acquisition"), (33, "key title"), (34, "collective title"),
    (35, "parallel title"), (36, "cover title"), (37, "added title page title"),
    (38, "caption title"), (39, "running title"), (40, "spine title"),
    (41, "other variant title"), (42, "former title"), (43, "abbreviated title"),
    (44, "expanded title"), (45, "subject, PRECIS"), (46, "subject, RSWK"),
    (47, "subject subdivision"), (48, "national bibliography number"),
    (49, "legal deposit number"), (50, "government publication number"),
    (51, "music publisher number"), (52, "DB number"), (53, "local call number"),
    (54, "language code"), (55, "geographic area code"), (56, "institution code"),
    (57, "name and title"), (58, "geographic name"), (59, "place of publication"), (60, "CODEN"),
    (61, "microform generation"), (62, "abstract"), (63, "note"), (1000, "author-title"),
    (1001, "record type"), (1002, "name"), (1003, "author"), (1004, "author, personal name"),
    (1005, "author, corporate name"), (1006, "author, conference name"),
    (1007, "standard identifier"), (1008, "subject, LC children's"),
    (1009, "subject, personal name"), (1010, "body of text"),
    (1011, "date and time added to database"), (1012, "date and time last modified"),
    (1013, "authority or format identifier"), (1014, "concept text"),
    (1015, "concept reference"), (1016, "any"), (1017, "server choice"), (1018, "publisher"),
    (1019, "record source"), (1020, "editor"), (1021, "bibliographic level"),
    (1022, "geographic class"), (1023, "indexed by"), (1024, "map scale"), (1025, "music key"),
    (1026, "related periodical"), (1027, "report number"), (1028, "stock number"),
    (1030, "thematic number"), (1031, "material type"), (1032, "document identifier"),
    (1033, "host item"), (1034, "content type"), (1035, "anywhere"),
    (1036, "author-title-subject"), (1044, "possessing institution"), (1079, "topical subject"),
    (1211, "OCLC number"), (9998, "item barcode (FOLIO)"),
];

/// The type of a number.
pub fn attribute_type(number: i64) -> Option<&'static AttributeType> {
    TYPES.iter().find(|known| known.number == number)
}

/// What a value of a type is called.
pub fn value_name(attribute_type: i64, value: i64) -> Option<&'static str> {
    let values = self::attribute_type(attribute_type)?.values;
    let place = values.binary_search_by_key(&value, |(number, _)| *number);
    values.get(place.ok()?).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_order() {
        for known in TYPES {
            assert!(
                known.values.is_sorted_by_key(|(number, _)| *number),
                "{}",
                known.name
            );
        }
        assert_eq!(value_name(USE, 1003), Some("author"));
        assert_eq!(value_name(TRUNCATION, 101), Some("process # in the term"));
        assert_eq!(value_name(7, 1), None);
    }
}
