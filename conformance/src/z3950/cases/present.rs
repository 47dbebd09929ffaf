//! Present: which records, and how much fits a message.

use std::collections::BTreeSet;

use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
    z3950::{
        Profile,
        ber::{group, integer, sequence},
        origin::Origin,
        record::Record,
        request::{self, USMARC, XML},
    },
};

cases! {
    "z3950/present", "Z39.50-2003, 3.2.3", ["anonymous", "many"];
    Must a_range [] "A range comes in order, as its records come one by one.";
    Must whole_set [] "All records of a set can be presented at once.";
    Must each_record_once [] "No record is twice in a set.";
    Must nothing_asked [] "A count of zero succeeds without records.";
    Must start_of_zero [] "Position zero is refused with 13." of "bib-1 diagnostic 13";
    Must negative_start [] "A negative position is refused with 13." of "bib-1 diagnostic 13";
    Must start_behind_the_end [] "A position behind the end is refused with 13." of "bib-1 diagnostic 13";
    Must refusal_names_the_position [] "13 names the position." of "bib-1 diagnostic 13";
    Must partly_behind_the_end [] "A range partly behind the end is refused with 13, or 13 stands in the place of each missing record." of "Z39.50 clarification: Present out of range; bib-1 diagnostic 13";
    Must negative_count [] "A negative count is refused with 13." of "bib-1 diagnostic 13";
    Must huge_count [] "A count of 2^31-1 is refused with 13 or answered by what there is, at once." of "bib-1 diagnostic 13";
    Must huge_numbers [] "Positions and counts of 2^62 are refused.";
    Must unknown_set [] "An unknown set is refused with 30 and its name." of "bib-1 diagnostic 30";
    Must before_any_search [] "The default set before any search is refused with 30." of "bib-1 diagnostic 30";
    Should next_position [] "nextResultSetPosition follows the last record, and is zero behind the last of all." of "Z39.50-2003, 3.2.3.1.6";
    Must additional_ranges [] "Additional ranges are served or refused with 243, never passed over." of "Z39.50-2003, 3.2.3.1.2; bib-1 diagnostic 243";
    Must segment_limits [] "maxSegmentCount, maxRecordSize and maxSegmentSize do no harm where nothing is segmented." of "Z39.50-2003, 3.2.3.1.7";
    Must refusal_leaves_session [] "A refused Present leaves set and session alive.";
    Must partial_by_size [] "What does not fit the preferred size is left for the next Present, and said (presentStatus 2)." of "Z39.50-2003, 3.3.2";
    Must all_by_small_messages [] "Present after Present at nextResultSetPosition brings every record once." of "Z39.50-2003, 3.3.2";
    Must message_within_size [] "A message with several records is not larger than the preferred size." of "Z39.50-2003, 3.3.2";
    Must beyond_exceptional ["work.big", "syntax.xml"] "A record above the exceptional size comes as surrogate 17." of "Z39.50-2003, 3.3.3; bib-1 diagnostic 17";
    Must exceptional_alone ["work.big", "syntax.xml"] "A record between the preferred and the exceptional size comes when it is asked for alone." of "Z39.50-2003, 3.3.3";
    Must exceptional_not_first ["work.big", "work.known", "syntax.xml"] "Among others such a record comes as surrogate 16 or is left for its own Present." of "Z39.50-2003, 3.3.3; bib-1 diagnostic 16";
    Must no_marc_beyond_its_limit ["work.big"] "A record that MARC 21 cannot hold comes as surrogate 14, 17, 227 or 238, never with a wrong length." of "ISO 2709: 99,999 octets; bib-1 diagnostics 14, 17";
}

fn found(c: &Context<'_, Profile>) -> Outcome<(Origin, i64)> {
    let mut o = c.origin()?;
    let hits = o.find(&c.many()?)?;
    ensure!((4..200).contains(&hits), "many has {hits} hits");
    Ok((o, hits))
}

fn a_range(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, _) = found(c)?;
    let range = o.marc(2, 3)?;
    for (position, wanted) in (2..).zip(&range) {
        let alone = o.marc(position, 1)?;
        ensure!(alone.first() == Some(wanted), "record {position} differs");
    }
    Ok(())
}

fn whole_set(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, hits) = found(c)?;
    o.marc(1, hits).map(drop)
}

fn each_record_once(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, hits) = found(c)?;
    let all = o.records(1, hits, USMARC)?;
    let different: BTreeSet<Vec<u8>> = all
        .iter()
        .map(|record| Ok(record.retrieved()?.octets()?.to_vec()))
        .collect::<Outcome<_>>()?;
    ensure!(
        different.len() == all.len(),
        "of {hits} records {} differ",
        different.len()
    );
    Ok(())
}

