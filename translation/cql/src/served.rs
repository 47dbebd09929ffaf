//! What of CQL is served, by name, as an Explain record tells it.

/// Relations that some index serves; the symbols among them.
pub const RELATIONS: &[&str] = &[
    "=", "==", "<>", "<", "<=", ">", ">=", "adj", "all", "any", "exact", "scr", "within",
];

/// Modifiers of relations, of the set `cql`.
pub const RELATION_MODIFIERS: &[&str] = &[
    "ignoreCase",
    "isoDate",
    "masked",
    "string",
    "unmasked",
    "word",
];

/// Modifiers of booleans, all of them of `prox`.
pub const BOOLEAN_MODIFIERS: &[&str] = &["distance", "ordered", "unit", "unordered"];

/// Modifiers of sort keys, of the set `sort`.
pub const SORT_MODIFIERS: &[&str] = &[
    "ascending",
    "descending",
    "ignoreCase",
    "locale",
    "missingHigh",
    "missingLow",
];

#[cfg(test)]
mod tests {
    use silta_cql::Version;

    use super::*;
    use crate::{no_result_sets, search};

    fn is_served(text: &str) -> bool {
        search(text, Version::V1_2, &no_result_sets).is_ok()
    }

    #[test]
    fn what_is_told_is_served() {
        for relation in RELATIONS {
            let of = |index: &str| is_served(&format!("{index} {relation} \"1990 1991\""));
            assert!(of("dc.date") || of("dc.title"), "{relation}");
        }
        for modifier in RELATION_MODIFIERS {
            let of = |index: &str| is_served(&format!("{index} =/cql.{modifier} 1990"));
            assert!(of("dc.date") || of("dc.title"), "{modifier}");
        }
        for modifier in BOOLEAN_MODIFIERS {
            let with = |value: &str| is_served(&format!("a prox/{modifier}{value} b"));
            assert!(with("") || with("=1") || with("=word"), "{modifier}");
        }
        for modifier in SORT_MODIFIERS {
            let with =
                |value: &str| is_served(&format!("a sortby dc.title/sort.{modifier}{value}"));
            assert!(with("") || with("=fi"), "{modifier}");
        }
    }

    #[test]
    fn others_are_not() {
        assert!(!is_served("dc.date encloses 1990"));
        for modifier in [
            "stem",
            "relevant",
            "fuzzy",
            "phonetic",
            "respectCase",
            "ignoreAccents",
            "respectAccents",
            "locale=fi",
            "number",
            "uri",
            "oid",
            "substring",
            "regexp",
        ] {
            assert!(
                !is_served(&format!("dc.title =/{modifier} a")),
                "{modifier}"
            );
            assert!(!is_served(&format!("a and/{modifier} b")), "{modifier}");
        }
        for modifier in [
            "respectCase",
            "missingOmit",
            "missingFail",
            "missingValue=a",
            "locale=sv",
        ] {
            assert!(
                !is_served(&format!("a sortby title/{modifier}")),
                "{modifier}"
            );
        }
    }
}
