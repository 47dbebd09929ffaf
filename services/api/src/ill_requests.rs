//! Inter-library loan: requests to partners and from them, and messages that did not arrive.

use silta_consortium::{
    IllAction, IllMessageId, IllRequestId, IllRequestsAsked, IllState, IllStep, NewIllRequest,
    Page, Redacted, ServiceType,
};
use silta_consortium_api::{self as wire, Cursor, List};

use crate::{
    asking::{Asking, Reply},
    fault::{About, Fault},
    limits::{self, MAX_TEXT},
    paging,
    tell::Tell as _,
};

pub(crate) async fn create(asking: &Asking) -> Result<Reply, Fault> {
    let request: wire::IllRequestNew = asking.body()?;
    let service_type = ServiceType::from_name(request.service_type.as_str());
    let new = NewIllRequest {
        peer: request.peer.as_str().into(),
        service_type: service_type.ok_or_else(|| strange("/service_type"))?,
        title: limits::some_text(&request.title, "/title", MAX_TEXT)?,
        author: limits::optional(request.author.as_deref(), "/author")?,
        patron: request.patron.as_str().into(),
        pickup_library: request.pickup_library.as_str().into(),
        note: note(request.note)?,
    };
    let created = asking.consortium().create_ill_request(asking.change(new)?);
    asking.told(created.await, About::BODY)
}

pub(crate) async fn one(asking: &Asking, id: &str) -> Result<Reply, Fault> {
    let (context, id) = (asking.context(), IllRequestId::from(id));
    let found = asking.consortium().ill_request(&context, &id).await;
    asking.told(found, About::ILL)
}

/// Newest first. Their order never changes, so a cursor holds the last one that was given.
pub(crate) async fn list(asking: &Asking) -> Result<Reply, Fault> {
    let paging = asking.query.paging()?;
    let state = asking.query.text("state").map(|name| {
        let state = IllState::from_name(name);
        state.ok_or_else(|| Fault::malformed("/state", "this is no state of a request"))
    });
    let before = asking.query.text("before").map(IllRequestId::from);
    let (before, mistake) = match &paging.cursor {
        None => (before, "/before"),
        Some(cursor) => (Some(open(cursor).ok_or_else(no_cursor)?), "/cursor"),
    };
    let asked = IllRequestsAsked {
        state: state.transpose()?,
        before,
    };
    // One more than is given tells whether there are more.
    let page = Page {
        skip: 0,
        limit: paging.limit + 1,
    };
    let context = asking.context();
    let list = asking.consortium().ill_requests(&context, &asked, page);
    let list = list.await;
    let mut list = list.map_err(|error| asking.fault(error, About::BODY.mistake(mistake)))?;
    let limit = paging.limit as usize;
    let more = list.items.len() > limit;
    list.items.truncate(limit);
    let last = list.items.last().filter(|_| more);
    let next = last.and_then(|last| Cursor::seal(last.id.as_str().as_bytes()));
    Ok(Reply::of(&List {
        items: list.items.tell(asking.teller()),
        next,
        total: u64::from(list.total),
    }))
}

fn open(cursor: &Cursor) -> Option<IllRequestId> {
    let id = String::from_utf8(cursor.open()?).ok()?;
    Some(id.into())
}

fn no_cursor() -> Fault {
    Fault::malformed("/cursor", "this cursor is none that was given as `next`")
}

fn strange(pointer: &str) -> Fault {
    Fault::malformed(pointer, "this word is not known")
}

fn note(note: Option<wire::Redacted>) -> Result<Option<Redacted>, Fault> {
    let note = limits::optional(note.as_ref().map(wire::Redacted::expose), "/note")?;
    Ok(note.map(Redacted::from))
}

pub(crate) async fn change(asking: &Asking, id: &str) -> Result<Reply, Fault> {
    let change: wire::IllChange = asking.body()?;
    change.check()?;
    let action = IllAction::from_name(change.action.as_str());
    let barcode = |given: Option<wire::ItemBarcode>, pointer| {
        let given = given.as_ref().map(wire::ItemBarcode::as_str);
        let fitting = given.map(|given| limits::barcode(given, pointer));
        Ok::<_, Fault>(fitting.transpose()?.map(Into::into))
    };
    let step = IllStep {
        request: id.into(),
        action: action.ok_or_else(|| strange("/action"))?,
        item: barcode(change.item, "/item")?,
        due: asking.ends(change.due, "/due")?,
        url: limits::optional(change.url.as_deref(), "/url")?,
        reason: limits::optional(change.reason.as_deref(), "/reason")?,
        barcode: barcode(change.barcode, "/barcode")?,
        note: note(change.note)?,
    };
    let mistake = mistake(&step);
    let taken = asking.consortium().take_ill_step(asking.change(step)?);
    asking.told(taken.await, About::ILL.mistake(mistake))
}

/// Where a mistake stands that only the consortium can find.
fn mistake(step: &IllStep) -> &'static str {
    match step.action {
        IllAction::Ship if step.item.is_none() && step.due.is_none() => "/item",
        IllAction::Ship | IllAction::AcceptRenewal => "/due",
        IllAction::Received => "/barcode",
        IllAction::Unfilled | IllAction::RetryPossible => "/reason",
        IllAction::Notify => "/note",
        _ => "",
    }
}

pub(crate) async fn undelivered(asking: &Asking) -> Result<Reply, Fault> {
    let context = asking.context();
    let list = asking
        .consortium()
        .undelivered_ill_messages(&context, paging::WHOLE);
    let list = list.await;
    let list = list.map_err(|error| asking.fault(error, About::BODY))?;
    asking.page(list.items, |message| message.id.as_str())
}

pub(crate) async fn resend(asking: &Asking, id: &str) -> Result<Reply, Fault> {
    let change = asking.change(IllMessageId::from(id))?;
    let resent = asking.consortium().resend_ill_message(change).await;
    resent.map_err(|error| asking.fault(error, About::ILL))?;
    Ok(Reply::NOTHING)
}
