//! Terms: letters, masks, escapes, quotes and anchors.

use super::Profile;
use crate::{
    Context, Outcome,
    kit::{cases, ensure, http::encoded},
};

cases! {
    "sru/terms", "CQL 1.2, Search Terms, Masking, Escapes", ["work.known"];
    Must finnish_letters [] "Letters beyond ASCII are found as UTF-8.";
    Must letter_case [] "Capitals find small letters and the reverse.";
    Must composed_and_decomposed [] "A letter and its decomposed form find the same." of "Unicode, canonical equivalence";
    Must masked_end [] "A word cut short with * finds no less than the word.";
    Must masked_middle [] "A * in the middle of a word stands for any letters, or 28 or 49.";
    Must single_mask [] "A ? stands for one letter, or 28 or 49.";
    Must escaped_mask [] "A mask after a backslash is the letter itself.";
    Must escaped_quote [] "A quote after a backslash stands in a term.";
    Must open_quote [] "A quote that is not closed is refused with 10 or 14.";
    Must anchored [] "^ before the first word finds titles that begin with it, or 31.";
    Must anchored_elsewhere [] "^ before the last word does not find the title, or 31, 32.";
    Must empty_term [] "An empty term is searched, or refused with 27 or 10.";
    Must nothing_but_masks [] "A term of nothing but masks is searched, or refused with 27 to 30, 49.";
    Must quoted_words [] "A word that is a boolean stands in quotes.";
    Must wrong_syntax_is_told [] "What is no CQL is refused with 10 and tells something in its details.";
    Must odd_characters [] "Characters of many scripts and none are searched or refused, never a fault of the server.";
}

fn finds_title(c: &Context<'_, Profile>, term: &str) -> Outcome<bool> {
    let query = format!("dc.title = \"{term}\" and {}", c.work("known")?.query);
    Ok(c.count(&query)? == 1)
}

fn title(c: &Context<'_, Profile>) -> Outcome<String> {
    Ok(c.work("known")?.title.clone())
}

fn finnish_letters(c: &mut Context<'_, Profile>) -> Outcome {
    let title = title(c)?;
    ensure!(finds_title(c, &title)?, "{title} is not found");
    let version = c.usual()?;
    let plain = format!("dc.title=\"{title}\"").replace(' ', "+");
    let small = encoded(&plain).replace("%2B", "+").to_ascii_lowercase();
    let query = super::super::steps::query_string(version, "searchRetrieve", &[]);
    let separator = if query.is_empty() { "" } else { "&" };
    let found = c
        .raw(&format!("{query}{separator}query={small}"))?
        .count()?;
    ensure!(found > 0, "escapes in small letters find nothing");
    Ok(())
}

fn letter_case(c: &mut Context<'_, Profile>) -> Outcome {
    let title = title(c)?;
    for form in [title.to_uppercase(), title.to_lowercase()] {
        ensure!(finds_title(c, &form)?, "{form} is not found");
    }
    Ok(())
}

fn composed_and_decomposed(c: &mut Context<'_, Profile>) -> Outcome {
    let decomposed = title(c)?.replace('ä', "a\u{308}").replace('ö', "o\u{308}");
    ensure!(
        finds_title(c, &decomposed)?,
        "the decomposed form is not found"
    );
    Ok(())
}

fn masked_end(c: &mut Context<'_, Profile>) -> Outcome {
    let word = c.title_word()?;
    let start: String = word.chars().take(word.chars().count() - 2).collect();
    let (whole, cut) = (
        c.count(&format!("dc.title = \"{word}\""))?,
        c.count(&format!("dc.title = \"{start}*\""))?,
    );
    ensure!(
        whole >= 1 && whole <= cut,
        "the word {whole}, cut short {cut}"
    );
    Ok(())
}

/// The word with its third letter replaced finds the title, unless it is refused.
fn masked_with(c: &Context<'_, Profile>, mask: char) -> Outcome {
    let word = c.title_word()?;
    let letters = word.chars().enumerate();
    let masked: String = letters
        .map(|(at, own)| if at == 2 { mask } else { own })
        .collect();
    let query = format!("dc.title = \"{masked}\" and {}", c.work("known")?.query);
    let answer = c.find(&query, &[])?;
    if !answer.diagnostics()?.is_empty() {
        return answer.refused(&[28, 49]).map(drop);
    }
    ensure!(answer.count()? == 1, "{masked} does not find it");
    Ok(())
}

