//! SIP2, the language between self-service terminals and library systems (3M Standard
//! Interchange Protocol, versions 1.00 and 2.00), without IO: bytes in, values out, and back.
//!
//! The layers, each understandable by itself:
//!
//! | layer | from, to |
//! | --- | --- |
//! | [`frame`] | a stream of bytes: one message after the other |
//! | [`trailer`] | the bytes of a message: text, sequence number, checksum |
//! | [`Request`], [`Response`] | the text: typed values, one file per message pair |
//! | [`resend`] | what to do when a terminal repeats itself or asks again |
//!
//! Reading is lenient where the field is (see [`Repair`]); writing is strict, never fails, and
//! cannot bring forth an illegal frame: fixed parts are typed, values are [`Text`].
#![deny(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod amount;
pub mod block_patron;
pub mod checkin;
pub mod checkout;
pub mod codes;
mod date;
mod describe;
mod dialect;
mod direction;
pub mod end_patron_session;
pub mod fee_paid;
pub mod field;
mod flags;
pub mod frame;
#[doc(hidden)]
pub mod fuzzing;
pub mod hold;
pub mod item_information;
pub mod item_status_update;
pub mod login;
pub mod message;
mod number;
pub mod pages;
pub mod patron_enable;
pub mod patron_information;
pub mod patron_status;
mod reading;
pub mod renew;
pub mod renew_all;
pub mod request_resend;
pub mod resend;
pub mod sc_status;
pub mod seal;
#[doc(hidden)]
pub mod strict;
mod text;
pub mod trailer;
mod wire;

pub use amount::{Amount, NotAnAmount};
pub use codes::{
    AlertType, Algorithm, CirculationStatus, Currency, Desensitize, FeeType, HoldMode, HoldType,
    Language, MagneticMedia, MediaType, Outcome, PaymentType, ScStatusCode, SecurityMarker,
};
pub use date::{DATE_WIDTH, Date, Zone, ZoneLetter};
pub use describe::{Line, Secrets};
pub use dialect::{Delimiter, Dialect, Version};
pub use direction::{Message, Request, Response};
pub use field::FieldId;
pub use flags::{PatronFlag, PatronStatus, Summary, SupportedMessage, SupportedMessages};
pub use frame::{Framer, TooLong};
pub use number::{Count, Number, Three};
pub use reading::{Malformed, Parsed, Repair};
pub use resend::Resend;
pub use seal::{Seal, Terminator};
pub use silta_charset::Charset;
pub use text::{TEXT_LIMIT, Text};
pub use trailer::{Check, Damaged, Envelope, Sequence};
pub use wire::{Cardinality, Form, Listed};

pub use {
    block_patron::BlockPatron,
    checkin::{Checkin, CheckinResponse},
    checkout::{Checkout, CheckoutResponse},
    end_patron_session::{EndPatronSession, EndSessionResponse},
    fee_paid::{FeePaid, FeePaidResponse},
    hold::{Hold, HoldResponse},
    item_information::{ItemInformation, ItemInformationResponse},
    item_status_update::{ItemStatusUpdate, ItemStatusUpdateResponse},
    login::{Login, LoginResponse},
    patron_enable::{PatronEnable, PatronEnableResponse},
    patron_information::{PatronInformation, PatronInformationResponse},
    patron_status::{PatronStatusRequest, PatronStatusResponse},
    renew::{Renew, RenewResponse},
    renew_all::{RenewAll, RenewAllResponse},
    request_resend::{RequestAcsResend, RequestScResend},
    sc_status::{AcsStatus, ScStatus},
};
