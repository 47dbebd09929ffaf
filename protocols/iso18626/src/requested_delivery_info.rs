//! Where the item is wanted.

use crate::{address::Address, scheme_value_pair::SchemeValuePair, structure::structure};

structure! {
    /// Where and how the item is wanted (`requestedDeliveryInfo`).
    #[derive(Debug, Default)]
    RequestedDeliveryInfo {
        /// Its place among the wishes.
        sort_order: Option<i64> = "sortOrder" [Optional, Optional],
        /// Where to.
        address: Option<Address> = "address" [Optional, Optional],
        /// How: `Mail`, `Email`.
        delivery_method: Option<SchemeValuePair> = "deliveryMethod" [Never, Optional],
        /// By whom.
        courier_name: Option<SchemeValuePair> = "courierName" [Never, Optional],
    }
}
