//! Inter-library loan as staff sees it (/ill/requests, /ill/undelivered): what one server alone can
//! show, which is the borrower's side; what a lender answers comes from a partner. Requests cannot be
//! removed: each case asks for something of its own, and wants it no more when it is over. Skipped
//! where inter-library loan is not served.

use serde_json::{Value, json};

use super::super::{
    Profile,
    answer::{Answer, entries, number, same, text},
    http::{Request, new_key},
    steps::{NOBODY, ids_of},
};
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
};

cases! {
    "api/ill-requests", "consortium API, /ill/requests", ["partner", "patron.ordinary", "libraries.1"];
    Must request_is_made [] "A request (201) is the requester's, in the state request_sent, with all that was asked for.";
    Must names_are_its_own [] "Two requests have ids of their own, and other names to the partner.";
    Must message_waits_for_the_partner [] "Its first message is a request that was sent, with its note, and whether it was delivered is told.";
    Must actions_are_offered [] "A request that nobody has answered can be cancelled, asked about and talked about, and nothing of the lender's is offered.";
    Must request_can_be_looked_at [] "It can be looked at by its id." of "consortium API, GET /ill/requests/{id}";
    Must unknown_request_is_404 [] "One that is not there gets 404 request_unknown." of "consortium API, GET /ill/requests/{id}";
    Must unknown_partner_is_refused [] "A partner that nobody knows is refused as request_unknown.";
    Must unknown_patron_is_refused [] "A card that nobody has is refused as patron_unknown.";
    Must unknown_pickup_is_refused [] "A pickup library that is not known is refused as pickup_not_allowed.";
    Must what_is_missing_is_pointed_at [] "Without peer, service type, title, patron or pickup library it gets 400 with the pointer.";
    Must blank_title_is_pointed_at [] "A title of blanks gets 400 with the pointer.";
    Must odd_service_type_is_pointed_at [] "A service type that is none of the three gets 400 with the pointer.";
    Must every_service_type_is_taken [] "Loan, Copy and CopyOrLoan can be asked for.";
    Must same_key_is_one_request [] "The same under the same key is one request." of "consortium API, Rules: Idempotency-Key";
    Must cancelling_is_a_wish [] "Cancelling tells the partner and keeps the state; a second time it is refused as request_closed." of "consortium API, PATCH /ill/requests/{id}";
    Must question_is_sent [] "Asking how far it is sends StatusRequest." of "consortium API, PATCH /ill/requests/{id}";
    Must word_is_sent [] "A word to the partner is sent with its note, and needs one: else 400 with the pointer." of "consortium API, PATCH /ill/requests/{id}";
    Must lenders_actions_are_refused [] "What only a lender does is refused as request_closed, and tells nobody anything." of "consortium API, PATCH /ill/requests/{id}";
    Must early_actions_are_refused [] "What needs the copy is refused as request_closed before it was sent." of "consortium API, PATCH /ill/requests/{id}";
    Must unknown_action_is_pointed_at [] "An action that nobody knows gets 400 with the pointer." of "consortium API, PATCH /ill/requests/{id}";
    Must change_of_nothing_is_404 [] "Doing something with a request that is not there gets 404 request_unknown." of "consortium API, PATCH /ill/requests/{id}";
    Must same_key_is_one_step [] "The same step under the same key is one message, and its outcome can be asked for." of "consortium API, Rules: Idempotency-Key";
    Must newest_stand_first [] "The list has the newest first." of "consortium API, GET /ill/requests";
    Must list_is_by_state [] "The list can be narrowed to a state; one that there is not gets 400 with the pointer." of "consortium API, GET /ill/requests";
    Must pages_give_each_once [] "Pages give each request once, at any limit, while another is made." of "consortium API, GET /ill/requests";
    Must older_ones_can_be_asked_for [] "With before, only those that are older." of "consortium API, GET /ill/requests";
    Must undelivered_is_a_list [] "Messages that did not arrive are a list, each with its request, its attempts and why." of "consortium API, GET /ill/undelivered";
    Must nothing_is_resent_twice [] "A message that is not undelivered is not sent again: 404 request_unknown." of "consortium API, POST /ill/messages/{id}/resend";
    Must other_tokens_see_nothing ["read_token"] "A token for looking up may not look at requests: 403 forbidden." of "consortium API, Rules: 401/403";
}

const PATH: &str = "/ill/requests";

