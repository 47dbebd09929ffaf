//! 48: the end of a session, from either side, and its answer.

use silta_ber::{External, Oid};

use crate::{
    other_information::OtherInformation,
    strings::{InternationalString, ReferenceId},
    tables::{codes, sequence},
};

sequence! {
    /// The end of a session, or the answer to that.
    #[derive(Default)]
    Close {
        /// As in the request, in an answer.
        [2] reference_id: Option<ReferenceId>,
        /// Why.
        [211] close_reason: CloseReason,
        /// A word about it.
        [3] diagnostic_information: Option<InternationalString>,
        /// In which format the client wants a report.
        [4] resource_report_format: Option<Oid>,
        /// What the session used.
        [5 explicit] resource_report: Option<External>,
        /// Anything else.
        [201] other_info: Option<OtherInformation>,
    }
}

codes! {
    /// Why a session ends.
    #[derive(Default)]
    CloseReason {
        /// All is done; also the answer to any Close.
        #[default]
        0 Finished "finished",
        /// The server stops.
        1 Shutdown "shutdown",
        /// Something failed.
        2 SystemProblem "systemProblem",
        /// The costs are too high.
        3 CostLimit "costLimit",
        /// Too much was used.
        4 Resources "resources",
        /// Something may not be.
        5 SecurityViolation "securityViolation",
        /// The other side broke the protocol.
        6 ProtocolError "protocolError",
        /// Nothing happened for too long.
        7 LackOfActivity "lackOfActivity",
        /// The user behind wants so.
        8 PeerAbort "peerAbort",
        /// For no reason given.
        9 Unspecified "unspecified",
    }
}
