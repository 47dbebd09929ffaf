//! The open loan of an item (GET /loans?item=).

use super::super::{
    Profile,
    answer::{entries, same},
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

fn item_is_required(c: &mut Context<'_, Profile>) -> Outcome {
    c.get("/loans")?.malformed("/item")
}
