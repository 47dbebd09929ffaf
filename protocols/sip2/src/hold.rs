//! 15 and 16: holds on titles and items.

use crate::{Date, HoldMode, HoldType, Outcome, Text, message::message};

message! {
    /// A terminal asks to add, delete or change a hold.
    "15" Hold "Hold" Terminal V2
    fixed {
        /// What to do.
        hold_mode: HoldMode,
        /// When, by the terminal's clock.
        transaction_date: Option<Date>,
    }
    fields {
        /// When the hold lapses, 18 characters.
        V2 BW expiration_date: Option<Text>,
        /// Where the patron wants to fetch it.
        V2 BS pickup_location: Option<Text>,
        /// Which copies may fill it.
        V2 BY hold_type: Option<HoldType>,
        /// The institution, as the terminal is configured.
        V2 AO institution_id: Text,
        /// The card.
        V2 AA patron_identifier: Text,
        /// The PIN.
        V2 AD patron_password: Option<Text>,
        /// The barcode; this or the title must be there.
        V2 AB item_identifier: Option<Text>,
        /// The title.
        V2 AJ title_identifier: Option<Text>,
        /// The terminal's password.
        V2 AC terminal_password: Option<Text>,
        /// Whether the patron accepts the fee.
        V2 BO fee_acknowledged: Option<bool>,
    }
}

message! {
    /// What became of the hold.
    "16" HoldResponse "Hold Response" Library V2
    fixed {
        /// Whether it was done.
        ok: Outcome,
        /// Whether a copy is there now.
        available: bool,
        /// When the library answered.
        transaction_date: Date,
    }
    fields {
        /// When the hold lapses, 18 characters.
        V2 BW expiration_date: Option<Text>,
        /// The place in the queue.
        V2 BR queue_position: Option<Text>,
        /// Where the patron will fetch it.
        V2 BS pickup_location: Option<Text>,
        /// The institution.
        V2 AO institution_id: Text,
        /// The card.
        V2 AA patron_identifier: Text,
        /// The barcode.
        V2 AB item_identifier: Option<Text>,
        /// The title.
        V2 AJ title_identifier: Option<Text>,
        /// Messages for the screen.
        V2 AF screen_messages: Vec<Text>,
        /// Lines for the printer.
        V2 AG print_lines: Vec<Text>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dialect;

    #[test]
    fn an_unknown_mode_is_kept_to_be_refused() {
        let text = "?20261122    101500AOKAINET|AA2900000001|AB3900000001|";
        let hold = Hold::parse(text, Dialect::default()).unwrap().message;
        assert_eq!(hold.hold_mode.code(), "?");
        let text = "+20261122    101500BY2|AOKAINET|AA2900000001|AJKalevala|";
        let hold = Hold::parse(text, Dialect::default()).unwrap().message;
        assert_eq!(
            (hold.hold_mode, hold.hold_type),
            (HoldMode::Add, Some(HoldType::AnyCopy))
        );
    }
}
