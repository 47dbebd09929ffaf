//! Queries of type 104, in CQL.

use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
    z3950::{
        Profile,
        answer::Diagnostic,
        ber::{Ber, bits, group, integer, octets, oid},
        origin::{Origin, failed, in_words},
        profile::Cql,
        request::{self, option},
    },
};

cases! {
    "z3950/cql", "Z39.50-2003, 3.7 (type-104 query); OID 1.2.840.10003.16.2", ["anonymous"];
    Must searched_or_refused [] "A query in CQL is searched or refused with 107.";
    Must no_string [] "An EXTERNAL that holds a number and no string is refused, or breaks the protocol.";
    Must the_same_as_rpn ["cql", "many", "crossing"] "A query in CQL finds as many records as its like in prefix notation.";
    Must and_or_not_add_up ["cql"] "The counts of and, or and not fit each other.";
    Must with_itself ["cql"] "A query joined with itself is itself; taken from itself nothing is left.";
    Must whitespace_and_parentheses ["cql"] "Spaces and needless parentheses change nothing.";
    Must every_record ["cql"] "cql.allRecords = 1 finds more than any query, or is refused." of "CQL context set 1.2: allRecords";
    Must set_as_operand ["cql", "service.named_sets"] "cql.resultSetId finds the set of that name, or is refused with 18." of "CQL context set 1.2: resultSetId; bib-1 diagnostic 18";
    Must unknown_set ["cql", "service.named_sets"] "A set that does not exist is refused with 30 and its name, or with 18." of "bib-1 diagnostics 18, 30";
    Must sorted ["cql"] "A query with sortby finds the same records, or is refused.";
    Must records_can_be_shown ["cql"] "What a query in CQL finds can be presented.";
    Must no_cql ["cql"] "What is no CQL is refused with 108." of "bib-1 diagnostic 108";
    Must unknown_index ["cql"] "An index that nobody knows is refused with 114, and a set that nobody knows with 121." of "bib-1 diagnostics 114, 121";
    Must unknown_relation ["cql"] "A relation that nobody knows is refused with 117." of "bib-1 diagnostic 117";
    Must unknown_modifier ["cql"] "A modifier that nobody knows is refused, not passed over.";
    Must deep ["cql"] "A hundred thousand parentheses are refused, and the session lives.";
    Should option_of_init ["cql"] "The option queryType104 (19) is granted." of "Z39.50-2003, 3.2.1.1.4: option 19";
}

const CQL: &str = "1.2.840.10003.16.2";

fn around(text: impl AsRef<[u8]>) -> Ber {
    let text = octets(27, text).universal();
    group(104, [oid(6, CQL).universal(), group(0, [text])])
}

fn search(o: &Origin, text: &str) -> Ber {
    request::search(&[&o.database], around(text))
}

fn found(o: &mut Origin, text: &str) -> Outcome<i64> {
    let search = search(o, text);
    o.found(&search)
        .map_err(|stop| in_words(stop, &format!("search for {text}")))
}

/// A query is refused with one of these diagnostics, and the session lives.
fn refused(o: &mut Origin, text: &str, refusals: &[i64]) -> Outcome<Diagnostic> {
    let answer = o.ask(&search(o, text))?.expect("searchResponse")?;
    ensure!(!answer.flag("searchStatus")?, "{text} was searched");
    let told = failed(&answer)?;
    ensure!(refusals.contains(&told.condition), "{told} came");
    o.lives()?;
    Ok(told)
}

/// The number of hits, or none if a query is refused with one of these diagnostics.
fn found_or_refused(o: &mut Origin, text: &str, refusals: &[i64]) -> Outcome<Option<i64>> {
    let answer = o.ask(&search(o, text))?.expect("searchResponse")?;
    if answer.flag("searchStatus")? {
        return answer.integer("resultCount").map(Some);
    }
    let told = failed(&answer)?;
    ensure!(refusals.contains(&told.condition), "{told} came");
    o.lives()?;
    Ok(None)
}

fn of_profile(c: &Context<'_, Profile>) -> Outcome<Cql> {
    let cql = c.profile.cql.clone();
    cql.ok_or_else(|| Stop::skipped("the profile has no cql"))
}

fn searched_or_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    found_or_refused(&mut o, "title = x", &[107])?;
    o.lives()
}

fn no_string(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let number = integer(2, 1).universal();
    let query = group(104, [oid(6, CQL).universal(), group(0, [number])]);
    let answer = o.ask(&request::search(&[&o.database], query))?;
    if answer.name() == "close" {
        answer.is("closeReason", 6)?;
        return c.lives();
    }
    let told = failed(&answer.expect("searchResponse")?)?;
    ensure!([3, 107, 108].contains(&told.condition), "{told} came");
    o.lives()
}

fn the_same_as_rpn(c: &mut Context<'_, Profile>) -> Outcome {
    let (cql, many) = (of_profile(c)?, c.many()?);
    let crossing = c.profile.crossing.clone().unwrap_or_default();
    let mut o = c.origin()?;
    for (text, rpn) in [
        (cql.many.clone(), many.clone()),
        (cql.crossing.clone(), crossing.clone()),
        (
            format!("{} and {}", cql.many, cql.crossing),
            format!("@and {many} {crossing}"),
        ),
    ] {
        let (hits, wanted) = (found(&mut o, &text)?, o.find(&rpn)?);
        ensure!(hits == wanted, "{text} finds {hits}, {rpn} {wanted}");
    }
    Ok(())
}

