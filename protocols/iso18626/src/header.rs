//! Who writes to whom about which request: one header for each kind of message.

use std::fmt;

use crate::{
    agency_id::AgencyId,
    codes::MessageStatus,
    date_time::DateTime,
    findings::Findings,
    node::Node,
    structure::{Value, structure},
};

structure! {
    /// The header of a request. 1.2 must have a supplier.
    #[derive(Debug)]
    RequestHeader {
        /// Who is asked; a request that a broker passes on may leave it open.
        supplying_agency_id: Option<AgencyId> = "supplyingAgencyId" [Once, Optional],
        /// Who asks.
        requesting_agency_id: AgencyId = "requestingAgencyId" [Once, Once],
        /// The consortium within which the request is made.
        consortial_id: Option<AgencyId> = "consortialId" [Never, Optional],
        /// What requests that belong together have in common.
        multiple_item_request_id: Option<String> = "multipleItemRequestId" [OnceOrEmpty, Optional],
        /// When the message was written.
        timestamp: DateTime = "timestamp" [Once, Once],
        /// The request, as who asks names it.
        requesting_agency_request_id: String = "requestingAgencyRequestId" [Once, Once],
        /// The request, as who is asked names it.
        supplying_agency_request_id: Option<String> = "supplyingAgencyRequestId" [Optional, Never],
        /// What shows who asks.
        requesting_agency_authentication: Option<RequestingAgencyAuthentication> = "requestingAgencyAuthentication" [Optional, Optional],
    }
}

structure! {
    /// The header of a message from the supplying library.
    #[derive(Debug)]
    SupplyingAgencyMessageHeader {
        /// Who writes.
        supplying_agency_id: AgencyId = "supplyingAgencyId" [Once, Once],
        /// Who asked.
        requesting_agency_id: AgencyId = "requestingAgencyId" [Once, Once],
        /// What requests that belong together have in common.
        multiple_item_request_id: Option<String> = "multipleItemRequestId" [OnceOrEmpty, Never],
        /// When the message was written.
        timestamp: DateTime = "timestamp" [Once, Once],
        /// The request, as who asked names it.
        requesting_agency_request_id: String = "requestingAgencyRequestId" [Once, Once],
        /// The request, as who writes names it.
        supplying_agency_request_id: Option<String> = "supplyingAgencyRequestId" [Optional, Optional],
        /// What shows who asked: 1.2 has it, to no purpose.
        requesting_agency_authentication: Option<RequestingAgencyAuthentication> = "requestingAgencyAuthentication" [Optional, Never],
    }
}

structure! {
    /// The header of a message from the requesting library.
    #[derive(Debug)]
    RequestingAgencyMessageHeader {
        /// Who supplies.
        supplying_agency_id: AgencyId = "supplyingAgencyId" [Once, Once],
        /// Who writes.
        requesting_agency_id: AgencyId = "requestingAgencyId" [Once, Once],
        /// The consortium within which the request was made.
        consortial_id: Option<AgencyId> = "consortialId" [Never, Optional],
        /// What requests that belong together have in common.
        multiple_item_request_id: Option<String> = "multipleItemRequestId" [OnceOrEmpty, Never],
        /// When the message was written.
        timestamp: DateTime = "timestamp" [Once, Once],
        /// The request, as who writes names it.
        requesting_agency_request_id: String = "requestingAgencyRequestId" [Once, Once],
        /// The request, as who supplies names it.
        supplying_agency_request_id: Option<String> = "supplyingAgencyRequestId" [Optional, Optional],
        /// What shows who writes.
        requesting_agency_authentication: Option<RequestingAgencyAuthentication> = "requestingAgencyAuthentication" [Optional, Optional],
    }
}

structure! {
    /// The header of a confirmation: that of the message it answers, and how it was received.
    #[derive(Debug)]
    ConfirmationHeader {
        /// Who supplies.
        supplying_agency_id: Option<AgencyId> = "supplyingAgencyId" [Optional, Optional],
        /// Who asks.
        requesting_agency_id: Option<AgencyId> = "requestingAgencyId" [Optional, Optional],
        /// When the message that is confirmed was written.
        timestamp: DateTime = "timestamp" [Once, Once],
        /// The request, as who asks names it.
        requesting_agency_request_id: Option<String> = "requestingAgencyRequestId" [Optional, Optional],
        /// What requests that belong together have in common.
        multiple_item_request_id: Option<String> = "multipleItemRequestId" [Optional, Never],
        /// When it came in.
        timestamp_received: DateTime = "timestampReceived" [Once, Once],
        /// Whether it was received well.
        message_status: MessageStatus = "messageStatus" [Once, Once],
    }
}

