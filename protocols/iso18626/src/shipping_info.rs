//! Who carries it.

use crate::{codes::YesNo, costs::Costs, scheme_value_pair::SchemeValuePair, structure::structure};

structure! {
    /// Who carries what was sent (`shippingInfo`).
    #[derive(Debug, Default)]
    ShippingInfo {
        /// The carrier.
        courier_name: Option<SchemeValuePair> = "courierName" [Never, Optional],
        /// The carrier's numbers of the parcels.
        tracking_id: Vec<String> = "trackingId" [Never, Many],
        /// Whether it is insured.
        insurance: Option<YesNo> = "insurance" [Never, Optional],
        /// Whether by somebody else.
        insurance_third_party: Option<YesNo> = "insuranceThirdParty" [Never, Optional],
        /// By whom.
        third_party_name: Option<String> = "thirdPartyName" [Never, Optional],
        /// What that costs.
        insurance_costs: Vec<Costs> = "insuranceCosts" [Never, Many],
    }
}
