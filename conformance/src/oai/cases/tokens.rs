//! Resumption tokens.

use super::Profile;
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
};

cases! {
    "oai/tokens", "OAI-PMH 2.0, 3.5 (flow control)", [];
    Must last_page_is_told [] "The last page of a list of several has an empty token.";
    Must single_page [] "A list of a single page has no token that goes on.";
    Must same_page_again [] "A token that is used again gives the same page.";
    Should any_page_again [] "Every token of a list is good again, not the newest alone.";
    Must two_at_once [] "Two lists that are read in turn do not disturb each other.";
    Must cursor [] "The cursor is 0 at first, and then what was told before, where it is told.";
    Must size [] "completeListSize is how many come, and the same on all pages, where it is told.";
    Must of_another_verb [] "A token of ListIdentifiers is none of ListRecords, or goes on in that list.";
    Must cut_short [] "A token that was cut short is badResumptionToken.";
    Must forged [] "A token in which one character was changed is badResumptionToken.";
    Must longer [] "A token with more after it is badResumptionToken.";
    Must huge [] "A token of 10,000 characters is badResumptionToken, or HTTP 414.";
    Must markup [] "A token of markup and controls is badResumptionToken, and the answer is XML.";
    Should plain_letters [] "Tokens are made of characters that need no escape, and are no number." of "datacite #1442; RecordManager, to which 0 is none";
    Must token_and_verb_are_told [] "The request element tells the token.";
    Must keeps_its_dates [] "A token goes on within the dates of its list." of "SobekCM #6";
}

fn first(c: &Context<'_, Profile>) -> Outcome<String> {
    Ok(c.first_page("ListIdentifiers")?.1)
}

fn page(c: &Context<'_, Profile>, token: &str) -> Outcome<super::super::answer::Answer> {
    c.ask("ListIdentifiers", &[("resumptionToken", token)])
}

fn last_page_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    first(c)?;
    for verb in ["ListIdentifiers", "ListRecords"] {
        let pages = c.pages(verb, &[("metadataPrefix", "oai_dc")])?;
        let last = pages.last().map_or(Ok(None), |page| page.token())?;
        ensure!(
            last.is_some_and(|token| token.text.is_empty()),
            "{verb}: no empty token"
        );
    }
    Ok(())
}

fn single_page(c: &mut Context<'_, Profile>) -> Outcome {
    let headers = c.headers(&[])?;
    let Some(last) = headers.last() else {
        return Err(Stop::skipped("there are no records"));
    };
    let same = headers
        .iter()
        .filter(|header| header.datestamp == last.datestamp)
        .count();
    let arguments = [
        ("metadataPrefix", "oai_dc"),
        ("from", last.datestamp.as_str()),
    ];
    let answer = c.ask("ListIdentifiers", &arguments)?;
    let came = answer.headers()?.len();
    ensure!(
        came < same || answer.next()?.is_none(),
        "all {same} are there, and a token goes on"
    );
    Ok(())
}

fn same_page_again(c: &mut Context<'_, Profile>) -> Outcome {
    for verb in ["ListIdentifiers", "ListRecords"] {
        let token = c.first_page(verb)?.1;
        let ask = || c.ask(verb, &[("resumptionToken", &token)]);
        let (one, other) = (ask()?, ask()?);
        one.verb(verb)?;
        ensure!(
            one.verb(verb)? == other.verb(verb)?,
            "{verb}: another page comes"
        );
    }
    Ok(())
}

fn any_page_again(c: &mut Context<'_, Profile>) -> Outcome {
    let pages = c.pages("ListIdentifiers", &[("metadataPrefix", "oai_dc")])?;
    for two in pages.windows(2) {
        let [before, after] = two else { continue };
        let Some(token) = before.next()? else {
            continue;
        };
        ensure!(
            page(c, &token)?.headers()? == after.headers()?,
            "another page comes"
        );
    }
    Ok(())
}

fn two_at_once(c: &mut Context<'_, Profile>) -> Outcome {
    let token = first(c)?;
    let expected = page(c, &token)?.headers()?;
    let records = c.first_page("ListRecords")?.1;
    c.ask("ListRecords", &[("resumptionToken", &records)])?
        .verb("ListRecords")?;
    ensure!(
        page(c, &token)?.headers()? == expected,
        "another page comes"
    );
    Ok(())
}

