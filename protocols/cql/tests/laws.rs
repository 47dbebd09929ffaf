//! What holds for every query and for any text.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::{Duration, Instant};

use proptest::{collection::vec, option, prelude::*};
use silta_cql::{
    Boolean, Comparitor, Fault, Modifier, Node, Pattern, Piece, Prefix, Query, RELATIONS, Relation,
    Restriction, Scope, SearchClause, SortKey, Symbol, Term, Triple, Version, fuzzing,
    limits::{
        CLAUSE_LIMIT, DEPTH_LIMIT, LENGTH_LIMIT, MODIFIER_LIMIT, PREFIX_LIMIT, SORT_KEY_LIMIT,
    },
    parse,
};

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,3}\\.[a-z]{1,4}",
        "[a-zä$:+-]{1,5}",
        "(?i)(and|or|not|prox|sortby|any|all)",
        "[a\"\\\\ /=()ä<>.]{0,4}",
    ]
}

fn symbol() -> impl Strategy<Value = Symbol> {
    prop::sample::select(&Symbol::ALL[..])
}

fn modifiers() -> impl Strategy<Value = Vec<Modifier>> {
    let modifier = (name(), option::of((symbol(), name())));
    vec(
        modifier.prop_map(|(name, value)| Modifier { name, value }),
        0..3,
    )
}

fn term() -> impl Strategy<Value = Term> {
    prop_oneof![
        "[a-zä*?^ ]{0,6}".prop_map(|raw| Term::from_raw(raw).unwrap()),
        "(?i)(and|or|not|prox|sortby|any|all|-cat|\\+dog)"
            .prop_map(|raw| Term::from_raw(raw).unwrap()),
        ".{0,4}".prop_map(|text| Term::literal(&text)),
        "(\\\\?[a*\\\\ =]){0,4}"
            .prop_filter_map("a lone backslash", |raw| Term::from_raw(raw).ok()),
    ]
}

fn clause() -> impl Strategy<Value = Node> {
    let comparitor = prop_oneof![
        symbol().prop_map(Comparitor::Symbol),
        prop::sample::select(RELATIONS).prop_map(|name| Comparitor::Named(name.to_owned())),
        name().prop_map(Comparitor::Named),
    ];
    let restriction =
        (name(), comparitor, modifiers()).prop_map(|(index, comparitor, modifiers)| {
            let relation = Relation {
                comparitor,
                modifiers,
            };
            Restriction { index, relation }
        });
    (option::of(restriction), term())
        .prop_map(|(restriction, term)| SearchClause { restriction, term }.into())
}

fn prefixes(at_least: usize) -> impl Strategy<Value = Vec<Prefix>> {
    let prefix = (option::of(name()), name());
    let prefix = prefix.prop_map(|(name, identifier)| Prefix { name, identifier });
    vec(prefix, at_least..3)
}

fn node() -> impl Strategy<Value = Node> {
    clause().prop_recursive(6, 24, 2, |node| {
        let boolean = prop::sample::select(&Boolean::ALL[..]);
        let triple = (node.clone(), boolean, modifiers(), node.clone());
        let triple = triple.prop_map(|(left, boolean, modifiers, right)| {
            let triple = Triple {
                left,
                boolean,
                modifiers,
                right,
            };
            Node::Triple(Box::new(triple))
        });
        let scope = (prefixes(1), node)
            .prop_map(|(prefixes, root)| Node::Scope(Box::new(Scope { prefixes, root })));
        prop_oneof![4 => triple, 1 => scope]
    })
}

fn query() -> impl Strategy<Value = Query> {
    let key = (name(), modifiers()).prop_map(|(index, modifiers)| SortKey { index, modifiers });
    (prefixes(0), node(), vec(key, 0..3)).prop_map(|(prefixes, root, sort)| Query {
        prefixes,
        root,
        sort,
    })
}

