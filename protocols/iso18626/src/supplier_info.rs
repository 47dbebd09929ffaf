//! Who could supply.

use crate::{agency_id::AgencyId, bibliographic_info::BibliographicRecordId, structure::structure};

structure! {
    /// A library that could supply, and what it has (`supplierInfo`).
    #[derive(Debug, Default)]
    SupplierInfo {
        /// Its place in the order in which suppliers are asked.
        sort_order: Option<i64> = "sortOrder" [Optional, Optional],
        /// The library.
        supplier_code: Option<AgencyId> = "supplierCode" [Optional, Optional],
        /// The library, for people.
        supplier_description: Option<String> = "supplierDescription" [Optional, Optional],
        /// Its record of the item.
        bibliographic_record_id: Option<BibliographicRecordId> = "bibliographicRecordId" [Optional, Optional],
        /// Where the item stands there.
        call_number: Option<String> = "callNumber" [Optional, Optional],
        /// What it has of the item.
        summary_holdings: Option<String> = "summaryHoldings" [Optional, Optional],
        /// Whether it is in.
        availability_note: Option<String> = "availabilityNote" [Optional, Optional],
    }
}
