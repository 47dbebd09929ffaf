//! 20 and 21: a session begins. Versions, services and sizes are agreed here; a refusal carries
//! its reason in the user information, see [`InitResponse::refusal`].

use silta_ber::External;

pub use crate::credentials::{OpenSecret, SecretExternal};
use crate::{
    other_information::OtherInformation,
    strings::{InternationalString, ReferenceId, Secret, UserId},
    tables::{choice, flags, sequence},
    value::Null,
};

sequence! {
    /// A client opens a session.
    #[derive(Default)]
    InitRequest {
        /// What the response carries too.
        [2] reference_id: Option<ReferenceId>,
        /// The versions the client speaks.
        [3] protocol_version: ProtocolVersion,
        /// The services it may want.
        [4] options: Options,
        /// Octets the records of one response should have at most.
        [5] preferred_message_size: i64,
        /// Octets a single record may have beyond that.
        [6] exceptional_record_size: i64,
        /// Who it is.
        [7] id_authentication: Option<IdAuthentication>,
        /// Number of the implementor, as registered.
        [110] implementation_id: Option<InternationalString>,
        /// The program.
        [111] implementation_name: Option<InternationalString>,
        /// Its version.
        [112] implementation_version: Option<InternationalString>,
        /// What both sides have agreed on privately.
        [11 explicit] user_information_field: Option<External>,
        /// Proposals, of a character set for example.
        [201] other_info: Option<OtherInformation>,
    }
}

sequence! {
    /// Whether the session is open, and on what terms.
    #[derive(Default)]
    InitResponse {
        /// As in the request.
        [2] reference_id: Option<ReferenceId>,
        /// The versions both speak; the highest is in force.
        [3] protocol_version: ProtocolVersion,
        /// The services agreed on.
        [4] options: Options,
        /// Octets the records of one response will have at most.
        [5] preferred_message_size: i64,
        /// Octets a single record may have beyond that.
        [6] exceptional_record_size: i64,
        /// Whether the session is open.
        [12] result: bool,
        /// Number of the implementor, as registered.
        [110] implementation_id: Option<InternationalString>,
        /// The program.
        [111] implementation_name: Option<InternationalString>,
        /// Its version.
        [112] implementation_version: Option<InternationalString>,
        /// Why the session is refused.
        [11 explicit] user_information_field: Option<External>,
        /// Answers to proposals.
        [201] other_info: Option<OtherInformation>,
    }
}

flags! {
    /// Versions of the protocol.
    ProtocolVersion {
        /// Version 1, which is the same as 2.
        0 V1 "version-1",
        /// Version 2.
        1 V2 "version-2",
        /// Version 3.
        2 V3 "version-3",
    }
}

flags! {
    /// Services and features of a session.
    Options {
        /// Search.
        0 SEARCH "search",
        /// Present.
        1 PRESENT "present",
        /// Delete result set.
        2 DEL_SET "delSet",
        /// Resource report.
        3 RESOURCE_REPORT "resourceReport",
        /// Trigger resource control.
        4 TRIGGER_RESOURCE_CTRL "triggerResourceCtrl",
        /// Resource control.
        5 RESOURCE_CTRL "resourceCtrl",
        /// Access control.
        6 ACCESS_CTRL "accessCtrl",
        /// Scan.
        7 SCAN "scan",
        /// Sort.
        8 SORT "sort",
        /// Extended services.
        10 EXTENDED_SERVICES "extendedServices",
        /// Responses in segments.
        11 LEVEL_1_SEGMENTATION "level-1Segmentation",
        /// Records in fragments.
        12 LEVEL_2_SEGMENTATION "level-2Segmentation",
        /// Several operations at once.
        13 CONCURRENT_OPERATIONS "concurrentOperations",
        /// Result sets of other names than `default`.
        14 NAMED_RESULT_SETS "namedResultSets",
        /// Several APDUs in one.
        15 ENCAPSULATION "encapsulation",
        /// A count in the response to Sort.
        16 RESULT_COUNT "resultCount",
        /// Negotiation, of a character set for example.
        17 NEGOTIATION_MODEL "negotiationModel",
        /// Duplicate detection.
        18 DUPLICATE_DETECTION "duplicateDetection",
        /// Queries of type 104, CQL.
        19 QUERY_TYPE_104 "queryType104",
        /// Corrected periodic query schedules.
        20 P_QES_CORRECTION "pQESCorrection",
        /// Schemas named by strings.
        21 STRING_SCHEMA "stringSchema",
    }
}

choice! {
    /// Who opens a session.
    IdAuthentication {
        /// User and password in one text, usually `user/password`.
        [own] Open(OpenSecret),
        /// Group, user and password.
        [own] IdPass(IdPass),
        /// Nobody in particular.
        [own] Anonymous(Null),
        /// Some other way.
        [own] Other(SecretExternal),
    }
}

sequence! {
    /// Group, user and password.
    #[derive(Default)]
    IdPass {
        /// The group.
        [0] group_id: Option<UserId>,
        /// The user.
        [1] user_id: Option<UserId>,
        /// The password.
        [2] password: Option<Secret>,
    }
}
