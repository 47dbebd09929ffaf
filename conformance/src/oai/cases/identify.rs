//! Identify and ListMetadataFormats.

use super::{super::answer::is_datestamp, Profile};
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure, xml::Node},
};

cases! {
    "oai/identify", "OAI-PMH 2.0, 4.2 (Identify)", [];
    Must parts [] "Identify has its parts in the order of the schema.";
    Must version [] "The version of the protocol is 2.0.";
    Must base_url [] "The base URL is the one that was asked, and that of the request element.";
    Must address [] "There is an address of an administrator.";
    Must granularity [] "The granularity is one of the two, and that of all datestamps.";
    Must earliest ["item.known"] "No record is older than the earliest datestamp.";
    Must deletions ["deleted"] "Deletions are told as the profile says.";
    Must identifier_scheme ["repository"] "oai-identifier names the repository, and its sample is an identifier of it." of "OAI-PMH guidelines, oai-identifier";
    Must request_of_identify [] "The request element tells the verb.";
    Must response_date [] "The response date is now, in UTC." of "OAI-PMH 2.0, 3.2";
    Must formats [] "Every format has prefix, schema and namespace, and each prefix is there once." of "OAI-PMH 2.0, 4.4";
    Must oai_dc [] "oai_dc is among the formats, with its schema and namespace." of "OAI-PMH 2.0, 3.4";
    Must formats_of_the_profile [] "Every format of the profile is told." of "OAI-PMH 2.0, 4.4";
    Must formats_of_an_item ["item.known"] "The formats of an item can be asked for, oai_dc among them." of "OAI-PMH 2.0, 4.4";
    Must no_prefixes [] "Elements of OAI-PMH stand in the default namespace, without a prefix." of "RecordManager, which finds elements by their written names";
    Must schema_location [] "The root names the place of its schema." of "OAI-PMH 2.0, 3.2";
}

fn identify(c: &Context<'_, Profile>) -> Outcome<Node> {
    c.ask("Identify", &[])?.verb("Identify").cloned()
}

fn text(node: &Node, name: &str) -> Outcome<String> {
    let text = node.text_of(name).map(str::to_owned);
    text.ok_or_else(|| Stop::failed(format!("there is no {name}")))
}

const ORDER: [&str; 7] = [
    "repositoryName",
    "baseURL",
    "protocolVersion",
    "adminEmail",
    "earliestDatestamp",
    "deletedRecord",
    "granularity",
];

fn parts(c: &mut Context<'_, Profile>) -> Outcome {
    let identify = identify(c)?;
    let mut names = identify.names();
    names.dedup();
    ensure!(names.starts_with(&ORDER), "{names:?}");
    let rest = names.get(ORDER.len()..).unwrap_or_default();
    let known = [
        &["compression", "description"][..],
        &["compression"],
        &["description"],
        &[],
    ];
    ensure!(known.contains(&rest), "after granularity comes {rest:?}");
    Ok(())
}

fn version(c: &mut Context<'_, Profile>) -> Outcome {
    let version = text(&identify(c)?, "protocolVersion")?;
    ensure!(version == "2.0", "it is {version}");
    Ok(())
}

fn base_url(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.ask("Identify", &[])?;
    let told = text(answer.verb("Identify")?, "baseURL")?;
    let asked = format!("http://{}{}", c.target, c.profile.base);
    ensure!(told == asked, "{told} is told, {asked} was asked");
    ensure!(
        answer.request().text == told,
        "the request element has {}",
        answer.request().text
    );
    Ok(())
}

fn address(c: &mut Context<'_, Profile>) -> Outcome {
    let address = text(&identify(c)?, "adminEmail")?;
    let sound = address
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    ensure!(
        sound && !address.contains(char::is_whitespace),
        "it is {address:?}"
    );
    Ok(())
}

fn granularity(c: &mut Context<'_, Profile>) -> Outcome {
    let identify = identify(c)?;
    let granularity = text(&identify, "granularity")?;
    let length = match granularity.as_str() {
        "YYYY-MM-DD" => 10,
        "YYYY-MM-DDThh:mm:ssZ" => 20,
        other => return Err(Stop::failed(format!("it is {other:?}"))),
    };
    let mut all = vec![text(&identify, "earliestDatestamp")?];
    let page = c.ask("ListIdentifiers", &[("metadataPrefix", "oai_dc")])?;
    all.extend(page.headers()?.into_iter().map(|header| header.datestamp));
    let odd = all
        .iter()
        .find(|date| date.len() != length || !is_datestamp(date));
    ensure!(odd.is_none(), "{odd:?} is not {granularity}");
    Ok(())
}

fn earliest(c: &mut Context<'_, Profile>) -> Outcome {
    let earliest = text(&identify(c)?, "earliestDatestamp")?;
    let headers = c.headers(&[])?;
    let older = headers.iter().find(|header| header.datestamp < earliest);
    ensure!(older.is_none(), "{older:?} is older than {earliest}");
    Ok(())
}