fn nothing_asked(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, _) = found(c)?;
    let (answer, records) = o.presented(&request::present("default", 1, 0, USMARC))?;
    answer.is("presentStatus", 0)?;
    ensure!(records.is_empty(), "{} records come", records.len());
    Ok(())
}

/// Refused with 13, and the session lives.
fn out_of_range(o: &mut Origin, start: i64, count: i64) -> Outcome {
    let refused = o.present_refused(&request::present("default", start, count, USMARC))?;
    ensure!(refused.condition == 13, "{refused} came and 13 should");
    o.records(1, 1, USMARC).map(drop)
}

fn start_of_zero(c: &mut Context<'_, Profile>) -> Outcome {
    out_of_range(&mut found(c)?.0, 0, 1)
}

fn negative_start(c: &mut Context<'_, Profile>) -> Outcome {
    out_of_range(&mut found(c)?.0, -1, 1)
}

fn start_behind_the_end(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, hits) = found(c)?;
    out_of_range(&mut o, hits + 1, 1)
}

fn refusal_names_the_position(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, hits) = found(c)?;
    for start in [0, hits + 1, hits + 1000] {
        let refused = o.present_refused(&request::present("default", start, 1, USMARC))?;
        refused.about(&start.to_string())?;
    }
    Ok(())
}

fn partly_behind_the_end(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, hits) = found(c)?;
    let answer = o
        .ask(&request::present("default", hits, 2, USMARC))?
        .expect("presentResponse")?;
    let records = answer.records()?;
    if let [last, missing] = &records[..] {
        last.retrieved()?;
        let condition = missing.surrogate().map(|found| found.condition);
        ensure!(condition == Some(13), "the missing one is {condition:?}");
        return Ok(());
    }
    answer.is("presentStatus", 5)?;
    answer.is("numberOfRecordsReturned", 0)?;
    answer.diagnosed(&[13])?.about(&(hits + 1).to_string())
}

fn negative_count(c: &mut Context<'_, Profile>) -> Outcome {
    out_of_range(&mut found(c)?.0, 1, -1)
}

fn huge_count(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, hits) = found(c)?;
    let answer = o
        .ask(&request::present("default", 1, i64::from(i32::MAX), USMARC))?
        .expect("presentResponse")?;
    if answer.records()?.is_empty() {
        answer.diagnosed(&[13])?;
    } else {
        let returned = answer.integer("numberOfRecordsReturned")?;
        ensure!(returned <= hits, "{returned} records of {hits}");
    }
    o.records(1, 1, USMARC).map(drop)
}

fn huge_numbers(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, _) = found(c)?;
    out_of_range(&mut o, 1 << 62, 1 << 62)?;
    out_of_range(&mut o, i64::MAX, 1)?;
    out_of_range(&mut o, i64::MIN, i64::MIN)
}

fn unknown_set(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, _) = found(c)?;
    let refused = o.present_refused(&request::present("nosuchset", 1, 1, USMARC))?;
    ensure!(refused.condition == 30, "{refused} came and 30 should");
    refused.about("nosuchset")
}

fn before_any_search(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let refused = o.present_refused(&request::present("default", 1, 1, USMARC))?;
    ensure!(refused.condition == 30, "{refused} came and 30 should");
    o.lives()
}

fn next_position(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, hits) = found(c)?;
    for (start, count, next) in [(1, 2, 3), (hits - 1, 1, hits), (hits, 1, 0)] {
        let (answer, _) = o.presented(&request::present("default", start, count, USMARC))?;
        answer.is("nextResultSetPosition", next)?;
    }
    Ok(())
}

fn additional_ranges(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, hits) = found(c)?;
    let range = sequence([integer(1, hits), integer(2, 1)]);
    let request = request::present("default", 1, 1, USMARC).before(104, group(212, [range]));
    let answer = o.ask(&request)?.expect("presentResponse")?;
    if answer.records()?.len() == 2 {
        return Ok(());
    }
    answer.diagnosed(&[243]).map(drop)
}

fn segment_limits(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, _) = found(c)?;
    let request = request::present("default", 1, 2, USMARC)
        .with(integer(204, 1))
        .with(integer(206, 100_000))
        .with(integer(207, 100_000));
    let (_, records) = o.presented(&request)?;
    ensure!(records.len() == 2, "{} records come", records.len());
    Ok(())
}

fn refusal_leaves_session(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, hits) = found(c)?;
    for start in 1..20 {
        out_of_range(&mut o, hits + start, 1)?;
    }
    o.lives()
}

/// A session with messages as small as the target allows: its preferred size, and the hits.
fn small_messages(c: &Context<'_, Profile>) -> Outcome<(Origin, i64, i64)> {
    let init = c
        .usual_init()
        .put(integer(5, 4096))
        .put(integer(6, 100_000));
    let (mut o, answer) = c.origin_with(&init)?;
    let preferred = answer.integer("preferredMessageSize")?;
    let hits = o.find(&c.many()?)?;
    Ok((o, preferred, hits))
}

