//! A small catalogue on disk, and short ways to ask it.
#![allow(dead_code, reason = "each test uses a part of it")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{path::Path, sync::Arc};

use silta_consortium::{
    Index, Query, ResultSet, Search,
    query::{Browse, Form, Position, Relation, SortKey, Term, Terms, Truncation},
};
use silta_index::{CatalogueIndex, Document, Facts, Found, SearchError, Settings};
use silta_marc::{Field, Leader, Record, Subfield};

/// A record of lines: `245 10 $aSeitsemän veljestä :$bromaani`, `008 ...`.
pub(crate) fn record(lines: &[&str]) -> Record {
    Record {
        leader: Leader::default(),
        fields: lines.iter().map(|line| field(line)).collect(),
    }
}

fn field(line: &str) -> Field {
    let (tag, rest) = line.split_at(3);
    let tag = tag.parse().unwrap();
    match rest.split_once('$') {
        None => Field::control(tag, rest.trim_start()),
        Some((indicators, subfields)) => {
            let mut indicators = indicators.chars().skip(1);
            let indicators = [indicators.next().unwrap(), indicators.next().unwrap()];
            let subfield = |text: &str| {
                let mut letters = text.chars();
                Subfield::new(letters.next().unwrap(), letters.as_str())
            };
            Field::data(
                tag,
                indicators,
                subfields.split('$').map(subfield).collect(),
            )
        }
    }
}

/// Facts of the record with this number.
pub(crate) fn document(number: u32, record: &Record) -> Document {
    let id = format!("kainet.{number}");
    let changed = format!("2026-11-{:02}T10:00:00Z", number.min(28));
    let facts = Facts {
        number,
        id: &id,
        changed: changed.parse().unwrap(),
        barcodes: &[&format!("39{number:08}")],
        material_types: &["book"],
    };
    Document::of(record, &facts)
}

/// An index with these records, numbered from 1.
pub(crate) fn index(folder: &Path, records: &[Record]) -> CatalogueIndex {
    let settings = Settings {
        memory: 15_000_000,
        ..Settings::default()
    };
    let index = CatalogueIndex::open(folder, settings).unwrap();
    let mut writer = index.writer().unwrap();
    for (record, number) in records.iter().zip(1..) {
        writer.put(document(number, record)).unwrap();
    }
    writer.commit(records.len() as u64).unwrap();
    index
}

/// A term of all words.
pub(crate) fn term(index: Index, text: &str) -> Term {
    Term::words(index, text)
}

pub(crate) fn phrase(index: Index, text: &str) -> Term {
    Term {
        form: Form::Phrase,
        ..term(index, text)
    }
}

/// The first words of a field.
pub(crate) fn first(term: Term) -> Term {
    Term {
        position: Position::First,
        ..term
    }
}

pub(crate) fn complete(term: Term) -> Term {
    Term {
        complete: true,
        ..term
    }
}

pub(crate) fn heading(index: Index, text: &str) -> Term {
    Term {
        form: Form::Heading,
        ..term(index, text)
    }
}

pub(crate) fn truncated(truncation: Truncation, term: Term) -> Term {
    Term { truncation, ..term }
}

pub(crate) fn related(relation: Relation, term: Term) -> Term {
    Term { relation, ..term }
}

pub(crate) fn search(query: Query, sort: &[SortKey]) -> Search {
    Search {
        query: Arc::new(query),
        sort: sort.to_vec(),
    }
}

/// The numbers that a query finds.
pub(crate) fn found(index: &CatalogueIndex, query: Query) -> Vec<u32> {
    try_found(index, query).unwrap()
}

pub(crate) fn try_found(index: &CatalogueIndex, query: Query) -> Result<Vec<u32>, SearchError> {
    let found = index.search(&search(query, &[]))?;
    let numbers = found.page(0, usize::MAX)?;
    assert_eq!(found.total(), numbers.len() as u64);
    Ok(numbers)
}

pub(crate) fn terms(index: &CatalogueIndex, terms: Term) -> Vec<u32> {
    found(index, Query::Term(terms))
}

/// A result set as the adapter of the catalogue makes one.
pub(crate) fn set(search: Search, found: &Arc<Found>) -> ResultSet {
    let kept: Arc<Found> = Arc::clone(found);
    ResultSet {
        total: found.total(),
        search,
        kept,
    }
}

/// Headings or words of an index, as (display, records).
pub(crate) fn shown(terms: &Terms) -> Vec<(&str, u64)> {
    terms
        .entries
        .iter()
        .map(|entry| (entry.display.as_str(), entry.records))
        .collect()
}

pub(crate) fn browse(index: Index, headings: bool, from: &str) -> Browse {
    Browse {
        index,
        headings,
        from: from.into(),
        before: 0,
        count: 20,
    }
}
