//! UserInfo-1: why a session is refused, in the user information of the InitResponse.
//!
//! The InitResponse has no place for diagnostics. By agreement of the implementors they stand in
//! other information, as format diag-1, wrapped as UserInfo-1.

use silta_ber::Oid;

use crate::{
    init::InitResponse,
    oid::{DIAG_1, DIAG_GENERAL, USER_INFO_1},
    other_information::{Information, OtherInformationUnit},
    records::{DefaultDiagFormat, DiagRec},
    strings::InternationalString,
    tables::{choice, external, sequence},
    value::Unknown,
};

sequence! {
    /// A diagnostic of the format diag-1, which is a list of them.
    #[derive(Default)]
    Diagnostic {
        /// What went wrong.
        [1] diagnostic: Option<DiagFormat>,
        /// A word about it.
        [2] message: Option<InternationalString>,
    }
}

choice! {
    /// What went wrong, in the format diag-1.
    DiagFormat {
        /// A condition of a diagnostic set.
        [1] DefaultDiagRec(DefaultDiagFormat),
        /// Told in detail; kept as it came.
        [own] Explicit(Unknown),
    }
}

external! {
    /// Diagnostics of the format diag-1.
    DiagnosticFormat(Vec<Diagnostic>) = DIAG_1
}

external! {
    /// Diagnostics of any set.
    DiagnosticContainer(Vec<DiagRec>) = DIAG_GENERAL
}

external! {
    /// Other information in a place for an EXTERNAL.
    UserInfo(Vec<OtherInformationUnit>) = USER_INFO_1, tagged 201
}

impl InitResponse {
    /// A session is refused: result false, and the reason as user information.
    #[must_use]
    pub fn refused(self, reason: DefaultDiagFormat) -> Self {
        let diagnostics = DiagnosticFormat(vec![Diagnostic {
            diagnostic: Some(DiagFormat::DefaultDiagRec(reason)),
            message: None,
        }]);
        let unit = OtherInformationUnit::external(diagnostics.to_external());
        Self {
            result: false,
            user_information_field: Some(UserInfo(vec![unit]).to_external()),
            ..self
        }
    }

    /// Why the session is refused, as far as it says so in a way we know.
    pub fn refusal(&self) -> Vec<DefaultDiagFormat> {
        let user_info = self.user_information_field.as_ref();
        let wrapped = user_info.and_then(|value| UserInfo::from_external(value).ok());
        let units = wrapped.map(|info| info.0).unwrap_or_default();
        let units = units.iter().chain(self.other_info.iter().flatten());
        units
            .flat_map(|unit| diagnostics(&unit.information))
            .collect()
    }
}

fn diagnostics(information: &Information) -> Vec<DefaultDiagFormat> {
    let Information::ExternallyDefinedInfo(value) = information else {
        return Vec::new();
    };
    let kind: Option<Oid> = value.direct_reference;
    let default = |record| match record {
        DiagRec::DefaultFormat(diagnostic) => Some(diagnostic),
        DiagRec::ExternallyDefined(_) => None,
    };
    let explained = |one: Diagnostic| match one.diagnostic {
        Some(DiagFormat::DefaultDiagRec(diagnostic)) => Some(diagnostic),
        _ => None,
    };
    if kind == Some(DIAG_1) {
        let read = DiagnosticFormat::from_external(value).map(|list| list.0);
        return read
            .unwrap_or_default()
            .into_iter()
            .filter_map(explained)
            .collect();
    }
    if kind == Some(DIAG_GENERAL) {
        let read = DiagnosticContainer::from_external(value).map(|list| list.0);
        return read
            .unwrap_or_default()
            .into_iter()
            .filter_map(default)
            .collect();
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Apdu, bib1::Condition, decode, encode};

    #[test]
    fn a_refusal_says_why() {
        let why = Condition::BadUseridOrPassword.about("demo");
        let response = InitResponse {
            result: true,
            ..InitResponse::default()
        };
        let refused = response.refused(why.clone());
        let mut bytes = Vec::new();
        encode(&refused.into(), &mut bytes);
        let Ok(Apdu::InitResponse(read)) = decode(&bytes) else {
            panic!("an InitResponse")
        };
        assert!(!read.result);
        assert_eq!(read.refusal(), [why]);
        assert_eq!(InitResponse::default().refusal(), []);
    }
}
