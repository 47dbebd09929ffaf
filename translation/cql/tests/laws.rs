//! What holds for every search that CQL can say, and for any other.

use std::sync::{Arc, OnceLock};

use proptest::{collection::vec, option, prelude::*, sample::select};
use silta_consortium::{
    INDEXES, Index, IndexKind, Query, ResultSet, Search,
    query::{Form, Missing, Nearness, Position, Relation, SortKey, Term, Truncation},
};
use silta_cql::{Condition, Diagnostic, Version};
use silta_cql_translation::{fuzzing, search, write};

type Join = fn(Box<Query>, Box<Query>) -> Query;

/// A result set that is kept under a name.
fn kept() -> ResultSet {
    static KEPT: OnceLock<ResultSet> = OnceLock::new();
    let set = KEPT.get_or_init(|| ResultSet {
        total: 1,
        search: Search {
            query: Arc::new(Query::All),
            sort: Vec::new(),
        },
        kept: Arc::new(()),
    });
    set.clone()
}

fn find(name: &str) -> Result<ResultSet, Diagnostic> {
    match name {
        "a \"set\" *" => Ok(kept()),
        name => Err(Condition::ResultSetUnknown.about(name)),
    }
}

fn name(set: &ResultSet) -> Option<String> {
    (*set == kept()).then(|| "a \"set\" *".to_owned())
}

fn read(text: &str) -> Result<Search, Diagnostic> {
    search(text, Version::V1_2, &find)
}

fn index(kind: IndexKind) -> impl Strategy<Value = Index> {
    let indexes: Vec<_> = INDEXES.iter().filter(|row| row.kind == kind).collect();
    select(indexes).prop_map(|row| row.index)
}

fn words() -> impl Strategy<Value = String> {
    vec("[a-zäö0-9]{1,4}", 1..4).prop_map(|words| words.join(" "))
}

/// A text and what may be missing of its words.
fn truncated() -> impl Strategy<Value = (String, Truncation)> {
    let ends = select(&[Truncation::Right, Truncation::Left, Truncation::Both][..]);
    prop_oneof![
        words().prop_map(|text| (text, Truncation::None)),
        (words(), ends),
        "([a-z]\\?\\\\[*?\\\\]\\*[ä^\"-] ){0,2}b\\?c".prop_map(|text| (text, Truncation::Masked)),
    ]
}

/// Any text with a word in it, nothing missing.
fn plain() -> impl Strategy<Value = (String, Truncation)> {
    ".{0,4}[a-zä*?^\"\\\\].{0,4}".prop_map(|text| (text, Truncation::None))
}

fn text_term() -> impl Strategy<Value = Term> {
    let one = select(&[Form::Phrase, Form::Heading, Form::AllWords, Form::AnyWord][..]);
    let anywhere = (one, prop_oneof![truncated(), plain()], Just((false, false)));
    let anchored = select(&[Form::Phrase, Form::AnyWord][..]);
    let anchored = (
        anchored,
        truncated(),
        any::<bool>().prop_map(|complete| (true, complete)),
    );
    (index(IndexKind::Text), prop_oneof![anywhere, anchored]).prop_map(
        |(index, (form, (text, truncation), (first, complete)))| Term {
            form,
            truncation,
            position: if first {
                Position::First
            } else {
                Position::Any
            },
            complete,
            ..Term::words(index, text)
        },
    )
}

fn value_term() -> impl Strategy<Value = Term> {
    let form = select(&[Form::Phrase, Form::Heading, Form::AllWords, Form::AnyWord][..]);
    let text = prop_oneof![truncated(), plain()];
    (index(IndexKind::Value), form, text).prop_map(|(index, form, (text, truncation))| Term {
        form,
        truncation,
        ..Term::words(index, text)
    })
}

const RELATIONS: [Relation; 6] = [
    Relation::Less,
    Relation::LessOrEqual,
    Relation::Equal,
    Relation::GreaterOrEqual,
    Relation::Greater,
    Relation::NotEqual,
];

fn ordered_term() -> impl Strategy<Value = Term> {
    let dated = ("[12][0-9]{3}(-0[1-9])?", select(&RELATIONS[..]))
        .prop_map(|(text, relation)| (text, relation, Truncation::None));
    let begun = "[12][0-9]".prop_map(|text| (text, Relation::Equal, Truncation::Right));
    (index(IndexKind::Ordered), prop_oneof![dated, begun]).prop_map(
        |(index, (text, relation, truncation))| Term {
            relation,
            truncation,
            form: Form::Phrase,
            ..Term::words(index, text)
        },
    )
}

