//! How the request would succeed.

use crate::{
    codes::ServiceType, costs::Costs, date_time::DateTime, scheme_value_pair::SchemeValuePair,
    structure::structure,
};

structure! {
    /// How the request would succeed if it were made again (`retryInfo`). 1.2 has three of these
    /// elements, within `messageInfo`.
    #[derive(Debug, Default)]
    RetryInfo {
        /// With these conditions of the loan.
        loan_condition: Vec<SchemeValuePair> = "loanCondition" [Never, Many],
        /// In these editions.
        edition: Vec<String> = "edition" [Never, Many],
        /// In these forms.
        item_format: Vec<SchemeValuePair> = "itemFormat" [Never, Many],
        /// These volumes.
        volume: Vec<String> = "volume" [Never, Many],
        /// As this service.
        service_type: Option<ServiceType> = "serviceType" [Never, Optional],
        /// At these speeds.
        service_level: Vec<SchemeValuePair> = "serviceLevel" [Never, Many],
        /// Sent in these ways.
        delivery_method: Vec<SchemeValuePair> = "deliveryMethod" [Never, Many],
        /// Carried by these.
        courier_name: Vec<SchemeValuePair> = "courierName" [Never, Many],
        /// At this price.
        offered_costs: Vec<Costs> = "offeredCosts" [Optional, Many],
        /// Paid in these ways.
        payment_method: Vec<SchemeValuePair> = "paymentMethod" [Never, Many],
        /// Until then.
        retry_before: Option<DateTime> = "retryBefore" [Optional, Optional],
        /// From then on.
        retry_after: Option<DateTime> = "retryAfter" [Optional, Optional],
    }
}
