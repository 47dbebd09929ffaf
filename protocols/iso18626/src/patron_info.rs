//! For whom the item is.

use std::fmt;

use crate::{
    address::Address, codes::YesNo, scheme_value_pair::SchemeValuePair, structure::structure,
};

structure! {
    /// The patron for whom the item is (`patronInfo`). `Debug` shows nothing of it.
    #[derive(Default)]
    PatronInfo {
        /// The card or account.
        patron_id: Option<String> = "patronId" [Optional, Optional],
        /// The surname.
        surname: Option<String> = "surname" [Optional, Optional],
        /// The given names.
        given_name: Option<String> = "givenName" [Optional, Optional],
        /// What kind of patron.
        patron_type: Option<SchemeValuePair> = "patronType" [Optional, Optional],
        /// Whether to send it straight to the patron.
        send_to_patron: Option<YesNo> = "sendToPatron" [Optional, Optional],
        /// Where the patron lives or reads mail.
        address: Vec<Address> = "address" [Many, Many],
    }
}

impl fmt::Debug for PatronInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PatronInfo").finish_non_exhaustive()
    }
}
