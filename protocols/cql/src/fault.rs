//! Why a text is no query, and what an SRU server says of it.

use std::fmt;

use crate::{
    diagnostic::{Condition, Diagnostic},
    limits::{
        CLAUSE_LIMIT, DEPTH_LIMIT, LENGTH_LIMIT, MODIFIER_LIMIT, PREFIX_LIMIT, SORT_KEY_LIMIT,
    },
};

/// Why a text is no query, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotCql {
    /// Where, in octets from the beginning.
    pub offset: usize,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is nothing in it.
    Empty,
    /// Something else should stand here, or should still come.
    Expected(Expected),
    /// A quote that is not closed.
    UnclosedQuote,
    /// A parenthesis that is not closed.
    UnclosedParenthesis,
    /// A parenthesis that closes none.
    StrayParenthesis,
    /// A backslash with nothing behind it.
    LoneBackslash,
    /// `sortby` in CQL 1.1, which has none.
    SortBy,
    /// Longer than [`LENGTH_LIMIT`].
    TooLong,
    /// More parentheses inside each other than [`DEPTH_LIMIT`].
    TooDeep,
    /// More search clauses than [`CLAUSE_LIMIT`].
    TooManyClauses,
    /// More modifiers of one thing than [`MODIFIER_LIMIT`].
    TooManyModifiers,
    /// More prefix assignments than [`PREFIX_LIMIT`].
    TooManyPrefixes,
    /// More sort keys than [`SORT_KEY_LIMIT`].
    TooManySortKeys,
}

/// What should stand where something else does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A search clause or a group of them.
    SearchClause,
    /// A term, after a relation.
    Term,
    /// The name of a modifier.
    Modifier,
    /// The value of a modifier.
    Value,
    /// A boolean, or the end of the query.
    BooleanOrEnd,
    /// A boolean, or the end of the group.
    BooleanOrParenthesis,
    /// The URI of a prefix assignment.
    Identifier,
    /// The index of a sort key.
    SortIndex,
}

impl NotCql {
    /// What an SRU server says of it; `query` is the text that is none.
    pub fn diagnostic(&self, query: &str) -> Diagnostic {
        let before = query.get(..self.offset).unwrap_or(query);
        let place = before.chars().count();
        match self.fault {
            Fault::UnclosedQuote => Condition::Quotes.about(place),
            Fault::UnclosedParenthesis | Fault::StrayParenthesis => {
                Condition::Parentheses.about(place)
            }
            Fault::LoneBackslash => Condition::NeedlessEscape.about(place),
            Fault::SortBy => Condition::Feature.about("sortby"),
            Fault::TooLong => Condition::QueryTooLong.about(LENGTH_LIMIT),
            Fault::TooManyClauses => Condition::TooManyBooleans.about(CLAUSE_LIMIT - 1),
            Fault::TooManySortKeys => Condition::TooManySortKeys.about(SORT_KEY_LIMIT),
            Fault::TooDeep => Condition::Parentheses.about(self.fault),
            Fault::TooManyModifiers | Fault::TooManyPrefixes => {
                Condition::Feature.about(self.fault)
            }
            Fault::Empty | Fault::Expected(_) => {
                Condition::Syntax.about(format_args!("{} (at {place})", self.fault))
            }
        }
    }
}

impl fmt::Display for NotCql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at {})", self.fault, self.offset)
    }
}

impl std::error::Error for NotCql {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the query is empty"),
            Self::Expected(what) => write!(f, "expected {what}"),
            Self::UnclosedQuote => f.write_str("a quote is not closed"),
            Self::UnclosedParenthesis => f.write_str("a parenthesis is not closed"),
            Self::StrayParenthesis => f.write_str("a parenthesis closes none"),
            Self::LoneBackslash => f.write_str("a backslash stands before nothing"),
            Self::SortBy => f.write_str("CQL 1.1 has no sortby"),
            Self::TooLong => write!(f, "longer than {LENGTH_LIMIT} octets"),
            Self::TooDeep => write!(f, "more than {DEPTH_LIMIT} parentheses inside each other"),
            Self::TooManyClauses => write!(f, "more than {CLAUSE_LIMIT} search clauses"),
            Self::TooManyModifiers => write!(f, "more than {MODIFIER_LIMIT} modifiers"),
            Self::TooManyPrefixes => write!(f, "more than {PREFIX_LIMIT} prefix assignments"),
            Self::TooManySortKeys => write!(f, "more than {SORT_KEY_LIMIT} sort keys"),
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SearchClause => "a search clause",
            Self::Term => "a term",
            Self::Modifier => "the name of a modifier",
            Self::Value => "the value of a modifier",
            Self::BooleanOrEnd => "and, or, not, prox, sortby or the end",
            Self::BooleanOrParenthesis => "and, or, not, prox or a closing parenthesis",
            Self::Identifier => "the URI of a context set",
            Self::SortIndex => "an index to sort by",
        })
    }
}
