//! NCIP on the wire (ANSI/NISO Z39.83), versions 1.0 and 2.0 to 2.02: what systems of libraries ask
//! and tell one another about users, items and requests. Both directions, bytes and values only;
//! HTTP, TCP, clocks and the library are elsewhere.
//!
//! A [`Message`] is read leniently, since few programs keep to the schema: in any namespace or none,
//! in any order, with codes in the form of either version. It is written strictly: valid by the
//! schema of 2.02 or the DTD of 1.0. What cannot be read is [`Unreadable`], which makes the answer
//! itself, addressed back if the header could be read.
//!
//! Every element is a table: see `structure`. One file per service, and one for each thing
//! that several services speak of.
//!
//! ```
//! use silta_ncip::{Body, Message, Outcome, Problem, ProblemType, Reading, Refusal, Request, Service};
//! use jiff::tz::TimeZone;
//!
//! let reading = Reading::by_clock_of(TimeZone::UTC);
//! let asked = b"<NCIPMessage version='http://www.niso.org/schemas/ncip/v2_02/ncip_v2_02.xsd'>\
//!     <CheckInItem><ItemId><ItemIdentifierValue>1234</ItemIdentifierValue></ItemId></CheckInItem>\
//!     </NCIPMessage>";
//! let (version, initiation) = Message::read(asked, &reading)?.into_initiation()?;
//! let Request::CheckInItem(check_in) = &initiation.request else { unreachable!() };
//! assert_eq!(check_in.item_id.item_identifier_value.as_str(), "1234");
//!
//! let service = Service::CheckInItem;
//! let problem = Problem::new(ProblemType::ItemNotCheckedOut, Some(service));
//! let refused = Outcome::Refused(Refusal::new(service, problem));
//! let answer = initiation.answered(version, refused).write();
//! assert!(answer.contains(">Item Not Checked Out</ProblemType>"));
//! # Ok::<(), silta_ncip::Unreadable>(())
//! ```
#![deny(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod accept_item;
mod address;
mod agency;
mod answer;
mod bib_information;
mod bibliographic;
mod cancel_request_item;
mod check_in_item;
mod check_out_item;
mod create_item;
mod date_time;
mod delete_item;
mod fiscal;
mod fiscal_transaction;
mod flaw;
#[doc(hidden)]
pub mod fuzzing;
mod header;
mod holdings;
mod item;
mod item_fields;
mod kind;
mod loan_period;
mod loans;
mod location;
mod lookup_agency;
mod lookup_item;
mod lookup_item_set;
mod lookup_request;
mod lookup_user;
mod mandated;
mod message;
mod name;
mod node;
mod notification;
mod number;
mod out;
#[doc(hidden)]
pub mod pages;
mod pair;
mod problem;
mod problem_type;
mod reading;
mod recall_item;
mod renew_item;
mod request;
mod request_item;
mod request_key;
mod service;
mod several;
mod structure;
mod text;
mod undo_check_out_item;
mod unreadable;
mod update_request_item;
mod update_user;
mod user;
mod user_fields;
mod user_notification;
mod version;

