//! 17 and 18: where an item is and what it is.

use crate::{
    AlertType, CirculationStatus, Currency, Date, FeeType, MediaType, SecurityMarker, Text,
    message::message,
};

message! {
    /// A terminal or gate asks about an item.
    "17" ItemInformation "Item Information" Terminal V2
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
    }
}

message! {
    /// What the library knows of the item.
    "18" ItemInformationResponse "Item Information Response" Library V2
    fixed {
        /// Where the item is.
        circulation_status: CirculationStatus,
        /// What protects it.
        security_marker: SecurityMarker,
        /// What a fee at checkout would be for.
        fee_type: FeeType,
        /// When the library answered.
        transaction_date: Date,
    }
    fields {
        /// How many patrons wait.
        V2 CF hold_queue_length: Option<Text>,
        /// When it must be back.
        V2 AH due_date: Option<Text>,
        /// From when it may be recalled, 18 characters.
        V2 CJ recall_date: Option<Text>,
        /// Until when it waits on the hold shelf, 18 characters.
        V2 CM hold_pickup_date: Option<Text>,
        /// The barcode.
        V2 AB item_identifier: Text,
        /// The title.
        V2 AJ title_identifier: Text,
        /// Whose it is.
        V2 BG owner: Option<Text>,
        /// Currency of the fee.
        V2 BH currency_type: Option<Currency>,
        /// The fee at checkout, with a decimal point.
        V2 BV fee_amount: Option<Text>,
        /// What kind of thing it is.
        V2 CK media_type: Option<MediaType>,
        /// Where it belongs.
        V2 AQ permanent_location: Option<Text>,
        /// Where it is.
        V2 AP current_location: Option<Text>,
        /// Free text about the item.
        V2 CH item_properties: Option<Text>,
        /// Collection, for the sorter.
        Ext CR collection_code: Option<Text>,
        /// Call number, for the sorter.
        Ext CS call_number: Option<Text>,
        /// Where the item should go.
        Ext CT destination_location: Option<Text>,
        /// Why the item should be put aside.
        Ext CV alert_type: Option<AlertType>,
        /// Card of the patron it is held for.
        Ext CY hold_patron_id: Option<Text>,
        /// Name of the patron it is held for.
        Ext DA hold_patron_name: Option<Text>,
        /// Messages for the screen.
        V2 AF screen_messages: Vec<Text>,
        /// Lines for the printer.
        V2 AG print_lines: Vec<Text>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialect, Repair, Request};

    #[test]
    fn the_koha_client_puts_a_language_before_the_date() {
        let text = "1700120261122    090512AOKAI|AB33KAJ000123|AC|";
        let parsed = Request::parse(text, Dialect::default()).unwrap();
        assert_eq!(parsed.repairs, [Repair::FixedPartLong]);
        let Request::ItemInformation(request) = parsed.message else {
            panic!("a 17")
        };
        assert_eq!(request.transaction_date, Date::parse("20261122    090512"));
        assert_eq!(request.item_identifier.as_str(), "33KAJ000123");
    }

    #[test]
    fn an_excess_beyond_the_limit_is_refused() {
        let text = |excess: &str| format!("{excess}20261122    090512AOKAI|AB33KAJ000123|");
        assert!(ItemInformation::parse(&text("12345678"), Dialect::default()).is_ok());
        assert!(ItemInformation::parse(&text("123456789"), Dialect::default()).is_err());
    }
}
