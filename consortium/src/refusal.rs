//! The library's no: one code for each reason, with its text in every language.

use std::sync::LazyLock;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Argument, Language, Money, Texts};

/// Declares the codes: variant, stable name, and what it means.
macro_rules! refusal_codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// Why the library says no. The names are stable: clients act on them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum RefusalCode {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl RefusalCode {
            /// All codes.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable name: `item_unknown`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

refusal_codes! {
    /// Nobody has this card.
    PatronUnknown = "patron_unknown",
    /// Somebody has blocked the card.
    PatronBlocked = "patron_blocked",
    /// The card has expired.
    PatronExpired = "patron_expired",
    /// The card was reported lost.
    CardLost = "card_lost",
    /// The PIN is wrong.
    PinWrong = "pin_wrong",
    /// The patron has as many loans as allowed.
    LoanLimit = "loan_limit",
    /// The patron has as many holds as allowed.
    HoldLimit = "hold_limit",
    /// The patron owes too much.
    FeeLimit = "fee_limit",
    /// The patron is too young for this item.
    AgeRestricted = "age_restricted",
    /// There is no such item (or record).
    ItemUnknown = "item_unknown",
    /// The item is not lent.
    ItemNotForLoan = "item_not_for_loan",
    /// Another patron has it.
    ItemOnLoanToOther = "item_on_loan_to_other",
    /// It is kept for another patron.
    ItemOnHoldForOther = "item_on_hold_for_other",
    /// It is lost.
    ItemLost = "item_lost",
    /// It is on its way to another library.
    ItemInTransit = "item_in_transit",
    /// Lending it costs; the patron must agree first.
    FeeRequired = "fee_required",
    /// The loan was renewed as often as allowed.
    RenewalLimit = "renewal_limit",
    /// Others wait for it.
    RenewalHoldWaiting = "renewal_hold_waiting",
    /// This loan cannot be renewed.
    RenewalNotPermitted = "renewal_not_permitted",
    /// The item is not on loan (to this patron).
    NotOnLoan = "not_on_loan",
    /// The patron waits for it already.
    HoldExists = "hold_exists",
    /// It cannot be reserved.
    HoldNotPossible = "hold_not_possible",
    /// There is no such hold.
    HoldUnknown = "hold_unknown",
    /// Holds are not picked up there.
    PickupNotAllowed = "pickup_not_allowed",
    /// More than is owed.
    PaymentTooLarge = "payment_too_large",
    /// Fees are in another currency.
    CurrencyUnknown = "currency_unknown",
    /// There is no such inter-library loan request.
    RequestUnknown = "request_unknown",
    /// The request has come too far for this.
    RequestClosed = "request_closed",
    /// The request is known already, with other content.
    DuplicateRequest = "duplicate_request",
    /// The temporary item is still lent.
    TemporaryItemInUse = "temporary_item_in_use",
    /// Too many wrong PINs in a row.
    PinThrottled = "pin_throttled",
    /// The consortium cannot answer now.
    Unavailable = "unavailable",
}

impl RefusalCode {
    /// Which one is told when several apply: the first of these, in all protocols. The others never
    /// compete.
    pub const PRECEDENCE: [Self; 16] = [
        Self::PatronUnknown,
        Self::ItemUnknown,
        Self::PinThrottled,
        Self::PinWrong,
        Self::CardLost,
        Self::PatronExpired,
        Self::PatronBlocked,
        Self::FeeLimit,
        Self::ItemLost,
        Self::ItemNotForLoan,
        Self::ItemOnLoanToOther,
        Self::ItemOnHoldForOther,
        Self::ItemInTransit,
        Self::AgeRestricted,
        Self::LoanLimit,
        Self::FeeRequired,
    ];

    /// The code of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}

/// A no, with what is needed to explain it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Why.
    pub code: RefusalCode,
    /// The facts behind it.
    pub facts: Facts,
}

/// What is needed to explain a refusal; each refusal fills what it has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// The fee to agree to, or the balance that is too large.
    pub fee: Option<Money>,
    /// The limit that was reached: loans, holds, renewals, years of age.
    pub limit: Option<u32>,
    /// When something ends: the throttle of a PIN, the validity of a card.
    pub until: Option<Timestamp>,
}

impl From<RefusalCode> for Refusal {
    fn from(code: RefusalCode) -> Self {
        Self {
            code,
            facts: Facts::default(),
        }
    }
}

impl Refusal {
    /// A refusal because of a sum.
    pub fn with_fee(code: RefusalCode, fee: Money) -> Self {
        Self {
            code,
            facts: Facts {
                fee: Some(fee),
                ..Facts::default()
            },
        }
    }

    /// A refusal because of a number.
    pub fn with_limit(code: RefusalCode, limit: u32) -> Self {
        Self {
            code,
            facts: Facts {
                limit: Some(limit),
                ..Facts::default()
            },
        }
    }

    /// A refusal until a time.
    pub fn with_until(code: RefusalCode, until: Timestamp) -> Self {
        Self {
            code,
            facts: Facts {
                until: Some(until),
                ..Facts::default()
            },
        }
    }

    /// The reason in words for the patron, with the facts that are known.
    pub fn text(&self, language: Language) -> String {
        let name = self.code.as_str();
        let key = name.replace('_', "-");
        let fee = self.facts.fee.map(|fee| fee.to_string());
        match (&fee, self.facts.limit) {
            (Some(fee), _) => TEXTS.text(
                language,
                &format!("{key}-fee"),
                &[("fee", Argument::Text(fee))],
            ),
            (None, Some(limit)) => TEXTS.text(
                language,
                &format!("{key}-limit"),
                &[("limit", Argument::Number(i64::from(limit)))],
            ),
            (None, None) => None,
        }
        .or_else(|| TEXTS.text(language, &key, &[]))
        .unwrap_or_else(|| name.to_owned())
    }
}

static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    Texts::new([
        (Language::Fi, include_str!("../texts/fi.ftl")),
        (Language::Sv, include_str!("../texts/sv.ftl")),
        (Language::En, include_str!("../texts/en.ftl")),
    ])
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_a_text_in_every_language() {
        for &code in RefusalCode::ALL {
            let mut texts = Vec::new();
            for language in Language::ALL {
                let text = Refusal::from(code).text(language);
                assert_ne!(text, code.as_str(), "{language:?} lacks {}", code.as_str());
                assert!(text.chars().count() <= 80, "too long for a screen: {text}");
                texts.push(text);
            }
            assert!(texts[0] != texts[1] && texts[1] != texts[2], "{texts:?}");
        }
    }

    #[test]
    fn facts_stand_in_the_text() {
        let fee = Refusal::with_fee(RefusalCode::FeeRequired, Money::euros(200));
        assert!(
            fee.text(Language::Fi).contains("2.00"),
            "{}",
            fee.text(Language::Fi)
        );
        let age = Refusal::with_limit(RefusalCode::AgeRestricted, 16);
        for language in Language::ALL {
            assert!(age.text(language).contains("16"), "{}", age.text(language));
        }
    }

    #[test]
    fn names_are_the_stable_ones() {
        assert_eq!(
            RefusalCode::from_name("item_on_loan_to_other"),
            Some(RefusalCode::ItemOnLoanToOther)
        );
        assert_eq!(RefusalCode::from_name("no_such_code"), None);
        assert_eq!(
            serde_json::to_string(&RefusalCode::FeeLimit).unwrap(),
            "\"fee_limit\""
        );
        assert_eq!(RefusalCode::ALL.len(), 32);
    }
}