fn wanted(c: &Context<'_, Profile>) -> Outcome<Value> {
    let partner = c.profile.partner.clone();
    Ok(json!({
        "peer": partner.ok_or_else(|| Stop::skipped("the profile has no partner"))?,
        "service_type": "Loan", "title": "Sillantekijän kaukolaina", "author": "Siltanen, Kerttu",
        "patron": c.patron("ordinary")?.barcode, "pickup_library": c.library(0)?,
        "note": "A conformance test; please ignore.",
    }))
}

/// Asks for something; whatever is made is cancelled when the case is over.
fn post(c: &mut Context<'_, Profile>, request: &Request) -> Outcome<Answer> {
    let answer = c.ask(request)?;
    if let Some(id) = answer.body["id"].as_str() {
        let path = format!("{PATH}/{id}");
        c.later(move |c| {
            drop(c.ask(&Request::patch(&path, &json!({"action": "cancel"}))));
        });
    }
    match (answer.status, answer.body["code"].as_str()) {
        (404, Some("not_found")) | (501 | 403, _) => Err(Stop::skipped(
            "the token does nothing of inter-library loan there",
        )),
        _ => Ok(answer),
    }
}

/// Asks for something, with one member otherwise; null leaves it out.
fn with(c: &mut Context<'_, Profile>, name: &str, value: Value) -> Outcome<Answer> {
    let mut body = wanted(c)?;
    match (value, body.as_object_mut()) {
        (Value::Null, Some(members)) => drop(members.remove(name)),
        (value, _) => body[name] = value,
    }
    post(c, &Request::post(PATH, &body))
}

fn made(c: &mut Context<'_, Profile>) -> Outcome<Value> {
    let body = wanted(c)?;
    post(c, &Request::post(PATH, &body))?.is(201).cloned()
}

fn path(request: &Value) -> Outcome<String> {
    Ok(format!("{PATH}/{}", text(request, "/id")?))
}

fn act(c: &Context<'_, Profile>, request: &Value, step: &Value) -> Outcome<Answer> {
    c.ask(&Request::patch(&path(request)?, step))
}

/// The message that was sent last.
fn last(request: &Value) -> Outcome<&Value> {
    let messages = entries(request, "/messages")?;
    messages
        .iter()
        .rfind(|message| message["direction"] == "sent")
        .ok_or_else(|| Stop::failed("the request has no message that was sent"))
}

fn count(request: &Value) -> Outcome<usize> {
    entries(request, "/messages").map(<[Value]>::len)
}

fn offers(request: &Value, action: &str) -> Outcome<bool> {
    let actions = entries(request, "/actions")?;
    Ok(actions.iter().any(|offered| offered == action))
}

fn request_is_made(c: &mut Context<'_, Profile>) -> Outcome {
    let (body, request) = (wanted(c)?, made(c)?);
    same(&request, "/role", "requester")?;
    same(&request, "/state", "request_sent")?;
    for name in [
        "peer",
        "service_type",
        "title",
        "author",
        "patron",
        "pickup_library",
    ] {
        same(&request, &format!("/{name}"), body[name].clone())?;
    }
    Ok(())
}

fn names_are_its_own(c: &mut Context<'_, Profile>) -> Outcome {
    let (one, other) = (made(c)?, made(c)?);
    for name in ["/id", "/requesting_agency_request_id"] {
        let (one, other) = (text(&one, name)?, text(&other, name)?);
        ensure!(!one.is_empty(), "{name} is empty");
        ensure!(one != other, "both have {name} {one}");
    }
    Ok(())
}

fn message_waits_for_the_partner(c: &mut Context<'_, Profile>) -> Outcome {
    let (body, request) = (wanted(c)?, made(c)?);
    same(&request, "/messages/0/direction", "sent")?;
    same(&request, "/messages/0/kind", "request")?;
    same(&request, "/messages/0/note", body["note"].clone())?;
    let delivered = &request["messages"][0]["delivered"];
    ensure!(delivered.is_boolean(), "delivered is {delivered}");
    Ok(())
}

fn actions_are_offered(c: &mut Context<'_, Profile>) -> Outcome {
    let request = made(c)?;
    for action in ["cancel", "ask_status", "notify"] {
        ensure!(offers(&request, action)?, "{action} is not offered");
    }
    for action in [
        "ship",
        "will_supply",
        "unfilled",
        "received",
        "return",
        "renew",
        "retry",
    ] {
        ensure!(!offers(&request, action)?, "{action} is offered");
    }
    Ok(())
}

