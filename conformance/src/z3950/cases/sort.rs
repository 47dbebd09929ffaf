//! Sort: result sets by keys, into the same set or another.

use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
    z3950::{
        Profile,
        ber::{Ber, group, integer, null, octets, oid},
        marc::Marc,
        origin::Origin,
        pqf,
        request::{self, USMARC},
    },
};

cases! {
    "z3950/sort", "Z39.50-2003, 3.2.7", ["anonymous", "service.sort", "many"];
    Must by_title [] "A set sorted by title comes in the order of its titles.";
    Must by_title_descending [] "Descending is the order backwards.";
    Must by_author [] "A set sorted by author comes in the order of its authors.";
    Must by_date [] "A set sorted by date comes in the order of its years.";
    Must by_two_keys [] "The second key orders what the first leaves equal.";
    Must same_records [] "Sorting neither adds nor loses records.";
    Must again_the_same [] "Sorting twice by the same keys gives the same order.";
    Must into_another_set ["service.named_sets"] "Sorted into another set, the first set stays as it was.";
    Must set_can_be_searched_on ["service.named_sets"] "A sorted set can be an operand.";
    Should finnish_letters [] "Titles sort with å, ä and ö after z." of "Finnish alphabet";
    Should case_is_as_asked [] "Case-insensitive sorting is taken; case-sensitive too, or refused with 215." of "bib-1 diagnostic 215";
    Should by_name [] "The field name title works, or is refused with 207 or 208." of "bib-1 diagnostics 207, 208";
    Must unknown_key [] "An unknown attribute as key is refused." of "bib-1 diagnostics 114, 207";
    Must unknown_name [] "An unknown field name as key is refused." of "bib-1 diagnostics 207, 208, 210";
    Must unknown_set [] "An unknown input set is refused with 30 and its name." of "bib-1 diagnostic 30";
    Must several_input_sets ["service.named_sets"] "Several input sets are merged or refused with 230." of "bib-1 diagnostic 230";
    Must many_keys [] "Fifty keys work or are refused with 207, 211 or 212." of "bib-1 diagnostics 207, 211, 212";
    Must relation_by_frequency [] "Sorting by frequency works or is refused with 214." of "bib-1 diagnostic 214";
    Must missing_value_action [] "Actions for missing values are taken or refused with 213 or 216." of "bib-1 diagnostics 213, 216";
    Must without_keys [] "A sort without keys leaves all as it is, is refused, or breaks the protocol.";
    Must failure_leaves_set [] "A refused sort leaves the set as it was.";
    Must without_output_set [] "A SortRequest without sortedResultSetName breaks the protocol." of "appendix REC: SortRequest";
}

fn found(c: &Context<'_, Profile>) -> Outcome<(Origin, i64)> {
    let mut o = c.origin()?;
    let hits = o.find(&c.many()?)?;
    ensure!((4..200).contains(&hits), "many has {hits} hits");
    Ok((o, hits))
}

/// Sorts the default set, which has to succeed.
fn sorted(o: &mut Origin, output: &str, keys: impl Into<Vec<Ber>>) -> Outcome {
    let answer = o
        .ask(&request::sort(&["default"], output, keys))?
        .expect("sortResponse")?;
    if let Some(found) = answer.diagnostics()?.first() {
        return Err(Stop::failed(format!("the sort got {found}")));
    }
    answer.is("sortStatus", 0)
}

/// Letters and digits for comparing; Finnish letters after z, w as v. Other letters, whose place
/// is a matter of taste, give nothing.
fn key(text: &str) -> Option<Vec<u32>> {
    let mut key = Vec::new();
    for letter in text.to_lowercase().chars() {
        match letter {
            ' ' => key.push(1),
            'w' => key.push(u32::from('v')),
            '0'..='9' | 'a'..='z' => key.push(u32::from(letter)),
            'å' => key.push(200),
            'ä' => key.push(201),
            'ö' => key.push(202),
            _ if letter.is_alphanumeric() => return None,
            _ => {}
        }
    }
    Some(key)
}

fn in_order(values: &[String], descending: bool) -> Outcome {
    for two in values.windows(2) {
        let (Some(one), Some(other)) = (key(&two[0]), key(&two[1])) else {
            continue;
        };
        let right = if descending {
            one >= other
        } else {
            one <= other
        };
        ensure!(right, "{:?} comes before {:?}", two[0], two[1]);
    }
    Ok(())
}

