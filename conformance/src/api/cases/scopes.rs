//! What a token allows. A second token is needed, that may look up and do nothing else.

use serde_json::{Value, json};

use super::super::{Profile, http::Request};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/scopes", "consortium API, Rules: 401/403; the scope of each operation", ["read_token"];
    Must read_token_looks_up ["patron.ordinary", "item.here"] "A token for looking up may look up.";
    Must everything_else_is_forbidden [] "Every operation that needs another scope gets 403 forbidden with a token for looking up.";
    Must nothing_is_changed ["patron.ordinary", "spare.1", "libraries.1"] "A change that the token does not allow is not carried out.";
    Must key_is_not_used_up ["patron.ordinary", "spare.1", "libraries.1"] "The key of a forbidden change can be used by whoever may make it.";
    Must scope_comes_before_the_thing [] "Whether a thing is there is not told to a token that may not touch it.";
    Should contact_data_is_kept_back ["patron.ordinary"] "A token for looking up is not told how to reach a patron." of "privacy";
}

fn read_token_looks_up(c: &mut Context<'_, Profile>) -> Outcome {
    let token = c.read_token()?;
    let patron = format!("/patrons/{}", c.patron("ordinary")?.barcode);
    let item = format!("/items/{}", c.item("here")?.barcode);
    for path in ["/libraries", &patron, &item] {
        c.ask_as(token, &Request::get(path))?.is(200)?;
    }
    Ok(())
}

fn everything_else_is_forbidden(c: &mut Context<'_, Profile>) -> Outcome {
    let token = c.read_token()?;
    let operations = c.profile.document.operations();
    let mut others = 0;
    for operation in operations {
        if matches!(operation.scope.as_deref(), None | Some("read")) {
            continue;
        }
        let mut request = Request::new(&operation.method, &operation.path());
        if operation.method != "GET" {
            let body = operation.example.clone().unwrap_or_else(|| json!({}));
            request = request.key(&super::super::http::new_key()).json(&body);
        }
        c.ask_as(token, &request)?.problem(403, "forbidden")?;
        others += 1;
    }
    ensure!(others > 0, "the document names no scope but read");
    Ok(())
}

fn lending(c: &mut Context<'_, Profile>) -> Outcome<(String, Value)> {
    let item = c.spare(0)?;
    c.return_later(&item);
    let body = c.checkout_body(&c.patron("ordinary")?.barcode, &item)?;
    Ok((item, body))
}

fn nothing_is_changed(c: &mut Context<'_, Profile>) -> Outcome {
    let (item, body) = lending(c)?;
    let request = Request::post("/checkouts", &body);
    c.ask_as(c.read_token()?, &request)?
        .problem(403, "forbidden")?;
    c.status_is(&item, "available")
}

fn key_is_not_used_up(c: &mut Context<'_, Profile>) -> Outcome {
    let (_, body) = lending(c)?;
    let request = Request::post("/checkouts", &body);
    c.ask_as(c.read_token()?, &request)?
        .problem(403, "forbidden")?;
    c.ask(&request)?.is(201).map(drop)
}

fn scope_comes_before_the_thing(c: &mut Context<'_, Profile>) -> Outcome {
    let request = Request::delete("/holds/no-such-hold");
    c.ask_as(c.read_token()?, &request)?
        .problem(403, "forbidden")
        .map(drop)
}

fn contact_data_is_kept_back(c: &mut Context<'_, Profile>) -> Outcome {
    let path = format!("/patrons/{}", c.patron("ordinary")?.barcode);
    let told = c.ask_as(c.read_token()?, &Request::get(&path))?;
    let contact = told.is(200)?["contact"].as_object();
    let told: Vec<_> = contact
        .into_iter()
        .flatten()
        .filter(|(_, value)| value.as_str().is_some_and(|text| !text.is_empty()))
        .map(|(name, _)| name)
        .collect();
    ensure!(told.is_empty(), "it is told {told:?}");
    Ok(())
}
