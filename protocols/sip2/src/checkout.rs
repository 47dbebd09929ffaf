//! 11 and 12: a terminal asks to lend one item to one patron. Dates are local time of the
//! library; nothing here decides whether the loan is allowed.

use crate::{
    Currency, Date, Desensitize, FeeType, MagneticMedia, MediaType, Outcome, Text, message::message,
};

message! {
    /// A terminal asks to lend an item to a patron.
    "11" Checkout "Checkout" Terminal V1
    fixed {
        /// Whether an item the patron already has may be renewed.
        sc_renewal_policy: bool,
        /// The loan has already happened off-line and must be recorded.
        no_block: bool,
        /// When, by the terminal's clock.
        transaction_date: Option<Date>,
        /// The due date the terminal gave in no-block mode.
        nb_due_date: Option<Date>,
    }
    fields {
        /// The institution, as the terminal is configured.
        V1 AO institution_id: Text,
        /// The card.
        V1 AA patron_identifier: Text,
        /// The barcode.
        V1 AB item_identifier: Text,
        /// The terminal's password; empty in nearly all traffic.
        V1 AC terminal_password: Text,
        /// Free text about the item.
        V2 CH item_properties: Option<Text>,
        /// The PIN.
        V2 AD patron_password: Option<Text>,
        /// Whether the patron accepts the fee.
        V2 BO fee_acknowledged: Option<bool>,
        /// `Y` undoes an incomplete checkin of the item.
        V2 BI cancel: Option<bool>,
    }
}

message! {
    /// Whether the item is lent, until when, and whether to unlock it.
    "12" CheckoutResponse "Checkout Response" Library V1
    fixed {
        /// Whether the item is lent.
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
        V1 AO institution_id: Text,
        /// The card.
        V1 AA patron_identifier: Text,
        /// The barcode.
        V1 AB item_identifier: Text,
        /// The title.
        V1 AJ title_identifier: Text,
        /// When it must be back; 18 characters or free text by the terminal's taste.
        V1 AH due_date: Text,
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
        V1 AF screen_messages: Vec<Text>,
        /// Lines for the printer.
        V1 AG print_lines: Vec<Text>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Delimiter, Dialect, Parsed, Request, Response};

    #[test]
    fn koha_leaves_required_fields_empty_when_it_refuses() {
        let text =
            "120NUN20261122    091029AOKAJAANI|AA24810000000021|ABnosuch|AJ|AH|AFInvalid Item|BLY|";
        let Ok(Parsed {
            message: Response::CheckoutResponse(response),
            missing,
            repairs,
        }) = Response::parse(text, Dialect::default())
        else {
            panic!("a 12 is a checkout response")
        };
        assert!(missing.is_empty() && repairs.is_empty());
        assert_eq!(
            (response.ok, response.valid_patron),
            (Outcome::Failed, Some(true))
        );
        assert!(response.due_date.is_empty());
    }

    #[test]
    fn absent_and_empty_are_told_apart() {
        let with = |pin: &str| {
            let text = format!("YN20261122    101500                  AOK|AA1|AB2|AC|{pin}");
            Checkout::parse(&text, Dialect::default())
                .unwrap()
                .message
                .patron_password
        };
        assert_eq!(with(""), None);
        assert_eq!(with("AD|"), Some(Text::empty()));
        assert_eq!(with("AD1234|"), Some("1234".into()));
    }

    #[test]
    fn debug_shows_no_patron() {
        let text = "YN20261122    101500                  AOK|AA2900000001|AB2|AC|AD1234|";
        let shown = format!("{:?}", Checkout::parse(text, Dialect::default()).unwrap());
        assert!(
            !shown.contains("2900000001") && !shown.contains("1234"),
            "{shown}"
        );
    }

    #[test]
    fn another_delimiter_is_read_and_written() {
        let dialect = Dialect {
            delimiter: Delimiter::new('^').unwrap(),
            ..Dialect::default()
        };
        let text = "YN20261122    101500                  AOK^AA1^ABa|b^AC^";
        let mut checkout = Checkout::parse(text, dialect).unwrap().message;
        assert_eq!(checkout.item_identifier.as_str(), "a b");
        checkout.item_identifier = "x^y".into();
        let written = Request::from(checkout).to_text(dialect);
        assert_eq!(
            written,
            "11YN20261122    101500                  AOK^AA1^ABx y^AC^"
        );
    }
}