fn titles(o: &mut Origin, hits: i64) -> Outcome<Vec<String>> {
    Ok(o.marc(1, hits)?.iter().map(Marc::title).collect())
}

fn by_title(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, hits) = found(c)?;
    sorted(&mut o, "default", [request::sort_key(4, 0)])?;
    in_order(&titles(&mut o, hits)?, false)
}

fn by_title_descending(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, hits) = found(c)?;
    sorted(&mut o, "default", [request::sort_key(4, 1)])?;
    in_order(&titles(&mut o, hits)?, true)
}

fn by_author(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, hits) = found(c)?;
    sorted(&mut o, "default", [request::sort_key(1003, 0)])?;
    let authors = o
        .marc(1, hits)?
        .iter()
        .map(Marc::author)
        .collect::<Vec<_>>();
    // Records without a main heading may stand at either end.
    let authors: Vec<_> = authors.into_iter().filter(|a| !a.is_empty()).collect();
    in_order(&authors, false)
}

fn by_date(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, hits) = found(c)?;
    sorted(&mut o, "default", [request::sort_key(31, 0)])?;
    let years: Vec<i64> = o.marc(1, hits)?.iter().filter_map(Marc::year).collect();
    ensure!(years.is_sorted(), "the years come as {years:?}");
    Ok(())
}

fn by_two_keys(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, hits) = found(c)?;
    let keys = [request::sort_key(31, 0), request::sort_key(4, 1)];
    sorted(&mut o, "default", keys)?;
    let all: Vec<_> = o
        .marc(1, hits)?
        .iter()
        .filter_map(|marc| Some((marc.year()?, marc.title())))
        .collect();
    for two in all.windows(2) {
        ensure!(two[0].0 <= two[1].0, "the years come as {two:?}");
        if two[0].0 == two[1].0 {
            in_order(&[two[0].1.clone(), two[1].1.clone()], true)?;
        }
    }
    Ok(())
}

fn same_records(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, hits) = found(c)?;
    let mut before = titles(&mut o, hits)?;
    sorted(&mut o, "default", [request::sort_key(4, 1)])?;
    let mut after = titles(&mut o, hits)?;
    before.sort();
    after.sort();
    ensure!(before == after, "other records come after sorting");
    let refused = o.present_refused(&request::present("default", hits + 1, 1, USMARC))?;
    ensure!(refused.condition == 13, "behind the end came {refused}");
    Ok(())
}

fn again_the_same(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, hits) = found(c)?;
    sorted(&mut o, "default", [request::sort_key(4, 0)])?;
    let once = titles(&mut o, hits)?;
    sorted(&mut o, "default", [request::sort_key(4, 0)])?;
    ensure!(once == titles(&mut o, hits)?, "the order has changed");
    Ok(())
}

fn into_another_set(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, hits) = found(c)?;
    sorted(&mut o, "default", [request::sort_key(4, 0)])?;
    let before = titles(&mut o, hits)?;
    sorted(&mut o, "sorted", [request::sort_key(4, 1)])?;
    ensure!(before == titles(&mut o, hits)?, "the first set has changed");
    let request = request::present("sorted", 1, hits, USMARC);
    let (_, records) = o.presented(&request)?;
    let after: Vec<_> = records
        .iter()
        .map(|record| Ok(record.marc()?.title()))
        .collect::<Outcome<_>>()?;
    in_order(&after, true)
}

fn set_can_be_searched_on(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, hits) = found(c)?;
    sorted(&mut o, "sorted", [request::sort_key(4, 0)])?;
    let again = o.find("@set sorted")?;
    ensure!(
        again == hits,
        "the sorted set has {again} records, not {hits}"
    );
    Ok(())
}

fn finnish_letters(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let hits = o.find("@attr 1=4 @attr 4=2 @attr 5=1 @or @or å ä @or z y")?;
    let count = hits.min(60);
    if count < 3 {
        return Err(Stop::skipped("no titles with these letters"));
    }
    sorted(&mut o, "default", [request::sort_key(4, 0)])?;
    in_order(&titles(&mut o, count)?, false)
}

/// Whether the sort works; if not, it is refused with one of these. The session lives.
fn works_or_refused(o: &mut Origin, request: &Ber, conditions: &[i64]) -> Outcome<bool> {
    let answer = o.ask(request)?.expect("sortResponse")?;
    let works = answer.integer("sortStatus")? != 2;
    if !works {
        answer.diagnosed(conditions)?;
    }
    o.records(1, 1, USMARC)?;
    Ok(works)
}

