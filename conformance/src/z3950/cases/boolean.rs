//! Operators, their nesting, result sets as operands, and the types of queries.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    z3950::{
        Profile,
        ber::{Ber, group, integer, null, octets, oid},
        origin::{Origin, failed},
        pqf, request,
    },
};

cases! {
    "z3950/boolean", "Z39.50-2003, 3.7 (type-1 query) and 3.2.2.1.9", ["anonymous"];
    Must and_or_not_add_up ["many", "crossing"] "The counts of and, or and and-not fit each other.";
    Must and_not_is_ordered ["many", "crossing"] "And-not takes its second operand from its first.";
    Must with_itself ["many"] "A search joined with itself is itself; taken from itself nothing is left.";
    Must with_nothing ["many"] "A search joined with one without hits is itself (or) or nothing (and).";
    Must grouping ["many", "crossing"] "Operators nest as they are written.";
    Must nested_64_left [] "64 operators nested to the left are searched.";
    Must nested_64_right [] "64 operators nested to the right are searched.";
    Must balanced_tree [] "A balanced tree of 64 operands is searched.";
    Must set_as_operand ["many", "crossing", "service.named_sets"] "A result set is an operand." of "Z39.50-2003, 3.7.2: ResultSetId as operand";
    Must set_alone ["many", "service.named_sets"] "A result set alone is a query.";
    Must set_refined_into_itself ["many", "crossing", "service.named_sets"] "A set may be refined into its own name.";
    Must unknown_set ["service.named_sets"] "An unknown set as operand is refused with 30 and its name." of "bib-1 diagnostics 18, 30, 128";
    Must restricted_set ["many"] "A result set with attributes is searched or refused with 245." of "Z39.50-2003, 3.7.2: ResultSetPlusAttributes; bib-1 diagnostic 245";
    Must proximity [] "Proximity is searched or refused with a diagnostic of its own." of "Z39.50-2003, 3.7.2: proximity; bib-1 diagnostics 129-132, 201-203";
    Must unknown_operator [] "An unknown operator is refused with 110, or breaks the protocol.";
    Must type_101 ["many"] "A type-101 query is answered as the same type-1 query." of "Z39.50-2003, 3.7: type-101";
    Must type_2 [] "A type-2 query is searched or refused with 107." of "bib-1 diagnostic 107";
    Should unsupported_type_is_named [] "A query type that is not supported is refused with 107 and its name." of "bib-1 diagnostic 107: addinfo type-N";
    Must type_100_and_102 [] "Queries of types 0, 100 and 102 are refused with 107, or break the protocol.";
    Must type_104_of_an_unknown_language [] "A type-104 query in an unknown language is refused.";
    Must unknown_type [] "A query of a type that does not exist is refused with 107, or breaks the protocol.";
}

struct Counts {
    a: i64,
    b: i64,
    and: i64,
}

fn pair(c: &Context<'_, Profile>) -> Outcome<(String, String)> {
    Ok((c.many()?, c.profile.crossing.clone().unwrap_or_default()))
}

fn counts(o: &mut Origin, a: &str, b: &str) -> Outcome<Counts> {
    let counts = Counts {
        a: o.find(a)?,
        b: o.find(b)?,
        and: o.find(&format!("@and {a} {b}"))?,
    };
    ensure!(
        counts.and > 0 && counts.and < counts.a.min(counts.b),
        "{a} finds {}, {b} {}, both {}: they do not cross",
        counts.a,
        counts.b,
        counts.and
    );
    Ok(counts)
}

fn finds(o: &mut Origin, query: &str, wanted: i64) -> Outcome {
    let found = o.find(query)?;
    ensure!(found == wanted, "{query} finds {found} and not {wanted}");
    Ok(())
}

fn and_or_not_add_up(c: &mut Context<'_, Profile>) -> Outcome {
    let (a, b) = pair(c)?;
    let mut o = c.origin()?;
    let n = counts(&mut o, &a, &b)?;
    finds(&mut o, &format!("@or {a} {b}"), n.a + n.b - n.and)?;
    finds(&mut o, &format!("@not {a} {b}"), n.a - n.and)
}

