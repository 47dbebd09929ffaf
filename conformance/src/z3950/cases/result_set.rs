//! Result sets: their names, their replacement, their life.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    z3950::{
        Profile,
        answer::Diagnostic,
        ber::{bits, boolean},
        origin::{Origin, failed},
        request::{self, USMARC, option},
    },
};

cases! {
    "z3950/result_set", "Z39.50-2003, 3.2.2.1.3 (Result-set-name, Replace-indicator)", ["anonymous"];
    Must default_set ["many"] "The set `default` needs no option.";
    Must named_set_without_option ["service.named_sets"] "A named set that was not negotiated is refused with 22.";
    Must kept_apart ["many", "work.known", "service.named_sets"] "Sets of several names are kept apart.";
    Must replaced ["many", "work.known", "service.named_sets"] "A set is replaced by a search of its name.";
    Must not_replaced ["many", "work.known", "service.named_sets"] "Replace-indicator off and a name in use: 21, and the old set stays." of "bib-1 diagnostic 21";
    Must free_name_without_replace ["service.named_sets"] "Replace-indicator off and a free name: the search is done.";
    Must failed_search_leaves_no_set ["many"] "A failed search with replace leaves no set of the name." of "Z39.50-2003, 3.2.2.1.3; bib-1 diagnostics 27, 30";
    Must other_sets_survive_a_failure ["many", "service.named_sets"] "A failed search leaves other sets alone.";
    Must of_one_session ["many", "service.named_sets"] "A set is known in its own session only.";
    Must empty_set ["service.named_sets"] "A search without hits makes a set, of which nothing can be presented.";
    Must name_is_taken_as_it_is ["many", "service.named_sets"] "Names differ by case, and may hold blanks and other letters than ASCII.";
    Should long_name ["many", "service.named_sets"] "A set name of 1,000 octets works, or is refused with a reason.";
    Should empty_name [] "An empty set name works, or is refused with a reason.";
    Must many_sets ["service.named_sets"] "A hundred sets may live at once, or the refusal is 112." of "bib-1 diagnostic 112";
    Must stable ["many"] "Position for position a set stays the same as long as it lives.";
}

/// The hits of a search into a named set.
fn into(o: &mut Origin, name: &str, query: &str) -> Outcome<i64> {
    let request = request::into_set(o.request(query)?, name);
    o.found(&request)
}

/// The diagnostic of presenting the first record of a set.
fn gone(o: &mut Origin, name: &str) -> Outcome<Diagnostic> {
    o.present_refused(&request::present(name, 1, 1, USMARC))
}

/// The 001 of the first record of a set.
fn first(o: &mut Origin, name: &str) -> Outcome<String> {
    let (_, records) = o.presented(&request::present(name, 1, 1, USMARC))?;
    let Some(record) = records.first() else {
        return Err(crate::Stop::failed(format!("{name} gives no record")));
    };
    let marc = record.marc()?;
    Ok(marc.control("001").unwrap_or_default().to_owned() + &marc.title())
}

fn default_set(c: &mut Context<'_, Profile>) -> Outcome {
    let wanted = [option::SEARCH, option::PRESENT];
    let (mut o, _) = c.origin_with(&c.usual_init().put(bits(4, &wanted)))?;
    o.find(&c.many()?)?;
    o.records(1, 1, USMARC).map(drop)
}

fn named_set_without_option(c: &mut Context<'_, Profile>) -> Outcome {
    let wanted = [option::SEARCH, option::PRESENT];
    let (mut o, _) = c.origin_with(&c.usual_init().put(bits(4, &wanted)))?;
    let request = request::into_set(o.request("x")?, "one");
    let found = o.refused_request(&request)?;
    ensure!(found.condition == 22, "{found} came and 22 should");
    o.lives()
}

fn known(c: &Context<'_, Profile>) -> Outcome<String> {
    Ok(format!("@attr 1=12 {}", c.work("known")?.id))
}

fn kept_apart(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    into(&mut o, "one", &c.many()?)?;
    let one = first(&mut o, "one")?;
    into(&mut o, "two", &known(c)?)?;
    ensure!(
        first(&mut o, "one")? == one,
        "a search into two changed one"
    );
    ensure!(first(&mut o, "two")? != one, "one and two are the same");
    Ok(())
}

