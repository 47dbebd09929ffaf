//! A query as a tree, in the words of the standard.

use crate::Term;

/// A whole query.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Query {
    /// Prefix assignments that hold for all of it, sort keys among it; a later one of the same name
    /// hides an earlier one.
    pub prefixes: Vec<Prefix>,
    /// What is looked for.
    pub root: Node,
    /// `sortby`: in which order it is wanted.
    pub sort: Vec<SortKey>,
}

/// A part of a query.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A search clause.
    Clause(SearchClause),
    /// Two parts and what joins them.
    Triple(Box<Triple>),
    /// A part in parentheses with prefixes of its own.
    Scope(Box<Scope>),
}

/// Two parts and what joins them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Triple {
    /// The left operand.
    pub left: Node,
    /// The boolean.
    pub boolean: Boolean,
    /// Its modifiers.
    pub modifiers: Vec<Modifier>,
    /// The right operand.
    pub right: Node,
}

/// A part of a query for which prefixes hold that hold nowhere else.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    /// The prefixes; at least one.
    pub prefixes: Vec<Prefix>,
    /// The part.
    pub root: Node,
}

/// A prefix assignment: `> dc = "info:srw/cql-context-set/1/dc-v1.1"`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Prefix {
    /// The prefix; without one, the assignment is for names without prefix.
    pub name: Option<String>,
    /// The URI of a context set.
    pub identifier: String,
}

/// A term, where it must stand, and how.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SearchClause {
    /// Index and relation; without them they are the server's choice.
    pub restriction: Option<Restriction>,
    /// The term.
    pub term: Term,
}

/// The index and relation of a search clause.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Restriction {
    /// The index, with its prefix if it has one: `dc.title`.
    pub index: String,
    /// The relation.
    pub relation: Relation,
}

/// A relation and its modifiers: `any/stem`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Relation {
    /// What it is.
    pub comparitor: Comparitor,
    /// Its modifiers.
    pub modifiers: Vec<Modifier>,
}

/// A relation without its modifiers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Comparitor {
    /// `=` and the like.
    Symbol(Symbol),
    /// A name, with its prefix if it has one: `any`, `cql.any`.
    Named(String),
}

/// Names of relations that are known by themselves, without a prefix or a quote beside them.
pub const RELATIONS: &[&str] = &["adj", "all", "any", "encloses", "exact", "scr", "within"];

/// A symbol that compares, as a relation and in modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Symbol {
    /// `=`: as the server thinks best for the index.
    Equal,
    /// `==`: exactly.
    Exact,
    /// `<>`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
}

/// What joins two parts of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Boolean {
    /// Both.
    And,
    /// Either.
    Or,
    /// The left one without the right one.
    Not,
    /// Both, near each other.
    Prox,
}

/// A modifier of a relation, boolean or sort key: `/stem`, `/distance<3`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Modifier {
    /// Its name, with its prefix if it has one.
    pub name: String,
    /// How it compares, and with what.
    pub value: Option<(Symbol, String)>,
}

/// By what results are sorted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SortKey {
    /// The index, with its prefix if it has one.
    pub index: String,
    /// How.
    pub modifiers: Vec<Modifier>,
}

impl From<Node> for Query {
    fn from(root: Node) -> Self {
        Self {
            prefixes: Vec::new(),
            root,
            sort: Vec::new(),
        }
    }
}

impl Node {
    /// Two parts joined without modifiers.
    pub fn joined(left: Self, boolean: Boolean, right: Self) -> Self {
        Self::Triple(Box::new(Triple {
            left,
            boolean,
            modifiers: Vec::new(),
            right,
        }))
    }
}

impl From<SearchClause> for Node {
    fn from(clause: SearchClause) -> Self {
        Self::Clause(clause)
    }
}

impl From<Comparitor> for Relation {
    fn from(comparitor: Comparitor) -> Self {
        Self {
            comparitor,
            modifiers: Vec::new(),
        }
    }
}

impl Comparitor {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Symbol(symbol) => symbol.as_str(),
            Self::Named(name) => name,
        }
    }
}

impl Symbol {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Equal,
        Self::Exact,
        Self::NotEqual,
        Self::Less,
        Self::LessOrEqual,
        Self::Greater,
        Self::GreaterOrEqual,
    ];

    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Exact => "==",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl Boolean {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::And, Self::Or, Self::Not, Self::Prox];

    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::And => "and",
            Self::Or => "or",
            Self::Not => "not",
            Self::Prox => "prox",
        }
    }
}

impl Modifier {
    /// A modifier without a value.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: None,
        }
    }

    /// A modifier with a value.
    pub fn with(name: impl Into<String>, symbol: Symbol, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: Some((symbol, value.into())),
        }
    }
}
