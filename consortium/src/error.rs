//! What can come instead of an answer: the library's no, or a failure to get an answer at all.

use std::time::Duration;

use thiserror::Error;

use crate::Refusal;

/// Why a request got no result.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// The library says no, and why. An ordinary answer: nothing is wrong.
    #[error("refused: {}", .0.code.as_str())]
    Refused(Refusal),
    /// There is no answer.
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// That there is no answer: whose fault it is, and whether asking again makes sense.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{kind:?} ({blame:?}): {what}")]
pub struct Failure {
    /// What went wrong.
    pub kind: FailureKind,
    /// Whose fault it is.
    pub blame: FailureSource,
    /// Whether asking again makes sense.
    pub retry: Retry,
    /// What went wrong, for the operator; no patron data.
    pub what: String,
}

impl Failure {
    /// The consortium cannot answer now; nothing was done.
    pub fn unavailable(what: impl Into<String>) -> Self {
        Self {
            kind: FailureKind::Unavailable,
            blame: FailureSource::Consortium,
            retry: Retry::After(Duration::from_secs(1)),
            what: what.into(),
        }
    }

    /// The consortium was asked something and gave no answer before the deadline.
    pub fn late() -> Self {
        Self {
            kind: FailureKind::DeadlineExceeded,
            blame: FailureSource::Consortium,
            retry: Retry::Never,
            what: "no answer before the deadline".into(),
        }
    }

    /// The catalogue cannot search like that, however often it is asked.
    pub fn unsearchable(what: impl Into<String>) -> Self {
        Self {
            kind: FailureKind::Unsearchable,
            blame: FailureSource::Caller,
            retry: Retry::Never,
            what: what.into(),
        }
    }

    /// Something in the adapter itself is broken.
    pub fn internal(what: impl Into<String>) -> Self {
        Self {
            kind: FailureKind::Internal,
            blame: FailureSource::Gateway,
            retry: Retry::Never,
            what: what.into(),
        }
    }
}

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FailureKind {
    /// The answer did not come before the deadline. A change is [`FailureKind::InDoubt`] instead.
    DeadlineExceeded,
    /// The change was sent and its answer lost: it may have been done. The outcome of its key
    /// settles it.
    InDoubt,
    /// A fault of ours.
    Internal,
    /// The same idempotency key is being worked on.
    KeyInProgress,
    /// The same idempotency key came with another body.
    KeyMismatch,
    /// The consortium cannot answer now; nothing was done.
    Unavailable,
    /// The catalogue cannot search like that: a comparison where there is no order, a term that
    /// stands for too many others.
    Unsearchable,
}

/// Whose fault a failure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FailureSource {
    /// Whoever asked.
    Caller,
    /// The consortium behind the gateway.
    Consortium,
    /// The gateway.
    Gateway,
}

/// Whether asking again makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Retry {
    /// Yes, after this long, with the same key.
    After(Duration),
    /// No.
    Never,
}