fn case_is_as_asked(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, _) = found(c)?;
    for case in [0, 1] {
        let attributes = group(44, [pqf::attribute(1, 4)]);
        let set = oid(6, pqf::BIB_1).universal();
        let key = request::sort_key_of(group(2, [set, attributes]), 0, case);
        let request = request::sort(&["default"], "default", [key]);
        let works = works_or_refused(&mut o, &request, &[215])?;
        ensure!(works || case == 0, "case-insensitive sorting is refused");
    }
    Ok(())
}

fn named(name: &str) -> Ber {
    request::sort_key_of(octets(0, name), 0, 1)
}

fn by_name(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, hits) = found(c)?;
    let request = request::sort(&["default"], "default", [named("title")]);
    if works_or_refused(&mut o, &request, &[207, 208, 210])? {
        in_order(&titles(&mut o, hits)?, false)?;
    }
    Ok(())
}

/// Refused with one of these; gives the addinfo.
fn refused(o: &mut Origin, request: &Ber, conditions: &[i64]) -> Outcome<String> {
    let answer = o.ask(request)?.expect("sortResponse")?;
    answer.is("sortStatus", 2)?;
    Ok(answer.diagnosed(conditions)?.addinfo)
}

fn unknown_key(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, _) = found(c)?;
    let keys = [request::sort_key(9_998_877, 0)];
    let request = request::sort(&["default"], "default", keys);
    refused(&mut o, &request, &[114, 207])?;
    o.records(1, 1, USMARC).map(drop)
}

fn unknown_name(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, _) = found(c)?;
    let request = request::sort(&["default"], "default", [named("nosuchfield")]);
    refused(&mut o, &request, &[207, 208, 210])?;
    o.records(1, 1, USMARC).map(drop)
}

fn unknown_set(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let request = request::sort(&["nosuchset"], "default", [request::sort_key(4, 0)]);
    let addinfo = refused(&mut o, &request, &[30])?;
    ensure!(addinfo == "nosuchset", "the addinfo is {addinfo:?}");
    o.lives()
}

fn several_input_sets(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, _) = found(c)?;
    let other = request::into_set(o.request(&c.many()?)?, "other");
    o.found(&other)?;
    let request = request::sort(&["default", "other"], "both", [request::sort_key(4, 0)]);
    works_or_refused(&mut o, &request, &[230]).map(drop)
}

fn many_keys(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, _) = found(c)?;
    let keys = vec![request::sort_key(4, 0); 50];
    let request = request::sort(&["default"], "default", keys);
    works_or_refused(&mut o, &request, &[207, 211, 212]).map(drop)
}

fn relation_by_frequency(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, _) = found(c)?;
    for relation in [3, 4, 99] {
        let keys = [request::sort_key(4, relation)];
        let request = request::sort(&["default"], "default", keys);
        works_or_refused(&mut o, &request, &[207, 214])?;
    }
    Ok(())
}

fn missing_value_action(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, _) = found(c)?;
    for action in [null(1), null(2), octets(3, "x")] {
        let key = request::sort_key(4, 0).with(group(3, [action]));
        let request = request::sort(&["default"], "default", [key]);
        works_or_refused(&mut o, &request, &[207, 213, 216])?;
    }
    Ok(())
}

fn without_keys(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, _) = found(c)?;
    let answer = o.ask(&request::sort(&["default"], "default", []))?;
    if answer.name() == "close" {
        return answer.is("closeReason", 6);
    }
    if answer.expect("sortResponse")?.integer("sortStatus")? > 2 {
        return Err(Stop::failed("an odd status"));
    }
    o.records(1, 1, USMARC).map(drop)
}

fn failure_leaves_set(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, hits) = found(c)?;
    let before = titles(&mut o, hits)?;
    let keys = [request::sort_key(9_998_877, 0)];
    refused(
        &mut o,
        &request::sort(&["default"], "default", keys),
        &[114, 207],
    )?;
    ensure!(before == titles(&mut o, hits)?, "the set has changed");
    Ok(())
}

fn without_output_set(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, _) = found(c)?;
    let keys = [request::sort_key(4, 0)];
    let request = request::sort(&["default"], "default", keys).without(4);
    o.breaks_protocol(&request.with(integer(999, 1)).bytes())
}
