//! 01: a terminal reports that a card should be blocked. The answer is a patron status (24).

use crate::{Date, Text, message::message};

message! {
    /// A terminal asks to block a card: it was left behind, or the PIN was wrong too often.
    "01" BlockPatron "Block Patron" Terminal V1
    fixed {
        /// Whether the terminal kept the card.
        card_retained: bool,
        /// When, by the terminal's clock.
        transaction_date: Option<Date>,
    }
    fields {
        /// The institution, as the terminal is configured.
        V1 AO institution_id: Text,
        /// Why, for the staff.
        V1 AL blocked_card_message: Text,
        /// The card.
        V1 AA patron_identifier: Text,
        /// The terminal's password; empty in nearly all traffic.
        V1 AC terminal_password: Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialect, Request};

    #[test]
    fn a_kept_card() {
        let text = "01Y20261122    101500AOKAINET|ALTunnusluku väärin|AA2900000001|AC|";
        let block = BlockPatron::parse(&text[2..], Dialect::default())
            .unwrap()
            .message;
        assert!(block.card_retained);
        assert_eq!(block.blocked_card_message.as_str(), "Tunnusluku väärin");
        assert_eq!(Request::from(block).to_text(Dialect::default()), text);
    }
}
