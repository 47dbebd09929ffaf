//! Schemas of records, and how records are packed.

use super::{
    super::answer::{Record, Version},
    Profile,
};
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure, xml::Node},
};

cases! {
    "sru/schemas", "SRU 1.1 and 1.2, Record Schemas, Record Data; OASIS part 3, 2.2.9", ["work.known"];
    Must marcxml ["schema.marcxml"] "MARCXML is one record with a leader of 24 characters and the title in 245 $a.";
    Must dc ["schema.dc"] "dc is simple Dublin Core with the title.";
    Must oai_dc ["schema.oai_dc"] "oai_dc is the element of OAI-PMH with the title.";
    Must mods ["schema.mods"] "mods is MODS 3 with the title.";
    Must opac ["schema.opac", "work.known.barcode"] "opac is an OPAC record as YAZ writes it, with the record and its copy.";
    Must dc_by_uri ["schema.dc"] "info:srw/schema/1/dc-v1.1 is dc.";
    Must marcxml_by_uri ["schema.marcxml"] "info:srw/schema/1/marcxml-v1.1 is marcxml.";
    Should marcxml_by_uri_of_yaz ["schema.marcxml"] "The form info:srw/schema/1/marcxml-1.1 of older servers is marcxml too." of "yaz-ztest";
    Must unknown_schema [] "A schema that nobody knows is refused with 66 and its name.";
    Must schema_is_told [] "Each record tells the URI of its schema.";
    Must one_schema_an_answer ["many", "schema.dc"] "All records come in the schema that was asked for.";
    Must schema_in_each_version ["schema.dc"] "Schemas are the same in each version.";
    Must default_schema [] "Without recordSchema a record comes in a schema of the explain record.";
    Must packed_as_xml [] "recordPacking=xml gives the record as an element.";
    Must packed_as_string [] "recordPacking=string gives the record as escaped text." of "SRU 1.1 and 1.2, Record Packing";
    Must string_is_the_same_record [] "The text of a record is the record.";
    Must string_in_every_schema [] "Every schema can be packed as text.";
    Must unknown_packing [] "A packing that nobody knows is refused with 71 or 6.";
    Must escaping_of_2_0 ["version.2.0"] "In 2.0 recordXMLEscaping=string gives the record as text." of "OASIS part 3, 2.2.10";
    Must packed_of_2_0 ["version.2.0"] "In 2.0 recordPacking=packed is served." of "OASIS part 3, 2.2.11";
    Must unpacked_of_2_0 ["version.2.0"] "In 2.0 recordPacking=unpacked is served or refused with 71." of "OASIS part 3, 2.2.11";
    Must escaping_of_1_2 ["version.1.2"] "In 1.2 recordXMLEscaping is a parameter that is not known: 8.";
}

const MARC: &str = "http://www.loc.gov/MARC21/slim";
const DC: &str = "http://purl.org/dc/elements/1.1/";

fn known(c: &Context<'_, Profile>, version: Version, more: &[(&str, &str)]) -> Outcome<Record> {
    let answer = c.search(version, &c.work("known")?.query, more)?;
    answer.fine()?;
    answer.record()
}

/// The known record in a schema.
pub(super) fn in_schema(c: &Context<'_, Profile>, schema: &str) -> Outcome<Node> {
    known(c, c.usual()?, &[("recordSchema", schema)])?.element()
}

fn titled(c: &Context<'_, Profile>, node: &Node) -> Outcome {
    let title = &c.work("known")?.title;
    ensure!(node.words().contains(title), "{title} is not in it");
    Ok(())
}

fn is(node: &Node, name: &str, namespace: &str) -> Outcome {
    ensure!(
        node.name == name && (namespace.is_empty() || node.namespace == namespace),
        "it is {} of {:?}, not {name} of {namespace:?}",
        node.name,
        node.namespace
    );
    Ok(())
}

