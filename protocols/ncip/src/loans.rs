//! Loans and requests of a user, and how many there are.

use std::num::NonZeroU32;

use crate::{
    bibliographic::{BibliographicDescription, BibliographicId},
    date_time::DateTime,
    fiscal::Amount,
    item::{ItemId, Subject},
    loan_period::LoanedPeriod,
    pair::SchemeValuePair,
    structure::{choice, structure},
    text::Text,
};

structure! {
    /// A loan of a user.
    LoanedItem {
        one "ItemId" item_id: ItemId,
        many2 "BibliographicId" bibliographic_ids: BibliographicId,
        must1 "ReminderLevel" reminder_level: u32,
        choice "DateDue" loan_period: LoanedPeriod,
        must1 "Amount" amount: Amount,
        opt2 "Title" title: Text,
        opt2 "MediumType" medium_type: SchemeValuePair,
        ext "Ext" ext: LoanedItemExt,
    }
}

structure! {
    /// What is met beside a loan.
    #[derive(Default)]
    LoanedItemExt {
        flag "RenewalNotPermitted" renewal_not_permitted: bool,
        opt "BibliographicDescription" bibliographic_description: BibliographicDescription,
    }
}

structure! {
    /// A request of a user.
    RequestedItem {
        choice "ItemId" subject: Subject,
        many2 "BibliographicId" bibliographic_ids: BibliographicId,
        lax "RequestType" request_type: SchemeValuePair,
        lax "RequestStatusType" request_status_type: SchemeValuePair,
        one "DatePlaced" date_placed: DateTime,
        opt "PickupDate" pickup_date: DateTime,
        opt2 "PickupLocation" pickup_location: SchemeValuePair,
        opt "PickupExpiryDate" pickup_expiry_date: DateTime,
        opt "ReminderLevel" reminder_level: u32,
        opt "HoldQueuePosition" hold_queue_position: NonZeroU32,
        opt2 "Title" title: Text,
        opt2 "MediumType" medium_type: SchemeValuePair,
        ext "Ext" ext: RequestedItemExt,
    }
}

structure! {
    /// What is met beside a request.
    #[derive(Default)]
    RequestedItemExt {
        opt "BibliographicDescription" bibliographic_description: BibliographicDescription,
    }
}

structure! {
    /// How many loans of a kind a user has.
    LoanedItemsCount {
        choice "CirculationStatus" counted: CountedLoans,
        one "LoanedItemCountValue" loaned_item_count_value: u32,
    }
}

choice! {
    /// Which loans are counted.
    CountedLoans {
        one "CirculationStatus" CirculationStatus: SchemeValuePair,
        one "ItemUseRestrictionType" ItemUseRestrictionType: SchemeValuePair,
    }
}

structure! {
    /// How many requests of a kind a user has.
    RequestedItemsCount {
        choice "RequestType" counted: CountedRequests,
        one "RequestedItemCountValue" requested_item_count_value: u32,
    }
}

choice! {
    /// Which requests are counted.
    CountedRequests {
        one "RequestType" RequestType: SchemeValuePair,
        one "CirculationStatus" CirculationStatus: SchemeValuePair,
        one "ItemUseRestrictionType" ItemUseRestrictionType: SchemeValuePair,
    }
}
