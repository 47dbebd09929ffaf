//! A message of any kind, in a version.

use std::fmt;

use crate::{
    codes::MessageStatus,
    date_time::DateTime,
    error_data::ErrorData,
    header::Addressing,
    request::{Request, RequestConfirmation},
    requesting_agency_message::{RequestingAgencyMessage, RequestingAgencyMessageConfirmation},
    supplying_agency_message::{SupplyingAgencyMessage, SupplyingAgencyMessageConfirmation},
    version::Version,
};

/// A document: one message, in a version (`ISO18626Message`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The version it is written in.
    pub version: Version,
    /// The message.
    pub body: Body,
}

/// The messages. Those which are no confirmations are sent by POST; their confirmation is the
/// answer to it, and is never sent by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A request.
    Request(Box<Request>),
    /// That it came in.
    RequestConfirmation(RequestConfirmation),
    /// Where a request stands.
    SupplyingAgencyMessage(Box<SupplyingAgencyMessage>),
    /// That it came in.
    SupplyingAgencyMessageConfirmation(SupplyingAgencyMessageConfirmation),
    /// What the requesting library does or asks for.
    RequestingAgencyMessage(RequestingAgencyMessage),
    /// That it came in.
    RequestingAgencyMessageConfirmation(RequestingAgencyMessageConfirmation),
}

/// Which of the six messages it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `request`.
    Request,
    /// `requestConfirmation`.
    RequestConfirmation,
    /// `supplyingAgencyMessage`.
    SupplyingAgencyMessage,
    /// `supplyingAgencyMessageConfirmation`.
    SupplyingAgencyMessageConfirmation,
    /// `requestingAgencyMessage`.
    RequestingAgencyMessage,
    /// `requestingAgencyMessageConfirmation`.
    RequestingAgencyMessageConfirmation,
}

impl Message {
    /// Which one it is.
    pub const fn kind(&self) -> Kind {
        self.body.kind()
    }

    /// What a confirmation needs of it.
    pub fn addressing(&self) -> Addressing {
        match &self.body {
            Body::Request(message) => (&message.header).into(),
            Body::SupplyingAgencyMessage(message) => (&message.header).into(),
            Body::RequestingAgencyMessage(message) => (&message.header).into(),
            Body::RequestConfirmation(message) => (&message.confirmation_header).into(),
            Body::SupplyingAgencyMessageConfirmation(message) => {
                (&message.confirmation_header).into()
            }
            Body::RequestingAgencyMessageConfirmation(message) => {
                (&message.confirmation_header).into()
            }
        }
    }

    /// The confirmation of it in its own version: `ERROR` if there are errors, else `OK`. None if
    /// it is a confirmation itself.
    pub fn confirmed(&self, received: DateTime, errors: Vec<ErrorData>) -> Option<Self> {
        let mut confirmation =
            self.kind()
                .confirmed(self.version, &self.addressing(), received, errors)?;
        match (&self.body, &mut confirmation.body) {
            (
                Body::SupplyingAgencyMessage(message),
                Body::SupplyingAgencyMessageConfirmation(confirmation),
            ) => {
                confirmation.reason_for_message = Some(message.message_info.reason_for_message);
            }
            (
                Body::RequestingAgencyMessage(message),
                Body::RequestingAgencyMessageConfirmation(confirmation),
            ) => confirmation.action = Some(message.action),
            _ => {}
        }
        Some(confirmation)
    }
}

impl Body {
    /// Which one it is.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Request(_) => Kind::Request,
            Self::RequestConfirmation(_) => Kind::RequestConfirmation,
            Self::SupplyingAgencyMessage(_) => Kind::SupplyingAgencyMessage,
            Self::SupplyingAgencyMessageConfirmation(_) => Kind::SupplyingAgencyMessageConfirmation,
            Self::RequestingAgencyMessage(_) => Kind::RequestingAgencyMessage,
            Self::RequestingAgencyMessageConfirmation(_) => {
                Kind::RequestingAgencyMessageConfirmation
            }
        }
    }
}

impl Kind {
    /// All of them, in the order of the schemas.
    pub const ALL: [Self; 6] = [
        Self::Request,
        Self::RequestConfirmation,
        Self::SupplyingAgencyMessage,
        Self::SupplyingAgencyMessageConfirmation,
        Self::RequestingAgencyMessage,
        Self::RequestingAgencyMessageConfirmation,
    ];

    /// The kind whose element has this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Its element.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::RequestConfirmation => "requestConfirmation",
            Self::SupplyingAgencyMessage => "supplyingAgencyMessage",
            Self::SupplyingAgencyMessageConfirmation => "supplyingAgencyMessageConfirmation",
            Self::RequestingAgencyMessage => "requestingAgencyMessage",
            Self::RequestingAgencyMessageConfirmation => "requestingAgencyMessageConfirmation",
        }
    }

    /// The confirmation that answers it; none if it is one, which is never sent by itself.
    pub const fn confirmation(self) -> Option<Self> {
        match self {
            Self::Request => Some(Self::RequestConfirmation),
            Self::SupplyingAgencyMessage => Some(Self::SupplyingAgencyMessageConfirmation),
            Self::RequestingAgencyMessage => Some(Self::RequestingAgencyMessageConfirmation),
            _ => None,
        }
    }

    /// Whether it is a confirmation.
    pub const fn is_confirmation(self) -> bool {
        self.confirmation().is_none()
    }

    /// The element of its header.
    pub(crate) const fn header(self) -> &'static str {
        if self.is_confirmation() {
            "confirmationHeader"
        } else {
            "header"
        }
    }

    /// The confirmation of a message of this kind, of which only the header need have been read.
    pub(crate) fn confirmed(
        self,
        version: Version,
        addressing: &Addressing,
        received: DateTime,
        error_data: Vec<ErrorData>,
    ) -> Option<Message> {
        let status = match error_data.is_empty() {
            true => MessageStatus::Ok,
            false => MessageStatus::Error,
        };
        let confirmation_header = addressing.confirmed(received, status);
        let body = match self {
            Self::Request => Body::RequestConfirmation(RequestConfirmation {
                confirmation_header,
                error_data,
            }),
            Self::SupplyingAgencyMessage => {
                Body::SupplyingAgencyMessageConfirmation(SupplyingAgencyMessageConfirmation {
                    confirmation_header,
                    reason_for_message: None,
                    error_data,
                })
            }
            Self::RequestingAgencyMessage => {
                Body::RequestingAgencyMessageConfirmation(RequestingAgencyMessageConfirmation {
                    confirmation_header,
                    action: None,
                    error_data,
                })
            }
            _ => return None,
        };
        Some(Message { version, body })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
