//! The catalogue: searching in CQL, terms of an index, and what changed (GET /records, /terms,
//! /records/changes). Skipped where these are not served.

use serde_json::Value;

use super::super::{
    Profile,
    answer::{entries, number, same, text, value},
    format::time,
    steps::ids_of,
};
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure, http::encoded},
};

cases! {
    "api/catalogue", "consortium API, GET /records", [];
    Must query_finds_a_title ["item.here.title"] "A query for its title finds the record of an item.";
    Must title_is_found_exactly ["item.here.title"] "The title itself, instead of a query, finds the record.";
    Must nothing_is_found [] "A query that finds nothing gives an empty list, total 0 and no next page.";
    Must pages_give_each_record_once [] "Walking what a query finds gives each record once, and as many as the total says.";
    Must start_is_a_place [] "With start the list begins at that record, which counts from 1.";
    Must booleans_add_up ["item.here.title"] "A query or its opposite find all records.";
    Must wrong_query_is_pointed_at [] "What is no CQL, or asks for an index that nobody knows, gets 400 with the pointer /query.";
    Must something_must_be_asked_for [] "Without query and title there is 400 with the pointer /query.";
    Must wrong_cursor_is_pointed_at [] "A cursor that was never given gets 400 with the pointer /cursor.";
    Must wrong_start_is_pointed_at [] "A start of 0 gets 400 with the pointer /start.";
    Must terms_from_a_word ["item.here.title"] "The terms of an index begin with the one that was asked for." of "consortium API, GET /terms";
    Must terms_count_records ["item.here.title"] "A term has as many records as a search for it finds." of "consortium API, GET /terms";
    Must terms_go_on [] "Pages of terms repeat nothing." of "consortium API, GET /terms";
    Must unknown_index_is_pointed_at [] "An index that nobody knows, or none, gets 400 with the pointer /index." of "consortium API, GET /terms";
    Must changes_are_in_order [] "Changes come in the order of their times, page by page each once." of "consortium API, GET /records/changes";
    Must changes_between_two_times [] "Changes from and until the time of one have it, and no others." of "consortium API, GET /records/changes";
    Must no_changes_in_the_future [] "From a day to come there are no changes." of "consortium API, GET /records/changes";
    Must wrong_time_is_pointed_at [] "A time that is none gets 400 with the name of its parameter." of "consortium API, GET /records/changes";
    Must changed_record_can_be_read [] "A record that changed and was not deleted can be asked for." of "consortium API, GET /records/changes";
}

fn asked(query: &str) -> String {
    format!("/records?query={}", encoded(query))
}

/// The first records that a query finds.
fn search(c: &Context<'_, Profile>, query: &str) -> Outcome<Value> {
    served(c, &asked(query))
}

/// The body of a GET that must succeed, unless the subject has no catalogue.
fn served(c: &Context<'_, Profile>, path: &str) -> Outcome<Value> {
    let answer = c.get(path)?;
    match answer.status {
        404 | 501 => Err(Stop::skipped("the catalogue is not served")),
        _ => answer.is(200).cloned(),
    }
}

fn title(c: &Context<'_, Profile>) -> Outcome<String> {
    let title = c.item("here")?.title;
    title.ok_or_else(|| Stop::skipped("the profile has no item.here.title"))
}

fn by_title(c: &Context<'_, Profile>) -> Outcome<String> {
    Ok(format!("dc.title = \"{}\"", title(c)?))
}

/// The id of the record that item.here belongs to.
fn record(c: &Context<'_, Profile>) -> Outcome<String> {
    let item = c.read(&format!("/items/{}", c.item("here")?.barcode))?;
    Ok(text(&item, "/record")?.to_owned())
}

fn total(c: &Context<'_, Profile>, query: &str) -> Outcome<u64> {
    number(&search(c, query)?, "/total")
}

