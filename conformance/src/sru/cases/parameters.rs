//! Parameters that every operation may have, and those that none knows.

use super::{super::answer::Version, Profile};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "sru/parameters", "SRU 1.1 and 1.2, Request Parameters; OASIS part 3, 2.2", [];
    Must unknown_parameter [] "A parameter that nobody knows is refused with 8 and its name, or passed over.";
    Should unknown_parameter_is_told [] "A parameter that nobody knows is refused with 8 and its name.";
    Must several_unknown [] "Several parameters that nobody knows break nothing.";
    Must extension [] "A parameter that begins with x- and is not known is passed over." of "SRU 1.1 and 1.2, Extensions";
    Must twice [] "A parameter that stands twice is refused with 6 and its name, or its first value holds.";
    Must names_have_their_letters [] "A parameter in other letters is not the one.";
    Must stylesheet [] "A stylesheet is named in an instruction before the answer, or refused with 110 or 111." of "SRU 1.1 and 1.2, Stylesheets";
    Must stylesheet_of_quotes [] "A stylesheet with quotes and angle brackets is refused or escaped.";
    Must stylesheet_of_a_script [] "A stylesheet that is a script is refused or not named.";
    Must query_type ["version.2.0"] "queryType=cql is CQL." of "OASIS part 3, 2.2.2";
    Must unknown_query_type ["version.2.0"] "A queryType that nobody knows is refused with 11 and its name." of "OASIS part 3, 2.2.2";
    Must query_type_of_1_2 ["version.1.2"] "In 1.2 queryType is a parameter that is not known.";
    Must x_path ["version.1.1"] "recordXPath is served, or refused with 8, 72, 73 or 74." of "SRU 1.1, recordXPath";
    Must accepted_type ["version.2.0"] "httpAccept chooses among the types of an answer or is passed over, never refused for a type of SRU." of "OASIS part 3, 2.2.18";
    Must rendered_by_the_client ["version.2.0"] "renderedBy=client is served." of "OASIS part 3, 2.2.16";
    Must rendered_by_the_server ["version.2.0"] "renderedBy=server is served or refused with 6." of "OASIS part 3, 2.2.16";
    Must response_type ["version.2.0"] "A responseType that nobody knows is refused with 6." of "OASIS part 3, 2.2.17";
    Should facets_or_8 ["version.2.0"] "Facets come, or are refused with 8." of "OASIS part 3, 2.2.12";
    Must facets_of_1_2 ["version.1.2"] "In 1.2 facetLimit is a parameter that is not known.";
    Must of_another_operation ["service.scan"] "A parameter of another operation is refused with 8, or passed over.";
}

/// `8` with this name in its details, or nothing.
fn eight_or_nothing(c: &Context<'_, Profile>, name: &str, value: &str) -> Outcome {
    let answer = c.find("a", &[(name, value)])?;
    if answer.diagnostics()?.is_empty() {
        return answer.count().map(drop);
    }
    let told = answer.refused(&[8])?;
    ensure!(told.details == name, "the details are {:?}", told.details);
    Ok(())
}

fn unknown_parameter(c: &mut Context<'_, Profile>) -> Outcome {
    eight_or_nothing(c, "foo", "bar")
}

fn unknown_parameter_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    for version in c.versions() {
        let told = c.search(version, "a", &[("foo", "bar")])?.refused(&[8])?;
        ensure!(told.details == "foo", "the details are {:?}", told.details);
    }
    Ok(())
}

fn several_unknown(c: &mut Context<'_, Profile>) -> Outcome {
    let names: Vec<String> = (0..50).map(|number| format!("foo{number}")).collect();
    let all: Vec<_> = names.iter().map(|name| (name.as_str(), "x")).collect();
    let answer = c.find("a", &all)?;
    match answer.diagnostics()?.is_empty() {
        true => Ok(()),
        false => answer.refused(&[8]).map(drop),
    }
}

fn extension(c: &mut Context<'_, Profile>) -> Outcome {
    for version in c.versions() {
        let more = [("x-info-5-restrictorSummary", "1"), ("x-foo", "<&>")];
        c.search(version, "a", &more)?.count()?;
    }
    Ok(())
}

fn twice(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.find("a", &[("maximumRecords", "1"), ("maximumRecords", "2")])?;
    if answer.diagnostics()?.is_empty() {
        ensure!(answer.records()?.len() < 2, "the last value holds");
        return Ok(());
    }
    let told = answer.refused(&[6, 8])?;
    ensure!(
        told.details == "maximumRecords",
        "the details are {:?}",
        told.details
    );
    Ok(())
}

fn names_have_their_letters(c: &mut Context<'_, Profile>) -> Outcome {
    eight_or_nothing(c, "MaximumRecords", "x")
}

