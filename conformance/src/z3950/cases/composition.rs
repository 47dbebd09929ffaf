//! What of a record comes, and in which syntax: element sets, CompSpec, record syntaxes.

use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
    z3950::{
        Profile,
        ber::{Ber, boolean, group, octets, oid, sequence},
        origin::Origin,
        request::{self, HTML, UNIMARC, USMARC, XML},
    },
};

cases! {
    "z3950/composition", "Z39.50-2003, 3.6 and 3.2.3.1.4", ["anonymous", "work.known"];
    Must full [] "The element set F brings the full record.";
    Must brief [] "The element set B brings the record or less of it, the title among it.";
    Should lower_case [] "Element sets may be named in lower case.";
    Must no_element_set [] "Without an element set the full record comes.";
    Must unknown_element_set [] "An unknown element set is refused with 25 and its name, as a whole or for each record." of "bib-1 diagnostics 24, 25";
    Must element_set_by_database [] "Element sets by database are honoured or refused with 26." of "bib-1 diagnostic 26";
    Must no_syntax [] "Without a preferred syntax a record comes in a syntax of the target's choice.";
    Must unknown_syntax [] "A syntax that does not exist is refused with 239, or each record with 238." of "bib-1 diagnostics 227, 238, 239";
    Must unsupported_syntaxes [] "UNIMARC and HTML come, or are refused with 238, 239 or 227." of "bib-1 diagnostics 227, 238, 239";
    Should refusal_names_the_syntax [] "239 names the syntax by its dotted OID." of "bib-1 diagnostic 239";
    Dialect never_served_is_239 [] "A syntax that is never served is refused with 239 as a whole.";
    Must comp_spec_syntaxes [] "Of the syntaxes of a CompSpec the first that is served comes." of "Z39.50-2003, 3.6.5; bib-1 diagnostic 244";
    Must comp_spec_element_set [] "A CompSpec with an element set is honoured or refused with 244." of "Z39.50-2003, 3.6.5; bib-1 diagnostic 244";
    Must comp_spec_unknown_schema [] "An unknown schema is refused, and the session lives." of "bib-1 diagnostics 244, 1066";
    Should comp_spec_schema_by_uri ["syntax.xml"] "The schema of MARCXML by its URI brings MARCXML, or is refused with 244 or 1066.";
    Must comp_spec_nonsense [] "A CompSpec without anything brings a record or is refused.";
    Must refusals_leave_session [] "Refused compositions leave set and session alive.";
}

fn found(c: &Context<'_, Profile>) -> Outcome<Origin> {
    let mut o = c.origin()?;
    let id = c.work("known")?.id;
    let hits = o.find(&format!("@attr 1=12 {id}"))?;
    ensure!(hits == 1, "{hits} records have the id {id}");
    Ok(o)
}

fn present() -> Ber {
    request::present("default", 1, 1, USMARC)
}

/// The octets of the one record a Present brings.
fn brought(o: &mut Origin, request: &Ber) -> Outcome<Vec<u8>> {
    let (_, records) = o.presented(request)?;
    match &records[..] {
        [one] => Ok(one.retrieved()?.octets()?.to_vec()),
        several => Err(Stop::failed(format!("{} records come", several.len()))),
    }
}

fn full(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = found(c)?;
    let (_, records) = o.presented(&request::elements(present(), "F"))?;
    let title = records
        .first()
        .ok_or_else(|| Stop::failed("no record comes"))?
        .marc()?
        .title();
    ensure!(title == c.work("known")?.title, "the title is {title:?}");
    Ok(())
}

fn brief(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = found(c)?;
    let full = brought(&mut o, &request::elements(present(), "F"))?.len();
    let (_, records) = o.presented(&request::elements(present(), "B"))?;
    let record = records
        .first()
        .ok_or_else(|| Stop::failed("no record comes"))?;
    let size = record.retrieved()?.octets()?.len();
    ensure!(size <= full, "B brings {size} octets and F {full}");
    let title = record.marc()?.title();
    ensure!(title == c.work("known")?.title, "the title is {title:?}");
    Ok(())
}

fn lower_case(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = found(c)?;
    for (small, capital) in [("f", "F"), ("b", "B")] {
        let one = brought(&mut o, &request::elements(present(), small))?;
        let other = brought(&mut o, &request::elements(present(), capital))?;
        ensure!(one == other, "{small} brings something else than {capital}");
    }
    Ok(())
}

fn no_element_set(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = found(c)?;
    let none = brought(&mut o, &present())?;
    let full = brought(&mut o, &request::elements(present(), "F"))?;
    ensure!(none == full, "without a name something else comes than F");
    Ok(())
}

/// Refused with one of these as a whole or in the place of the record; gives the addinfo.
fn refused(o: &mut Origin, request: &Ber, conditions: &[i64]) -> Outcome<String> {
    let answer = o.ask(request)?.expect("presentResponse")?;
    let records = answer.records()?;
    let found = match records.first() {
        None => {
            answer.is("presentStatus", 5)?;
            answer.diagnostic()?
        }
        Some(record) => record
            .surrogate()
            .ok_or_else(|| Stop::failed("a record comes"))?
            .clone(),
    };
    ensure!(
        conditions.contains(&found.condition),
        "{found} came and {conditions:?} should"
    );
    brought(o, &present())?;
    Ok(found.addinfo)
}