fn marcxml(c: &mut Context<'_, Profile>) -> Outcome {
    let record = in_schema(c, "marcxml")?;
    is(&record, "record", MARC)?;
    let leader = record.text_of("leader").unwrap_or_default();
    ensure!(leader.chars().count() == 24, "the leader is {leader:?}");
    let title = record
        .all("datafield")
        .find(|field| field.attribute("tag").is_ok_and(|tag| tag == "245"));
    titled(c, title.ok_or_else(|| Stop::failed("there is no 245"))?)
}

/// Elements of Dublin Core and nothing else, the title among them.
fn dublin_core(c: &Context<'_, Profile>, record: &Node) -> Outcome {
    let foreign = record.children.iter().find(|node| node.namespace != DC);
    ensure!(foreign.is_none(), "{foreign:?} is no Dublin Core");
    let titles: Vec<_> = record.all("title").map(|node| node.text.as_str()).collect();
    let title = &c.work("known")?.title;
    ensure!(
        titles.iter().any(|own| own.starts_with(title)),
        "titles {titles:?}"
    );
    Ok(())
}

fn dc(c: &mut Context<'_, Profile>) -> Outcome {
    let record = in_schema(c, "dc")?;
    is(&record, "dc", "")?;
    dublin_core(c, &record)
}

fn oai_dc(c: &mut Context<'_, Profile>) -> Outcome {
    let record = in_schema(c, "oai_dc")?;
    is(&record, "dc", "http://www.openarchives.org/OAI/2.0/oai_dc/")?;
    dublin_core(c, &record)
}

fn mods(c: &mut Context<'_, Profile>) -> Outcome {
    let record = in_schema(c, "mods")?;
    is(&record, "mods", "http://www.loc.gov/mods/v3")?;
    let title = record.child("titleInfo");
    titled(
        c,
        title.ok_or_else(|| Stop::failed("there is no titleInfo"))?,
    )
}

fn opac(c: &mut Context<'_, Profile>) -> Outcome {
    let record = in_schema(c, "opac")?;
    is(&record, "opacRecord", "")?;
    ensure!(
        record.every().iter().any(|node| node.namespace == MARC),
        "no MARCXML is in it"
    );
    let barcode = c.work("known")?.barcode.clone().unwrap_or_default();
    ensure!(
        record
            .every()
            .iter()
            .any(|node| node.name == "itemId" && node.text == barcode),
        "the copy {barcode} is not in it"
    );
    titled(c, &record)
}

fn by_uri(c: &Context<'_, Profile>, uri: &str, name: &str) -> Outcome {
    let (one, other) = (in_schema(c, uri)?, in_schema(c, name)?);
    ensure!(one == other, "{uri} is not {name}");
    Ok(())
}

fn dc_by_uri(c: &mut Context<'_, Profile>) -> Outcome {
    by_uri(c, "info:srw/schema/1/dc-v1.1", "dc")
}

fn marcxml_by_uri(c: &mut Context<'_, Profile>) -> Outcome {
    by_uri(c, "info:srw/schema/1/marcxml-v1.1", "marcxml")
}

fn marcxml_by_uri_of_yaz(c: &mut Context<'_, Profile>) -> Outcome {
    by_uri(c, "info:srw/schema/1/marcxml-1.1", "marcxml")
}

fn unknown_schema(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.find(&c.work("known")?.query, &[("recordSchema", "nosuchschema")])?;
    let told = answer.refused(&[66])?;
    ensure!(
        told.details == "nosuchschema",
        "the details are {:?}",
        told.details
    );
    Ok(())
}

fn schema_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    for schema in &c.profile.schemas {
        let record = known(c, c.usual()?, &[("recordSchema", schema)])?;
        ensure!(!record.schema.is_empty(), "{schema} comes without a name");
        // What it is called is a name for it.
        let again = in_schema(c, &record.schema)?;
        ensure!(
            again == record.element()?,
            "{} is not {schema}",
            record.schema
        );
    }
    Ok(())
}

