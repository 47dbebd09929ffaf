//! Records in MARC 21, MARCXML and SUTRS, as clients parse them.

use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
    z3950::{
        Profile,
        origin::Origin,
        record::Record,
        request::{self, SUTRS, USMARC, XML},
    },
};

cases! {
    "z3950/records", "ISO 2709; MARC 21 leader; MARCXML schema; Z39.50-2003, appendix REC", ["anonymous"];
    Must marc_of_the_known ["work.known.author"] "MARC 21 holds title and author of the record asked for.";
    Must marc_of_many ["many"] "Every MARC 21 record has right lengths and UTF-8 as its leader says.";
    Should utf_8_throughout ["many"] "MARC 21 comes in UTF-8, with a in leader/09.";
    Must marc_of_the_odd ["work.odd"] "A title with delimiters, line breaks and emoji makes a sound MARC 21 record.";
    Must syntax_is_told ["work.known", "syntax.xml"] "A record says the syntax that was asked for.";
    Must xml_of_the_known ["work.known.author", "syntax.xml"] "MARCXML is well-formed and holds title and author.";
    Must xml_of_many ["many", "syntax.xml"] "Every MARCXML record is well-formed, in the namespace of MARCXML.";
    Must xml_of_the_odd ["work.odd", "syntax.xml"] "A title with odd characters makes well-formed MARCXML.";
    Should xml_is_the_marc ["work.known", "syntax.xml"] "MARCXML and MARC 21 hold the same fields.";
    Must sutrs_of_the_known ["work.known", "syntax.sutrs"] "SUTRS is text that holds the title.";
    Must sutrs_of_the_odd ["work.odd", "syntax.sutrs"] "A title with odd characters makes sound SUTRS.";
    Must id_finds_its_record ["many"] "The 001 of a record finds it through use attribute 12, if it is found at all.";
    Should composed_letters ["many"] "Letters with marks come composed (NFC), as UTF-8 clients compare them.";
}

fn of(c: &Context<'_, Profile>, role: &str, syntax: &str) -> Outcome<Record> {
    let mut o = c.origin()?;
    let id = c.work(role)?.id;
    let hits = o.find(&format!("@attr 1=12 {id}"))?;
    ensure!(hits == 1, "{hits} records have the id {id}");
    let mut records = o.records(1, 1, syntax)?;
    records.pop().ok_or_else(|| Stop::failed("no record comes"))
}

/// Title and author of the record known by heart, in this syntax.
fn known(c: &Context<'_, Profile>, syntax: &str) -> Outcome {
    let marc = of(c, "known", syntax)?.marc()?;
    let work = c.work("known")?;
    let author = work.author.unwrap_or_default();
    ensure!(
        marc.title() == work.title,
        "the title is {:?}",
        marc.title()
    );
    ensure!(
        marc.author().starts_with(&author),
        "the author is {:?}",
        marc.author()
    );
    Ok(())
}

fn marc_of_the_known(c: &mut Context<'_, Profile>) -> Outcome {
    known(c, USMARC)
}

fn many(c: &Context<'_, Profile>) -> Outcome<(Origin, i64)> {
    let mut o = c.origin()?;
    let hits = o.find(&c.many()?)?;
    Ok((o, hits.min(50)))
}

fn marc_of_many(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, count) = many(c)?;
    let records = o.marc(1, count)?;
    let without = records
        .iter()
        .filter(|marc| marc.title().is_empty())
        .count();
    ensure!(without == 0, "{without} records have no title");
    Ok(())
}

fn utf_8_throughout(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, count) = many(c)?;
    let records = o.marc(1, count)?;
    let other = records
        .iter()
        .find(|marc| marc.leader.get(9..10) != Some("a"));
    ensure!(
        other.is_none(),
        "a leader is {:?}",
        other.map(|marc| &marc.leader)
    );
    Ok(())
}

fn odd(c: &Context<'_, Profile>, syntax: &str) -> Outcome {
    let title = of(c, "odd", syntax)?.marc()?.title();
    let beginning = c.work("odd")?.title;
    ensure!(title.starts_with(&beginning), "the title is {title:?}");
    Ok(())
}

fn marc_of_the_odd(c: &mut Context<'_, Profile>) -> Outcome {
    odd(c, USMARC)
}

fn syntax_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    for syntax in [USMARC, XML] {
        of(c, "known", syntax)?.retrieved()?.of(syntax)?;
    }
    Ok(())
}

fn xml_of_the_known(c: &mut Context<'_, Profile>) -> Outcome {
    known(c, XML)
}

fn xml_of_many(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, count) = many(c)?;
    let records = o.records(1, count.min(20), XML)?;
    records
        .iter()
        .try_for_each(|record| record.marc().map(drop))
}

fn xml_of_the_odd(c: &mut Context<'_, Profile>) -> Outcome {
    odd(c, XML)
}

fn xml_is_the_marc(c: &mut Context<'_, Profile>) -> Outcome {
    let (marc, xml) = (
        of(c, "known", USMARC)?.marc()?,
        of(c, "known", XML)?.marc()?,
    );
    ensure!(marc.fields == xml.fields, "the fields differ");
    Ok(())
}

fn sutrs_of_the_known(c: &mut Context<'_, Profile>) -> Outcome {
    sutrs(c, "known")
}

fn sutrs_of_the_odd(c: &mut Context<'_, Profile>) -> Outcome {
    sutrs(c, "odd")
}

fn sutrs(c: &Context<'_, Profile>, role: &str) -> Outcome {
    let text = of(c, role, SUTRS)?.retrieved()?.sutrs()?;
    let title = c.work(role)?.title;
    ensure!(text.contains(&title), "the text lacks {title:?}: {text:?}");
    Ok(())
}

fn id_finds_its_record(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, count) = many(c)?;
    for marc in o.marc(1, count.min(5))? {
        let Some(id) = marc.control("001") else {
            continue;
        };
        let hits = o.find(&format!("@attr 1=12 \"{}\"", id.trim()))?;
        ensure!(hits == 1, "{hits} records have the id {id}");
        let again = o.marc(1, 1)?;
        ensure!(again.first() == Some(&marc), "{id} finds another record");
    }
    Ok(())
}

fn composed_letters(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, count) = many(c)?;
    let request = request::present("default", 1, count, USMARC);
    for record in o.presented(&request)?.1 {
        let marc = record.marc()?;
        let mut texts = marc.fields.iter().flat_map(|field| &field.subfields);
        let apart =
            texts.find(|(_, text)| text.contains(['\u{300}', '\u{301}', '\u{308}', '\u{30A}']));
        ensure!(apart.is_none(), "marks stand apart in {apart:?}");
    }
    Ok(())
}
