//! ISO 18626, interlibrary loan transactions, on the wire: what libraries that lend to each other
//! write, in versions 1.2 (ISO 18626:2017) and 2021-2 (ISO 18626:2021), read and written for both
//! directions. Bytes and values only; HTTP, clocks and what becomes of a request are elsewhere.
//!
//! A [`Message`] is a version and one of six [`Body`]s. It is read generously: the two versions
//! share a namespace and peers say one and write the other, so that both are read alike, and the
//! version is told by what only one of them has. It is written strictly, valid by the schema of its
//! version; the same value can be written in either, and what a version has no word for is told
//! as a [`Loss`], or keeps it from being written ([`Unwritable`]).
//!
//! Each structure is one table ([`Element`]s), and so is each closed list ([`CODE_LISTS`]): the
//! types, the pages in `docs/iso18626` and the fuzzer's dictionary come from them.
//!
//! ```
//! use silta_iso18626::{Action, Body, LIMITS, Message, Version};
//!
//! let text = r#"<ISO18626Message xmlns="http://illtransactions.org/2013/iso18626"
//!     xmlns:ill="http://illtransactions.org/2013/iso18626" ill:version="2021-2">
//!   <requestingAgencyMessage>
//!     <header>
//!       <supplyingAgencyId><agencyIdType>ISIL</agencyIdType><agencyIdValue>FI-Kam</agencyIdValue></supplyingAgencyId>
//!       <requestingAgencyId><agencyIdType>ISIL</agencyIdType><agencyIdValue>FI-Partner</agencyIdValue></requestingAgencyId>
//!       <timestamp>2026-11-23T09:00:00Z</timestamp>
//!       <requestingAgencyRequestId>P-1</requestingAgencyRequestId>
//!     </header>
//!     <action>Received</action>
//!   </requestingAgencyMessage>
//! </ISO18626Message>"#;
//! let message = Message::read(text, LIMITS)?.message;
//! let Body::RequestingAgencyMessage(received) = &message.body else { unreachable!() };
//! assert_eq!(received.action, Action::Received);
//! let older = Message { version: Version::V1_2, ..message }.write()?;
//! assert!(older.text.contains("<multipleItemRequestId/>"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![deny(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod address;
mod agency_id;
mod bibliographic_info;
mod billing_info;
mod code;
mod codes;
mod costs;
mod date_time;
mod delivery_info;
mod draft;
mod error_data;
mod findings;
#[doc(hidden)]
pub mod fuzzing;
mod header;
mod message;
mod message_info;
mod node;
#[doc(hidden)]
pub mod pages;
mod patron_info;
mod publication_info;
mod read;
mod request;
mod requested_delivery_info;
mod requesting_agency_info;
mod requesting_agency_message;
mod retry_info;
mod return_info;
mod scalar;
mod scheme_value_pair;
mod service_info;
mod shape;
mod shipping_info;
mod status_info;
mod structure;
mod supplier_info;
mod supplying_agency_message;
mod version;
mod write;

pub use address::{Address, ElectronicAddress, PhysicalAddress};
pub use agency_id::AgencyId;
pub use bibliographic_info::{BibliographicInfo, BibliographicItemId, BibliographicRecordId};
pub use billing_info::BillingInfo;
pub use code::{Code, CodeList};
pub use codes::{
    Action, CODE_LISTS, ErrorType, MessageStatus, PreferredEdition, ReasonForMessage,
    RequestSubType, RequestType, ServiceType, Status, YesNo,
};
pub use costs::{Costs, Decimal, MAX_DECIMAL, NotADecimal};
pub use date_time::{DateTime, NotADateTime};
pub use delivery_info::DeliveryInfo;
pub use draft::{Loss, Reason, Unwritable};
pub use error_data::ErrorData;
pub use findings::{Fault, MAX_FAULTS, MAX_SHOWN, Problem};
pub use header::{
    Addressing, ConfirmationHeader, RequestHeader, RequestingAgencyAuthentication,
    RequestingAgencyMessageHeader, SupplyingAgencyMessageHeader,
};
pub use message::{Body, Kind, Message};
pub use message_info::MessageInfo;
pub use node::MAX_ELEMENTS;
pub use patron_info::PatronInfo;
pub use publication_info::PublicationInfo;
pub use read::{Faulty, LIMITS, Reading, Unreadable};
pub use request::{Request, RequestConfirmation};
pub use requested_delivery_info::RequestedDeliveryInfo;
pub use requesting_agency_info::RequestingAgencyInfo;
pub use requesting_agency_message::{RequestingAgencyMessage, RequestingAgencyMessageConfirmation};
pub use retry_info::RetryInfo;
pub use return_info::ReturnInfo;
pub use scheme_value_pair::{Region, SchemeValuePair};
pub use service_info::ServiceInfo;
pub use shipping_info::ShippingInfo;
pub use status_info::StatusInfo;
pub use structure::{Element, Holds, Occurs};
pub use supplier_info::SupplierInfo;
pub use supplying_agency_message::{SupplyingAgencyMessage, SupplyingAgencyMessageConfirmation};
pub use version::Version;
pub use write::Written;

/// The namespace of every element, in all versions.
pub const NAMESPACE: &str = "http://illtransactions.org/2013/iso18626";
