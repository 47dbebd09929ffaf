//! The body of the fuzz target; the ordinary tests replay its seeds.

use crate::{
    Cursor, Format, IdempotencyKey, Method, Operation, Query, Reread, Routed, Time, Token, When,
    header, route,
};

/// Nothing panics, and what can be read is written so that it reads the same. The input is a body
/// of every operation, a part of an address, a whole address, and the value of every header.
pub fn consortium_api(data: &[u8]) {
    for operation in Operation::ALL {
        let spec = operation.spec();
        for json in [spec.request.json, spec.answer.json].into_iter().flatten() {
            // The answer of another operation is any JSON, so perhaps a number that is rounded.
            body(json.reread, data, *operation != Operation::OutcomeOf);
        }
    }
    if let Ok(text) = std::str::from_utf8(data) {
        address(text);
        values(text);
    }
}

/// What is written reads the same; a problem has a pointer, or is about the size.
fn body(reread: Reread, data: &[u8], exact: bool) {
    match reread(data) {
        Ok(written) => {
            let again = reread(&written);
            assert!(again.is_ok_and(|again| !exact || again == written));
        }
        Err(problem) => {
            let pointer = problem.pointer.as_deref();
            let well_formed = |pointer: &str| pointer.is_empty() || pointer.starts_with('/');
            assert!(pointer.map_or(problem.status == 413, well_formed));
        }
    }
}

/// Any text can stand in an address without leading elsewhere, and comes out as it went in.
fn address(text: &str) {
    for operation in Operation::ALL {
        let spec = operation.spec();
        let texts: Vec<&str> = spec.parameters().map(|_| text).collect();
        let Ok(target) = operation.target(&texts) else {
            continue;
        };
        let target = target.with("query", text);
        let (path, query) = target.as_str().split_once('?').unwrap_or_default();
        let Routed::Found {
            operation: found,
            values,
        } = route(spec.method, path)
        else {
            panic!("an address of ours leads nowhere")
        };
        assert!(found == *operation && values.iter().all(|value| value == text));
        let query = Query::parse(query);
        assert!(query.is_err() || query.is_ok_and(|query| query.text("query") == Some(text)));
    }
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let _ = Query::parse(query).and_then(|query| query.paging());
    if let Routed::Found { operation, values } = route(Method::Get, path) {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        assert_eq!(values.len(), operation.spec().parameters().count());
        let _ = operation.target(&values);
    }
}

fn values(text: &str) {
    let _ = (Format::of_content_type(text), header::retry_after(text));
    let _ = Format::negotiate(Some(text), &[Format::Json, Format::Marc]);
    let _ = text.parse::<IdempotencyKey>();
    if let Ok(token) = Token::of_authorization(text) {
        let again = Token::of_authorization(&token.to_authorization());
        assert_eq!(again, Ok(token));
    }
    if let Ok(time) = text.parse::<Time>() {
        assert_eq!(time.to_string().parse(), Ok(time));
    }
    if let Ok(when) = text.parse::<When>() {
        assert_eq!(when.to_string().parse(), Ok(when));
    }
    if let Some(cursor) = Cursor::seal(text.as_bytes()) {
        assert_eq!(cursor.open().as_deref(), Some(text.as_bytes()));
    }
    let _ = text.parse::<Cursor>().map(|cursor| cursor.open());
}
