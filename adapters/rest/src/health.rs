//! Whether the consortium answers, and if not, why: a cheap question, asked once, past the breaker.

use std::{
    fmt,
    time::{Duration, Instant},
};

use hyper::header::DATE;
use jiff::{SignedDuration, Timestamp, fmt::rfc2822};
use silta_consortium::Failure;
use silta_consortium_api::{Format, Library, List, Operation, header};

use crate::{
    answer::{self, body_of},
    caller::Caller,
    exchange::{Content, Received, Request},
    trouble::{Effect, Miss, Trouble, TroubleKind},
};

/// The major version of the API that is spoken here.
const MAJOR: &str = "1";
const OPERATION: Operation = Operation::Libraries;

/// What is wrong with a consortium elsewhere, and what to do about it: for whoever sets it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// What is wrong.
    pub kind: TroubleKind,
    /// More about it, if there is more: a status, a number of seconds.
    pub place: String,
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.as_str())?;
        if !self.place.is_empty() {
            write!(f, " ({})", self.place)?;
        }
        write!(f, ": {}", advice(self.kind))
    }
}

fn advice(kind: TroubleKind) -> &'static str {
    match kind {
        TroubleKind::Name => {
            "the name of the host cannot be resolved; look at url, and at the name server"
        }
        TroubleKind::ConnectionRefused => {
            "nobody listens there; look at the port in url, and whether the consortium runs"
        }
        TroubleKind::Connect | TroubleKind::ConnectTimeout => {
            "the host cannot be reached; look at the network and its firewalls"
        }
        TroubleKind::Tls => {
            "there is no safe connection; look at the certificate there, at the host in url, and \
             at ca_file"
        }
        TroubleKind::Timeout => {
            "it takes the connection and does not answer in time; look at the consortium itself"
        }
        TroubleKind::Token => {
            "it does not take the token; look at token_file, and at the scopes of the token"
        }
        TroubleKind::Version => "it speaks another major version of the API than this gateway",
        TroubleKind::ClockSkew => {
            "its clock and ours differ too much; let both follow a time server"
        }
        TroubleKind::NotHttp
        | TroubleKind::Redirected
        | TroubleKind::WrongStatus
        | TroubleKind::WrongType
        | TroubleKind::NotServed => {
            "what answers there is not the consortium API; look at host and port in url"
        }
        TroubleKind::Unreadable
        | TroubleKind::UnknownProblem
        | TroubleKind::AnswerTooLarge
        | TroubleKind::Malformed => {
            "it answers otherwise than the API says; `silta openapi` says how it should"
        }
        TroubleKind::HalfAnswer
        | TroubleKind::Reset
        | TroubleKind::ServerFault
        | TroubleKind::Unavailable
        | TroubleKind::TooManyRequests => {
            "it is there and has a trouble of its own; its log says more"
        }
        TroubleKind::BreakerOpen
        | TroubleKind::Busy
        | TroubleKind::KeyInProgress
        | TroubleKind::KeyMismatch => "it answers; ask again",
    }
}

impl Caller {
    /// Says what is wrong, if anything is.
    pub(crate) async fn examine(&self, until: Instant) -> Result<(), Diagnosis> {
        let checked = self.check(until).await;
        checked.map_err(|Trouble { kind, place, .. }| Diagnosis { kind, place })
    }

    /// Asks for one library, and looks at the version and the clock of whoever answers.
    pub(crate) async fn health(&self, until: Instant) -> Result<(), Failure> {
        let checked = self.check(until).await;
        checked.map_err(|trouble| trouble.failure(OPERATION))
    }

    async fn check(&self, until: Instant) -> Result<(), Trouble> {
        let internal = |_| Trouble::new(TroubleKind::Malformed, Effect::Nothing);
        let request = Request {
            target: OPERATION.target(&[]).map_err(internal)?.with("limit", 1),
            key: None,
            accept: Format::Json,
            body: Content::NONE,
        };
        let received = self.exchange.send(&request, until).await?;
        check_version(&received)?;
        let read = |bytes: &[u8]| body_of::<List<Library>>(OPERATION, bytes);
        match answer::read(OPERATION, Format::Json, &received, read) {
            Ok(_) => check_clock(&received, Timestamp::now(), self.settings.max_skew),
            Err(Miss::Trouble(trouble)) => Err(trouble),
            Err(Miss::Refused(_)) => {
                Err(Trouble::new(TroubleKind::UnknownProblem, Effect::Nothing))
            }
        }
    }
}

/// Who tells no version is believed: a proxy may have lost it.
fn check_version(received: &Received) -> Result<(), Trouble> {
    let Some(version) = received.headers.get(header::API_VERSION) else {
        return Ok(());
    };
    let version = version.to_str().unwrap_or_default();
    match version.split('.').next() {
        Some(MAJOR) => Ok(()),
        _ => Err(Trouble::new(TroubleKind::Version, Effect::Nothing)),
    }
}

fn check_clock(received: &Received, now: Timestamp, allowed: Duration) -> Result<(), Trouble> {
    let date = received
        .headers
        .get(DATE)
        .and_then(|date| date.to_str().ok());
    let Some(theirs) = date.and_then(|date| rfc2822::parse(date).ok()) else {
        return Ok(());
    };
    let skew = theirs.timestamp().duration_since(now);
    let allowed = SignedDuration::try_from(allowed).unwrap_or(SignedDuration::MAX);
    match skew.abs() <= allowed {
        true => Ok(()),
        false => Err(Trouble::new(TroubleKind::ClockSkew, Effect::Nothing)
            .at(format!("{} s", skew.as_secs()))),
    }
}

#[cfg(test)]
mod tests {
    use hyper::{HeaderMap, StatusCode, header::HeaderValue};

    use bytes::Bytes;

    use super::*;

    fn received(name: &'static str, value: &'static str) -> Received {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_static(value));
        Received {
            status: StatusCode::OK,
            headers,
            body: Bytes::new(),
        }
    }

    #[test]
    fn another_major_version_is_told() {
        for (version, good) in [
            ("1.0", true),
            ("1.9", true),
            ("1", true),
            ("2.0", false),
            ("10.0", false),
            ("", false),
        ] {
            let checked = check_version(&received(header::API_VERSION, version));
            assert_eq!(checked.is_ok(), good, "{version}");
        }
        assert_eq!(check_version(&received("x", "y")), Ok(()));
    }

    #[test]
    fn a_clock_too_far_away_is_told() {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let check = |date| check_clock(&received("date", date), now, Duration::from_secs(60));
        assert_eq!(check("Sun, 22 Nov 2026 12:00:59 GMT"), Ok(()));
        assert_eq!(check("whenever"), Ok(()));
        let trouble = check("Sun, 22 Nov 2026 11:58:00 GMT").unwrap_err();
        assert_eq!(
            (trouble.kind, trouble.place.as_str()),
            (TroubleKind::ClockSkew, "-120 s")
        );
    }
}
