//! The one table of operations. The server's router, the client, the documents and the tests come
//! from it.

use crate::{
    Block, BlockRequest, Charge, Checkin, CheckinCancelled, CheckinRequest, CheckoutRequest, Code,
    Fee, Hold, HoldChange, HoldRequest, IllChange, IllRequest, IllRequestNew, IllUndelivered, Item,
    ItemChange, ItemWrite, LastCheckin, Lent, Library, List, Loan, Outcome, Patron, PatronWrite,
    Payment, PaymentRequest, PinWrite, Record, RecordChanges, RenewAllRequest, RenewalOutcomes,
    RenewalRequest, StaffNotice, TemporaryItemRequest, Term, Verification, VerificationRequest,
    spec::{
        Body, CURSOR, ITEM, JsonType, KeyRule, LIMIT, Method, Scope, Spec, needed, number, text,
    },
};

macro_rules! content {
    (none) => {
        Body::NONE
    };
    (json $type:ty) => {
        Body {
            json: Some(JsonType::of::<$type>()),
            marc: false,
        }
    };
    (json_or_marc $type:ty) => {
        Body {
            json: Some(JsonType::of::<$type>()),
            marc: true,
        }
    };
    (marc) => {
        Body {
            json: None,
            marc: true,
        }
    };
}

macro_rules! content_type {
    (none) => { () };
    (json $type:ty) => { $type };
    (json_or_marc $type:ty) => { $type };
    (marc) => { Vec<u8> };
}

macro_rules! operations {
    ($(
        $name:ident $id:literal: $method:ident $path:literal, $scope:ident, $key:ident,
        [$($parameter:expr),*], $request:ident $(($request_type:ty))?
        => $success:literal $answer:ident $(($answer_type:ty))?,
        [$($refusal:ident),*],
        $meaning:literal;
    )*) => {
        /// Everything that can be asked of the consortium.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Operation {
            $(#[doc = $meaning] $name,)*
        }

        impl Operation {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// What there is to know of it.
            pub const fn spec(self) -> &'static Spec {
                match self {
                    $(Self::$name => const { &Spec {
                        id: $id,
                        method: Method::$method,
                        path: $path,
                        scope: Scope::$scope,
                        key: KeyRule::$key,
                        query: &[$($parameter),*],
                        request: content!($request $($request_type)?),
                        success: $success,
                        answer: content!($answer $($answer_type)?),
                        refusals: &[$(Code::$refusal),*],
                        meaning: $meaning,
                    } },)*
                }
            }
        }

        /// Each operation as a type, for callers: the compiler knows what goes with what.
        pub mod call {
            use serde::{Serialize, de::DeserializeOwned};

            /// An operation with the types of its bodies. `()` stands for no body, bytes for a
            /// record in a MARC format, which is not written as JSON: see
            /// [`Spec::request`](super::Spec::request).
            pub trait Call {
                /// Which operation.
                const OPERATION: super::Operation;
                /// The body of the request.
                type Request: Serialize;
                /// The body of the answer (as JSON, where there are several forms).
                type Answer: DeserializeOwned;
            }

            $(
                #[doc = $meaning]
                #[derive(Clone, Copy, Debug)]
                pub struct $name;
            )*
        }

        // Outside of the module, where the names of the bodies are those of the crate.
        $(
            impl call::Call for call::$name {
                const OPERATION: Operation = Operation::$name;
                type Request = content_type!($request $($request_type)?);
                type Answer = content_type!($answer $($answer_type)?);
            }
        )*
    };
}

