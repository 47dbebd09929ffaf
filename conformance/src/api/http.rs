//! Requests of the consortium API: a token, a key for each change, and JSON.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::Value;

use super::answer::Answer;
pub(super) use crate::kit::http::Request;
use crate::{
    Outcome, Stop, Wire,
    kit::http::{self, Reply},
};

impl Request {
    pub(super) fn delete(path: &str) -> Self {
        Self::new("DELETE", path).key(&new_key())
    }

    /// A change with a key of its own.
    pub(super) fn post(path: &str, body: &Value) -> Self {
        Self::new("POST", path).key(&new_key()).json(body)
    }

    pub(super) fn patch(path: &str, body: &Value) -> Self {
        Self::new("PATCH", path).key(&new_key()).json(body)
    }

    pub(super) fn put(path: &str, body: &Value) -> Self {
        Self::new("PUT", path).key(&new_key()).json(body)
    }

    pub(super) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string().into_bytes())
    }

    /// Under this idempotency key, and no other.
    pub(super) fn key(self, key: &str) -> Self {
        self.without("Idempotency-Key")
            .header("Idempotency-Key", key)
    }

    /// The request as it crosses the wire.
    pub(super) fn to_bytes(&self, host: &str, base: &str, token: &str) -> Vec<u8> {
        let bearer = format!("Bearer {token}");
        let usual = [("Authorization", &*bearer), ("Accept", "application/json")];
        self.to_bytes_with(host, base, &usual)
    }
}

/// A key that no request had before.
pub(super) fn new_key() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("conformance-{:x}-{number}", since.as_nanos())
}

/// Reads one answer to a request of this method.
pub(super) fn read(wire: &mut Wire, method: &str, path: &str) -> Outcome<Answer> {
    let Reply {
        asked,
        status,
        headers,
        bytes,
    } = http::read(wire, method, path)?;
    let mut answer = Answer {
        asked,
        status,
        headers,
        bytes,
        body: Value::Null,
    };
    if answer.header("content-type").contains("json") && !answer.bytes.is_empty() {
        answer.body = serde_json::from_slice(&answer.bytes)
            .map_err(|e| Stop::failed(format!("the body of {} is no JSON: {e}", answer.asked)))?;
    }
    Ok(answer)
}
