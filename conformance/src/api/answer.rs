//! What the subject answered, and what can be asked of it.

use serde_json::Value;

use super::format;
use crate::{Outcome, Stop, kit::ensure};

/// An answer.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// Method and path of the request.
    pub(super) asked: String,
    pub(super) status: u16,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) bytes: Vec<u8>,
    /// The body, if it is JSON.
    pub(super) body: Value,
}

impl Answer {
    /// The header's value, empty if it is not there.
    pub(super) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// The body of an answer with this status.
    pub(super) fn is(&self, status: u16) -> Outcome<&Value> {
        ensure!(
            self.status == status,
            "{} gives {}{}, not {status}",
            self.asked,
            self.status,
            self.code_in_words()
        );
        Ok(&self.body)
    }

    fn code_in_words(&self) -> String {
        match self.body["code"].as_str() {
            Some(code) => format!(
                " {code} ({})",
                self.body["detail"].as_str().unwrap_or_default()
            ),
            None => String::new(),
        }
    }

    /// A problem with this status and code.
    pub(super) fn problem(&self, status: u16, code: &str) -> Outcome<&Value> {
        self.is(status)?;
        let told = text(&self.body, "/code")?;
        ensure!(told == code, "{} has code {told}, not {code}", self.asked);
        Ok(&self.body)
    }

    /// A no of the library: 409 with this code and its texts.
    pub(super) fn refused(&self, code: &str) -> Outcome<&Value> {
        self.problem(409, code)?;
        for language in ["/texts/fi", "/texts/sv", "/texts/en"] {
            ensure!(
                !text(&self.body, language)?.trim().is_empty(),
                "the refusal {code} has nothing in {language}"
            );
        }
        Ok(&self.body)
    }

    /// A malformed request whose fault stands at this JSON pointer.
    pub(super) fn malformed(&self, pointer: &str) -> Outcome {
        self.problem(400, "malformed")?;
        let pointers = self.pointers();
        ensure!(
            pointers.contains(&pointer),
            "{} points at {pointers:?}, not at {pointer:?}",
            self.asked
        );
        Ok(())
    }

    fn pointers(&self) -> Vec<&str> {
        let several = self.body["errors"].as_array().into_iter().flatten();
        let several = several.filter_map(|error| error["pointer"].as_str());
        self.body["pointer"]
            .as_str()
            .into_iter()
            .chain(several)
            .collect()
    }

    /// What holds for every answer: the type of the body, and the form of a problem.
    pub(super) fn is_in_form(&self) -> Outcome {
        let kind = self.header("content-type");
        let wanted = match (self.status, self.bytes.is_empty()) {
            (_, true) => return Ok(()),
            (400.., false) => "application/problem+json",
            (_, false) => "application/json",
        };
        ensure!(
            format::is_media_type(kind, wanted),
            "{} has content type {kind:?}, not {wanted}",
            self.asked
        );
        if self.status >= 400 {
            for member in ["/type", "/title", "/code"] {
                text(&self.body, member)?;
            }
            let status = number(&self.body, "/status")?;
            ensure!(
                status == u64::from(self.status),
                "the problem of {} has status {status}, the answer {}",
                self.asked,
                self.status
            );
        }
        Ok(())
    }
}

/// The value at a JSON pointer.
pub(super) fn value<'a>(body: &'a Value, pointer: &str) -> Outcome<&'a Value> {
    body.pointer(pointer)
        .ok_or_else(|| Stop::failed(format!("there is no {pointer} in {}", short(body))))
}

/// The text at a JSON pointer.
pub(super) fn text<'a>(body: &'a Value, pointer: &str) -> Outcome<&'a str> {
    let found = value(body, pointer)?;
    found
        .as_str()
        .ok_or_else(|| Stop::failed(format!("{pointer} is {found}, no text")))
}

/// The whole number at a JSON pointer.
pub(super) fn number(body: &Value, pointer: &str) -> Outcome<u64> {
    let found = value(body, pointer)?;
    found
        .as_u64()
        .ok_or_else(|| Stop::failed(format!("{pointer} is {found}, no whole number")))
}

/// The entries at a JSON pointer.
pub(super) fn entries<'a>(body: &'a Value, pointer: &str) -> Outcome<&'a [Value]> {
    let found = value(body, pointer)?;
    let list = found.as_array().map(Vec::as_slice);
    list.ok_or_else(|| Stop::failed(format!("{pointer} is {}, no list", short(found))))
}

/// Whether the value at a JSON pointer is this one.
pub(super) fn same(body: &Value, pointer: &str, wanted: impl Into<Value>) -> Outcome {
    let (found, wanted) = (value(body, pointer)?, wanted.into());
    ensure!(
        *found == wanted,
        "{pointer} is {}, not {wanted}",
        short(found)
    );
    Ok(())
}

fn short(value: &Value) -> String {
    const SHOWN: usize = 200;
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
