//! How the item was published.

use crate::{scheme_value_pair::SchemeValuePair, structure::structure};

structure! {
    /// How the item was published (`publicationInfo`).
    #[derive(Debug, Default)]
    PublicationInfo {
        /// Who published it.
        publisher: Option<String> = "publisher" [Optional, Optional],
        /// Who published it, by ISNI (ISO 27729).
        publisher_id: Option<String> = "publisherId" [Never, Optional],
        /// What it is: `Book`, `Journal`, `Movie`.
        publication_type: Option<SchemeValuePair> = "publicationType" [Optional, Optional],
        /// When.
        publication_date: Option<String> = "publicationDate" [Optional, Optional],
        /// Where.
        place_of_publication: Option<String> = "placeOfPublication" [Optional, Optional],
    }
}
