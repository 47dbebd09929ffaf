//! What holds for every operation that the document lists, whatever it does.

use serde_json::json;

use super::super::{Profile, document::Listed, http::Request, http::new_key};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/every-operation", "consortium API, Rules", [];
    Must token_is_wanted [] "Without a token every operation gets 401 unauthorized.";
    Must key_is_wanted [] "Without a key every change gets 400 idempotency_key_missing.";
    Must json_must_be_accepted [] "Who accepts no JSON gets 406 not_acceptable from every operation that answers in JSON." of "RFC 9110, 15.5.7";
    Must other_bodies_are_refused [] "A body of another media type gets 415 unsupported_media_type from every operation that takes JSON." of "RFC 9110, 15.5.16";
    Must bodies_are_wanted [] "A body that is empty, or a list, gets 400 malformed from every operation that takes JSON.";
    Must large_bodies_are_refused [] "A body beyond the limit gets 413 too_large from every operation that takes JSON." of "RFC 9110, 15.5.14";
    Must unknown_things_are_404 [] "A thing that is not there gets 404 wherever the path names it.";
    Must other_methods_are_405 [] "A method that the document does not list for a path gets 405 method_not_allowed." of "RFC 9110, 15.5.6";
    Must broken_bodies_break_nothing [] "A body that breaks off in the middle is no fault of the server, which answers as before." of "consortium API, Rules: problems";
}

/// The operations of circulation: those of inter-library loan may not be served.
fn operations(c: &Context<'_, Profile>) -> Vec<Listed> {
    let mut listed = c.profile.document.operations();
    listed.retain(|operation| operation.scope.as_deref() != Some("ill"));
    listed
}

fn request(operation: &Listed) -> Request {
    let request = Request::new(&operation.method, &operation.path());
    match operation.wants_key {
        true => request.key(&new_key()),
        false => request,
    }
}

fn with_example(operation: &Listed) -> Request {
    match &operation.example {
        Some(example) => request(operation).json(example),
        None => request(operation),
    }
}

/// What becomes of each operation that is chosen, asked for in this way.
fn each(
    c: &Context<'_, Profile>,
    chosen: fn(&Listed) -> bool,
    asked: fn(&Listed) -> Request,
    (status, code): (u16, &str),
) -> Outcome {
    let mut count = 0;
    for operation in operations(c).iter().filter(|operation| chosen(operation)) {
        c.ask(&asked(operation))?.problem(status, code)?;
        count += 1;
    }
    ensure!(count > 0, "the document lists no such operation");
    Ok(())
}

fn token_is_wanted(c: &mut Context<'_, Profile>) -> Outcome {
    let asked = |operation: &Listed| with_example(operation).without("Authorization");
    each(c, |_| true, asked, (401, "unauthorized"))
}

fn key_is_wanted(c: &mut Context<'_, Profile>) -> Outcome {
    let asked = |operation: &Listed| with_example(operation).without("Idempotency-Key");
    let missing = (400, "idempotency_key_missing");
    each(c, |operation| operation.wants_key, asked, missing)
}

fn json_must_be_accepted(c: &mut Context<'_, Profile>) -> Outcome {
    let asked = |operation: &Listed| with_example(operation).header("Accept", "text/html");
    let chosen = |operation: &Listed| operation.gives_json;
    each(c, chosen, asked, (406, "not_acceptable"))
}

fn takes_json(operation: &Listed) -> bool {
    operation.example.is_some()
}

fn other_bodies_are_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let asked = |operation: &Listed| request(operation).body("text/plain", "patron=1");
    each(c, takes_json, asked, (415, "unsupported_media_type"))
}

fn bodies_are_wanted(c: &mut Context<'_, Profile>) -> Outcome {
    let empty = |operation: &Listed| request(operation).body("application/json", "");
    each(c, takes_json, empty, (400, "malformed"))?;
    let list = |operation: &Listed| request(operation).json(&json!([]));
    each(c, takes_json, list, (400, "malformed"))
}

fn large_bodies_are_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let asked =
        |operation: &Listed| request(operation).json(&json!({"x": "x".repeat((1 << 20) + 1024)}));
    each(c, takes_json, asked, (413, "too_large"))
}

fn unknown_things_are_404(c: &mut Context<'_, Profile>) -> Outcome {
    for operation in operations(c) {
        let creates = operation.method == "PUT" && !operation.template.ends_with("/pin");
        // The outcome of a key that nobody used is an answer.
        let is_settling = operation.template.starts_with("/operations/");
        if operation.path() == operation.template || creates || is_settling {
            continue;
        }
        c.ask(&with_example(&operation))?.is(404)?;
    }
    Ok(())
}

fn other_methods_are_405(c: &mut Context<'_, Profile>) -> Outcome {
    let operations = c.profile.document.operations();
    for operation in &operations {
        let path = operation.path();
        let known = |method: &str| {
            let mut same = operations.iter().filter(|other| other.path() == path);
            same.any(|other| other.method == method)
        };
        // A longer path with a parameter may be the same one.
        let alone = |other: &Listed| other.template == operation.template || !fits(other, &path);
        if !operations.iter().all(alone) {
            continue;
        }
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            if !known(method) {
                let asked = Request::new(method, &path).key(&new_key());
                c.ask(&asked)?.problem(405, "method_not_allowed")?;
            }
        }
    }
    Ok(())
}

/// Whether a path could be one of an operation's.
fn fits(operation: &Listed, path: &str) -> bool {
    let (wanted, given) = (operation.template.split('/'), path.split('/'));
    wanted.clone().count() == given.clone().count()
        && wanted
            .zip(given)
            .all(|(wanted, given)| wanted == given || wanted.starts_with('{'))
}

fn broken_bodies_break_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    for operation in operations(c)
        .iter()
        .filter(|operation| takes_json(operation))
    {
        let answer = c.ask(&request(operation).body("application/json", "{\"x\":"))?;
        ensure!(
            answer.status < 500,
            "{} gets {}",
            answer.asked,
            answer.status
        );
    }
    c.read("/libraries").map(drop)
}
