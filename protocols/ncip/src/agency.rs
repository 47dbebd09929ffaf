//! Agencies, where they stand for themselves.

use crate::{pair::SchemeValuePair, structure::structure};

structure! {
    /// An agency: a library, or a group of them.
    #[derive(Default)]
    Agency {
        lax "AgencyId" agency_id: SchemeValuePair,
    }
}

impl From<SchemeValuePair> for Agency {
    fn from(agency_id: SchemeValuePair) -> Self {
        Self { agency_id }
    }
}
