//! Records that come with the SearchResponse: small, medium and large sets.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    z3950::{
        Profile,
        answer::Answer,
        ber::{group, integer, octets},
        origin::{Origin, succeeded},
        request::{self, HTML, USMARC},
    },
};

cases! {
    "z3950/piggyback", "Z39.50-2003, 3.2.2.1.4 and 3.2.2.1.10", ["anonymous", "many"];
    Must small_set [] "A set of as many records as smallSetUpperBound comes whole.";
    Must medium_set_above_small [] "One record more than smallSetUpperBound makes a medium set.";
    Must medium_set_below_large [] "One record fewer than largeSetLowerBound makes a medium set.";
    Must large_set [] "As many records as largeSetLowerBound make a large set: none comes.";
    Must medium_number_beyond_hits [] "A medium set never brings more records than hits.";
    Must no_medium_records [] "mediumSetPresentNumber zero brings none.";
    Must small_wins [] "The small set rule goes before the others.";
    Must as_zoom_asks [] "The bounds of ZOOM (1, 2000000000, 10) bring ten records.";
    Must no_hits [] "A search without hits brings no records and no presentStatus.";
    Must negative_bounds [] "Negative bounds and numbers bring no records, and no harm.";
    Must huge_bounds [] "Bounds and numbers of 2^31-1 and 2^62 do no harm.";
    Must status_comes_with_records [] "presentStatus is there if records were asked for, and not otherwise." of "appendix REC: SearchResponse, presentStatus";
    Must unsupported_syntax [] "A syntax that is not served fails the records and not the search." of "Z39.50-2003, 3.2.2.1.10; bib-1 diagnostics 238, 239";
    Must set_lives_after_failed_records [] "After failed records the set is there.";
    Must same_as_presented [] "The records are those of a Present.";
    Should next_position_after_some [] "nextResultSetPosition is the next one after those returned.";
    Should next_position_at_the_end [] "nextResultSetPosition is zero when the last one was returned, or there is none.";
    Should next_position_after_none [] "nextResultSetPosition is one if none was returned of some.";
    Must element_set_of_small [] "smallSetElementSetNames chooses the element set of a small set.";
    Must unknown_element_set [] "An element set that nobody knows fails the records and not the search." of "bib-1 diagnostics 24, 25";
}

/// The answer to the search with many hits under these bounds.
fn searched(c: &Context<'_, Profile>, o: &mut Origin, bounds: (i64, i64, i64)) -> Outcome<Answer> {
    let request = request::piggyback(o.request(&c.many()?)?, bounds, USMARC);
    let answer = o.ask(&request)?.expect("searchResponse")?;
    succeeded(&answer)?;
    Ok(answer)
}

/// The records that bounds made of the count bring, and how many they should be.
fn brings(
    c: &Context<'_, Profile>,
    bounds: impl Fn(i64) -> (i64, i64, i64),
    wanted: impl Fn(i64) -> i64,
) -> Outcome<Answer> {
    let mut o = c.origin()?;
    let hits = o.find(&c.many()?)?;
    ensure!((4..200).contains(&hits), "many has {hits} hits");
    let answer = searched(c, &mut o, bounds(hits))?;
    answer.is("resultCount", hits)?;
    answer.is("numberOfRecordsReturned", wanted(hits))?;
    for record in answer.records()? {
        record.marc()?;
    }
    Ok(answer)
}

fn small_set(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = brings(c, |hits| (hits, hits + 1, 0), |hits| hits)?;
    answer.is("presentStatus", 0)
}

fn medium_set_above_small(c: &mut Context<'_, Profile>) -> Outcome {
    brings(c, |hits| (hits - 1, hits + 1, 3), |_| 3).map(drop)
}

fn medium_set_below_large(c: &mut Context<'_, Profile>) -> Outcome {
    brings(c, |hits| (0, hits + 1, 2), |_| 2).map(drop)
}

fn large_set(c: &mut Context<'_, Profile>) -> Outcome {
    brings(c, |hits| (0, hits, 3), |_| 0).map(drop)
}

fn medium_number_beyond_hits(c: &mut Context<'_, Profile>) -> Outcome {
    brings(c, |hits| (0, hits + 1, hits + 100), |hits| hits).map(drop)
}

fn no_medium_records(c: &mut Context<'_, Profile>) -> Outcome {
    brings(c, |hits| (0, hits + 1, 0), |_| 0).map(drop)
}

fn small_wins(c: &mut Context<'_, Profile>) -> Outcome {
    brings(c, |hits| (hits, hits, 2), |hits| hits).map(drop)
}

fn as_zoom_asks(c: &mut Context<'_, Profile>) -> Outcome {
    brings(c, |_| (1, 2_000_000_000, 10), |hits| hits.min(10)).map(drop)
}

