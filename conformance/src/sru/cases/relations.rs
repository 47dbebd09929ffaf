//! Indexes, relations and their modifiers.

use super::Profile;
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "sru/relations", "CQL context set 1.2; OASIS part 5, 2.2", ["work.known"];
    Must phrase_all_any [] "any finds no less than all, and all no less than the phrase.";
    Must exactly [] "== finds a whole title, and not one of its words." of "CQL context set 1.2: ==";
    Must exact_of_1_1 ["version.1.1"] "exact is the older name of ==." of "CQL 1.1: exact";
    Must unlike [] "<> finds what = does not, or is refused with 19 or 22.";
    Must dates_are_ordered [] "What is dated before a year and what is not are all that is dated, or 19, 22.";
    Must within_bounds [] "within finds what lies between its two dates, or is refused with 19 or 22.";
    Must order_of_text [] "An order of titles is searched, or refused with 19 or 22.";
    Must unknown_index [] "An index that nobody knows is refused with 16 and its name.";
    Must unknown_set [] "An index of a set that nobody knows is refused with 15 and its name.";
    Must unknown_relation [] "A relation that nobody knows is refused with 19 and its name.";
    Must unknown_modifier [] "A modifier that nobody knows is refused with 20 and its name.";
    Must letters_of_names [] "Names of indexes differ in no letter case." of "CQL 1.2, Case Insensitivity";
    Must server_choice [] "A term alone is looked for by cql.serverChoice.";
    Must creator ["work.known.creator", "work.same_author.creator"] "dc.creator finds the works of an author.";
    Must isbn_in_each_form ["work.known.isbn"] "An ISBN is found in each form of it." of "Bath profile; ISO 2108";
    Must index_by_default_set [] "An index without a prefix is that of the default set, or refused with 16.";
}

fn title(c: &Context<'_, Profile>) -> Outcome<String> {
    Ok(c.work("known")?.title.clone())
}

fn phrase_all_any(c: &mut Context<'_, Profile>) -> Outcome {
    let title = title(c)?;
    let count = |relation: &str| c.count(&format!("dc.title {relation} \"{title}\""));
    let (phrase, all, any) = (count("=")?, count("all")?, count("any")?);
    ensure!(
        1 <= phrase && phrase <= all && all <= any,
        "{phrase}, {all}, {any}"
    );
    ensure!(count("adj")? == phrase, "adj is not the phrase");
    Ok(())
}

fn exactly(c: &mut Context<'_, Profile>) -> Outcome {
    let (title, word) = (title(c)?, c.title_word()?);
    let (whole, part) = (
        c.count(&format!("dc.title == \"{title}\""))?,
        c.count(&format!(
            "dc.title == \"{word}\" and dc.title = \"{title}\""
        ))?,
    );
    ensure!(
        whole >= 1 && part == 0,
        "the whole finds {whole}, the word {part}"
    );
    Ok(())
}

fn exact_of_1_1(c: &mut Context<'_, Profile>) -> Outcome {
    let title = title(c)?;
    let version = super::super::answer::Version::V11;
    let found = c
        .search(version, &format!("dc.title exact \"{title}\""), &[])?
        .count()?;
    ensure!(found >= 1, "nothing is found");
    Ok(())
}

/// The count, unless the query is refused with one of these.
fn count_or(c: &Context<'_, Profile>, query: &str, numbers: &[u16]) -> Outcome<Option<u64>> {
    let answer = c.find(query, &[])?;
    match answer.diagnostics()?.is_empty() {
        true => answer.count().map(Some),
        false => answer.refused(numbers).map(|_| None),
    }
}

fn unlike(c: &mut Context<'_, Profile>) -> Outcome {
    let title = title(c)?;
    if let Some(others) = count_or(c, &format!("dc.title <> \"{title}\""), &[19, 22])? {
        let both = c.count(&format!(
            "dc.title <> \"{title}\" and dc.title = \"{title}\""
        ))?;
        ensure!(
            others > 0 && both == 0,
            "{others} others, {both} of them have it"
        );
    }
    Ok(())
}

