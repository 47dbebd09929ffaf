//! The index of the catalogue: records in, numbers of records out.
//!
//! It is derived from the records, which are kept elsewhere: it remembers up to which change it is
//! complete ([`CatalogueIndex::reached`]), so whoever keeps the records can give it what came
//! later, and an index that is damaged, or was written by another version, is thrown away and begins
//! anew with nothing. What is searched in is [`silta_consortium::INDEXES`], one table.
//!
//! Searching ([`CatalogueIndex::search`]) goes on while [`Writer`] writes: each search sees the
//! state of one commit, and the next search the next. How text is compared tells
//! `docs/catalogue/text.md`.
#![deny(clippy::unwrap_used)]

mod browse;
mod cache;
mod costly;
mod document;
mod error;
mod evaluate;
mod facets;
mod fold;
mod found;
mod layout;
mod numbers;
mod ordered;
pub mod pages;
mod pattern;
mod snapshot;
mod sort;
mod spans;
mod store;
mod tokens;
mod value;
mod writer;

use std::{fmt, path::Path, sync::Arc};

use silta_consortium::{
    Search,
    query::{Browse, Facet, FacetAsked, SortKey, Terms},
};

pub use crate::{
    costly::{FACETED_AT_ONCE, MAX_OPEN_WORDS},
    document::{Document, Facts},
    error::{OpenError, SearchError, StoreError},
    found::Found,
    snapshot::MAX_EXPANSIONS,
    spans::MAX_PLACES,
    writer::Writer,
};
use crate::{evaluate::Evaluation, store::Store};

/// How an index works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Bytes of memory for records that are not on disk yet, for all threads together; at least
    /// 15 MB for each.
    pub memory: usize,
    /// Threads that write, 1 to 8.
    pub threads: usize,
    /// Whether `a` finds `å` and `ä` as well, and `o` finds `ö`. It is a matter of searching: the
    /// index on disk is the same.
    pub plain_finds_marked: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            memory: 200_000_000,
            threads: 1,
            plain_finds_marked: false,
        }
    }
}

impl Settings {
    fn memory_per_thread(&self) -> usize {
        (self.memory / self.threads.clamp(1, 8)).clamp(15_000_000, 4_000_000_000)
    }
}

/// The index of the catalogue, in a folder of its own. Cheap to clone.
#[derive(Clone)]
pub struct CatalogueIndex(Arc<Store>);

impl CatalogueIndex {
    /// Opens the index in a folder; if there is none, or it can't be used, a new one is made. All
    /// of it is read to see that it is whole.
    pub fn open(folder: &Path, settings: Settings) -> Result<Self, OpenError> {
        Store::open(folder, settings).map(Arc::new).map(Self)
    }

    /// The change sequence up to which it is complete; 0: it has nothing.
    pub fn reached(&self) -> u64 {
        self.0.reached()
    }

    /// How many records are in it.
    pub fn records(&self) -> u64 {
        self.0.snapshot().searcher.num_docs()
    }

    /// Begins to write. There is one writer at a time, among all processes: [`OpenError::Busy`].
    pub fn writer(&self) -> Result<Writer, OpenError> {
        Writer::open(Arc::clone(&self.0))
    }

    /// Looks whether another process has written. What this one writes is seen without it.
    pub fn refresh(&self) -> Result<(), StoreError> {
        self.0.refresh()
    }

    /// Finds records. Result sets among the query's operands are those whose `kept` is a [`Found`]
    /// (an `Arc<Found>` becomes one); the operators that made them count as inside the query.
    /// What was found is remembered until the next commit, so that asking again costs nearly
    /// nothing.
    pub fn search(&self, search: &Search) -> Result<Arc<Found>, SearchError> {
        let snapshot = self.0.snapshot();
        if let Some(found) = snapshot.cache.find(search) {
            return Ok(found);
        }
        if costly::open_words(&search.query) > MAX_OPEN_WORDS {
            return Err(SearchError::TooManyOpenWords);
        }
        let mut found = Evaluation::run(&snapshot, &search.query)?;
        if !search.sort.is_empty() {
            let order = sort::sorted(&snapshot, &found.bits(), &search.sort)?;
            found = found.sorted(order);
        }
        let found = Arc::new(found);
        snapshot.cache.keep(search, Arc::clone(&found));
        Ok(found)
    }

    /// Whether a search looks through all words of the index, so that it takes about a second for a
    /// million records: one whose words have no beginning, unless what it found is remembered.
    pub fn is_costly(&self, search: &Search) -> bool {
        costly::open_words(&search.query) > 0 && self.0.snapshot().cache.find(search).is_none()
    }

    /// The same records in another order.
    pub fn sort(&self, found: &Found, keys: &[SortKey]) -> Result<Arc<Found>, SearchError> {
        let order = sort::sorted(&self.0.snapshot(), &found.bits(), keys)?;
        Ok(Arc::new(found.sorted(order)))
    }

    /// Counts the values of found records, those that are gone aside: a facet for each asked for.
    pub fn facets(&self, found: &Found, asked: &[FacetAsked]) -> Result<Vec<Facet>, SearchError> {
        facets::facets(&self.0.snapshot(), found, asked)
    }

    /// Whether facets of so many records take as long as searches that are costly.
    pub fn are_facets_costly(&self, found: &Found, asked: &[FacetAsked]) -> bool {
        costly::are_facets_costly(found.total(), asked)
    }

    /// A part of an index.
    pub fn browse(&self, browse: &Browse) -> Result<Terms, SearchError> {
        browse::browse(&self.0.snapshot(), browse)
    }
}

impl fmt::Debug for CatalogueIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CatalogueIndex")
            .field("reached", &self.reached())
            .finish_non_exhaustive()
    }
}