fn and_not_is_ordered(c: &mut Context<'_, Profile>) -> Outcome {
    let (a, b) = pair(c)?;
    let mut o = c.origin()?;
    let n = counts(&mut o, &a, &b)?;
    finds(&mut o, &format!("@not {b} {a}"), n.b - n.and)
}

fn with_itself(c: &mut Context<'_, Profile>) -> Outcome {
    let a = c.many()?;
    let mut o = c.origin()?;
    let count = o.find(&a)?;
    finds(&mut o, &format!("@and {a} {a}"), count)?;
    finds(&mut o, &format!("@or {a} {a}"), count)?;
    finds(&mut o, &format!("@not {a} {a}"), 0)
}

fn with_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let a = c.many()?;
    let nothing = "@attr 1=4 conformancesentinel";
    let mut o = c.origin()?;
    let count = o.find(&a)?;
    finds(&mut o, &format!("@and {a} {nothing}"), 0)?;
    finds(&mut o, &format!("@or {nothing} {a}"), count)?;
    finds(&mut o, &format!("@not {a} {nothing}"), count)
}

fn grouping(c: &mut Context<'_, Profile>) -> Outcome {
    let (a, b) = pair(c)?;
    let mut o = c.origin()?;
    let n = counts(&mut o, &a, &b)?;
    // (a or b) not (a and b), and a or (b not a).
    let either = n.a + n.b - 2 * n.and;
    finds(&mut o, &format!("@not @or {a} {b} @and {a} {b}"), either)?;
    finds(&mut o, &format!("@or {a} @not {b} {a}"), n.a + n.b - n.and)
}

fn word(number: usize) -> Ber {
    pqf::operand(&[pqf::attribute(1, 4)], octets(45, format!("zq{number}")))
}

fn searched(c: &Context<'_, Profile>, structure: Ber) -> Outcome {
    let query = pqf::around(structure);
    let mut o = c.origin()?;
    let hits = o.found(&request::search(&[c.profile.database()], query))?;
    ensure!(hits == 0, "words that nobody wrote find {hits} records");
    Ok(())
}

fn nested_64_left(c: &mut Context<'_, Profile>) -> Outcome {
    let tree = (1..=64).fold(word(0), |left, n| pqf::joined(1, left, word(n)));
    searched(c, tree)
}

fn nested_64_right(c: &mut Context<'_, Profile>) -> Outcome {
    let tree = (1..=64).fold(word(0), |right, n| pqf::joined(1, word(n), right));
    searched(c, tree)
}

fn balanced_tree(c: &mut Context<'_, Profile>) -> Outcome {
    let mut level: Vec<Ber> = (0..64).map(word).collect();
    while level.len() > 1 {
        let mut pairs = level.into_iter();
        let mut joined = Vec::new();
        while let (Some(left), Some(right)) = (pairs.next(), pairs.next()) {
            joined.push(pqf::joined(1, left, right));
        }
        level = joined;
    }
    level.pop().map_or(Ok(()), |tree| searched(c, tree))
}

/// The hits of a search into a named set.
fn into(o: &mut Origin, name: &str, query: &str) -> Outcome<i64> {
    let request = request::into_set(o.request(query)?, name);
    o.found(&request)
}

fn set_as_operand(c: &mut Context<'_, Profile>) -> Outcome {
    let (a, b) = pair(c)?;
    let mut o = c.origin()?;
    let n = counts(&mut o, &a, &b)?;
    into(&mut o, "one", &a)?;
    into(&mut o, "two", &b)?;
    finds(&mut o, "@and @set one @set two", n.and)?;
    finds(&mut o, "@or @set one @set two", n.a + n.b - n.and)?;
    finds(&mut o, &format!("@not @set one {b}"), n.a - n.and)?;
    finds(&mut o, &format!("@and {a} @set two"), n.and)
}

fn set_alone(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let count = into(&mut o, "one", &c.many()?)?;
    finds(&mut o, "@set one", count)
}

fn set_refined_into_itself(c: &mut Context<'_, Profile>) -> Outcome {
    let (a, b) = pair(c)?;
    let mut o = c.origin()?;
    let n = counts(&mut o, &a, &b)?;
    into(&mut o, "one", &a)?;
    let refined = into(&mut o, "one", &format!("@and @set one {b}"))?;
    ensure!(refined == n.and, "{refined} are left and not {}", n.and);
    finds(&mut o, "@set one", n.and)
}

