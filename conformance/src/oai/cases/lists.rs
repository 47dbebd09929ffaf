//! ListIdentifiers and ListRecords from beginning to end.

use std::collections::BTreeSet;

use super::Profile;
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "oai/lists", "OAI-PMH 2.0, 4.3 (ListIdentifiers), 4.5 (ListRecords)", [];
    Must each_once [] "Every item comes once.";
    Must records_are_headers [] "ListRecords has the headers of ListIdentifiers.";
    Must every_format [] "A list can be had to its end in every format.";
    Must as_many_in_every_format [] "Items are as many in every format that all of them have.";
    Should order_of_dates [] "A list comes in the order of datestamps, so that what changes is not lost." of "RecordManager; vufindharvest #7";
    Must known_item ["item.known"] "The item known by heart is in the list.";
    Must request_of_a_list [] "The request element tells verb and arguments.";
    Must asked_again [] "A list that is asked for again begins with the same.";
    Must dates_before_now [] "No datestamp is later than the response date.";
}

fn each_once(c: &mut Context<'_, Profile>) -> Outcome {
    let headers = c.headers(&[])?;
    let different: BTreeSet<_> = headers.iter().map(|header| &header.identifier).collect();
    ensure!(!headers.is_empty(), "the list is empty");
    ensure!(
        different.len() == headers.len(),
        "{} different of {}",
        different.len(),
        headers.len()
    );
    Ok(())
}

fn records_are_headers(c: &mut Context<'_, Profile>) -> Outcome {
    let headers = c.headers(&[])?;
    let records = c.records("oai_dc")?.into_iter().map(|record| record.header);
    ensure!(records.eq(headers), "the two lists differ");
    Ok(())
}

fn every_format(c: &mut Context<'_, Profile>) -> Outcome {
    for (prefix, format) in &c.profile.format {
        for record in c.records(prefix)? {
            let odd = record
                .metadata
                .filter(|node| node.namespace != format.namespace);
            ensure!(
                odd.is_none(),
                "{} is not {prefix}",
                record.header.identifier
            );
        }
    }
    Ok(())
}

fn as_many_in_every_format(c: &mut Context<'_, Profile>) -> Outcome {
    let whole = c.headers(&[])?.len();
    for prefix in c.profile.format.keys() {
        let mut count = 0;
        for page in c.pages("ListIdentifiers", &[("metadataPrefix", prefix)])? {
            count += page.headers()?.len();
        }
        ensure!(count <= whole, "{count} in {prefix}, {whole} in oai_dc");
    }
    Ok(())
}

fn order_of_dates(c: &mut Context<'_, Profile>) -> Outcome {
    let headers = c.headers(&[])?;
    let turned = headers
        .windows(2)
        .find(|two| two[0].datestamp > two[1].datestamp);
    ensure!(turned.is_none(), "{turned:?}");
    Ok(())
}

fn known_item(c: &mut Context<'_, Profile>) -> Outcome {
    let identifier = &c.item("known")?.identifier;
    let headers = c.headers(&[])?;
    ensure!(
        headers
            .iter()
            .any(|header| header.identifier == *identifier),
        "{identifier} is not"
    );
    Ok(())
}

fn request_of_a_list(c: &mut Context<'_, Profile>) -> Outcome {
    let arguments = [("metadataPrefix", "oai_dc"), ("from", "1990-01-01")];
    let answer = c.ask("ListIdentifiers", &arguments)?;
    for (name, value) in arguments {
        let told = answer.request().attribute(name).unwrap_or_default();
        ensure!(told == value, "{name} is told as {told:?}");
    }
    Ok(())
}

fn asked_again(c: &mut Context<'_, Profile>) -> Outcome {
    let ask = || c.ask("ListIdentifiers", &[("metadataPrefix", "oai_dc")]);
    ensure!(
        ask()?.headers()? == ask()?.headers()?,
        "it begins with others"
    );
    Ok(())
}

fn dates_before_now(c: &mut Context<'_, Profile>) -> Outcome {
    for page in c.pages("ListIdentifiers", &[("metadataPrefix", "oai_dc")])? {
        let now = page.date();
        let late = page
            .headers()?
            .into_iter()
            .find(|header| header.datestamp.get(..) > now.get(..header.datestamp.len()));
        ensure!(late.is_none(), "{late:?} is later than {now}");
    }
    Ok(())
}
