//! Blocks (POST and DELETE /patrons/{barcode}/blocks).

use serde_json::json;

use super::super::{
    Profile,
    answer::{entries, same, text},
    format,
    http::Request,
    steps::NOBODY,
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/blocks", "consortium API, POST /patrons/{barcode}/blocks", ["patron.ordinary"];
    Must block_is_set [] "A block is answered with 201 and its id, code, text and time.";
    Must block_stands [] "A block that was set stands with the patron.";
    Must blocked_card_is_refused ["spare.1", "libraries.1"] "While the block stands a checkout is refused as patron_blocked.";
    Must lifted_block_is_gone ["spare.1", "libraries.1"] "A block that is lifted (204) is gone, and the card works again.";
    Must lifting_twice_is_404 [] "A block that was lifted is unknown to a second request.";
    Must unknown_block_is_404 [] "Lifting a block that never was gets 404.";
    Must unknown_code_is_pointed_at [] "A code that is no refusal's gets 400 with the pointer /code, and blocks nobody.";
    Must unknown_card_is_404 [] "Blocking a card that nobody has gets 404 patron_unknown.";
}

fn path(c: &Context<'_, Profile>) -> Outcome<String> {
    Ok(format!("/patrons/{}", c.patron("ordinary")?.barcode))
}

fn lift(c: &Context<'_, Profile>, id: &str) -> Outcome<super::super::answer::Answer> {
    c.ask(&Request::delete(&format!("{}/blocks/{id}", path(c)?)))
}

fn block_is_set(c: &mut Context<'_, Profile>) -> Outcome {
    let block = c.block(&c.patron("ordinary")?.barcode)?;
    ensure!(!text(&block, "/id")?.is_empty(), "the id is empty");
    same(&block, "/code", "patron_blocked")?;
    same(&block, "/text", "conformance test")?;
    format::time(&block, "/since").map(drop)
}

fn block_stands(c: &mut Context<'_, Profile>) -> Outcome {
    let block = c.block(&c.patron("ordinary")?.barcode)?;
    let patron = c.read(&path(c)?)?;
    let blocks = entries(&patron, "/blocks")?;
    ensure!(blocks.contains(&block), "{block} is not among {blocks:?}");
    same(&patron, "/privileges/checkout", false)
}

fn blocked_card_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?.barcode, c.spare(0)?);
    c.block(&patron)?;
    c.checkout(&patron, &item)?.refused("patron_blocked")?;
    c.status_is(&item, "available")
}

fn lifted_block_is_gone(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?.barcode;
    let block = c.block(&patron)?;
    let lifted = lift(c, text(&block, "/id")?)?;
    lifted.is(204)?;
    ensure!(lifted.bytes.is_empty(), "the 204 has a body");
    ensure!(
        entries(&c.read(&path(c)?)?, "/blocks")?.is_empty(),
        "a block is left"
    );
    c.lend(&patron, &c.spare(0)?).map(drop)
}

fn lifting_twice_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    let block = c.block(&c.patron("ordinary")?.barcode)?;
    let id = text(&block, "/id")?;
    lift(c, id)?.is(204)?;
    lift(c, id)?.is(404).map(drop)
}

fn unknown_block_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    lift(c, "no-such-block")?.is(404).map(drop)
}

fn unknown_code_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    for code in ["moon_full", "not_found", ""] {
        let answer = c.post(
            &format!("{}/blocks", path(c)?),
            &json!({"code": code, "text": "x"}),
        )?;
        answer.malformed("/code")?;
    }
    ensure!(
        entries(&c.read(&path(c)?)?, "/blocks")?.is_empty(),
        "the card is blocked"
    );
    Ok(())
}

fn unknown_card_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    let body = json!({"code": "patron_blocked", "text": "x"});
    let answer = c.post(&format!("/patrons/{NOBODY}/blocks"), &body)?;
    answer.problem(404, "patron_unknown").map(drop)
}
