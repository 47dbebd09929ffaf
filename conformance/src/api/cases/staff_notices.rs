//! What staff should look at (GET /staff_notices).

use serde_json::{Value, json};

use super::super::{
    Profile,
    answer::{entries, number, same, text},
    format,
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/staff-notices", "consortium API, GET /staff_notices", [];
    Must loan_against_the_rules_is_noticed ["patron.expired", "spare.1", "libraries.1"] "A loan that already happened and would have been refused is the newest notice, with its item, patron and time.";
    Must newest_first ["patron.expired", "spare.2", "libraries.1"] "The newest notice comes first.";
    Must pages_give_each_once ["patron.expired", "spare.3", "libraries.1"] "Walking the list in small pages gives each notice once, even if others are added meanwhile.";
    Must wrong_cursor_is_pointed_at [] "A cursor that was never given gets 400 with the pointer /cursor.";
    Must limit_out_of_range_is_pointed_at [] "A limit of 0, beyond 1000 or that is no number gets 400 with the pointer /limit.";
}

const PATH: &str = "/staff_notices";

/// Lends to an expired card what has happened already: against the rules.
fn lend_against_the_rules(c: &mut Context<'_, Profile>, spare: usize) -> Outcome<String> {
    let (patron, item) = (c.patron("expired")?.barcode, c.spare(spare)?);
    let mut body = c.checkout_body(&patron, &item)?;
    body["already_happened"] = json!({"due": "2031-07-01T21:59:59Z"});
    c.checkout_with(&body)?.is(201)?;
    Ok(item)
}

fn items(page: &Value) -> Outcome<Vec<&Value>> {
    let notices = entries(page, "/items")?.iter();
    Ok(notices.map(|notice| &notice["item"]).collect())
}

fn loan_against_the_rules_is_noticed(c: &mut Context<'_, Profile>) -> Outcome {
    let before = number(&c.read(PATH)?, "/total")?;
    let item = lend_against_the_rules(c, 0)?;
    let page = c.read(PATH)?;
    let after = number(&page, "/total")?;
    ensure!(after > before, "there are {after} notices, as before");
    let newest = &page["items"][0];
    same(newest, "/item", item)?;
    same(newest, "/patron", c.patron("expired")?.barcode)?;
    ensure!(!text(newest, "/text")?.is_empty(), "it says nothing");
    format::time(newest, "/at").map(drop)
}

fn newest_first(c: &mut Context<'_, Profile>) -> Outcome {
    let (first, second) = (lend_against_the_rules(c, 0)?, lend_against_the_rules(c, 1)?);
    let page = c.page(PATH, 2, None)?;
    ensure!(
        items(&page)? == [&second, &first],
        "the newest are about {:?}",
        items(&page)?
    );
    let times: Result<Vec<_>, _> = entries(&page, "/items")?
        .iter()
        .map(|notice| format::time(notice, "/at"))
        .collect();
    let times = times?;
    ensure!(
        times.is_sorted_by_key(|(at, _)| std::cmp::Reverse(*at)),
        "their times are {times:?}"
    );
    Ok(())
}

fn pages_give_each_once(c: &mut Context<'_, Profile>) -> Outcome {
    let lent = [lend_against_the_rules(c, 0)?, lend_against_the_rules(c, 1)?];
    let first = c.page(PATH, 1, None)?;
    let cursor = text(&first, "/next")?.to_owned();
    let third = lend_against_the_rules(c, 2)?;
    let second = c.page(PATH, 1, Some(&cursor))?;
    ensure!(
        items(&first)? == [&lent[1]] && items(&second)? == [&lent[0]],
        "after {:?} came {:?}, when {third} was added",
        items(&first)?,
        items(&second)?
    );
    let again = c.page(PATH, 1, Some(&cursor))?;
    ensure!(
        again["items"] == second["items"],
        "the same cursor gives another page the second time"
    );
    Ok(())
}

fn wrong_cursor_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    for wrong in ["x", "%00", "AAAAAAAAAAAAAAAAAAAAAAAA"] {
        c.get(&format!("{PATH}?cursor={wrong}"))?
            .malformed("/cursor")?;
    }
    Ok(())
}

fn limit_out_of_range_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    for wrong in ["0", "1001", "-1", "many", ""] {
        c.get(&format!("{PATH}?limit={wrong}"))?
            .malformed("/limit")?;
    }
    Ok(())
}
