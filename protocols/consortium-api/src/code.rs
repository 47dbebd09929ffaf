//! The stable codes of problems: why the library says no, and what is wrong with a request.

use crate::open::words;

/// Declares the codes: value, name, HTTP status, and the title of the problem.
macro_rules! codes {
    ($($variant:ident = $name:literal $status:literal $title:literal,)*) => {
        words! {
            /// What a problem is, as a word that clients act on. The first 32 are the library's
            /// own noes; the others are faults of a request, or of whoever answers.
            pub enum Code {
                $(#[doc = $title] $variant = $name,)*
            }
        }

        impl Code {
            /// The HTTP status that goes with it. An unknown thing in the path is 404 whatever
            /// its code: see [`Problem::in_path`](crate::Problem::in_path).
            pub const fn status(self) -> u16 {
                match self {
                    $(Self::$variant => $status,)*
                }
            }

            /// What it means, in a few words.
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$variant => $title,)*
                }
            }
        }
    };
}

codes! {
    PatronUnknown = "patron_unknown" 409 "Nobody has this card",
    PatronBlocked = "patron_blocked" 409 "The card is blocked",
    PatronExpired = "patron_expired" 409 "The card has expired",
    CardLost = "card_lost" 409 "The card was reported lost",
    PinWrong = "pin_wrong" 409 "The PIN is wrong",
    LoanLimit = "loan_limit" 409 "The patron has as many loans as allowed",
    HoldLimit = "hold_limit" 409 "The patron has as many holds as allowed",
    FeeLimit = "fee_limit" 409 "The patron owes too much",
    AgeRestricted = "age_restricted" 409 "The patron is too young for this item",
    ItemUnknown = "item_unknown" 409 "There is no such item or record",
    ItemNotForLoan = "item_not_for_loan" 409 "The item is not lent",
    ItemOnLoanToOther = "item_on_loan_to_other" 409 "Another patron has the item",
    ItemOnHoldForOther = "item_on_hold_for_other" 409 "The item is kept for another patron",
    ItemLost = "item_lost" 409 "The item is lost",
    ItemInTransit = "item_in_transit" 409 "The item is on its way to another library",
    FeeRequired = "fee_required" 409 "It costs, and the patron has not agreed to pay",
    RenewalLimit = "renewal_limit" 409 "The loan was renewed as often as allowed",
    RenewalHoldWaiting = "renewal_hold_waiting" 409 "Others wait for the item",
    RenewalNotPermitted = "renewal_not_permitted" 409 "This loan cannot be renewed",
    NotOnLoan = "not_on_loan" 409 "The item is not on loan to this patron",
    HoldExists = "hold_exists" 409 "The patron waits for it already",
    HoldNotPossible = "hold_not_possible" 409 "It cannot be reserved",
    HoldUnknown = "hold_unknown" 409 "There is no such hold",
    PickupNotAllowed = "pickup_not_allowed" 409 "Holds are not picked up there",
    PaymentTooLarge = "payment_too_large" 409 "That is more than is owed",
    CurrencyUnknown = "currency_unknown" 409 "Fees are in another currency",
    RequestUnknown = "request_unknown" 409 "There is no such inter-library loan request",
    RequestClosed = "request_closed" 409 "The request has come too far for this",
    DuplicateRequest = "duplicate_request" 409 "The request is known already, with other content",
    TemporaryItemInUse = "temporary_item_in_use" 409 "The temporary item is still lent",
    PinThrottled = "pin_throttled" 429 "Too many wrong PINs in a row",
    Unavailable = "unavailable" 503 "No answer can be given now",

    Malformed = "malformed" 400 "The request cannot be read",
    IdempotencyKeyMissing = "idempotency_key_missing" 400 "A change needs an idempotency key",
    Unauthorized = "unauthorized" 401 "A known bearer token is needed",
    Forbidden = "forbidden" 403 "The token does not allow this",
    NotFound = "not_found" 404 "There is no such thing",
    MethodNotAllowed = "method_not_allowed" 405 "This cannot be done with that",
    NotAcceptable = "not_acceptable" 406 "No accepted media type can be given",
    RequestTimeout = "request_timeout" 408 "The request came too slowly",
    IdempotencyInProgress = "idempotency_in_progress" 409 "The first request with this key is still running",
    TooLarge = "too_large" 413 "The body is too large",
    TargetTooLong = "target_too_long" 414 "Path and query are too long",
    UnsupportedMediaType = "unsupported_media_type" 415 "The body has another media type than can be read",
    IdempotencyMismatch = "idempotency_mismatch" 422 "The key was used for another request",
    TooManyRequests = "too_many_requests" 429 "Too many requests",
    Internal = "internal" 500 "Something is broken here",
}

impl Code {
    /// The library's own noes.
    pub const REFUSALS: usize = 32;

    /// Whether it is a no of the library: an answer, not a fault.
    pub fn is_refusal(self) -> bool {
        Self::ALL
            .iter()
            .take(Self::REFUSALS)
            .any(|code| *code == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_noes_of_the_library_stand_first() {
        assert_eq!(Code::ALL[Code::REFUSALS - 1], Code::Unavailable);
        assert!(Code::PatronUnknown.is_refusal() && !Code::Malformed.is_refusal());
        for code in Code::ALL {
            assert_eq!(Code::from_name(code.as_str()), Some(*code));
            let answer = matches!(code.status(), 409 | 429 | 503);
            assert!(answer || !code.is_refusal(), "{code}");
        }
    }
}
