//! AcceptItem and DeleteItem: a copy of another library circulates here. Each case takes away what it
//! has made.

use super::super::{
    Profile,
    answer::Answer,
    message::{Element, el, leaf},
    steps::{NOBODY, item_id, request_id, text_in, user_id},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "ncip/accept-item", "NCIP 2.02, AcceptItem", ["partner", "patron.ordinary", "libraries.2", "service.temporary-items"];
    Must accepted [] "A copy that is accepted is answered with RequestId and ItemId.";
    Must it_is_there [] "It can be looked up, with its title, and is kept for its patron.";
    Must patron_has_a_request [] "Its patron has a request that is ready to be picked up.";
    Must accepted_again [] "The same request again, as after a lost answer, gets the same answer; there is one copy.";
    Must other_copy_for_the_request [] "Another copy for the same request is refused.";
    Must taken_barcode ["item.here"] "A barcode that a copy here has is Cannot Accept Item.";
    Must unknown_user_leaves_nothing [] "For a patron that there is not it is refused, and nothing is made.";
    Must unknown_pickup_leaves_nothing [] "For a place that there is not it is refused, and nothing is made.";
    Must no_request [] "Without RequestId it is Needed Data Missing.";
    Must its_patron_borrows_it [] "Its patron borrows it, no longer than until DateForReturn.";
    Must nobody_else_borrows_it ["patron.other"] "Another patron gets Resource Cannot Be Provided.";
    Must renewal_not_permitted [] "With RenewalNotPermitted a renewal is Item Not Renewable.";
    Must deleted [] "DeleteItem takes it away: it is Unknown Item then, and no request is left." of "NCIP 2.02, DeleteItem";
    Must not_deleted_while_lent [] "DeleteItem of a copy that is out is Resource Cannot Be Provided." of "NCIP 2.02, DeleteItem";
    Must own_copy_stays ["item.here"] "DeleteItem of a copy of the library's own is refused, and it stays." of "NCIP 2.02, DeleteItem";
}

const ACCEPT: &str = "AcceptItem";
const DELETE: &str = "DeleteItem";
const COPY: &str = "NCIP-CONFORMANCE-1";
const OTHER: &str = "NCIP-CONFORMANCE-2";
const TITLE: &str = "Naapurikirjaston kirja";
/// When it must be back.
const BACK: &str = "2099-12-01T21:59:59Z";

/// What is accepted, unless a case wants it otherwise.
struct Accepted<'a> {
    request: Option<&'a str>,
    user: Element,
    item: &'a str,
    place: String,
    more: Vec<Element>,
}

fn usual(c: &Context<'_, Profile>) -> Outcome<Accepted<'static>> {
    Ok(Accepted {
        request: Some("ncip-conformance-1"),
        user: c.user("ordinary")?,
        item: COPY,
        place: c.library(0)?.code.clone(),
        more: Vec::new(),
    })
}

fn accept(c: &mut Context<'_, Profile>, what: Accepted<'_>) -> Outcome<Answer> {
    c.later(|c| {
        for barcode in [COPY, OTHER] {
            drop(c.ask("CheckInItem", &[item_id(barcode)]));
            drop(c.ask(DELETE, &[item_id(barcode)]));
        }
    });
    let partner = c.partner()?.agency.clone();
    let mut content: Vec<_> = what
        .request
        .map(|request| request_id(&partner, request))
        .into_iter()
        .collect();
    content.extend([
        leaf("RequestedActionType", "Hold For Pickup"),
        what.user,
        item_id(what.item),
    ]);
    content.extend(what.more);
    content.extend([
        el(
            "ItemOptionalFields",
            [el(
                "BibliographicDescription",
                [leaf("Author", "Aho, Juhani"), leaf("Title", TITLE)],
            )],
        ),
        leaf("PickupLocation", &what.place),
    ]);
    c.ask(ACCEPT, &content)
}

fn here(c: &mut Context<'_, Profile>) -> Outcome<Answer> {
    let what = usual(c)?;
    let answer = accept(c, what)?;
    answer.done(ACCEPT)?;
    Ok(answer)
}

fn is_unknown(c: &Context<'_, Profile>, barcode: &str) -> Outcome {
    c.ask("LookupItem", &[item_id(barcode)])?
        .refused("LookupItem", "Unknown Item")
}

fn requests(c: &Context<'_, Profile>, barcode: &str) -> Outcome<usize> {
    let content = [c.user("ordinary")?, leaf("RequestedItemsDesired", "")];
    let answer = c.ask("LookupUser", &content)?;
    let all = answer.done("LookupUser")?.all("RequestedItem");
    Ok(all
        .filter(|one| one.every().iter().any(|node| node.text.trim() == barcode))
        .count())
}

fn accepted(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = here(c)?;
    let response = answer.done(ACCEPT)?;
    let (request, item) = (
        text_in(response, "RequestIdentifierValue")?,
        text_in(response, "ItemIdentifierValue")?,
    );
    ensure!(
        request == "ncip-conformance-1" && item == COPY,
        "the answer is of {request:?}, {item:?}"
    );
    Ok(())
}

fn it_is_there(c: &mut Context<'_, Profile>) -> Outcome {
    here(c)?;
    let kinds = ["Bibliographic Description", "Circulation Status"];
    let kinds = kinds.map(|kind| leaf("ItemElementType", kind));
    let content: Vec<_> = std::iter::once(item_id(COPY)).chain(kinds).collect();
    let answer = c.ask("LookupItem", &content)?;
    let found = answer.done("LookupItem")?;
    let (title, status) = (
        text_in(found, "Title")?,
        text_in(found, "CirculationStatus")?,
    );
    ensure!(
        title.contains(TITLE) && status == "Available For Pickup",
        "{title:?} is {status:?}"
    );
    Ok(())
}

fn patron_has_a_request(c: &mut Context<'_, Profile>) -> Outcome {
    here(c)?;
    let requests = requests(c, COPY)?;
    ensure!(requests == 1, "there are {requests} requests");
    Ok(())
}

fn accepted_again(c: &mut Context<'_, Profile>) -> Outcome {
    here(c)?;
    here(c)?;
    let requests = requests(c, COPY)?;
    ensure!(requests == 1, "there are {requests} requests");
    Ok(())
}

fn other_copy_for_the_request(c: &mut Context<'_, Profile>) -> Outcome {
    here(c)?;
    let what = Accepted {
        item: OTHER,
        ..usual(c)?
    };
    let answer = accept(c, what)?;
    answer.response(ACCEPT)?;
    ensure!(!answer.problems().is_empty(), "it is taken");
    is_unknown(c, OTHER)
}

fn taken_barcode(c: &mut Context<'_, Profile>) -> Outcome {
    let barcode = c.item("here")?.barcode.clone();
    let what = Accepted {
        item: &barcode,
        request: Some("ncip-conformance-2"),
        ..usual(c)?
    };
    accept(c, what)?.refused(ACCEPT, "Cannot Accept Item")
}

fn unknown_user_leaves_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let what = Accepted {
        user: user_id(NOBODY),
        ..usual(c)?
    };
    accept(c, what)?.refused(ACCEPT, "Unknown User")?;
    is_unknown(c, COPY)
}

