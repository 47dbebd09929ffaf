//! The answers with a problem: those of each operation, and those that any operation can give.

use serde_json::{Map, Value, json};

use super::listed;
use crate::{Code, Format, KeyRule, Problem, Spec};

/// The problems that an operation can answer with, by status.
pub(super) fn of_operation(spec: &Spec) -> Map<String, Value> {
    let mut responses = Map::new();
    for status in statuses(spec) {
        let refused = refusals(spec, status);
        let response = match refused.first() {
            None => json!({"$ref": format!("#/components/responses/Problem{status}")}),
            Some(code) => {
                let names = listed(refused.iter().map(|code| code.as_str()));
                response(format!("Refused: {names}."), *code, status)
            }
        };
        responses.insert(status.to_string(), response);
    }
    responses
}

/// The statuses of problems that an operation can meet, in order.
fn statuses(spec: &Spec) -> Vec<u16> {
    let mut codes = vec![
        Code::Malformed,
        Code::Unauthorized,
        Code::Forbidden,
        Code::NotAcceptable,
        Code::RequestTimeout,
        Code::TooLarge,
        Code::TargetTooLong,
        Code::TooManyRequests,
        Code::Internal,
        Code::Unavailable,
    ];
    if spec.unknown().is_some() {
        codes.push(Code::NotFound);
    }
    if !spec.request.is_none() {
        codes.push(Code::UnsupportedMediaType);
    }
    if spec.key != KeyRule::None {
        codes.extend([Code::IdempotencyInProgress, Code::IdempotencyMismatch]);
    }
    let mut statuses: Vec<u16> = codes.into_iter().map(Code::status).collect();
    statuses.extend(spec.refusals.iter().map(|code| status_of(spec, *code)));
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

/// The codes of an operation's own noes with this status.
fn refusals(spec: &Spec, status: u16) -> Vec<Code> {
    let all = spec.refusals.iter().copied();
    all.filter(|code| status_of(spec, *code) == status)
        .collect()
}

/// The status of a no of an operation: 404 if it speaks of the thing in the path.
fn status_of(spec: &Spec, code: Code) -> u16 {
    match spec.unknown() == Some(code) {
        true => Code::NotFound.status(),
        false => code.status(),
    }
}

/// The problems that any operation can answer with, one response for each status.
pub(super) fn of_any() -> Map<String, Value> {
    let mut responses = Map::new();
    for code in Code::ALL {
        let status = code.status();
        // A no of the library belongs to its operations, unless its status is its own.
        let general =
            |other: &&Code| other.status() == status && (status != 409 || !other.is_refusal());
        let names = listed(Code::ALL.iter().filter(general).map(|code| code.as_str()));
        let example = Code::ALL.iter().rfind(general).unwrap_or(code);
        responses
            .entry(format!("Problem{status}"))
            .or_insert_with(|| response(format!("A problem: {names}."), *example, status));
    }
    responses
}

fn response(description: String, code: Code, status: u16) -> Value {
    let problem = Problem::new(code, code.title());
    let content = json!({
        "schema": {"$ref": "#/components/schemas/Problem"},
        "example": Problem { status, ..problem },
    });
    let headers = match status {
        429 | 503 => json!({"Retry-After": {
            "description": "When to ask again, in seconds.",
            "schema": {"type": "integer", "minimum": 1},
        }}),
        _ => json!({}),
    };
    json!({
        "description": description,
        "headers": headers,
        "content": {Format::Problem.as_str(): content},
    })
}
