//! 33 and 34: what an operation or a session used.

use silta_ber::{External, Oid};

use crate::{
    other_information::OtherInformation,
    strings::ReferenceId,
    tables::{codes, sequence},
};

sequence! {
    /// A client asks what was used.
    #[derive(Default)]
    ResourceReportRequest {
        /// What the response carries too.
        [2] reference_id: Option<ReferenceId>,
        /// The operation; the session if left out.
        [210] op_id: Option<ReferenceId>,
        /// In which format.
        [49] pref_resource_report_format: Option<Oid>,
        /// Anything else.
        [201] other_info: Option<OtherInformation>,
    }
}

sequence! {
    /// What was used.
    ResourceReportResponse {
        /// As in the request.
        [2] reference_id: Option<ReferenceId>,
        /// Whether there is a report.
        [50] resource_report_status: ResourceReportStatus,
        /// The report.
        [51 explicit] resource_report: Option<External>,
        /// Anything else.
        [201] other_info: Option<OtherInformation>,
    }
}

codes! {
    /// Whether there is a report.
    ResourceReportStatus {
        /// There is.
        0 Success "success",
        /// Not as asked.
        1 Partial "partial",
        /// The server cannot.
        2 Failure1 "failure-1",
        /// The operation is still going on.
        3 Failure2 "failure-2",
        /// No such operation.
        4 Failure3 "failure-3",
        /// Cannot do so for that operation.
        5 Failure4 "failure-4",
        /// The client may not.
        6 Failure5 "failure-5",
        /// For another reason.
        7 Failure6 "failure-6",
    }
}
