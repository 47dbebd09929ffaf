//! From XML to an answer, for whoever harvests. Prefixes, the order of elements and what is not
//! of the protocol make no difference; what a harvester would lose a record over does.

use std::str::FromStr;

use jiff::Timestamp;
use silta_xml::{Element, Limits, Reader};
use thiserror::Error;

use crate::{
    NAMESPACE,
    datestamp::{Datestamp, Granularity},
    fault::{Code, Fault, Faults},
    header::{Header, Record},
    identify::{DeletedRecord, Identify, OaiIdentifier},
    metadata::Metadata,
    response::{Body, Continuation, MetadataFormat, Page, Response, Set},
    verb::{Argument, Verb},
};

/// Why a document is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// It is not XML, or beyond a limit.
    #[error(transparent)]
    Xml(#[from] silta_xml::Error),
    /// It is some other document: its root element.
    #[error("the document is a {0}, no OAI-PMH")]
    Other(String),
    /// An element that must be there is not.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// The text of an element or attribute cannot be what it should.
    #[error("{what} cannot be {text:?}")]
    Value {
        /// The element or attribute.
        what: &'static str,
        /// The beginning of its text.
        text: String,
    },
    /// There is neither an answer nor an error in it.
    #[error("there is neither an answer nor an error in it")]
    Nothing,
}

/// Longest text of which [`Unreadable::Value`] tells all, in characters.
const MAX_SHOWN: usize = 60;

type Read<T> = Result<T, Unreadable>;

impl Response {
    /// Reads an answer within limits. The whole document must be well-formed: half an answer is
    /// none.
    pub fn read(text: &str, limits: Limits) -> Read<Self> {
        let mut reader = Reader::new(text, limits)?;
        let root = reader.root()?;
        if !root.is(NAMESPACE, "OAI-PMH") {
            return Err(Unreadable::Other(shown(root.name())));
        }
        let mut reading = Reading { reader };
        let response = reading.response(&root)?;
        reading.reader.finish()?;
        Ok(response)
    }
}

fn shown(text: &str) -> String {
    text.chars().take(MAX_SHOWN).collect()
}

fn value<T: FromStr>(what: &'static str, text: &str) -> Read<T> {
    let text = text.trim();
    text.parse().map_err(|_| Unreadable::Value {
        what,
        text: shown(text),
    })
}

fn known<T>(what: &'static str, text: &str, known: Option<T>) -> Read<T> {
    known.ok_or_else(|| Unreadable::Value {
        what,
        text: shown(text),
    })
}

/// An instant in any form of the standard and a few more that repositories write.
fn instant(what: &'static str, text: &str) -> Read<Timestamp> {
    match text.trim().parse::<Datestamp>() {
        Ok(datestamp) => Ok(datestamp.begins()),
        Err(_) => value(what, text),
    }
}

struct Reading<'a> {
    reader: Reader<'a>,
}

