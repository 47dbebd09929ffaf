//! prox: words near each other.

use super::Profile;
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
};

cases! {
    "sru/proximity", "CQL context set 1.2, Boolean Modifiers: distance, unit, ordering", ["service.proximity", "work.known"];
    Must next_to_each_other [] "Two words of a title that stand side by side are found.";
    Must no_more_than_and [] "prox finds no more than and.";
    Must wider_is_more [] "A greater distance finds no less.";
    Must in_order [] "Ordered words are found in their order alone.";
    Must unknown_unit [] "A unit that nobody knows is refused with 42.";
    Must unknown_modifier [] "A modifier of prox that nobody knows is refused with 46.";
    Must wrong_distance [] "A distance that is no number is refused with 41, 10 or 46.";
    Must huge_distance [] "A huge distance is searched or refused with 41.";
}

/// The first two words of the title.
fn two(c: &Context<'_, Profile>) -> Outcome<(String, String)> {
    let title = c.work("known")?.title.to_lowercase();
    let mut words = title.split_whitespace().map(str::to_owned);
    match (words.next(), words.next()) {
        (Some(one), Some(other)) => Ok((one, other)),
        _ => Err(Stop::skipped("the known title is a single word")),
    }
}

fn near(c: &Context<'_, Profile>, modifiers: &str, turned: bool) -> Outcome<u64> {
    let (one, other) = two(c)?;
    let (one, other) = if turned { (other, one) } else { (one, other) };
    c.count(&format!(
        "dc.title = \"{one}\" prox{modifiers} dc.title = \"{other}\""
    ))
}

fn next_to_each_other(c: &mut Context<'_, Profile>) -> Outcome {
    ensure!(
        near(c, "/unit=word/distance<=1", false)? >= 1,
        "nothing is found"
    );
    Ok(())
}

fn no_more_than_and(c: &mut Context<'_, Profile>) -> Outcome {
    let (one, other) = two(c)?;
    let both = c.count(&format!("dc.title = \"{one}\" and dc.title = \"{other}\""))?;
    let near = near(c, "", false)?;
    ensure!(near <= both, "prox finds {near}, and {both}");
    Ok(())
}

fn wider_is_more(c: &mut Context<'_, Profile>) -> Outcome {
    let (close, wide) = (
        near(c, "/distance<=1", false)?,
        near(c, "/distance<=9", false)?,
    );
    ensure!(close <= wide, "{close} within 1, {wide} within 9");
    Ok(())
}

fn in_order(c: &mut Context<'_, Profile>) -> Outcome {
    let modifiers = "/distance<=1/ordered";
    let (forward, back) = (near(c, modifiers, false)?, near(c, modifiers, true)?);
    let either = near(c, "/distance<=1/unordered", true)?;
    ensure!(
        forward >= 1 && back < either,
        "forward {forward}, back {back}, either way {either}"
    );
    Ok(())
}

fn unknown_unit(c: &mut Context<'_, Profile>) -> Outcome {
    c.refuse("a prox/unit=nosuchunit b", &[42]).map(drop)
}

fn unknown_modifier(c: &mut Context<'_, Profile>) -> Outcome {
    c.refuse("a prox/nosuchmodifier b", &[46]).map(drop)
}

fn wrong_distance(c: &mut Context<'_, Profile>) -> Outcome {
    c.refuse("a prox/distance=near b", &[41, 10, 46]).map(drop)
}

fn huge_distance(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.find(&format!("a prox/distance<={} b", "9".repeat(40)), &[])?;
    match answer.diagnostics()?.is_empty() {
        true => answer.count().map(drop),
        false => answer.refused(&[41]).map(drop),
    }
}
