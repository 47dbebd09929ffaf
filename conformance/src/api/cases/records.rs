//! Records of the catalogue, as far as circulation leads to them (GET /records/{id} and its
//! holdings).

use super::super::{
    Profile,
    answer::{entries, number, same, text},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/records", "consortium API, GET /records/{id}", [];
    Must record_of_an_item ["item.here.title"] "The record of an item has its id and the item's title.";
    Must unknown_record_is_404 [] "A record that is not there gets 404 item_unknown.";
    Must holdings_of_unknown_record_are_404 [] "The holdings of a record that is not there get 404 item_unknown." of "consortium API, GET /records/{id}/holdings";
    Must holdings_are_in_order ["item.here"] "Holdings come in the order of their barcodes, page by page each once." of "consortium API, GET /records/{id}/holdings";
}

fn record(c: &Context<'_, Profile>) -> Outcome<String> {
    let item = c.read(&format!("/items/{}", c.item("here")?.barcode))?;
    Ok(text(&item, "/record")?.to_owned())
}

fn record_of_an_item(c: &mut Context<'_, Profile>) -> Outcome {
    let id = record(c)?;
    let told = c.read(&format!("/records/{id}"))?;
    same(&told, "/id", id)?;
    same(&told, "/title", c.item("here")?.title.unwrap_or_default())
}

fn unknown_record_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    c.get("/records/no-such-record")?
        .problem(404, "item_unknown")
        .map(drop)
}

fn holdings_of_unknown_record_are_404(c: &mut Context<'_, Profile>) -> Outcome {
    c.get("/records/no-such-record/holdings")?
        .problem(404, "item_unknown")
        .map(drop)
}

fn holdings_are_in_order(c: &mut Context<'_, Profile>) -> Outcome {
    let path = format!("/records/{}/holdings", record(c)?);
    let whole = c.page(&path, 1000, None)?;
    let mut barcodes = Vec::new();
    for item in entries(&whole, "/items")? {
        barcodes.push(text(item, "/barcode")?.to_owned());
    }
    ensure!(barcodes.is_sorted(), "they come as {barcodes:?}");
    same(&whole, "/total", barcodes.len())?;
    let (mut walked, mut cursor) = (Vec::new(), None);
    while walked.len() as u64 <= number(&whole, "/total")? {
        let page = c.page(&path, 1, cursor.as_deref())?;
        for item in entries(&page, "/items")? {
            walked.push(text(item, "/barcode")?.to_owned());
        }
        match page["next"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => break,
        }
    }
    ensure!(walked == barcodes, "page by page they are {walked:?}");
    Ok(())
}
