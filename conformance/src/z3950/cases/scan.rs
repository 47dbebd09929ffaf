//! Scan: the terms of an index around a term, in order, with their counts.

use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
    z3950::{
        Profile,
        answer::Answer,
        ber::{Ber, integer, oid},
        origin::Origin,
        reader::Element,
        request,
    },
};

cases! {
    "z3950/scan", "Z39.50-2003, 3.2.8", ["anonymous", "service.scan"];
    Must from_a_term ["work.known"] "The list begins at the term asked for, if it is there.";
    Must as_many_as_asked [] "As many entries come as were asked for, where the list is long enough.";
    Must next_higher_term [] "A term that is not there stands for the next higher one.";
    Must in_order [] "Entries come in order, none twice.";
    Should finnish_order [] "The letters å, ä and ö come after z, in this order." of "Finnish alphabet";
    Must position_in_the_middle [] "Entries before the term come as the position says.";
    Must position_zero [] "Position zero begins behind the term.";
    Must position_behind_the_entries [] "A position behind the entries brings the entries before the term.";
    Must positions_agree [] "Whatever the position, the terms around a term are the same.";
    Must behind_the_last_term [] "Behind the last term there is nothing, and that is said (status 5 or no entries).";
    Must at_the_first_term [] "Before the first term there is nothing: fewer entries and their real position.";
    Must counts_are_those_of_searches [] "The count of a term is what a search for it finds.";
    Must no_entries_asked [] "A number of zero succeeds without entries.";
    Must negative_number [] "A negative number brings no entries, or 228." of "bib-1 diagnostic 228";
    Must huge_number [] "A number of a million brings what the target is ready to give, or 1029." of "bib-1 diagnostics 31, 1029";
    Must step_size [] "A step size other than zero is honoured or refused with 205 or 206." of "bib-1 diagnostics 205, 206";
    Must no_step_and_no_position [] "Step size and position may be left out.";
    Must unknown_use [] "An unknown use attribute fails the scan with 114 and its value." of "bib-1 diagnostic 114";
    Must unknown_attribute_set [] "An unknown attribute set fails the scan with 121." of "bib-1 diagnostic 121";
    Must unknown_database [] "An unknown database fails the scan with 235 or 109." of "bib-1 diagnostics 109, 235";
    Should no_database [] "A scan of no database fails with 23, or is refused." of "bib-1 diagnostic 23";
    Must phrases_of_authors ["work.known.author"] "Headings of authors are scanned as phrases.";
    Must empty_term [] "An empty term begins at the first entry.";
    Should term_shown [] "Each entry has a term that reads as text.";
    Must failure_leaves_session [] "A failed scan leaves the session alive.";
}

const TITLE_WORDS: &str = "@attr 1=4 @attr 4=2";

/// An entry: its term, and how many records have it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    term: String,
    count: Option<i64>,
}

fn entries(answer: &Answer) -> Outcome<Vec<Entry>> {
    let list = answer.field("entries").and_then(|entries| entries.field(1));
    let each = list.map_or(&[][..], |list| &list.children);
    let read: Vec<Entry> = each
        .iter()
        .map(entry)
        .collect::<Result<_, _>>()
        .map_err(Stop::failed)?;
    let said = answer.integer("numberOfEntriesReturned")?;
    ensure!(
        i64::try_from(read.len()) == Ok(said),
        "numberOfEntriesReturned is {said} and there are {}",
        read.len()
    );
    Ok(read)
}

fn entry(value: &Element) -> Result<Entry, String> {
    if value.tag != 1 {
        return Err("an entry that is no termInfo".to_owned());
    }
    let term = value.field(45).ok_or("a termInfo without general term")?;
    Ok(Entry {
        term: term.text()?,
        count: value.field(2).map(Element::integer).transpose()?,
    })
}

fn request_of(c: &Context<'_, Profile>, term: &str, count: i64, position: i64) -> Outcome<Ber> {
    request::scan(&[c.profile.database()], term, count, position)
}

