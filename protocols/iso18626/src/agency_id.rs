//! Who a library is.

use std::fmt;

use crate::{scheme_value_pair::SchemeValuePair, structure::structure};

structure! {
    /// A library or another body (`type_agencyId`).
    #[derive(Debug, Hash)]
    AgencyId {
        /// Whose numbering it is: `ISIL`.
        agency_id_type: SchemeValuePair = "agencyIdType" [Once, Once],
        /// The number or name in it: `FI-Kam`.
        agency_id_value: String = "agencyIdValue" [Once, Once],
    }
}

impl AgencyId {
    /// A library by its International Standard Identifier (ISO 15511).
    pub fn isil(value: impl Into<String>) -> Self {
        Self {
            agency_id_type: "ISIL".into(),
            agency_id_value: value.into(),
        }
    }
}

/// `ISIL:FI-Kam`.
impl fmt::Display for AgencyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.agency_id_type.value, self.agency_id_value)
    }
}
