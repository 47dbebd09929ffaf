//! From a search to a query for a consortium elsewhere.

use std::fmt;

use silta_consortium::{
    Index, IndexKind, Query, ResultSet, Search,
    query::{Form, Position, Relation, Term, Truncation},
};
use silta_cql::{
    Boolean, Comparitor, Node, Pattern, Piece, Restriction, SearchClause, Symbol, Triple,
};

use crate::{
    proximity, sort,
    words::{Truncated, is_only_masks, together, words},
};

/// Something of a search that CQL cannot say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotInCql {
    /// A result set that has no name elsewhere.
    ResultSet,
    /// A comparison by order in an index that has none, or of a term with masks.
    Relation,
    /// A word that is nothing but masks.
    OnlyMasks,
}

/// A query that finds the same. `names` tells what the consortium elsewhere calls a result set.
///
/// It reads as the same search again, or as one that finds the same where the tree can say one
/// thing in several ways (all words, from the first of a field on, are a phrase there).
pub fn write(
    search: &Search,
    names: &dyn Fn(&ResultSet) -> Option<String>,
) -> Result<silta_cql::Query, NotInCql> {
    Ok(silta_cql::Query {
        prefixes: Vec::new(),
        root: node(&search.query, names)?,
        sort: search.sort.iter().map(sort::write).collect(),
    })
}

/// The first name of an index.
pub(crate) fn name_of(index: Index) -> &'static str {
    index.definition().cql.first().copied().unwrap_or_default()
}

fn node(query: &Query, names: &dyn Fn(&ResultSet) -> Option<String>) -> Result<Node, NotInCql> {
    let (left, boolean, right, modifiers) = match query {
        Query::All => return Ok(everything()),
        Query::Term(term) => return self::term(term),
        Query::Found(set) => {
            let name = names(set).ok_or(NotInCql::ResultSet)?;
            let term = silta_cql::Term::literal(&name);
            return Ok(clause("cql.resultSetId", symbol(Symbol::Equal), term));
        }
        Query::And(left, right) => (left, Boolean::And, right, Vec::new()),
        Query::Or(left, right) => (left, Boolean::Or, right, Vec::new()),
        Query::Not(left, right) => (left, Boolean::Not, right, Vec::new()),
        Query::Near(left, right, nearness) => {
            (left, Boolean::Prox, right, proximity::write(*nearness))
        }
    };
    Ok(Node::Triple(Box::new(Triple {
        left: node(left, names)?,
        boolean,
        modifiers,
        right: node(right, names)?,
    })))
}

fn everything() -> Node {
    let term = silta_cql::Term::literal("1");
    clause("cql.allRecords", symbol(Symbol::Equal), term)
}

/// A term without words finds nothing, but no term of CQL is empty.
fn nothing() -> Node {
    Node::joined(everything(), Boolean::Not, everything())
}

fn term(term: &Term) -> Result<Node, NotInCql> {
    let anchored = is_anchored(term);
    let truncated = Truncated {
        text: term.text.clone(),
        truncation: term.truncation,
    };
    let (words, pieces) = if is_whole(term) {
        let whole = truncated.to_whole();
        (words(&whole), vec![whole])
    } else if term.truncation == Truncation::None && !(anchored && term.form == Form::AnyWord) {
        let whole = Piece::Text(term.text.clone());
        (truncated.to_words(), vec![vec![whole]])
    } else {
        (truncated.to_words(), truncated.to_words())
    };
    if words.is_empty() {
        return Ok(nothing());
    }
    let comparitor = comparitor(term)?;
    let masked = |word: &Vec<Piece>| is_only_masks(word);
    let only_masks = match is_whole(term) {
        true => words.iter().all(masked),
        false => words.iter().any(masked),
    };
    if only_masks {
        return Err(NotInCql::OnlyMasks);
    }
    let pattern = |pieces| Pattern {
        begins: anchored,
        pieces,
        ends: anchored && term.complete,
    };
    let typed: silta_cql::Term = match term.form {
        // Each word is anchored.
        Form::AnyWord => pieces
            .into_iter()
            .map(|word| pattern(word).term())
            .collect(),
        _ => pattern(together(&pieces)).term(),
    };
    Ok(clause(name_of(term.index), comparitor, typed))
}

