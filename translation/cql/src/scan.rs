//! The clause of a scan: where an index is browsed from.

use silta_consortium::{Index, IndexKind};
use silta_cql::{Condition, Diagnostic, Node, Version, parse};

use crate::{
    names::Names,
    relation::{How, Meaning},
};

/// Where an index is browsed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanClause {
    /// The index.
    pub index: Index,
    /// Whole headings (`==`, `exact`), and not their words.
    pub headings: bool,
    /// The term, or where it would stand; may be empty.
    pub from: String,
}

/// Reads the clause of a scan: one search clause.
pub fn scan_clause(text: &str, version: Version) -> Result<ScanClause, Diagnostic> {
    let query = parse(text, version).map_err(|fault| fault.diagnostic(text))?;
    let mut names = Names::default();
    names.enter(&query.prefixes);
    let mut root = &query.root;
    while let Node::Scope(scope) = root {
        names.enter(&scope.prefixes);
        root = &scope.root;
    }
    let clause = match root {
        Node::Clause(clause) if query.sort.is_empty() => clause,
        Node::Clause(_) => return Err(Condition::Feature.about("sortby in a scan")),
        _ => return Err(Condition::Feature.about("booleans in a scan")),
    };
    let from = clause.term.unmasked();
    let Some(restriction) = &clause.restriction else {
        return Ok(ScanClause {
            index: Index::Any,
            headings: false,
            from,
        });
    };
    let (name, relation) = (&restriction.index, &restriction.relation);
    let index = names.plain_index(name)?;
    let kind = index.definition().kind;
    let headings = match Meaning::of(relation, kind, name, &names)?.how {
        How::Whole => true,
        How::Phrase | How::All | How::Any => kind != IndexKind::Text,
        How::Order(silta_consortium::query::Relation::Equal) => true,
        _ => return Err(Condition::Relation.about(relation.comparitor.as_str())),
    };
    Ok(ScanClause {
        index,
        headings,
        from,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(text: &str) -> Result<(Index, bool, String), String> {
        let clause = scan_clause(text, Version::V1_2).map_err(|fault| fault.to_string())?;
        Ok((clause.index, clause.headings, clause.from))
    }

    #[test]
    fn one_clause_says_where() {
        for (text, expected) in [
            ("kale", (Index::Any, false, "kale")),
            ("dc.title = kale", (Index::Title, false, "kale")),
            (
                "dc.title == \"seitsemän v\"",
                (Index::Title, true, "seitsemän v"),
            ),
            (
                "> d = \"info:srw/cql-context-set/1/dc-v1.1\" d.creator exact k",
                (Index::Author, true, "k"),
            ),
            ("dc.date = 1990", (Index::Year, true, "1990")),
            ("dc.title = \"\"", (Index::Title, false, "")),
        ] {
            let (index, headings, from) = expected;
            assert_eq!(scanned(text), Ok((index, headings, from.into())), "{text}");
        }
        for (text, told) in [
            ("a and b", "48: booleans in a scan"),
            ("a sortby dc.title", "48: sortby in a scan"),
            ("dc.date > 1990", "19: >"),
            ("dc.title within a", "22: within dc.title"),
            ("dc.colour = x", "16: dc.colour"),
            ("cql.allRecords = 1", "16: cql.allRecords"),
        ] {
            assert_eq!(scanned(text), Err(told.into()), "{text}");
        }
    }
}
