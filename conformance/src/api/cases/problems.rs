//! The form of problems, and which status is for what.

use serde_json::json;

use super::super::{
    Profile,
    answer::{Answer, text},
    format,
    http::Request,
    steps::{NOBODY, NOTHING},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/problems", "consortium API, Rules: problems; RFC 9457", [];
    Must problem_has_its_members [] "A problem is application/problem+json with type, title, status, detail and code.";
    Must unknown_path_is_404 [] "A path that is none of the API gets 404 not_found.";
    Must path_404_body_409 ["spare.1", "libraries.1"] "The same unknown card is 404 in the path and 409 in the body.";
    Must other_method_is_405 [] "A method that the path does not know gets 405, and Allow lists those it knows." of "RFC 9110, 15.5.6";
    Must unknown_method_is_405 [] "A method that nobody knows gets 405 or 501." of "RFC 9110, 9.1";
    Must other_media_type_is_406 [] "Who accepts no JSON gets 406 not_acceptable." of "RFC 9110, 15.5.7";
    Must any_media_type_is_taken [] "Who accepts anything gets JSON." of "RFC 9110, 12.5.1";
    Must other_body_type_is_415 ["patron.ordinary", "spare.1", "libraries.1"] "A body that is not JSON in UTF-8 gets 415, and nothing is changed.";
    Must charset_of_answers ["patron.ordinary"] "Answers are application/json in UTF-8.";
    Should head_is_get_without_body ["libraries.1"] "HEAD is answered as GET, without the body." of "RFC 9110, 9.3.2";
    Must no_patron_data_in_details ["patron.ordinary.name", "spare.1", "libraries.1"] "The detail of a problem holds neither the name nor the PIN of a patron." of "privacy";
    Must lost_card_tells_no_name ["patron.lost_card", "spare.1", "libraries.1"] "A refusal does not tell more of a patron than the request did." of "privacy";
}

fn problem_has_its_members(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.get(&format!("/items/{NOTHING}"))?;
    let problem = answer.problem(404, "item_unknown")?;
    for member in ["/type", "/title", "/detail"] {
        ensure!(!text(problem, member)?.is_empty(), "{member} is empty");
    }
    Ok(())
}

fn unknown_path_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    for path in ["/nothing", "/patrons", "/items/1/2/3", "/patrons//loans"] {
        c.get(path)?.problem(404, "not_found")?;
    }
    Ok(())
}

fn path_404_body_409(c: &mut Context<'_, Profile>) -> Outcome {
    c.get(&format!("/patrons/{NOBODY}"))?
        .problem(404, "patron_unknown")?;
    let item = c.spare(0)?;
    c.checkout(NOBODY, &item)?
        .problem(409, "patron_unknown")
        .map(drop)
}

fn other_method_is_405(c: &mut Context<'_, Profile>) -> Outcome {
    for (method, path, known) in [
        ("DELETE", "/checkouts", "POST"),
        ("PUT", "/libraries", "GET"),
        ("POST", "/holds/no-such-hold", "PATCH"),
    ] {
        let answer = c.ask(&Request::new(method, path).key("conformance-405"))?;
        answer.problem(405, "method_not_allowed")?;
        let allow = answer.header("allow");
        ensure!(
            allow.split(',').any(|method| method.trim() == known),
            "{method} {path}: Allow is {allow:?}, without {known}"
        );
    }
    Ok(())
}

fn unknown_method_is_405(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.ask(&Request::new("BREW", "/libraries"))?;
    ensure!(
        matches!(answer.status, 405 | 501),
        "it gets {}",
        answer.status
    );
    Ok(())
}

fn accepting(c: &Context<'_, Profile>, accept: &str) -> Outcome<Answer> {
    c.ask(&Request::get("/libraries").header("Accept", accept))
}

fn other_media_type_is_406(c: &mut Context<'_, Profile>) -> Outcome {
    for accept in ["text/html", "application/json;q=0"] {
        accepting(c, accept)?.problem(406, "not_acceptable")?;
    }
    Ok(())
}

fn any_media_type_is_taken(c: &mut Context<'_, Profile>) -> Outcome {
    for accept in [
        "*/*",
        "application/*",
        "text/html;q=0.9, application/json;q=0.1",
    ] {
        accepting(c, accept)?.is(200)?;
    }
    c.ask(&Request::get("/libraries").without("Accept"))?
        .is(200)
        .map(drop)
}

fn other_body_type_is_415(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(0)?;
    c.return_later(&item);
    let body = c.checkout_body(&c.patron("ordinary")?.barcode, &item)?;
    for kind in [
        "text/plain",
        "application/xml",
        "application/json; charset=latin1",
    ] {
        let request = Request::post("/checkouts", &body).without("Content-Type");
        let answer = c.ask(&request.header("Content-Type", kind))?;
        answer.problem(415, "unsupported_media_type")?;
    }
    c.status_is(&item, "available")
}

fn charset_of_answers(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.get(&format!("/patrons/{}", c.patron("ordinary")?.barcode))?;
    let kind = answer.header("content-type");
    ensure!(
        format::is_media_type(kind, "application/json"),
        "content type {kind:?}"
    );
    ensure!(
        std::str::from_utf8(&answer.bytes).is_ok_and(|text| !text.starts_with('\u{feff}')),
        "the body is not UTF-8 without a byte order mark"
    );
    Ok(())
}

fn head_is_get_without_body(c: &mut Context<'_, Profile>) -> Outcome {
    let path = format!("/libraries/{}", c.library(0)?);
    let head = c.ask(&Request::new("HEAD", &path))?;
    head.is(200)?;
    let (get, length) = (c.get(&path)?, head.header("content-length"));
    ensure!(
        length.is_empty() || length == get.bytes.len().to_string(),
        "HEAD says {length} bytes, GET gives {}",
        get.bytes.len()
    );
    Ok(())
}

fn no_patron_data_in_details(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut body = c.checkout_body(&patron.barcode, &c.spare(0)?)?;
    body["time"] = json!("yesterday");
    let pin = json!({"pin": 98_765_432});
    let verification = format!("/patrons/{}/verification", patron.barcode);
    for answer in [c.post("/checkouts", &body)?, c.post(&verification, &pin)?] {
        answer.problem(400, "malformed")?;
        let told = answer.body.to_string();
        for secret in [patron.name.as_deref().unwrap_or_default(), "98765432"] {
            ensure!(!told.contains(secret), "{} tells {secret:?}", answer.asked);
        }
    }
    Ok(())
}

fn lost_card_tells_no_name(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("lost_card")?.barcode;
    let known = c.read(&format!("/patrons/{patron}"))?;
    let refusal = c
        .checkout(&patron, &c.spare(1)?)?
        .refused("card_lost")?
        .to_string();
    let name = text(&known, "/name")?;
    ensure!(!refusal.contains(name), "it tells {name:?}");
    Ok(())
}
