//! Everything that can come instead of an answer, each with its name.

use std::time::Duration;

use silta_consortium::{Failure, FailureKind, FailureSource, Refusal, Retry};
use silta_consortium_api::Operation;
use silta_observe::label_values;

/// Why one try brought no answer to act on.
#[derive(Debug)]
pub(crate) enum Miss {
    /// The library says no.
    Refused(Refusal),
    /// There is no answer.
    Trouble(Trouble),
}

/// That there is no answer, and what can be said about the request all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) kind: TroubleKind,
    pub(crate) effect: Effect,
    /// When to ask again, as far as the consortium says (`Retry-After`).
    pub(crate) wait: Option<Duration>,
    /// Where in an answer the fault is: a JSON pointer or a status.
    pub(crate) place: String,
}

/// What a request that brought no answer may have done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing: it was not read, or turned away.
    Nothing,
    /// The consortium has ended its work on it; its outcome can be asked for.
    Ended,
    /// The consortium may have done it, or may still be at it.
    Open,
}

label_values! {
    /// What was wrong, as a word for logs and metrics.
    pub enum TroubleKind {
        /// An answer is larger than allowed.
        AnswerTooLarge = "answer_too_large",
        /// The breaker is open: nothing was sent.
        BreakerOpen = "breaker_open",
        /// All places for calls were taken for too long: nothing was sent.
        Busy = "busy",
        /// The network failed while connecting.
        Connect = "connect",
        /// Nobody took the connection in time.
        ConnectTimeout = "connect_timeout",
        /// Nobody listens at the address.
        ConnectionRefused = "connection_refused",
        /// The answer broke off.
        HalfAnswer = "half_answer",
        /// The first request with this key is still running.
        KeyInProgress = "key_in_progress",
        /// The key was used for another request.
        KeyMismatch = "key_mismatch",
        /// The consortium calls our request malformed.
        Malformed = "malformed",
        /// The host's name cannot be resolved.
        Name = "name_not_resolved",
        /// What answers does not speak HTTP.
        NotHttp = "not_http",
        /// The consortium does not know this address: it serves less of the API, or another one.
        NotServed = "not_served",
        /// The answer sends us elsewhere, where we do not go.
        Redirected = "redirected",
        /// The connection was broken off before the answer began.
        Reset = "connection_reset",
        /// The consortium has a fault of its own.
        ServerFault = "server_fault",
        /// No answer in time.
        Timeout = "timeout",
        /// There is no safe connection: what is wrong with the certificate or the handshake.
        Tls = "tls",
        /// The token is not known, or does not allow this.
        Token = "token_refused",
        /// More requests than it takes.
        TooManyRequests = "too_many_requests",
        /// The consortium cannot answer now.
        Unavailable = "unavailable",
        /// A problem without a code that we know.
        UnknownProblem = "unknown_problem",
        /// A body that is not what the API says: a member missing, a word nobody knows.
        Unreadable = "unreadable_answer",
        /// Another status than the API says.
        WrongStatus = "wrong_status",
        /// A body that is called something else than JSON.
        WrongType = "wrong_content_type",
        /// Another major version of the API.
        Version = "wrong_version",
        /// Its clock is too far from ours.
        ClockSkew = "clock_skew",
    }
}

impl TroubleKind {
    /// Whether the same request can succeed a moment later.
    pub(crate) fn passes(self) -> bool {
        match self {
            Self::Connect
            | Self::ConnectTimeout
            | Self::ConnectionRefused
            | Self::HalfAnswer
            | Self::KeyInProgress
            | Self::Name
            | Self::Reset
            | Self::ServerFault
            | Self::Timeout
            | Self::TooManyRequests
            | Self::Unavailable => true,
            Self::AnswerTooLarge
            | Self::BreakerOpen
            | Self::Busy
            | Self::ClockSkew
            | Self::KeyMismatch
            | Self::Malformed
            | Self::NotHttp
            | Self::NotServed
            | Self::Redirected
            | Self::Tls
            | Self::Token
            | Self::UnknownProblem
            | Self::Unreadable
            | Self::Version
            | Self::WrongStatus
            | Self::WrongType => false,
        }
    }