operations! {
    Libraries "libraries": Get "/libraries", Read, None, [CURSOR, LIMIT],
        none => 200 json(List<Library>), [],
        "The libraries of the consortium, in the order of their codes.";
    Library "library": Get "/libraries/{code}", Read, None, [],
        none => 200 json(Library), [NotFound],
        "One library.";

    Patron "patron": Get "/patrons/{barcode}", Read, None, [],
        none => 200 json(Patron), [PatronUnknown],
        "A patron with blocks, limits, counts and balance.";
    VerifyPin "verify_pin": Post "/patrons/{barcode}/verification", Circulate, Optional, [],
        json(VerificationRequest) => 200 json(Verification), [PatronUnknown, PinThrottled],
        "Whether a PIN is the patron's. Only an explicit yes means yes; wrong ones are counted, and too many in a row are answered with 429.";
    PatronLoans "patron_loans": Get "/patrons/{barcode}/loans", Read, None, [CURSOR, LIMIT],
        none => 200 json(List<Loan>), [PatronUnknown],
        "A patron's loans, in the order of lending, which never changes.";
    PatronHolds "patron_holds": Get "/patrons/{barcode}/holds", Read, None, [CURSOR, LIMIT],
        none => 200 json(List<Hold>), [PatronUnknown],
        "A patron's holds, oldest first.";
    PatronFees "patron_fees": Get "/patrons/{barcode}/fees", Read, None, [CURSOR, LIMIT],
        none => 200 json(List<Fee>), [PatronUnknown],
        "A patron's unpaid fees, oldest first.";
    ChargePatron "charge_patron": Post "/patrons/{barcode}/fees", Circulate, Required, [],
        json(Charge) => 201 json(Fee), [PatronUnknown, ItemUnknown, CurrencyUnknown],
        "Charges a fee.";
    BlockPatron "block_patron": Post "/patrons/{barcode}/blocks", Circulate, Required, [],
        json(BlockRequest) => 201 json(Block), [PatronUnknown],
        "Blocks a card.";
    LiftBlock "lift_block": Delete "/patrons/{barcode}/blocks/{id}", Circulate, Required, [],
        none => 204 none, [PatronUnknown, NotFound],
        "Lifts a block that somebody set.";
    RenewAll "renew_all": Post "/patrons/{barcode}/renewals", Circulate, Required, [],
        json(RenewAllRequest) => 200 json(RenewalOutcomes),
        [PatronUnknown, CardLost, PatronExpired, PatronBlocked, FeeLimit],
        "Renews all of a patron's loans, each for itself.";
    PutPatron "put_patron": Put "/patrons/{barcode}", Admin, Required, [],
        json(PatronWrite) => 200 json(Patron), [],
        "Creates or changes a patron.";
    PutPin "put_pin": Put "/patrons/{barcode}/pin", Admin, Required, [],
        json(PinWrite) => 204 none, [PatronUnknown],
        "Gives a patron a new PIN; wrong ones so far are forgotten.";

    Item "item": Get "/items/{barcode}", Read, None, [],
        none => 200 json(Item), [ItemUnknown],
        "An item as it is now.";
    ChangeItem "change_item": Patch "/items/{barcode}", Circulate, Required, [],
        json(ItemChange) => 200 json(Item), [ItemUnknown],
        "Changes the properties or the location of an item; what is absent stays.";
    PutItem "put_item": Put "/items/{barcode}", Admin, Required, [],
        json(ItemWrite) => 200 json(Item), [ItemUnknown, CurrencyUnknown],
        "Creates or changes an item.";
    DeleteItem "delete_item": Delete "/items/{barcode}", Admin, Required, [],
        none => 204 none, [ItemUnknown, ItemOnLoanToOther],
        "Takes an item out of the collection. Refused while it is on loan.";

    ItemLoans "item_loans": Get "/loans", Read, None, [ITEM, CURSOR, LIMIT],
        none => 200 json(List<Loan>), [ItemUnknown],
        "The open loan of an item: a list of one, or of none.";
    Recall "recall": Post "/loans/{id}/recall", Circulate, Required, [],
        none => 200 json(Loan), [NotOnLoan],
        "Asks a loan back before its time.";
    Checkout "checkout": Post "/checkouts", Circulate, Required, [],
        json(CheckoutRequest) => 201 json(Lent),
        [PatronUnknown, ItemUnknown, CardLost, PatronExpired, PatronBlocked, FeeLimit, ItemLost,
         ItemNotForLoan, ItemOnLoanToOther, ItemOnHoldForOther, ItemInTransit, AgeRestricted,
         LoanLimit, FeeRequired, RenewalLimit, RenewalHoldWaiting, RenewalNotPermitted],
        "Lends an item. Repeated by the patron who has it, without `renew_if_on_loan`: the standing loan.";
    CancelCheckout "cancel_checkout": Post "/checkouts/{loan}/cancellation", Circulate, Required, [],
        none => 204 none, [NotOnLoan],
        "Undoes a checkout that could not be completed: the item is as it was before.";
    LastCheckins "last_checkins": Get "/checkins", Read, None, [ITEM, CURSOR, LIMIT],
        none => 200 json(List<LastCheckin>), [ItemUnknown],
        "The latest return of an item, while it can still be undone: a list of one, or of none.";
    Checkin "checkin": Post "/checkins", Circulate, Required, [],
        json(CheckinRequest) => 200 json(Checkin), [ItemUnknown],
        "Takes an item back. One that is not on loan is taken in as well: its transit ends, a hold is caught.";
    CancelCheckin "cancel_checkin": Post "/checkins/{id}/cancellation", Circulate, Required, [],
        none => 200 json(CheckinCancelled), [NotOnLoan],
        "Undoes a return that could not be completed: the loan stands again as before.";
    Renew "renew": Post "/renewals", Circulate, Required, [],
        json(RenewalRequest) => 200 json(Lent),
        [PatronUnknown, ItemUnknown, CardLost, PatronExpired, PatronBlocked, FeeLimit, NotOnLoan,
         RenewalLimit, RenewalHoldWaiting, RenewalNotPermitted, FeeRequired],
        "Renews a loan.";

    PlaceHold "place_hold": Post "/holds", Circulate, Required, [],
        json(HoldRequest) => 201 json(Hold),
        [PatronUnknown, ItemUnknown, CardLost, PatronExpired, PatronBlocked, FeeLimit, AgeRestricted,
         HoldLimit, HoldExists, HoldNotPossible, PickupNotAllowed],
        "Places a hold on a title or on an item.";
    Hold "hold": Get "/holds/{id}", Read, None, [],
        none => 200 json(Hold), [HoldUnknown],
        "One hold.";
    ChangeHold "change_hold": Patch "/holds/{id}", Circulate, Required, [],
        json(HoldChange) => 200 json(Hold), [HoldUnknown, HoldNotPossible, PickupNotAllowed],
        "Changes where a hold is picked up, or until when it is of use; what is absent stays.";
    CancelHold "cancel_hold": Delete "/holds/{id}", Circulate, Required, [],
        none => 204 none, [HoldUnknown],
        "Cancels a hold; the next in the queue takes its place.";

    Pay "pay": Post "/payments", Circulate, Required, [],
        json(PaymentRequest) => 201 json(Payment), [PatronUnknown, PaymentTooLarge, CurrencyUnknown],
        "Books a payment for one fee or for the whole balance.";

    Records "records": Get "/records", Read, None,
        [text("query", "What to search for, in CQL."),
         text("title", "Instead of a query: exactly this title, letter case aside."),
         number("start", "The first record wanted; 1 if absent."), CURSOR, LIMIT],
        none => 200 json(List<Record>), [],
        "Searches the catalogue.";
    RecordChanges "record_changes": Get "/records/changes", Read, None,
        [text("from", "Changes at or after this time or date."),
         text("until", "Changes at or before this time, or on or before this date."),
         text("record", "Only the last change of this record, if it ever was."), CURSOR, LIMIT],
        none => 200 json(RecordChanges), [],
        "Records that changed, deletions among them, in order of (changed, id).";
    Record "record": Get "/records/{id}", Read, None, [],
        none => 200 json_or_marc(Record), [ItemUnknown],
        "One record: MARCXML, ISO 2709 or a summary in JSON, by Accept.";
    PutRecord "put_record": Put "/records/{id}", Admin, Required, [],
        marc => 200 json(Record), [],
        "Creates or replaces a record; its datestamp moves.";
    DeleteRecord "delete_record": Delete "/records/{id}", Admin, Required, [],
        none => 204 none, [ItemUnknown],
        "Deletes a record; that stays known for ever.";
    Holdings "holdings": Get "/records/{id}/holdings", Read, None, [CURSOR, LIMIT],
        none => 200 json(List<Item>), [ItemUnknown],
        "The copies of a record with their state now, in the order of their barcodes.";
    Terms "terms": Get "/terms", Read, None,
        [needed("index", "The index, by its CQL name: `dc.title`."),
         text("from", "The first term wanted, or where it would stand."), CURSOR, LIMIT],
        none => 200 json(List<Term>), [],
        "Browses an index: its terms with the number of records of each.";

    IllRequests "ill_requests": Get "/ill/requests", Ill, None,
        [text("state", "Only those in this state."),
         text("before", "Only those that are older than this one, by its id."), CURSOR, LIMIT],
        none => 200 json(List<IllRequest>), [],
        "Inter-library loan requests, newest first.";
    CreateIllRequest "create_ill_request": Post "/ill/requests", Ill, Required, [],
        json(IllRequestNew) => 201 json(IllRequest),
        [PatronUnknown, PickupNotAllowed, RequestUnknown, DuplicateRequest],
        "Asks a partner for something. It is sent in the background until it is confirmed.";
    IllRequest "ill_request": Get "/ill/requests/{id}", Ill, None, [],
        none => 200 json(IllRequest), [RequestUnknown],
        "One request, with its messages and what can be done now.";
    ChangeIllRequest "change_ill_request": Patch "/ill/requests/{id}", Ill, Required, [],
        json(IllChange) => 200 json(IllRequest),
        [RequestUnknown, RequestClosed, PatronUnknown, ItemUnknown, CardLost, PatronExpired,
         PatronBlocked, FeeLimit, ItemLost, ItemNotForLoan, ItemOnLoanToOther, ItemOnHoldForOther,
         AgeRestricted, LoanLimit, FeeRequired, NotOnLoan, HoldLimit, HoldNotPossible,
         PickupNotAllowed, TemporaryItemInUse, DuplicateRequest, RenewalNotPermitted],
        "Does something with a request. What cannot be done now is refused with `request_closed`.";
    UndeliveredIllMessages "undelivered_ill_messages": Get "/ill/undelivered", Ill, None, [CURSOR, LIMIT],
        none => 200 json(List<IllUndelivered>), [],
        "Messages to partners that were given up, or that the partner would not take, oldest first.";
    ResendIllMessage "resend_ill_message": Post "/ill/messages/{id}/resend", Ill, Required, [],
        none => 204 none, [RequestUnknown],
        "Sends one of the undelivered messages again, in the background.";
    CreateTemporaryItem "create_temporary_item": Post "/temporary_items", Ill, Required, [],
        json(TemporaryItemRequest) => 201 json(Item),
        [PatronUnknown, CardLost, PatronExpired, PatronBlocked, FeeLimit, HoldLimit, PickupNotAllowed,
         HoldNotPossible, DuplicateRequest, TemporaryItemInUse],
        "Takes in a copy received from another library: record, item and hold in one, all or nothing, at once on the pickup shelf.";
    DeleteTemporaryItem "delete_temporary_item": Delete "/temporary_items/{barcode}", Ill, Required, [],
        none => 204 none, [ItemUnknown, TemporaryItemInUse],
        "Removes a copy that goes back to another library.";

    OutcomeOf "outcome_of": Get "/operations/{key}", Read, None, [],
        none => 200 json(Outcome), [IdempotencyInProgress],
        "What became of the change with this key, so that a caller that lost the answer can settle it.";
    StaffNotices "staff_notices": Get "/staff_notices", Circulate, None, [CURSOR, LIMIT],
        none => 200 json(List<StaffNotice>), [],
        "What staff should look at, newest first.";
}

