//! RequestItem, LookupRequest, UpdateRequestItem and CancelRequestItem.

use super::super::{
    Profile,
    answer::Answer,
    message::{Element, el, leaf},
    steps::{
        NO_REQUEST, NOBODY, item_id, request_id, request_of, request_type, scope, text_in, user_id,
    },
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "ncip/request-item", "NCIP 2.02, RequestItem", ["partner", "patron.ordinary", "spare.4", "libraries.2"];
    Must for_an_item [] "A request for a copy is answered with its RequestId and the patron.";
    Must for_a_title ["item.from_elsewhere.record"] "A request for a title is answered with its RequestId.";
    Must request_is_seen [] "The request is among the patron's.";
    Must asked_twice [] "The same request again is Duplicate Request, and there is one." of "NCIP 2.02, Request Item Processing Error";
    Must pickup_by_code [] "The place of pickup is taken by its code.";
    Must pickup_by_name [] "The place of pickup is taken by its name.";
    Must unknown_pickup [] "A place that there is not is refused, and there is no request.";
    Must unknown_record [] "A title that there is not is Unknown Item.";
    Must unknown_user [] "A patron that there is not is Unknown User.";
    Must expired ["patron.expired"] "An expired card is User Ineligible To Request This Item.";
    Must blocked ["patron.indebted"] "A patron who owes too much is User Blocked.";
    Must no_item [] "Without item and title it is Needed Data Missing.";
    Must page_tells_the_copy ["service.page", "item.here.record"] "A request of type Page is answered with the ItemId of the copy." of "contract: NCIP; clients: ReShare";
    Must order_of_vufind ["item.from_elsewhere.record"] "PickupLocation before NeedBeforeDate, and RequestId left out, are taken." of "clients: VuFind";
    Must bad_date [] "A NeedBeforeDate that is none is Invalid Date, or a syntax error.";
    Must looked_up [] "LookupRequest tells type, state and place of the request by its RequestId." of "NCIP 2.02, LookupRequest";
    Must unknown_request [] "LookupRequest of a request that there is not is Unknown Request." of "NCIP 2.02, LookupRequest";
    Must updated ["service.update-request"] "UpdateRequestItem moves the place of pickup." of "NCIP 2.02, UpdateRequestItem";
    Must cancelled_by_request_id [] "CancelRequestItem by RequestId ends it." of "NCIP 2.02, CancelRequestItem";
    Must cancelled_by_item_id [] "CancelRequestItem by ItemId ends it." of "NCIP 2.02, CancelRequestItem";
    Must cancelled_twice [] "A second cancellation is Unknown Request or Request Already Processed." of "NCIP 2.02, Cancel Request Item Processing Error";
    Must request_of_another ["patron.other"] "A request of another patron is not cancelled." of "NCIP 2.02, CancelRequestItem";
}

const REQUEST: &str = "RequestItem";
const CANCEL: &str = "CancelRequestItem";
const LOOK_UP: &str = "LookupRequest";

/// Asks for a copy as the ordinary patron; it is cancelled when the case is over.
fn ask(c: &mut Context<'_, Profile>, what: Element, place: &str) -> Outcome<Answer> {
    let user = c.user("ordinary")?;
    request(c, user, what, "Hold", place)
}

fn request(
    c: &mut Context<'_, Profile>,
    user: Element,
    what: Element,
    kind: &str,
    place: &str,
) -> Outcome<Answer> {
    let content = [
        user,
        what,
        request_type(kind),
        scope("Item"),
        leaf("PickupLocation", place),
    ];
    let answer = c.ask(REQUEST, &content)?;
    if let Ok(made) = answer.done(REQUEST) {
        c.cancelled_later(request_of(made)?);
    }
    Ok(answer)
}

/// A request for the third spare copy; its RequestId.
fn made(c: &mut Context<'_, Profile>) -> Outcome<Element> {
    let (item, place) = (item_id(c.spare(2)?), c.library(0)?.code.clone());
    let answer = ask(c, item, &place)?;
    request_of(answer.done(REQUEST)?)
}

fn is_seen(c: &Context<'_, Profile>) -> Outcome<usize> {
    let content = [c.user("ordinary")?, leaf("RequestedItemsDesired", "")];
    let answer = c.ask("LookupUser", &content)?;
    let item = c.spare(2)?;
    let requests = answer.done("LookupUser")?.all("RequestedItem");
    Ok(requests
        .filter(|request| request.every().iter().any(|node| node.text.trim() == item))
        .count())
}