fn total(records: &[Record]) -> Outcome<i64> {
    let sizes = records.iter().map(|record| match record.surrogate() {
        Some(_) => Ok(0),
        None => Ok(record.retrieved()?.octets()?.len()),
    });
    let total: usize = sizes.sum::<Outcome<usize>>()?;
    Ok(i64::try_from(total).unwrap_or(i64::MAX))
}

fn partial_by_size(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, preferred, hits) = small_messages(c)?;
    let (answer, records) = o.presented(&request::present("default", 1, hits, USMARC))?;
    let returned = answer.integer("numberOfRecordsReturned")?;
    if returned == hits && total(&records)? <= preferred {
        return Err(Stop::skipped(format!(
            "{hits} records fit {preferred} octets"
        )));
    }
    answer.is("presentStatus", 2)?;
    ensure!(returned > 0, "not one record comes");
    answer.is("nextResultSetPosition", returned + 1)
}

fn all_by_small_messages(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, _, hits) = small_messages(c)?;
    let mut all = Vec::new();
    let mut next = 1;
    while next != 0 && next <= hits {
        let request = request::present("default", next, hits - next + 1, USMARC);
        let (answer, records) = o.presented(&request)?;
        ensure!(!records.is_empty(), "no record comes at {next}");
        next += answer.integer("numberOfRecordsReturned")?;
        for record in &records {
            match record.surrogate() {
                // Too big for a message with others: it comes alone.
                Some(found) if found.condition == 16 => {
                    let place = i64::try_from(all.len()).unwrap_or_default() + 1;
                    all.extend(o.marc(place, 1)?);
                }
                _ => all.push(record.marc()?),
            }
        }
    }
    let whole = found(c)?.0.marc(1, hits)?;
    ensure!(all == whole, "the records differ from those of one Present");
    Ok(())
}

fn message_within_size(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, preferred, hits) = small_messages(c)?;
    let (_, records) = o.presented(&request::present("default", 1, hits, USMARC))?;
    let size = total(&records)?;
    ensure!(
        records.len() < 2 || size <= preferred,
        "{} records of {size} octets, and {preferred} are preferred",
        records.len()
    );
    Ok(())
}

/// A session with these sizes whose default set holds the big record alone.
fn big(c: &Context<'_, Profile>, preferred: i64, exceptional: i64) -> Outcome<Origin> {
    let init = c
        .usual_init()
        .put(integer(5, preferred))
        .put(integer(6, exceptional));
    let (mut o, _) = c.origin_with(&init)?;
    let hits = o.find(&format!("@attr 1=12 {}", c.work("big")?.id))?;
    ensure!(hits == 1, "{hits} records have the id of work.big");
    Ok(o)
}

fn surrogate(records: &[Record]) -> Option<i64> {
    records
        .iter()
        .find_map(Record::surrogate)
        .map(|d| d.condition)
}

fn beyond_exceptional(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = big(c, 4096, 8192)?;
    let (_, records) = o.presented(&request::present("default", 1, 1, XML))?;
    let found = surrogate(&records);
    ensure!(found == Some(17), "it comes as {found:?} and not as 17");
    Ok(())
}

fn exceptional_alone(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = big(c, 4096, request::EXCEPTIONAL_SIZE)?;
    o.records(1, 1, XML)?
        .first()
        .map_or(Ok(()), |record| record.marc().map(drop))
}

fn exceptional_not_first(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = big(c, 4096, request::EXCEPTIONAL_SIZE)?;
    let (big, known) = (c.work("big")?.id, c.work("known")?.id);
    let hits = o.find(&format!("@attr 1=12 @or {big} {known}"))?;
    ensure!(hits == 2, "two records by their ids are {hits}");
    let (answer, records) = o.presented(&request::present("default", 1, 2, XML))?;
    if let Some(condition) = surrogate(&records) {
        ensure!(condition == 16, "it comes as {condition} and not as 16");
        return Ok(());
    }
    ensure!(records.len() == 1, "both come in one message");
    answer.is("presentStatus", 2)?;
    answer.is("nextResultSetPosition", 2)
}

fn no_marc_beyond_its_limit(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = big(c, request::PREFERRED_SIZE, request::EXCEPTIONAL_SIZE)?;
    let answer = o
        .ask(&request::present("default", 1, 1, USMARC))?
        .expect("presentResponse")?;
    let records = answer.records()?;
    let Some(record) = records.first() else {
        return answer.diagnosed(&[14, 17, 227, 238]).map(drop);
    };
    match record.surrogate() {
        Some(found) => {
            let known = matches!(found.condition, 14 | 17 | 227 | 238);
            ensure!(known, "it comes as {found}");
            Ok(())
        }
        None => record.marc().map(drop),
    }
}
