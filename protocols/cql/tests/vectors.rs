//! The vectors that implementations share, if `SILTA_SHARED` names the folder that has them.

use std::{env, fs, path::PathBuf};

use silta_cql::{
    Modifier, Node, Pattern, Piece, Prefix, Query, SearchClause, Term, Version, parse,
};

/// The lines of a file, cut into fields; none if there are no vectors.
fn lines(file: &str) -> Vec<Vec<String>> {
    let Some(folder) = env::var_os("SILTA_SHARED") else {
        println!("SILTA_SHARED is not set: {file} was not tried");
        return Vec::new();
    };
    let path = PathBuf::from(folder).join("vectors/cql").join(file);
    let text = fs::read_to_string(path).expect("the vectors are where SILTA_SHARED says");
    let fields = |line: &str| line.split('\t').map(str::to_owned).collect();
    text.lines().skip(1).map(fields).collect()
}

fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

fn expression(query: &Query, version: Version) -> String {
    let mut told = node(&query.root, version);
    if !query.sort.is_empty() {
        let keys = query.sort.iter();
        let keys =
            keys.map(|key| format!(" (key {}{})", quoted(&key.index), modifiers(&key.modifiers)));
        told = format!("(sort {told}{})", keys.collect::<String>());
    }
    scoped(&query.prefixes, told)
}

fn scoped(prefixes: &[Prefix], inside: String) -> String {
    prefixes.iter().rev().fold(inside, |inside, prefix| {
        let name = prefix
            .name
            .as_ref()
            .map_or_else(|| "-".into(), |name| quoted(name));
        format!("(prefix {name} {} {inside})", quoted(&prefix.identifier))
    })
}

fn node(part: &Node, version: Version) -> String {
    match part {
        Node::Clause(clause) => self::clause(clause, version),
        Node::Scope(scope) => scoped(&scope.prefixes, node(&scope.root, version)),
        Node::Triple(triple) => format!(
            "({}{} {} {})",
            triple.boolean.as_str(),
            modifiers(&triple.modifiers),
            node(&triple.left, version),
            node(&triple.right, version)
        ),
    }
}

fn clause(clause: &SearchClause, version: Version) -> String {
    let (index, relation, modified) = match &clause.restriction {
        None => (
            "cql.serverChoice",
            version.default_relation(),
            String::new(),
        ),
        Some(restriction) => {
            let relation = &restriction.relation;
            let modifiers = modifiers(&relation.modifiers);
            (&*restriction.index, relation.comparitor.as_str(), modifiers)
        }
    };
    let term = quoted(clause.term.raw());
    format!(
        "(search {} (rel {}{modified}) {term})",
        quoted(index),
        quoted(relation)
    )
}

fn modifiers(modifiers: &[Modifier]) -> String {
    let told = modifiers.iter().map(|modifier| match &modifier.value {
        None => format!(" (mod {})", quoted(&modifier.name)),
        Some((symbol, value)) => {
            let (name, symbol) = (quoted(&modifier.name), quoted(symbol.as_str()));
            format!(" (mod {name} {symbol} {})", quoted(value))
        }
    });
    told.collect()
}

/// Whether a diagnostic of this number may be given: `!10|13`.
fn allowed(expected: &str, number: u16) -> bool {
    let numbers = expected.strip_prefix('!').unwrap_or_default();
    numbers.split('|').any(|one| one.parse() == Ok(number))
}

/// Reads a query in a version; `named` is the one whose default relation is expected.
fn agrees(version: Version, named: Version, text: &str, expected: &str) -> Result<(), String> {
    match parse(text, version) {
        Ok(query) => {
            let told = expression(&query, named);
            // An extension is read as the second alternative says, or as the first where both do.
            let same = expected.split(" || ").last() == Some(&told);
            let printed = parse(&query.to_string(), version).as_ref() == Ok(&query);
            (same && printed).then_some(()).ok_or(told)
        }
        Err(fault) => {
            let diagnostic = fault.diagnostic(text);
            let number = diagnostic.condition.number();
            allowed(expected, number)
                .then_some(())
                .ok_or_else(|| diagnostic.to_string())
        }
    }
}

#[test]
fn queries_are_read_as_expected() {
    let (mut passed, mut failed) = (0, Vec::new());
    for line in lines("cql_parse.tsv") {
        let [id, dialect, _, query, expected, ..] = line.as_slice() else {
            panic!("too few fields: {line:?}");
        };
        let text = query
            .replace('␉', "\t")
            .replace('␊', "\n")
            .replace('␍', "\r");
        let versions: &[Version] = match &**dialect {
            "1.1" => &[Version::V1_1],
            "1.2" => &[Version::V1_2, Version::V2_0],
            _ => &Version::ALL,
        };
        for version in versions {
            // What is expected of any version names the default relation of 1.2.
            let named = match &**dialect {
                "1.1" => Version::V1_1,
                _ => Version::V1_2,
            };
            match agrees(*version, named, &text, expected) {
                Ok(()) => passed += 1,
                Err(told) => failed.push(format!("{id} {query}: {told}, not {expected}")),
            }
        }
    }
    println!("{passed} readings of queries as expected");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

fn pieces(pattern: &Pattern) -> String {
    let mut told = Vec::new();
    if pattern.begins {
        told.push(quoted("^<"));
    }
    told.extend(pattern.pieces.iter().map(|piece| match piece {
        Piece::Text(text) => quoted(text),
        Piece::Many => quoted("*"),
        Piece::One => quoted("?"),
    }));
    if pattern.ends {
        told.push(quoted(">^"));
    }
    format!("[{}]", told.join(", "))
}

#[test]
fn terms_stand_for_what_is_expected() {
    let (mut passed, mut failed) = (0, Vec::new());
    for line in lines("cql_masking.tsv") {
        let [id, raw, expected, ..] = line.as_slice() else {
            panic!("too few fields: {line:?}");
        };
        let told = match Term::from_raw(raw.as_str()) {
            Ok(term) => match term.pattern() {
                Ok(pattern) => pieces(&pattern),
                Err(fault) => format!("!{}", fault.diagnostic().condition.number()),
            },
            Err(_) => "!26".to_owned(),
        };
        let number = told
            .strip_prefix('!')
            .and_then(|number| number.parse().ok());
        let alternatives = expected.trim_matches(['[', ']', '"']);
        let refused = number.is_some_and(|number| allowed(alternatives, number));
        match refused || told == *expected {
            true => passed += 1,
            false => failed.push(format!("{id} {raw}: {told}, not {expected}")),
        }
    }
    println!("{passed} terms as expected");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
