//! 28 and 29: a server asks for proof in the middle of things. Not seen in practice.

use silta_ber::External;

use crate::{
    credentials::SecretExternal,
    other_information::OtherInformation,
    records::DiagRec,
    strings::{OctetString, ReferenceId, Secret},
    tables::{choice, sequence},
};

sequence! {
    /// A server asks for proof.
    AccessControlRequest {
        /// What the response carries too.
        [2] reference_id: Option<ReferenceId>,
        /// What it asks.
        [own] security_challenge: SecurityChallenge,
        /// Anything else.
        [201] other_info: Option<OtherInformation>,
    }
}

choice! {
    /// What a server asks.
    SecurityChallenge {
        /// A text.
        [37] SimpleForm(OctetString),
        /// Anything.
        [0 explicit] ExternallyDefined(External),
    }
}

sequence! {
    /// The proof.
    #[derive(Default)]
    AccessControlResponse {
        /// As in the request.
        [2] reference_id: Option<ReferenceId>,
        /// The answer; left out in version 3 if there is a diagnostic.
        [own] security_challenge_response: Option<SecurityChallengeResponse>,
        /// Why there is none.
        [223] diagnostic: Option<DiagRec>,
        /// Anything else.
        [201] other_info: Option<OtherInformation>,
    }
}

choice! {
    /// What a client answers.
    SecurityChallengeResponse {
        /// A text.
        [38] SimpleForm(Secret),
        /// Anything.
        [0 explicit] ExternallyDefined(SecretExternal),
    }
}