    /// Whether it says that the consortium as a whole does not answer as it must; then it counts
    /// for the breaker.
    pub(crate) fn concerns_all(self) -> bool {
        match self {
            Self::AnswerTooLarge
            | Self::BreakerOpen
            | Self::Busy
            | Self::ClockSkew
            | Self::KeyInProgress
            | Self::KeyMismatch
            | Self::Malformed
            | Self::NotServed
            | Self::Token
            | Self::TooManyRequests
            | Self::UnknownProblem
            | Self::Unreadable
            | Self::Version => false,
            Self::Connect
            | Self::ConnectTimeout
            | Self::ConnectionRefused
            | Self::HalfAnswer
            | Self::Name
            | Self::NotHttp
            | Self::Redirected
            | Self::Reset
            | Self::ServerFault
            | Self::Timeout
            | Self::Tls
            | Self::Unavailable
            | Self::WrongStatus
            | Self::WrongType => true,
        }
    }

    /// Whose fault it is.
    fn blame(self) -> FailureSource {
        match self {
            Self::KeyMismatch | Self::Malformed | Self::KeyInProgress => FailureSource::Caller,
            Self::Token | Self::Busy => FailureSource::Gateway,
            _ => FailureSource::Consortium,
        }
    }
}

impl Trouble {
    pub(crate) fn new(kind: TroubleKind, effect: Effect) -> Self {
        Self {
            kind,
            effect,
            wait: None,
            place: String::new(),
        }
    }

    #[must_use]
    pub(crate) fn after(self, wait: Option<Duration>) -> Self {
        Self { wait, ..self }
    }

    #[must_use]
    pub(crate) fn at(self, place: impl Into<String>) -> Self {
        let place = place.into();
        Self { place, ..self }
    }

    /// The failure of a request that has done nothing.
    pub(crate) fn failure(&self, operation: Operation) -> Failure {
        let kind = match self.kind {
            TroubleKind::KeyInProgress => FailureKind::KeyInProgress,
            TroubleKind::KeyMismatch => FailureKind::KeyMismatch,
            // What is searched for is the client's own: the consortium does not serve all of it.
            TroubleKind::Malformed if is_search(operation) => FailureKind::Unsearchable,
            TroubleKind::Malformed => FailureKind::Internal,
            TroubleKind::Timeout => FailureKind::DeadlineExceeded,
            _ => FailureKind::Unavailable,
        };
        let passes =
            self.kind.passes() || matches!(self.kind, TroubleKind::BreakerOpen | TroubleKind::Busy);
        let retry = match passes {
            true => Retry::After(self.wait.unwrap_or(SOON)),
            false => Retry::Never,
        };
        let blame = match kind {
            FailureKind::Unsearchable => FailureSource::Caller,
            _ => self.kind.blame(),
        };
        Failure {
            kind,
            blame,
            retry,
            what: self.what(operation),
        }
    }

    /// The failure of a change that may have been done.
    pub(crate) fn in_doubt(&self, operation: Operation) -> Failure {
        Failure {
            kind: FailureKind::InDoubt,
            blame: FailureSource::Consortium,
            retry: Retry::After(self.wait.unwrap_or(SOON)),
            what: self.what(operation),
        }
    }

    fn what(&self, operation: Operation) -> String {
        let (id, name) = (operation.spec().id, self.kind.as_str());
        match self.place.is_empty() {
            true => format!("{id}: {name}"),
            false => format!("{id}: {name} ({})", self.place),
        }
    }
}

fn is_search(operation: Operation) -> bool {
    matches!(operation, Operation::Records | Operation::Terms)
}

/// When to ask again, if the consortium does not say.
const SOON: Duration = Duration::from_secs(1);
