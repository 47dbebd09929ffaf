//! Lists in pages: cursors and limits.

use std::collections::BTreeSet;

use super::super::{
    Profile,
    answer::{entries, number, same, text},
    steps::ids_of,
};
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
};

cases! {
    "api/lists", "consortium API, Rules: lists", [];
    Must walk_skips_and_repeats_nothing ["patron.many_loans.loans"] "Walking a long list page by page gives each entry exactly once, and as many as the total says.";
    Must pages_of_one ["patron.other.loans"] "A list can be walked in pages of one.";
    Must whole_list_on_one_page ["patron.at_limit.loans"] "With a limit above its length a list is one page, and next is null.";
    Must same_entries_at_any_limit ["patron.at_limit.loans"] "Pages of any size give the same entries in the same order.";
    Must page_can_be_asked_again ["patron.at_limit.loans"] "The same cursor gives the same page again.";
    Must walk_while_the_list_changes ["patron.ordinary", "spare.6", "libraries.1"] "Entries that are there all the time are given exactly once, whatever comes and goes between the pages.";
    Must empty_list ["patron.child"] "An empty list has no entries, total 0 and no next page.";
    Must limit_out_of_range_is_pointed_at ["patron.other"] "A limit of 0, beyond 1000 or that is no number gets 400 with the pointer /limit.";
    Must limit_of_1000_is_taken ["patron.other"] "A limit of 1000 is taken.";
    Must wrong_cursor_is_pointed_at ["patron.other"] "A cursor that was never given gets 400 with the pointer /cursor.";
    Must unknown_parameter_is_passed_over ["patron.other"] "A parameter of a newer version is passed over.";
    Must loans_are_whole ["patron.other", "item.on_loan"] "Each loan names its patron and item, when it is due and whether it can be renewed.";
    Must fees_are_whole ["patron.indebted.fees"] "Each fee has its id, amount, text and time.";
    Must holds_are_whole ["patron.waiting"] "Each hold has its patron, pickup library, status and position, and one of record and item.";
}

fn path(c: &Context<'_, Profile>, role: &str, list: &str) -> Outcome<String> {
    Ok(format!("/patrons/{}/{list}", c.patron(role)?.barcode))
}

fn walk_skips_and_repeats_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let path = path(c, "many_loans", "loans")?;
    let ids = c.walk(&path, 37)?;
    let total = number(&c.page(&path, 1, None)?, "/total")?;
    ensure!(
        ids.len() as u64 == total,
        "{} entries, total {total}",
        ids.len()
    );
    let known = c.patron("many_loans")?.loans;
    ensure!(
        known.is_none_or(|known| u64::from(known) == total),
        "{total} loans, not {known:?}"
    );
    Ok(())
}

fn pages_of_one(c: &mut Context<'_, Profile>) -> Outcome {
    let ids = c.walk(&path(c, "other", "loans")?, 1)?;
    let known = c.patron("other")?.loans;
    ensure!(
        u32::try_from(ids.len()).ok() == known,
        "{} entries, not {known:?}",
        ids.len()
    );
    Ok(())
}

fn whole_list_on_one_page(c: &mut Context<'_, Profile>) -> Outcome {
    let page = c.page(&path(c, "at_limit", "loans")?, 1000, None)?;
    same(&page, "/next", serde_json::Value::Null)?;
    let (count, total) = (entries(&page, "/items")?.len(), number(&page, "/total")?);
    ensure!(count as u64 == total, "{count} entries of {total}");
    Ok(())
}

fn same_entries_at_any_limit(c: &mut Context<'_, Profile>) -> Outcome {
    let path = path(c, "at_limit", "loans")?;
    let all = c.walk(&path, 1000)?;
    for limit in [1, 7, 30, 59, 60] {
        ensure!(
            c.walk(&path, limit)? == all,
            "pages of {limit} give another list"
        );
    }
    Ok(())
}

fn page_can_be_asked_again(c: &mut Context<'_, Profile>) -> Outcome {
    let path = path(c, "at_limit", "loans")?;
    let first = c.page(&path, 10, None)?;
    let cursor = text(&first, "/next")?;
    let (one, two) = (
        c.page(&path, 10, Some(cursor))?,
        c.page(&path, 10, Some(cursor))?,
    );
    ensure!(one == two, "the second time it is another page");
    Ok(())
}

