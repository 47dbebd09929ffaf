//! What the repository answered, and what can be asked of it.

use crate::{
    Outcome, Stop,
    kit::{
        ensure,
        http::Reply,
        xml::{self, Node},
    },
};

const OAI: &str = "http://www.openarchives.org/OAI/2.0/";
const CODES: [&str; 8] = [
    "badArgument",
    "badResumptionToken",
    "badVerb",
    "cannotDisseminateFormat",
    "idDoesNotExist",
    "noRecordsMatch",
    "noMetadataFormats",
    "noSetHierarchy",
];
/// The six verbs.
pub(super) const VERBS: [&str; 6] = [
    "GetRecord",
    "Identify",
    "ListIdentifiers",
    "ListMetadataFormats",
    "ListRecords",
    "ListSets",
];

/// An answer of OAI-PMH.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) reply: Reply,
    pub(super) root: Node,
}

/// A header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) identifier: String,
    pub(super) datestamp: String,
    pub(super) sets: Vec<String>,
    pub(super) deleted: bool,
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) header: Header,
    /// The element in its metadata.
    pub(super) metadata: Option<Node>,
}

/// A resumptionToken element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Empty at the end of a list.
    pub(super) text: String,
    pub(super) cursor: Option<u64>,
    pub(super) size: Option<u64>,
}

impl Answer {
    /// Reads an answer, and fails where it is none that OAI-PMH allows.
    pub(super) fn read(reply: Reply) -> Outcome<Self> {
        ensure!(
            reply.status == 200,
            "{} gives {}, not 200",
            reply.asked,
            reply.status
        );
        let kind = reply.header("content-type").to_ascii_lowercase();
        ensure!(
            kind.starts_with("text/xml"),
            "{} has content type {kind:?}, not text/xml",
            reply.asked
        );
        let root =
            xml::parse(&reply.bytes).map_err(|e| Stop::failed(format!("{}: {e}", reply.asked)))?;
        let this = Self { reply, root };
        this.is_in_form()?;
        Ok(this)
    }

    /// What holds for every answer: protocol, part 3.2.
    fn is_in_form(&self) -> Outcome {
        let names = self.root.names();
        ensure!(
            self.root.name == "OAI-PMH" && self.root.namespace == OAI,
            "{} is answered with <{}> of {:?}",
            self.reply.asked,
            self.root.name,
            self.root.namespace
        );
        ensure!(
            names.starts_with(&["responseDate", "request"]) && names.len() >= 3,
            "{} is answered with {names:?}",
            self.reply.asked
        );
        let rest = names.get(2..).unwrap_or_default();
        let errors = rest.iter().all(|name| *name == "error");
        let verb = rest.len() == 1 && rest.iter().all(|name| VERBS.contains(name));
        ensure!(
            errors || verb,
            "{} is answered with {rest:?}",
            self.reply.asked
        );
        for code in self.codes()? {
            ensure!(CODES.contains(&code.as_str()), "the error code {code:?}");
        }
        let date = self.date();
        ensure!(
            is_datestamp(&date) && date.len() == 20,
            "the responseDate is {date:?}"
        );
        Ok(())
    }

    /// The responseDate.
    pub(super) fn date(&self) -> String {
        let date = self.root.text_of("responseDate");
        date.unwrap_or_default().to_owned()
    }

    /// The codes of its errors.
    pub(super) fn codes(&self) -> Outcome<Vec<String>> {
        let errors = self.root.all("error");
        errors
            .map(|error| error.attribute("code").map_err(Stop::Failed))
            .collect()
    }

    /// Fails unless one of its errors has this code.
    pub(super) fn error(&self, code: &str) -> Outcome {
        let codes = self.codes()?;
        ensure!(
            codes.iter().any(|own| own == code),
            "{} has errors {codes:?}, not {code}",
            self.reply.asked
        );
        Ok(())
    }

    /// The element of the verb.
    pub(super) fn verb(&self, verb: &str) -> Outcome<&Node> {
        let found = self.root.child(verb);
        found.ok_or_else(|| match self.codes() {
            Ok(codes) => self.failed(&format!("errors {codes:?}, no {verb}")),
            Err(stop) => stop,
        })
    }

    pub(super) fn request(&self) -> &Node {
        static NONE: std::sync::LazyLock<Node> = std::sync::LazyLock::new(Node::default);
        self.root.child("request").unwrap_or(&NONE)
    }

    /// The records of ListRecords or GetRecord.
    pub(super) fn records(&self) -> Outcome<Vec<Record>> {
        let list = self
            .root
            .child("ListRecords")
            .or_else(|| self.root.child("GetRecord"));
        let list = list.ok_or_else(|| self.failed("there are no records"))?;
        list.all("record").map(record).collect()
    }

    /// The headers of ListIdentifiers.
    pub(super) fn headers(&self) -> Outcome<Vec<Header>> {
        let list = self.verb("ListIdentifiers")?;
        list.all("header").map(header).collect()
    }

    /// The resumptionToken of a list.
    pub(super) fn token(&self) -> Outcome<Option<Token>> {
        let list = self.root.children.get(2);
        let Some(node) = list.and_then(|list| list.child("resumptionToken")) else {
            return Ok(None);
        };
        let number = |name: &str| match node.attribute(name) {
            Err(_) => Ok(None),
            Ok(text) => match text.parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(self.failed(&format!("{name} is {text:?}"))),
            },
        };
        Ok(Some(Token {
            text: node.text.clone(),
            cursor: number("cursor")?,
            size: number("completeListSize")?,
        }))
    }

    /// The token with which the list goes on, if it does.
    pub(super) fn next(&self) -> Outcome<Option<String>> {
        let token = self.token()?.map(|token| token.text);
        Ok(token.filter(|text| !text.is_empty()))
    }

    pub(super) fn failed(&self, what: &str) -> Stop {
        Stop::failed(format!("{}: {what}", self.reply.asked))
    }
}

fn header(node: &Node) -> Outcome<Header> {
    let text = |name| {
        let text = node.text_of(name);
        text.ok_or_else(|| Stop::failed(format!("a header without {name}")))
    };
    let this = Header {
        identifier: text("identifier")?.to_owned(),
        datestamp: text("datestamp")?.to_owned(),
        sets: node.all("setSpec").map(|set| set.text.clone()).collect(),
        deleted: node
            .attribute("status")
            .is_ok_and(|status| status == "deleted"),
    };
    ensure!(
        is_datestamp(&this.datestamp),
        "{} has the datestamp {:?}",
        this.identifier,
        this.datestamp
    );
    Ok(this)
}

fn record(node: &Node) -> Outcome<Record> {
    let head = node.child("header");
    let header = header(head.ok_or_else(|| Stop::failed("a record without a header"))?)?;
    let metadata = node
        .child("metadata")
        .map(|metadata| &metadata.children[..]);
    ensure!(
        header.deleted == metadata.is_none(),
        "{}: metadata stands in records that are not deleted, and in no others",
        header.identifier
    );
    let metadata = match metadata {
        None => None,
        Some([one]) => Some(one.clone()),
        Some(several) => {
            let count = several.len();
            let wrong = format!("{}: {count} elements of metadata", header.identifier);
            return Err(Stop::Failed(wrong));
        }
    };
    Ok(Record { header, metadata })
}

/// `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ssZ`, of a day that there is.
pub(super) fn is_datestamp(text: &str) -> bool {
    match text.len() {
        10 => text.parse::<jiff::civil::Date>().is_ok(),
        20 => text.ends_with('Z') && !text.contains(' ') && text.parse::<jiff::Timestamp>().is_ok(),
        _ => false,
    }
}