fn masked_middle(c: &mut Context<'_, Profile>) -> Outcome {
    masked_with(c, '*')
}

fn single_mask(c: &mut Context<'_, Profile>) -> Outcome {
    masked_with(c, '?')
}

fn escaped_mask(c: &mut Context<'_, Profile>) -> Outcome {
    let word = c.title_word()?;
    let start: String = word.chars().take(3).collect();
    let found = c.count(&format!("dc.title = \"{start}\\*\""))?;
    let masked = c.count(&format!("dc.title = \"{start}*\""))?;
    ensure!(
        found < masked,
        "the escaped mask finds {found}, the mask {masked}"
    );
    Ok(())
}

fn escaped_quote(c: &mut Context<'_, Profile>) -> Outcome {
    let word = c.title_word()?;
    c.count(&format!("dc.title = \"\\\"{word}\\\"\"")).map(drop)
}

fn open_quote(c: &mut Context<'_, Profile>) -> Outcome {
    for query in ["\"a", "dc.title = \"", "a and \"b", "\"a\\\""] {
        c.refuse(query, &[10, 14])?;
    }
    Ok(())
}

fn anchor(c: &Context<'_, Profile>, word: &str, expected: u64) -> Outcome {
    let query = format!("dc.title = \"^{word}\" and {}", c.work("known")?.query);
    let answer = c.find(&query, &[])?;
    if !answer.diagnostics()?.is_empty() {
        return answer.refused(&[31, 32]).map(drop);
    }
    let found = answer.count()?;
    ensure!(found == expected, "^{word} finds {found}, not {expected}");
    Ok(())
}

fn anchored(c: &mut Context<'_, Profile>) -> Outcome {
    anchor(c, &c.title_word()?, 1)
}

fn anchored_elsewhere(c: &mut Context<'_, Profile>) -> Outcome {
    let title = title(c)?;
    let last = title.split_whitespace().last().unwrap_or_default();
    anchor(c, last, 0)
}

/// Searched, or refused with one of these.
fn either(c: &Context<'_, Profile>, query: &str, numbers: &[u16]) -> Outcome {
    let answer = c.find(query, &[("maximumRecords", "1")])?;
    match answer.diagnostics()?.is_empty() {
        true => answer.count().map(drop),
        false => answer.refused(numbers).map(drop),
    }
}

fn empty_term(c: &mut Context<'_, Profile>) -> Outcome {
    either(c, "\"\"", &[10, 27])?;
    either(c, "dc.title = \"\"", &[10, 27])
}

fn nothing_but_masks(c: &mut Context<'_, Profile>) -> Outcome {
    for query in [
        "*",
        "dc.title = \"*\"",
        "dc.title = \"???\"",
        "dc.title = \"**?*\"",
    ] {
        either(c, query, &[27, 28, 29, 30, 49])?;
    }
    Ok(())
}

fn quoted_words(c: &mut Context<'_, Profile>) -> Outcome {
    c.count("\"and\" and \"or\"")?;
    c.count("dc.title = \"not\"").map(drop)
}

fn wrong_syntax_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    for query in ["dc.title = =", "a and", "= a", "a/b/c ="] {
        let details = c.refuse(query, &[10])?;
        ensure!(!details.is_empty(), "nothing is told of {query}");
    }
    Ok(())
}

fn odd_characters(c: &mut Context<'_, Profile>) -> Outcome {
    for term in [
        "日本語",
        "čáhppes",
        "😀",
        "\u{202E}abc",
        "\u{200B}",
        "a\u{0301}",
        "Ω",
        "ß",
        "İ",
        "&#0;",
        "%",
        "_",
        "'",
    ] {
        either(c, &format!("dc.title = \"{term}\""), &[10, 27, 35, 36])?;
    }
    Ok(())
}
