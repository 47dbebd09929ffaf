//! Text: forms of letters, punctuation, standard numbers.

use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
    z3950::{Profile, origin::Origin},
};

cases! {
    "z3950/text", "Unicode normalisation; ISBN (ISO 2108); practice of library catalogues", ["anonymous"];
    Must capitals ["work.known"] "Capitals and small letters find the same.";
    Must decomposed_letters ["work.known"] "Letters with marks find the same composed (NFC) and apart (NFD).";
    Dialect finnish_letters_are_letters ["work.known"] "Without its dots ä is another letter, and finds nothing of the title.";
    Must punctuation_around_words ["work.known"] "Punctuation around a word makes no difference.";
    Must words_of_a_phrase ["work.known"] "A phrase is found in its order, and not turned round.";
    Must words_in_any_order ["work.known"] "A word list is found in any order.";
    Must empty_term [] "An empty term finds nothing or gets a diagnostic.";
    Must blank_term [] "A term of blanks or of punctuation finds nothing or gets a diagnostic.";
    Must long_term [] "A term of 10,000 octets finds nothing or gets a diagnostic.";
    Must isbn_as_printed ["many"] "An ISBN finds its record as it stands in the record.";
    Must isbn_without_hyphens ["many"] "An ISBN finds its record without its hyphens.";
    Must isbn_with_hyphens ["many"] "An ISBN finds its record with hyphens where none are in the record.";
    Must isbn_10_and_13 ["many"] "An ISBN finds its record in its form of ten and of thirteen digits.";
    Must isbn_truncated ["many"] "An ISBN with right truncation, as Koha sends it, finds its record.";
    Must isbn_as_standard_identifier ["many"] "An ISBN is found as standard identifier (use 1007) too.";
    Must isbn_is_no_word_of_others ["many"] "An ISBN with a wrong digit finds nothing.";
    Should emoji_in_a_term ["work.odd"] "A term with an emoji is taken.";
    Must odd_title_by_its_words ["work.odd"] "A title with delimiters is found by its words.";
}

/// Whether this term finds the record known by heart in the title index.
fn finds(c: &Context<'_, Profile>, attributes: &str, term: &str) -> Outcome<bool> {
    let id = c.work("known")?.id;
    let query = format!("@attr 1=4 {attributes} \"{term}\"");
    c.origin()?.matches(&id, &query)
}

/// A word of the title that has a letter with marks, or the first.
fn marked(c: &Context<'_, Profile>) -> Outcome<String> {
    let title = c.work("known")?.title;
    let word = title.split(' ').find(|word| !word.is_ascii());
    word.map(str::to_owned)
        .ok_or_else(|| Stop::skipped(format!("{title} has no letters with marks")))
}

/// Letter by letter, what `of` gives or the letter itself.
fn spelled(text: &str, of: fn(char) -> Option<&'static str>) -> String {
    text.chars()
        .map(|letter| of(letter).map_or_else(|| letter.to_string(), str::to_owned))
        .collect()
}

fn capitals(c: &mut Context<'_, Profile>) -> Outcome {
    let title = c.work("known")?.title;
    for term in [title.to_uppercase(), title.to_lowercase()] {
        ensure!(finds(c, "@attr 4=6", &term)?, "{term} does not find it");
    }
    Ok(())
}

fn decomposed_letters(c: &mut Context<'_, Profile>) -> Outcome {
    let word = marked(c)?;
    let apart = spelled(&word, |letter| match letter {
        'ä' => Some("a\u{308}"),
        'ö' => Some("o\u{308}"),
        'å' => Some("a\u{30A}"),
        _ => None,
    });
    ensure!(apart != word, "{word} cannot be taken apart");
    ensure!(finds(c, "", &word)?, "composed it finds nothing");
    ensure!(finds(c, "", &apart)?, "apart it finds nothing");
    Ok(())
}

fn finnish_letters_are_letters(c: &mut Context<'_, Profile>) -> Outcome {
    let word = marked(c)?;
    let bare = spelled(&word, |letter| match letter {
        'ä' | 'å' => Some("a"),
        'ö' => Some("o"),
        _ => None,
    });
    ensure!(!finds(c, "", &bare)?, "{bare} finds {word}");
    Ok(())
}

fn punctuation_around_words(c: &mut Context<'_, Profile>) -> Outcome {
    let title = c.work("known")?.title;
    let word = title.split(' ').next().unwrap_or_default();
    for term in [
        format!("{word}."),
        format!("({word})"),
        format!(" {word} /"),
    ] {
        ensure!(finds(c, "", &term)?, "{term} does not find it");
    }
    Ok(())
}

fn turned(title: &str) -> String {
    let words: Vec<&str> = title.split(' ').rev().collect();
    words.join(" ")
}

fn words_of_a_phrase(c: &mut Context<'_, Profile>) -> Outcome {
    let title = c.work("known")?.title;
    ensure!(finds(c, "@attr 4=1", &title)?, "{title} does not find it");
    let turned = turned(&title);
    ensure!(!finds(c, "@attr 4=1", &turned)?, "{turned} finds it");
    Ok(())
}

fn words_in_any_order(c: &mut Context<'_, Profile>) -> Outcome {
    let turned = turned(&c.work("known")?.title);
    ensure!(finds(c, "@attr 4=6", &turned)?, "{turned} does not find it");
    Ok(())
}