fn request_can_be_looked_at(c: &mut Context<'_, Profile>) -> Outcome {
    let request = made(c)?;
    let seen = c.read(&path(&request)?)?;
    for name in ["/id", "/requesting_agency_request_id", "/title", "/peer"] {
        same(&seen, name, text(&request, name)?)?;
    }
    Ok(())
}

fn unknown_request_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    made(c)?;
    let nothing = c.get(&format!("{PATH}/NO-SUCH-REQUEST"))?;
    nothing.problem(404, "request_unknown").map(drop)
}

fn unknown_partner_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let nobody = with(c, "peer", json!("ISIL:XX-NO-SUCH-LIBRARY"))?;
    nobody.refused("request_unknown").map(drop)
}

fn unknown_patron_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let nobody = with(c, "patron", json!(NOBODY))?;
    nobody.refused("patron_unknown").map(drop)
}

fn unknown_pickup_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let nowhere = with(c, "pickup_library", json!("NO-SUCH-LIBRARY"))?;
    nowhere.refused("pickup_not_allowed").map(drop)
}

fn what_is_missing_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    for name in ["peer", "service_type", "title", "patron", "pickup_library"] {
        let missing = with(c, name, Value::Null)?;
        missing.malformed(&format!("/{name}"))?;
    }
    Ok(())
}

fn blank_title_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    with(c, "title", json!("  "))?.malformed("/title")
}

fn odd_service_type_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    with(c, "service_type", json!("Gift"))?.malformed("/service_type")
}

fn every_service_type_is_taken(c: &mut Context<'_, Profile>) -> Outcome {
    for kind in ["Loan", "Copy", "CopyOrLoan"] {
        let made = with(c, "service_type", json!(kind))?;
        same(made.is(201)?, "/service_type", kind)?;
    }
    Ok(())
}

fn same_key_is_one_request(c: &mut Context<'_, Profile>) -> Outcome {
    let (body, key) = (wanted(c)?, new_key());
    let request = || Request::new("POST", PATH).key(&key).json(&body);
    let first = post(c, &request())?.is(201)?.clone();
    let second = post(c, &request())?.is(201)?.clone();
    same(&second, "/id", text(&first, "/id")?)
}

fn cancelling_is_a_wish(c: &mut Context<'_, Profile>) -> Outcome {
    let request = made(c)?;
    let cancel = json!({"action": "cancel"});
    let wished = act(c, &request, &cancel)?.is(200)?.clone();
    same(&wished, "/state", "request_sent")?;
    same(last(&wished)?, "/kind", "requestingAgencyMessage")?;
    same(last(&wished)?, "/value", "Cancel")?;
    ensure!(!offers(&wished, "cancel")?, "cancel is offered again");
    let again = act(c, &request, &cancel)?;
    again.refused("request_closed").map(drop)
}

fn question_is_sent(c: &mut Context<'_, Profile>) -> Outcome {
    let request = made(c)?;
    let asked = act(c, &request, &json!({"action": "ask_status"}))?;
    same(last(asked.is(200)?)?, "/value", "StatusRequest")
}

fn word_is_sent(c: &mut Context<'_, Profile>) -> Outcome {
    let request = made(c)?;
    act(c, &request, &json!({"action": "notify"}))?.malformed("/note")?;
    let said = act(
        c,
        &request,
        &json!({"action": "notify", "note": "Terveisiä!"}),
    )?;
    let message = last(said.is(200)?)?;
    same(message, "/value", "Notification")?;
    same(message, "/note", "Terveisiä!")
}

fn refused_without_a_word(c: &mut Context<'_, Profile>, steps: &[Value]) -> Outcome {
    let request = made(c)?;
    for step in steps {
        act(c, &request, step)?.refused("request_closed")?;
    }
    let (before, after) = (count(&request)?, count(&c.read(&path(&request)?)?)?);
    ensure!(before == after, "there are {after} messages, not {before}");
    Ok(())
}

fn lenders_actions_are_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let steps = [
        json!({"action": "will_supply"}),
        json!({"action": "expect_to_supply"}),
        json!({"action": "unfilled", "reason": "NotFoundAsCited"}),
        json!({"action": "accept_cancel"}),
        json!({"action": "recall"}),
        json!({"action": "receive_return"}),
        json!({"action": "completed_without_return"}),
    ];
    refused_without_a_word(c, &steps)
}

