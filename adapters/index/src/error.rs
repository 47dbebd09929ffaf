//! What can go wrong.

use std::{io, path::PathBuf};

use silta_consortium::{Index, Query, query::Nearness};
use thiserror::Error;

use crate::{Found, costly::MAX_OPEN_WORDS, spans::MAX_PLACES};

/// The files of the index could not be read or written.
#[derive(Debug, Error)]
#[error("the index cannot be used: {0}")]
pub struct StoreError(#[from] pub(crate) tantivy::TantivyError);

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        Self(error.into())
    }
}

/// Why an index could not be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The folder holds something else, which must not be thrown away.
    #[error("{0} holds files that are no index; name an empty folder")]
    NotAnIndex(PathBuf),
    /// Another process writes to it.
    #[error("another process writes to the index in {0}")]
    Busy(PathBuf),
    /// The folder can't be made, read or written.
    #[error("the folder of the index cannot be used: {0}")]
    Folder(#[from] io::Error),
    /// The index can't be made.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a search has no answer. All but [`SearchError::Store`] are faults of who asks.
#[derive(Debug, Error)]
pub enum SearchError {
    /// A comparison other than "equal" in an index that has no order.
    #[error("the index {} has no order to compare by", .0.as_str())]
    NotOrdered(Index),
    /// A term of an ordered index is no year or time.
    #[error("{term:?} is no date for the index {}", .index.as_str())]
    NotADate {
        /// The index.
        index: Index,
        /// The term.
        term: String,
    },
    /// Results can't be sorted by an index.
    #[error("the index {} does not sort", .0.as_str())]
    NotSortable(Index),
    /// The values of an index are not counted.
    #[error("the index {} has no facet", .0.as_str())]
    NoFacet(Index),
    /// A truncated or masked word stands for too many.
    #[error("a truncated word stands for more than {limit} terms")]
    TooManyTerms {
        /// How many it may: [`MAX_EXPANSIONS`](crate::MAX_EXPANSIONS).
        limit: usize,
    },
    /// The query has too many terms.
    #[error("a query has at most {} terms", Query::MAX_TERMS)]
    TooLong,
    /// Too many words of the query have no beginning.
    #[error("a query has at most {MAX_OPEN_WORDS} words of which the beginning is missing")]
    TooManyOpenWords,
    /// The query has too many operators inside each other.
    #[error("a query has at most {} operators inside each other", Query::MAX_DEPTH)]
    TooDeep,
    /// What stands near each other are no terms of one text index.
    #[error("only words and phrases of one text index can be near each other")]
    NearNotTerms,
    /// Words are to be farther from each other than the index can tell.
    #[error(
        "words can be at most {} words from each other",
        Nearness::MAX_DISTANCE
    )]
    TooFar,
    /// The words of a phrase, or words near each other, stand in too many places to compare them.
    #[error("the words of a phrase stand in more than {MAX_PLACES} places")]
    TooManyPlaces,
    /// A result set is not of this index.
    #[error("the result set is not of this catalogue")]
    ForeignSet,
    /// A place of a sorted set beyond those that are kept.
    #[error("of sorted records only the first {} can be had", Found::MAX_SORTED)]
    BeyondSorted,
    /// The index could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<io::Error> for SearchError {
    fn from(error: io::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Store(error.into())
    }
}
