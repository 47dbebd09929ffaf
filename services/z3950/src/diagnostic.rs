//! What is said when something cannot be served.

use std::fmt;

use silta_consortium::{Error, Failure, FailureKind};
use silta_z3950::{DefaultDiagFormat, Oid, bib1::Condition};

/// A condition of the set bib-1 and what it is about.
pub(crate) type Diagnostic = DefaultDiagFormat;

/// The condition about a number.
pub(crate) fn about(condition: Condition, value: impl fmt::Display) -> Diagnostic {
    condition.about(value)
}

/// The condition about nothing in particular.
pub(crate) fn plain(condition: Condition) -> Diagnostic {
    condition.plain()
}

/// The condition about an object identifier.
pub(crate) fn about_oid(condition: Condition, oid: Oid) -> Diagnostic {
    about(condition, oid)
}

/// What is said of an answer that the consortium did not give.
pub(crate) fn failed(error: &Error) -> Diagnostic {
    match error {
        Error::Refused(refusal) => about(Condition::UnspecifiedError, refusal.code.as_str()),
        Error::Failed(Failure { kind, what, .. }) => match kind {
            FailureKind::Unsearchable => about(Condition::UnsupportedSearch, what),
            FailureKind::Internal | FailureKind::KeyMismatch => {
                plain(Condition::PermanentSystemError)
            }
            FailureKind::DeadlineExceeded => about(
                Condition::TemporarySystemError,
                "the catalogue did not answer in time",
            ),
            FailureKind::InDoubt | FailureKind::KeyInProgress | FailureKind::Unavailable => about(
                Condition::TemporarySystemError,
                "the catalogue cannot answer now",
            ),
        },
    }
}

/// Whether the fault is ours, or the consortium's, and not the client's.
pub(crate) fn is_ours(diagnostic: &Diagnostic) -> bool {
    let ours = [
        Condition::PermanentSystemError,
        Condition::TemporarySystemError,
        Condition::SystemErrorInPresenting,
        Condition::DatabaseUnavailable,
    ];
    ours.iter()
        .any(|condition| condition.code() == diagnostic.condition)
}