structure! {
    /// What a requesting library shows to be known. `Debug` does not show it.
    #[derive(Default)]
    RequestingAgencyAuthentication {
        /// The account.
        account_id: Option<String> = "accountId" [Optional, Optional],
        /// Its secret.
        security_code: Option<String> = "securityCode" [Optional, Optional],
    }
}

impl fmt::Debug for RequestingAgencyAuthentication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestingAgencyAuthentication")
            .finish_non_exhaustive()
    }
}

/// As much of a message's header as there is, so that a confirmation finds its way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addressing {
    /// Who supplies.
    pub supplying_agency_id: Option<AgencyId>,
    /// Who asks.
    pub requesting_agency_id: Option<AgencyId>,
    /// What requests that belong together have in common.
    pub multiple_item_request_id: Option<String>,
    /// When the message was written.
    pub timestamp: Option<DateTime>,
    /// The request, as who asks names it.
    pub requesting_agency_request_id: Option<String>,
}

impl Addressing {
    /// What can be read of a header.
    pub(crate) fn read(header: &Node<'_>) -> Self {
        fn of<T: Value>(header: &Node<'_>, name: &str) -> Option<T> {
            let node = header.child(name).filter(|node| !node.is_empty())?;
            T::read(node, &mut Findings::default())
        }
        Self {
            supplying_agency_id: of(header, "supplyingAgencyId"),
            requesting_agency_id: of(header, "requestingAgencyId"),
            multiple_item_request_id: of(header, "multipleItemRequestId"),
            timestamp: of(header, "timestamp"),
            requesting_agency_request_id: of(header, "requestingAgencyRequestId"),
        }
    }

    /// The header of a confirmation of the message. Where its own instant cannot be read, that of
    /// its arrival stands.
    pub fn confirmed(&self, received: DateTime, status: MessageStatus) -> ConfirmationHeader {
        ConfirmationHeader {
            supplying_agency_id: self.supplying_agency_id.clone(),
            requesting_agency_id: self.requesting_agency_id.clone(),
            timestamp: self.timestamp.unwrap_or(received),
            requesting_agency_request_id: self.requesting_agency_request_id.clone(),
            multiple_item_request_id: self.multiple_item_request_id.clone(),
            timestamp_received: received,
            message_status: status,
        }
    }
}

impl From<&RequestHeader> for Addressing {
    fn from(header: &RequestHeader) -> Self {
        Self {
            supplying_agency_id: header.supplying_agency_id.clone(),
            requesting_agency_id: Some(header.requesting_agency_id.clone()),
            multiple_item_request_id: header.multiple_item_request_id.clone(),
            timestamp: Some(header.timestamp),
            requesting_agency_request_id: Some(header.requesting_agency_request_id.clone()),
        }
    }
}

impl From<&SupplyingAgencyMessageHeader> for Addressing {
    fn from(header: &SupplyingAgencyMessageHeader) -> Self {
        Self {
            supplying_agency_id: Some(header.supplying_agency_id.clone()),
            requesting_agency_id: Some(header.requesting_agency_id.clone()),
            multiple_item_request_id: header.multiple_item_request_id.clone(),
            timestamp: Some(header.timestamp),
            requesting_agency_request_id: Some(header.requesting_agency_request_id.clone()),
        }
    }
}

impl From<&RequestingAgencyMessageHeader> for Addressing {
    fn from(header: &RequestingAgencyMessageHeader) -> Self {
        Self {
            supplying_agency_id: Some(header.supplying_agency_id.clone()),
            requesting_agency_id: Some(header.requesting_agency_id.clone()),
            multiple_item_request_id: header.multiple_item_request_id.clone(),
            timestamp: Some(header.timestamp),
            requesting_agency_request_id: Some(header.requesting_agency_request_id.clone()),
        }
    }
}

impl From<&ConfirmationHeader> for Addressing {
    fn from(header: &ConfirmationHeader) -> Self {
        Self {
            supplying_agency_id: header.supplying_agency_id.clone(),
            requesting_agency_id: header.requesting_agency_id.clone(),
            multiple_item_request_id: header.multiple_item_request_id.clone(),
            timestamp: Some(header.timestamp),
            requesting_agency_request_id: header.requesting_agency_request_id.clone(),
        }
    }
}
