//! Why a message cannot be read, and what to answer.

use std::fmt;

use crate::{
    flaw::{Flaw, FlawKind},
    header::InitiationHeader,
    message::{Body, Message, Outcome, Outline, Refusal},
    node::Context,
    problem::Problem,
    problem_type::ProblemType,
    service::Service,
    several::Several,
    version::Version,
};

/// Why a message cannot be read. It is the fault of whoever sent it, but for
/// [`Unreadable::is_limit`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is not XML, or beyond a limit of the reader.
    Xml(silta_xml::Error),
    /// It is longer than the limit.
    TooLong,
    /// It has more elements than the limit.
    TooManyElements,
    /// It is some other document: its root element.
    NotNcip(String),
    /// There is nothing in it.
    NoService,
    /// It asks for something that there is not: the element.
    UnknownService(String),
    /// It asks for several things.
    SeveralServices,
    /// It is of a service that is known by name only.
    Untyped,
    /// It is a response, or says what is wrong with another message, where an initiation should
    /// be.
    Response,
    /// Something in it cannot be read.
    Flaw(Flaw),
}

impl From<Flaw> for Why {
    fn from(flaw: Flaw) -> Self {
        Self::Flaw(flaw)
    }
}

/// A message that cannot be read, with as much of it as the answer needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Why not.
    pub why: Why,
    /// The version that it is in, or seems to be.
    pub version: Version,
    /// The service that it asks for, if that can be told.
    pub service: Option<Service>,
    /// Its header, if that can be read.
    pub header: Option<Box<InitiationHeader>>,
}

impl Unreadable {
    pub(crate) fn bare(why: Why) -> Self {
        Self {
            why,
            version: Version::V2_02,
            service: None,
            header: None,
        }
    }

    pub(crate) fn of(why: Why, outline: &Outline<'_>, context: &Context) -> Self {
        let initiation = outline.service().filter(|(_, is_response, _)| !is_response);
        Self {
            why,
            version: outline.version,
            service: initiation.map(|(service, _, _)| service),
            header: outline.header(context).map(Box::new),
        }
    }

    /// A response posted as a request. It is not answered as the service that it responds to:
    /// nobody asked for that.
    pub(crate) fn response(version: Version) -> Self {
        Self {
            version,
            ..Self::bare(Why::Response)
        }
    }

    /// Whether the message may be right, and is only more than is taken here.
    pub fn is_limit(&self) -> bool {
        use silta_xml::Fault;
        match &self.why {
            Why::TooLong | Why::TooManyElements => true,
            Why::Flaw(flaw) => flaw.kind == FlawKind::TooMany,
            Why::Xml(error) => matches!(
                error.fault,
                Fault::TooLong
                    | Fault::TooDeep
                    | Fault::TooManyAttributes
                    | Fault::TooManyNamespaces
                    | Fault::NamespaceTooLong
                    | Fault::TextTooLong
            ),
            _ => false,
        }
    }

    /// What is wrong, in the words of the protocol.
    pub fn problem(&self) -> Problem {
        let problem = Problem::new(self.kind(), self.service).detail(self.why.to_string());
        match &self.why {
            Why::Flaw(flaw) => {
                let problem = problem.element(flaw.path.as_str());
                match &flaw.kind {
                    FlawKind::Value(value) => problem.value(value.as_str()),
                    FlawKind::Missing | FlawKind::TooMany => problem,
                }
            }
            Why::UnknownService(name) => problem.element("NCIPMessage").value(name.as_str()),
            _ => problem,
        }
    }

    fn kind(&self) -> ProblemType {
        match &self.why {
            Why::UnknownService(_) | Why::Untyped => ProblemType::UnsupportedService,
            Why::Response => ProblemType::ProtocolError,
            Why::Flaw(flaw) => {
                let element = flaw.path.rsplit('/').next().unwrap_or_default();
                match flaw.kind {
                    FlawKind::Missing => ProblemType::NeededDataMissing,
                    FlawKind::Value(_) if element == "MonetaryValue" => ProblemType::InvalidAmount,
                    FlawKind::Value(_) if element.contains("Date") => ProblemType::InvalidDate,
                    FlawKind::Value(_) | FlawKind::TooMany => {
                        ProblemType::InvalidMessageSyntaxError
                    }
                }
            }
            _ => ProblemType::InvalidMessageSyntaxError,
        }
    }

    /// The answer: the response of the service, addressed back, or the bare problem where the service
    /// cannot be told or has no response in the version of the answer.
    pub fn answer(&self) -> Message {
        let problem = self.problem();
        let body = match self.service {
            Some(service) => {
                let header = self.header.as_ref().map(|header| header.answered());
                let refusal = Outcome::Refused(Refusal::new(service, problem));
                Body::response(self.version, header, refusal)
            }
            None => Body::Problems(Several::one(problem)),
        };
        Message {
            version: self.version,
            body,
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.why.fmt(f)
    }
}

impl std::error::Error for Unreadable {}

impl fmt::Display for Why {
    /// Values are left out: they may be a patron's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Xml(error) => error.fmt(f),
            Self::TooLong => f.write_str("the message is too long"),
            Self::TooManyElements => f.write_str("too many elements"),
            Self::NotNcip(root) => write!(f, "the document is a {root}, no NCIPMessage"),
            Self::NoService => f.write_str("the message is empty"),
            Self::UnknownService(name) => write!(f, "there is no service {name}"),
            Self::SeveralServices => f.write_str("a message can ask for one service only"),
            Self::Untyped => f.write_str("the service is not offered"),
            Self::Response => f.write_str("a response where an initiation should be"),
            Self::Flaw(Flaw { kind, path }) => match kind {
                FlawKind::Missing => write!(f, "{path} is missing"),
                FlawKind::Value(_) => write!(f, "{path} has a value that it cannot have"),
                FlawKind::TooMany => write!(f, "{path} stands too often"),
            },
        }
    }
}
