//! The limits of a session, by name.

use std::time::Duration;

/// How long things may take on a connection, and how much they may hold. How large an APDU may be
/// stands in [`silta_z3950::frame`], how deep a query in [`silta_z3950::query`].
#[derive(Clone, Copy, Debug)]
pub struct SessionLimits {
    /// From the connection to the first APDU.
    pub first_apdu_deadline: Duration,
    /// From the first byte of an APDU to its last.
    pub apdu_deadline: Duration,
    /// Between two APDUs; then the session gets a Close with reason 7.
    pub idle_deadline: Duration,
    /// Bytes of further requests that are taken while one is being served.
    pub pipelined: usize,
    /// The smallest `preferredMessageSize` that is agreed to, in bytes.
    pub least_message_size: usize,
    /// The greatest `preferredMessageSize` that is agreed to: what the records of one response
    /// may have together, in bytes.
    pub message_size: usize,
    /// The greatest `exceptionalRecordSize` that is agreed to: what one record may have, in bytes.
    pub record_size: usize,
    /// Records of one response; more are left to the next Present (partial-2).
    pub records: u32,
    /// Ranges of one Present beside the first; more get diagnostic 243.
    pub additional_ranges: usize,
    /// Result sets of one session; one more gets diagnostic 112, unless it is called `default`.
    pub result_sets: usize,
    /// Bytes of the name of a result set; a longer one gets diagnostic 128.
    pub result_set_name: usize,
    /// Databases that one request may name; more get diagnostic 111.
    pub databases: usize,
    /// Bytes of one term; a longer one gets diagnostic 11.
    pub term: usize,
    /// Terms of one Scan; more get diagnostic 1029.
    pub scan_terms: u32,
    /// Keys of one Sort; more get diagnostic 211.
    pub sort_keys: usize,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self {
            first_apdu_deadline: Duration::from_secs(60),
            apdu_deadline: Duration::from_secs(30),
            idle_deadline: Duration::from_secs(15 * 60),
            pipelined: 64 * 1024,
            least_message_size: 4 * 1024,
            message_size: 1024 * 1024,
            record_size: 4 * 1024 * 1024,
            records: 1000,
            additional_ranges: 100,
            result_sets: 100,
            result_set_name: 128,
            databases: 16,
            term: 8 * 1024,
            scan_terms: 1000,
            sort_keys: 8,
        }
    }
}
