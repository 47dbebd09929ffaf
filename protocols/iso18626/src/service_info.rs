//! What the supplier shall do.

use crate::{
    codes::{PreferredEdition, RequestSubType, RequestType, ServiceType, YesNo},
    date_time::DateTime,
    scheme_value_pair::SchemeValuePair,
    structure::structure,
};

structure! {
    /// What the supplier shall do (`serviceInfo`).
    #[derive(Debug)]
    ServiceInfo {
        /// Whether the request is new.
        request_type: Option<RequestType> = "requestType" [Optional, Optional],
        /// What is special about it.
        request_sub_type: Vec<RequestSubType> = "requestSubType" [UpToThree, Many],
        /// The request that it follows.
        requesting_agency_previous_request_id: Option<String> = "requestingAgencyPreviousRequestId" [Optional, Optional],
        /// Loan or copy.
        service_type: ServiceType = "serviceType" [Once, Once],
        /// How fast: `Normal`, `Urgent`.
        service_level: Option<SchemeValuePair> = "serviceLevel" [Optional, Optional],
        /// In which form: `Printed`, `PDF`.
        item_format: Option<SchemeValuePair> = "itemFormat" [Optional, Optional],
        /// When it is of no use any more.
        need_before_date: Option<DateTime> = "needBeforeDate" [Optional, Optional],
        /// By which rule of copyright.
        copyright_compliance: Option<SchemeValuePair> = "copyrightCompliance" [Optional, Optional],
        /// Whether any edition will do; 2021-2 would rather have `preferredEdition`.
        any_edition: Option<YesNo> = "anyEdition" [Optional, Optional],
        /// Which edition is wanted.
        preferred_edition: Option<PreferredEdition> = "preferredEdition" [Never, Optional],
        /// Conditions of the loan that are accepted beforehand.
        loan_condition: Vec<SchemeValuePair> = "loanCondition" [Never, Many],
        /// From when on the item is wanted, of a booking.
        start_date: Option<DateTime> = "startDate" [Optional, Optional],
        /// Until when.
        end_date: Option<DateTime> = "endDate" [Optional, Optional],
        /// For people.
        note: Option<String> = "note" [Optional, Optional],
    }
}

impl ServiceInfo {
    /// A service about which nothing more is said.
    pub const fn new(service_type: ServiceType) -> Self {
        Self {
            request_type: None,
            request_sub_type: Vec::new(),
            requesting_agency_previous_request_id: None,
            service_type,
            service_level: None,
            item_format: None,
            need_before_date: None,
            copyright_compliance: None,
            any_edition: None,
            preferred_edition: None,
            loan_condition: Vec::new(),
            start_date: None,
            end_date: None,
            note: None,
        }
    }
}
