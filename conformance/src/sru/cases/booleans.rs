//! Booleans of CQL, parentheses, and prefixes.

use super::Profile;
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "sru/booleans", "CQL 1.2, Boolean Operators; OASIS part 5, 2.3", ["many", "crossing"];
    Must counts_add_up [] "The counts of and, or and not fit each other.";
    Must either_side [] "What and and or find does not depend on the order of their sides.";
    Must from_the_left [] "Booleans bind equally and from the left." of "CQL 1.2, Boolean Precedence";
    Must parentheses [] "Parentheses bind first, and needless ones change nothing.";
    Must letters_of_booleans [] "Booleans may be written in capitals.";
    Must unknown_boolean_modifier [] "A modifier of and that nobody knows is refused with 46, or 20.";
    Must open_parenthesis [] "A parenthesis that is not closed, or not opened, is refused with 10 or 13.";
    Must no_operand [] "A boolean without an operand is refused with 10.";
    Must prefix [] "A prefix may be given to a set by its URI." of "CQL 1.2, Prefix Assignment";
    Must unknown_prefix [] "A prefix of a set that nobody knows is refused with 15." of "CQL 1.2, Prefix Assignment";
    Must blanks [] "Blanks and line ends between the parts change nothing.";
    Must sixty_four [] "64 nested booleans are searched.";
    Should five_hundred [] "500 booleans side by side are searched, or refused with 38.";
}

fn counts_add_up(c: &mut Context<'_, Profile>) -> Outcome {
    let (a, b) = (c.many()?, c.crossing()?);
    let count = |boolean: &str| c.count(&format!("({a}) {boolean} ({b})"));
    let (both, either, without) = (count("and")?, count("or")?, count("not")?);
    let (one, other) = (c.count(a)?, c.count(b)?);
    ensure!(
        both > 0 && both + either == one + other && without + both == one,
        "{one} and {other}: and {both}, or {either}, not {without}"
    );
    Ok(())
}

/// Both queries find the same number.
fn same(c: &Context<'_, Profile>, one: &str, other: &str) -> Outcome {
    let (left, right) = (c.count(one)?, c.count(other)?);
    ensure!(left == right, "{one} finds {left}, {other} {right}");
    Ok(())
}

fn either_side(c: &mut Context<'_, Profile>) -> Outcome {
    let (a, b) = (c.many()?, c.crossing()?);
    same(c, &format!("{a} and {b}"), &format!("{b} and {a}"))?;
    same(c, &format!("{a} or {b}"), &format!("{b} or {a}"))
}

fn from_the_left(c: &mut Context<'_, Profile>) -> Outcome {
    let (a, b) = (c.many()?, c.crossing()?);
    same(
        c,
        &format!("{a} or {b} and {b}"),
        &format!("({a} or {b}) and {b}"),
    )?;
    same(
        c,
        &format!("{b} not {a} or {a}"),
        &format!("({b} not {a}) or {a}"),
    )
}

fn parentheses(c: &mut Context<'_, Profile>) -> Outcome {
    let (a, b) = (c.many()?, c.crossing()?);
    same(c, &format!("((({a})))"), a)?;
    let (grouped, plain) = (
        format!("{a} not ({b} or {a})"),
        format!("{a} not {b} or {a}"),
    );
    ensure!(
        c.count(&grouped)? == 0 && c.count(&plain)? > 0,
        "the group does not bind"
    );
    Ok(())
}

fn letters_of_booleans(c: &mut Context<'_, Profile>) -> Outcome {
    let (a, b) = (c.many()?, c.crossing()?);
    for (small, other) in [("and", "AND"), ("or", "Or"), ("not", "NOT")] {
        same(c, &format!("{a} {small} {b}"), &format!("{a} {other} {b}"))?;
    }
    Ok(())
}

fn unknown_boolean_modifier(c: &mut Context<'_, Profile>) -> Outcome {
    c.refuse("a and/nosuchmodifier b", &[46, 20]).map(drop)
}

fn open_parenthesis(c: &mut Context<'_, Profile>) -> Outcome {
    for query in ["(a", "a)", "((a)", "a and (b", ")a("] {
        c.refuse(query, &[10, 13])?;
    }
    Ok(())
}

fn no_operand(c: &mut Context<'_, Profile>) -> Outcome {
    for query in ["a and", "and and", "a or or b", "a and (b or)", "()"] {
        c.refuse(query, &[10, 13])?;
    }
    Ok(())
}

const DC: &str = "info:srw/cql-context-set/1/dc-v1.1";

fn prefix(c: &mut Context<'_, Profile>) -> Outcome {
    let title = &c.work("known")?.title;
    same(
        c,
        &format!("> own = \"{DC}\" own.title = \"{title}\""),
        &format!("dc.title = \"{title}\""),
    )?;
    same(
        c,
        &format!("> \"{DC}\" title = \"{title}\""),
        &format!("dc.title = \"{title}\""),
    )
}

fn unknown_prefix(c: &mut Context<'_, Profile>) -> Outcome {
    c.refuse("> x = \"http://example.org/nosuchset\" x.title = a", &[15])
        .map(drop)
}

fn blanks(c: &mut Context<'_, Profile>) -> Outcome {
    let (a, b) = (c.many()?, c.crossing()?);
    same(
        c,
        &format!("  {a}\r\n\tand\n {b}  "),
        &format!("{a} and {b}"),
    )
}

fn sixty_four(c: &mut Context<'_, Profile>) -> Outcome {
    let a = c.many()?;
    let (open, close) = ("(".repeat(64), format!(" or {a})").repeat(64));
    same(c, &format!("{open}{a}{close}"), a)
}

fn five_hundred(c: &mut Context<'_, Profile>) -> Outcome {
    let a = c.many()?;
    let many = vec![a; 500].join(" or ");
    let answer = c.find(&many, &[])?;
    match answer.diagnostics()?.is_empty() {
        true => same(c, &many, a),
        false => answer.refused(&[38]).map(drop),
    }
}