fn unknown_set(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    for query in ["@set nosuchset", "@and @attr 1=4 x @set nosuchset"] {
        let found = o.refused(query)?;
        ensure!(found.condition == 30, "{found} came and 30 should");
        found.about("nosuchset")?;
    }
    o.lives()
}

fn restricted_set(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    o.find(&c.many()?)?;
    let attributes = group(44, [pqf::attribute(1, 4)]);
    let operand = group(0, [group(214, [octets(31, "default"), attributes])]);
    answered(c, &mut o, pqf::around(operand), &[3, 18, 245])
}

/// A query is searched, or refused with one of these diagnostics; the session lives.
fn answered(c: &Context<'_, Profile>, o: &mut Origin, query: Ber, refusals: &[i64]) -> Outcome {
    let search = request::search(&[c.profile.database()], query);
    let answer = o.ask(&search)?.expect("searchResponse")?;
    if !answer.flag("searchStatus")? {
        let found = failed(&answer)?;
        ensure!(refusals.contains(&found.condition), "{found} came");
    }
    o.lives()
}

fn proximity(c: &mut Context<'_, Profile>) -> Outcome {
    let query = pqf::rpn("@prox 0 3 0 2 k 2 @attr 1=4 x @attr 1=4 y")?;
    let refusals = [3, 110, 129, 130, 131, 132, 201, 202, 203];
    answered(c, &mut c.origin()?, query, &refusals)
}

/// A query is refused with one of these diagnostics, or breaks the protocol.
fn refused_or_broken(c: &Context<'_, Profile>, query: Ber, refusals: &[i64]) -> Outcome {
    let mut o = c.origin()?;
    let answer = o.ask(&request::search(&[c.profile.database()], query))?;
    if answer.name() == "close" {
        answer.is("closeReason", 6)?;
        return c.lives();
    }
    let found = failed(&answer.expect("searchResponse")?)?;
    ensure!(refusals.contains(&found.condition), "{found} came");
    o.lives()
}

fn unknown_operator(c: &mut Context<'_, Profile>) -> Outcome {
    let tree = group(1, [word(1), word(2), group(46, [null(9)])]);
    refused_or_broken(c, pqf::around(tree), &[110])
}

fn type_101(c: &mut Context<'_, Profile>) -> Outcome {
    let a = c.many()?;
    let mut o = c.origin()?;
    let count = o.find(&a)?;
    let query = pqf::rpn(&a)?.tagged(101);
    let found = o.found(&request::search(&[c.profile.database()], query))?;
    ensure!(found == count, "{found} hits, and {count} as type-1");
    Ok(())
}

fn type_2(c: &mut Context<'_, Profile>) -> Outcome {
    let query = group(2, [octets(4, "ti=x").universal()]);
    answered(c, &mut c.origin()?, query, &[107, 108])
}

fn unsupported_type_is_named(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let query = group(2, [octets(4, "ti=x").universal()]);
    let search = request::search(&[c.profile.database()], query);
    let answer = o.ask(&search)?.expect("searchResponse")?;
    if answer.flag("searchStatus")? {
        return Ok(());
    }
    let found = failed(&answer)?;
    ensure!(found.condition == 107, "{found} came and 107 should");
    found.about("type-2")
}

fn type_100_and_102(c: &mut Context<'_, Profile>) -> Outcome {
    for number in [0, 100, 102] {
        let query = group(number, [octets(4, "x").universal()]);
        refused_or_broken(c, query, &[107])?;
    }
    Ok(())
}

fn type_104_of_an_unknown_language(c: &mut Context<'_, Profile>) -> Outcome {
    let text = octets(27, "x").universal();
    let query = group(104, [oid(6, "1.2.3.4").universal(), group(0, [text])]);
    refused_or_broken(c, query, &[3, 107, 108])
}

fn unknown_type(c: &mut Context<'_, Profile>) -> Outcome {
    refused_or_broken(c, group(55, [integer(1, 1)]), &[107, 108])
}
