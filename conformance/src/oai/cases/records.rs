//! Records: their metadata in each format, and their headers.

use super::{super::answer::Record, Profile};
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure, xml::Node},
};

cases! {
    "oai/records", "OAI-PMH 2.0, 2.5 (record), 4.1 (GetRecord)", ["item.known"];
    Must in_every_format [] "An item can be had in every format, and holds its title.";
    Must one_element [] "Metadata is one element of the format's namespace.";
    Must dublin_core ["format.oai_dc"] "oai_dc has elements of Dublin Core and no others, all of them plain text.";
    Must place_of_the_schema ["format.oai_dc"] "Metadata names the place of its schema." of "OAI-PMH 2.0, 3.2 and 3.4";
    Must marc ["format.marc21"] "marc21 is one record with a leader of 24 characters, and no collection." of "MARCXML; RecordManager";
    Must request_is_told [] "The request element tells verb and arguments, each as it came.";
    Must header_in_every_format [] "The header is the same in GetRecord and in the list." of "OAI-PMH 2.0, 2.5";
    Must no_error_in_metadata [] "No element of metadata is called error." of "RecordManager, which looks for it everywhere";
    Must identifiers_are_uris ["repository"] "Identifiers are oai: URIs of the repository." of "OAI-PMH guidelines, oai-identifier";
    Must asked_again [] "The same record is the same when it is asked for again.";
    Must escaped_identifier [] "An identifier may come escaped or as it is.";
    Must deleted_records ["deleted"] "A record that is deleted has a header, no metadata, and its identifier as before." of "OAI-PMH 2.0, 2.5.1";
}

fn known(c: &Context<'_, Profile>, prefix: &str) -> Outcome<(Record, Node)> {
    let record = c.record(&c.item("known")?.identifier, prefix)?;
    match record.metadata.clone() {
        Some(metadata) => Ok((record, metadata)),
        None => Err(Stop::failed("the known record is deleted")),
    }
}

fn in_every_format(c: &mut Context<'_, Profile>) -> Outcome {
    let title = &c.item("known")?.title;
    for prefix in c.profile.format.keys() {
        let words = known(c, prefix)?.1.words();
        ensure!(words.contains(title), "{title} is not in {prefix}");
    }
    Ok(())
}

fn one_element(c: &mut Context<'_, Profile>) -> Outcome {
    for (prefix, format) in &c.profile.format {
        let node = known(c, prefix)?.1;
        ensure!(
            node.name == format.element && node.namespace == format.namespace,
            "{prefix} is {} of {}",
            node.name,
            node.namespace
        );
    }
    Ok(())
}

fn dublin_core(c: &mut Context<'_, Profile>) -> Outcome {
    const ELEMENTS: [&str; 15] = [
        "title",
        "creator",
        "subject",
        "description",
        "publisher",
        "contributor",
        "date",
        "type",
        "format",
        "identifier",
        "source",
        "language",
        "relation",
        "coverage",
        "rights",
    ];
    let node = known(c, "oai_dc")?.1;
    for child in &node.children {
        ensure!(
            child.namespace == "http://purl.org/dc/elements/1.1/"
                && ELEMENTS.contains(&child.name.as_str())
                && child.children.is_empty(),
            "{} of {} is in it",
            child.name,
            child.namespace
        );
    }
    ensure!(!node.children.is_empty(), "it is empty");
    Ok(())
}

fn place_of_the_schema(c: &mut Context<'_, Profile>) -> Outcome {
    let node = known(c, "oai_dc")?.1;
    let place = node.attribute("xsi:schemaLocation").unwrap_or_default();
    ensure!(
        place.starts_with(&format!("{} ", node.namespace)),
        "it names {place:?}"
    );
    Ok(())
}

fn marc(c: &mut Context<'_, Profile>) -> Outcome {
    let node = known(c, "marc21")?.1;
    ensure!(node.name == "record", "it is {}", node.name);
    let leader = node.text_of("leader").unwrap_or_default();
    ensure!(leader.chars().count() == 24, "the leader is {leader:?}");
    Ok(())
}

fn request_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    let identifier = &c.item("known")?.identifier;
    let arguments = [
        ("identifier", identifier.as_str()),
        ("metadataPrefix", "oai_dc"),
    ];
    let answer = c.ask("GetRecord", &arguments)?;
    for (name, value) in [&[("verb", "GetRecord")][..], &arguments].concat() {
        let told = answer.request().attribute(name).unwrap_or_default();
        ensure!(told == value, "{name} is told as {told:?}");
    }
    Ok(())
}

fn header_in_every_format(c: &mut Context<'_, Profile>) -> Outcome {
    let identifier = &c.item("known")?.identifier;
    let headers = c.headers(&[])?;
    let listed = headers
        .iter()
        .find(|header| header.identifier == *identifier);
    let one = known(c, "oai_dc")?.0.header;
    ensure!(
        listed == Some(&one),
        "{listed:?} in the list, {one:?} alone"
    );
    Ok(())
}

fn no_error_in_metadata(c: &mut Context<'_, Profile>) -> Outcome {
    for prefix in c.profile.format.keys() {
        let page = c.ask("ListRecords", &[("metadataPrefix", prefix)])?;
        for record in page.records()? {
            let named = record
                .metadata
                .iter()
                .flat_map(Node::every)
                .any(|node| node.name == "error");
            ensure!(!named, "{} has one", record.header.identifier);
        }
    }
    Ok(())
}

fn identifiers_are_uris(c: &mut Context<'_, Profile>) -> Outcome {
    let start = format!("oai:{}:", c.profile.repository.clone().unwrap_or_default());
    let headers = c.headers(&[])?;
    let odd = headers
        .iter()
        .find(|header| !header.identifier.starts_with(&start));
    ensure!(odd.is_none(), "{odd:?}");
    Ok(())
}

fn asked_again(c: &mut Context<'_, Profile>) -> Outcome {
    for prefix in c.profile.format.keys() {
        ensure!(
            known(c, prefix)? == known(c, prefix)?,
            "{prefix} comes otherwise"
        );
    }
    Ok(())
}

fn escaped_identifier(c: &mut Context<'_, Profile>) -> Outcome {
    let identifier = &c.item("known")?.identifier;
    let answer = c.raw(&format!(
        "verb=GetRecord&metadataPrefix=oai_dc&identifier={identifier}"
    ))?;
    ensure!(
        answer.records()? == [known(c, "oai_dc")?.0],
        "as it is another comes"
    );
    Ok(())
}

fn deleted_records(c: &mut Context<'_, Profile>) -> Outcome {
    let headers = c.headers(&[])?;
    let Some(gone) = headers.iter().find(|header| header.deleted) else {
        return Err(Stop::skipped("no record is deleted now"));
    };
    ensure!(
        c.profile.deleted.as_deref() != Some("no"),
        "{gone:?} is deleted"
    );
    let one = c.record(&gone.identifier, "oai_dc")?;
    ensure!(
        one.header == *gone && one.metadata.is_none(),
        "{one:?}, not {gone:?}"
    );
    c.ask("ListMetadataFormats", &[("identifier", &gone.identifier)])?
        .verb("ListMetadataFormats")
        .map(drop)
}
