//! Searches, and the pages of what they find.

use super::{super::answer::Answer, Profile};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "sru/search", "SRU 1.1 and 1.2, searchRetrieve; OASIS part 3, 2.2", [];
    Must known_record ["work.known"] "A record is found by its id, and holds its title.";
    Must nothing [] "A query that finds nothing has 0 records, no element for them and no next position.";
    Must nothing_from_another_start [] "A start of 1 is no fault where nothing is found.";
    Must missing_query ["version.1.2"] "A search without a query is refused with 7 and query.";
    Must empty_query [] "An empty query is refused with 7, 10 or 27.";
    Must start_record_is_a_place ["many"] "The first record stands at startRecord, which counts from 1.";
    Must wrong_start_record ["many"] "A startRecord that is no whole number from 1 is refused with 6 and its name.";
    Must start_beyond_the_end ["many"] "A startRecord beyond the last record is refused with 61.";
    Should start_beyond_tells_the_count ["many"] "A startRecord beyond the last record still tells how many there are.";
    Must far_beyond_the_end ["many"] "A startRecord of thirty digits is refused with 6 or 61.";
    Must no_records_wanted ["many"] "With maximumRecords 0 the count comes alone.";
    Must few_records_wanted ["many"] "No more records come than maximumRecords says.";
    Must wrong_maximum_records ["many"] "A maximumRecords that is no whole number from 0 is refused with 6 or 62.";
    Must very_many_wanted ["most", "limits.records"] "A maximumRecords beyond what is given is cut to that, and the next position goes on there.";
    Must maximum_of_thirty_digits ["many"] "A maximumRecords of thirty digits is cut, or refused with 6.";
    Must next_position_until_the_last ["many"] "The next position is the one after the last record, and absent when there is none.";
    Must positions_count_on ["many"] "Positions of records count on from startRecord.";
    Must last_record_alone ["many"] "A startRecord that is the count gives one record.";
    Must pages_are_the_whole ["many"] "Pages of different sizes give the same records in the same order, each once.";
    Must asked_again ["many"] "The same request gives the same records.";
    Must one_count ["many"] "The count does not depend on the page.";
    Must counted_then_fetched ["many"] "A count alone and then a page, as YAZ asks, tell one number." of "yaz-client, zoomsh";
    Must whole_catalogue ["most", "limits.records"] "The largest result can be walked to its end: as many records as were counted, or diagnostics in their place.";
}

fn known_record(c: &mut Context<'_, Profile>) -> Outcome {
    let work = c.work("known")?;
    let words = c.find(&work.query, &[])?.record()?.element()?.words();
    ensure!(words.contains(&work.title), "{} is not in it", work.title);
    Ok(())
}

const NOTHING: &str = "conformancesentinelnobodyhas";

fn nothing(c: &mut Context<'_, Profile>) -> Outcome {
    for version in c.versions() {
        let answer = c.search(version, NOTHING, &[])?;
        ensure!(answer.count()? == 0, "something is found");
        for absent in ["records", "nextRecordPosition"] {
            ensure!(answer.root.child(absent).is_none(), "there is {absent}");
        }
    }
    Ok(())
}

fn nothing_from_another_start(c: &mut Context<'_, Profile>) -> Outcome {
    c.find(NOTHING, &[("startRecord", "1")])?.count().map(drop)
}

fn missing_query(c: &mut Context<'_, Profile>) -> Outcome {
    let told = c
        .raw("version=1.2&operation=searchRetrieve")?
        .refused(&[7])?;
    ensure!(
        told.details == "query",
        "the details are {:?}",
        told.details
    );
    Ok(())
}

fn empty_query(c: &mut Context<'_, Profile>) -> Outcome {
    c.refuse("", &[7, 10, 27])?;
    c.refuse("   ", &[7, 10, 27]).map(drop)
}

fn page(c: &Context<'_, Profile>, start: u64, most: u64) -> Outcome<Answer> {
    let (start, most) = (start.to_string(), most.to_string());
    c.find(
        c.many()?,
        &[("startRecord", &start), ("maximumRecords", &most)],
    )
}

/// The records of a page, each as text.
fn texts(answer: &Answer) -> Outcome<Vec<String>> {
    answer.fine()?;
    let records = answer.records()?;
    records
        .iter()
        .map(|record| Ok(record.element()?.words()))
        .collect()
}

fn start_record_is_a_place(c: &mut Context<'_, Profile>) -> Outcome {
    let (whole, rest) = (texts(&page(c, 1, 5)?)?, texts(&page(c, 3, 3)?)?);
    ensure!(whole.len() == 5, "{} records, not 5", whole.len());
    ensure!(whole.get(2..) == Some(&rest[..]), "from 3 on others come");
    Ok(())
}

fn wrong_start_record(c: &mut Context<'_, Profile>) -> Outcome {
    for wrong in ["0", "-1", "abc", "1.5", "1e3", "0x1", "1 2"] {
        let answer = c.find(c.many()?, &[("startRecord", wrong)])?;
        let told = answer.refused(&[6])?;
        ensure!(
            told.details == "startRecord",
            "the details are {:?}",
            told.details
        );
    }
    Ok(())
}

fn beyond(c: &Context<'_, Profile>) -> Outcome<(u64, Answer)> {
    let count = c.count(c.many()?)?;
    Ok((count, page(c, count + 1, 10)?))
}

fn start_beyond_the_end(c: &mut Context<'_, Profile>) -> Outcome {
    beyond(c)?.1.refused(&[61]).map(drop)
}

fn start_beyond_tells_the_count(c: &mut Context<'_, Profile>) -> Outcome {
    let (count, answer) = beyond(c)?;
    let told = answer.number("numberOfRecords")?;
    ensure!(told == Some(count), "{told:?} are told, not {count}");
    Ok(())
}