fn dates_are_ordered(c: &mut Context<'_, Profile>) -> Outcome {
    let count = |query: &str| count_or(c, query, &[19, 22]);
    let (Some(before), Some(since), Some(all)) = (
        count("dc.date < 1990")?,
        count("dc.date >= 1990")?,
        count("dc.date > 1000")?,
    ) else {
        return Ok(());
    };
    ensure!(before > 0 && since > 0, "before {before}, since {since}");
    ensure!(all <= before + since, "{all} dated, {before} and {since}");
    let (to, after) = (count("dc.date <= 1990")?, count("dc.date > 1990")?);
    ensure!(
        to >= Some(before) && after <= Some(since),
        "{before}, {to:?}, {since}, {after:?}"
    );
    Ok(())
}

fn within_bounds(c: &mut Context<'_, Profile>) -> Outcome {
    let Some(within) = count_or(c, "dc.date within \"1980 1990\"", &[19, 22])? else {
        return Ok(());
    };
    let between = c.count("dc.date >= 1980 and dc.date <= 1990")?;
    ensure!(within == between, "within {within}, between {between}");
    Ok(())
}

fn order_of_text(c: &mut Context<'_, Profile>) -> Outcome {
    count_or(c, "dc.title < m", &[19, 22]).map(drop)
}

fn refused_naming(c: &Context<'_, Profile>, query: &str, number: u16, name: &str) -> Outcome {
    let details = c.refuse(query, &[number])?;
    ensure!(
        details.contains(name),
        "the details are {details:?}, without {name}"
    );
    Ok(())
}

fn unknown_index(c: &mut Context<'_, Profile>) -> Outcome {
    refused_naming(c, "dc.nosuchindex = a", 16, "nosuchindex")
}

fn unknown_set(c: &mut Context<'_, Profile>) -> Outcome {
    refused_naming(c, "nosuchset.title = a", 15, "nosuchset")
}

fn unknown_relation(c: &mut Context<'_, Profile>) -> Outcome {
    refused_naming(c, "dc.title nosuchrelation \"a\"", 19, "nosuchrelation")
}

fn unknown_modifier(c: &mut Context<'_, Profile>) -> Outcome {
    refused_naming(c, "dc.title =/nosuchmodifier a", 20, "nosuchmodifier")
}

fn letters_of_names(c: &mut Context<'_, Profile>) -> Outcome {
    let title = title(c)?;
    let (one, other) = (
        c.count(&format!("dc.title all \"{title}\""))?,
        c.count(&format!("DC.Title ALL \"{title}\""))?,
    );
    ensure!(one == other, "{one} and {other}");
    Ok(())
}

fn server_choice(c: &mut Context<'_, Profile>) -> Outcome {
    let word = c.title_word()?;
    let (bare, named) = (
        c.count(&format!("\"{word}\""))?,
        c.count(&format!("cql.serverChoice = \"{word}\""))?,
    );
    ensure!(bare > 0 && bare == named, "{bare} and {named}");
    Ok(())
}

fn creator(c: &mut Context<'_, Profile>) -> Outcome {
    for role in ["known", "same_author"] {
        let work = c.work(role)?;
        let creator = work.creator.clone().unwrap_or_default();
        let name = creator.split(',').next().unwrap_or_default();
        let found = c.count(&format!("dc.creator = \"{name}\" and {}", work.query))?;
        ensure!(
            found == 1,
            "{} is not among the works of {name}",
            work.title
        );
    }
    Ok(())
}

fn isbn_in_each_form(c: &mut Context<'_, Profile>) -> Outcome {
    let work = c.work("known")?;
    for isbn in &work.isbn {
        let bare = isbn.replace('-', "");
        for form in [isbn, &bare] {
            let found = c.count(&format!("bath.isbn = \"{form}\" and {}", work.query))?;
            ensure!(found == 1, "{form} does not find it");
        }
    }
    Ok(())
}

fn index_by_default_set(c: &mut Context<'_, Profile>) -> Outcome {
    let title = title(c)?;
    if let Some(bare) = count_or(c, &format!("title = \"{title}\""), &[16])? {
        let named = c.count(&format!("dc.title = \"{title}\""))?;
        ensure!(bare == named, "{bare} and {named}");
    }
    Ok(())
}
