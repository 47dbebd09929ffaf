//! 24 and 25: records of a result set.

use silta_ber::Oid;

use crate::{
    composition::RecordComposition,
    other_information::OtherInformation,
    records::Records,
    strings::{ReferenceId, ResultSetId},
    tables::{codes, sequence},
};

sequence! {
    /// A client asks for records of a result set.
    #[derive(Default)]
    PresentRequest {
        /// What the response carries too.
        [2] reference_id: Option<ReferenceId>,
        /// The result set.
        [own] result_set_id: ResultSetId,
        /// Position of the first record; the first of all is 1.
        [30] result_set_start_point: i64,
        /// How many.
        [29] number_of_records_requested: i64,
        /// Further ranges; version 3.
        [212] additional_ranges: Option<Vec<Range>>,
        /// How they are to be made up.
        [own] record_composition: Option<RecordComposition>,
        /// Their syntax.
        [104] preferred_record_syntax: Option<Oid>,
        /// Segments the response may have.
        [204] max_segment_count: Option<i64>,
        /// Octets a record may have in fragments.
        [206] max_record_size: Option<i64>,
        /// Octets a segment may have.
        [207] max_segment_size: Option<i64>,
        /// Anything else; version 3.
        [201] other_info: Option<OtherInformation>,
    }
}

sequence! {
    /// Records in a row.
    Range {
        /// Position of the first.
        [1] starting_position: i64,
        /// How many.
        [2] number_of_records: i64,
    }
}

sequence! {
    /// The records.
    #[derive(Default)]
    PresentResponse {
        /// As in the request.
        [2] reference_id: Option<ReferenceId>,
        /// How many come.
        [24] number_of_records_returned: i64,
        /// Position after the last of them; 0 at the end.
        [25] next_result_set_position: i64,
        /// Whether all that was asked for came.
        [27] present_status: PresentStatus,
        /// The records, or what went wrong.
        [own] records: Option<Records>,
        /// Anything else.
        [201] other_info: Option<OtherInformation>,
    }
}

codes! {
    /// Whether all records that were asked for came.
    #[derive(Default)]
    PresentStatus {
        /// All came.
        #[default]
        0 Success "success",
        /// Some may not be seen by this client.
        1 Partial1 "partial-1",
        /// More do not fit into a message.
        2 Partial2 "partial-2",
        /// The client stopped it.
        3 Partial3 "partial-3",
        /// The server stopped it.
        4 Partial4 "partial-4",
        /// None came.
        5 Failure "failure",
    }
}
