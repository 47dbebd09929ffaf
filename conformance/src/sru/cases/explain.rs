//! The explain record, and whether it is true.

use super::{super::answer::Answer, Profile};
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure, http::Request, xml::Node},
};

cases! {
    "sru/explain", "SRU 1.1 and 1.2, Explain; ZeeRex 2.0; OASIS part 7", [];
    Must bare_address [] "The bare address is answered with the explain record.";
    Must named_operation ["version.1.2"] "operation=explain is answered with the explain record.";
    Must record_of_zeerex [] "The record is an explain of ZeeRex 2.0, with its parts in their order.";
    Must server_and_database [] "serverInfo names protocol, host, port and database.";
    Must host_and_port [] "Host and port are those that were asked.";
    Must sets_of_indexes [] "Every set that an index is of is declared with its identifier.";
    Must indexes_can_be_searched [] "Every index that says so can be searched by each of its names.";
    Must indexes_can_be_scanned ["service.scan"] "Every index that says so can be scanned.";
    Must indexes_can_be_sorted_by ["service.sort"] "Every index that says so can be sorted by.";
    Must schemas_can_be_had ["work.known"] "Every schema can be had by its name and by its identifier.";
    Must schemas_of_the_profile [] "Every schema of the profile is told.";
    Should default_number ["many"] "As many records come by default as the record says.";
    Should most_records ["most"] "No more records come than the record says.";
    Must packed_as_string ["version.1.2"] "The record can be had as text.";
    Must unknown_parameter ["version.1.2"] "An explain with a parameter that nobody knows is served, or has 8.";
}

fn explain(c: &Context<'_, Profile>) -> Outcome<Answer> {
    let answer = c.operate(c.usual()?, "explain", &[])?;
    ensure!(
        answer.root.name == "explainResponse",
        "it is {}",
        answer.root.name
    );
    answer.fine()?;
    Ok(answer)
}

/// The record of an explain answer.
fn of(answer: &Answer) -> Outcome<Node> {
    let record = answer
        .root
        .child("record")
        .and_then(|record| record.child("recordData"));
    let record = record.and_then(|data| data.children.first());
    record
        .cloned()
        .ok_or_else(|| answer.failed("there is no record in it"))
}

fn record(c: &Context<'_, Profile>) -> Outcome<Node> {
    of(&explain(c)?)
}

fn part(c: &Context<'_, Profile>, name: &str) -> Outcome<Node> {
    let part = record(c)?.child(name).cloned();
    part.ok_or_else(|| Stop::failed(format!("there is no {name}")))
}

fn bare_address(c: &mut Context<'_, Profile>) -> Outcome {
    for path in ["", "?"] {
        let answer = c.answer(&Request::get(path))?;
        ensure!(
            answer.root.name == "explainResponse",
            "it is {}",
            answer.root.name
        );
        of(&answer)?;
    }
    Ok(())
}

fn named_operation(c: &mut Context<'_, Profile>) -> Outcome {
    of(&c.raw("version=1.2&operation=explain")?).map(drop)
}

fn record_of_zeerex(c: &mut Context<'_, Profile>) -> Outcome {
    let record = record(c)?;
    ensure!(
        record.name == "explain"
            && record
                .namespace
                .starts_with("http://explain.z3950.org/dtd/2."),
        "{} of {}",
        record.name,
        record.namespace
    );
    let order = [
        "serverInfo",
        "databaseInfo",
        "metaInfo",
        "indexInfo",
        "recordInfo",
        "schemaInfo",
        "configInfo",
    ];
    let mut left = order.iter();
    let misplaced = record
        .names()
        .into_iter()
        .find(|name| !left.any(|own| own == name))
        .map(str::to_owned);
    ensure!(misplaced.is_none(), "{misplaced:?} does not stand there");
    Ok(())
}

fn server_and_database(c: &mut Context<'_, Profile>) -> Outcome {
    let server = part(c, "serverInfo")?;
    ensure!(
        server.names().starts_with(&["host", "port", "database"]),
        "{:?}",
        server.names()
    );
    let empty = server.children.iter().find(|node| node.text.is_empty());
    ensure!(empty.is_none(), "{empty:?} is empty");
    let protocol = server.attribute("protocol").unwrap_or_default();
    ensure!(protocol.starts_with("SR"), "the protocol is {protocol:?}");
    Ok(())
}

fn host_and_port(c: &mut Context<'_, Profile>) -> Outcome {
    let server = part(c, "serverInfo")?;
    let text = |name| server.text_of(name).unwrap_or_default().to_owned();
    let told = format!("{}:{}", text("host"), text("port"));
    ensure!(told == c.target, "{told} is told, {} was asked", c.target);
    Ok(())
}

