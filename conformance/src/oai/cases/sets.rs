//! Sets.

use std::collections::BTreeSet;

use super::Profile;
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "oai/sets", "OAI-PMH 2.0, 2.6 (set), 4.6 (ListSets)", ["service.sets"];
    Must listed [] "Every set has a setSpec of its own and a name.";
    Must written [] "A setSpec has only the characters that it may have.";
    Must of_headers [] "Every set that a header names is listed.";
    Must members ["item.known.set"] "A list of a set has the items whose headers name it, and no others.";
    Must known_item ["item.known.set"] "The header of the item known by heart names its set.";
    Must every_set [] "Every set can be listed, or has no records.";
    Must with_dates ["item.known.set"] "A set and dates bound a list together.";
    Must parents [] "An item of a set within another is in that one too." of "OAI-PMH 2.0, 2.6: hierarchy";
}

fn all(c: &Context<'_, Profile>) -> Outcome<Vec<(String, String)>> {
    let mut sets = Vec::new();
    for page in c.pages("ListSets", &[])? {
        for set in page.verb("ListSets")?.all("set") {
            let text = |name| set.text_of(name).unwrap_or_default().to_owned();
            sets.push((text("setSpec"), text("setName")));
        }
    }
    Ok(sets)
}

fn listed(c: &mut Context<'_, Profile>) -> Outcome {
    let sets = all(c)?;
    let different: BTreeSet<_> = sets.iter().map(|(spec, _)| spec).collect();
    ensure!(
        different.len() == sets.len(),
        "{} of {}",
        different.len(),
        sets.len()
    );
    let empty = sets
        .iter()
        .find(|(spec, name)| spec.is_empty() || name.is_empty());
    ensure!(empty.is_none(), "{empty:?}");
    Ok(())
}

fn written(c: &mut Context<'_, Profile>) -> Outcome {
    for (spec, _) in all(c)? {
        let sound = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte))
        };
        ensure!(spec.split(':').all(sound), "{spec:?}");
    }
    Ok(())
}

fn of_headers(c: &mut Context<'_, Profile>) -> Outcome {
    let sets: BTreeSet<_> = all(c)?.into_iter().map(|(spec, _)| spec).collect();
    for header in c.headers(&[])? {
        let foreign = header.sets.iter().find(|set| !sets.contains(*set));
        ensure!(foreign.is_none(), "{} names {foreign:?}", header.identifier);
    }
    Ok(())
}

fn own(c: &Context<'_, Profile>) -> Outcome<String> {
    Ok(c.item("known")?.set.clone().unwrap_or_default())
}

fn members(c: &mut Context<'_, Profile>) -> Outcome {
    let set = own(c)?;
    let named = c
        .headers(&[])?
        .into_iter()
        .filter(|header| header.sets.contains(&set));
    let came = c.headers(&[("set", &set)])?;
    ensure!(!came.is_empty() && named.eq(came), "{set} has others");
    Ok(())
}

fn known_item(c: &mut Context<'_, Profile>) -> Outcome {
    let sets = c
        .record(&c.item("known")?.identifier, "oai_dc")?
        .header
        .sets;
    let set = own(c)?;
    ensure!(sets.contains(&set), "{set} is not among {sets:?}");
    Ok(())
}

fn every_set(c: &mut Context<'_, Profile>) -> Outcome {
    for (spec, _) in all(c)? {
        let arguments = [("metadataPrefix", "oai_dc"), ("set", &*spec)];
        let answer = c.ask("ListIdentifiers", &arguments)?;
        if !answer.codes()?.is_empty() {
            answer.error("noRecordsMatch")?;
            continue;
        }
        let foreign = answer.headers()?.into_iter().find(|header| {
            let within = |own: &String| *own == spec || own.starts_with(&format!("{spec}:"));
            !header.sets.iter().any(within)
        });
        ensure!(foreign.is_none(), "{foreign:?} is not in {spec}");
    }
    Ok(())
}

fn with_dates(c: &mut Context<'_, Profile>) -> Outcome {
    let set = own(c)?;
    let whole = c.headers(&[("set", &set)])?;
    let bounded = c.headers(&[
        ("set", &set),
        ("from", "1990-01-01"),
        ("until", "2999-01-01"),
    ])?;
    ensure!(whole == bounded, "dates around all of it give others");
    let none = c.headers(&[("set", &set), ("from", "2999-01-01")])?;
    ensure!(none.is_empty(), "{} are to come", none.len());
    Ok(())
}

fn parents(c: &mut Context<'_, Profile>) -> Outcome {
    let sets: BTreeSet<_> = all(c)?.into_iter().map(|(spec, _)| spec).collect();
    for spec in &sets {
        if let Some((parent, _)) = spec.rsplit_once(':') {
            ensure!(
                sets.contains(parent),
                "{spec} is in {parent}, which is no set"
            );
        }
    }
    Ok(())
}
