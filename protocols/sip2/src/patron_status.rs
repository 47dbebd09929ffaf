//! 23 and 24: whether a patron may borrow. 24 answers a block (01) too.

use crate::{Currency, Date, Language, PatronStatus, Text, message::message};

message! {
    /// A terminal asks about a patron.
    "23" PatronStatusRequest "Patron Status Request" Terminal V1
    fixed {
        /// The language the patron chose.
        language: Language,
        /// When, by the terminal's clock.
        transaction_date: Option<Date>,
    }
    fields {
        /// The institution, as the terminal is configured.
        V1 AO institution_id: Text,
        /// The card.
        V1 AA patron_identifier: Text,
        /// The terminal's password; empty in nearly all traffic.
        V1 AC terminal_password: Text,
        /// The PIN.
        V1 AD patron_password: Text,
    }
}

message! {
    /// Whether the patron may borrow.
    "24" PatronStatusResponse "Patron Status Response" Library V1
    fixed {
        /// Why the patron may not borrow.
        patron_status: PatronStatus,
        /// Language of the texts; 000 after a 01.
        language: Language,
        /// When the library answered.
        transaction_date: Date,
    }
    fields {
        /// The institution.
        V1 AO institution_id: Text,
        /// The card.
        V1 AA patron_identifier: Text,
        /// The name.
        V1 AE personal_name: Text,
        /// Whether the card is known.
        V2 BL valid_patron: Option<bool>,
        /// Whether the PIN is right; only after one was given.
        V2 CQ valid_patron_password: Option<bool>,
        /// Currency of the sum.
        V2 BH currency_type: Option<Currency>,
        /// What the patron owes, with a decimal point.
        V2 BV fee_amount: Option<Text>,
        /// Messages for the screen.
        V1 AF screen_messages: Vec<Text>,
        /// Lines for the printer.
        V1 AG print_lines: Vec<Text>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialect, Response};

    #[test]
    fn an_unknown_patron_is_denied_everything() {
        let now = Date::parse("20261122    090513").unwrap();
        let response = PatronStatusResponse {
            patron_status: PatronStatus::DENIED,
            language: Language::Finnish,
            patron_identifier: "x".into(),
            valid_patron: Some(false),
            ..PatronStatusResponse::at(now)
        };
        let text = "24YYYY          00720261122    090513AO|AAx|AE|BLN|";
        assert_eq!(Response::from(response).to_text(Dialect::default()), text);
    }
}