const SHEET: &str = "http://example.org/sheet.xsl";

fn stylesheet(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.find("a", &[("stylesheet", SHEET)])?;
    if !answer.diagnostics()?.is_empty() {
        return answer.refused(&[8, 110, 111]).map(drop);
    }
    let text = String::from_utf8_lossy(&answer.reply.bytes).into_owned();
    let head = text
        .split("<searchRetrieveResponse")
        .next()
        .unwrap_or_default();
    ensure!(
        head.contains("<?xml-stylesheet") && head.contains(SHEET),
        "the stylesheet is not named"
    );
    Ok(())
}

fn stylesheet_of_quotes(c: &mut Context<'_, Profile>) -> Outcome {
    for wrong in ["http://x/\"?><a>", "http://x/?>", "/a\" b=\"c", "/<a&b>"] {
        // The reader fails on what is not well-formed.
        let answer = c.find("a", &[("stylesheet", wrong)])?;
        if !answer.diagnostics()?.is_empty() {
            answer.refused(&[6, 8, 110, 111])?;
        }
    }
    Ok(())
}

fn stylesheet_of_a_script(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.find("a", &[("stylesheet", "javascript:alert(1)")])?;
    let text = String::from_utf8_lossy(&answer.reply.bytes).into_owned();
    let head = text
        .split("<searchRetrieveResponse")
        .next()
        .unwrap_or_default();
    ensure!(!head.contains("javascript"), "the script is named");
    Ok(())
}

fn query_type(c: &mut Context<'_, Profile>) -> Outcome {
    c.search(Version::V20, "a", &[("queryType", "cql")])?
        .count()
        .map(drop)
}

fn unknown_query_type(c: &mut Context<'_, Profile>) -> Outcome {
    let told = c
        .search(Version::V20, "a", &[("queryType", "pqf")])?
        .refused(&[11])?;
    ensure!(told.details == "pqf", "the details are {:?}", told.details);
    Ok(())
}

/// In 1.2 this is refused with 8, or passed over.
fn unknown_in_1_2(c: &Context<'_, Profile>, name: &str, value: &str) -> Outcome {
    let answer = c.search(Version::V12, "a", &[(name, value)])?;
    match answer.diagnostics()?.is_empty() {
        true => Ok(()),
        false => answer.refused(&[8]).map(drop),
    }
}

fn query_type_of_1_2(c: &mut Context<'_, Profile>) -> Outcome {
    unknown_in_1_2(c, "queryType", "cql")
}

fn x_path(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.search(Version::V11, "a", &[("recordXPath", "/a")])?;
    match answer.diagnostics()?.is_empty() {
        true => Ok(()),
        false => answer.refused(&[8, 72, 73, 74]).map(drop),
    }
}

fn accepted_type(c: &mut Context<'_, Profile>) -> Outcome {
    for kind in [
        "application/sru+xml",
        "text/xml",
        "application/xml, */*;q=0.1",
    ] {
        c.search(Version::V20, "a", &[("httpAccept", kind)])?
            .count()?;
    }
    Ok(())
}

fn rendered_by_the_client(c: &mut Context<'_, Profile>) -> Outcome {
    c.search(Version::V20, "a", &[("renderedBy", "client")])?
        .count()
        .map(drop)
}

/// Served, or refused with 6 or 8.
fn served_or_refused(c: &Context<'_, Profile>, name: &str, value: &str) -> Outcome {
    let answer = c.search(Version::V20, "a", &[(name, value)])?;
    match answer.diagnostics()?.is_empty() {
        true => Ok(()),
        false => answer.refused(&[6, 8]).map(drop),
    }
}

fn rendered_by_the_server(c: &mut Context<'_, Profile>) -> Outcome {
    served_or_refused(c, "renderedBy", "server")
}

fn response_type(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.search(Version::V20, "a", &[("responseType", "nosuchtype")])?;
    answer.refused(&[6, 8]).map(drop)
}

fn facets_or_8(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.search(Version::V20, "cql.allRecords=1", &[("facetLimit", "5")])?;
    if !answer.diagnostics()?.is_empty() {
        return answer.refused(&[8]).map(drop);
    }
    ensure!(
        answer.root.child("facetedResults").is_some(),
        "no facets come"
    );
    Ok(())
}

fn facets_of_1_2(c: &mut Context<'_, Profile>) -> Outcome {
    unknown_in_1_2(c, "facetLimit", "5")
}

fn of_another_operation(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.scan("dc.title = a", &[("startRecord", "1")])?;
    match answer.diagnostics()?.is_empty() {
        true => Ok(()),
        false => answer.refused(&[8]).map(drop),
    }
}
