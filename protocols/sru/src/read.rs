//! From XML to what a search has brought, for whoever harvests a server of any version. Prefixes, a
//! slash more or less at the end of a namespace and elements of extensions make no difference.

use silta_xml::{Element, Limits, Reader};
use thiserror::Error;

use crate::{DIAGNOSTICS_SCHEMA, version::Version};

/// The answer to a searchRetrieve, as a client reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retrieved {
    /// How many records in all; none if the server does not tell, as 2.0 allows.
    pub number_of_records: Option<u64>,
    /// Those of this answer.
    pub records: Vec<RetrievedRecord>,
    /// The first that comes after them; none if they are the last, or the server does not tell.
    pub next_record_position: Option<u64>,
    /// What was wrong with the request, or is to be known.
    pub diagnostics: Vec<ReportedDiagnostic>,
}

/// A record of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetrievedRecord {
    /// The URI of its schema, as the server writes it.
    pub schema: String,
    /// The record as XML of its own, however it was packed, or why it is not there.
    pub data: RetrievedData,
    /// What the server knows it by (1.2).
    pub identifier: Option<String>,
    /// Its place in what was found, from 1, if the server tells.
    pub position: Option<u64>,
}

/// A record, or why it is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RetrievedData {
    /// A surrogate diagnostic.
    Diagnostic(ReportedDiagnostic),
    /// The record. What was packed as a string stands here as it came, and may be no XML at all.
    Xml(String),
}

impl Default for RetrievedData {
    fn default() -> Self {
        Self::Xml(String::new())
    }
}

/// A diagnostic in the server's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportedDiagnostic {
    /// Which one: `info:srw/diagnostic/1/7`.
    pub uri: String,
    /// What it is about; may be empty.
    pub details: String,
    /// What it says; may be empty.
    pub message: String,
}

impl std::fmt::Display for ReportedDiagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.uri)?;
        for more in [&self.message, &self.details] {
            if !more.is_empty() {
                write!(f, ", {more}")?;
            }
        }
        Ok(())
    }
}

/// Why a document is no answer to a searchRetrieve.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// It is not XML, or beyond a limit.
    #[error(transparent)]
    Xml(#[from] silta_xml::Error),
    /// It is some other document: its root element.
    #[error("the document is a {0}, no searchRetrieveResponse of SRU")]
    Other(String),
    /// A number is none: the element.
    #[error("{0} is no number")]
    Number(&'static str),
}

/// Longest name of which [`Unreadable::Other`] tells all, in characters.
const MAX_SHOWN: usize = 60;

type Read<T> = Result<T, Unreadable>;

impl Retrieved {
    /// Reads an answer within limits. The whole document must be well-formed: half an answer is
    /// none.
    pub fn read(text: &str, limits: Limits) -> Read<Self> {
        let mut reader = Reader::new(text, limits)?;
        let root = reader.root()?;
        if root.name() != "searchRetrieveResponse" || !is_sru(&root) {
            return Err(Unreadable::Other(
                root.name().chars().take(MAX_SHOWN).collect(),
            ));
        }
        let mut reading = Reading { reader };
        let retrieved = reading.response(&root)?;
        reading.reader.finish()?;
        Ok(retrieved)
    }
}

/// Whether an element is in the namespace of answers, with or without a slash at its end.
fn is_sru(element: &Element<'_>) -> bool {
    let namespace = element.namespace().unwrap_or_default();
    let known = |version: Version| version.namespace().trim_end_matches('/');
    Version::ALL
        .iter()
        .any(|version| known(*version) == namespace.trim_end_matches('/'))
}

struct Reading<'a> {
    reader: Reader<'a>,
}

impl<'a> Reading<'a> {
    fn text(&mut self, element: &Element<'a>) -> Read<String> {
        Ok(self.reader.text(element)?.trim().to_owned())
    }

    fn number(&mut self, what: &'static str, element: &Element<'a>) -> Read<Option<u64>> {
        let text = self.text(element)?;
        // An empty element tells nothing.
        match text.is_empty() {
            true => Ok(None),
            false => text.parse().map(Some).map_err(|_| Unreadable::Number(what)),
        }
    }

