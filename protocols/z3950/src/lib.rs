//! Z39.50 (ISO 23950, ANSI/NISO Z39.50-2003), the language in which library systems search each
//! other's catalogues, without IO: bytes in, values out, and back.
//!
//! | layer | from, to |
//! | --- | --- |
//! | [`frame`] | a stream of bytes: one APDU after the other |
//! | [`decode`], [`encode`] | the bytes of an APDU: [`Apdu`], one file per pair of APDUs |
//! | [`pqf`] | queries: readable text |
//! | [`describe`](mod@describe) | any APDU: lines for people |
//! | [`oid`], [`bib1`], [`attributes`] | what the standard and its registers list, as tables |
//!
//! Both directions are read and written: the gateway serves, and can ask others. Fields are
//! called as the standard calls them. Strings are octets, because which characters they mean is a
//! matter of negotiation. Reading is lenient as `silta-ber` says; unknown fields are passed by and
//! counted.
#![deny(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

pub mod access_control;
mod apdu;
pub mod attributes;
pub mod bib1;
pub mod close;
pub mod composition;
mod credentials;
pub mod delete_result_set;
pub mod describe;
mod dump;
pub mod duplicate_detection;
pub mod extended_services;
pub mod frame;
#[doc(hidden)]
pub mod fuzzing;
pub mod init;
pub mod item_order;
pub mod negotiation;
pub mod oid;
pub mod opac;
pub mod other_information;
pub mod pages;
pub mod pqf;
pub mod present;
pub mod query;
pub mod records;
pub mod resource_control;
pub mod resource_report;
#[doc(hidden)]
pub mod sample;
pub mod scan;
pub mod search;
pub mod search_result;
pub mod segment;
pub mod sort;
mod strings;
mod tables;
pub mod unit;
pub mod user_info;
mod value;

pub use apdu::{Apdu, Decoded, decode, decode_within, encode, written};
pub use credentials::{OpenSecret, SecretExternal};
pub use describe::{Line, Secrets};
pub use dump::decode_dump;
pub use frame::Framer;
pub use silta_ber::{BitString, Encoding, External, Limits, Malformed, Oid, Reason, Tag, Writer};
pub use strings::{
    DatabaseName, ElementSetName, GeneralizedTime, InternationalString, OctetString, ReferenceId,
    ResultSetId, Secret, UserId, VisibleString,
};
pub use value::{Null, Unknown};

pub use {
    access_control::{AccessControlRequest, AccessControlResponse},
    close::{Close, CloseReason},
    composition::{CompSpec, ElementSetNames, RecordComposition, Specification},
    delete_result_set::{DeleteResultSetRequest, DeleteResultSetResponse, DeleteSetStatus},
    extended_services::{ExtendedServicesRequest, ExtendedServicesResponse},
    init::{IdAuthentication, InitRequest, InitResponse, Options, ProtocolVersion},
    other_information::OtherInformation,
    present::{PresentRequest, PresentResponse, PresentStatus},
    query::{
        AttributeElement, AttributeValue, AttributesPlusTerm, Operand, Operator, Query, RpnQuery,
        RpnStructure, Term,
    },
    records::{DefaultDiagFormat, DiagRec, NamePlusRecord, Record, Records},
    resource_control::{
        ResourceControlRequest, ResourceControlResponse, TriggerResourceControlRequest,
    },
    resource_report::{ResourceReportRequest, ResourceReportResponse},
    scan::{ScanRequest, ScanResponse, ScanStatus},
    search::{ResultSetStatus, SearchRequest, SearchResponse},
    segment::Segment,
    sort::{SortRequest, SortResponse, SortStatus},
};
