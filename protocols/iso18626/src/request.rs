//! One library asks another for an item, and is told that the request came in.

use crate::{
    bibliographic_info::BibliographicInfo,
    billing_info::BillingInfo,
    error_data::ErrorData,
    header::{ConfirmationHeader, RequestHeader},
    patron_info::PatronInfo,
    publication_info::PublicationInfo,
    requested_delivery_info::RequestedDeliveryInfo,
    requesting_agency_info::RequestingAgencyInfo,
    service_info::ServiceInfo,
    structure::structure,
    supplier_info::SupplierInfo,
};

structure! {
    /// A request (`request`).
    #[derive(Debug)]
    Request {
        /// Who asks whom.
        header: RequestHeader = "header" [Once, Once],
        /// What for.
        bibliographic_info: BibliographicInfo = "bibliographicInfo" [Once, Once],
        /// How that was published.
        publication_info: Option<PublicationInfo> = "publicationInfo" [Optional, Optional],
        /// What the supplier shall do. 1.2 can leave it open.
        service_info: Option<ServiceInfo> = "serviceInfo" [Optional, Once],
        /// Who could supply.
        supplier_info: Vec<SupplierInfo> = "supplierInfo" [Many, Many],
        /// Where it is wanted.
        requested_delivery_info: Vec<RequestedDeliveryInfo> = "requestedDeliveryInfo" [Many, Many],
        /// Who asks, for people.
        requesting_agency_info: Option<RequestingAgencyInfo> = "requestingAgencyInfo" [Optional, Optional],
        /// For which patron.
        patron_info: Option<PatronInfo> = "patronInfo" [Optional, Optional],
        /// Who pays.
        billing_info: Option<BillingInfo> = "billingInfo" [Optional, Optional],
    }
}

structure! {
    /// That a request came in, or was not accepted (`requestConfirmation`).
    #[derive(Debug)]
    RequestConfirmation {
        /// Which request, and how it was received.
        confirmation_header: ConfirmationHeader = "confirmationHeader" [Once, Once],
        /// What is wrong with it.
        error_data: Vec<ErrorData> = "errorData" [Optional, Many],
    }
}