fn early_actions_are_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let steps = ["received", "return", "renew", "retry", "lost"];
    refused_without_a_word(c, &steps.map(|action| json!({"action": action})))
}

fn unknown_action_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    let request = made(c)?;
    act(c, &request, &json!({"action": "explode"}))?.malformed("/action")
}

fn change_of_nothing_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    made(c)?;
    let nothing = json!({"id": "NO-SUCH-REQUEST"});
    let answer = act(c, &nothing, &json!({"action": "ask_status"}))?;
    answer.problem(404, "request_unknown").map(drop)
}

fn same_key_is_one_step(c: &mut Context<'_, Profile>) -> Outcome {
    let (request, key) = (made(c)?, new_key());
    let step = json!({"action": "ask_status"});
    let asked = Request::new("PATCH", &path(&request)?)
        .key(&key)
        .json(&step);
    let first = c.ask(&asked)?.is(200)?.clone();
    let second = c.ask(&asked)?.is(200)?.clone();
    ensure!(
        count(&first)? == count(&second)?,
        "the second is another message"
    );
    let outcome = c.read(&format!("/operations/{key}"))?;
    same(&outcome, "/outcome", "applied")?;
    same(&outcome, "/answer/id", text(&request, "/id")?)
}

fn newest_stand_first(c: &mut Context<'_, Profile>) -> Outcome {
    let (older, newer) = (made(c)?, made(c)?);
    let ids = ids_of(&c.page(PATH, 2, None)?)?;
    ensure!(
        ids == [text(&newer, "/id")?, text(&older, "/id")?],
        "the list begins with {ids:?}"
    );
    Ok(())
}

fn list_is_by_state(c: &mut Context<'_, Profile>) -> Outcome {
    let request = made(c)?;
    let list = c.page(&format!("{PATH}?state=request_sent"), 50, None)?;
    let all = entries(&list, "/items")?;
    ensure!(
        all.iter().all(|one| one["state"] == "request_sent"),
        "another state is among them"
    );
    let id = &request["id"];
    ensure!(all.iter().any(|one| one["id"] == *id), "{id} is not there");
    c.get(&format!("{PATH}?state=asleep"))?.malformed("/state")
}

fn pages_give_each_once(c: &mut Context<'_, Profile>) -> Outcome {
    let mut ours = Vec::new();
    for _ in 0..5 {
        ours.push(text(&made(c)?, "/id")?.to_owned());
    }
    let first = c.page(PATH, 2, None)?;
    let mut given = ids_of(&first)?;
    made(c)?;
    let mut next = text(&first, "/next")?.to_owned();
    while given.len() < ours.len() {
        let page = c.page(PATH, 2, Some(&next))?;
        given.extend(ids_of(&page)?);
        match page["next"].as_str() {
            Some(more) => more.clone_into(&mut next),
            None => break,
        }
    }
    ours.reverse();
    ensure!(
        given.starts_with(&ours),
        "{given:?} are given, not {ours:?}"
    );
    let (whole, parts) = (c.walk(PATH, 1000)?, c.walk(PATH, 7)?);
    ensure!(whole == parts, "pages of 7 give another list");
    Ok(())
}

fn older_ones_can_be_asked_for(c: &mut Context<'_, Profile>) -> Outcome {
    let (older, newer) = (made(c)?, made(c)?);
    let before = format!("{PATH}?before={}", text(&newer, "/id")?);
    let ids = ids_of(&c.page(&before, 1, None)?)?;
    ensure!(ids == [text(&older, "/id")?], "it begins with {ids:?}");
    Ok(())
}

fn undelivered_is_a_list(c: &mut Context<'_, Profile>) -> Outcome {
    made(c)?;
    let list = c.page("/ill/undelivered", 1000, None)?;
    for message in entries(&list, "/items")? {
        text(message, "/request")?;
        number(message, "/attempts")?;
        same(message, "/message/delivered", false)?;
    }
    Ok(())
}

fn nothing_is_resent_twice(c: &mut Context<'_, Profile>) -> Outcome {
    made(c)?;
    let resend = Request::new("POST", "/ill/messages/NO-SUCH-MESSAGE/resend").key(&new_key());
    c.ask(&resend)?.problem(404, "request_unknown").map(drop)
}

fn other_tokens_see_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let request = made(c)?;
    let token = c.read_token()?;
    for path in [PATH, &path(&request)?] {
        c.ask_as(token, &Request::get(path))?
            .problem(403, "forbidden")?;
    }
    Ok(())
}
