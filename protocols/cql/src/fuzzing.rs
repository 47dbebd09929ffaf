//! The body of the fuzz target. It panics when a law is broken; the ordinary tests replay the seeds
//! of the target through it.

use silta_xml::{Limits, Reader, Writer};

use crate::{Node, Query, Version, limits::LENGTH_LIMIT, parse, xcql};

/// A query that can be read is printed and reads as the same then, in each version; what it is
/// printed as stays. Its terms stand for what they stand for.
pub fn cql(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for version in Version::ALL {
        match parse(&text, version) {
            Ok(query) => comes_back(&query, version),
            Err(fault) => {
                assert!(text.is_char_boundary(fault.offset));
                assert!(!fault.diagnostic(&text).condition.message().is_empty());
            }
        }
    }
}

/// The laws of one query.
pub fn comes_back(query: &Query, version: Version) {
    let printed = query.to_string();
    // What was short may be beyond the limit with its quotes and spaces.
    if printed.len() <= LENGTH_LIMIT {
        let again = parse(&printed, version);
        assert_eq!(again.as_ref(), Ok(query), "{printed}");
        assert_eq!(again.map(|query| query.to_string()), Ok(printed));
    }
    terms(&query.root);
    let mut out = String::new();
    let mut writer = Writer::new(&mut out);
    writer.start("", "xQuery");
    let written = xcql::write(query, version, &mut writer);
    writer.finish();
    assert_eq!(written.is_err(), out == "<xQuery/>");
    let limits = Limits {
        depth: 5000,
        ..Limits::default()
    };
    let mut reader = Reader::new(&out, limits).expect("XCQL is XML");
    reader.finish().expect("XCQL is well-formed");
}

fn terms(node: &Node) {
    match node {
        Node::Scope(scope) => terms(&scope.root),
        Node::Triple(triple) => {
            terms(&triple.left);
            terms(&triple.right);
        }
        Node::Clause(clause) => {
            if let Ok(pattern) = clause.term.pattern() {
                assert_eq!(pattern.term().pattern(), Ok(pattern));
            }
            for word in clause.term.words() {
                assert!(clause.term.raw().contains(word.raw()));
            }
        }
    }
}
