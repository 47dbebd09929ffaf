//! A request as bytes, and what came back: as much HTTP/1.1 as a strict judge needs.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::Value;

use super::answer::Answer;
use crate::{Outcome, Stop, Wire};

/// A request, before it is written.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: String,
    /// Below the base of the API.
    pub(super) path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
    /// Without the headers that belong to every request.
    bare: Vec<&'static str>,
}

impl Request {
    pub(super) fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: None,
            bare: Vec::new(),
        }
    }

    pub(super) fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

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

    pub(super) fn body(self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            body: Some(body.into()),
            ..self.header("Content-Type", kind)
        }
    }

    /// Under this idempotency key, and no other.
    pub(super) fn key(self, key: &str) -> Self {
        self.without("Idempotency-Key")
            .header("Idempotency-Key", key)
    }

    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Without this header.
    pub(super) fn without(mut self, name: &'static str) -> Self {
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.bare.push(name);
        self
    }

    /// The request as it crosses the wire.
    pub(super) fn to_bytes(&self, host: &str, base: &str, token: &str) -> Vec<u8> {
        let mut head = format!("{} {base}{} HTTP/1.1\r\n", self.method, self.path);
        let length = self.body.as_ref().map(|body| body.len().to_string());
        let usual = [
            ("Host", Some(host.to_owned())),
            ("Authorization", Some(format!("Bearer {token}"))),
            ("Accept", Some("application/json".to_owned())),
            ("Connection", Some("close".to_owned())),
            ("Content-Length", length),
        ];
        for (name, value) in usual {
            let own = self
                .headers
                .iter()
                .any(|(known, _)| known.eq_ignore_ascii_case(name));
            if let Some(value) = value.filter(|_| !own && !self.bare.contains(&name)) {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
        }
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend(self.body.iter().flatten());
        bytes
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
    let status = status(&line(wire)?)?;
    let mut headers = Vec::new();
    loop {
        let line = line(wire)?;
        if line.is_empty() {
            break;
        }
        let Some((name, value)) = line.split_once(':') else {
            return Err(Stop::failed(format!("{line:?} is no header")));
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    if status == 100 {
        return read(wire, method, path);
    }
    let mut answer = Answer {
        asked: format!("{method} {path}"),
        status,
        headers,
        bytes: Vec::new(),
        body: Value::Null,
    };
    if method != "HEAD" && status != 204 {
        answer.bytes = body(wire, &answer)?;
    }
    if answer.header("content-type").contains("json") && !answer.bytes.is_empty() {
        answer.body = serde_json::from_slice(&answer.bytes)
            .map_err(|e| Stop::failed(format!("the body of {} is no JSON: {e}", answer.asked)))?;
    }
    Ok(answer)
}

fn line(wire: &mut Wire) -> Outcome<String> {
    let bytes = wire.until(b'\n')?;
    let text = String::from_utf8(bytes).map_err(|_| Stop::failed("a header is not ASCII"))?;
    match text.strip_suffix("\r\n") {
        Some(line) => Ok(line.to_owned()),
        None => Err(Stop::failed(format!("{text:?} does not end in CR LF"))),
    }
}

fn status(line: &str) -> Outcome<u16> {
    let digits = line
        .strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.get(..3));
    digits
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| Stop::failed(format!("{line:?} is no status line of HTTP/1.1")))
}

fn body(wire: &mut Wire, answer: &Answer) -> Outcome<Vec<u8>> {
    if answer
        .header("transfer-encoding")
        .eq_ignore_ascii_case("chunked")
    {
        return chunks(wire);
    }
    let length = answer.header("content-length");
    let length = length.parse().map_err(|_| {
        Stop::failed(format!(
            "{} has no content-length that is a number",
            answer.asked
        ))
    })?;
    wire.exactly(length)
}

fn chunks(wire: &mut Wire) -> Outcome<Vec<u8>> {
    let mut all = Vec::new();
    loop {
        let size = line(wire)?;
        let digits = size.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(digits, 16)
            .map_err(|_| Stop::failed(format!("{size:?} is no size of a chunk")))?;
        all.extend(wire.exactly(size)?);
        line(wire)?;
        if size == 0 {
            return Ok(all);
        }
    }
}
