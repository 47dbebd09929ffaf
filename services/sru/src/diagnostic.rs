//! What is said of an answer that the consortium did not give.

use silta_consortium::{Error, Failure, FailureKind};
use silta_sru::{Condition, Diagnostic};

pub(crate) fn failed(error: &Error) -> Diagnostic {
    let Failure { kind, what, .. } = match error {
        Error::Refused(refusal) => return Condition::System.about(refusal.code.as_str()),
        Error::Failed(failure) => failure,
    };
    match kind {
        FailureKind::Unsearchable => silta_cql::Condition::CannotProcess.about(what).into(),
        FailureKind::Internal | FailureKind::KeyMismatch => Condition::System.plain(),
        FailureKind::DeadlineExceeded => {
            Condition::Unavailable.about("the catalogue did not answer in time")
        }
        FailureKind::InDoubt | FailureKind::KeyInProgress | FailureKind::Unavailable => {
            Condition::Unavailable.about("the catalogue cannot answer now")
        }
    }
}

/// Whether the fault is ours, or the consortium's, and not the client's.
pub(crate) fn is_ours(diagnostic: &Diagnostic) -> bool {
    matches!(
        diagnostic.condition,
        Condition::System | Condition::Unavailable
    )
}
