//! What the subject answered, and what can be asked of it.

use crate::{
    Outcome, Stop,
    kit::{
        ensure,
        http::Reply,
        xml::{self, Node},
    },
};

/// A version of SRU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    V11,
    V12,
    V20,
}

use Version::{V11, V12, V20};

impl Version {
    pub(super) const ALL: [Self; 3] = [V11, V12, V20];

    pub(super) fn name(self) -> &'static str {
        match self {
            V11 => "1.1",
            V12 => "1.2",
            V20 => "2.0",
        }
    }

    /// The namespace of answers, and of those of scan.
    pub(super) fn namespaces(self) -> &'static [&'static str] {
        match self {
            V11 | V12 => &["http://www.loc.gov/zing/srw/"],
            V20 => &[
                "http://docs.oasis-open.org/ns/search-ws/sruResponse",
                "http://docs.oasis-open.org/ns/search-ws/scan",
            ],
        }
    }

    pub(super) fn diagnostic_namespace(self) -> &'static str {
        match self {
            V11 | V12 => "http://www.loc.gov/zing/srw/diagnostic/",
            V20 => "http://docs.oasis-open.org/ns/search-ws/diagnostic",
        }
    }
}

/// An answer of SRU.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) reply: Reply,
    /// The response element.
    pub(super) root: Node,
    pub(super) version: Version,
}

/// A record of an answer.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) schema: String,
    /// `recordPacking`, or `recordXMLEscaping` of 2.0.
    pub(super) packing: String,
    /// The element in it, where it is XML; else nothing.
    pub(super) data: Option<Node>,
    /// The text in it.
    pub(super) text: String,
    pub(super) position: u64,
}

/// A diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Diagnostic {
    pub(super) number: u16,
    pub(super) details: String,
    pub(super) message: String,
}

const RESPONSES: [&str; 3] = ["searchRetrieveResponse", "scanResponse", "explainResponse"];
/// The elements of the three responses, in an order that all their schemas agree with.
const ORDER: &[&str] = &[
    "version",
    "numberOfRecords",
    "resultSetId",
    "resultSetIdleTime",
    "terms",
    "record",
    "records",
    "nextRecordPosition",
    "echoedSearchRetrieveRequest",
    "echoedScanRequest",
    "echoedExplainRequest",
    "diagnostics",
    "extraResponseData",
    "resultSetTTL",
    "resultCountPrecision",
    "facetedResults",
    "searchResultAnalysis",
];
const RECORD: &[&str] = &[
    "recordSchema",
    "recordPacking",
    "recordXMLEscaping",
    "recordData",
    "recordIdentifier",
    "recordPosition",
    "extraRecordData",
];
const DIAGNOSTIC: &[&str] = &["uri", "details", "message"];
const URI: &str = "info:srw/diagnostic/1/";

impl Answer {
    /// Reads an answer, and fails where it is none that any version allows.
    pub(super) fn read(reply: Reply) -> Outcome<Self> {
        ensure!(
            reply.status == 200,
            "{} gives {}, not 200",
            reply.asked,
            reply.status
        );
        let kind = reply.header("content-type").to_ascii_lowercase();
        let known = ["text/xml", "application/xml", "application/sru+xml"];
        ensure!(
            known.iter().any(|known| kind.starts_with(known)),
            "{} has content type {kind:?}",
            reply.asked
        );
        let root =
            xml::parse(&reply.bytes).map_err(|e| Stop::failed(format!("{}: {e}", reply.asked)))?;
        Self::of(reply, root)
    }

    /// The answer whose response element is this one.
    pub(super) fn of(reply: Reply, root: Node) -> Outcome<Self> {
        ensure!(
            RESPONSES.contains(&root.name.as_str()),
            "{} is answered with <{}>",
            reply.asked,
            root.name
        );
        let told = root.text_of("version");
        let version = Version::ALL.into_iter().find(|version| {
            version.namespaces().contains(&root.namespace.as_str())
                && told.is_none_or(|told| told == version.name())
        });
        let Some(version) = version else {
            let wrong = format!("version {told:?} in namespace {:?}", root.namespace);
            return Err(Stop::failed(wrong));
        };
        ensure!(
            told.is_some() == (version != V20),
            "the version stands in answers of 1.1 and 1.2, and in no others"
        );
        let this = Self {
            reply,
            root,
            version,
        };
        this.is_in_form()?;
        Ok(this)
    }

    /// What holds for every answer.
    fn is_in_form(&self) -> Outcome {
        in_order(&self.root, ORDER)?;
        for list in ["records", "diagnostics", "terms"] {
            let list = self.root.child(list);
            ensure!(
                list.is_none_or(|list| !list.children.is_empty()),
                "an empty {list:?}"
            );
        }
        for record in self
            .root
            .child("records")
            .into_iter()
            .flat_map(|list| &list.children)
        {
            in_order(record, RECORD)?;
        }
        self.records()?;
        self.diagnostics().map(drop)
    }

    pub(super) fn number(&self, name: &str) -> Outcome<Option<u64>> {
        number_in(&self.root, name)
    }

    /// The hits of a search to which nothing is said.
    pub(super) fn count(&self) -> Outcome<u64> {
        self.fine()?;
        let count = self.number("numberOfRecords")?;
        count.ok_or_else(|| self.failed("there is no numberOfRecords"))
    }

    /// The text of an element that has to be there.
    pub(super) fn told(&self, name: &str) -> Outcome<&str> {
        let text = self.root.text_of(name);
        text.ok_or_else(|| self.failed(&format!("there is no {name}")))
    }

