//! 19 and 20: a terminal reports something about an item; sorters use it after sorting.

use crate::{Date, Outcome, Text, message::message};

message! {
    /// A terminal reports a property of an item.
    "19" ItemStatusUpdate "Item Status Update" Terminal V2
    fixed {
        /// When, by the terminal's clock.
        transaction_date: Option<Date>,
    }
    fields {
        /// The institution, as the terminal is configured.
        V2 AO institution_id: Text,
        /// The barcode.
        V2 AB item_identifier: Text,
        /// The terminal's password.
        V2 AC terminal_password: Option<Text>,
        /// What there is to say; vendors' text (`DEST=...` of a sorter).
        V2 CH item_properties: Text,
    }
}

message! {
    /// Whether the report was taken.
    "20" ItemStatusUpdateResponse "Item Status Update Response" Library V2
    fixed {
        /// Whether the properties were stored.
        item_properties_ok: Outcome,
        /// When the library answered.
        transaction_date: Date,
    }
    fields {
        /// The barcode.
        V2 AB item_identifier: Text,
        /// The title.
        V2 AJ title_identifier: Option<Text>,
        /// Free text about the item.
        V2 CH item_properties: Option<Text>,
        /// Messages for the screen.
        V2 AF screen_messages: Vec<Text>,
        /// Lines for the printer.
        V2 AG print_lines: Vec<Text>,
    }
}
