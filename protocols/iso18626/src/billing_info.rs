//! Who pays, and how.

use crate::{
    address::Address, costs::Costs, scheme_value_pair::SchemeValuePair, structure::structure,
};

structure! {
    /// Who pays, how, and how much at the most (`billingInfo`).
    #[derive(Debug, Default)]
    BillingInfo {
        /// How it is paid.
        payment_method: Option<SchemeValuePair> = "paymentMethod" [Optional, Optional],
        /// How much at the most.
        maximum_costs: Option<Costs> = "maximumCosts" [Optional, Optional],
        /// How the bill comes.
        billing_method: Option<SchemeValuePair> = "billingMethod" [Optional, Optional],
        /// To whom.
        billing_name: Option<String> = "billingName" [Optional, Optional],
        /// Where to.
        address: Option<Address> = "address" [Optional, Optional],
    }
}