/// Nothing is found or a diagnostic about the term comes, and the session lives.
fn nothing_or_refused(o: &mut Origin, term: &str) -> Outcome {
    let request = o.request(&format!("@attr 1=4 \"{term}\""))?;
    let answer = o.ask(&request)?.expect("searchResponse")?;
    if answer.flag("searchStatus")? {
        answer.is("resultCount", 0)?;
    } else {
        answer.diagnosed(&[11, 108, 124, 125, 126])?;
    }
    o.lives()
}

fn empty_term(c: &mut Context<'_, Profile>) -> Outcome {
    nothing_or_refused(&mut c.origin()?, "")
}

fn blank_term(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    for term in ["   ", ".", "-- / :", "\t"] {
        nothing_or_refused(&mut o, term)?;
    }
    Ok(())
}

fn long_term(c: &mut Context<'_, Profile>) -> Outcome {
    nothing_or_refused(&mut c.origin()?, &"zq".repeat(5000))
}

/// An ISBN of thirteen digits with the id of a record that has it, taken from a record itself.
fn isbn(c: &Context<'_, Profile>, o: &mut Origin) -> Outcome<(String, String)> {
    let hits = o.find(&c.many()?)?;
    for marc in o.marc(1, hits.min(30))? {
        let numbers = marc.values("020", 'a').into_iter();
        let printed = numbers.map(|value| value.split(' ').next().unwrap_or_default());
        let whole = printed
            .filter(|number| digits(number).len() == 13 && number.starts_with("978"))
            .map(str::to_owned)
            .next();
        if let Some(number) = whole {
            return Ok((number, marc.control("001").unwrap_or_default().to_owned()));
        }
    }
    Err(Stop::skipped(
        "no record of `many` has an ISBN of 13 digits",
    ))
}

fn digits(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_digit() || matches!(c, 'X' | 'x'))
        .collect()
}

/// Fails unless the number, so written, finds the record that has it.
fn found(o: &mut Origin, attributes: &str, number: &str, id: &str) -> Outcome {
    let hits = o.find(&format!("{attributes} \"{number}\""))?;
    ensure!(hits > 0, "{attributes} {number} finds nothing");
    let records = o.marc(1, hits.min(5))?;
    let there = records.iter().any(|marc| marc.control("001") == Some(id));
    ensure!(there || id.is_empty(), "{number} does not find record {id}");
    Ok(())
}

fn written(c: &Context<'_, Profile>, attributes: &str, form: impl Fn(&str) -> String) -> Outcome {
    let mut o = c.origin()?;
    let (number, id) = isbn(c, &mut o)?;
    found(&mut o, attributes, &form(&number), &id)
}

const ISBN: &str = "@attr 1=7";

fn isbn_as_printed(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, ISBN, str::to_owned)
}

fn isbn_without_hyphens(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, ISBN, digits)
}

/// Hyphens of thirteen digits where Finnish publishers have them.
fn hyphened(number: &str) -> String {
    let all = digits(number);
    let part = |from: usize, to: usize| all.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-{}-{}-{}",
        part(0, 3),
        part(3, 6),
        part(6, 9),
        part(9, 12),
        part(12, 13)
    )
}

fn isbn_with_hyphens(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, ISBN, hyphened)
}

/// The ISBN of ten digits with the same nine digits and its own check digit.
fn ten(number: &str) -> String {
    let nine: String = digits(number).chars().skip(3).take(9).collect();
    let sum: u32 = nine
        .chars()
        .zip((2..=10).rev())
        .map(|(digit, weight)| digit.to_digit(10).unwrap_or_default() * weight)
        .sum();
    match (11 - sum % 11) % 11 {
        10 => format!("{nine}X"),
        check => format!("{nine}{check}"),
    }
}

fn isbn_10_and_13(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, ISBN, ten)
}

fn isbn_truncated(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, "@attr 1=7 @attr 5=1", digits)?;
    written(c, "@attr 1=7 @attr 5=1", |number| {
        digits(number).chars().take(12).collect()
    })
}

fn isbn_as_standard_identifier(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, "@attr 1=1007", digits)
}

fn isbn_is_no_word_of_others(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let (number, _) = isbn(c, &mut o)?;
    let mut wrong = digits(&number);
    let last = wrong.pop().and_then(|last| last.to_digit(10)).unwrap_or(0);
    wrong += &((last + 1) % 10).to_string();
    let hits = o.find(&format!("{ISBN} {wrong}"))?;
    ensure!(hits == 0, "{wrong} finds {hits} records");
    Ok(())
}

fn emoji_in_a_term(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    o.find("@attr 1=4 \"😀\"")?;
    o.lives()
}

fn odd_title_by_its_words(c: &mut Context<'_, Profile>) -> Outcome {
    let work = c.work("odd")?;
    let query = format!("@attr 1=4 @attr 4=6 \"{}\"", work.title);
    let found = c.origin()?.matches(&work.id, &query)?;
    ensure!(found, "{} does not find it", work.title);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_an_isbn() {
        assert_eq!(ten("978-951-0-44158-9"), "9510441589");
        assert_eq!(hyphened("9789510441589"), "978-951-044-158-9");
    }
}
