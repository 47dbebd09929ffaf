//! 29 and 30: a patron wants to keep an item longer.

use crate::{
    Currency, Date, Desensitize, FeeType, MagneticMedia, MediaType, Outcome, Text, message::message,
};

message! {
    /// A terminal asks to renew one loan, named by item or title.
    "29" Renew "Renew" Terminal V2
    fixed {
        /// Whether another card than the borrower's may renew.
        third_party_allowed: bool,
        /// The renewal has already happened off-line and must be recorded.
        no_block: bool,
        /// When, by the terminal's clock.
        transaction_date: Option<Date>,
        /// The due date the terminal gave in no-block mode.
        nb_due_date: Option<Date>,
    }
    fields {
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
        /// Free text about the item.
        V2 CH item_properties: Option<Text>,
        /// Whether the patron accepts the fee.
        V2 BO fee_acknowledged: Option<bool>,
    }
}

message! {
    /// Whether the loan is renewed, and until when.
    "30" RenewResponse "Renew Response" Library V2
    fixed {
        /// Whether the item is renewed.
        ok: Outcome,
        /// Whether the patron had it already.
        renewal_ok: bool,
        /// Whether the item is magnetic.
        magnetic_media: MagneticMedia,
        /// Whether to desensitize the security strip.
        desensitize: Desensitize,
        /// When the library answered.
        transaction_date: Date,
    }
    fields {
        /// The institution.
        V2 AO institution_id: Text,
        /// The card.
        V2 AA patron_identifier: Text,
        /// The barcode.
        V2 AB item_identifier: Text,
        /// The title.
        V2 AJ title_identifier: Text,
        /// When it must be back; 18 characters or free text by the terminal's taste.
        V2 AH due_date: Text,
        /// What the fee is for that must be acknowledged.
        V2 BT fee_type: Option<FeeType>,
        /// Whether the terminal must leave the security strip alone.
        V2 CI security_inhibit: Option<bool>,
        /// Currency of the fee.
        V2 BH currency_type: Option<Currency>,
        /// The fee, with a decimal point.
        V2 BV fee_amount: Option<Text>,
        /// What kind of thing the item is.
        V2 CK media_type: Option<MediaType>,
        /// Free text about the item, its parts for example.
        V2 CH item_properties: Option<Text>,
        /// The library's id of the fee.
        V2 BK transaction_id: Option<Text>,
        /// Whether the card is known (Koha, Evergreen).
        Ext BL valid_patron: Option<bool>,
        /// Messages for the screen.
        V2 AF screen_messages: Vec<Text>,
        /// Lines for the printer.
        V2 AG print_lines: Vec<Text>,
    }
}
