//! What was sent, and how.

use crate::{
    address::Address, codes::ServiceType, costs::Costs, date_time::DateTime,
    scheme_value_pair::SchemeValuePair, structure::structure,
};

structure! {
    /// What was sent, when and how (`deliveryInfo`).
    #[derive(Debug)]
    DeliveryInfo {
        /// When.
        date_sent: DateTime = "dateSent" [Once, Once],
        /// The barcodes of what was sent.
        item_id: Vec<String> = "itemId" [Optional, Many],
        /// Where a copy can be fetched.
        url: Option<String> = "URL" [Never, Optional],
        /// How: `Mail`, `Email`, `URL`.
        delivery_method: Option<SchemeValuePair> = "deliveryMethod" [Optional, Optional],
        /// Where to.
        address: Option<Address> = "address" [Never, Optional],
        /// Whether straight to the patron.
        sent_to_patron: Option<bool> = "sentToPatron" [Optional, Optional],
        /// On which conditions: `LibraryUseOnly`.
        loan_condition: Vec<SchemeValuePair> = "loanCondition" [Optional, Many],
        /// In which form.
        item_format: Option<SchemeValuePair> = "itemFormat" [Optional, Optional],
        /// Whether it is the item or a copy.
        service_type: Option<ServiceType> = "serviceType" [Never, Optional],
        /// What it costs.
        delivery_costs: Vec<Costs> = "deliveryCosts" [Optional, Many],
        /// How that is paid.
        payment_method: Option<SchemeValuePair> = "paymentMethod" [Never, Optional],
    }
}

impl DeliveryInfo {
    /// Something that was sent, about which nothing more is said.
    pub const fn new(date_sent: DateTime) -> Self {
        Self {
            date_sent,
            item_id: Vec::new(),
            url: None,
            delivery_method: None,
            address: None,
            sent_to_patron: None,
            loan_condition: Vec::new(),
            item_format: None,
            service_type: None,
            delivery_costs: Vec::new(),
            payment_method: None,
        }
    }
}
