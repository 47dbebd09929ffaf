//! The consortium API, version 1: the one vocabulary that all protocols are translated into, as it
//! goes over the wire. Types for both sides, without IO: bytes in, values out, and back.
//!
//! | part | what it holds |
//! | --- | --- |
//! | [`Operation`], [`call`] | the one table: method, path, scope, key, bodies, statuses |
//! | [`Target`], [`Query`] | addresses that no value can break, and reading them |
//! | one file per resource | the bodies, named as the API names them |
//! | [`Problem`], [`Code`] | every no and every fault, with its stable code |
//! | [`body`], [`limits`] | reading bodies within limits, with a JSON pointer to each fault |
//! | [`openapi`] | the OpenAPI 3.1 document, made from the same types and table |
//!
//! Reading is tolerant of what a newer minor version may add: unknown fields are passed over, and
//! unknown values of an [`Open`] enumeration are kept as they came. What a request asks for is
//! never guessed: there, an unknown value is a fault. Writing is strict.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

pub mod body;
mod changes;
mod checkin;
mod checkout;
mod code;
mod fee;
#[doc(hidden)]
pub mod fuzzing;
pub mod header;
mod hold;
mod idempotency_key;
mod ids;
mod ill_request;
mod item;
mod library;
pub mod limits;
mod list;
mod loan;
mod media;
mod money;
mod open;
pub mod openapi;
mod operation;
mod operations;
pub mod pages;
mod patron;
mod payment;
mod problem;
mod query;
mod record;
mod redacted;
mod renewal;
mod spec;
mod staff_notice;
mod target;
mod temporary_item;
mod terms;
mod time;

pub use changes::{RecordChange, RecordChanges};
pub use checkin::{Checkin, CheckinCancelled, CheckinRequest, Happened, LastCheckin, Routing};
pub use checkout::{AlreadyHappened, CheckoutRequest, Lent};
pub use code::Code;
pub use fee::{Charge, Fee, FeeType};
pub use header::{InvalidHeader, Token};
pub use hold::{Hold, HoldChange, HoldRequest, HoldStatus};
pub use idempotency_key::{IdempotencyKey, InvalidIdempotencyKey};
pub use ids::{
    Agency, BlockId, CheckinId, FeeId, HoldId, IllMessageId, IllRequestId, Isil, ItemBarcode,
    LibraryCode, LoanId, PatronBarcode, PaymentId, RecordId,
};
pub use ill_request::{
    IllAction, IllChange, IllMessage, IllMessageDirection, IllRequest, IllRequestNew, IllRole,
    IllState, IllUndelivered, ServiceType,
};
pub use item::{CirculationStatus, Item, ItemChange, ItemWrite, MediaType};
pub use library::Library;
pub use list::{Cursor, InvalidCursor, List, Paging};
pub use loan::Loan;
pub use media::Format;
pub use money::{Currency, InvalidMoney, Money};
pub use open::{Open, Word};
pub use operation::Outcome;
pub use operations::{Operation, call, call::Call};
pub use patron::{
    AgeClass, Block, BlockRequest, Contact, Counts, Language, Limits, Patron, PatronWrite,
    PinWrite, Privileges, Verification, VerificationRequest,
};
pub use payment::{Payment, PaymentMethod, PaymentRequest};
pub use problem::{Facts, Fault, Problem, Texts};
pub use query::Query;
pub use record::Record;
pub use redacted::{Pin, Redacted};
pub use renewal::{
    RenewAllRequest, RenewalOutcome, RenewalOutcomes, RenewalRequest, RenewalResult,
};
pub use spec::{Body, JsonType, KeyRule, Method, Parameter, Reread, Scope, Spec};
pub use staff_notice::StaffNotice;
pub use target::{NotASegment, Routed, Target, route};
pub use temporary_item::TemporaryItemRequest;
pub use terms::Term;
pub use time::{Date, InvalidTime, Time, When};

/// The version of the API: the major one stands in every path, a newer minor one only adds.
pub const VERSION: &str = "1.0";
/// What every path of the API begins with.
pub const BASE: &str = "/api/v1";
/// Where the OpenAPI document is served.
pub const OPENAPI_PATH: &str = "/api/openapi.json";
