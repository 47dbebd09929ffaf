//! 30, 31 and 32: whether to go on with what takes long.

use silta_ber::{External, Oid};

use crate::{
    other_information::OtherInformation,
    search::ResultSetStatus,
    strings::ReferenceId,
    tables::{codes, sequence},
};

sequence! {
    /// A server tells what was used, or asks whether to go on.
    #[derive(Default)]
    ResourceControlRequest {
        /// The operation it is about.
        [2] reference_id: Option<ReferenceId>,
        /// Whether the operation waits for the answer.
        [39] suspended_flag: Option<bool>,
        /// What was used.
        [40 explicit] resource_report: Option<External>,
        /// What there is so far.
        [41] partial_results_available: Option<ResultSetStatus>,
        /// Whether an answer is wanted.
        [42] response_required: bool,
        /// Whether the client's trigger brought this about.
        [43] triggered_request_flag: Option<bool>,
        /// Anything else.
        [201] other_info: Option<OtherInformation>,
    }
}

sequence! {
    /// Whether to go on.
    #[derive(Default)]
    ResourceControlResponse {
        /// As in the request.
        [2] reference_id: Option<ReferenceId>,
        /// Whether to go on.
        [44] continue_flag: bool,
        /// If not, whether to keep what there is.
        [45] result_set_wanted: Option<bool>,
        /// Anything else.
        [201] other_info: Option<OtherInformation>,
    }
}

sequence! {
    /// A client interrupts.
    TriggerResourceControlRequest {
        /// The operation it is about.
        [2] reference_id: Option<ReferenceId>,
        /// What it wants.
        [46] requested_action: RequestedAction,
        /// In which format.
        [47] pref_resource_report_format: Option<Oid>,
        /// Whether to keep what there is.
        [48] result_set_wanted: Option<bool>,
        /// Anything else.
        [201] other_info: Option<OtherInformation>,
    }
}

codes! {
    /// What a client that interrupts wants.
    RequestedAction {
        /// A report.
        1 ResourceReport "resourceReport",
        /// To be asked.
        2 ResourceControl "resourceControl",
        /// The end of the operation.
        3 Cancel "cancel",
    }
}