fn walk_while_the_list_changes(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?.barcode;
    let mut lent = Vec::new();
    for number in 0..5 {
        let item = c.spare(number)?;
        lent.push((text(&c.lend(&patron, &item)?, "/id")?.to_owned(), item));
    }
    let path = path(c, "ordinary", "loans")?;
    let first = c.page(&path, 2, None)?;
    let mut given = ids_of(&first)?;
    let gone = given.first().cloned().unwrap_or_default();
    let (_, item) = lent
        .iter()
        .find(|(id, _)| *id == gone)
        .ok_or_else(|| Stop::skipped("the patron has other loans than those of this case"))?;
    c.give_back(item)?;
    c.lend(&patron, &c.spare(5)?)?;
    let mut cursor = text(&first, "/next")?.to_owned();
    loop {
        let page = c.page(&path, 2, Some(&cursor))?;
        given.extend(ids_of(&page)?);
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    let different: BTreeSet<_> = given.iter().collect();
    ensure!(
        different.len() == given.len(),
        "an entry is given twice: {given:?}"
    );
    for (id, _) in &lent {
        ensure!(different.contains(id), "loan {id} is skipped: {given:?}");
    }
    Ok(())
}

fn empty_list(c: &mut Context<'_, Profile>) -> Outcome {
    let list = c.read(&path(c, "child", "fees")?)?;
    ensure!(entries(&list, "/items")?.is_empty(), "it has entries");
    same(&list, "/total", 0)?;
    same(&list, "/next", serde_json::Value::Null)
}

fn limit_out_of_range_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    for limit in ["0", "1001", "-1", "many", "1.5", ""] {
        let answer = c.get(&format!("{}?limit={limit}", path(c, "other", "loans")?))?;
        answer.malformed("/limit")?;
    }
    Ok(())
}

fn limit_of_1000_is_taken(c: &mut Context<'_, Profile>) -> Outcome {
    c.page(&path(c, "other", "loans")?, 1000, None).map(drop)
}

fn wrong_cursor_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    for cursor in ["zz", "", "%20", "%00"] {
        let answer = c.get(&format!("{}?cursor={cursor}", path(c, "other", "loans")?))?;
        answer.malformed("/cursor")?;
    }
    Ok(())
}

fn unknown_parameter_is_passed_over(c: &mut Context<'_, Profile>) -> Outcome {
    c.read(&format!("{}?moon=full", path(c, "other", "loans")?))
        .map(drop)
}

fn loans_are_whole(c: &mut Context<'_, Profile>) -> Outcome {
    let list = c.read(&path(c, "other", "loans")?)?;
    let item = c.item("on_loan")?.barcode;
    let loans = entries(&list, "/items")?;
    ensure!(
        loans.iter().any(|loan| loan["item"] == *item),
        "{item} is not among them"
    );
    for loan in loans {
        same(loan, "/patron", c.patron("other")?.barcode)?;
        super::super::format::time(loan, "/due")?;
        ensure!(
            loan["renewable"].is_boolean(),
            "renewable is {}",
            loan["renewable"]
        );
    }
    Ok(())
}

fn fees_are_whole(c: &mut Context<'_, Profile>) -> Outcome {
    let list = c.read(&path(c, "indebted", "fees")?)?;
    for fee in entries(&list, "/items")? {
        text(fee, "/id")?;
        text(fee, "/text")?;
        ensure!(c.cents(fee, "/amount")? > 0, "a fee of nothing");
        super::super::format::time(fee, "/created")?;
    }
    Ok(())
}

fn holds_are_whole(c: &mut Context<'_, Profile>) -> Outcome {
    let list = c.read(&path(c, "waiting", "holds")?)?;
    let holds = entries(&list, "/items")?;
    ensure!(!holds.is_empty(), "there are none");
    for hold in holds {
        same(hold, "/patron", c.patron("waiting")?.barcode)?;
        text(hold, "/pickup_library")?;
        number(hold, "/position")?;
        let ready = text(hold, "/status")? == "ready";
        ensure!(
            ready == hold["ready_until"].is_string(),
            "ready is {ready}, ready_until {}",
            hold["ready_until"]
        );
        ensure!(
            hold["record"].is_string() != hold["item"].is_string(),
            "not one of record and item: {hold}"
        );
    }
    Ok(())
}
