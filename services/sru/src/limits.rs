//! What a request may ask for, by name. How long a query may be and what may stand in it is said
//! by `silta_cql::limits`.

use std::time::Duration;

/// What a request may ask for.
#[derive(Clone, Copy, Debug)]
pub struct SruLimits {
    /// Records of an answer if the request says nothing.
    pub default_records: u32,
    /// Records of an answer at the most; who asks for more gets so many.
    pub records: u32,
    /// Bytes that the records of an answer may have together; the others wait for the next one.
    pub response_size: usize,
    /// Bytes that one record may have; a longer one is diagnostic 70 in its place.
    pub record_size: usize,
    /// Terms of a scan if the request says nothing.
    pub default_terms: u32,
    /// Terms of a scan at the most; who asks for more gets diagnostic 121. One
    /// less than the catalogue gives at one time.
    pub terms: u32,
    /// Terms of each facet if the request says nothing.
    pub default_facet_terms: u32,
    /// Terms of each facet at the most; who asks for more gets so many. No more than the catalogue
    /// gives at one time.
    pub facet_terms: u32,
    /// Result sets that are kept for clients at one time; a further one is not kept.
    pub result_sets: usize,
    /// Records that all of these may have together.
    pub result_set_records: u64,
    /// How long a result set is kept after its last use, whatever is asked for.
    pub result_set_ttl: Duration,
}

impl Default for SruLimits {
    fn default() -> Self {
        Self {
            default_records: 10,
            records: 1000,
            response_size: 8 << 20,
            record_size: 4 << 20,
            default_terms: 20,
            terms: 999,
            default_facet_terms: 10,
            facet_terms: 1000,
            result_sets: 1000,
            result_set_records: 5_000_000,
            result_set_ttl: Duration::from_secs(600),
        }
    }
}
