//! What a page shows and what a request may ask for, by name. What goes beyond is told in words.

/// Characters of what is searched for. So short a query nests less deep than a
/// [`Query`](silta_consortium::Query) may, with the facets chosen beside it.
pub const MAX_QUERY: usize = 500;
/// Facets that may be chosen at one time.
pub const MAX_CHOSEN: usize = 8;
/// The last page of results that is shown; who looks for more is better served by another search.
pub const MAX_PAGE: u32 = 1000;
/// Bytes after the question mark of an address: the longest query and all facets fit.
pub const MAX_ADDRESS: usize = 32 << 10;
/// Records on a page of results.
pub const RECORDS_PER_PAGE: u32 = 10;
/// Values of each facet that are shown, the most frequent.
pub const FACET_VALUES: u32 = 8;
/// Copies of a record that are shown.
pub const MAX_COPIES: u32 = 500;
