//! `LookupItemSet`: the items of titles. Version 2.02; earlier, as an extension.

use std::num::NonZeroU32;

use crate::{
    bib_information::BibInformation,
    bibliographic::BibliographicId,
    item::ItemId,
    pair::SchemeValuePair,
    structure::{choice, structure},
    text::Text,
    user::UserId,
};

structure! {
    /// Asks for the items of titles.
    LookupItemSet {
        choice "BibliographicId" key: ItemSetKey,
        many "ItemElementType" item_element_types: SchemeValuePair,
        flag "CurrentBorrowerDesired" current_borrower_desired: bool,
        flag "CurrentRequestersDesired" current_requesters_desired: bool,
        opt "MaximumItemsCount" maximum_items_count: NonZeroU32,
        opt "NextItemToken" next_item_token: Text,
        ext "Ext" ext: LookupItemSetExt,
    }
}

choice! {
    /// Which items are asked for.
    ItemSetKey {
        some "BibliographicId" Titles: BibliographicId,
        some "HoldingsSetId" HoldingsSets: Text,
        some "ItemId" Items: ItemId,
    }
}

structure! {
    /// What is met beside the question.
    #[derive(Default)]
    LookupItemSetExt {
        opt "UserId" user_id: UserId,
    }
}

structure! {
    /// The items of titles. With a token there are more.
    LookupItemSetResponse {
        some "BibInformation" bib_information: BibInformation,
        opt "NextItemToken" next_item_token: Text,
    }
}
