//! Scans: terms of an index.

use super::{super::answer::Answer, Profile};
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
};

cases! {
    "sru/scan", "SRU 1.1 and 1.2, Scan; OASIS part 6", ["service.scan", "work.known"];
    Must begins_at_the_term [] "Without a position the list begins at the term that was asked for.";
    Must counts_agree [] "A term has as many records as a search for it finds.";
    Must in_order [] "Terms come in the order of the index, each once.";
    Must position_is_a_place [] "The term stands at responsePosition.";
    Must before_the_first [] "At position 0 the list begins just after the term.";
    Must after_the_last [] "At a position one after the end the list ends just before the term.";
    Must position_beyond [] "A position further out is refused with 120.";
    Must wrong_position [] "A responsePosition that is no whole number is refused with 6 or 120.";
    Must maximum [] "No more terms come than maximumTerms says.";
    Must wrong_maximum [] "A maximumTerms that is no whole number is refused with 6.";
    Must very_many [] "A huge maximumTerms is cut, or refused with 121 or 6.";
    Must place_in_list [] "whereInList is first, last, only or inner, and first is told at the beginning.";
    Must beyond_the_end [] "Beyond the last term there is an empty list and no fault.";
    Must missing_clause ["version.1.2"] "A scan without a clause is refused with 7 and scanClause.";
    Must booleans [] "Booleans in a clause are refused with 10 or 48.";
    Must unknown_index [] "An index that nobody knows is refused with 16.";
    Must wrong_clause [] "A clause that is no CQL is refused.";
    Must going_on [] "From the last term of one list the next goes on.";
}

fn values(answer: &Answer) -> Outcome<Vec<(String, u64)>> {
    answer.fine()?;
    let mut values = Vec::new();
    for term in answer
        .root
        .child("terms")
        .into_iter()
        .flat_map(|list| &list.children)
    {
        let value = term.text_of("value").unwrap_or_default();
        ensure!(!value.is_empty(), "a term without a value");
        let count = term.text_of("numberOfRecords").unwrap_or_default();
        let count = count
            .parse()
            .map_err(|_| Stop::failed(format!("{value} has {count:?} records")))?;
        values.push((value.to_owned(), count));
    }
    Ok(values)
}

fn words(c: &Context<'_, Profile>, from: &str, more: &[(&str, &str)]) -> Outcome<Vec<String>> {
    let answer = c.scan(&format!("dc.title = \"{from}\""), more)?;
    Ok(values(&answer)?
        .into_iter()
        .map(|(value, _)| value)
        .collect())
}

fn at(c: &Context<'_, Profile>, position: &str) -> Outcome<Option<usize>> {
    let word = c.title_word()?;
    let list = words(
        c,
        &word,
        &[("maximumTerms", "5"), ("responsePosition", position)],
    )?;
    Ok(list.iter().position(|value| *value == word))
}

fn begins_at_the_term(c: &mut Context<'_, Profile>) -> Outcome {
    let word = c.title_word()?;
    let list = words(c, &word, &[("maximumTerms", "5")])?;
    ensure!(
        list.first() == Some(&word),
        "{list:?} does not begin with {word}"
    );
    Ok(())
}

fn counts_agree(c: &mut Context<'_, Profile>) -> Outcome {
    let word = c.title_word()?;
    let answer = c.scan(&format!("dc.title = \"{word}\""), &[("maximumTerms", "5")])?;
    for (value, count) in values(&answer)? {
        let found = c.count(&format!("dc.title = \"{value}\""))?;
        ensure!(
            found == count,
            "{value}: {count} are told, {found} are found"
        );
    }
    Ok(())
}

fn in_order(c: &mut Context<'_, Profile>) -> Outcome {
    let mut list = words(c, "k", &[("maximumTerms", "30")])?;
    list.retain(|value| value.is_ascii());
    ensure!(list.is_sorted_by(|one, next| one < next), "{list:?}");
    Ok(())
}

fn position_is_a_place(c: &mut Context<'_, Profile>) -> Outcome {
    for position in [1, 2, 5] {
        let place = at(c, &position.to_string())?;
        ensure!(
            place == Some(position - 1),
            "asked for {position}, it stands at {place:?}"
        );
    }
    Ok(())
}