/// Text that is nearly a query.
const NEARLY: &str = "((?i)(and|or|not|prox|sortby|any|dc.title|a|\"b c\"|\\(|\\)|=|==|<>|<|>|/|x\
    |\\*|\\\\|\"|-y|ä|> x = \"u\") ?){0,14}";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn every_query_comes_back(query in query()) {
        fuzzing::comes_back(&query, Version::V1_2);
        fuzzing::comes_back(&query, Version::V2_0);
        let unsorted = Query { sort: Vec::new(), ..query };
        fuzzing::comes_back(&unsorted, Version::V1_1);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}", nearly in NEARLY) {
        fuzzing::cql(text.as_bytes());
        fuzzing::cql(nearly.as_bytes());
    }

    #[test]
    fn damaged_queries_do_no_harm(query in query(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut text = query.to_string().into_bytes();
        let at = at.index(text.len());
        text[at] = byte;
        fuzzing::cql(&text);
        text.truncate(at);
        fuzzing::cql(&text);
    }

    #[test]
    fn a_literal_term_stands_for_its_text(text in ".{1,8}") {
        let term = Term::literal(&text);
        prop_assert_eq!(term.unmasked(), text.as_str());
        let pattern = Pattern { begins: false, pieces: vec![Piece::Text(text)], ends: false };
        prop_assert_eq!(term.pattern(), Ok(pattern));
    }
}

fn fault(text: &str) -> Option<Fault> {
    parse(text, Version::V1_2).err().map(|fault| fault.fault)
}

#[test]
fn limits_hold_exactly() {
    let long = |length: usize| "a".repeat(length);
    let deep = |depth| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    let wide = |clauses: usize| format!("a{}", " or a".repeat(clauses - 1));
    let modified = |modifiers| format!("t ={} a", "/x".repeat(modifiers));
    let prefixed = |prefixes| format!("{}a", "> x = u ".repeat(prefixes));
    let sorted = |keys| format!("a sortby{}", " t".repeat(keys));
    // Every clause of the group counts with the index and relation.
    let inherited = |index: usize| format!("{} = (a or b)", "i".repeat(index));
    type Made<'a> = &'a dyn Fn(usize) -> String;
    let cases: [(Made<'_>, usize, Fault); 7] = [
        (&long, LENGTH_LIMIT, Fault::TooLong),
        (&deep, DEPTH_LIMIT, Fault::TooDeep),
        (&wide, CLAUSE_LIMIT, Fault::TooManyClauses),
        (&modified, MODIFIER_LIMIT, Fault::TooManyModifiers),
        (&prefixed, PREFIX_LIMIT, Fault::TooManyPrefixes),
        (&sorted, SORT_KEY_LIMIT, Fault::TooManySortKeys),
        (
            &inherited,
            (LENGTH_LIMIT - " = (a or b)".len() - 2) / 3,
            Fault::TooLong,
        ),
    ];
    for (made, limit, expected) in cases {
        assert_eq!(fault(&made(limit)), None, "{expected}");
        fuzzing::cql(made(limit).as_bytes());
        let query = made(limit + 1);
        let over = parse(&query, Version::V1_2).unwrap_err();
        assert_eq!(over.fault, expected);
        assert!(!over.diagnostic(&query).details.is_empty());
    }
}

/// None of these may come near the generous limit, on a busy machine in a debug build.
#[test]
fn hostile_queries_are_refused_at_once() {
    let began = Instant::now();
    for piece in [
        "(", ")", "\"", "\\", "> x = u ", "a/", "a=", "a (", "not ", "a = (", "/", "\\\"", "a ",
    ] {
        let text = piece.repeat(LENGTH_LIMIT / piece.len());
        let _ = parse(&text, Version::V2_0);
        let closed = format!("{}{}", piece.repeat(5_000), ")".repeat(5_000));
        let _ = parse(&closed, Version::V2_0);
    }
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[test]
fn the_deepest_query_needs_little_stack() {
    let left = format!("a{}", " or a".repeat(CLAUSE_LIMIT - 1));
    let right = format!(
        "{}a{}",
        "a or (".repeat(DEPTH_LIMIT),
        ")".repeat(DEPTH_LIMIT)
    );
    let small = std::thread::Builder::new().stack_size(1 << 20);
    let tried = small.spawn(move || {
        fuzzing::cql(left.as_bytes());
        fuzzing::cql(right.as_bytes());
    });
    tried.unwrap().join().unwrap();
}