fn comparitor(term: &Term) -> Result<Comparitor, NotInCql> {
    let ordered = term.index.definition().kind == IndexKind::Ordered;
    let masked = term.truncation != Truncation::None;
    if term.relation != Relation::Equal && (!ordered || masked) {
        return Err(NotInCql::Relation);
    }
    Ok(match term.form {
        _ if ordered => symbol(by_order(term.relation)),
        Form::Heading => symbol(Symbol::Exact),
        Form::AnyWord => Comparitor::Named("any".into()),
        // All words from the first of a field on are a phrase.
        Form::AllWords if !is_anchored(term) => Comparitor::Named("all".into()),
        Form::AllWords | Form::Phrase => symbol(Symbol::Equal),
    })
}

/// Whether masks are at the ends of the whole, and not of each word.
fn is_whole(term: &Term) -> bool {
    match (term.index.definition().kind, term.form) {
        (IndexKind::Ordered, _) | (_, Form::Heading) => true,
        (IndexKind::Value, form) => form == Form::Phrase,
        (IndexKind::Text, _) => false,
    }
}

/// Whether a field begins with the words of a term. What is all of a field does.
fn is_anchored(term: &Term) -> bool {
    term.index.definition().kind == IndexKind::Text
        && term.form != Form::Heading
        && (term.complete || term.position == Position::First)
}

fn by_order(relation: Relation) -> Symbol {
    match relation {
        Relation::Less => Symbol::Less,
        Relation::LessOrEqual => Symbol::LessOrEqual,
        Relation::Equal => Symbol::Equal,
        Relation::GreaterOrEqual => Symbol::GreaterOrEqual,
        Relation::Greater => Symbol::Greater,
        Relation::NotEqual => Symbol::NotEqual,
    }
}

fn symbol(symbol: Symbol) -> Comparitor {
    Comparitor::Symbol(symbol)
}

fn clause(index: &str, comparitor: Comparitor, term: silta_cql::Term) -> Node {
    Node::Clause(SearchClause {
        restriction: Some(Restriction {
            index: index.to_owned(),
            relation: comparitor.into(),
        }),
        term,
    })
}

impl fmt::Display for NotInCql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ResultSet => "a result set that is not known elsewhere",
            Self::Relation => "a comparison by order where there is none",
            Self::OnlyMasks => "a word that is nothing but masks",
        })
    }
}

impl std::error::Error for NotInCql {}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn written(term: Term) -> Result<String, NotInCql> {
        let search = Search {
            query: Arc::new(Query::Term(term)),
            sort: Vec::new(),
        };
        write(&search, &|_| None).map(|query| query.to_string())
    }

    #[test]
    fn terms_of_other_doors() {
        let words = |index, text| Term::words(index, text);
        let nothing = "cql.allRecords = 1 not cql.allRecords = 1";
        for (term, expected) in [
            (words(Index::Title, "a b"), "dc.title all \"a b\""),
            (words(Index::Title, " "), nothing),
            (words(Index::Year, "1990"), "dc.date = 1990"),
            (
                words(Index::Language, "fin swe"),
                "dc.language all \"fin swe\"",
            ),
            (
                Term {
                    truncation: Truncation::Right,
                    ..words(Index::Subject, "linja-auto")
                },
                "dc.subject all \"linja* auto*\"",
            ),
            (
                Term {
                    position: Position::First,
                    complete: true,
                    ..words(Index::Title, "a b*")
                },
                "dc.title = \"^a b\\*^\"",
            ),
        ] {
            assert_eq!(written(term).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn what_cql_cannot_say() {
        let less = Term {
            relation: Relation::Less,
            ..Term::words(Index::Title, "a")
        };
        assert_eq!(written(less), Err(NotInCql::Relation));
        let masks = Term {
            truncation: Truncation::Masked,
            ..Term::words(Index::Title, "a *")
        };
        assert_eq!(written(masks), Err(NotInCql::OnlyMasks));
    }
}
