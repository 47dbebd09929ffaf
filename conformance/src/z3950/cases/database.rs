//! Databases: known ones, unknown ones, none, several.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    z3950::{
        Profile,
        ber::Ber,
        origin::{Origin, failed},
        pqf,
        request::{self, USMARC},
    },
};

cases! {
    "z3950/database", "Z39.50-2003, 3.2.2.1.2; bib-1 diagnostics 23, 109, 111, 235", ["anonymous"];
    Must unknown ["databases.1"] "An unknown database is refused with 235 or 109.";
    Must unknown_by_name ["databases.1"] "The refusal names the database.";
    Dialect unknown_is_235 ["databases.1"] "An unknown database is refused with 235, one that is out of order with 109.";
    Must each_of_the_profile ["databases.2", "many"] "Databases that hold the same records find the same.";
    Should any_case ["many"] "The name of a database may be written in capitals.";
    Must none_named [] "A search of no database is refused with 23.";
    Must several ["databases.2"] "A search of two databases is answered, or refused with 23 or 111.";
    Must one_of_several_unknown [] "A search of which one database is unknown is refused.";
    Should same_twice ["many"] "The same database named twice finds nothing twice, or is refused.";
    Must hundred_names [] "A search of a hundred databases is refused.";
    Must long_name [] "A database name of 50,000 octets is refused.";
    Must odd_names [] "Empty names and names with slashes, quotes and NUL are refused.";
    Should records_name_their_database ["many"] "A record names a database that was searched." of "Z39.50-2003, 3.2.2.1.13: database name";
    Must refused_search_leaves_session [] "A refused search leaves the session alive.";
}

fn named(names: &[&str], query: &str) -> Outcome<Ber> {
    Ok(request::search(names, pqf::rpn(query)?))
}

fn refused_as(o: &mut Origin, names: &[&str], conditions: &[i64]) -> Outcome {
    let found = o.refused_request(&named(names, "x")?)?;
    ensure!(
        conditions.contains(&found.condition),
        "{found} came and {conditions:?} should"
    );
    Ok(())
}

fn unknown(c: &mut Context<'_, Profile>) -> Outcome {
    refused_as(&mut c.origin()?, &["nosuchdatabase"], &[109, 235])
}

fn unknown_by_name(c: &mut Context<'_, Profile>) -> Outcome {
    let found = c
        .origin()?
        .refused_request(&named(&["nosuchdatabase"], "x")?)?;
    found.about("nosuchdatabase")
}

fn unknown_is_235(c: &mut Context<'_, Profile>) -> Outcome {
    refused_as(&mut c.origin()?, &["nosuchdatabase"], &[235])
}

fn each_of_the_profile(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let query = c.many()?;
    let count = o.find(&query)?;
    for name in &c.profile.databases {
        let found = o.found(&named(&[name], &query)?)?;
        ensure!(found == count, "{name} finds {found} and not {count}");
    }
    Ok(())
}

fn any_case(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let query = c.many()?;
    let count = o.find(&query)?;
    let found = o.found(&named(&[&c.profile.database().to_uppercase()], &query)?)?;
    ensure!(found == count, "in capitals it finds {found}, not {count}");
    Ok(())
}

fn none_named(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    refused_as(&mut o, &[], &[23])?;
    o.lives()
}

/// It succeeds, or it is refused with one of these.
fn answered(o: &mut Origin, names: &[&str], query: &str, refusals: &[i64]) -> Outcome<Option<i64>> {
    let answer = o.ask(&named(names, query)?)?.expect("searchResponse")?;
    if answer.flag("searchStatus")? {
        return answer.integer("resultCount").map(Some);
    }
    let found = failed(&answer)?;
    ensure!(refusals.contains(&found.condition), "{found} came");
    Ok(None)
}

fn several(c: &mut Context<'_, Profile>) -> Outcome {
    let names: Vec<&str> = c.profile.databases.iter().map(String::as_str).collect();
    answered(&mut c.origin()?, &names, "x", &[23, 111]).map(drop)
}

fn one_of_several_unknown(c: &mut Context<'_, Profile>) -> Outcome {
    let names = [c.profile.database(), "nosuchdatabase"];
    refused_as(&mut c.origin()?, &names, &[23, 109, 111, 235])
}

fn same_twice(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let query = c.many()?;
    let count = o.find(&query)?;
    let name = c.profile.database();
    if let Some(found) = answered(&mut o, &[name, name], &query, &[23, 111])? {
        ensure!(found == count, "named twice it finds {found}, not {count}");
    }
    Ok(())
}

fn hundred_names(c: &mut Context<'_, Profile>) -> Outcome {
    let names: Vec<String> = (0..100).map(|n| format!("db{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut o = c.origin()?;
    refused_as(&mut o, &names, &[23, 109, 111, 235])?;
    o.lives()
}

fn long_name(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    refused_as(&mut o, &[&"d".repeat(50_000)], &[109, 235])?;
    o.lives()
}

fn odd_names(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    for name in ["", "../../etc", "a'b\"c", "k\0k", "tietokanta-äö"] {
        refused_as(&mut o, &[name], &[23, 109, 235])?;
    }
    o.lives()
}

fn records_name_their_database(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    o.find(&c.many()?)?;
    for record in o.records(1, 3, USMARC)? {
        let Some(name) = record.database else {
            continue;
        };
        ensure!(
            name.eq_ignore_ascii_case(c.profile.database()),
            "a record is said to be from {name:?}"
        );
    }
    Ok(())
}

fn refused_search_leaves_session(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    for _ in 0..20 {
        refused_as(&mut o, &["nosuchdatabase"], &[109, 235])?;
        o.lives()?;
    }
    Ok(())
}