impl<'a> Reading<'a> {
    /// The next element of the protocol within `parent`, by its name.
    fn next(&mut self, parent: &Element<'a>) -> Read<Option<Element<'a>>> {
        while let Some(child) = self.reader.child(parent)? {
            if child.namespace() == Some(NAMESPACE) {
                return Ok(Some(child));
            }
        }
        Ok(None)
    }

    fn text(&mut self, element: &Element<'a>) -> Read<String> {
        Ok(self.reader.text(element)?.trim().to_owned())
    }

    fn response(&mut self, root: &Element<'a>) -> Read<Response> {
        let mut response_date = None;
        let mut base_url = None;
        let mut request = None;
        let mut faults = Vec::new();
        let mut body = None;
        while let Some(element) = self.next(root)? {
            match element.name() {
                "responseDate" => {
                    let text = self.text(&element)?;
                    response_date = Some(instant("responseDate", &text)?);
                }
                "request" => {
                    request = asked(&element);
                    base_url = Some(self.text(&element)?);
                }
                "error" => faults.push(self.fault(&element)?),
                name => {
                    if let Some(verb) = Verb::of_name(name) {
                        body = Some(self.body(verb, &element)?);
                    }
                }
            }
        }
        let body = Faults::of(faults).map(Body::Faults).or(body);
        Ok(Response {
            response_date: response_date.ok_or(Unreadable::Missing("responseDate"))?,
            base_url: base_url.ok_or(Unreadable::Missing("request"))?,
            request,
            body: body.ok_or(Unreadable::Nothing)?,
        })
    }

    fn fault(&mut self, element: &Element<'a>) -> Read<Fault> {
        let code = element.attribute("code").unwrap_or_default().to_owned();
        let message = self.text(element)?;
        Ok(Fault::new(
            known("error code", &code, Code::of_name(&code))?,
            message,
        ))
    }

    fn body(&mut self, verb: Verb, element: &Element<'a>) -> Read<Body> {
        Ok(match verb {
            Verb::GetRecord => {
                let page = self.page(element, "record", Self::record)?;
                let record = page.entries.into_iter().next();
                Body::GetRecord(record.ok_or(Unreadable::Missing("record"))?)
            }
            Verb::Identify => Body::Identify(self.identify(element)?),
            Verb::ListIdentifiers => {
                Body::ListIdentifiers(self.page(element, "header", Self::header)?)
            }
            Verb::ListMetadataFormats => {
                let page = self.page(element, "metadataFormat", Self::format)?;
                Body::ListMetadataFormats(page.entries)
            }
            Verb::ListRecords => Body::ListRecords(self.page(element, "record", Self::record)?),
            Verb::ListSets => Body::ListSets(self.page(element, "set", Self::set)?),
        })
    }

    fn page<T>(
        &mut self,
        list: &Element<'a>,
        name: &str,
        read: impl Fn(&mut Self, &Element<'a>) -> Read<T>,
    ) -> Read<Page<T>> {
        let mut page = Page {
            entries: Vec::new(),
            continuation: None,
        };
        while let Some(element) = self.next(list)? {
            match element.name() {
                "resumptionToken" => page.continuation = Some(self.continuation(&element)?),
                other if other == name => page.entries.push(read(self, &element)?),
                _ => {}
            }
        }
        Ok(page)
    }

    fn continuation(&mut self, element: &Element<'a>) -> Read<Continuation> {
        let number = |name| {
            element
                .attribute(name)
                .and_then(|text| text.trim().parse().ok())
        };
        let expires = element.attribute("expirationDate");
        let text = self.text(element)?;
        Ok(Continuation {
            token: match text.is_empty() {
                true => None,
                false => Some(value("resumptionToken", &text)?),
            },
            // Of use to people alone: a date that is none stops no harvest.
            expiration_date: expires.and_then(|text| instant("expirationDate", text).ok()),
            complete_list_size: number("completeListSize"),
            cursor: number("cursor"),
        })
    }

    fn record(&mut self, element: &Element<'a>) -> Read<Record> {
        let mut header = None;
        let mut metadata = None;
        let mut about = Vec::new();
        while let Some(part) = self.next(element)? {
            match part.name() {
                "header" => header = Some(self.header(&part)?),
                "metadata" => metadata = self.within(&part)?,
                "about" => about.extend(self.within(&part)?),
                _ => {}
            }
        }
        let header = header.ok_or(Unreadable::Missing("header"))?;
        if metadata.is_none() && !header.deleted {
            return Err(Unreadable::Missing("metadata"));
        }
        Ok(Record {
            metadata: metadata.filter(|_| !header.deleted),
            header,
            about,
        })
    }

    /// The one element within another, of whatever namespace.
    fn within(&mut self, element: &Element<'a>) -> Read<Option<Metadata>> {
        match self.reader.child(element)? {
            Some(child) => Ok(Some(Metadata::cut(&mut self.reader, &child)?)),
            None => Ok(None),
        }
    }

    fn header(&mut self, element: &Element<'a>) -> Read<Header> {
        let status = element.attribute("status").unwrap_or_default();
        let deleted = status.eq_ignore_ascii_case("deleted");
        let mut identifier = None;
        let mut datestamp = None;
        let mut sets = Vec::new();
        while let Some(part) = self.next(element)? {
            match part.name() {
                "identifier" => identifier = Some(self.text(&part)?),
                "datestamp" => datestamp = Some(value("datestamp", &self.text(&part)?)?),
                "setSpec" => sets.push(value("setSpec", &self.text(&part)?)?),
                _ => {}
            }
        }
        let identifier = identifier.filter(|identifier| !identifier.is_empty());
        Ok(Header {
            identifier: identifier.ok_or(Unreadable::Missing("identifier"))?,
            datestamp: datestamp.ok_or(Unreadable::Missing("datestamp"))?,
            sets,
            deleted,
        })
    }

    fn format(&mut self, element: &Element<'a>) -> Read<MetadataFormat> {
        let mut prefix = None;
        let (mut schema, mut namespace) = (String::new(), String::new());
        while let Some(part) = self.next(element)? {
            match part.name() {
                "metadataPrefix" => prefix = Some(value("metadataPrefix", &self.text(&part)?)?),
                "schema" => schema = self.text(&part)?,
                "metadataNamespace" => namespace = self.text(&part)?,
                _ => {}
            }
        }
        let prefix = prefix.ok_or(Unreadable::Missing("metadataPrefix"))?;
        Ok(MetadataFormat {
            prefix,
            schema,
            namespace,
        })
    }

    fn set(&mut self, element: &Element<'a>) -> Read<Set> {
        let mut spec = None;
        let mut name = String::new();
        while let Some(part) = self.next(element)? {
            match part.name() {
                "setSpec" => spec = Some(value("setSpec", &self.text(&part)?)?),
                "setName" => name = self.text(&part)?,
                _ => {}
            }
        }
        let spec = spec.ok_or(Unreadable::Missing("setSpec"))?;
        Ok(Set { spec, name })
    }

    fn identify(&mut self, element: &Element<'a>) -> Read<Identify> {
        let (mut repository_name, mut base_url) = (None, None);
        let (mut admin_emails, mut compression) = (Vec::new(), Vec::new());
        let (mut earliest, mut deleted_record, mut granularity) = (None, None, None);
        let mut oai_identifier = None;
        while let Some(part) = self.next(element)? {
            if part.name() == "description" {
                oai_identifier = self.oai_identifier(&part)?.or(oai_identifier);
                continue;
            }
            let text = self.text(&part)?;
            match part.name() {
                "repositoryName" => repository_name = Some(text),
                "baseURL" => base_url = Some(text),
                "adminEmail" => admin_emails.push(text),
                "earliestDatestamp" => earliest = Some(value("earliestDatestamp", &text)?),
                "deletedRecord" => {
                    let policy = DeletedRecord::of_name(&text);
                    deleted_record = Some(known("deletedRecord", &text, policy)?);
                }
                "granularity" => {
                    granularity = Some(known("granularity", &text, Granularity::of_name(&text))?);
                }
                "compression" => compression.push(text),
                _ => {}
            }
        }
        Ok(Identify {
            repository_name: repository_name.unwrap_or_default(),
            base_url: base_url.ok_or(Unreadable::Missing("baseURL"))?,
            admin_emails,
            earliest_datestamp: earliest.ok_or(Unreadable::Missing("earliestDatestamp"))?,
            deleted_record: deleted_record.ok_or(Unreadable::Missing("deletedRecord"))?,
            granularity: granularity.ok_or(Unreadable::Missing("granularity"))?,
            compression,
            oai_identifier,
        })
    }

    fn oai_identifier(&mut self, description: &Element<'a>) -> Read<Option<OaiIdentifier>> {
        let Some(scheme) = self.reader.child(description)? else {
            return Ok(None);
        };
        if !scheme.is(OaiIdentifier::NAMESPACE, "oai-identifier") {
            return Ok(None);
        }
        let (mut repository_identifier, mut sample_identifier) = (String::new(), String::new());
        while let Some(part) = self.reader.child(&scheme)? {
            match part.name() {
                "repositoryIdentifier" => repository_identifier = self.text(&part)?,
                "sampleIdentifier" => sample_identifier = self.text(&part)?,
                _ => {}
            }
        }
        Ok(Some(OaiIdentifier {
            repository_identifier,
            sample_identifier,
        }))
    }
}

/// What was asked, if it is told back and of the protocol.
fn asked(element: &Element<'_>) -> Option<(Verb, Vec<(Argument, String)>)> {
    let verb = Verb::of_name(element.attribute("verb")?)?;
    let arguments = element.attributes().iter().filter_map(|attribute| {
        let argument = Argument::of_name(attribute.name)?;
        Some((argument, attribute.value.clone().into_owned()))
    });
    Some((verb, arguments.collect()))
}