fn cursor(c: &mut Context<'_, Profile>) -> Outcome {
    let mut seen = 0;
    for page in c.pages("ListIdentifiers", &[("metadataPrefix", "oai_dc")])? {
        let cursor = page.token()?.and_then(|token| token.cursor);
        ensure!(
            cursor.is_none_or(|cursor| cursor == seen),
            "{cursor:?} after {seen}"
        );
        seen += page.headers()?.len() as u64;
    }
    Ok(())
}

fn size(c: &mut Context<'_, Profile>) -> Outcome {
    let pages = c.pages("ListIdentifiers", &[("metadataPrefix", "oai_dc")])?;
    let (mut sizes, mut seen) = (Vec::new(), 0);
    for page in pages {
        sizes.extend(page.token()?.and_then(|token| token.size));
        seen += page.headers()?.len() as u64;
    }
    ensure!(
        sizes.iter().all(|size| *size == seen),
        "{sizes:?} are told, {seen} come"
    );
    Ok(())
}

fn of_another_verb(c: &mut Context<'_, Profile>) -> Outcome {
    let token = first(c)?;
    let answer = c.ask("ListRecords", &[("resumptionToken", &token)])?;
    if answer.codes()?.is_empty() {
        return answer.records().map(drop);
    }
    answer.error("badResumptionToken")?;
    c.ask("ListSets", &[("resumptionToken", &token)])?
        .error("badResumptionToken")
}

fn refused(c: &Context<'_, Profile>, token: &str) -> Outcome {
    page(c, token)?.error("badResumptionToken")
}

fn cut_short(c: &mut Context<'_, Profile>) -> Outcome {
    let token = first(c)?;
    for length in [1, token.len() / 2, token.len() - 1] {
        refused(c, token.get(..length).unwrap_or_default())?;
    }
    Ok(())
}

fn forged(c: &mut Context<'_, Profile>) -> Outcome {
    let token = first(c)?;
    for at in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        let Some(byte) = bytes.get_mut(at) else {
            continue;
        };
        *byte = if *byte == b'1' { b'2' } else { b'1' };
        refused(c, &String::from_utf8_lossy(&bytes))?;
    }
    Ok(())
}

fn longer(c: &mut Context<'_, Profile>) -> Outcome {
    let token = first(c)?;
    for more in ["x", "0", ".", "%00", "\u{0}"] {
        refused(c, &format!("{token}{more}"))?;
    }
    Ok(())
}

fn huge(c: &mut Context<'_, Profile>) -> Outcome {
    let query =
        super::super::steps::query("ListRecords", &[("resumptionToken", &"a".repeat(10_000))]);
    let request = crate::kit::http::Request::get(&format!("?{query}"));
    match c.reply(&request)?.status {
        414 => Ok(()),
        _ => c.answer(&request)?.error("badResumptionToken"),
    }
}

fn markup(c: &mut Context<'_, Profile>) -> Outcome {
    for token in [
        "<a>",
        "&amp;",
        "\"'",
        "]]>",
        "\u{0}",
        "\u{1}\u{1b}",
        "ä😀",
        "../../etc",
    ] {
        refused(c, token)?;
    }
    Ok(())
}

fn plain_letters(c: &mut Context<'_, Profile>) -> Outcome {
    let token = first(c)?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte);
    ensure!(token.bytes().all(plain), "{token:?} needs escapes");
    ensure!(
        token.bytes().any(|byte| !byte.is_ascii_digit()),
        "{token} is a number"
    );
    Ok(())
}

fn token_and_verb_are_told(c: &mut Context<'_, Profile>) -> Outcome {
    let token = first(c)?;
    let answer = page(c, &token)?;
    let told = answer
        .request()
        .attribute("resumptionToken")
        .unwrap_or_default();
    ensure!(told == token, "{told:?} is told");
    Ok(())
}

fn keeps_its_dates(c: &mut Context<'_, Profile>) -> Outcome {
    let headers = c.headers(&[])?;
    let Some(last) = headers.first().map(|header| header.datestamp.clone()) else {
        return Err(Stop::skipped("there are no records"));
    };
    let bounded = c.headers(&[("until", &last)])?;
    let late = bounded.iter().find(|header| header.datestamp > last);
    ensure!(late.is_none(), "{late:?} is later than {last}");
    let whole = headers
        .iter()
        .filter(|header| header.datestamp <= last)
        .count();
    ensure!(bounded.len() == whole, "{} of {whole}", bounded.len());
    Ok(())
}