/// Set and name of each name of an index for which an attribute is true.
fn names(c: &Context<'_, Profile>, attribute: &str) -> Outcome<Vec<String>> {
    let info = part(c, "indexInfo")?;
    let able = |index: &&Node| {
        index
            .attribute(attribute)
            .is_ok_and(|value| value == "true")
    };
    let mut names = Vec::new();
    for index in info.all("index").filter(able) {
        for name in index.all("map").flat_map(|map| map.all("name")) {
            names.push(format!(
                "{}.{}",
                name.attribute("set").map_err(Stop::Failed)?,
                name.text
            ));
        }
    }
    ensure!(!names.is_empty(), "no index says {attribute}");
    Ok(names)
}

fn sets_of_indexes(c: &mut Context<'_, Profile>) -> Outcome {
    let info = part(c, "indexInfo")?;
    let mut sets = Vec::new();
    for set in info.all("set") {
        let identifier = set.attribute("identifier").map_err(Stop::Failed)?;
        ensure!(identifier.contains(':'), "{identifier} is no URI");
        sets.push(set.attribute("name").map_err(Stop::Failed)?);
    }
    for name in names(c, "search")? {
        let set = name.split('.').next().unwrap_or_default();
        ensure!(sets.iter().any(|own| own == set), "{set} is not declared");
    }
    Ok(())
}

fn indexes_can_be_searched(c: &mut Context<'_, Profile>) -> Outcome {
    for name in names(c, "search")? {
        // It finds results that are kept, of which there is none of that name.
        if name == "cql.resultSetId" {
            continue;
        }
        let answer = c.find(&format!("{name} = \"1990\""), &[("maximumRecords", "0")])?;
        answer.count()?;
    }
    Ok(())
}

fn indexes_can_be_scanned(c: &mut Context<'_, Profile>) -> Outcome {
    for name in names(c, "scan")? {
        c.scan(&format!("{name} = \"1\""), &[("maximumTerms", "2")])?
            .fine()?;
    }
    Ok(())
}

fn indexes_can_be_sorted_by(c: &mut Context<'_, Profile>) -> Outcome {
    for name in names(c, "sort")? {
        c.count(&format!("a sortby {name}"))?;
    }
    Ok(())
}

fn schemas_can_be_had(c: &mut Context<'_, Profile>) -> Outcome {
    let query = &c.work("known")?.query;
    for schema in part(c, "schemaInfo")?.all("schema") {
        for attribute in ["name", "identifier"] {
            let name = schema.attribute(attribute).map_err(Stop::Failed)?;
            c.find(query, &[("recordSchema", &name)])?
                .fine()?
                .record()?;
        }
    }
    Ok(())
}

fn schemas_of_the_profile(c: &mut Context<'_, Profile>) -> Outcome {
    let info = part(c, "schemaInfo")?;
    for wanted in &c.profile.schemas {
        let told = info
            .all("schema")
            .any(|own| own.attribute("name").is_ok_and(|name| name == *wanted));
        ensure!(told, "{wanted} is not told");
    }
    Ok(())
}

/// A number of configInfo.
fn configured(c: &Context<'_, Profile>, element: &str, kind: &str) -> Outcome<u64> {
    let config = part(c, "configInfo")?;
    let found = config
        .all(element)
        .find(|own| own.attribute("type").is_ok_and(|own| own == kind));
    let number = found.and_then(|own| own.text.parse().ok());
    number.ok_or_else(|| Stop::failed(format!("configInfo tells no {element} {kind}")))
}

fn default_number(c: &mut Context<'_, Profile>) -> Outcome {
    let told = configured(c, "default", "numberOfRecords")?;
    let answer = c.find(c.many()?, &[])?;
    let (count, came) = (answer.count()?, answer.records()?.len() as u64);
    ensure!(came == told.min(count), "{came} come, {told} are told");
    Ok(())
}

fn most_records(c: &mut Context<'_, Profile>) -> Outcome {
    let told = configured(c, "setting", "maximumRecords")?;
    let answer = c.find(c.most()?, &[("maximumRecords", "1000000")])?;
    let came = answer.records()?.len() as u64;
    ensure!(came <= told, "{came} come, {told} are told");
    Ok(())
}

fn packed_as_string(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.raw("version=1.2&operation=explain&recordPacking=string")?;
    let data = answer
        .root
        .child("record")
        .and_then(|record| record.text_of("recordData"));
    let text = data.unwrap_or_default();
    let record = crate::kit::xml::parse(text.as_bytes()).map_err(|wrong| answer.failed(&wrong))?;
    ensure!(record.name == "explain", "the text is <{}>", record.name);
    Ok(())
}

fn unknown_parameter(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.raw("version=1.2&operation=explain&foo=1")?;
    ensure!(
        answer.root.name == "explainResponse",
        "it is {}",
        answer.root.name
    );
    let told = answer.diagnostics()?;
    ensure!(told.iter().all(|one| one.number == 8), "{told:?}");
    Ok(())
}
