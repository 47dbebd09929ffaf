//! Where the item goes back to.

use crate::{address::PhysicalAddress, agency_id::AgencyId, structure::structure};

structure! {
    /// Where the item goes back to (`returnInfo`).
    #[derive(Debug, Default)]
    ReturnInfo {
        /// To which library.
        return_agency_id: Option<AgencyId> = "returnAgencyId" [Optional, Optional],
        /// To whom.
        name: Option<String> = "name" [Optional, Optional],
        /// Where to.
        physical_address: Option<PhysicalAddress> = "physicalAddress" [Optional, Optional],
    }
}