impl Operation {
    /// The operation of that id.
    pub fn from_id(id: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|operation| operation.spec().id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_changes_something_carries_a_key() {
        for operation in Operation::ALL {
            let Spec {
                method, key, id, ..
            } = operation.spec();
            let reads = *method == Method::Get;
            assert_eq!(reads, *key == KeyRule::None, "{id}");
            assert!(
                *key != KeyRule::Optional || *operation == Operation::VerifyPin,
                "{id}"
            );
        }
    }

    #[test]
    fn names_and_addresses_are_used_once() {
        for (at, operation) in Operation::ALL.iter().enumerate() {
            let (spec, id) = (operation.spec(), operation.spec().id);
            assert_eq!(Operation::from_id(id), Some(*operation));
            let others = Operation::ALL.iter().take(at).map(|other| other.spec());
            for other in others {
                assert!(
                    (other.method, other.path) != (spec.method, spec.path),
                    "{id}"
                );
            }
            assert_eq!(spec.success == 204, spec.answer.is_none(), "{id}");
            let named = spec.unknown().filter(|code| code.is_refusal());
            assert!(
                named.is_none_or(|code| spec.refusals.contains(&code)),
                "{id}"
            );
            assert!(spec.method != Method::Get || spec.request.is_none(), "{id}");
        }
    }
}
