//! Counting the values of what was found.

use std::collections::BTreeMap;

use proptest::prelude::*;
use silta_consortium::{
    Index, Page, Query,
    query::{FacetAsked, FacetOrder},
};
use silta_index::{CatalogueIndex, FACETED_AT_ONCE, SearchError};
use silta_marc::Record;
use tempfile::TempDir;

use crate::support::{document, found, index, record, search, term};

mod support;

fn asked(index: Index, order: FacetOrder, skip: u32, limit: u32) -> FacetAsked {
    FacetAsked {
        index,
        order,
        minimum: 0,
        page: Page { skip, limit },
    }
}

/// The values of a facet of all that a query finds, and how many there are.
fn counted(
    index: &CatalogueIndex,
    query: Query,
    asked: FacetAsked,
) -> Result<(Vec<(String, u64)>, u64), SearchError> {
    let found = index.search(&search(query, &[]))?;
    let facets = index.facets(&found, &[asked])?;
    let [facet] = facets.as_slice() else {
        panic!("{facets:?}");
    };
    assert_eq!(facet.index, asked.index);
    let values = facet.values.iter();
    let values = values.map(|value| (value.value.clone(), value.records));
    Ok((values.collect(), facet.total))
}

fn kivi() -> Vec<Record> {
    vec![
        record(&[
            "008 850101s1870    fi            000 1 fin  ",
            "100 1 $aKivi, Aleksis,$ekirjoittaja.",
            "245 10$aSeitsemän veljestä /$cAleksis Kivi ; Paavo Cajander.",
            "650  7$aveljekset",
            "650  7$aVeljekset.",
        ]),
        record(&[
            "008 850101s1870    fi            000 1 fin  ",
            "041 0 $afin$aswe",
            "100 1 $aKIVI, Aleksis",
            "245 10$aNummisuutarit",
            "650  7$aÄidit",
            "490 0 $aKlassikot ;$v3",
            "830  0$aKlassikot",
        ]),
        record(&[
            "008 850101s1999    fi            000 1 swe  ",
            "100 1 $aJansson, Tove",
            "245 10$aMuumit",
            "650  7$aveljekset",
        ]),
    ]
}

#[test]
fn a_record_counts_once_for_a_heading_and_not_for_who_is_responsible() {
    let folder = TempDir::new().unwrap();
    let index = index(folder.path(), &kivi());
    let all = |at, order| counted(&index, Query::All, asked(at, order, 0, 10)).unwrap();
    let pairs = |values: &[(&str, u64)]| -> Vec<(String, u64)> {
        values
            .iter()
            .map(|(value, records)| ((*value).to_owned(), *records))
            .collect()
    };
    let authors = pairs(&[("Kivi, Aleksis", 2), ("Jansson, Tove", 1)]);
    assert_eq!(all(Index::Author, FacetOrder::Frequent), (authors, 2));
    let subjects = pairs(&[("veljekset", 2), ("Äidit", 1)]);
    assert_eq!(all(Index::Subject, FacetOrder::Frequent), (subjects, 2));
    let languages = pairs(&[("fin", 2), ("swe", 2)]);
    assert_eq!(all(Index::Language, FacetOrder::Rare), (languages, 2));
    let years = pairs(&[("1999", 1), ("1870", 2)]);
    assert_eq!(all(Index::Year, FacetOrder::ValueDescending), (years, 2));
    assert_eq!(
        all(Index::Series, FacetOrder::Value),
        (pairs(&[("Klassikot", 1)]), 1)
    );
    let type_ = pairs(&[("book", 3)]);
    assert_eq!(all(Index::MaterialType, FacetOrder::Value), (type_, 1));
    // Of what was found alone, and of what is left of it.
    let finds = || Query::Term(term(Index::Title, "nummisuutarit"));
    let one = asked(Index::Year, FacetOrder::Value, 0, 10);
    assert_eq!(
        counted(&index, finds(), one).unwrap().0,
        pairs(&[("1870", 1)])
    );
    let set = index.search(&search(Query::All, &[])).unwrap();
    let mut writer = index.writer().unwrap();
    writer.delete(1);
    writer.commit(9).unwrap();
    let facets = index.facets(&set, &[one]).unwrap();
    assert_eq!(facets[0].values.len(), 2);
    assert_eq!(facets[0].values[0].records, 1);
}