fn query_finds_a_title(c: &mut Context<'_, Profile>) -> Outcome {
    let found = search(c, &by_title(c)?)?;
    let id = record(c)?;
    let mut all = entries(&found, "/items")?.iter();
    let ours = all.find(|found| found["id"] == *id);
    let ours = ours.ok_or_else(|| Stop::failed(format!("{id} is not found")))?;
    same(ours, "/title", title(c)?)
}

fn title_is_found_exactly(c: &mut Context<'_, Profile>) -> Outcome {
    let found = served(c, &format!("/records?title={}", encoded(&title(c)?)))?;
    let (ids, id) = (ids_of(&found)?, record(c)?);
    ensure!(ids.contains(&id), "{id} is not among {ids:?}");
    Ok(())
}

fn nothing_is_found(c: &mut Context<'_, Profile>) -> Outcome {
    let found = search(c, "dc.title = nosuchwordanywhere")?;
    same(&found, "/total", 0)?;
    ensure!(entries(&found, "/items")?.is_empty(), "something is there");
    ensure!(value(&found, "/next")?.is_null(), "there is a next page");
    Ok(())
}

fn pages_give_each_record_once(c: &mut Context<'_, Profile>) -> Outcome {
    let query = "cql.allRecords = 1";
    let total = total(c, query)?;
    let walked = c.walk(&asked(query), 500)?.len() as u64;
    ensure!(walked == total, "{walked} records come, {total} are told");
    Ok(())
}

fn start_is_a_place(c: &mut Context<'_, Profile>) -> Outcome {
    let path = asked("cql.allRecords = 1");
    let ids = ids_of(&served(c, &format!("{path}&limit=3"))?)?;
    let second = ids_of(&served(c, &format!("{path}&limit=2&start=2"))?)?;
    ensure!(
        ids.get(1..) == Some(&second[..]),
        "from 2 on: {second:?} and not the end of {ids:?}"
    );
    Ok(())
}

fn booleans_add_up(c: &mut Context<'_, Profile>) -> Outcome {
    let query = by_title(c)?;
    let (all, some) = (total(c, "cql.allRecords = 1")?, total(c, &query)?);
    let others = total(c, &format!("cql.allRecords = 1 not {query}"))?;
    ensure!(
        some > 0 && some + others == all,
        "{some} and {others} of {all}"
    );
    Ok(())
}

fn wrong_query_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    search(c, "x")?;
    for query in [
        "",
        "and and",
        "(x",
        "dc.nosuchindex = x",
        "nosuchset.title = x",
    ] {
        c.get(&asked(query))?.malformed("/query")?;
    }
    Ok(())
}

fn something_must_be_asked_for(c: &mut Context<'_, Profile>) -> Outcome {
    search(c, "x")?;
    c.get("/records")?.malformed("/query")
}

fn wrong_cursor_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    for path in [
        asked("cql.allRecords = 1"),
        "/terms?index=dc.title".to_owned(),
        "/records/changes?limit=1".to_owned(),
    ] {
        served(c, &path)?;
        c.get(&format!("{path}&cursor=nosuchcursor"))?
            .malformed("/cursor")?;
    }
    Ok(())
}

fn wrong_start_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    let path = asked("cql.allRecords = 1");
    served(c, &path)?;
    c.get(&format!("{path}&start=0"))?.malformed("/start")
}

/// The first word of the title, as indexes have it.
fn word(c: &Context<'_, Profile>) -> Outcome<String> {
    let title = title(c)?.to_lowercase();
    let word = title.split_whitespace().next().unwrap_or_default();
    Ok(word.to_owned())
}

fn first_term(c: &Context<'_, Profile>) -> Outcome<Value> {
    let path = format!("/terms?index=dc.title&limit=1&from={}", encoded(&word(c)?));
    let found = served(c, &path)?;
    let first = entries(&found, "/items")?.first().cloned();
    first.ok_or_else(|| Stop::failed("no term comes"))
}

fn terms_from_a_word(c: &mut Context<'_, Profile>) -> Outcome {
    same(&first_term(c)?, "/term", word(c)?)
}

