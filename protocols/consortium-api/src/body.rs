//! Reading and writing JSON bodies.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, MapAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::error::Category;
use serde_path_to_error::{Path, Segment};

use crate::{
    Code, Problem,
    limits::{MAX_BODY, MAX_DEPTH},
};

/// Reads a body: one JSON object within [`MAX_BODY`] and [`MAX_DEPTH`]. What cannot be read becomes
/// the problem to answer with: 413, or 400 with the JSON pointer to the fault. The problem does not
/// repeat what was sent.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Box<Problem>> {
    if bytes.len() > MAX_BODY {
        let detail = format!("a body has at most {MAX_BODY} bytes");
        return Err(Box::new(Problem::new(Code::TooLarge, detail)));
    }
    if bytes.trim_ascii().is_empty() {
        return Err(malformed("a JSON object is missing", String::new()));
    }
    if is_too_deep(bytes) {
        let detail = format!("nested deeper than {MAX_DEPTH}");
        return Err(malformed(&detail, String::new()));
    }
    // As a whole and once, what is UTF-8 is seen much faster than string by string.
    let text = str::from_utf8(bytes).ok();
    match text.and_then(|text| serde_json::from_str::<Object<T>>(text).ok()) {
        Some(read) => Ok(read.0),
        None => explain(bytes),
    }
}

/// Reads once more, watching where the fault is: that costs more than reading, and most bodies have
/// none.
fn explain<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Box<Problem>> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read: Object<T> = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| fault(error.path(), error.inner()))?;
    json.end()
        .map_err(|_| malformed("something follows the JSON object", String::new()))?;
    Ok(read.0)
}

/// Writes a body.
///
/// # Panics
///
/// Never for a type of this crate: all of them can be written as JSON.
pub fn write<T: Serialize>(body: &T) -> Vec<u8> {
    serde_json::to_vec(body).unwrap_or_else(|error| panic!("a type of the API is JSON: {error}"))
}

/// Reads an optional part of a body that must be an object: a derived reader alone would take an
/// array for one.
pub(crate) fn objects<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::<Object<T>>::deserialize(deserializer)?.map(|object| object.0))
}

struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OnlyMap<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for OnlyMap<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }

        deserializer.deserialize_map(OnlyMap(PhantomData))
    }
}

/// Whether arrays and objects are nested deeper than allowed, in parts that nobody reads too.
fn is_too_deep(json: &[u8]) -> bool {
    if memchr::memchr2_iter(b'[', b'{', json).count() <= MAX_DEPTH {
        return false;
    }
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return true;
        }
    }
    false
}

fn malformed(detail: &str, pointer: String) -> Box<Problem> {
    Box::new(Problem::new(Code::Malformed, detail).at(pointer))
}

/// What is wrong, and where. The reader's own words may repeat a value, so only their end is kept.
fn fault(path: &Path, error: &serde_json::Error) -> Box<Problem> {
    if error.classify() != Category::Data {
        let detail = format!("not JSON: line {}, column {}", error.line(), error.column());
        return malformed(&detail, String::new());
    }
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let text = text.strip_suffix(&place).unwrap_or(&text);
    let pointer = pointer(path);
    let named = |start: &str| text.strip_prefix(start)?.strip_suffix('`');
    if let Some(field) = named("missing field `") {
        let pointer = format!("{pointer}/{}", escaped(field));
        return malformed("a required member is missing", pointer);
    }
    if let Some(field) = named("duplicate field `") {
        let pointer = format!("{pointer}/{}", escaped(field));
        return malformed("a member stands twice", pointer);
    }
    let detail = match text.rsplit_once(", expected ") {
        Some((_, wanted)) => format!("expected {wanted}"),
        None => text.to_owned(),
    };
    malformed(&detail, pointer)
}