fn unknown_element_set(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = found(c)?;
    let name = "NOSUCHSET";
    let addinfo = refused(&mut o, &request::elements(present(), name), &[24, 25])?;
    ensure!(addinfo == name, "the addinfo is {addinfo:?}");
    Ok(())
}

/// A record comes, or the request is refused with one of these.
fn brought_or_refused(o: &mut Origin, request: &Ber, conditions: &[i64]) -> Outcome {
    let answer = o.ask(request)?.expect("presentResponse")?;
    let records = answer.records()?;
    let found = match records.first() {
        None => answer.diagnostic()?,
        Some(record) => match record.surrogate() {
            None => return record.retrieved().map(drop),
            Some(found) => found.clone(),
        },
    };
    ensure!(conditions.contains(&found.condition), "{found} came");
    brought(o, &present()).map(drop)
}

fn element_set_by_database(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = found(c)?;
    let names = sequence([octets(105, c.profile.database()), octets(103, "F")]);
    let request = present().before(104, group(19, [group(1, [names])]));
    brought_or_refused(&mut o, &request, &[26])
}

fn no_syntax(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = found(c)?;
    let (_, records) = o.presented(&request::bare_present("default", 1, 1))?;
    let record = records
        .first()
        .ok_or_else(|| Stop::failed("no record comes"))?;
    let syntax = &record.retrieved()?.syntax;
    ensure!(
        syntax.starts_with("1.2.840.10003.5."),
        "it comes in the syntax {syntax}"
    );
    Ok(())
}

fn with_syntax(syntax: &str) -> Ber {
    request::present("default", 1, 1, syntax)
}

fn unknown_syntax(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = found(c)?;
    refused(&mut o, &with_syntax("1.2.3.4"), &[227, 238, 239]).map(drop)
}

fn unsupported_syntaxes(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = found(c)?;
    for syntax in [UNIMARC, HTML] {
        brought_or_refused(&mut o, &with_syntax(syntax), &[227, 238, 239])?;
    }
    Ok(())
}

fn refusal_names_the_syntax(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = found(c)?;
    for syntax in ["1.2.3.4", "1.2.840.10003.5.9999"] {
        let addinfo = refused(&mut o, &with_syntax(syntax), &[227, 238, 239])?;
        ensure!(addinfo == syntax, "the addinfo is {addinfo:?}");
    }
    Ok(())
}

fn never_served_is_239(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = found(c)?;
    for syntax in ["1.2.3.4", UNIMARC, HTML] {
        let refused = o.present_refused(&with_syntax(syntax))?;
        ensure!(refused.condition == 239, "{refused} came for {syntax}");
        refused.about(syntax)?;
    }
    Ok(())
}

/// A Present with a CompSpec of these fields and no preferred syntax.
fn composed(fields: impl Into<Vec<Ber>>) -> Ber {
    request::bare_present("default", 1, 1).with(group(209, fields))
}

fn syntaxes(all: &[&str]) -> Ber {
    let all: Vec<_> = all.iter().map(|one| oid(6, one).universal()).collect();
    group(4, all)
}

fn comp_spec_syntaxes(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = found(c)?;
    let request = composed([boolean(1, true), syntaxes(&["1.2.3.4", USMARC, HTML])]);
    let answer = o.ask(&request)?.expect("presentResponse")?;
    let records = answer.records()?;
    match records.first() {
        None => answer.diagnosed(&[244]).map(drop),
        Some(record) => record.retrieved()?.of(USMARC).map(drop),
    }
}

fn comp_spec_element_set(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = found(c)?;
    let specification = group(2, [group(2, [octets(1, "F")])]);
    let request = composed([boolean(1, false), specification, syntaxes(&[USMARC])]);
    brought_or_refused(&mut o, &request, &[244])
}

/// A generic Specification of a schema.
fn of_schema(schema: Ber) -> Ber {
    group(2, [schema])
}

fn comp_spec_unknown_schema(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = found(c)?;
    let by_oid = of_schema(oid(1, "1.2.3.4"));
    let by_uri = of_schema(octets(300, "urn:no-such-schema"));
    for schema in [by_oid, by_uri] {
        let request = composed([boolean(1, false), schema, syntaxes(&[XML])]);
        refused(&mut o, &request, &[238, 239, 244, 1066])?;
    }
    o.lives()
}

fn comp_spec_schema_by_uri(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = found(c)?;
    let schema = of_schema(octets(300, "info:srw/schema/1/marcxml-v1.1"));
    let request = composed([boolean(1, false), schema, syntaxes(&[XML])]);
    brought_or_refused(&mut o, &request, &[244, 1066])
}

fn comp_spec_nonsense(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = found(c)?;
    brought_or_refused(&mut o, &composed([boolean(1, false)]), &[244, 1066])
}

fn refusals_leave_session(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = found(c)?;
    for _ in 0..10 {
        refused(
            &mut o,
            &request::elements(present(), "NOSUCHSET"),
            &[24, 25],
        )?;
        refused(&mut o, &with_syntax("1.2.3.4"), &[227, 238, 239])?;
    }
    o.lives()
}
