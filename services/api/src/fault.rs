//! What comes instead of an answer: a problem, and the headers that go with it.

use std::time::Duration;

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::{SignedDuration, Timestamp};
use silta_consortium::{Error, Failure, FailureKind, FailureSource, RefusalCode, Retry};
use silta_consortium_api::{Code, Format, Problem, header::to_retry_after};
use tracing::{error, warn};

use crate::tell::{Tell as _, Teller};

/// How long to wait when nobody knows better.
const SOON: Duration = Duration::from_secs(1);

/// A problem on its way to the caller.
#[derive(Debug)]
pub(crate) struct Fault {
    problem: Box<Problem>,
    retry_after: Option<Duration>,
    /// The methods of the path, with a 405.
    allow: Option<String>,
    /// What is wrong with the token, in the words of RFC 6750.
    challenge: Option<&'static str>,
}

/// What an error of the consortium is about, which decides its status.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About {
    /// Refusals that say that something named in the path is not known: 404.
    path: &'static [RefusalCode],
    /// Where the caller's own mistakes stand, as far as the consortium finds any; none if only the
    /// path can hold one.
    mistake: Option<&'static str>,
}

impl About {
    /// About nothing that the path names.
    pub(crate) const BODY: Self = Self::path(&[]);
    pub(crate) const HOLD: Self = Self::path(&[RefusalCode::HoldUnknown]);
    pub(crate) const ITEM: Self = Self::path(&[RefusalCode::ItemUnknown]);
    /// About a loan or a return: one that was ever there is refused, one that was not is a mistake.
    pub(crate) const LOAN: Self = Self {
        path: &[],
        mistake: None,
    };
    pub(crate) const ILL: Self = Self::path(&[RefusalCode::RequestUnknown]);
    pub(crate) const PATRON: Self = Self::path(&[RefusalCode::PatronUnknown]);

    const fn path(path: &'static [RefusalCode]) -> Self {
        Self {
            path,
            mistake: Some(""),
        }
    }

    /// The caller's mistakes stand at this JSON pointer.
    pub(crate) const fn mistake(self, pointer: &'static str) -> Self {
        Self {
            mistake: Some(pointer),
            ..self
        }
    }
}

impl From<Box<Problem>> for Fault {
    fn from(problem: Box<Problem>) -> Self {
        Self {
            problem,
            retry_after: None,
            allow: None,
            challenge: None,
        }
    }
}

impl Fault {
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Box::new(Problem::new(code, detail)).into()
    }

    /// Something in the body, at a JSON pointer, or in the query, at its name.
    pub(crate) fn malformed(pointer: &str, detail: impl Into<String>) -> Self {
        Box::new(Problem::new(Code::Malformed, detail).at(pointer)).into()
    }

    /// No token, or one that is nobody's.
    pub(crate) fn unauthorized(challenge: &'static str, detail: &str) -> Self {
        Self {
            challenge: Some(challenge),
            ..Self::new(Code::Unauthorized, detail)
        }
    }

    /// A token without the scope.
    pub(crate) fn forbidden(detail: impl Into<String>) -> Self {
        Self {
            challenge: Some(", error=\"insufficient_scope\""),
            ..Self::new(Code::Forbidden, detail)
        }
    }

    /// A change with this key runs.
    pub(crate) fn in_progress() -> Self {
        Self {
            retry_after: Some(SOON),
            ..Self::new(Code::IdempotencyInProgress, "ask again")
        }
    }

    /// A path that knows other methods.
    pub(crate) fn method_not_allowed(allow: String) -> Self {
        Self {
            allow: Some(allow),
            ..Self::new(
                Code::MethodNotAllowed,
                "the header Allow lists what the path knows",
            )
        }
    }

    /// What an error of the consortium says to the caller.
    pub(crate) fn of(error: Error, about: About, teller: Teller<'_>, now: Timestamp) -> Self {
        let refusal = match error {
            Error::Refused(refusal) => refusal,
            Error::Failed(failure) => return Self::failed(&failure, about.mistake),
        };
        let wait = match (refusal.code, refusal.facts.until) {
            (RefusalCode::PinThrottled, Some(until)) => {
                let left = until.duration_since(now).max(SignedDuration::ZERO);
                Some(Duration::try_from(left).unwrap_or(SOON))
            }
            (RefusalCode::PinThrottled | RefusalCode::Unavailable, _) => Some(SOON),
            _ => None,
        };
        let in_path = about.path.contains(&refusal.code);
        let problem = refusal.tell(teller);
        let problem = if in_path { problem.in_path() } else { problem };
        Self {
            retry_after: wait,
            ..Box::new(problem).into()
        }
    }

    /// No answer at all. What the caller is told holds nothing of the inside.
    fn failed(failure: &Failure, mistake: Option<&str>) -> Self {
        let wait = match failure.retry {
            Retry::After(time) => time,
            Retry::Never => SOON,
        };
        let later = |code, detail| Self {
            retry_after: Some(wait),
            ..Self::new(code, detail)
        };
        match failure.kind {
            FailureKind::KeyMismatch => Self::new(
                Code::IdempotencyMismatch,
                "a key names one request: method, path and body",
            ),
            FailureKind::KeyInProgress => Self::in_progress(),
            FailureKind::Internal if failure.blame == FailureSource::Caller => match mistake {
                Some(pointer) => Self::malformed(pointer, &*failure.what),
                None => Self::new(Code::NotFound, &*failure.what),
            },
            FailureKind::Internal => {
                error!(%failure, "the consortium has a fault");
                Self::new(Code::Internal, "the log of the gateway says more")
            }
            FailureKind::InDoubt => {
                warn!(%failure, "a change is in doubt");
                // Not `unavailable`: that says that nothing was done.
                let detail = "it may have been done: ask GET /operations/{key}, or the same again";
                later(Code::Internal, detail)
            }
            FailureKind::Unsearchable => Self::malformed("/query", &*failure.what),
            FailureKind::DeadlineExceeded | FailureKind::Unavailable => {
                warn!(%failure, "the consortium does not answer");
                later(Code::Unavailable, "nothing was changed")
            }
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let Self {
            problem,
            retry_after,
            allow,
            challenge,
        } = self;
        let mut response = Response::new(Body::from(problem.to_json()));
        *response.status_mut() =
            StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(Format::Problem.as_str()),
        );
        let mut set = |name, value: Option<String>| {
            if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
                headers.insert(name, value);
            }
        };
        set(header::RETRY_AFTER, retry_after.map(to_retry_after));
        set(header::ALLOW, allow);
        let challenge = challenge.map(|error| format!("Bearer realm=\"silta\"{error}"));
        set(header::WWW_AUTHENTICATE, challenge);
        response
    }
}
