//! One key is one change (Idempotency-Key).

use std::thread;

use serde_json::{Value, json};

use super::super::{
    Profile,
    answer::Answer,
    http::{self, Request, new_key},
};
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
};

cases! {
    "api/idempotency", "consortium API, Rules: Idempotency-Key", ["patron.ordinary", "libraries.1", "spare.3"];
    Must key_is_required [] "A change without a key gets 400 idempotency_key_missing, and is not carried out.";
    Must malformed_key_is_refused [] "A key that is too short, too long or has a space gets 400, and nothing is carried out.";
    Must keys_of_8_and_128_are_taken [] "Keys of 8 and of 128 visible characters are taken.";
    Must two_keys_are_refused [] "A change with two keys gets 400.";
    Must patch_and_delete_need_a_key ["item.here"] "PATCH and DELETE need a key as well.";
    Must repeat_gets_the_first_answer [] "The same key and body get the first answer again, even after things moved on, and nothing happens.";
    Must repeated_refusal_is_the_same ["item.not_for_loan"] "A refusal is kept under its key as well.";
    Must repeated_payment_counts_once [] "A payment that is repeated under its key is booked once.";
    Must repeated_deletion_is_the_same [] "A deletion that is repeated under its key succeeds again.";
    Must other_body_is_a_mismatch [] "The same key with another body gets 422 idempotency_mismatch, and nothing happens.";
    Must other_path_is_a_mismatch [] "The same key on another path gets 422 idempotency_mismatch.";
    Must malformed_repeat_changes_nothing [] "After a malformed request its key can be used for a right one.";
    Must concurrent_duplicates_are_one [] "Of many requests with one key at the same moment one is carried out; the others get its answer, or 409 idempotency_in_progress.";
    Must concurrent_checkouts_have_one_loan ["patron.other"] "Of two patrons who want one item at the same moment one gets it.";
}

fn lend(c: &Context<'_, Profile>, item: &str) -> Outcome<Request> {
    let body = c.checkout_body(&c.patron("ordinary")?.barcode, item)?;
    Ok(Request::post("/checkouts", &body))
}

fn key_is_required(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(0)?;
    c.return_later(&item);
    let answer = c.ask(&lend(c, &item)?.without("Idempotency-Key"))?;
    answer.problem(400, "idempotency_key_missing")?;
    c.status_is(&item, "available")
}

fn malformed_key_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(1)?;
    c.return_later(&item);
    for key in ["1234567", "has a space", "", &"x".repeat(129)] {
        let answer = c.ask(&lend(c, &item)?.key(key))?;
        answer.problem(400, "idempotency_key_missing")?;
    }
    c.status_is(&item, "available")
}

fn keys_of_8_and_128_are_taken(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(2)?;
    let body = json!({"item": item, "library": c.library(0)?});
    let fresh = new_key();
    // The counter stands last, so that eight characters are seldom the same twice.
    let digits: String = fresh.chars().filter(char::is_ascii_hexdigit).collect();
    let short: String = digits.chars().rev().take(8).collect();
    for key in [short, format!("{fresh:~<128}")] {
        let answer = c.ask(&Request::post("/checkins", &body).key(&key))?;
        ensure!(
            matches!(answer.status, 200 | 422),
            "{key:?} gets {}",
            answer.status
        );
    }
    Ok(())
}

fn two_keys_are_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(0)?;
    c.return_later(&item);
    let request = lend(c, &item)?.header("Idempotency-Key", &new_key());
    c.ask(&request)?.is(400)?;
    c.status_is(&item, "available")
}

fn patch_and_delete_need_a_key(c: &mut Context<'_, Profile>) -> Outcome {
    let path = format!("/items/{}", c.item("here")?.barcode);
    let patch = Request::patch(&path, &json!({"properties": "x"}));
    for request in [patch, Request::delete("/holds/no-such-hold")] {
        let answer = c.ask(&request.without("Idempotency-Key"))?;
        answer.problem(400, "idempotency_key_missing")?;
    }
    Ok(())
}

fn repeat_gets_the_first_answer(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(1)?;
    c.return_later(&item);
    let request = lend(c, &item)?;
    let first = c.ask(&request)?.is(201)?.clone();
    c.give_back(&item)?;
    let again = c.ask(&request)?;
    ensure!(
        *again.is(201)? == first,
        "the second answer differs: {}",
        again.body
    );
    c.status_is(&item, "available")
}

fn repeated_refusal_is_the_same(c: &mut Context<'_, Profile>) -> Outcome {
    let request = lend(c, &c.item("not_for_loan")?.barcode)?;
    let first = c.ask(&request)?;
    let again = c.ask(&request)?;
    ensure!(
        again.refused("item_not_for_loan")? == first.refused("item_not_for_loan")?,
        "the second refusal differs"
    );
    Ok(())
}

fn payment(c: &Context<'_, Profile>, cents: i64) -> Outcome<Request> {
    let body = json!({"patron": c.patron("ordinary")?.barcode, "amount": c.money(cents)});
    Ok(Request::post("/payments", &body))
}