pub use accept_item::{AcceptItem, AcceptItemResponse};
pub use address::{
    Address, AddressLines, AddressParts, AgencyAddressInformation, ElectronicAddress,
    PhysicalAddress, PostalAddress, ShippingInformation, StructuredAddress, UnstructuredAddress,
    UserAddressInformation,
};
pub use agency::Agency;
pub use answer::Answer;
pub use bib_information::{
    BibHoldings, BibInformation, Found, HoldingsSet, HoldingsSetItems, ItemInformation, ItemState,
};
pub use bibliographic::{
    BibliographicDescription, BibliographicId, BibliographicItemId, BibliographicRecordId,
    ComponentId, NumberedBy,
};
pub use cancel_request_item::{CancelRequestItem, CancelRequestItemResponse};
pub use check_in_item::{CheckInItem, CheckInItemResponse};
pub use check_out_item::{CheckOutItem, CheckOutItemExt, CheckOutItemResponse};
pub use create_item::{CreateItem, CreateItemResponse};
pub use date_time::DateTime;
pub use delete_item::{DeleteItem, DeleteItemResponse};
pub use fiscal::{
    AccountDetails, Amount, FiscalTransactionInformation, FiscalTransactionReferenceId,
    ItemDetails, UserFiscalAccount,
};
pub use fiscal_transaction::{CreateUserFiscalTransaction, CreateUserFiscalTransactionResponse};
pub use flaw::{Flaw, FlawKind};
pub use header::{InitiationHeader, ResponseHeader};
pub use holdings::{
    ChronologyLevel, ChronologyLevelInstance, EnumerationLevel, EnumerationLevelInstance,
    HoldingsChronology, HoldingsEnumeration, HoldingsInformation, StructuredHoldingsData,
};
pub use item::{ItemId, ItemOrRequest, RequestId, Subject};
pub use item_fields::{
    CurrentUser, ElectronicResource, ItemDescription, ItemFields, ItemOptionalFields,
    ItemTransaction, PhysicalCondition,
};
pub use loan_period::{LoanPeriod, LoanedPeriod, ReturnPeriod};
pub use loans::{
    CountedLoans, CountedRequests, LoanedItem, LoanedItemExt, LoanedItemsCount, RequestedItem,
    RequestedItemExt, RequestedItemsCount,
};
pub use location::{Destination, Location, LocationName, LocationNameInstance, RoutingInformation};
pub use lookup_agency::{
    AgencyFields, AuthenticationPrompt, LookupAgency, LookupAgencyResponse,
    LookupAgencyResponseExt, PromptInput, PromptOutput,
};
pub use lookup_item::{LookupItem, LookupItemResponse};
pub use lookup_item_set::{ItemSetKey, LookupItemSet, LookupItemSetExt, LookupItemSetResponse};
pub use lookup_request::{LookupRequest, LookupRequestResponse};
pub use lookup_user::{LookupUser, LookupUserResponse};
pub use mandated::MandatedAction;
pub use message::{Body, Initiation, Message, Outcome, Refusal, Response};
pub use name::{
    NameInformation, OrganizationNameInformation, PersonalNameInformation,
    StructuredPersonalUserName,
};
pub use notification::{
    CirculationStatusChangeReported, CirculationStatusUpdated, ItemCheckedIn, ItemCheckedOut,
    ItemCreated, ItemNoteExt, ItemRecallCancelled, ItemRecalled, ItemReceived, ItemRenewed,
    ItemReportedReturned, ItemRequestCancelled, ItemRequestUpdated, ItemRequested, ItemShipped,
    ItemUpdated, ReportedChange, Requested, UpdatedRequest,
};
pub use pair::SchemeValuePair;
pub use problem::Problem;
pub use problem_type::{GENERAL_SCHEME, MESSAGING_SCHEME, ProblemScope, ProblemType};
pub use reading::{MAX_DEPTH, MAX_ELEMENTS, MAX_MESSAGE, MAX_REPEATS, MAX_TEXT, Reading};
pub use recall_item::{CancelRecallItem, CancelRecallItemResponse, RecallItem, RecallItemResponse};
pub use renew_item::{Pending, RenewItem, RenewItemResponse, Renewal};
pub use request::Request;
pub use request_item::{RequestItem, RequestItemResponse, Wanted};
pub use request_key::{RequestFields, RequestKey};
pub use service::{Notification, SERVICES, Service, ServiceKind, ServiceSpec};
pub use several::Several;
pub use text::Text;
pub use undo_check_out_item::{UndoCheckOutItem, UndoCheckOutItemResponse};
pub use unreadable::{Unreadable, Why};
pub use update_request_item::{UpdateRequestItem, UpdateRequestItemResponse};
pub use update_user::{UpdateUser, UpdateUserResponse};
pub use user::{AuthenticationInput, PreviousUserId, User, UserId};
pub use user_fields::{
    BlockOrTrap, UserFields, UserOptionalFields, UserPrivilege, UserPrivilegeFee,
    UserPrivilegeStatus,
};
pub use user_notification::{
    AgencyCreated, AgencyUpdated, NoticeItem, NoticeSubject, UserCreated,
    UserFiscalTransactionCreated, UserNoticeDetails, UserNoticeSent, UserUpdated,
};
pub use version::{NAMESPACE, Version};
