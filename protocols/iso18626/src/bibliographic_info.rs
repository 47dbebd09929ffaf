//! What is asked for.

use crate::{scheme_value_pair::SchemeValuePair, structure::structure};

structure! {
    /// The item that is asked for, and the part of it (`bibliographicInfo`).
    #[derive(Debug, Default)]
    BibliographicInfo {
        /// The record in the supplier's own catalogue.
        supplier_unique_record_id: Option<String> = "supplierUniqueRecordId" [Optional, Optional],
        /// The title.
        title: Option<String> = "title" [Optional, Optional],
        /// Who made it.
        author: Option<String> = "author" [Optional, Optional],
        /// Who made it, by ISNI (ISO 27729).
        author_id: Option<String> = "authorId" [Never, Optional],
        /// What follows the title.
        subtitle: Option<String> = "subtitle" [Optional, Optional],
        /// The series it belongs to.
        series_title: Option<String> = "seriesTitle" [Optional, Optional],
        /// The edition.
        edition: Option<String> = "edition" [Optional, Optional],
        /// The title of the article or chapter.
        title_of_component: Option<String> = "titleOfComponent" [Optional, Optional],
        /// Who made the article or chapter.
        author_of_component: Option<String> = "authorOfComponent" [Optional, Optional],
        /// The volume, or several.
        volume: Vec<String> = "volume" [Optional, Many],
        /// The issue.
        issue: Option<String> = "issue" [Optional, Optional],
        /// The pages that are asked for.
        pages_requested: Option<String> = "pagesRequested" [Optional, Optional],
        /// How many pages they may be.
        estimated_no_pages: Option<String> = "estimatedNoPages" [Optional, Optional],
        /// Numbers of the item: ISBN, ISSN.
        bibliographic_item_id: Vec<BibliographicItemId> = "bibliographicItemId" [Many, Many],
        /// Who paid for it.
        sponsor: Option<String> = "sponsor" [Optional, Optional],
        /// Where it was found.
        information_source: Option<String> = "informationSource" [Optional, Optional],
        /// Numbers of the record in union catalogues.
        bibliographic_record_id: Vec<BibliographicRecordId> = "bibliographicRecordId" [Many, Many],
    }
}

structure! {
    /// A number of an item (`bibliographicItemId`). 1.2 writes the number first.
    #[derive(Debug)]
    BibliographicItemId {
        /// What kind of number: `ISBN`, `ISSN`, `ISMN`.
        bibliographic_item_identifier_code: SchemeValuePair = "bibliographicItemIdentifierCode" [Once, Once],
        /// The number.
        bibliographic_item_identifier: String = "bibliographicItemIdentifier" [Once, Once],
    }
}

structure! {
    /// A number of a record (`bibliographicRecordId`).
    #[derive(Debug)]
    BibliographicRecordId {
        /// Whose number: `OCLC`, `LCCN`.
        bibliographic_record_identifier_code: SchemeValuePair = "bibliographicRecordIdentifierCode" [Once, Once],
        /// The number.
        bibliographic_record_identifier: String = "bibliographicRecordIdentifier" [Once, Once],
    }
}
