//! 45: some of the records of a long PresentResponse, which follows.

use crate::{
    other_information::OtherInformation, records::NamePlusRecord, strings::ReferenceId,
    tables::sequence,
};

sequence! {
    /// Some of the records that a client asked for.
    #[derive(Default)]
    Segment {
        /// As in the request.
        [2] reference_id: Option<ReferenceId>,
        /// How many come.
        [24] number_of_records_returned: i64,
        /// The records.
        [0] segment_records: Vec<NamePlusRecord>,
        /// Anything else.
        [201] other_info: Option<OtherInformation>,
    }
}
