//! What all diagnostics have, and those of databases.

use super::Profile;
use crate::{
    Context, Outcome,
    kit::{cases, ensure, http::Request},
};

cases! {
    "sru/diagnostics", "SRU 1.1 and 1.2, Diagnostics; OASIS part 3, annex C", [];
    Must whole_list [] "Whatever is refused: uri, details and message come in this order, with HTTP 200, and no records.";
    Must zero_records ["version.1.1"] "A refused search of 1.1 or 1.2 has numberOfRecords 0.";
    Must details_are_escaped [] "Details hold what was sent, as text.";
    Must long_details [] "What is told of a long name is no longer than needed, and whole UTF-8.";
    Should first_fault [] "Of several faults at least one is told.";
    Must database ["database"] "The path may name the database.";
    Must unknown_database ["database"] "A database that is not there is refused with 235, or HTTP 404." of "YAZ: diagnostic 235; HTTP";
    Must of_scan ["service.scan"] "A refused scan has a diagnostic and no terms.";
}

fn whole_list(c: &mut Context<'_, Profile>) -> Outcome {
    // Reading an answer judges the form of its diagnostics.
    for version in c.versions() {
        for query in [
            "(",
            "\"",
            "a b/c d",
            "x.y = z",
            "dc.title foo \"a\"",
            "a and/x b",
            "a sortby",
        ] {
            let answer = c.search(version, query, &[])?;
            ensure!(
                !answer.diagnostics()?.is_empty(),
                "nothing is said to {query}"
            );
            ensure!(answer.records()?.is_empty(), "records come for {query}");
        }
    }
    Ok(())
}

fn zero_records(c: &mut Context<'_, Profile>) -> Outcome {
    for version in c.versions() {
        let told = c.search(version, "(", &[])?.number("numberOfRecords")?;
        ensure!(told.unwrap_or_default() == 0, "{told:?} records are told");
    }
    Ok(())
}

fn details_are_escaped(c: &mut Context<'_, Profile>) -> Outcome {
    let wrong = "<a>&\"'";
    let told = c.find("a", &[("recordSchema", wrong)])?.refused(&[66])?;
    ensure!(told.details == wrong, "the details are {:?}", told.details);
    Ok(())
}

fn long_details(c: &mut Context<'_, Profile>) -> Outcome {
    let long = "ä😀".repeat(1000);
    let told = c.find("a", &[("recordSchema", &long)])?.refused(&[66])?;
    ensure!(
        told.details.len() <= long.len(),
        "{} octets",
        told.details.len()
    );
    Ok(())
}

fn first_fault(c: &mut Context<'_, Profile>) -> Outcome {
    let more = [("startRecord", "0"), ("recordSchema", "nosuchschema")];
    c.find("(", &more)?.refused(&[6, 10, 13, 66]).map(drop)
}

fn database(c: &mut Context<'_, Profile>) -> Outcome {
    let name = c.profile.database.clone().unwrap_or_default();
    let query = super::super::steps::query_string(c.usual()?, "searchRetrieve", &[("query", "a")]);
    let named = c.answer(&Request::get(&format!("/{name}?{query}")))?;
    let bare = c.raw(&query)?;
    ensure!(
        named.count()? == bare.count()?,
        "{name} finds another number"
    );
    Ok(())
}

fn unknown_database(c: &mut Context<'_, Profile>) -> Outcome {
    let query = super::super::steps::query_string(c.usual()?, "searchRetrieve", &[("query", "a")]);
    let request = Request::get(&format!("/nosuchdatabase?{query}"));
    let reply = c.reply(&request)?;
    match reply.status {
        404 => Ok(()),
        _ => c.answer(&request)?.refused(&[235]).map(drop),
    }
}

fn of_scan(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.scan("dc.nosuchindex = x", &[])?;
    answer.refused(&[16])?;
    ensure!(answer.root.child("terms").is_none(), "terms come");
    Ok(())
}