fn one_schema_an_answer(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.find(
        c.many()?,
        &[("recordSchema", "dc"), ("maximumRecords", "20")],
    )?;
    let records = answer.records()?;
    let schemas: Vec<_> = records.iter().map(|record| &record.schema).collect();
    ensure!(
        schemas.windows(2).all(|two| two[0] == two[1]),
        "{schemas:?}"
    );
    Ok(())
}

fn schema_in_each_version(c: &mut Context<'_, Profile>) -> Outcome {
    let mut came = Vec::new();
    for version in c.versions() {
        came.push(known(c, version, &[("recordSchema", "dc")])?.element()?);
    }
    came.dedup();
    ensure!(came.len() == 1, "versions give different records");
    Ok(())
}

fn default_schema(c: &mut Context<'_, Profile>) -> Outcome {
    let schema = known(c, c.usual()?, &[])?.schema;
    let explain = c.operate(c.usual()?, "explain", &[])?;
    let told = explain.root.every().into_iter().any(|node| {
        node.name == "schema" && node.attributes.iter().any(|(_, value)| *value == schema)
    });
    ensure!(told, "the explain record does not know {schema}");
    Ok(())
}

fn packed_as_xml(c: &mut Context<'_, Profile>) -> Outcome {
    let record = known(c, c.usual()?, &[("recordPacking", "xml")])?;
    ensure!(
        record.packing == "xml" && record.data.is_some(),
        "{} came",
        record.packing
    );
    Ok(())
}

/// The known record as text.
fn as_text(c: &Context<'_, Profile>, version: Version, name: &str) -> Outcome<Record> {
    let record = known(c, version, &[(name, "string")])?;
    ensure!(
        record.packing == "string" && record.data.is_none(),
        "{} came",
        record.packing
    );
    Ok(record)
}

fn packed_as_string(c: &mut Context<'_, Profile>) -> Outcome {
    titled(c, &as_text(c, c.usual()?, "recordPacking")?.element()?)
}

fn string_is_the_same_record(c: &mut Context<'_, Profile>) -> Outcome {
    let text = as_text(c, c.usual()?, "recordPacking")?.element()?;
    let element = known(c, c.usual()?, &[])?.element()?;
    ensure!(
        text.words() == element.words(),
        "the text is another record"
    );
    Ok(())
}

fn string_in_every_schema(c: &mut Context<'_, Profile>) -> Outcome {
    for schema in &c.profile.schemas {
        let more = [
            ("recordSchema", schema.as_str()),
            ("recordPacking", "string"),
        ];
        let text = known(c, c.usual()?, &more)?.element()?;
        let element = in_schema(c, schema)?;
        ensure!(
            text.words() == element.words(),
            "the text is another record than the element in {schema}"
        );
    }
    Ok(())
}

fn unknown_packing(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.find(&c.work("known")?.query, &[("recordPacking", "foo")])?;
    answer.refused(&[6, 71]).map(drop)
}

fn escaping_of_2_0(c: &mut Context<'_, Profile>) -> Outcome {
    titled(
        c,
        &as_text(c, Version::V20, "recordXMLEscaping")?.element()?,
    )
}

fn packed_of_2_0(c: &mut Context<'_, Profile>) -> Outcome {
    titled(
        c,
        &known(c, Version::V20, &[("recordPacking", "packed")])?.element()?,
    )
}

fn unpacked_of_2_0(c: &mut Context<'_, Profile>) -> Outcome {
    let more = [("recordPacking", "unpacked")];
    let answer = c.search(Version::V20, &c.work("known")?.query, &more)?;
    match answer.diagnostics()?.is_empty() {
        true => titled(c, &answer.record()?.element()?),
        false => answer.refused(&[71]).map(drop),
    }
}

fn escaping_of_1_2(c: &mut Context<'_, Profile>) -> Outcome {
    let more = [("recordXMLEscaping", "xml")];
    let answer = c.search(Version::V12, &c.work("known")?.query, &more)?;
    let told = answer.refused(&[8])?;
    ensure!(
        told.details == "recordXMLEscaping",
        "the details are {:?}",
        told.details
    );
    Ok(())
}
