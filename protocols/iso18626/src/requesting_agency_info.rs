//! Who asks, for people.

use crate::{address::Address, structure::structure};

structure! {
    /// Who asks, for people (`requestingAgencyInfo`).
    #[derive(Debug, Default)]
    RequestingAgencyInfo {
        /// The library.
        name: Option<String> = "name" [Optional, Optional],
        /// Whom to ask there.
        contact_name: Option<String> = "contactName" [Optional, Optional],
        /// Where it is.
        address: Vec<Address> = "address" [Many, Many],
    }
}
