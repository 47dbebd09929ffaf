//! sortby in the query, and sortKeys beside it.

use super::{super::answer::Answer, Profile};
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
};

cases! {
    "sru/sorting", "CQL 1.2, Sorting; SRU 1.1, sortKeys", ["service.sort", "many", "schema.dc"];
    Must every_record [] "sortby finds the same records as the query without it.";
    Must ascending [] "Dates come in their order.";
    Must descending [] "Turned round, dates come in the opposite order.";
    Must sort_keys [] "sortKeys orders as sortby does.";
    Must sort_keys_descending [] "A third field of 0 in sortKeys turns the order round.";
    Must pages_in_order [] "Pages of an ordered result are parts of the whole.";
    Must finnish_order [] "Titles that begin with å, ä and ö come after z." of "SFS-EN 13710: Finnish order";
    Must both_ways [] "sortby and sortKeys together: sortby holds, or 80.";
    Must unknown_index [] "An index that nobody can sort by is refused with 16, 80 or 88." of "diagnostics 80-93";
    Must unknown_key [] "A path of sortKeys that nobody knows is refused with 86 to 89.";
    Must unknown_modifier [] "A modifier of sortby that nobody knows is refused.";
    Must many_keys [] "A hundred keys are served or refused with 84 or 10.";
}

fn ordered(c: &Context<'_, Profile>, by: &str, more: &[(&str, &str)]) -> Outcome<Answer> {
    let more = [&[("maximumRecords", "100"), ("recordSchema", "dc")], more].concat();
    let answer = c.find(&format!("{} {by}", c.many()?), &more)?;
    answer.fine()?;
    Ok(answer)
}

/// The first of these elements in each record, where it has one.
fn values(answer: &Answer, name: &str) -> Outcome<Vec<String>> {
    let mut values = Vec::new();
    for record in answer.records()? {
        values.extend(record.element()?.text_of(name).map(str::to_owned));
    }
    if values.len() < 3 {
        return Err(Stop::skipped("fewer than three records have a value"));
    }
    Ok(values)
}

/// The four digits of each date.
fn years(answer: &Answer) -> Outcome<Vec<u32>> {
    let year = |date: &String| {
        let digits: String = date.chars().filter(char::is_ascii_digit).take(4).collect();
        digits.parse().ok()
    };
    Ok(values(answer, "date")?.iter().filter_map(year).collect())
}

fn every_record(c: &mut Context<'_, Profile>) -> Outcome {
    let (plain, sorted) = (c.count(c.many()?)?, ordered(c, "sortby dc.title", &[])?);
    ensure!(sorted.count()? == plain, "{plain} unsorted");
    let mut all: Vec<_> = sorted
        .records()?
        .iter()
        .map(|r| r.element().map(|e| e.words()))
        .collect::<Outcome<_>>()?;
    all.sort();
    all.dedup();
    ensure!(
        all.len() as u64 == plain,
        "{} different of {plain}",
        all.len()
    );
    Ok(())
}

fn ascending(c: &mut Context<'_, Profile>) -> Outcome {
    let years = years(&ordered(c, "sortby dc.date", &[])?)?;
    ensure!(years.is_sorted(), "{years:?}");
    Ok(())
}

fn descending(c: &mut Context<'_, Profile>) -> Outcome {
    let years = years(&ordered(c, "sortby dc.date/sort.descending", &[])?)?;
    ensure!(years.is_sorted_by(|one, next| one >= next), "{years:?}");
    Ok(())
}

fn sort_keys(c: &mut Context<'_, Profile>) -> Outcome {
    let by_keys = years(&ordered(c, "", &[("sortKeys", "dc.date")])?)?;
    ensure!(by_keys.is_sorted(), "{by_keys:?}");
    Ok(())
}

fn sort_keys_descending(c: &mut Context<'_, Profile>) -> Outcome {
    let by_keys = years(&ordered(c, "", &[("sortKeys", "dc.date,,0")])?)?;
    ensure!(by_keys.is_sorted_by(|one, next| one >= next), "{by_keys:?}");
    Ok(())
}

fn pages_in_order(c: &mut Context<'_, Profile>) -> Outcome {
    let whole = values(&ordered(c, "sortby dc.title", &[])?, "title")?;
    let query = format!("{} sortby dc.title", c.many()?);
    let more = [
        ("startRecord", "5"),
        ("maximumRecords", "6"),
        ("recordSchema", "dc"),
    ];
    let page = values(&c.find(&query, &more)?, "title")?;
    ensure!(whole.get(4..10) == Some(&page[..]), "the page is {page:?}");
    Ok(())
}

/// Where a title stands by its first letter: those after z last.
fn place(title: &str) -> Option<u32> {
    let first = title.chars().next()?.to_lowercase().next()?;
    match first {
        'a'..='z' => Some(u32::from(first)),
        'å' => Some(1000),
        'ä' => Some(1001),
        'ö' => Some(1002),
        _ => None,
    }
}

fn finnish_order(c: &mut Context<'_, Profile>) -> Outcome {
    let query = "dc.title = \"å*\" or dc.title = \"ä*\" or dc.title = \"ö*\" or dc.title = \"a*\" sortby dc.title";
    let more = [("maximumRecords", "500"), ("recordSchema", "dc")];
    let titles = values(&c.find(query, &more)?, "title")?;
    let places: Vec<_> = titles.iter().filter_map(|title| place(title)).collect();
    // v and w, and articles left out in sorting, are not judged: only the letters after z.
    let first_after = places.iter().position(|place| *place >= 1000);
    if let Some(at) = first_after {
        let rest = places.get(at..).unwrap_or_default();
        ensure!(rest.is_sorted(), "{titles:?}");
    }
    Ok(())
}

fn both_ways(c: &mut Context<'_, Profile>) -> Outcome {
    let query = format!("{} sortby dc.date", c.many()?);
    let more = [
        ("sortKeys", "dc.date,,0"),
        ("recordSchema", "dc"),
        ("maximumRecords", "100"),
    ];
    let answer = c.find(&query, &more)?;
    if !answer.diagnostics()?.is_empty() {
        return answer.refused(&[80]).map(drop);
    }
    ensure!(years(&answer)?.is_sorted(), "sortKeys holds");
    Ok(())
}

fn unknown_index(c: &mut Context<'_, Profile>) -> Outcome {
    c.refuse("a sortby dc.nosuchindex", &[16, 80, 88]).map(drop)
}

fn unknown_key(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.find("a", &[("sortKeys", "nosuchpath")])?;
    answer.refused(&[80, 86, 87, 88, 89]).map(drop)
}

fn unknown_modifier(c: &mut Context<'_, Profile>) -> Outcome {
    let numbers = [20, 21, 80, 82, 90, 91, 92];
    c.refuse("a sortby dc.title/sort.nosuchmodifier", &numbers)
        .map(drop)
}

fn many_keys(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.find(&format!("a sortby{}", " dc.title".repeat(100)), &[])?;
    match answer.diagnostics()?.is_empty() {
        true => answer.count().map(drop),
        false => answer.refused(&[10, 48, 84]).map(drop),
    }
}