/// A scan that has to succeed.
fn scanned(o: &mut Origin, request: &Ber) -> Outcome<(Answer, Vec<Entry>)> {
    let answer = o.ask(request)?.expect("scanResponse")?;
    if let Some(found) = answer.diagnostics()?.first() {
        return Err(Stop::failed(format!("the scan got {found}")));
    }
    let status = answer.integer("scanStatus")?;
    ensure!(status != 6, "the scan failed without a diagnostic");
    let entries = entries(&answer)?;
    Ok((answer, entries))
}

/// Terms of titles around a word.
fn words(
    c: &Context<'_, Profile>,
    o: &mut Origin,
    word: &str,
    count: i64,
    position: i64,
) -> Outcome<(Answer, Vec<Entry>)> {
    let request = request_of(c, &format!("{TITLE_WORDS} \"{word}\""), count, position)?;
    scanned(o, &request)
}

/// A failed scan, with its diagnostic.
fn refused(o: &mut Origin, request: &Ber, conditions: &[i64]) -> Outcome<String> {
    let answer = o.ask(request)?.expect("scanResponse")?;
    let found = answer.diagnosed(conditions)?;
    answer.is("scanStatus", 6)?;
    answer.is("numberOfEntriesReturned", 0)?;
    o.lives()?;
    Ok(found.addinfo)
}

fn terms(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| &*entry.term).collect()
}

/// A middle word of the title index, which has neighbours on both sides.
fn middle(c: &Context<'_, Profile>, o: &mut Origin) -> Outcome<String> {
    let (_, entries) = words(c, o, "m", 1, 1)?;
    entries
        .first()
        .map(|entry| entry.term.clone())
        .ok_or_else(|| Stop::failed("no term follows m"))
}

fn from_a_term(c: &mut Context<'_, Profile>) -> Outcome {
    let title = c.work("known")?.title;
    let word = title.split(' ').next().unwrap_or_default().to_lowercase();
    let (answer, entries) = words(c, &mut c.origin()?, &word, 5, 1)?;
    let first = entries.first().map(|entry| entry.term.to_lowercase());
    ensure!(
        first.as_deref() == Some(&word),
        "the list begins with {first:?}"
    );
    answer.is("positionOfTerm", 1)
}

fn as_many_as_asked(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    for count in [1, 5, 20] {
        let (answer, entries) = words(c, &mut o, "k", count, 1)?;
        answer.is("scanStatus", 0)?;
        ensure!(
            i64::try_from(entries.len()) == Ok(count),
            "{} entries of {count}",
            entries.len()
        );
    }
    Ok(())
}

fn next_higher_term(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let word = middle(c, &mut o)?;
    // Nothing stands between a word and itself with a blank letter behind its forerunner.
    let (_, entries) = words(c, &mut o, &format!("{word}0"), 1, 2)?;
    ensure!(
        terms(&entries) == [&*word],
        "before {word}0 comes {:?} and not {word}",
        terms(&entries)
    );
    Ok(())
}

/// Folded for comparing: Finnish letters after z, w as v; nothing for other words.
fn key(term: &str) -> Option<Vec<u32>> {
    term.to_lowercase()
        .chars()
        .map(|letter| match letter {
            'w' => Some(u32::from('v')),
            'a'..='z' => Some(u32::from(letter)),
            'å' => Some(200),
            'ä' => Some(201),
            'ö' => Some(202),
            _ => None,
        })
        .collect()
}

fn in_order(c: &mut Context<'_, Profile>) -> Outcome {
    let (_, entries) = words(c, &mut c.origin()?, "k", 50, 1)?;
    let plain: Vec<_> = entries
        .iter()
        .filter(|entry| {
            entry
                .term
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() && byte != b'w')
        })
        .collect();
    for two in plain.windows(2) {
        ensure!(
            two[0].term < two[1].term,
            "{} comes before {}",
            two[0].term,
            two[1].term
        );
    }
    let mut all = terms(&entries);
    all.sort_unstable();
    all.dedup();
    ensure!(all.len() == entries.len(), "a term comes twice");
    Ok(())
}

