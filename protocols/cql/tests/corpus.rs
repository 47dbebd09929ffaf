//! Queries of our own making. Each line of a file in `corpus/` is a query; the snapshot shows the
//! tree that is read, what it is printed as, or what is wrong with it.

use std::fmt::Write as _;

use silta_cql::{Modifier, Node, Prefix, Query, SearchClause, Version, parse};

fn told(text: &str) -> String {
    match parse(text, Version::V1_2) {
        Ok(query) => {
            let mut told = String::new();
            tree(&query, &mut told);
            let printed = query.to_string();
            if printed != text {
                let _ = writeln!(told, "  canonical: {printed}");
            }
            assert_eq!(parse(&printed, Version::V1_2), Ok(query), "{text}");
            told
        }
        Err(fault) => format!("  {fault}\n  diagnostic {}\n", fault.diagnostic(text)),
    }
}

fn tree(query: &Query, told: &mut String) {
    prefixes(&query.prefixes, 1, told);
    node(&query.root, 1, told);
    for key in &query.sort {
        line(
            1,
            &format!("sort by {:?}{}", key.index, modifiers(&key.modifiers)),
            told,
        );
    }
}

fn node(part: &Node, depth: usize, told: &mut String) {
    match part {
        Node::Clause(clause) => line(depth, &self::clause(clause), told),
        Node::Scope(scope) => {
            prefixes(&scope.prefixes, depth, told);
            node(&scope.root, depth, told);
        }
        Node::Triple(triple) => {
            let boolean = triple.boolean.as_str();
            line(
                depth,
                &format!("{boolean}{}", modifiers(&triple.modifiers)),
                told,
            );
            node(&triple.left, depth + 1, told);
            node(&triple.right, depth + 1, told);
        }
    }
}

fn clause(clause: &SearchClause) -> String {
    let restriction = clause.restriction.as_ref().map(|restriction| {
        let relation = &restriction.relation;
        let modifiers = modifiers(&relation.modifiers);
        format!(
            "{:?} {}{modifiers} ",
            restriction.index,
            relation.comparitor.as_str()
        )
    });
    let pattern = match clause.term.pattern() {
        Ok(pattern) if pattern.text().is_some() && !pattern.begins && !pattern.ends => {
            String::new()
        }
        Ok(pattern) => format!(", that is {pattern:?}"),
        Err(fault) => format!(", but {fault}"),
    };
    format!(
        "{}{:?}{pattern}",
        restriction.unwrap_or_default(),
        clause.term.raw()
    )
}

fn modifiers(modifiers: &[Modifier]) -> String {
    modifiers.iter().map(ToString::to_string).collect()
}

fn prefixes(prefixes: &[Prefix], depth: usize, told: &mut String) {
    for prefix in prefixes {
        let name = prefix.name.as_deref().unwrap_or("(no prefix)");
        line(
            depth,
            &format!("{name} is {:?}, in what follows", prefix.identifier),
            told,
        );
    }
}

fn line(depth: usize, text: &str, told: &mut String) {
    let _ = writeln!(told, "{}{text}", "  ".repeat(depth));
}

macro_rules! corpus {
    ($($file:ident,)+) => {$(
        #[test]
        fn $file() {
            let lines = include_str!(concat!("corpus/", stringify!($file), ".txt")).lines();
            let told: String = lines.map(|text| format!("{text}\n{}\n", told(text))).collect();
            insta::assert_snapshot!(told);
        }
    )+};
}

corpus! {
    booleans,
    clauses,
    faults,
    lenient,
    prefixes_and_sorting,
    terms,
}
