//! 25 and 26: lift the block of a 01.

use crate::{Date, Language, PatronStatus, Text, message::message};

message! {
    /// A terminal asks to enable a card again.
    "25" PatronEnable "Patron Enable" Terminal V2
    fixed {
        /// When, by the terminal's clock.
        transaction_date: Option<Date>,
    }
    fields {
        /// The institution, as the terminal is configured.
        V2 AO institution_id: Text,
        /// The card.
        V2 AA patron_identifier: Text,
        /// The terminal's password.
        V2 AC terminal_password: Option<Text>,
        /// The PIN.
        V2 AD patron_password: Option<Text>,
    }
}

message! {
    /// How the patron stands now.
    "26" PatronEnableResponse "Patron Enable Response" Library V2
    fixed {
        /// Why the patron may not borrow.
        patron_status: PatronStatus,
        /// Language of the texts.
        language: Language,
        /// When the library answered.
        transaction_date: Date,
    }
    fields {
        /// The institution.
        V2 AO institution_id: Text,
        /// The card.
        V2 AA patron_identifier: Text,
        /// The name.
        V2 AE personal_name: Text,
        /// Whether the card is known.
        V2 BL valid_patron: Option<bool>,
        /// Whether the PIN is right; only after one was given.
        V2 CQ valid_patron_password: Option<bool>,
        /// Messages for the screen.
        V2 AF screen_messages: Vec<Text>,
        /// Lines for the printer.
        V2 AG print_lines: Vec<Text>,
    }
}
