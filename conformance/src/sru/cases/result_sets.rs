//! Results that are kept, and queries that use them.

use super::{super::answer::Version, Profile};
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
};

cases! {
    "sru/result-sets", "SRU 1.1 and 1.2, Result Sets; CQL context set 1.2: resultSetId", ["service.result_sets", "many", "crossing"];
    Must set_is_named [] "With resultSetTTL the answer names the result and how long it lasts.";
    Must time_in_2_0 ["version.2.0"] "In 2.0 the time that a result lasts is resultSetTTL." of "OASIS part 3, 3.1.11";
    Must set_is_found [] "cql.resultSetId finds as many as were found.";
    Must set_can_be_paged [] "Records of a result can be fetched by its id, from any place.";
    Must set_in_a_query [] "A result is joined with a query, or 55.";
    Must set_can_be_sorted ["service.sort"] "A result can be ordered, or 55, 80.";
    Must unknown_set [] "A result that nobody knows is refused with 51 and its id.";
    Must wrong_time [] "A resultSetTTL that is no whole number from 0 is refused with 6 and its name.";
    Must no_time [] "A resultSetTTL of 0 is served.";
    Must endless_time [] "A huge resultSetTTL is cut, or refused with 6.";
    Must sets_have_ids_of_their_own [] "Two results have two ids.";
    Must ids_cannot_be_guessed [] "Ids of results do not count on.";
    Must other_relations [] "A result is asked for with = alone, or 19, 22.";
}

fn kept(c: &Context<'_, Profile>, query: &str) -> Outcome<(String, u64)> {
    let answer = c.find(query, &[("resultSetTTL", "60")])?;
    let count = answer.count()?;
    Ok((answer.told("resultSetId")?.to_owned(), count))
}

fn set_is_named(c: &mut Context<'_, Profile>) -> Outcome {
    let version = c
        .versions()
        .into_iter()
        .find(|version| *version != Version::V20);
    let version = version.ok_or_else(|| Stop::skipped("2.0 alone is served"))?;
    let answer = c.search(version, c.many()?, &[("resultSetTTL", "60")])?;
    answer.told("resultSetId")?;
    let seconds = answer.number("resultSetIdleTime")?;
    ensure!(
        seconds.is_some_and(|seconds| seconds > 0),
        "it lasts {seconds:?} s"
    );
    Ok(())
}

fn time_in_2_0(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.search(Version::V20, c.many()?, &[("resultSetTTL", "60")])?;
    answer.told("resultSetId")?;
    let seconds = answer.number("resultSetTTL")?;
    ensure!(
        seconds.is_some_and(|seconds| seconds > 0),
        "it lasts {seconds:?} s"
    );
    Ok(())
}

fn by_id(id: &str) -> String {
    format!("cql.resultSetId = \"{id}\"")
}

fn set_is_found(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, count) = kept(c, c.many()?)?;
    let found = c.count(&by_id(&id))?;
    ensure!(found == count, "{found} of {count}");
    Ok(())
}

fn set_can_be_paged(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, _) = kept(c, c.many()?)?;
    let page = [("startRecord", "4"), ("maximumRecords", "5")];
    let (one, other) = (c.find(c.many()?, &page)?, c.find(&by_id(&id), &page)?);
    other.fine()?;
    ensure!(
        one.root.child("records") == other.root.child("records"),
        "others come"
    );
    Ok(())
}

fn set_in_a_query(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, _) = kept(c, c.many()?)?;
    let answer = c.find(&format!("{} and {}", by_id(&id), c.crossing()?), &[])?;
    if !answer.diagnostics()?.is_empty() {
        return answer.refused(&[55]).map(drop);
    }
    let whole = c.count(&format!("{} and {}", c.many()?, c.crossing()?))?;
    let found = answer.count()?;
    ensure!(found == whole, "{found}, not {whole}");
    Ok(())
}

fn set_can_be_sorted(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, count) = kept(c, c.many()?)?;
    let answer = c.find(&format!("{} sortby dc.title", by_id(&id)), &[])?;
    if !answer.diagnostics()?.is_empty() {
        return answer.refused(&[55, 80]).map(drop);
    }
    ensure!(answer.count()? == count, "not all are there");
    Ok(())
}

fn unknown_set(c: &mut Context<'_, Profile>) -> Outcome {
    let details = c.refuse(&by_id("nosuchset"), &[51])?;
    ensure!(details == "nosuchset", "the details are {details:?}");
    Ok(())
}

fn wrong_time(c: &mut Context<'_, Profile>) -> Outcome {
    for wrong in ["-1", "abc", "1.5"] {
        let told = c.find("a", &[("resultSetTTL", wrong)])?.refused(&[6])?;
        ensure!(
            told.details == "resultSetTTL",
            "the details are {:?}",
            told.details
        );
    }
    Ok(())
}

fn no_time(c: &mut Context<'_, Profile>) -> Outcome {
    c.find(c.many()?, &[("resultSetTTL", "0")])?
        .count()
        .map(drop)
}

fn endless_time(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.find(c.many()?, &[("resultSetTTL", &"9".repeat(30))])?;
    match answer.diagnostics()?.is_empty() {
        true => answer.count().map(drop),
        false => answer.refused(&[6]).map(drop),
    }
}

fn sets_have_ids_of_their_own(c: &mut Context<'_, Profile>) -> Outcome {
    let (one, other) = (kept(c, c.many()?)?.0, kept(c, c.crossing()?)?.0);
    ensure!(one != other, "both are {one}");
    Ok(())
}

fn ids_cannot_be_guessed(c: &mut Context<'_, Profile>) -> Outcome {
    let (one, other) = (kept(c, c.many()?)?.0, kept(c, c.many()?)?.0);
    let alike = one
        .bytes()
        .zip(other.bytes())
        .filter(|(a, b)| a == b)
        .count();
    ensure!(one == other || alike * 2 < one.len(), "{one} and {other}");
    Ok(())
}

fn other_relations(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, count) = kept(c, c.many()?)?;
    let answer = c.find(&format!("cql.resultSetId < \"{id}\""), &[])?;
    match answer.diagnostics()?.is_empty() {
        true => ensure!(answer.count()? == count, "another number is found"),
        false => drop(answer.refused(&[19, 22])?),
    }
    Ok(())
}