fn finnish_order(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let mut keys = Vec::new();
    for start in ["y", "å", "ä", "ö"] {
        let (_, entries) = words(c, &mut o, start, 20, 1)?;
        let own = entries.iter().filter_map(|entry| key(&entry.term));
        let own: Vec<_> = own.collect();
        ensure!(
            own.is_sorted(),
            "the terms from {start} are {:?}",
            terms(&entries)
        );
        keys.push(own.first().cloned());
    }
    let begins = |at: usize, rank: u32| {
        let first = keys.get(at).and_then(Option::as_ref);
        first.is_none_or(|key: &Vec<u32>| key.first().is_some_and(|&own| own >= rank))
    };
    ensure!(
        begins(1, 200) && begins(2, 201) && begins(3, 202),
        "å, ä and ö do not lead behind z"
    );
    Ok(())
}

fn position_in_the_middle(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let word = middle(c, &mut o)?;
    let (answer, entries) = words(c, &mut o, &word, 5, 3)?;
    answer.is("positionOfTerm", 3)?;
    let third = entries.get(2).map(|entry| &*entry.term);
    ensure!(third == Some(&*word), "in the third place is {third:?}");
    Ok(())
}

fn position_zero(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let word = middle(c, &mut o)?;
    let (_, from) = words(c, &mut o, &word, 6, 1)?;
    let (_, behind) = words(c, &mut o, &word, 5, 0)?;
    ensure!(
        from.get(1..) == Some(&behind[..]),
        "behind {word} come {:?}",
        terms(&behind)
    );
    Ok(())
}

fn position_behind_the_entries(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let word = middle(c, &mut o)?;
    let (_, before) = words(c, &mut o, &word, 5, 6)?;
    let (_, up_to) = words(c, &mut o, &word, 6, 6)?;
    ensure!(
        up_to.get(..5) == Some(&before[..]),
        "before {word} come {:?}",
        terms(&before)
    );
    Ok(())
}

fn positions_agree(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let word = middle(c, &mut o)?;
    let (_, wide) = words(c, &mut o, &word, 9, 5)?;
    for position in 1..=5usize {
        let place = i64::try_from(position).unwrap_or_default();
        let (_, five) = words(c, &mut o, &word, 5, place)?;
        let wanted = wide.get(5 - position..10 - position);
        ensure!(
            wanted == Some(&five[..]),
            "at position {position} come {:?}",
            terms(&five)
        );
    }
    Ok(())
}

fn behind_the_last_term(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let (answer, entries) = words(c, &mut o, "öööööööö", 10, 1)?;
    ensure!(entries.len() < 10, "ten terms follow öööööööö");
    answer.is("scanStatus", 5)?;
    let (_, before) = words(c, &mut o, "öööööööö", 5, 6)?;
    ensure!(before.len() == 5, "before the end {} come", before.len());
    Ok(())
}

fn at_the_first_term(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let (_, first) = words(c, &mut o, "", 1, 1)?;
    let first = first
        .first()
        .ok_or_else(|| Stop::failed("there is no first term"))?
        .term
        .clone();
    let (answer, entries) = words(c, &mut o, &first, 10, 6)?;
    let place = entries.iter().position(|entry| entry.term == first);
    ensure!(
        place.is_some(),
        "{first} is not among {:?}",
        terms(&entries)
    );
    let said = answer.optional("positionOfTerm");
    let real = place.and_then(|at| i64::try_from(at + 1).ok());
    ensure!(
        said == real,
        "positionOfTerm is {said:?} and the term is at {real:?}"
    );
    Ok(())
}

fn counts_are_those_of_searches(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let (_, entries) = words(c, &mut o, "k", 10, 1)?;
    for entry in entries {
        let hits = o.find(&format!("{TITLE_WORDS} \"{}\"", entry.term))?;
        ensure!(hits > 0, "{} is listed and not found", entry.term);
        if let Some(count) = entry.count {
            ensure!(
                count == hits,
                "{} is said to be in {count} records and {hits} are found",
                entry.term
            );
        }
    }
    Ok(())
}

fn no_entries_asked(c: &mut Context<'_, Profile>) -> Outcome {
    let (_, entries) = words(c, &mut c.origin()?, "k", 0, 1)?;
    ensure!(entries.is_empty(), "{} entries come", entries.len());
    Ok(())
}

/// No entries or one of these diagnostics, and the session lives.
fn nothing_or_refused(c: &Context<'_, Profile>, request: &Ber, conditions: &[i64]) -> Outcome {
    let mut o = c.origin()?;
    let answer = o.ask(request)?.expect("scanResponse")?;
    match answer.diagnostics()?.first() {
        Some(found) => ensure!(conditions.contains(&found.condition), "{found} came"),
        None => answer.is("numberOfEntriesReturned", 0)?,
    }
    o.lives()
}