fn for_an_item(c: &mut Context<'_, Profile>) -> Outcome {
    let (item, place) = (item_id(c.spare(2)?), c.library(0)?.code.clone());
    let answer = ask(c, item, &place)?;
    let response = answer.done(REQUEST)?;
    request_of(response)?;
    let user = text_in(response, "UserIdentifierValue")?;
    ensure!(user == c.patron("ordinary")?.barcode, "another patron");
    Ok(())
}

fn for_a_title(c: &mut Context<'_, Profile>) -> Outcome {
    let (record, place) = (c.record("from_elsewhere")?, c.library(0)?.code.clone());
    let answer = ask(c, record, &place)?;
    request_of(answer.done(REQUEST)?).map(drop)
}

fn request_is_seen(c: &mut Context<'_, Profile>) -> Outcome {
    made(c)?;
    let seen = is_seen(c)?;
    ensure!(seen == 1, "{seen} requests are told");
    Ok(())
}

fn asked_twice(c: &mut Context<'_, Profile>) -> Outcome {
    made(c)?;
    let (item, place) = (item_id(c.spare(2)?), c.library(0)?.code.clone());
    ask(c, item, &place)?.refused(REQUEST, "Duplicate Request")?;
    let seen = is_seen(c)?;
    ensure!(seen == 1, "there are {seen} requests");
    Ok(())
}

/// The place where a request will be picked up, as told.
fn place_of(c: &Context<'_, Profile>, request: Element) -> Outcome<String> {
    let kind = leaf("RequestElementType", "Pickup Location");
    let answer = c.ask(LOOK_UP, &[request, kind])?;
    text_in(answer.done(LOOK_UP)?, "PickupLocation")
}

fn is_at(c: &Context<'_, Profile>, request: Element, number: usize) -> Outcome {
    let place = place_of(c, request)?;
    let library = c.library(number)?;
    ensure!(
        place == library.code || place == library.name,
        "the place of pickup is {place:?}"
    );
    Ok(())
}

fn pickup_by_code(c: &mut Context<'_, Profile>) -> Outcome {
    let (item, place) = (item_id(c.spare(2)?), c.library(1)?.code.clone());
    let answer = ask(c, item, &place)?;
    is_at(c, request_of(answer.done(REQUEST)?)?, 1)
}

fn pickup_by_name(c: &mut Context<'_, Profile>) -> Outcome {
    let (item, place) = (item_id(c.spare(2)?), c.library(1)?.name.clone());
    let answer = ask(c, item, &place)?;
    is_at(c, request_of(answer.done(REQUEST)?)?, 1)
}

fn unknown_pickup(c: &mut Context<'_, Profile>) -> Outcome {
    let item = item_id(c.spare(2)?);
    let answer = ask(c, item, "Nowhere")?;
    answer.response(REQUEST)?;
    ensure!(!answer.problems().is_empty(), "it is taken");
    let seen = is_seen(c)?;
    ensure!(seen == 0, "there are {seen} requests");
    Ok(())
}

fn unknown_record(c: &mut Context<'_, Profile>) -> Outcome {
    let (record, place) = (c.record_id("no-such-record"), c.library(0)?.code.clone());
    ask(c, record, &place)?.refused(REQUEST, "Unknown Item")
}

fn of_user(c: &mut Context<'_, Profile>, user: Element, problem: &str) -> Outcome {
    let (item, place) = (item_id(c.spare(2)?), c.library(0)?.code.clone());
    request(c, user, item, "Hold", &place)?.refused(REQUEST, problem)
}

fn unknown_user(c: &mut Context<'_, Profile>) -> Outcome {
    of_user(c, user_id(NOBODY), "Unknown User")
}

fn expired(c: &mut Context<'_, Profile>) -> Outcome {
    let user = c.user("expired")?;
    of_user(c, user, "User Ineligible To Request This Item")
}

fn blocked(c: &mut Context<'_, Profile>) -> Outcome {
    let user = c.user("indebted")?;
    of_user(c, user, "User Blocked")
}

fn no_item(c: &mut Context<'_, Profile>) -> Outcome {
    let content = [c.user("ordinary")?, request_type("Hold"), scope("Item")];
    c.ask(REQUEST, &content)?
        .refused(REQUEST, "Needed Data Missing")
}