fn far_beyond_the_end(c: &mut Context<'_, Profile>) -> Outcome {
    let start = "9".repeat(30);
    let answer = c.find(c.many()?, &[("startRecord", &start)])?;
    answer.refused(&[6, 61]).map(drop)
}

fn no_records_wanted(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.find(c.many()?, &[("maximumRecords", "0")])?;
    ensure!(answer.count()? > 0, "nothing is counted");
    ensure!(answer.records()?.is_empty(), "records come");
    Ok(())
}

fn few_records_wanted(c: &mut Context<'_, Profile>) -> Outcome {
    for most in [1, 2, 7] {
        let came = page(c, 1, most)?.records()?.len() as u64;
        ensure!(came == most, "{came} records come, not {most}");
    }
    Ok(())
}

fn wrong_maximum_records(c: &mut Context<'_, Profile>) -> Outcome {
    for wrong in ["-1", "abc", "1.5", "ten"] {
        let answer = c.find(c.many()?, &[("maximumRecords", wrong)])?;
        answer.refused(&[6, 62])?;
    }
    Ok(())
}

fn very_many_wanted(c: &mut Context<'_, Profile>) -> Outcome {
    let limit = c.profile.limits.records.unwrap_or_default();
    let answer = c.find(c.most()?, &[("maximumRecords", "1000000")])?;
    let (count, came) = (answer.count()?, answer.records()?.len() as u64);
    ensure!(
        (1..=limit).contains(&came) && came < count,
        "{came} of {count}"
    );
    let next = answer.number("nextRecordPosition")?;
    ensure!(next == Some(came + 1), "the next is {next:?} after {came}");
    Ok(())
}

fn maximum_of_thirty_digits(c: &mut Context<'_, Profile>) -> Outcome {
    let most = "9".repeat(30);
    let answer = c.find(c.many()?, &[("maximumRecords", &most)])?;
    match answer.diagnostics()?.is_empty() {
        true => answer.count().map(drop),
        false => answer.refused(&[6]).map(drop),
    }
}

fn next_position_until_the_last(c: &mut Context<'_, Profile>) -> Outcome {
    let count = c.count(c.many()?)?;
    for (start, most) in [(1, 5), (3, 4), (1, count - 1), (1, count), (count, 5)] {
        let answer = page(c, start, most)?;
        let last = (start + most - 1).min(count);
        let expected = (last < count).then_some(last + 1);
        let next = answer.number("nextRecordPosition")?;
        ensure!(
            next == expected,
            "{most} from {start} of {count}: the next is {next:?}, not {expected:?}"
        );
    }
    Ok(())
}

fn positions_count_on(c: &mut Context<'_, Profile>) -> Outcome {
    for (start, most) in [(1, 5), (4, 6)] {
        let records = page(c, start, most)?.records()?;
        let positions: Vec<_> = records.iter().map(|record| record.position).collect();
        let expected: Vec<_> = (start..start + most).collect();
        ensure!(positions == expected, "{positions:?}, not {expected:?}");
    }
    Ok(())
}

fn last_record_alone(c: &mut Context<'_, Profile>) -> Outcome {
    let count = c.count(c.many()?)?;
    let position = page(c, count, 10)?.record()?.position;
    ensure!(position == count, "it stands at {position}, not {count}");
    Ok(())
}

fn pages_are_the_whole(c: &mut Context<'_, Profile>) -> Outcome {
    let count = c.count(c.many()?)?;
    let whole = texts(&page(c, 1, count)?)?;
    ensure!(whole.len() as u64 == count, "{} of {count}", whole.len());
    for size in [3, 7] {
        let mut pages = Vec::new();
        while (pages.len() as u64) < count {
            let more = texts(&page(c, pages.len() as u64 + 1, size)?)?;
            ensure!(!more.is_empty(), "an empty page in the middle");
            pages.extend(more);
        }
        ensure!(pages == whole, "pages of {size} are not the whole");
    }
    Ok(())
}

fn asked_again(c: &mut Context<'_, Profile>) -> Outcome {
    let (one, other) = (texts(&page(c, 2, 9)?)?, texts(&page(c, 2, 9)?)?);
    ensure!(one == other, "others come");
    Ok(())
}

fn one_count(c: &mut Context<'_, Profile>) -> Outcome {
    let mut counts = Vec::new();
    for (start, most) in [(1, 0), (1, 1), (5, 3), (2, 20)] {
        counts.push(page(c, start, most)?.count()?);
    }
    counts.dedup();
    ensure!(counts.len() == 1, "pages tell {counts:?}");
    Ok(())
}

fn counted_then_fetched(c: &mut Context<'_, Profile>) -> Outcome {
    for _ in 0..2 {
        let counted = page(c, 1, 0)?.count()?;
        let fetched = page(c, 1, 10)?;
        ensure!(fetched.count()? == counted, "the page tells another number");
        ensure!(fetched.records()?.len() == 10, "not ten records");
    }
    Ok(())
}

fn whole_catalogue(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut start, mut seen) = (1, 0);
    loop {
        let from = start.to_string();
        let answer = c.find(
            c.most()?,
            &[("startRecord", &from), ("maximumRecords", "1000")],
        )?;
        let count = answer.count()?;
        for record in answer.records()? {
            seen += 1;
            ensure!(
                record.position == seen,
                "{} comes as {seen}",
                record.position
            );
        }
        match answer.number("nextRecordPosition")? {
            Some(next) if next == seen + 1 => start = next,
            Some(next) => return Err(answer.failed(&format!("after {seen} comes {next}"))),
            None => {
                ensure!(seen == count, "{seen} records of {count}");
                return Ok(());
            }
        }
    }
}
