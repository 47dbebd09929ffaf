//! What a server answers, as a value.

use std::borrow::Cow;

use crate::{
    diagnostic::Diagnostic, facet::Facet, piece::Piece, request::Request, zeerex::Explain,
};

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// What was asked: it says the version and the form of the answer, and is echoed.
    pub request: Request,
    /// The query of the request if it could be read, for those who want to see it as a tree.
    pub query: Option<silta_cql::Query>,
    /// What is wrong, or to be known.
    pub diagnostics: Vec<Diagnostic>,
    /// The answer itself, of the operation that was asked for.
    pub body: Body,
    /// Data of extensions.
    pub extra_response_data: Vec<Piece>,
}

/// The answer itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// What the server is and what it can do.
    Explain(Box<Explain>),
    /// Terms of an index.
    Scan(Vec<Term>),
    /// Records that were found.
    SearchRetrieve(Found),
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many records in all; 0 if the search failed.
    pub number_of_records: u64,
    /// The result set, if it is kept.
    pub result_set: Option<ResultSetKept>,
    /// Those of the answer.
    pub records: Vec<Record>,
    /// The first that comes after them; none if they are the last.
    pub next_record_position: Option<u64>,
    /// What was counted of all records, in 2.0; a facet without terms is left out.
    pub facets: Vec<Facet>,
}

/// A result set that later queries can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultSetKept {
    /// Its name.
    pub id: String,
    /// Seconds for which it is kept after its last use; at least 1.
    pub seconds: u64,
}

/// A record of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The URI of its schema; of a diagnostic it is [`crate::DIAGNOSTICS_SCHEMA`], whatever stands
    /// here.
    pub schema: Cow<'static, str>,
    /// The record, or why it is not there.
    pub data: RecordData,
    /// Its place in what was found, from 1.
    pub position: u64,
    /// Data of extensions.
    pub extra: Vec<Piece>,
}

/// A record, or why it is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordData {
    /// A surrogate diagnostic.
    Diagnostic(Diagnostic),
    /// The record, in its schema.
    Xml(Piece),
}

/// A term of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// As a query finds it.
    pub value: String,
    /// In how many records it stands.
    pub number_of_records: u64,
    /// For people, if it is otherwise.
    pub display_term: Option<String>,
    /// Where in the index it stands, as far as that is known.
    pub where_in_list: Option<WhereInList>,
}

/// Where in an index a term stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhereInList {
    /// It is the first.
    First,
    /// Others stand before and after it.
    Inner,
    /// It is the last.
    Last,
    /// It is the only one.
    Only,
}

impl WhereInList {
    /// As it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Inner => "inner",
            Self::Last => "last",
            Self::Only => "only",
        }
    }
}

impl Response {
    /// An answer without anything beside.
    pub fn new(request: Request, body: Body) -> Self {
        Self {
            request,
            query: None,
            diagnostics: Vec::new(),
            body,
            extra_response_data: Vec::new(),
        }
    }
}
