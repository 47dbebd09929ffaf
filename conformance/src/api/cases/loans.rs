//! The open loan of an item (GET /loans?item=), and asking it back.

use serde_json::json;

use super::super::{
    Profile,
    answer::{Answer, entries, same, text},
    format,
    steps::NOTHING,
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/loans", "consortium API, GET /loans?item=", [];
    Must open_loan_of_an_item ["item.on_loan", "patron.other"] "The open loan of an item is a list of one.";
    Must available_item_has_none ["item.here"] "An item that is not on loan has an empty list.";
    Must unknown_item_is_refused [] "A barcode that no item has is refused as item_unknown: 409, since it is not in the path.";
    Must loan_is_recalled ["patron.ordinary", "spare.1", "libraries.1"] "A recall answers with the same loan, due no later than before." of "consortium API, POST /loans/{id}/recall";
    Must returned_loan_is_not_recalled ["patron.ordinary", "spare.1", "libraries.1"] "A loan that was returned cannot be recalled: not_on_loan." of "consortium API, POST /loans/{id}/recall";
    Must unknown_loan_is_404 [] "Recalling a loan that never was gets 404." of "consortium API, POST /loans/{id}/recall";
    Must item_is_required [] "Without an item the request gets 400 with the pointer /item.";
}

fn open_loan_of_an_item(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("on_loan")?.barcode;
    let list = c.read(&format!("/loans?item={item}"))?;
    let loans = entries(&list, "/items")?;
    ensure!(loans.len() == 1, "there are {}", loans.len());
    same(&list, "/items/0/item", item)?;
    same(&list, "/items/0/patron", c.patron("other")?.barcode)
}

fn available_item_has_none(c: &mut Context<'_, Profile>) -> Outcome {
    let list = c.read(&format!("/loans?item={}", c.item("here")?.barcode))?;
    ensure!(entries(&list, "/items")?.is_empty(), "there is one");
    same(&list, "/total", 0)
}

fn unknown_item_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    c.get(&format!("/loans?item={NOTHING}"))?
        .refused("item_unknown")
        .map(drop)
}

fn recall(c: &Context<'_, Profile>, id: &str) -> Outcome<Answer> {
    c.post(&format!("/loans/{id}/recall"), &json!({}))
}

fn loan_is_recalled(c: &mut Context<'_, Profile>) -> Outcome {
    let loan = c.lend(&c.patron("ordinary")?.barcode, &c.spare(0)?)?;
    let recalled = recall(c, text(&loan, "/id")?)?.is(200)?.clone();
    same(&recalled, "/id", loan["id"].clone())?;
    let (before, after) = (
        format::time(&loan, "/due")?.0,
        format::time(&recalled, "/due")?.0,
    );
    ensure!(after <= before, "it was due {before} and is due {after}");
    Ok(())
}

fn returned_loan_is_not_recalled(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(0)?;
    let loan = c.lend(&c.patron("ordinary")?.barcode, &item)?;
    c.give_back(&item)?;
    recall(c, text(&loan, "/id")?)?
        .refused("not_on_loan")
        .map(drop)
}

fn unknown_loan_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    recall(c, "no-such-loan")?.is(404).map(drop)
}

fn item_is_required(c: &mut Context<'_, Profile>) -> Outcome {
    c.get("/loans")?.malformed("/item")
}