fn before_the_first(c: &mut Context<'_, Profile>) -> Outcome {
    ensure!(at(c, "0")?.is_none(), "the term is in the list");
    let word = c.title_word()?;
    let next = words(c, &word, &[("maximumTerms", "2")])?.get(1).cloned();
    let list = words(
        c,
        &word,
        &[("maximumTerms", "5"), ("responsePosition", "0")],
    )?;
    ensure!(
        list.first() == next.as_ref(),
        "{list:?} does not begin with {next:?}"
    );
    Ok(())
}

fn after_the_last(c: &mut Context<'_, Profile>) -> Outcome {
    ensure!(at(c, "6")?.is_none(), "the term is in the list");
    Ok(())
}

fn position_beyond(c: &mut Context<'_, Profile>) -> Outcome {
    let more = [("maximumTerms", "5"), ("responsePosition", "7")];
    c.scan("dc.title = k", &more)?.refused(&[120]).map(drop)
}

fn wrong_position(c: &mut Context<'_, Profile>) -> Outcome {
    for wrong in ["-1", "abc", "1.5"] {
        c.scan("dc.title = k", &[("responsePosition", wrong)])?
            .refused(&[6, 120])?;
    }
    Ok(())
}

fn maximum(c: &mut Context<'_, Profile>) -> Outcome {
    for most in [1, 2, 13] {
        let came = words(c, "a", &[("maximumTerms", &most.to_string())])?.len();
        ensure!(came == most, "{came} terms come, not {most}");
    }
    Ok(())
}

fn wrong_maximum(c: &mut Context<'_, Profile>) -> Outcome {
    for wrong in ["-1", "abc"] {
        c.scan("dc.title = k", &[("maximumTerms", wrong)])?
            .refused(&[6])?;
    }
    Ok(())
}

fn very_many(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.scan("dc.title = a", &[("maximumTerms", "100000000")])?;
    match answer.diagnostics()?.is_empty() {
        true => values(&answer).map(drop),
        false => answer.refused(&[6, 121]).map(drop),
    }
}

fn place_in_list(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.scan(
        "dc.title = \"0\"",
        &[("maximumTerms", "5"), ("responsePosition", "5")],
    )?;
    answer.fine()?;
    let places: Vec<_> = answer
        .root
        .every()
        .into_iter()
        .filter(|node| node.name == "whereInList")
        .collect();
    let known = ["first", "last", "only", "inner"];
    let odd = places
        .iter()
        .find(|node| !known.contains(&node.text.as_str()));
    ensure!(odd.is_none(), "{odd:?} is no place");
    let firsts = places
        .iter()
        .skip(1)
        .filter(|node| node.text == "first")
        .count();
    ensure!(firsts == 0, "first stands in the middle");
    Ok(())
}

fn beyond_the_end(c: &mut Context<'_, Profile>) -> Outcome {
    let list = words(c, "ööööööö", &[("maximumTerms", "5")])?;
    let before = list
        .iter()
        .find(|value| value.starts_with(|c: char| c.is_ascii_alphanumeric()));
    ensure!(before.is_none(), "{before:?} comes after ö");
    Ok(())
}

fn missing_clause(c: &mut Context<'_, Profile>) -> Outcome {
    let told = c.raw("version=1.2&operation=scan")?.refused(&[7])?;
    ensure!(
        told.details == "scanClause",
        "the details are {:?}",
        told.details
    );
    Ok(())
}

fn booleans(c: &mut Context<'_, Profile>) -> Outcome {
    c.scan("dc.title = a and dc.title = b", &[])?
        .refused(&[10, 48])
        .map(drop)
}

fn unknown_index(c: &mut Context<'_, Profile>) -> Outcome {
    c.scan("dc.nosuchindex = a", &[])?.refused(&[16]).map(drop)
}

fn wrong_clause(c: &mut Context<'_, Profile>) -> Outcome {
    for clause in ["(", "= a", "dc.title ="] {
        c.scan(clause, &[])?.refused(&[10, 13])?;
    }
    Ok(())
}

fn going_on(c: &mut Context<'_, Profile>) -> Outcome {
    let whole = words(c, "k", &[("maximumTerms", "9")])?;
    let last = whole.get(4).cloned().unwrap_or_default();
    let rest = words(c, &last, &[("maximumTerms", "5")])?;
    ensure!(
        whole.get(4..) == Some(&rest[..]),
        "{rest:?} does not go on {whole:?}"
    );
    Ok(())
}