fn near() -> impl Strategy<Value = Query> {
    let form = select(&[Form::Phrase, Form::AllWords, Form::AnyWord][..]);
    let term = (form, truncated());
    let operands = (index(IndexKind::Text), vec(term, 2..5));
    (operands, 1..=Nearness::MAX_DISTANCE, any::<bool>()).prop_map(
        |((index, terms), distance, ordered)| {
            let terms = terms.into_iter().map(|(form, (text, truncation))| {
                Query::Term(Term {
                    form,
                    truncation,
                    ..Term::words(index, text)
                })
            });
            let nearness = Nearness { distance, ordered };
            let joined =
                terms.reduce(|left, right| Query::Near(left.into(), right.into(), nearness));
            joined.unwrap_or(Query::All)
        },
    )
}

fn query() -> impl Strategy<Value = Query> {
    let leaf = prop_oneof![
        6 => text_term().prop_map(Query::Term),
        2 => value_term().prop_map(Query::Term),
        2 => ordered_term().prop_map(Query::Term),
        1 => near(),
        1 => Just(Query::All),
        1 => Just(Query::Found(kept())),
    ];
    leaf.prop_recursive(6, 24, 2, |query| {
        let joined: [Join; 3] = [Query::And, Query::Or, Query::Not];
        (select(joined.to_vec()), query.clone(), query)
            .prop_map(|(how, left, right)| how(left.into(), right.into()))
    })
}

fn sort() -> impl Strategy<Value = Vec<SortKey>> {
    let indexes: Vec<_> = INDEXES.iter().filter(|row| row.sort).collect();
    let key = (select(indexes), any::<bool>(), any::<bool>());
    let key = key.prop_map(|(row, descending, first)| SortKey {
        index: row.index,
        descending,
        missing: if first { Missing::First } else { Missing::Last },
    });
    vec(key, 0..3)
}

/// Any term at all.
fn strange() -> impl Strategy<Value = Term> {
    let forms = select(&[Form::Phrase, Form::Heading, Form::AllWords, Form::AnyWord][..]);
    let cut = [
        Truncation::None,
        Truncation::Right,
        Truncation::Left,
        Truncation::Both,
        Truncation::Masked,
    ];
    let text = prop_oneof![".{0,6}", "[a*?\\\\ ^-]{0,6}", words()];
    let index = select(&INDEXES[..]);
    let place = (option::of(Just(())), any::<bool>());
    (
        index,
        select(&RELATIONS[..]),
        forms,
        place,
        select(cut.to_vec()),
        text,
    )
        .prop_map(
            |(row, relation, form, (first, complete), truncation, text)| Term {
                index: row.index,
                relation,
                form,
                position: first.map_or(Position::Any, |()| Position::First),
                complete,
                truncation,
                text,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_cql_can_say_comes_back(query in query(), sort in sort()) {
        let search = Search { query: Arc::new(query), sort };
        let written = write(&search, &name).unwrap().to_string();
        prop_assert_eq!(read(&written), Ok(search), "{}", written);
    }

    #[test]
    fn whatever_is_written_is_read_and_written_the_same(term in strange()) {
        let search = Search { query: Arc::new(Query::Term(term)), sort: Vec::new() };
        let Ok(written) = write(&search, &name) else {
            return Ok(());
        };
        match read(&written.to_string()) {
            Ok(again) => prop_assert_eq!(write(&again, &name), Ok(written)),
            // A term that is no time finds nothing anywhere.
            Err(refused) => prop_assert_eq!(refused.condition, Condition::TermFormat, "{}", written),
        }
    }

    #[test]
    fn any_query_is_understood_or_refused(text in "((?i)(and|or|not|prox(/distance<3)?|any|all|within|adj\
        |dc.title|date|isbn|bath.isbn|cql.allRecords|=|==|<>|<|sortby|1990|\\^a|b\\*|c|\"a b\"|/string|\\(|\\)) ?){0,12}") {
        fuzzing::cql_translation(text.as_bytes());
    }
}

#[test]
fn the_longest_chains_need_little_stack() {
    let chain =
        |boolean: &str, clauses: usize| format!("a{}", format!(" {boolean} a").repeat(clauses - 1));
    let mixed = format!("a{}", " or a and a".repeat(500));
    let queries = [
        chain("or", 1024),
        chain("not", 1024),
        chain("prox", 100),
        chain("prox", 1024),
        mixed,
    ];
    let small = std::thread::Builder::new().stack_size(512 << 10);
    let tried = small.spawn(move || {
        for query in queries {
            fuzzing::cql_translation(query.as_bytes());
        }
    });
    tried.unwrap().join().unwrap();
}
