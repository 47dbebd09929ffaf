//! What people write: words that must all be found, or CQL, for those who know it.

use std::sync::Arc;

use silta_consortium::{
    Index, Query, Search,
    query::{FacetValue, Term, Truncation},
};
use silta_cql::{Comparitor, Condition, Diagnostic, Node, Scope, Triple, Version, parse};
use silta_cql_translation::{index_named, no_result_sets, translate};

use crate::request::{Asked, Chosen};

/// The search that a person asks for: what stands in the field, narrowed by the facets chosen.
pub(crate) fn search(asked: &Asked) -> Result<Search, Diagnostic> {
    let (mut query, sort) = match asked.query.as_str() {
        "" => (Query::All, Vec::new()),
        text => {
            let search = read(text)?;
            (Query::clone(&search.query), search.sort)
        }
    };
    // Beside each other, so that they nest no deeper than the query does.
    let facets = asked.chosen.iter().map(|chosen| Query::Term(term(chosen)));
    if let Some(facets) = facets.reduce(|one, other| Query::And(Box::new(one), Box::new(other))) {
        query = match query {
            Query::All => facets,
            query => Query::And(Box::new(query), Box::new(facets)),
        };
    }
    Ok(Search {
        query: Arc::new(query),
        sort,
    })
}

fn term(chosen: &Chosen) -> Term {
    let value = FacetValue {
        value: chosen.value.clone(),
        records: 0,
    };
    value.term(chosen.index)
}

/// CQL if it reads as CQL and means it; else words, of which each must be found, in any index.
fn read(text: &str) -> Result<Search, Diagnostic> {
    match parse(text, Version::V1_2) {
        Ok(query) if is_one_term(&query) && !text.starts_with('"') => Ok(words(text)),
        Ok(query) if means_cql(&query.root) => translate(&query, &no_result_sets),
        Err(fault) if begins_as_cql(text) => Err(fault.diagnostic(text)),
        _ => Ok(words(text)),
    }
}

fn words(text: &str) -> Search {
    let mut term = Term::words(Index::Any, text);
    if text.contains('*') {
        term.truncation = Truncation::Masked;
    }
    Search {
        query: Arc::new(Query::Term(term)),
        sort: Vec::new(),
    }
}

/// Whether it is a term and nothing else. Without quotes its words need not follow each other, as
/// they would have to in CQL.
fn is_one_term(query: &silta_cql::Query) -> bool {
    let term = matches!(&query.root, Node::Clause(clause) if clause.restriction.is_none());
    term && query.sort.is_empty() && query.prefixes.is_empty()
}

/// Whether no clause of it is a sentence that happens to read as CQL: in `sota ja rauha`, `ja` would
/// be a relation, and in `women all over` the index would be `women`.
fn means_cql(root: &Node) -> bool {
    let mut nodes = vec![root];
    while let Some(node) = nodes.pop() {
        match node {
            Node::Triple(triple) => {
                let Triple { left, right, .. } = &**triple;
                nodes.extend([left, right]);
            }
            Node::Scope(scope) => {
                let Scope { root, .. } = &**scope;
                nodes.push(root);
            }
            Node::Clause(clause) => {
                let Some(restriction) = &clause.restriction else {
                    continue;
                };
                let symbol = matches!(restriction.relation.comparitor, Comparitor::Symbol(_));
                if !symbol && index_named(&restriction.index).is_err() {
                    return false;
                }
            }
        }
    }
    true
}

/// Whether it begins with the name of an index and a relation: who writes that means CQL.
fn begins_as_cql(text: &str) -> bool {
    let ends = |c: char| c.is_whitespace() || "=<>/".contains(c);
    let (name, rest) = text.split_at(text.find(ends).unwrap_or(text.len()));
    let relation = |rest: &str| rest.starts_with(['=', '<', '>', '/']);
    index_named(name).is_ok() && relation(rest.trim_start())
}

/// The text that says what is wrong with a query, and what of it is.
pub(crate) fn fault(diagnostic: &Diagnostic) -> (&'static str, &str) {
    let key = match diagnostic.condition {
        Condition::Index | Condition::ContextSet | Condition::IndexOfSet => "wrong-index",
        Condition::Relation | Condition::RelationModifier | Condition::RelationAndIndex => {
            "wrong-relation"
        }
        Condition::Syntax => "wrong-syntax",
        _ => "wrong-query",
    };
    (key, &diagnostic.details)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_words_and_cql_is_cql() {
        for sentence in [
            "seitsemän veljestä",
            "sota ja rauha",
            "women all over",
            "what (on) earth",
            "c++ & c#",
            "\"unended",
            "and",
            "= = =",
        ] {
            assert_eq!(read(sentence), Ok(words(sentence)), "{sentence}");
        }
        for query in [
            "dc.title=kalevala",
            "sota and rauha",
            "dc.creator all waltari sortby dc.date",
            "\"seitsemän veljestä\"",
        ] {
            let cql = silta_cql_translation::search(query, Version::V1_2, &no_result_sets);
            assert_eq!(read(query), cql, "{query}");
            assert_ne!(read(query), Ok(words(query)), "{query}");
        }
    }

    #[test]
    fn what_is_wrong_has_its_text() {
        for (query, key, about) in [
            ("dc.nimi=kalevala", "wrong-index", "nimi"),
            ("dc.title < kalevala", "wrong-relation", "<"),
            ("dc.title = ", "wrong-syntax", ""),
        ] {
            let wrong = read(query).unwrap_err();
            let (found, details) = fault(&wrong);
            assert_eq!(found, key, "{query}: {wrong}");
            assert!(details.contains(about), "{query}: {wrong}");
        }
    }
}