fn negative_number(c: &mut Context<'_, Profile>) -> Outcome {
    for count in [-1, -5, i64::MIN] {
        nothing_or_refused(c, &request_of(c, "@attr 1=4 k", count, 1)?, &[228])?;
    }
    Ok(())
}

fn huge_number(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    for count in [1_000_000, i64::from(i32::MAX), 1 << 62] {
        let answer = o
            .ask(&request_of(c, "@attr 1=4 k", count, 1)?)?
            .expect("scanResponse")?;
        if let Some(found) = answer.diagnostics()?.first() {
            ensure!(matches!(found.condition, 31 | 228 | 1029), "{found} came");
        } else {
            entries(&answer)?;
        }
    }
    o.lives()
}

fn step_size(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let request = request_of(c, "@attr 1=4 k", 5, 1)?.put(integer(5, 2));
    let answer = o.ask(&request)?.expect("scanResponse")?;
    if answer.diagnostics()?.is_empty() {
        answer.is("stepSize", 2)?;
    } else {
        answer.diagnosed(&[205, 206])?;
    }
    o.lives()
}

fn no_step_and_no_position(c: &mut Context<'_, Profile>) -> Outcome {
    let request = request_of(c, "@attr 1=4 k", 5, 1)?.without(5).without(7);
    let (_, entries) = scanned(&mut c.origin()?, &request)?;
    ensure!(entries.len() == 5, "{} entries come", entries.len());
    Ok(())
}

fn unknown_use(c: &mut Context<'_, Profile>) -> Outcome {
    let request = request_of(c, "@attr 1=9998877 k", 5, 1)?;
    let addinfo = refused(&mut c.origin()?, &request, &[114])?;
    ensure!(addinfo == "9998877", "the addinfo is {addinfo:?}");
    Ok(())
}

fn unknown_attribute_set(c: &mut Context<'_, Profile>) -> Outcome {
    let request = request_of(c, "@attr 1=4 k", 5, 1)?.put(oid(6, "1.2.3.4").universal());
    refused(&mut c.origin()?, &request, &[121]).map(drop)
}

fn unknown_database(c: &mut Context<'_, Profile>) -> Outcome {
    let request = request::scan(&["nosuchdatabase"], "@attr 1=4 k", 5, 1)?;
    let addinfo = refused(&mut c.origin()?, &request, &[109, 235])?;
    ensure!(addinfo == "nosuchdatabase", "the addinfo is {addinfo:?}");
    Ok(())
}

fn no_database(c: &mut Context<'_, Profile>) -> Outcome {
    let request = request::scan(&[], "@attr 1=4 k", 5, 1)?;
    refused(&mut c.origin()?, &request, &[23, 109, 235]).map(drop)
}

fn phrases_of_authors(c: &mut Context<'_, Profile>) -> Outcome {
    let author = c.work("known")?.author.unwrap_or_default();
    let query = format!("@attr 1=1003 @attr 4=1 \"{author}\"");
    let (_, entries) = scanned(&mut c.origin()?, &request_of(c, &query, 5, 1)?)?;
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let first = entries.first().map(|entry| letters(&entry.term));
    ensure!(
        first.is_some_and(|first| first.starts_with(&letters(&author))),
        "from {author} on come {:?}",
        terms(&entries)
    );
    Ok(())
}

fn empty_term(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let (_, entries) = words(c, &mut o, "", 3, 1)?;
    ensure!(entries.len() == 3, "{} entries come", entries.len());
    o.lives()
}

fn term_shown(c: &mut Context<'_, Profile>) -> Outcome {
    let (_, entries) = words(c, &mut c.origin()?, "k", 20, 1)?;
    let odd = entries
        .iter()
        .find(|entry| entry.term.is_empty() || entry.term.contains(char::is_control));
    ensure!(odd.is_none(), "an entry is {odd:?}");
    Ok(())
}

fn failure_leaves_session(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    for _ in 0..10 {
        refused(&mut o, &request_of(c, "@attr 1=9998877 k", 5, 1)?, &[114])?;
    }
    Ok(())
}