fn and_or_not_add_up(c: &mut Context<'_, Profile>) -> Outcome {
    let Cql { many, crossing } = of_profile(c)?;
    let mut o = c.origin()?;
    let (a, b) = (found(&mut o, &many)?, found(&mut o, &crossing)?);
    let and = found(&mut o, &format!("{many} and {crossing}"))?;
    let or = found(&mut o, &format!("{many} or {crossing}"))?;
    let not = found(&mut o, &format!("{many} not {crossing}"))?;
    ensure!(and > 0, "{many} and {crossing} find nothing together");
    ensure!(a + b == and + or, "{a} and {b} are not {and} and {or}");
    ensure!(not == a - and, "{not} are left of {a} without {and}");
    Ok(())
}

fn with_itself(c: &mut Context<'_, Profile>) -> Outcome {
    let many = of_profile(c)?.many;
    let mut o = c.origin()?;
    let count = found(&mut o, &many)?;
    for (boolean, wanted) in [("and", count), ("OR", count), ("not", 0)] {
        let hits = found(&mut o, &format!("{many} {boolean} {many}"))?;
        ensure!(hits == wanted, "{boolean} finds {hits} of {count}");
    }
    Ok(())
}

fn whitespace_and_parentheses(c: &mut Context<'_, Profile>) -> Outcome {
    let many = of_profile(c)?.many;
    let mut o = c.origin()?;
    let count = found(&mut o, &many)?;
    for text in [
        format!("  {many}\t\n"),
        format!("({many})"),
        format!("( ( {many} ) )"),
    ] {
        let hits = found(&mut o, &text)?;
        ensure!(hits == count, "{text:?} finds {hits} and not {count}");
    }
    Ok(())
}

fn every_record(c: &mut Context<'_, Profile>) -> Outcome {
    let many = of_profile(c)?.many;
    let mut o = c.origin()?;
    let count = found(&mut o, &many)?;
    let refusals = [3, 12, 114];
    if let Some(all) = found_or_refused(&mut o, "cql.allRecords = 1", &refusals)? {
        ensure!(
            all > count,
            "{all} records in all, and {many} finds {count}"
        );
    }
    Ok(())
}

fn set_as_operand(c: &mut Context<'_, Profile>) -> Outcome {
    let many = of_profile(c)?.many;
    let mut o = c.origin()?;
    let count = o.found(&request::into_set(search(&o, &many), "mine"))?;
    let text = "cql.resultSetId = mine";
    if let Some(hits) = found_or_refused(&mut o, text, &[18, 114])? {
        ensure!(hits == count, "{hits} records, and {count} in the set");
    }
    Ok(())
}

fn unknown_set(c: &mut Context<'_, Profile>) -> Outcome {
    let told = refused(
        &mut c.origin()?,
        "cql.resultSetId = nosuchset",
        &[18, 30, 114],
    )?;
    match told.condition {
        30 => told.about("nosuchset"),
        _ => Ok(()),
    }
}

fn sorted(c: &mut Context<'_, Profile>) -> Outcome {
    let many = of_profile(c)?.many;
    let mut o = c.origin()?;
    let count = found(&mut o, &many)?;
    let text = format!("{many} sortby dc.title/sort.descending");
    if let Some(hits) = found_or_refused(&mut o, &text, &[3, 108, 207])? {
        ensure!(hits == count, "{hits} records sorted, and {count} else");
    }
    Ok(())
}

fn records_can_be_shown(c: &mut Context<'_, Profile>) -> Outcome {
    let many = of_profile(c)?.many;
    let mut o = c.origin()?;
    found(&mut o, &many)?;
    o.marc(1, 2).map(drop)
}

fn no_cql(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    for text in ["", "and and", "(x", "x)", "\"x", "title =", "x or"] {
        refused(&mut o, text, &[108])?;
    }
    Ok(())
}

fn unknown_index(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    refused(&mut o, "dc.nosuchindex = x", &[114])?;
    refused(&mut o, "nosuchset.title = x", &[121]).map(drop)
}

fn unknown_relation(c: &mut Context<'_, Profile>) -> Outcome {
    let text = "dc.title cql.nosuchrelation x";
    refused(&mut c.origin()?, text, &[117]).map(drop)
}

fn unknown_modifier(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    refused(&mut o, "dc.title =/nosuchmodifier x", &[117, 123])?;
    refused(&mut o, "x and/nosuchmodifier y", &[110, 123]).map(drop)
}

fn deep(c: &mut Context<'_, Profile>) -> Outcome {
    let text = format!("{}x{}", "(".repeat(100_000), ")".repeat(100_000));
    refused(&mut c.origin()?, &text, &[3, 6, 11, 108]).map(drop)
}

fn option_of_init(c: &mut Context<'_, Profile>) -> Outcome {
    let wanted = [option::SEARCH, option::PRESENT, option::QUERY_TYPE_104];
    let (_, answer) = c.origin_with(&request::init().put(bits(4, &wanted)))?;
    let granted = answer.bits("options")?;
    ensure!(
        granted.contains(&option::QUERY_TYPE_104),
        "options {granted:?} are granted"
    );
    Ok(())
}
