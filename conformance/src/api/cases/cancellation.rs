//! Undoing a checkout or a return that could not be completed.

use serde_json::json;

use super::super::{
    Profile,
    answer::{Answer, entries, same, text},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/cancellation", "consortium API, POST /checkouts/{loan}/cancellation", ["patron.ordinary", "libraries.1", "spare.3"];
    Must checkout_is_undone [] "A cancelled checkout (204) leaves the item as it was and the patron without the loan.";
    Must second_cancellation_is_refused [] "A loan that was cancelled cannot be cancelled by another request: not_on_loan.";
    Must returned_loan_is_refused [] "A loan that was returned cannot be cancelled: not_on_loan.";
    Must unknown_loan_is_404 [] "A loan that never was gets 404.";
    Must return_is_undone [] "A cancelled return lets the same loan stand again, due as before." of "consortium API, POST /checkins/{id}/cancellation";
    Must unknown_return_is_404 [] "A return that never was gets 404." of "consortium API, POST /checkins/{id}/cancellation";
    Should last_return_is_found [] "The latest return of an item can be asked for, to undo it." of "consortium API, GET /checkins?item=";
    Must return_is_undone_once [] "A return that was cancelled cannot be cancelled by another request: not_on_loan." of "consortium API, POST /checkins/{id}/cancellation";
    Must return_before_a_loan_stands [] "A return after which the item was lent again cannot be cancelled: not_on_loan." of "consortium API, POST /checkins/{id}/cancellation";
}

fn cancel(c: &Context<'_, Profile>, of: &str, id: &str) -> Outcome<Answer> {
    c.post(&format!("/{of}/{id}/cancellation"), &json!({}))
}

fn checkout_is_undone(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?.barcode, c.spare(0)?);
    let (loans, before) = (c.loans(&patron)?, c.read(&format!("/items/{item}"))?);
    let loan = c.lend(&patron, &item)?;
    cancel(c, "checkouts", text(&loan, "/id")?)?.is(204)?;
    let after = c.read(&format!("/items/{item}"))?;
    ensure!(before == after, "the item is another than before: {after}");
    ensure!(
        c.loans(&patron)? == loans,
        "the patron has another number of loans"
    );
    Ok(())
}

fn second_cancellation_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let loan = c.lend(&c.patron("ordinary")?.barcode, &c.spare(1)?)?;
    let id = text(&loan, "/id")?;
    cancel(c, "checkouts", id)?.is(204)?;
    cancel(c, "checkouts", id)?.refused("not_on_loan").map(drop)
}

fn returned_loan_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(2)?;
    let loan = c.lend(&c.patron("ordinary")?.barcode, &item)?;
    c.give_back(&item)?;
    cancel(c, "checkouts", text(&loan, "/id")?)?
        .refused("not_on_loan")
        .map(drop)
}

fn unknown_loan_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    cancel(c, "checkouts", "no-such-loan")?.is(404).map(drop)
}

fn return_is_undone(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?.barcode, c.spare(0)?);
    let loan = c.lend(&patron, &item)?;
    let back = c.give_back(&item)?;
    let undone = cancel(c, "checkins", text(&back, "/id")?)?.is(200)?.clone();
    for member in ["id", "patron", "item", "due"] {
        same(&undone, &format!("/loan/{member}"), loan[member].clone())?;
    }
    c.status_is(&item, "on_loan")
}

fn unknown_return_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    cancel(c, "checkins", "no-such-return")?.is(404).map(drop)
}

fn last_return_is_found(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(1)?;
    c.lend(&c.patron("ordinary")?.barcode, &item)?;
    let back = c.give_back(&item)?;
    let list = c.read(&format!("/checkins?item={item}"))?;
    ensure!(entries(&list, "/items")?.len() == 1, "it is no list of one");
    same(&list, "/items/0/id", back["id"].clone())
}

fn return_is_undone_once(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(1)?;
    c.lend(&c.patron("ordinary")?.barcode, &item)?;
    let back = c.give_back(&item)?;
    let id = text(&back, "/id")?;
    cancel(c, "checkins", id)?.is(200)?;
    cancel(c, "checkins", id)?.refused("not_on_loan").map(drop)
}

fn return_before_a_loan_stands(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?.barcode, c.spare(1)?);
    c.lend(&patron, &item)?;
    let back = c.give_back(&item)?;
    c.lend(&patron, &item)?;
    cancel(c, "checkins", text(&back, "/id")?)?.refused("not_on_loan")?;
    c.status_is(&item, "on_loan")
}