fn repeated_payment_counts_once(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?.barcode;
    c.charge(&patron, 300)?;
    let (before, request) = (c.balance(&patron)?, payment(c, 100)?);
    let first = c.ask(&request)?.is(201)?.clone();
    for _ in 0..2 {
        ensure!(
            *c.ask(&request)?.is(201)? == first,
            "a later answer differs"
        );
    }
    let after = c.balance(&patron)?;
    ensure!(
        after == before - 100,
        "the balance went from {before} to {after} cents"
    );
    Ok(())
}

fn repeated_deletion_is_the_same(c: &mut Context<'_, Profile>) -> Outcome {
    let hold = c.reserve(&c.patron("ordinary")?.barcode, &c.spare(2)?, 0)?;
    let request = Request::delete(&format!(
        "/holds/{}",
        hold["id"].as_str().unwrap_or_default()
    ));
    c.ask(&request)?.is(204)?;
    c.ask(&request)?.is(204).map(drop)
}

fn other_body_is_a_mismatch(c: &mut Context<'_, Profile>) -> Outcome {
    let (one, two, key) = (c.spare(0)?, c.spare(1)?, new_key());
    c.return_later(&one);
    c.return_later(&two);
    c.ask(&lend(c, &one)?.key(&key))?.is(201)?;
    c.ask(&lend(c, &two)?.key(&key))?
        .problem(422, "idempotency_mismatch")?;
    c.status_is(&two, "available")
}

fn other_path_is_a_mismatch(c: &mut Context<'_, Profile>) -> Outcome {
    let (item, key) = (c.spare(2)?, new_key());
    c.return_later(&item);
    c.ask(&lend(c, &item)?.key(&key))?.is(201)?;
    let back = json!({"item": item, "library": c.library(0)?});
    let answer = c.ask(&Request::post("/checkins", &back).key(&key))?;
    answer.problem(422, "idempotency_mismatch")?;
    c.status_is(&item, "on_loan")
}

fn malformed_repeat_changes_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let (item, key) = (c.spare(0)?, new_key());
    c.return_later(&item);
    let wrong = Request::post("/checkouts", &json!({"item": item})).key(&key);
    c.ask(&wrong)?.problem(400, "malformed")?;
    c.ask(&lend(c, &item)?.key(&key))?.is(201).map(drop)
}

/// Sends all at the same moment, each on a connection of its own.
fn at_once(c: &Context<'_, Profile>, requests: &[Request]) -> Outcome<Vec<Answer>> {
    let wires: Outcome<Vec<_>> = requests.iter().map(|_| c.connect()).collect();
    let mut wires = wires?;
    // All but the last byte first: so the last bytes are the start.
    let bytes = |request: &Request, token: &str| request.to_bytes(c.target, &c.profile.base, token);
    let mut last = Vec::new();
    for (wire, request) in wires.iter_mut().zip(requests) {
        let mut whole = bytes(request, &c.profile.token);
        last.extend(whole.pop());
        wire.send_shown(&whole, &bytes(request, "..."))?;
    }
    let answers = thread::scope(|scope| {
        let running = wires.iter_mut().zip(requests).zip(&last);
        let running: Vec<_> = running
            .map(|((wire, request), last)| {
                scope.spawn(move || {
                    wire.send(&[*last])?;
                    http::read(wire, &request.method, &request.path)
                })
            })
            .collect();
        let join = |thread: thread::ScopedJoinHandle<'_, Outcome<Answer>>| {
            thread
                .join()
                .unwrap_or_else(|_| Err(Stop::failed("a connection's thread broke")))
        };
        running.into_iter().map(join).collect::<Outcome<Vec<_>>>()
    })?;
    for answer in &answers {
        answer.is_in_form()?;
    }
    Ok(answers)
}

fn concurrent_duplicates_are_one(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?.barcode;
    c.charge(&patron, 900)?;
    let before = c.balance(&patron)?;
    let request = payment(c, 100)?;
    let answers = at_once(c, &vec![request; 12])?;
    let mut receipts: Vec<Value> = Vec::new();
    for answer in &answers {
        match answer.status {
            201 if !receipts.contains(&answer.body) => receipts.push(answer.body.clone()),
            201 => {}
            _ => answer.problem(409, "idempotency_in_progress").map(drop)?,
        }
    }
    ensure!(receipts.len() == 1, "{} different receipts", receipts.len());
    let after = c.balance(&patron)?;
    ensure!(
        after == before - 100,
        "the balance went from {before} to {after} cents"
    );
    Ok(())
}

fn concurrent_checkouts_have_one_loan(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(1)?;
    c.return_later(&item);
    let other = c.checkout_body(&c.patron("other")?.barcode, &item)?;
    let answers = at_once(c, &[lend(c, &item)?, Request::post("/checkouts", &other)])?;
    let lent = answers.iter().filter(|answer| answer.status == 201).count();
    ensure!(lent == 1, "{lent} of two got it");
    let no = answers.iter().find(|answer| answer.status != 201);
    no.map_or(Ok(()), |no| no.refused("item_on_loan_to_other").map(drop))
}
