//! Searches find what a reading of every record finds.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use proptest::{collection::vec, prelude::*};
use silta_consortium::{
    Index::{self, *},
    Query,
    query::{Browse, Form, Nearness, Position, Term, Truncation},
};
use silta_index::CatalogueIndex;
use support::*;
use tempfile::TempDir;

/// A record as the naive reading has it: texts of titles and of subjects, already folded.
#[derive(Clone, Debug)]
struct Plain {
    titles: Vec<String>,
    subjects: Vec<String>,
}

impl Plain {
    fn texts(&self, index: Index) -> Vec<Vec<&str>> {
        let texts = match index {
            Title => self.titles.iter().collect::<Vec<_>>(),
            Subject => self.subjects.iter().collect(),
            _ => self.titles.iter().chain(&self.subjects).collect(),
        };
        texts
            .into_iter()
            .map(|text| text.split(' ').collect())
            .collect()
    }

    fn record(&self) -> silta_marc::Record {
        let title = |text: &String| format!("245 10$a{text}");
        let subject = |text: &String| format!("650  7$a{text}");
        let lines: Vec<_> = self
            .titles
            .iter()
            .map(title)
            .chain(self.subjects.iter().map(subject))
            .collect();
        record(&lines.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn has(&self, query: &Query) -> bool {
        match query {
            Query::All => true,
            Query::Term(term) => self.has_term(term),
            Query::And(left, right) => self.has(left) && self.has(right),
            Query::Or(left, right) => self.has(left) || self.has(right),
            Query::Not(left, right) => self.has(left) && !self.has(right),
            Query::Near(left, right, nearness) => self.has_near(left, right, *nearness),
            Query::Found(_) => unreachable!("not generated"),
        }
    }

    fn has_term(&self, term: &Term) -> bool {
        let texts = self.texts(term.index);
        let wanted: Vec<&str> = term.text.split_whitespace().collect();
        let is = |wanted: &str, word: &str| match term.truncation {
            Truncation::None => word == wanted,
            Truncation::Right => word.starts_with(wanted),
            Truncation::Left => word.ends_with(wanted),
            Truncation::Both => word.contains(wanted),
            Truncation::Masked => mask(wanted, word),
        };
        let somewhere = |wanted: &&str| texts.iter().flatten().any(|word| is(wanted, word));
        let follow = |words: &[&str]| {
            words.len() == wanted.len()
                && words
                    .iter()
                    .zip(&wanted)
                    .all(|(word, wanted)| is(wanted, word))
        };
        let starts = |text: &Vec<&str>| text.len() >= wanted.len() && follow(&text[..wanted.len()]);
        match term.form {
            _ if wanted.is_empty() => false,
            Form::Heading => texts
                .iter()
                .any(|text| is(&wanted.join(" "), &text.join(" "))),
            _ if term.complete => texts.iter().any(|text| follow(text)),
            _ if term.position == Position::First => texts.iter().any(starts),
            Form::AllWords => wanted.iter().all(somewhere),
            Form::AnyWord => wanted.iter().any(somewhere),
            Form::Phrase => texts
                .iter()
                .any(|text| text.windows(wanted.len()).any(follow)),
        }
    }

    fn has_near(&self, left: &Query, right: &Query, nearness: Nearness) -> bool {
        let (Query::Term(left), Query::Term(right)) = (left, right) else {
            unreachable!("not generated");
        };
        self.texts(left.index).iter().any(|text| {
            let at = |wanted: &str| {
                let numbered = text
                    .iter()
                    .zip(0i64..)
                    .filter(move |(word, _)| **word == wanted);
                numbered.map(|(_, place)| place).collect::<Vec<_>>()
            };
            at(&left.text).into_iter().any(|one| {
                at(&right.text).into_iter().any(|other| {
                    let apart = other - one;
                    let near = apart != 0 && apart.abs() <= i64::from(nearness.distance);
                    near && (apart > 0 || !nearness.ordered)
                })
            })
        })
    }
}

/// Whether a word matches a mask, the slow and plain way.
fn mask(mask: &str, word: &str) -> bool {
    let Some(first) = mask.chars().next() else {
        return word.is_empty();
    };
    let rest = &mask[first.len_utf8()..];
    let after = |word: &str| word.chars().next().map_or(0, char::len_utf8);
    match first {
        '*' => mask_ends(word).any(|word| self::mask(rest, word)),
        '?' => !word.is_empty() && self::mask(rest, &word[after(word)..]),
        letter => word.starts_with(letter) && self::mask(rest, &word[after(word)..]),
    }
}

fn mask_ends(word: &str) -> impl Iterator<Item = &str> {
    let places = word
        .char_indices()
        .map(|(place, _)| place)
        .chain([word.len()]);
    places.map(|place| &word[place..])
}

fn word() -> impl Strategy<Value = String> {
    "[aäk]{1,3}"
}

fn text() -> impl Strategy<Value = String> {
    vec(word(), 1..6).prop_map(|words| words.join(" "))
}

fn plain() -> impl Strategy<Value = Plain> {
    let texts = || vec(text(), 0..3);
    (texts(), texts()).prop_map(|(titles, subjects)| Plain { titles, subjects })
}

fn any_term() -> impl Strategy<Value = Term> {
    let index = prop_oneof![Just(Title), Just(Subject), Just(Any)];
    let form = prop_oneof![
        Just(Form::AllWords),
        Just(Form::AnyWord),
        Just(Form::Heading),
        Just(Form::Phrase)
    ];
    let truncation = prop_oneof![
        3 => Just(Truncation::None),
        1 => Just(Truncation::Right),
        1 => Just(Truncation::Left),
        1 => Just(Truncation::Both),
        1 => Just(Truncation::Masked),
    ];
    let words = vec(word(), 1..4);
    let mark = prop_oneof![Just("*"), Just("?"), Just("")];
    let place = (proptest::bool::weighted(0.2), proptest::bool::weighted(0.2));
    (index, form, truncation, words, place, mark).prop_map(
        |(index, form, truncation, words, (begins, complete), mark)| {
            let whole = begins || complete;
            Term {
                truncation,
                position: if begins {
                    Position::First
                } else {
                    Position::Any
                },
                complete,
                // Any of several words as the first is tried by example.
                form: if whole && form == Form::AnyWord {
                    Form::Phrase
                } else {
                    form
                },
                text: match truncation {
                    Truncation::Masked => words.join(" ").replacen('a', mark, 1),
                    _ => words.join(" "),
                },
                ..Term::words(index, "")
            }
        },
    )
}

fn near() -> impl Strategy<Value = Query> {
    let index = prop_oneof![Just(Title), Just(Any)];
    (index, word(), word(), 1u32..4, any::<bool>()).prop_map(
        |(index, left, right, distance, ordered)| {
            let term = |text| Box::new(Query::Term(Term::words(index, text)));
            Query::Near(term(left), term(right), Nearness { distance, ordered })
        },
    )
}

fn query() -> impl Strategy<Value = Query> {
    let leaf = prop_oneof![
        6 => any_term().prop_map(Query::Term),
        2 => near(),
        1 => Just(Query::All),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        let pair = (inner.clone(), inner, 0..3);
        pair.prop_map(|(left, right, operator)| match operator {
            0 => Query::And(left.into(), right.into()),
            1 => Query::Or(left.into(), right.into()),
            _ => Query::Not(left.into(), right.into()),
        })
    })
}

/// An index of these records in two segments, some of them replaced and deleted on the way.
fn stored(folder: &TempDir, records: &[Plain], gone: usize) -> CatalogueIndex {
    let settings = silta_index::Settings {
        memory: 15_000_000,
        ..Default::default()
    };
    let index = CatalogueIndex::open(folder.path(), settings).unwrap();
    let mut writer = index.writer().unwrap();
    let other = Plain {
        titles: vec!["a k ä".into()],
        subjects: vec![],
    };
    for number in 1..=records.len() + gone {
        writer
            .put(document(number as u32, &other.record()))
            .unwrap();
    }
    writer.commit(1).unwrap();
    for (record, number) in records.iter().zip(1..) {
        writer.put(document(number, &record.record())).unwrap();
    }
    (1..=gone).for_each(|number| writer.delete((records.len() + number) as u32));
    writer.commit(2).unwrap();
    index
}

/// How many terms of an index stand in how many records.
fn counted(records: &[Plain], index: Index, headings: bool) -> Vec<(String, u64)> {
    let mut counts = std::collections::BTreeMap::new();
    for record in records {
        let texts = record.texts(index);
        let terms: std::collections::BTreeSet<String> = match headings {
            true => texts.iter().map(|text| text.join(" ")).collect(),
            false => texts
                .iter()
                .flatten()
                .map(|word| (*word).to_owned())
                .collect(),
        };
        terms
            .into_iter()
            .for_each(|term| *counts.entry(term).or_insert(0) += 1);
    }
    counts.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn searches_find_what_reading_finds(
        records in vec(plain(), 1..12),
        queries in vec(query(), 60),
        gone in 0usize..3,
    ) {
        let folder = TempDir::new().unwrap();
        let index = stored(&folder, &records, gone);
        for query in queries {
            let numbered = records.iter().zip(1u32..);
            let expected: Vec<u32> =
                numbered.filter(|(record, _)| record.has(&query)).map(|(_, number)| number).collect();
            prop_assert_eq!(found(&index, query.clone()), expected, "{:?}", query);
        }
    }

    #[test]
    fn browsing_shows_what_reading_counts(
        records in vec(plain(), 1..12),
        gone in 0usize..3,
        from in text(),
        before in 0i32..6,
        count in 0u32..12,
    ) {
        let folder = TempDir::new().unwrap();
        let index = stored(&folder, &records, gone);
        for (at, headings) in [(Title, true), (Any, true), (Subject, false), (Any, false)] {
            let all = counted(&records, at, headings);
            let place = all.partition_point(|(term, _)| *term < from);
            let first = place.saturating_sub(before as usize);
            let asked = Browse { index: at, headings, from: from.clone(), before, count };
            let terms = index.browse(&asked).unwrap();
            let shown: Vec<_> =
                terms.entries.iter().map(|entry| (entry.term.clone(), entry.records)).collect();
            let last = (first + count as usize).min(all.len());
            prop_assert_eq!(&shown, &all[first..last]);
            prop_assert_eq!(terms.before as usize, (place - first).min(count as usize));
        }
    }
}
