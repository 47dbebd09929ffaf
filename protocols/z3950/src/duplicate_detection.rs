//! 49 and 50: duplicates in result sets. Recognised so that it can be refused by name; what the
//! request asks is passed by.

use crate::{strings::ReferenceId, tables::sequence};

sequence! {
    /// A client looks for duplicates.
    #[derive(Default)]
    DuplicateDetectionRequest {
        /// What the response carries too.
        [2] reference_id: Option<ReferenceId>,
    }
}

sequence! {
    /// The answer to that.
    #[derive(Default)]
    DuplicateDetectionResponse {
        /// As in the request.
        [2] reference_id: Option<ReferenceId>,
    }
}
