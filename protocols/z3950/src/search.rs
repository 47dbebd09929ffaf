//! 22 and 23: a search makes a result set, and may bring its first records along.

use silta_ber::Oid;

use crate::{
    composition::ElementSetNames,
    other_information::OtherInformation,
    present::PresentStatus,
    query::Query,
    records::Records,
    strings::{DatabaseName, InternationalString, ReferenceId},
    tables::{codes, sequence},
};

sequence! {
    /// A client searches.
    SearchRequest {
        /// What the response carries too.
        [2] reference_id: Option<ReferenceId>,
        /// Up to so many hits, all records are sent at once.
        [13] small_set_upper_bound: i64,
        /// From so many hits on, none is.
        [14] large_set_lower_bound: i64,
        /// Between, so many are.
        [15] medium_set_present_number: i64,
        /// Whether a result set of that name may be replaced.
        [16] replace_indicator: bool,
        /// What the result set is to be called.
        [17] result_set_name: InternationalString,
        /// Where to search.
        [18] database_names: Vec<DatabaseName>,
        /// How much of each record, when all are sent.
        [100] small_set_element_set_names: Option<ElementSetNames>,
        /// How much of each record, when some are sent.
        [101] medium_set_element_set_names: Option<ElementSetNames>,
        /// The syntax of the records.
        [104] preferred_record_syntax: Option<Oid>,
        /// What to search for.
        [21] query: Query,
        /// More about the search; version 3.
        [203] additional_search_info: Option<OtherInformation>,
        /// Anything else; version 3.
        [201] other_info: Option<OtherInformation>,
    }
}

sequence! {
    /// How many records fit.
    #[derive(Default)]
    SearchResponse {
        /// As in the request.
        [2] reference_id: Option<ReferenceId>,
        /// Records in the result set.
        [23] result_count: i64,
        /// Records that come along.
        [24] number_of_records_returned: i64,
        /// Position after the last of them; 0 at the end.
        [25] next_result_set_position: i64,
        /// Whether the search succeeded. No hits are a success.
        [22] search_status: bool,
        /// What is left of the result set, if the search failed.
        [26] result_set_status: Option<ResultSetStatus>,
        /// How sending records went, if it was tried.
        [27] present_status: Option<PresentStatus>,
        /// The records, or what went wrong.
        [own] records: Option<Records>,
        /// Counts of parts of the query, for example.
        [203] additional_search_info: Option<OtherInformation>,
        /// Anything else.
        [201] other_info: Option<OtherInformation>,
    }
}

codes! {
    /// What a result set holds.
    ResultSetStatus {
        /// Some of the records, and valid.
        1 Subset "subset",
        /// What was found so far.
        2 Interim "interim",
        /// There is no result set.
        3 None "none",
        /// The count is an estimate.
        4 Estimate "estimate",
    }
}