    pub(super) fn echo(&self) -> Outcome<&Node> {
        let echo = self
            .root
            .children
            .iter()
            .find(|node| node.name.starts_with("echoed"));
        echo.ok_or_else(|| Stop::skipped("the request is not echoed"))
    }

    pub(super) fn records(&self) -> Outcome<Vec<Record>> {
        let list = self
            .root
            .child("records")
            .map_or(&[][..], |list| &list.children);
        list.iter().map(record).collect()
    }

    /// The only record.
    pub(super) fn record(&self) -> Outcome<Record> {
        let mut records = self.records()?;
        match (records.pop(), records.len()) {
            (Some(record), 0) => Ok(record),
            (one, more) => {
                let came = more + usize::from(one.is_some());
                Err(self.failed(&format!("{came} records came, not one")))
            }
        }
    }

    pub(super) fn diagnostics(&self) -> Outcome<Vec<Diagnostic>> {
        let list = self
            .root
            .child("diagnostics")
            .map_or(&[][..], |list| &list.children);
        let namespace = self.version.diagnostic_namespace();
        list.iter()
            .map(|node| diagnostic(node, Some(namespace)))
            .collect()
    }

    /// Fails if anything is said against the request.
    pub(super) fn fine(&self) -> Outcome<&Self> {
        match self.diagnostics()?.first() {
            None => Ok(self),
            Some(one) => Err(self.failed(&format!("refused with {} {}", one.number, one.details))),
        }
    }

    /// The diagnostic of one of these numbers; without records, and 0 of them in 1.1 and 1.2.
    pub(super) fn refused(&self, numbers: &[u16]) -> Outcome<Diagnostic> {
        let all = self.diagnostics()?;
        let Some(found) = all.iter().find(|one| numbers.contains(&one.number)) else {
            let told: Vec<_> = all.iter().map(|one| one.number).collect();
            let wrong = format!("diagnostics {told:?}, and not one of {numbers:?}");
            return Err(self.failed(&wrong));
        };
        ensure!(
            self.records()?.is_empty(),
            "records come with {}",
            found.number
        );
        if self.root.name == "searchRetrieveResponse" && self.version != V20 {
            ensure!(
                self.number("numberOfRecords")?.is_some(),
                "a refused search of {} has no numberOfRecords",
                self.version.name()
            );
        }
        Ok(found.clone())
    }

    pub(super) fn failed(&self, what: &str) -> Stop {
        Stop::failed(format!("{}: {what}", self.reply.asked))
    }
}

impl Record {
    /// The record as an element, whichever way it is packed.
    pub(super) fn element(&self) -> Outcome<Node> {
        match &self.data {
            Some(data) => Ok(data.clone()),
            None => xml::parse(self.text.as_bytes())
                .map_err(|e| Stop::failed(format!("the record as text: {e}"))),
        }
    }
}

fn record(node: &Node) -> Outcome<Record> {
    let told = |name| {
        let text = node.text_of(name);
        text.ok_or_else(|| Stop::failed(format!("a record without {name}")))
    };
    let data = node.child("recordData");
    let data = data.ok_or_else(|| Stop::failed("a record without recordData"))?;
    let position = number_in(node, "recordPosition")?;
    let packing = told("recordPacking").or_else(|_| told("recordXMLEscaping"));
    let record = Record {
        schema: told("recordSchema")?.to_owned(),
        packing: packing.unwrap_or("xml").to_owned(),
        data: data.children.first().cloned(),
        text: data.text.clone(),
        position: position.ok_or_else(|| Stop::failed("a record without recordPosition"))?,
    };
    ensure!(
        data.children.len() <= 1 && (record.packing == "string") == data.children.is_empty(),
        "a record packed as {} has {} elements",
        record.packing,
        data.children.len()
    );
    if record.schema.ends_with("diagnostics-v1.1") {
        diagnostic(&record.element()?, None)?;
    }
    Ok(record)
}

fn diagnostic(node: &Node, namespace: Option<&str>) -> Outcome<Diagnostic> {
    ensure!(
        node.name == "diagnostic" && namespace.is_none_or(|wanted| node.namespace == wanted),
        "<{}> of {:?} among the diagnostics",
        node.name,
        node.namespace
    );
    in_order(node, DIAGNOSTIC)?;
    let uri = node.text_of("uri").unwrap_or_default();
    let number = uri.strip_prefix(URI).and_then(|number| number.parse().ok());
    let message = node.text_of("message").unwrap_or_default();
    ensure!(!message.is_empty(), "the diagnostic {uri} has no message");
    Ok(Diagnostic {
        number: number.ok_or_else(|| Stop::failed(format!("a diagnostic with the uri {uri:?}")))?,
        details: node.text_of("details").unwrap_or_default().to_owned(),
        message: message.to_owned(),
    })
}

/// Fails unless the children stand in this order, each at most once.
fn in_order(node: &Node, order: &[&str]) -> Outcome {
    let mut left = order.iter();
    for name in node.names() {
        ensure!(
            left.any(|wanted| *wanted == name),
            "{name} does not belong in {}, or not there",
            node.name
        );
    }
    Ok(())
}

fn number_in(node: &Node, name: &str) -> Outcome<Option<u64>> {
    let Some(text) = node.text_of(name) else {
        return Ok(None);
    };
    match text.parse() {
        Ok(number) => Ok(Some(number)),
        Err(_) => Err(Stop::failed(format!("{name} is {text:?}"))),
    }
}