/// The path as a JSON pointer (RFC 6901).
fn pointer(path: &Path) -> String {
    let step = |segment: &Segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", escaped(key)),
        Segment::Enum { .. } | Segment::Unknown => String::new(),
    };
    path.iter().map(step).collect()
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CheckinCancelled, CheckoutRequest, IllChange, PaymentRequest};

    fn refused<T: DeserializeOwned>(body: &str) -> (u16, String, String) {
        let problem = read::<T>(body.as_bytes()).err().expect(body);
        let pointer = problem.pointer.clone().unwrap_or_default();
        (problem.status, pointer, problem.detail)
    }

    #[test]
    fn each_fault_has_its_pointer() {
        let at = |body: &str| refused::<CheckoutRequest>(body).1;
        assert_eq!(at(r#"{"item":"3900000001","library":"KAJ"}"#), "/patron");
        assert_eq!(at(r#"{"patron":2900000001}"#), "/patron");
        assert_eq!(at(r#"{"patron":"a","patron":"b"}"#), "/patron");
        assert_eq!(at(r#"{"fee_acknowledged":"yes"}"#), "/fee_acknowledged");
        assert_eq!(at(r#"{"time":"2026-01-01"}"#), "/time");
        assert_eq!(
            at(r#"{"already_happened":{"due":1}}"#),
            "/already_happened/due"
        );
        assert_eq!(
            at(r#"{"already_happened":["2026-01-01T00:00:00Z"]}"#),
            "/already_happened"
        );
        let at = |body: &str| refused::<PaymentRequest>(body).1;
        assert_eq!(
            at(r#"{"amount":{"amount":12.5,"currency":"EUR"}}"#),
            "/amount/amount"
        );
        assert_eq!(at(r#"{"amount":{"currency":"EUR"}}"#), "/amount/amount");
        assert_eq!(at(r#"{"amount":"12.50"}"#), "/amount");
        assert_eq!(refused::<IllChange>(r#"{"action":"explode"}"#).1, "/action");
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for body in [
            "",
            "  ",
            "null",
            "[]",
            "7",
            "\"x\"",
            r#"["2900000001","3900000001","KAJ"]"#,
            "{",
            "{}{}",
            "{\"a\":1}x",
            "\u{feff}{}",
            "{'a':1}",
        ] {
            let (status, pointer, _) = refused::<CheckoutRequest>(body);
            assert!(
                status == 400 && (pointer.is_empty() || pointer == "/patron"),
                "{body}: {pointer}"
            );
        }
        assert!(read::<CheckoutRequest>(b"{\"patron\":\"\xff\"}").is_err());
    }

    #[test]
    fn size_and_depth_have_limits() {
        let body =
            |extra: &str| format!(r#"{{"patron":"a","item":"b","library":"KAJ","new":{extra}}}"#);
        let deep = |depth: usize| body(&("[".repeat(depth) + &"]".repeat(depth)));
        assert!(read::<CheckoutRequest>(deep(MAX_DEPTH - 1).as_bytes()).is_ok());
        assert_eq!(refused::<CheckoutRequest>(&deep(MAX_DEPTH)).0, 400);
        assert_eq!(refused::<CheckoutRequest>(&deep(400_000)).0, 400);
        let long = |bytes: usize| body(&format!("\"{}\"", "[\\\"".repeat(bytes / 3)));
        assert!(read::<CheckoutRequest>(long(MAX_BODY - 100).as_bytes()).is_ok());
        assert_eq!(refused::<CheckoutRequest>(&long(MAX_BODY + 3)).0, 413);
    }

    /// Found by the simulation (seeds 383 and 498): such an answer said that a return was undone.
    #[test]
    fn json_of_somebody_else_is_no_answer_to_an_undone_return() {
        let at = |body: &str| refused::<CheckinCancelled>(body).1;
        assert_eq!(at(r#"{"message":"OK"}"#), "/loan");
        assert!(read::<CheckinCancelled>(br#"{"loan":null}"#).is_ok());
    }

    #[test]
    fn the_problem_does_not_repeat_what_was_sent() {
        let body = r#"{"patron":"29","item":"39","library":"KAJ","renew_if_on_loan":"secret, expected x"}"#;
        let (_, _, detail) = refused::<CheckoutRequest>(body);
        assert!(!detail.contains("secret"), "{detail}");
        let (_, _, detail) = refused::<IllChange>(r#"{"action":"secret"}"#);
        assert!(
            !detail.contains("secret") && detail.contains("ship"),
            "{detail}"
        );
    }
}
