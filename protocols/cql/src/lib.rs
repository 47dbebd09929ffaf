//! The Contextual Query Language (CQL 1.1, 1.2 and 2.0), in which SRU and queries of type 104 of
//! Z39.50 ask for records, without IO: text in, a tree out, and back.
//!
//! | layer | from, to |
//! | --- | --- |
//! | [`parse`](fn@parse) | text: a [`Query`], with the place and kind of every fault |
//! | [`Query`] (`Display`) | a tree: its canonical text |
//! | [`Term::pattern`] | a term: literal text, masks and anchors, kept apart |
//! | [`xcql`] | a tree: XML, as an SRU response echoes it |
//! | [`diagnostic`] | what a query can be refused with, as a table |
//!
//! ```text
//! query        = {prefix} scopedClause ["sortby" key {key}]
//! prefix       = ">" [name "="] identifier
//! scopedClause = searchClause {boolean modifiers searchClause}
//! searchClause = "(" {prefix} scopedClause ")" | [index relation modifiers] term
//! boolean      = "and" | "or" | "not" | "prox"
//! relation     = "=" | "==" | "<>" | "<" | ">" | "<=" | ">=" | name
//! modifiers    = {"/" name [symbol value]}
//! key          = index modifiers
//! ```
//!
//! All four booleans bind equally and from the left. Names and keywords differ in no letter case.
//! A word is anything without white space and `( ) = < > " /`, or stands in double quotes.
//!
//! Two things outside the grammar are read, because clients in wide use send them; both print as
//! the grammar has them:
//!
//! * Bare words side by side are one term: `fish chips` is `"fish chips"`. Where the middle one of
//!   three may be a relation (it is one of [`RELATIONS`], or it or the first has a dot, or a quote
//!   stands beside it), it is one, as the grammar says. Keywords, names of relations, and words
//!   that begin with `+` or `-` join no others: `or cat` and `+cat -dog` stay faults.
//! * A group after a relation: `title any (fish or chips)` is
//!   `title any fish or title any chips`.
//!
//! ```
//! use silta_cql::{Version, parse};
//!
//! let query = parse("dc.title any (fish or Chips) SORTBY dc.date", Version::V1_2)?;
//! assert_eq!(
//!     query.to_string(),
//!     "dc.title any fish or dc.title any Chips sortby dc.date"
//! );
//! # Ok::<(), silta_cql::NotCql>(())
//! ```
#![deny(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

pub mod diagnostic;
mod fault;
#[doc(hidden)]
pub mod fuzzing;
pub mod limits;
pub mod pages;
mod parse;
mod pattern;
mod print;
mod query;
mod term;
mod token;
mod version;
pub mod xcql;

pub use diagnostic::{Condition, Diagnostic};
pub use fault::{Expected, Fault, NotCql};
pub use parse::parse;
pub use pattern::{MaskFault, Pattern, Piece};
pub use query::{
    Boolean, Comparitor, Modifier, Node, Prefix, Query, RELATIONS, Relation, Restriction, Scope,
    SearchClause, SortKey, Symbol, Triple,
};
pub use term::{NotATerm, Term};
pub use version::Version;