#[test]
fn a_long_heading_is_told_whole() {
    let folder = TempDir::new().unwrap();
    let long = "Suomen sota -- sotahistoria -- taistelut -- tapahtumat -- Kajaani -- linna -- 1809";
    let other = format!("{long} -- muistelmat");
    let line = |text: &str| record(&["245 10$aKirja", &format!("650  7$a{text}")]);
    let index = index(folder.path(), &[line(long), line(&other), line(&other)]);
    let ask = asked(Index::Subject, FacetOrder::Frequent, 0, 10);
    let (values, _) = counted(&index, Query::All, ask).unwrap();
    assert_eq!(values, [(other, 2), (long.to_owned(), 1)]);
}

#[test]
fn only_what_the_table_says_has_a_facet() {
    let folder = TempDir::new().unwrap();
    let index = index(folder.path(), &kivi());
    for (at, _) in Index::ALL.iter().copied() {
        let ask = asked(at, FacetOrder::Value, 0, 1);
        let counted = counted(&index, Query::All, ask);
        match at.definition().facet {
            true => assert!(counted.unwrap().1 > 0, "{at:?}"),
            false => assert!(matches!(counted, Err(SearchError::NoFacet(no)) if no == at)),
        }
    }
}

#[test]
fn many_records_or_headings_are_costly() {
    let folder = TempDir::new().unwrap();
    let index = index(folder.path(), &kivi());
    let set = index.search(&search(Query::All, &[])).unwrap();
    let most = u32::try_from(FACETED_AT_ONCE / 100).unwrap();
    let ask = |limit| [asked(Index::Year, FacetOrder::Value, 0, limit)];
    assert!(!index.are_facets_costly(&set, &ask(10)));
    assert!(index.are_facets_costly(&set, &ask(most)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// In whatever segments they stand, values are counted as one by one, and each finds its records.
    #[test]
    fn counts_are_those_of_searches(
        parts in prop::collection::vec(prop::collection::vec(prop::collection::vec(0..12_u8, 0..4), 1..12), 1..4),
        skip in 0..4_u32,
        limit in 0..8_u32,
    ) {
        let folder = TempDir::new().unwrap();
        let index = index(folder.path(), &[]);
        let mut expected = BTreeMap::<String, u64>::new();
        let mut number = 0;
        for part in parts {
            let mut writer = index.writer().unwrap();
            for mut subjects in part {
                number += 1;
                let mut lines = vec![format!("245 10$aKirja {number}")];
                lines.extend(subjects.iter().map(|subject| format!("650  7$aaihe {subject:02}")));
                let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
                writer.put(document(number, &record(&lines))).unwrap();
                subjects.sort_unstable();
                subjects.dedup();
                for subject in subjects {
                    *expected.entry(format!("aihe {subject:02}")).or_default() += 1;
                }
            }
            writer.commit(number.into()).unwrap();
        }
        let mut expected: Vec<_> = expected.into_iter().collect();
        let count = |order| {
            counted(&index, Query::All, asked(Index::Subject, order, skip, limit)).unwrap()
        };
        let page = |values: &[(String, u64)]| -> Vec<_> {
            values.iter().skip(skip as usize).take(limit as usize).cloned().collect()
        };
        let total = expected.len() as u64;
        prop_assert_eq!(count(FacetOrder::Value), (page(&expected), total));
        for (value, records) in &expected {
            let finds = Query::Term(support::heading(Index::Subject, value));
            prop_assert_eq!(found(&index, finds).len() as u64, *records);
        }
        expected.sort_by_key(|(_, records)| u64::MAX - records);
        prop_assert_eq!(count(FacetOrder::Frequent), (page(&expected), total));
    }
}