    fn response(&mut self, root: &Element<'a>) -> Read<Retrieved> {
        let mut retrieved = Retrieved::default();
        while let Some(part) = self.reader.child(root)? {
            match part.name() {
                "numberOfRecords" => {
                    retrieved.number_of_records = self.number("numberOfRecords", &part)?;
                }
                "nextRecordPosition" => {
                    retrieved.next_record_position = self.number("nextRecordPosition", &part)?;
                }
                "records" => {
                    while let Some(record) = self.reader.child(&part)? {
                        retrieved.records.push(self.record(&record)?);
                    }
                }
                "diagnostics" => {
                    while let Some(diagnostic) = self.reader.child(&part)? {
                        retrieved.diagnostics.push(self.diagnostic(&diagnostic)?);
                    }
                }
                _ => {}
            }
        }
        Ok(retrieved)
    }

    /// The schema and the packing stand before the data (all versions), and the data are read by
    /// what is in them: servers are known that say nothing of the packing, or something wrong.
    fn record(&mut self, element: &Element<'a>) -> Read<RetrievedRecord> {
        let mut record = RetrievedRecord::default();
        while let Some(part) = self.reader.child(element)? {
            match part.name() {
                "recordSchema" => record.schema = self.text(&part)?,
                "recordData" => record.data = self.data(&record.schema, &part)?,
                "recordIdentifier" => {
                    record.identifier = Some(self.text(&part)?).filter(|text| !text.is_empty());
                }
                "recordPosition" => record.position = self.number("recordPosition", &part)?,
                _ => {}
            }
        }
        Ok(record)
    }

    fn data(&mut self, schema: &str, data: &Element<'a>) -> Read<RetrievedData> {
        let mut packed = String::new();
        loop {
            match self.reader.event()? {
                silta_xml::Event::Start(inner) => {
                    let inner = match is_diagnostic(schema, &inner) {
                        true => RetrievedData::Diagnostic(self.diagnostic(&inner)?),
                        false => RetrievedData::Xml(self.reader.cut(&inner)?),
                    };
                    while self.reader.child(data)?.is_some() {}
                    return Ok(inner);
                }
                silta_xml::Event::Text(text) => packed.push_str(&text),
                silta_xml::Event::End | silta_xml::Event::Done => break,
            }
        }
        Ok(match schema.starts_with(SURROGATE) {
            true => RetrievedData::Diagnostic(unpacked(packed)),
            false => RetrievedData::Xml(packed.trim().to_owned()),
        })
    }

    fn diagnostic(&mut self, element: &Element<'a>) -> Read<ReportedDiagnostic> {
        let mut diagnostic = ReportedDiagnostic::default();
        while let Some(part) = self.reader.child(element)? {
            match part.name() {
                "uri" => diagnostic.uri = self.text(&part)?,
                "details" => diagnostic.details = self.text(&part)?,
                "message" => diagnostic.message = self.text(&part)?,
                _ => {}
            }
        }
        Ok(diagnostic)
    }
}

/// What schemas of diagnostics begin with, whatever their version.
const SURROGATE: &str = "info:srw/schema/1/diagnostic";

fn is_diagnostic(schema: &str, element: &Element<'_>) -> bool {
    debug_assert!(DIAGNOSTICS_SCHEMA.starts_with(SURROGATE));
    element.name() == "diagnostic"
        && (schema.starts_with(SURROGATE)
            || element
                .namespace()
                .is_some_and(|namespace| namespace.contains("diagnostic")))
}

/// A surrogate diagnostic that was packed as a string.
fn unpacked(text: String) -> ReportedDiagnostic {
    let read = || -> Read<ReportedDiagnostic> {
        let mut reader = Reader::new(&text, Limits::default())?;
        let root = reader.root()?;
        let mut reading = Reading { reader };
        reading.diagnostic(&root)
    };
    let read = read();
    read.unwrap_or_else(|_| ReportedDiagnostic {
        message: text.trim().to_owned(),
        ..ReportedDiagnostic::default()
    })
}