fn page_tells_the_copy(c: &mut Context<'_, Profile>) -> Outcome {
    let (user, record) = (c.user("ordinary")?, c.record("here")?);
    let place = c.library(0)?.code.clone();
    let answer = request(c, user, record, "Page", &place)?;
    let response = answer.done(REQUEST)?;
    let item = response
        .every()
        .into_iter()
        .find(|node| node.name == "ItemId")
        .map(|item| text_in(item, "ItemIdentifierValue"));
    let item = item.transpose()?.unwrap_or_default();
    ensure!(item == c.item("here")?.barcode, "the copy is {item:?}");
    Ok(())
}

fn order_of_vufind(c: &mut Context<'_, Profile>) -> Outcome {
    let content = [
        c.user("ordinary")?,
        c.record("from_elsewhere")?,
        request_type("Hold"),
        scope("Bibliographic Item"),
        leaf("PickupLocation", &c.library(0)?.code),
        leaf("NeedBeforeDate", "2099-12-31T23:59:59+00:00"),
    ];
    let answer = c.ask(REQUEST, &content)?;
    let made = request_of(answer.done(REQUEST)?)?;
    c.cancelled_later(made);
    Ok(())
}

fn bad_date(c: &mut Context<'_, Profile>) -> Outcome {
    let content = [
        c.user("ordinary")?,
        item_id(c.spare(2)?),
        request_type("Hold"),
        scope("Item"),
        leaf("NeedBeforeDate", "tomorrow"),
    ];
    let answer = c.ask(REQUEST, &content)?;
    if let Ok(made) = answer.done(REQUEST) {
        c.cancelled_later(request_of(made)?);
    }
    answer.has_one_of(&["Invalid Date", "Invalid Message Syntax Error"])
}

fn looked_up(c: &mut Context<'_, Profile>) -> Outcome {
    let request = made(c)?;
    let kinds = ["Request Type", "Request Status Type", "Pickup Location"];
    let kinds = kinds.map(|kind| leaf("RequestElementType", kind));
    let content: Vec<_> = std::iter::once(request).chain(kinds).collect();
    let answer = c.ask(LOOK_UP, &content)?;
    let response = answer.done(LOOK_UP)?;
    for name in ["RequestType", "RequestStatusType", "PickupLocation"] {
        text_in(response, name)?;
    }
    Ok(())
}

fn unknown_request(c: &mut Context<'_, Profile>) -> Outcome {
    let request = request_id(&c.profile.agency, NO_REQUEST);
    let kind = leaf("RequestElementType", "Request Type");
    c.ask(LOOK_UP, &[request, kind])?
        .refused(LOOK_UP, "Unknown Request")
}

fn updated(c: &mut Context<'_, Profile>) -> Outcome {
    let request = made(c)?;
    let place = |number: usize| Ok(leaf("PickupLocation", &c.library(number)?.code));
    let content = [
        c.user("ordinary")?,
        request.clone(),
        request_type("Hold"),
        el("DeleteRequestFields", [place(0)?]),
        el("AddRequestFields", [place(1)?]),
    ];
    c.ask("UpdateRequestItem", &content)?
        .done("UpdateRequestItem")?;
    is_at(c, request, 1)
}

fn cancel(c: &Context<'_, Profile>, user: Element, key: Element) -> Outcome<Answer> {
    c.ask(CANCEL, &[user, key, request_type("Hold")])
}

fn cancelled_by_request_id(c: &mut Context<'_, Profile>) -> Outcome {
    let request = made(c)?;
    cancel(c, c.user("ordinary")?, request)?.done(CANCEL)?;
    let seen = is_seen(c)?;
    ensure!(seen == 0, "there are {seen} requests");
    Ok(())
}

fn cancelled_by_item_id(c: &mut Context<'_, Profile>) -> Outcome {
    made(c)?;
    let item = item_id(c.spare(2)?);
    cancel(c, c.user("ordinary")?, item)?.done(CANCEL)?;
    let seen = is_seen(c)?;
    ensure!(seen == 0, "there are {seen} requests");
    Ok(())
}

fn cancelled_twice(c: &mut Context<'_, Profile>) -> Outcome {
    let request = made(c)?;
    cancel(c, c.user("ordinary")?, request.clone())?.done(CANCEL)?;
    let answer = cancel(c, c.user("ordinary")?, request)?;
    answer.response(CANCEL)?;
    answer.has_one_of(&["Unknown Request", "Request Already Processed"])
}

fn request_of_another(c: &mut Context<'_, Profile>) -> Outcome {
    let request = made(c)?;
    let answer = cancel(c, c.user("other")?, request)?;
    answer.response(CANCEL)?;
    ensure!(!answer.problems().is_empty(), "it is cancelled");
    let seen = is_seen(c)?;
    ensure!(seen == 1, "there are {seen} requests");
    Ok(())
}
