//! The two directions: what terminals ask and what libraries answer.

use crate::{
    block_patron::BlockPatron,
    checkin::{Checkin, CheckinResponse},
    checkout::{Checkout, CheckoutResponse},
    describe::{Describer, Line, Secrets},
    dialect::Dialect,
    end_patron_session::{EndPatronSession, EndSessionResponse},
    fee_paid::{FeePaid, FeePaidResponse},
    hold::{Hold, HoldResponse},
    item_information::{ItemInformation, ItemInformationResponse},
    item_status_update::{ItemStatusUpdate, ItemStatusUpdateResponse},
    login::{Login, LoginResponse},
    message::MessageSpec,
    patron_enable::{PatronEnable, PatronEnableResponse},
    patron_information::{PatronInformation, PatronInformationResponse},
    patron_status::{PatronStatusRequest, PatronStatusResponse},
    reading::{CODE_WIDTH, Malformed, Parsed},
    renew::{Renew, RenewResponse},
    renew_all::{RenewAll, RenewAllResponse},
    request_resend::{RequestAcsResend, RequestScResend},
    sc_status::{AcsStatus, ScStatus},
};

macro_rules! direction {
    ($(#[$attribute:meta])+ $name:ident, $expected:literal { $($message:ident,)+ }) => {
        $(#[$attribute])+
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name { $(#[doc = concat!("See [`", stringify!($message), "`].")] $message($message),)+ }

        impl $name {
            /// The tables of all messages of this direction, by code.
            pub const SPECS: &[&MessageSpec] = &[$($message::SPEC,)+];

            /// Reads one message: the text of a frame without its trailer.
            pub fn parse(text: &str, dialect: Dialect) -> Result<Parsed<Self>, Malformed> {
                match text.split_at_checked(CODE_WIDTH) {
                    $(Some(($message::CODE, body)) => {
                        $message::parse(body, dialect).map(|parsed| parsed.map(Self::$message))
                    })+
                    _ => Err(Malformed { offset: 0, expected: $expected }),
                }
            }

            /// Appends the message without a trailer. Never fails; what is appended is always
            /// legal in the dialect.
            pub fn write(&self, dialect: Dialect, out: &mut String) {
                match self { $(Self::$message(message) => message.write(dialect, out),)+ }
            }

            /// The message as text, without a trailer.
            pub fn to_text(&self, dialect: Dialect) -> String {
                let mut out = String::with_capacity(128);
                self.write(dialect, &mut out);
                out
            }

            /// The table of the message: its code, name, parts.
            pub fn spec(&self) -> &'static MessageSpec {
                match self { $(Self::$message(_) => $message::SPEC,)+ }
            }

            /// The two digits.
            pub fn code(&self) -> &'static str {
                self.spec().code
            }

            /// One line for each element of the fixed part and each field, for people.
            pub fn describe(&self, secrets: Secrets) -> Vec<Line> {
                let mut describer = Describer::new(secrets);
                match self { $(Self::$message(message) => message.describe(&mut describer),)+ }
                describer.lines
            }
        }

        $(impl From<$message> for $name {
            fn from(message: $message) -> Self {
                Self::$message(message)
            }
        })+
    };
}

direction! {
    /// What a terminal asks: 16 messages.
    Request, "the code of a request" {
        BlockPatron,
        Checkin,
        Checkout,
        Hold,
        ItemInformation,
        ItemStatusUpdate,
        PatronStatusRequest,
        PatronEnable,
        Renew,
        EndPatronSession,
        FeePaid,
        PatronInformation,
        RenewAll,
        Login,
        RequestAcsResend,
        ScStatus,
    }
}

direction! {
    /// What a library answers: 15 messages.
    #[expect(clippy::large_enum_variant, reason = "one at a time per terminal, never queued")]
    Response, "the code of a response" {
        CheckinResponse,
        CheckoutResponse,
        HoldResponse,
        ItemInformationResponse,
        ItemStatusUpdateResponse,
        PatronStatusResponse,
        PatronEnableResponse,
        RenewResponse,
        EndSessionResponse,
        FeePaidResponse,
        PatronInformationResponse,
        RenewAllResponse,
        LoginResponse,
        RequestScResend,
        AcsStatus,
    }
}

/// A message of either direction, for those who listen to both.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one at a time, for display")]
pub enum Message {
    /// From a terminal.
    Request(Request),
    /// From a library.
    Response(Response),
}

impl Message {
    /// Reads a message of either direction; its code says which.
    pub fn parse(text: &str, dialect: Dialect) -> Result<Parsed<Self>, Malformed> {
        let is_response = |spec: &&MessageSpec| text.starts_with(spec.code);
        if Response::SPECS.iter().any(is_response) {
            return Response::parse(text, dialect).map(|parsed| parsed.map(Self::Response));
        }
        Request::parse(text, dialect)
            .map(|parsed| parsed.map(Self::Request))
            .map_err(|malformed| match malformed.offset {
                0 => Malformed {
                    expected: "the code of a message",
                    ..malformed
                },
                _ => malformed,
            })
    }

    /// The table of the message.
    pub fn spec(&self) -> &'static MessageSpec {
        match self {
            Self::Request(request) => request.spec(),
            Self::Response(response) => response.spec(),
        }
    }

    /// Appends the message without a trailer.
    pub fn write(&self, dialect: Dialect, out: &mut String) {
        match self {
            Self::Request(request) => request.write(dialect, out),
            Self::Response(response) => response.write(dialect, out),
        }
    }

    /// One line for each part, for people.
    pub fn describe(&self, secrets: Secrets) -> Vec<Line> {
        match self {
            Self::Request(request) => request.describe(secrets),
            Self::Response(response) => response.describe(secrets),
        }
    }
}
