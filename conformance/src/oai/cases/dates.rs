//! from and until: lists of a time.

use super::Profile;
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
};

cases! {
    "oai/dates", "OAI-PMH 2.0, 2.7.1 (selective harvesting and datestamps)", [];
    Must from_is_included ["service.seconds"] "A list from the datestamp of an item has it.";
    Must until_is_included ["service.seconds"] "A list until the datestamp of an item has it.";
    Must one_second ["service.seconds"] "A list from and until one datestamp has the items of that second and no others.";
    Must after_the_last ["service.seconds"] "A second after the last datestamp there is noRecordsMatch.";
    Must before_the_first [] "Until a day before the earliest datestamp there is noRecordsMatch.";
    Must far_future [] "From a day to come there is noRecordsMatch.";
    Must whole_day [] "A list from and until a day has all of that day." of "OAI-PMH 2.0, 3.3";
    Must days_are_served ["service.seconds"] "A repository of seconds takes days too." of "OAI-PMH 2.0, 3.3.1";
    Must halves_are_the_whole ["service.seconds"] "What came until a time and what came after it are the whole.";
    Must from_the_beginning [] "A list from the year 1 is the whole list, or badArgument.";
    Must until_the_end [] "A list until the year 9999 is the whole list.";
    Must incremental [] "Since the response date of a harvest nothing is missing: what changed later is in the next." of "RecordManager: the next from";
    Must records_too ["service.seconds"] "ListRecords takes the same dates.";
}

/// Earliest and latest datestamp.
fn bounds(c: &Context<'_, Profile>) -> Outcome<(String, String)> {
    let headers = c.headers(&[])?;
    let dates = || headers.iter().map(|header| header.datestamp.clone());
    match (dates().min(), dates().max()) {
        (Some(first), Some(last)) => Ok((first, last)),
        _ => Err(Stop::skipped("there are no records")),
    }
}

fn has(c: &Context<'_, Profile>, arguments: &[(&str, &str)]) -> Outcome<usize> {
    Ok(c.headers(arguments)?.len())
}

fn from_is_included(c: &mut Context<'_, Profile>) -> Outcome {
    let last = bounds(c)?.1;
    ensure!(
        has(c, &[("from", &last)])? > 0,
        "from {last} there is nothing"
    );
    Ok(())
}

fn until_is_included(c: &mut Context<'_, Profile>) -> Outcome {
    let first = bounds(c)?.0;
    ensure!(
        has(c, &[("until", &first)])? > 0,
        "until {first} there is nothing"
    );
    Ok(())
}

fn one_second(c: &mut Context<'_, Profile>) -> Outcome {
    let last = bounds(c)?.1;
    let expected = c
        .headers(&[])?
        .into_iter()
        .filter(|header| header.datestamp == last);
    let came = c.headers(&[("from", &last), ("until", &last)])?;
    ensure!(expected.eq(came), "at {last} there are others");
    Ok(())
}

fn after_the_last(c: &mut Context<'_, Profile>) -> Outcome {
    let last: jiff::Timestamp = bounds(c)?.1.parse().map_err(|_| Stop::failed("no time"))?;
    let next = last + jiff::SignedDuration::from_secs(1);
    ensure!(
        has(c, &[("from", &next.to_string())])? == 0,
        "after the last there are more"
    );
    Ok(())
}

fn before_the_first(c: &mut Context<'_, Profile>) -> Outcome {
    let first = bounds(c)?.0;
    let day: jiff::civil::Date = first
        .get(..10)
        .unwrap_or_default()
        .parse()
        .map_err(|_| Stop::failed("no day"))?;
    let before = day
        .yesterday()
        .map_err(|_| Stop::skipped("no day is before"))?
        .to_string();
    ensure!(
        has(c, &[("until", &before)])? == 0,
        "before {first} there is something"
    );
    Ok(())
}

fn far_future(c: &mut Context<'_, Profile>) -> Outcome {
    for verb in ["ListIdentifiers", "ListRecords"] {
        let arguments = [("metadataPrefix", "oai_dc"), ("from", "2999-01-01")];
        c.ask(verb, &arguments)?.error("noRecordsMatch")?;
    }
    Ok(())
}

fn whole_day(c: &mut Context<'_, Profile>) -> Outcome {
    let last = bounds(c)?.1;
    let day = last.get(..10).unwrap_or_default();
    let expected = c
        .headers(&[])?
        .into_iter()
        .filter(|header| header.datestamp.starts_with(day));
    let came = c.headers(&[("from", day), ("until", day)])?;
    ensure!(expected.eq(came), "on {day} there are others");
    Ok(())
}

fn days_are_served(c: &mut Context<'_, Profile>) -> Outcome {
    ensure!(
        has(c, &[("from", "1990-01-01")])? == has(c, &[])?,
        "from 1990 others come"
    );
    Ok(())
}

fn halves_are_the_whole(c: &mut Context<'_, Profile>) -> Outcome {
    let first: jiff::Timestamp = bounds(c)?.0.parse().map_err(|_| Stop::failed("no time"))?;
    let next = (first + jiff::SignedDuration::from_secs(1)).to_string();
    let (until, from) = (
        has(c, &[("until", &first.to_string())])?,
        has(c, &[("from", &next)])?,
    );
    let whole = has(c, &[])?;
    ensure!(until + from == whole, "{until} and {from} of {whole}");
    Ok(())
}

fn from_the_beginning(c: &mut Context<'_, Profile>) -> Outcome {
    let arguments = [("metadataPrefix", "oai_dc"), ("from", "0001-01-01")];
    let answer = c.ask("ListIdentifiers", &arguments)?;
    if !answer.codes()?.is_empty() {
        return answer.error("badArgument");
    }
    ensure!(
        has(c, &[("from", "0001-01-01")])? == has(c, &[])?,
        "others come"
    );
    Ok(())
}

fn until_the_end(c: &mut Context<'_, Profile>) -> Outcome {
    ensure!(
        has(c, &[("until", "9999-12-31")])? == has(c, &[])?,
        "others come"
    );
    Ok(())
}

fn incremental(c: &mut Context<'_, Profile>) -> Outcome {
    let begun = c.ask("Identify", &[])?.date();
    let known = c.headers(&[])?;
    let length = known.first().map_or(20, |header| header.datestamp.len());
    let since = begun.get(..length).unwrap_or(&begun);
    // Whatever is dated since then is either in the harvest or in the next one.
    let next = c.headers(&[("from", since)])?;
    let missing = known
        .iter()
        .filter(|header| header.datestamp.as_str() >= since);
    for header in missing {
        ensure!(
            next.iter().any(|own| own.identifier == header.identifier),
            "{header:?} is missing"
        );
    }
    Ok(())
}

fn records_too(c: &mut Context<'_, Profile>) -> Outcome {
    let last = bounds(c)?.1;
    let arguments = [
        ("metadataPrefix", "oai_dc"),
        ("from", &last),
        ("until", &last),
    ];
    let mut came = Vec::new();
    for page in c.pages("ListRecords", &arguments)? {
        came.extend(page.records()?.into_iter().map(|record| record.header));
    }
    ensure!(
        came == c.headers(&[("from", &last), ("until", &last)])?,
        "others come"
    );
    Ok(())
}
