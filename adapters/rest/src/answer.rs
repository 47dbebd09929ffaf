//! What an answer says: done, no, or nothing to act on. Nothing is guessed: an answer that is not
//! exactly of the API is a trouble with a name.

use std::time::Duration;

use hyper::{
    StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use silta_consortium::{Facts, Refusal, RefusalCode};
use silta_consortium_api::{Code, Format, Operation, Problem, body, header};

use crate::{
    exchange::Received,
    hear::{Hear, Strange},
    trouble::{Effect, Miss, Trouble, TroubleKind},
};

/// Longest part of a foreign text that is repeated to operators.
const MAX_SHOWN: usize = 48;

/// Reads the answer to an operation, which was asked for in that form.
pub(crate) fn read<T>(
    operation: Operation,
    format: Format,
    received: &Received,
    hear: impl FnOnce(&[u8]) -> Result<T, Strange>,
) -> Result<T, Miss> {
    match received.status {
        StatusCode::OK | StatusCode::CREATED | StatusCode::NO_CONTENT => {
            done(operation, format, received, hear).map_err(Miss::Trouble)
        }
        status if status.is_redirection() => Err(trouble(TroubleKind::Redirected, received)),
        status if status.is_client_error() || status.is_server_error() => Err(problem(received)),
        _ => Err(trouble(TroubleKind::WrongStatus, received)),
    }
}

fn done<T>(
    operation: Operation,
    format: Format,
    received: &Received,
    hear: impl FnOnce(&[u8]) -> Result<T, Strange>,
) -> Result<T, Trouble> {
    let has_body = !operation.spec().answer.is_none();
    // Whoever is on the way may answer 200 with a page of its own: that deletes nothing.
    if has_body == (received.status == StatusCode::NO_CONTENT) {
        let status = received.status.as_u16().to_string();
        return Err(Trouble::new(TroubleKind::WrongStatus, Effect::Open).at(status));
    }
    if has_body && !is_called(received, format.as_str()) {
        return Err(Trouble::new(TroubleKind::WrongType, Effect::Open));
    }
    let heard = hear(&received.body);
    heard.map_err(|Strange(place)| Trouble::new(TroubleKind::Unreadable, Effect::Open).at(place))
}

/// Reads the body of a good answer; for an operation without one there is nothing to read.
pub(crate) fn body_of<A: DeserializeOwned>(
    operation: Operation,
    bytes: &[u8],
) -> Result<A, Strange> {
    match operation.spec().answer.is_none() {
        true => serde_json::from_str("null").map_err(|_| Strange("body".to_owned())),
        false => body::read(bytes)
            .map_err(|problem| Strange(shown(problem.pointer.as_deref().unwrap_or("body")))),
    }
}

fn trouble(kind: TroubleKind, received: &Received) -> Miss {
    let status = received.status.as_u16().to_string();
    Miss::Trouble(Trouble::new(kind, Effect::Open).at(status))
}

/// What a problem says.
fn problem(received: &Received) -> Miss {
    let wait = retry_after(received);
    let server = received.status.is_server_error();
    let problem = match is_called(received, "application/problem+json") {
        true => body::read::<Problem>(&received.body).ok(),
        false => None,
    };
    let Some(problem) = problem else {
        // A program on the way may have said it, while the consortium is still at it.
        let (kind, effect) = match received.status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                (TroubleKind::Token, Effect::Nothing)
            }
            StatusCode::TOO_MANY_REQUESTS => (TroubleKind::TooManyRequests, Effect::Nothing),
            StatusCode::SERVICE_UNAVAILABLE => (TroubleKind::Unavailable, Effect::Open),
            _ if server => (TroubleKind::ServerFault, Effect::Open),
            _ => (TroubleKind::WrongStatus, Effect::Open),
        };
        let trouble = Trouble::new(kind, effect);
        return Miss::Trouble(trouble.after(wait).at(received.status.as_u16().to_string()));
    };
    match problem.code.known() {
        Some(code) => of_code(code, &problem, server, wait),
        None => {
            let effect = if server {
                Effect::Ended
            } else {
                Effect::Nothing
            };
            let trouble = Trouble::new(TroubleKind::UnknownProblem, effect);
            Miss::Trouble(trouble.after(wait).at(shown(problem.code.as_str())))
        }
    }
}