fn terms_count_records(c: &mut Context<'_, Profile>) -> Outcome {
    let count = number(&first_term(c)?, "/count")?;
    let found = total(c, &format!("dc.title = \"{}\"", word(c)?))?;
    ensure!(count == found, "{count} are told, {found} are found");
    Ok(())
}

fn terms_go_on(c: &mut Context<'_, Profile>) -> Outcome {
    let path = "/terms?index=dc.title";
    served(c, path)?;
    let whole = terms(&c.page(path, 9, None)?)?;
    let (mut walked, mut cursor) = (Vec::new(), None);
    while walked.len() < whole.len() {
        let page = c.page(path, 3, cursor.as_deref())?;
        walked.extend(terms(&page)?);
        match page["next"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => break,
        }
    }
    ensure!(walked == whole, "{walked:?} and not {whole:?}");
    Ok(())
}

fn terms(page: &Value) -> Outcome<Vec<String>> {
    let each = entries(page, "/items")?.iter();
    each.map(|term| text(term, "/term").map(str::to_owned))
        .collect()
}

fn unknown_index_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    served(c, "/terms?index=dc.title")?;
    c.get("/terms?index=dc.nosuchindex")?.malformed("/index")?;
    c.get("/terms")?.malformed("/index")
}

fn changes(c: &Context<'_, Profile>, bounds: &str) -> Outcome<Value> {
    served(c, &format!("/records/changes?limit=1000{bounds}"))
}

fn changes_are_in_order(c: &mut Context<'_, Profile>) -> Outcome {
    let first = changes(c, "")?;
    let mut last = None;
    for change in entries(&first, "/items")? {
        let changed = time(change, "/changed")?.0;
        ensure!(last <= Some(changed), "{changed} comes after {last:?}");
        last = Some(changed);
    }
    let walked = c.walk("/records/changes", 700)?.len() as u64;
    let total = number(&first, "/total")?;
    ensure!(walked == total, "{walked} changes come, {total} are told");
    Ok(())
}

/// Any change, its time as it is told.
fn a_change(c: &Context<'_, Profile>) -> Outcome<Value> {
    let all = changes(c, "")?;
    let change = entries(&all, "/items")?.first().cloned();
    change.ok_or_else(|| Stop::skipped("nothing ever changed"))
}

fn changes_between_two_times(c: &mut Context<'_, Profile>) -> Outcome {
    let change = a_change(c)?;
    let (when, id) = (text(&change, "/changed")?, text(&change, "/id")?);
    let when_encoded = encoded(when);
    let found = changes(c, &format!("&from={when_encoded}&until={when_encoded}"))?;
    ensure!(
        ids_of(&found)?.iter().any(|one| one == id),
        "{id} is missing"
    );
    for other in entries(&found, "/items")? {
        let (other, only) = (time(other, "/changed")?.0, time(&change, "/changed")?.0);
        ensure!(
            other.as_second() == only.as_second(),
            "one of {other} is there, not of {when}"
        );
    }
    Ok(())
}

fn no_changes_in_the_future(c: &mut Context<'_, Profile>) -> Outcome {
    same(&changes(c, "&from=2999-01-01")?, "/total", 0)
}

fn wrong_time_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    changes(c, "")?;
    for name in ["from", "until"] {
        let path = format!("/records/changes?{name}=yesterday");
        c.get(&path)?.malformed(&format!("/{name}"))?;
    }
    Ok(())
}

fn changed_record_can_be_read(c: &mut Context<'_, Profile>) -> Outcome {
    let all = changes(c, "")?;
    let mut all = entries(&all, "/items")?.iter();
    let alive = all.find(|change| change["deleted"] == false);
    let alive = alive.ok_or_else(|| Stop::skipped("no record is left"))?;
    let id = text(alive, "/id")?;
    same(&c.read(&format!("/records/{id}"))?, "/id", id)
}
