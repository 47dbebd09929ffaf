//! From XML to a message, generously: any namespace or none, elements in any order, either version
//! whatever it says of itself, unknown elements. What was passed over is told.

use silta_xml::{Limits, Reader};
use thiserror::Error;

use crate::{
    codes::ErrorType,
    date_time::DateTime,
    error_data::ErrorData,
    findings::{Fault, Findings},
    header::Addressing,
    message::{Body, Kind, Message},
    node::Node,
    shape,
    structure::Value,
    version::Version,
};

/// What a message may ask of its reader: 1 MiB, 24 elements within one another (the standard needs
/// 8), 64 attributes, 64 namespaces, 256 KiB of text in one element. [`crate::MAX_ELEMENTS`] holds
/// beside them.
pub const LIMITS: Limits = Limits {
    total: 1 << 20,
    depth: 24,
    attributes: 64,
    namespaces: 64,
    namespace: 1 << 10,
    text: 256 << 10,
};

/// The root element, as the standard has it.
pub(crate) const ENVELOPE: &str = "ISO18626Message";

/// A message that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The message, in the version that its content shows; where that leaves it open, in the one
    /// it says.
    pub message: Message,
    /// What it says of its version.
    pub declared: Option<String>,
    /// What was passed over, what is harmless last.
    pub faults: Vec<Fault>,
}

/// Why a document cannot be read as a message. Its sender is to blame.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// It is not XML, or beyond a limit.
    #[error(transparent)]
    Xml(#[from] silta_xml::Error),
    /// It has more elements than [`crate::MAX_ELEMENTS`].
    #[error("the document has too many elements")]
    TooManyElements,
    /// It is some other document: its root element.
    #[error("the document is a {0:?}, no ISO18626Message")]
    Other(String),
    /// The envelope has none of the six messages in it.
    #[error("there is no message in it")]
    Nothing,
    /// The envelope has several messages in it.
    #[error("there is more than one message in it")]
    Several,
    /// It is one of the six messages, but what must be there is not, or makes no sense. A
    /// confirmation can say so.
    #[error("{}: {}", .0.kind, .0.summary())]
    Faulty(Box<Faulty>),
}

/// A message that cannot be understood, with what a confirmation needs of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faulty {
    /// Which message it is.
    pub kind: Kind,
    /// The version that its content shows, as far as it goes.
    pub version: Version,
    /// As much of its header as could be read.
    pub addressing: Addressing,
    /// What is wrong with it, what is harmless last.
    pub faults: Vec<Fault>,
}

impl Message {
    /// Reads a message within limits, of which [`LIMITS`] is enough for any that makes sense.
    pub fn read(text: &str, limits: Limits) -> Result<Reading, Unreadable> {
        let mut reader = Reader::new(text, limits)?;
        let root = reader.root()?;
        let mut attributes = root.attributes().iter();
        let declared = attributes
            .find(|attribute| attribute.name == "version")
            .map(|attribute| attribute.value.trim().to_owned());
        let root = Node::read(&mut reader, &root, &mut 0)?;
        reader.finish()?;
        let mut findings = Findings::new(declared.as_deref());
        let (kind, mut node) = opened(root, &mut findings)?;
        shape::upgrade(&mut node, &mut findings);
        let body = read_body(kind, &node, &mut findings);
        let version = findings.version(declared.as_deref());
        let faults = findings.faults();
        match body {
            Some(body) => Ok(Reading {
                message: Self { version, body },
                declared,
                faults,
            }),
            None => {
                let header = node.child(kind.header()).map(Addressing::read);
                Err(Unreadable::Faulty(Box::new(Faulty {
                    kind,
                    version,
                    addressing: header.unwrap_or_default(),
                    faults,
                })))
            }
        }
    }
}

/// The message in the envelope; some send it without.
fn opened<'a>(root: Node<'a>, findings: &mut Findings) -> Result<(Kind, Node<'a>), Unreadable> {
    if let Some(kind) = Kind::of_name(root.name) {
        return Ok((kind, root));
    }
    if root.name != ENVELOPE {
        let name = root.name.chars().take(crate::MAX_SHOWN).collect();
        return Err(Unreadable::Other(name));
    }
    let mut message = None;
    for child in root.children {
        match (Kind::of_name(child.name), &message) {
            (Some(kind), None) => message = Some((kind, child)),
            (Some(_), Some(_)) => return Err(Unreadable::Several),
            (None, _) => findings.tell(child.name, crate::Problem::Unknown),
        }
    }
    message.ok_or(Unreadable::Nothing)
}

fn read_body(kind: Kind, node: &Node<'_>, findings: &mut Findings) -> Option<Body> {
    Some(match kind {
        Kind::Request => Body::Request(Box::new(Value::read(node, findings)?)),
        Kind::RequestConfirmation => Body::RequestConfirmation(Value::read(node, findings)?),
        Kind::SupplyingAgencyMessage => {
            Body::SupplyingAgencyMessage(Box::new(Value::read(node, findings)?))
        }
        Kind::SupplyingAgencyMessageConfirmation => {
            Body::SupplyingAgencyMessageConfirmation(Value::read(node, findings)?)
        }
        Kind::RequestingAgencyMessage => {
            Body::RequestingAgencyMessage(Value::read(node, findings)?)
        }
        Kind::RequestingAgencyMessageConfirmation => {
            Body::RequestingAgencyMessageConfirmation(Value::read(node, findings)?)
        }
    })
}

impl Reading {
    /// What a strict receiver says against the message: unknown elements are let pass, as the
    /// message loses nothing by them.
    pub fn errors(&self) -> Vec<ErrorData> {
        let faults = self.faults.iter().filter(|fault| !fault.is_harmless());
        faults.map(Fault::error_data).collect()
    }
}

impl Faulty {
    /// What is wrong with it, as a confirmation tells it, what weighs most first.
    pub fn errors(&self) -> Vec<ErrorData> {
        self.faults.iter().map(Fault::error_data).collect()
    }

    /// The confirmation that says so, in the version of the message. None if it is a confirmation
    /// itself.
    pub fn confirmed(&self, received: DateTime) -> Option<Message> {
        let errors = self.errors();
        self.kind
            .confirmed(self.version, &self.addressing, received, errors)
    }

    fn summary(&self) -> String {
        let faults: Vec<_> = self.faults.iter().map(Fault::to_string).collect();
        faults.join("; ")
    }
}

impl Unreadable {
    /// What is wrong with the document, as a confirmation would tell it; there is one to tell it
    /// in only where it is [`Self::Faulty`].
    pub fn errors(&self) -> Vec<ErrorData> {
        match self {
            Self::Faulty(faulty) => faulty.errors(),
            other => vec![ErrorData::new(
                ErrorType::BadlyFormedMessage,
                other.to_string(),
            )],
        }
    }
}
