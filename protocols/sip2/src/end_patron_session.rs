//! 35 and 36: a patron leaves the terminal. The connection stays.

use crate::{Date, Text, message::message};

message! {
    /// A terminal says that a patron is done.
    "35" EndPatronSession "End Patron Session" Terminal V2
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
    /// The patron's session is over.
    "36" EndSessionResponse "End Session Response" Library V2
    fixed {
        /// Whether it ended.
        end_session: bool,
        /// When the library answered.
        transaction_date: Date,
    }
    fields {
        /// The institution.
        V2 AO institution_id: Text,
        /// The card.
        V2 AA patron_identifier: Text,
        /// Messages for the screen.
        V2 AF screen_messages: Vec<Text>,
        /// Lines for the printer.
        V2 AG print_lines: Vec<Text>,
    }
}