fn no_hits(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let request = o.request("@attr 1=4 conformancesentinel")?;
    let request = request::piggyback(request, (10, 20, 5), USMARC);
    let answer = o.ask(&request)?.expect("searchResponse")?;
    succeeded(&answer)?;
    answer.is("resultCount", 0)?;
    answer.is("numberOfRecordsReturned", 0)?;
    ensure!(
        matches!(answer.optional("presentStatus"), None | Some(0)),
        "presentStatus is not success"
    );
    Ok(())
}

fn negative_bounds(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    for bounds in [(-1, -1, -1), (i64::MIN, 1 << 40, -5), (-5, 1000, i64::MIN)] {
        let answer = searched(c, &mut o, bounds)?;
        answer.is("numberOfRecordsReturned", 0)?;
    }
    o.lives()
}

fn huge_bounds(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let huge = i64::from(i32::MAX);
    for bounds in [(huge, huge, huge), (1 << 62, 1 << 62, 1 << 62)] {
        let answer = searched(c, &mut o, bounds)?;
        let hits = answer.integer("resultCount")?;
        ensure!(
            answer.integer("numberOfRecordsReturned")? <= hits,
            "more records than hits"
        );
    }
    o.lives()
}

fn status_comes_with_records(c: &mut Context<'_, Profile>) -> Outcome {
    let some = brings(c, |hits| (0, hits + 1, 2), |_| 2)?;
    some.is("presentStatus", 0)?;
    let none = brings(c, |_| (0, 1, 0), |_| 0)?;
    ensure!(
        none.field("presentStatus").is_none(),
        "there is a presentStatus and no records were asked for"
    );
    Ok(())
}

fn with_syntax(c: &Context<'_, Profile>, o: &mut Origin, syntax: &str) -> Outcome<Answer> {
    let request = request::piggyback(o.request(&c.many()?)?, (0, 1 << 30, 2), syntax);
    let answer = o.ask(&request)?.expect("searchResponse")?;
    succeeded(&answer)?;
    Ok(answer)
}

fn unsupported_syntax(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = with_syntax(c, &mut c.origin()?, HTML)?;
    failed_records(&answer, &[227, 238, 239])
}

/// The records failed as a whole (presentStatus 5) or one by one.
fn failed_records(answer: &Answer, conditions: &[i64]) -> Outcome {
    let records = answer.records()?;
    if records.is_empty() {
        answer.is("presentStatus", 5)?;
        return answer.diagnosed(conditions).map(drop);
    }
    for record in &records {
        let condition = record.surrogate().map(|found| found.condition);
        ensure!(
            condition.is_some_and(|found| conditions.contains(&found)),
            "a record came as {condition:?} and not as {conditions:?}"
        );
    }
    Ok(())
}

fn set_lives_after_failed_records(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    with_syntax(c, &mut o, HTML)?;
    o.records(1, 1, USMARC).map(drop)
}

fn same_as_presented(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let answer = searched(c, &mut o, (0, 1 << 30, 3))?;
    let brought: Vec<_> = answer
        .records()?
        .iter()
        .map(crate::z3950::record::Record::marc)
        .collect::<Outcome<_>>()?;
    ensure!(brought == o.marc(1, 3)?, "Present gives other records");
    Ok(())
}

fn next_position_after_some(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = brings(c, |hits| (0, hits + 1, 3), |_| 3)?;
    answer.is("nextResultSetPosition", 4)
}

fn next_position_at_the_end(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = brings(c, |hits| (hits, hits + 1, 0), |hits| hits)?;
    answer.is("nextResultSetPosition", 0)?;
    let mut o = c.origin()?;
    let request = o.request("@attr 1=4 conformancesentinel")?;
    o.ask(&request)?
        .expect("searchResponse")?
        .is("nextResultSetPosition", 0)
}

fn next_position_after_none(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = brings(c, |_| (0, 1, 0), |_| 0)?;
    answer.is("nextResultSetPosition", 1)
}

fn element_set_of_small(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let sized = |o: &mut Origin, name: &str| -> Outcome<usize> {
        let request = request::piggyback(o.request(&c.many()?)?, (1 << 30, 1 << 31, 0), USMARC)
            .before(104, group(100, [octets(0, name)]));
        let answer = o.ask(&request)?.expect("searchResponse")?;
        succeeded(&answer)?;
        let records = answer.records()?;
        ensure!(!records.is_empty(), "no records come");
        records
            .iter()
            .map(|record| Ok(record.retrieved()?.octets()?.len()))
            .sum()
    };
    let (brief, full) = (sized(&mut o, "B")?, sized(&mut o, "F")?);
    ensure!(brief <= full, "brief records are longer than full ones");
    Ok(())
}

fn unknown_element_set(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let request = request::piggyback(o.request(&c.many()?)?, (0, 1 << 30, 2), USMARC)
        .before(104, group(101, [octets(0, "NOSUCHSET")]))
        .put(integer(15, 2));
    let answer = o.ask(&request)?.expect("searchResponse")?;
    succeeded(&answer)?;
    failed_records(&answer, &[24, 25])?;
    o.records(1, 1, USMARC).map(drop)
}