fn replaced(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let many = into(&mut o, "one", &c.many()?)?;
    into(&mut o, "one", &known(c)?)?;
    let refused = o.present_refused(&request::present("one", many, 1, USMARC))?;
    ensure!(refused.condition == 13, "{refused} came and 13 should");
    first(&mut o, "one").map(drop)
}

fn not_replaced(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    into(&mut o, "one", &c.many()?)?;
    let before = first(&mut o, "one")?;
    let request = request::into_set(o.request(&known(c)?)?, "one").put(boolean(16, false));
    let found = o.refused_request(&request)?;
    ensure!(found.condition == 21, "{found} came and 21 should");
    ensure!(first(&mut o, "one")? == before, "the set was replaced");
    Ok(())
}

fn free_name_without_replace(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let request = request::into_set(o.request("x")?, "free").put(boolean(16, false));
    o.found(&request).map(drop)
}

fn failed_search_leaves_no_set(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    o.find(&c.many()?)?;
    o.refused("@attr 1=9998877 x")?;
    let found = gone(&mut o, "default")?;
    ensure!(
        matches!(found.condition, 27 | 30),
        "{found} came and 30 should"
    );
    Ok(())
}

fn other_sets_survive_a_failure(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    into(&mut o, "one", &c.many()?)?;
    o.refused("@attr 1=9998877 x")?;
    first(&mut o, "one").map(drop)
}

fn of_one_session(c: &mut Context<'_, Profile>) -> Outcome {
    let mut mine = c.origin()?;
    into(&mut mine, "mine", &c.many()?)?;
    let found = gone(&mut c.origin()?, "mine")?;
    ensure!(found.condition == 30, "{found} came and 30 should");
    found.about("mine")?;
    first(&mut mine, "mine").map(drop)
}

fn empty_set(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let hits = into(&mut o, "none", "@attr 1=4 conformancesentinel")?;
    ensure!(hits == 0, "a word that nobody wrote finds {hits} records");
    let found = gone(&mut o, "none")?;
    ensure!(found.condition == 13, "{found} came and 13 should");
    Ok(())
}

fn name_is_taken_as_it_is(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let many = into(&mut o, "Set", &c.many()?)?;
    into(&mut o, "set", "@attr 1=4 conformancesentinel")?;
    for name in ["oma joukko", "joukko-äö", "日本"] {
        into(&mut o, name, &c.many()?)?;
        first(&mut o, name)?;
    }
    let request = request::present("Set", many, 1, USMARC);
    o.presented(&request).map(drop)
}

/// A search into a set of this name works with Present, or is refused.
fn works_or_refused(c: &Context<'_, Profile>, name: &str) -> Outcome {
    let mut o = c.origin()?;
    let query = c.many().unwrap_or_else(|_| "x".to_owned());
    let request = request::into_set(o.request(&query)?, name);
    let answer = o.ask(&request)?.expect("searchResponse")?;
    if answer.flag("searchStatus")? {
        if answer.integer("resultCount")? > 0 {
            first(&mut o, name)?;
        }
    } else {
        failed(&answer)?;
    }
    o.lives()
}

fn long_name(c: &mut Context<'_, Profile>) -> Outcome {
    works_or_refused(c, &"n".repeat(1000))
}

fn empty_name(c: &mut Context<'_, Profile>) -> Outcome {
    works_or_refused(c, "")
}

fn many_sets(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    for number in 0..100 {
        let request = request::into_set(o.request("x")?, &format!("set{number}"));
        let answer = o.ask(&request)?.expect("searchResponse")?;
        if !answer.flag("searchStatus")? {
            let found = failed(&answer)?;
            ensure!(found.condition == 112, "{found} came and 112 should");
            ensure!(number >= 8, "only {number} sets may live at once");
            break;
        }
    }
    o.lives()
}

fn stable(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let count = o.find(&c.many()?)?.min(20);
    let all = o.marc(1, count)?;
    for (position, wanted) in (1..).zip(&all) {
        let again = o.marc(position, 1)?;
        ensure!(
            again.first() == Some(wanted),
            "record {position} is another one the second time"
        );
    }
    Ok(())
}
