//! From an answer to XML: valid by the official schema, in the default namespace.

use jiff::Timestamp;
use silta_xml::{Writer, XSI};

use crate::{
    NAMESPACE, SCHEMA,
    datestamp::Datestamp,
    fault::Faults,
    header::{Header, Record},
    identify::{Identify, OaiIdentifier},
    response::{Body, Continuation, MetadataFormat, Page, Response, Set},
    verb::Verb,
};

impl Response {
    /// The answer as a document in UTF-8.
    pub fn write(&self) -> String {
        let mut text = String::new();
        self.write_to(&mut text);
        text
    }

    /// Adds the document to a text.
    pub fn write_to(&self, text: &mut String) {
        let location = format!("{NAMESPACE} {SCHEMA}");
        let mut writer = Writer::new(text);
        writer
            .declaration()
            .declare("xsi", XSI)
            .start(NAMESPACE, "OAI-PMH");
        writer.attribute_in(XSI, "schemaLocation", &location);
        field(&mut writer, "responseDate", &utc(self.response_date));
        self.write_request(&mut writer);
        match &self.body {
            Body::Faults(faults) => write_faults(faults, &mut writer),
            body => {
                writer.start(NAMESPACE, body.verb().map_or("", Verb::name));
                write_body(body, &mut writer);
                writer.end();
            }
        }
        writer.finish();
    }

    /// Where and what was asked; what was misunderstood is not told back (section 3.6).
    fn write_request(&self, writer: &mut Writer<'_, '_>) {
        writer.start(NAMESPACE, "request");
        if let Some((verb, arguments)) = &self.request {
            writer.attribute("verb", verb.name());
            for (argument, value) in arguments {
                writer.attribute(argument.name(), value);
            }
        }
        writer.text(&self.base_url).end();
    }
}

impl Body {
    /// The verb that it answers; none if it answers nothing.
    pub const fn verb(&self) -> Option<Verb> {
        Some(match self {
            Self::Faults(_) => return None,
            Self::GetRecord(_) => Verb::GetRecord,
            Self::Identify(_) => Verb::Identify,
            Self::ListIdentifiers(_) => Verb::ListIdentifiers,
            Self::ListMetadataFormats(_) => Verb::ListMetadataFormats,
            Self::ListRecords(_) => Verb::ListRecords,
            Self::ListSets(_) => Verb::ListSets,
        })
    }
}

fn utc(instant: Timestamp) -> String {
    Datestamp::second_of(instant).to_string()
}

fn field<'n>(writer: &mut Writer<'_, 'n>, name: &'n str, text: &str) {
    writer.element(NAMESPACE, name, text);
}

fn write_faults(faults: &Faults, writer: &mut Writer<'_, '_>) {
    for fault in faults.iter() {
        writer
            .start(NAMESPACE, "error")
            .attribute("code", fault.code.name());
        writer.text(&fault.message).end();
    }
}

fn write_body(body: &Body, writer: &mut Writer<'_, '_>) {
    match body {
        Body::Faults(_) => {}
        Body::GetRecord(record) => write_record(record, writer),
        Body::Identify(identify) => write_identify(identify, writer),
        Body::ListIdentifiers(page) => write_page(page, write_header, writer),
        Body::ListMetadataFormats(formats) => {
            formats
                .iter()
                .for_each(|format| write_format(format, writer));
        }
        Body::ListRecords(page) => write_page(page, write_record, writer),
        Body::ListSets(page) => write_page(page, write_set, writer),
    }
}

fn write_page<T>(page: &Page<T>, write: fn(&T, &mut Writer<'_, '_>), writer: &mut Writer<'_, '_>) {
    page.entries.iter().for_each(|entry| write(entry, writer));
    if let Some(continuation) = &page.continuation {
        write_continuation(continuation, writer);
    }
}

fn write_continuation(continuation: &Continuation, writer: &mut Writer<'_, '_>) {
    writer.start(NAMESPACE, "resumptionToken");
    let attributes = [
        ("expirationDate", continuation.expiration_date.map(utc)),
        (
            "completeListSize",
            continuation.complete_list_size.map(|size| size.to_string()),
        ),
        (
            "cursor",
            continuation.cursor.map(|cursor| cursor.to_string()),
        ),
    ];
    for (name, value) in attributes {
        if let Some(value) = value {
            writer.attribute(name, &value);
        }
    }
    if let Some(token) = &continuation.token {
        writer.text(token.as_str());
    }
    writer.end();
}

fn write_record(record: &Record, writer: &mut Writer<'_, '_>) {
    writer.start(NAMESPACE, "record");
    write_header(&record.header, writer);
    // The schema has no metadata of a record that is gone.
    if let Some(metadata) = &record.metadata
        && !record.header.deleted
    {
        writer
            .start(NAMESPACE, "metadata")
            .piece(metadata.as_str())
            .end();
    }
    for about in &record.about {
        writer.start(NAMESPACE, "about").piece(about.as_str()).end();
    }
    writer.end();
}

fn write_header(header: &Header, writer: &mut Writer<'_, '_>) {
    writer.start(NAMESPACE, "header");
    if header.deleted {
        writer.attribute("status", "deleted");
    }
    field(writer, "identifier", &header.identifier);
    field(writer, "datestamp", &header.datestamp.to_string());
    for set in &header.sets {
        field(writer, "setSpec", set.as_str());
    }
    writer.end();
}

fn write_format(format: &MetadataFormat, writer: &mut Writer<'_, '_>) {
    writer.start(NAMESPACE, "metadataFormat");
    field(writer, "metadataPrefix", format.prefix.as_str());
    field(writer, "schema", &format.schema);
    field(writer, "metadataNamespace", &format.namespace);
    writer.end();
}

fn write_set(set: &Set, writer: &mut Writer<'_, '_>) {
    writer.start(NAMESPACE, "set");
    field(writer, "setSpec", set.spec.as_str());
    field(writer, "setName", &set.name);
    writer.end();
}

fn write_identify(identify: &Identify, writer: &mut Writer<'_, '_>) {
    field(writer, "repositoryName", &identify.repository_name);
    field(writer, "baseURL", &identify.base_url);
    field(writer, "protocolVersion", "2.0");
    for email in &identify.admin_emails {
        field(writer, "adminEmail", email);
    }
    field(
        writer,
        "earliestDatestamp",
        &identify.earliest_datestamp.to_string(),
    );
    field(writer, "deletedRecord", identify.deleted_record.name());
    field(writer, "granularity", identify.granularity.name());
    for encoding in &identify.compression {
        field(writer, "compression", encoding);
    }
    if let Some(scheme) = &identify.oai_identifier {
        writer.start(NAMESPACE, "description");
        write_oai_identifier(scheme, writer);
        writer.end();
    }
}

fn write_oai_identifier(scheme: &OaiIdentifier, writer: &mut Writer<'_, '_>) {
    const NS: &str = OaiIdentifier::NAMESPACE;
    let location = format!("{NS} {}", OaiIdentifier::SCHEMA);
    writer
        .start(NS, "oai-identifier")
        .attribute_in(XSI, "schemaLocation", &location);
    writer.element(NS, "scheme", "oai");
    writer.element(NS, "repositoryIdentifier", &scheme.repository_identifier);
    writer.element(NS, "delimiter", ":");
    writer.element(NS, "sampleIdentifier", &scheme.sample_identifier);
    writer.end();
}