fn unknown_pickup_leaves_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let what = Accepted {
        place: "Nowhere".to_owned(),
        ..usual(c)?
    };
    let answer = accept(c, what)?;
    answer.response(ACCEPT)?;
    ensure!(!answer.problems().is_empty(), "it is taken");
    is_unknown(c, COPY)
}

fn no_request(c: &mut Context<'_, Profile>) -> Outcome {
    let what = Accepted {
        request: None,
        ..usual(c)?
    };
    accept(c, what)?.refused(ACCEPT, "Needed Data Missing")?;
    is_unknown(c, COPY)
}

/// Lends it to a patron.
fn lend(c: &Context<'_, Profile>, role: &str) -> Outcome<Answer> {
    c.ask("CheckOutItem", &[c.user(role)?, item_id(COPY)])
}

/// A day a week from now, in UTC.
fn next_week() -> String {
    let then = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(7 * 24);
    then.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn its_patron_borrows_it(c: &mut Context<'_, Profile>) -> Outcome {
    let back = next_week();
    let what = Accepted {
        more: vec![leaf("DateForReturn", &back)],
        ..usual(c)?
    };
    accept(c, what)?.done(ACCEPT)?;
    let answer = lend(c, "ordinary")?;
    let due = text_in(answer.done("CheckOutItem")?, "DateDue")?;
    let moment = |text: &str| text.parse::<jiff::Timestamp>().ok();
    ensure!(
        moment(&due).is_some() && moment(&due) <= moment(&back),
        "it is due {due}, and must be back {back}"
    );
    Ok(())
}

fn nobody_else_borrows_it(c: &mut Context<'_, Profile>) -> Outcome {
    here(c)?;
    lend(c, "other")?.refused("CheckOutItem", "Resource Cannot Be Provided")
}

fn renewal_not_permitted(c: &mut Context<'_, Profile>) -> Outcome {
    let what = Accepted {
        more: vec![leaf("DateForReturn", BACK), leaf("RenewalNotPermitted", "")],
        ..usual(c)?
    };
    accept(c, what)?.done(ACCEPT)?;
    lend(c, "ordinary")?.done("CheckOutItem")?;
    let content = [c.user("ordinary")?, item_id(COPY)];
    c.ask("RenewItem", &content)?
        .refused("RenewItem", "Item Not Renewable")
}

fn deleted(c: &mut Context<'_, Profile>) -> Outcome {
    here(c)?;
    c.ask(DELETE, &[item_id(COPY)])?.done(DELETE)?;
    is_unknown(c, COPY)?;
    let requests = requests(c, COPY)?;
    ensure!(requests == 0, "there are {requests} requests");
    Ok(())
}

fn not_deleted_while_lent(c: &mut Context<'_, Profile>) -> Outcome {
    here(c)?;
    lend(c, "ordinary")?.done("CheckOutItem")?;
    c.ask(DELETE, &[item_id(COPY)])?
        .refused(DELETE, "Resource Cannot Be Provided")
}

fn own_copy_stays(c: &mut Context<'_, Profile>) -> Outcome {
    let own = c.copy("here")?;
    let answer = c.ask(DELETE, std::slice::from_ref(&own))?;
    answer.response(DELETE)?;
    ensure!(!answer.problems().is_empty(), "it is taken away");
    c.ask("LookupItem", &[own])?.done("LookupItem").map(drop)
}