fn of_code(code: Code, problem: &Problem, server: bool, wait: Option<Duration>) -> Miss {
    let (kind, effect) = match code {
        Code::Unavailable => (TroubleKind::Unavailable, Effect::Ended),
        Code::IdempotencyInProgress => (TroubleKind::KeyInProgress, Effect::Open),
        Code::IdempotencyMismatch => (TroubleKind::KeyMismatch, Effect::Nothing),
        Code::Unauthorized | Code::Forbidden => (TroubleKind::Token, Effect::Nothing),
        Code::TooManyRequests => (TroubleKind::TooManyRequests, Effect::Nothing),
        Code::MethodNotAllowed | Code::NotFound => (TroubleKind::NotServed, Effect::Nothing),
        Code::RequestTimeout => (TroubleKind::Timeout, Effect::Nothing),
        _ if server => (TroubleKind::ServerFault, Effect::Ended),
        code => match refusal(problem) {
            Some(refusal) => return Miss::Refused(patient(refusal, wait)),
            None if code.status() < 500 => (TroubleKind::Malformed, Effect::Nothing),
            None => (TroubleKind::ServerFault, Effect::Ended),
        },
    };
    let place = match (kind, problem.pointer.as_deref()) {
        (TroubleKind::Malformed, Some(pointer)) => format!("{code} {}", shown(pointer)),
        _ => code.to_string(),
    };
    Miss::Trouble(Trouble::new(kind, effect).after(wait).at(place))
}

/// The library's no in a problem, with its facts.
pub(crate) fn refusal(problem: &Problem) -> Option<Refusal> {
    let code = problem.code.known().filter(|code| code.is_refusal())?;
    let facts = &problem.facts;
    Some(Refusal {
        code: RefusalCode::from_name(code.as_str())?,
        facts: Facts {
            fee: facts.fee.and_then(|fee| fee.hear().ok()),
            limit: facts.limit,
            until: facts.until.map(|until| until.timestamp()),
        },
    })
}

/// A refusal that ends by itself says when, at least as a time to wait.
fn patient(mut refusal: Refusal, wait: Option<Duration>) -> Refusal {
    if refusal.code == RefusalCode::PinThrottled && refusal.facts.until.is_none() {
        refusal.facts.until = wait.and_then(|wait| Timestamp::now().checked_add(wait).ok());
    }
    refusal
}

fn retry_after(received: &Received) -> Option<Duration> {
    let value = received.headers.get(RETRY_AFTER)?.to_str().ok()?;
    header::retry_after(value)
}

/// Whether the body is called that, parameters aside.
fn is_called(received: &Received, kind: &str) -> bool {
    let named = received.headers.get(CONTENT_TYPE);
    if named.is_some_and(|named| named == kind) {
        return true;
    }
    let named = named.and_then(|named| named.to_str().ok());
    let essence = named
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    essence.trim().eq_ignore_ascii_case(kind)
}

/// A foreign word as far as operators may see it: no text that could hold a person.
fn shown(text: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || matches!(c, '_' | '/');
    let digits = |c: char| c.is_ascii_digit();
    let kept = text.chars().take(MAX_SHOWN);
    kept.map(|c| {
        if plain(c) {
            c
        } else if digits(c) {
            '#'
        } else {
            '?'
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use hyper::{HeaderMap, header::HeaderValue};

    use super::*;

    fn page(status: StatusCode) -> Received {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
        Received {
            status,
            headers,
            body: "<html>".into(),
        }
    }

    #[test]
    fn a_page_of_somebody_else_deletes_no_hold() {
        let read = |status| {
            read(Operation::CancelHold, Format::Json, &page(status), |_| {
                Ok(())
            })
        };
        for status in [StatusCode::OK, StatusCode::CREATED] {
            match read(status) {
                Err(Miss::Trouble(trouble)) => {
                    assert_eq!(trouble.kind, TroubleKind::WrongStatus);
                    assert_eq!(trouble.effect, Effect::Open);
                }
                other => panic!("{other:?}"),
            }
        }
        assert!(read(StatusCode::NO_CONTENT).is_ok());
    }
}