fn deletions(c: &mut Context<'_, Profile>) -> Outcome {
    let told = text(&identify(c)?, "deletedRecord")?;
    let expected = c.profile.deleted.clone().unwrap_or_default();
    ensure!(told == expected, "{told} and not {expected}");
    Ok(())
}

fn identifier_scheme(c: &mut Context<'_, Profile>) -> Outcome {
    let identify = identify(c)?;
    let described = identify
        .every()
        .into_iter()
        .find(|node| node.name == "oai-identifier");
    let described = described.ok_or_else(|| Stop::failed("there is no oai-identifier"))?;
    let repository = text(described, "repositoryIdentifier")?;
    ensure!(
        Some(&repository) == c.profile.repository.as_ref(),
        "it names {repository}"
    );
    let sample = text(described, "sampleIdentifier")?;
    ensure!(
        sample.starts_with(&format!("oai:{repository}:")),
        "the sample is {sample}"
    );
    Ok(())
}

fn request_of_identify(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.ask("Identify", &[])?;
    let told = &answer.request().attributes;
    ensure!(
        *told == [("verb".to_owned(), "Identify".to_owned())],
        "it tells {told:?}"
    );
    Ok(())
}

fn response_date(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.ask("ListMetadataFormats", &[])?;
    let date: jiff::Timestamp = answer
        .date()
        .parse()
        .map_err(|_| answer.failed("the responseDate is none"))?;
    let apart = jiff::Timestamp::now().duration_since(date).abs();
    ensure!(
        apart.as_secs() < 300,
        "it is {} s apart from the clock here",
        apart.as_secs()
    );
    Ok(())
}

fn all_formats(c: &Context<'_, Profile>, arguments: &[(&str, &str)]) -> Outcome<Vec<[String; 3]>> {
    let answer = c.ask("ListMetadataFormats", arguments)?;
    let list = answer.verb("ListMetadataFormats")?.all("metadataFormat");
    list.map(|format| {
        Ok([
            text(format, "metadataPrefix")?,
            text(format, "schema")?,
            text(format, "metadataNamespace")?,
        ])
    })
    .collect()
}

fn formats(c: &mut Context<'_, Profile>) -> Outcome {
    let mut seen = Vec::new();
    for [prefix, schema, namespace] in all_formats(c, &[])? {
        ensure!(
            schema.starts_with("http"),
            "{prefix} has the schema {schema:?}"
        );
        ensure!(
            namespace.contains(':'),
            "{prefix} has the namespace {namespace:?}"
        );
        ensure!(!seen.contains(&prefix), "{prefix} comes twice");
        seen.push(prefix);
    }
    Ok(())
}

fn oai_dc(c: &mut Context<'_, Profile>) -> Outcome {
    let ours = [
        "oai_dc",
        "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
        "http://www.openarchives.org/OAI/2.0/oai_dc/",
    ];
    let all = all_formats(c, &[])?;
    ensure!(all.iter().any(|format| *format == ours), "{all:?}");
    Ok(())
}

fn formats_of_the_profile(c: &mut Context<'_, Profile>) -> Outcome {
    let all = all_formats(c, &[])?;
    for (wanted, format) in &c.profile.format {
        let told = all
            .iter()
            .any(|[prefix, _, namespace]| prefix == wanted && *namespace == format.namespace);
        ensure!(told, "{wanted} of {} is not told", format.namespace);
    }
    Ok(())
}

fn formats_of_an_item(c: &mut Context<'_, Profile>) -> Outcome {
    let identifier = &c.item("known")?.identifier;
    let all = all_formats(c, &[("identifier", identifier)])?;
    ensure!(all.iter().any(|[prefix, ..]| prefix == "oai_dc"), "{all:?}");
    for [prefix, ..] in all {
        c.record(identifier, &prefix)?;
    }
    Ok(())
}

fn no_prefixes(c: &mut Context<'_, Profile>) -> Outcome {
    for answer in [
        c.ask("Identify", &[])?,
        c.ask("ListRecords", &[("metadataPrefix", "oai_dc")])?,
        c.raw("verb=junk")?,
    ] {
        let every = answer.root.every();
        let prefixed = every
            .iter()
            .find(|node| node.namespace == answer.root.namespace && !node.prefix.is_empty());
        ensure!(
            prefixed.is_none(),
            "{:?} has a prefix",
            prefixed.map(|node| &node.name)
        );
    }
    Ok(())
}

fn schema_location(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.ask("Identify", &[])?;
    let place = answer
        .root
        .attribute("xsi:schemaLocation")
        .unwrap_or_default();
    let ours =
        "http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd";
    ensure!(place.contains(ours), "it names {place:?}");
    Ok(())
}
