//! 63 and 64: a patron's account, with one of its lists.

use crate::{Count, Currency, Date, Language, PatronStatus, Summary, Text, message::message};

message! {
    /// A terminal asks for a patron's account.
    "63" PatronInformation "Patron Information" Terminal V2
    fixed {
        /// The language the patron chose.
        language: Language,
        /// When, by the terminal's clock.
        transaction_date: Option<Date>,
        /// Which list the answer should hold.
        summary: Option<Summary>,
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
        /// First entry of the list, counted from 1.
        V2 BP start_item: Option<Text>,
        /// Last entry of the list, included.
        V2 BQ end_item: Option<Text>,
    }
}

message! {
    /// A patron's account. The counts are filled whatever list was asked for.
    "64" PatronInformationResponse "Patron Information Response" Library V2
    fixed {
        /// Why the patron may not borrow.
        patron_status: PatronStatus,
        /// Language of the texts.
        language: Language,
        /// When the library answered.
        transaction_date: Date,
        /// Holds that wait on the shelf.
        hold_items_count: Count,
        /// Overdue loans.
        overdue_items_count: Count,
        /// Loans.
        charged_items_count: Count,
        /// Unpaid fees.
        fine_items_count: Count,
        /// Recalled loans.
        recall_items_count: Count,
        /// Holds not yet available.
        unavailable_holds_count: Count,
    }
    fields {
        /// The institution.
        V2 AO institution_id: Text,
        /// The card.
        V2 AA patron_identifier: Text,
        /// The name.
        V2 AE personal_name: Text,
        /// Most holds at a time.
        V2 BZ hold_items_limit: Option<Count>,
        /// Most overdue loans.
        V2 CA overdue_items_limit: Option<Count>,
        /// Most loans.
        V2 CB charged_items_limit: Option<Count>,
        /// Whether the card is known.
        V2 BL valid_patron: Option<bool>,
        /// Whether the PIN is right; only after one was given.
        V2 CQ valid_patron_password: Option<bool>,
        /// Currency of the sums.
        V2 BH currency_type: Option<Currency>,
        /// What the patron owes, with a decimal point.
        V2 BV fee_amount: Option<Text>,
        /// From what debt on borrowing stops.
        V2 CC fee_limit: Option<Text>,
        /// Holds that wait on the shelf.
        V2 AS hold_items: Vec<Text>,
        /// Overdue loans.
        V2 AT overdue_items: Vec<Text>,
        /// Loans.
        V2 AU charged_items: Vec<Text>,
        /// Unpaid fees.
        V2 AV fine_items: Vec<Text>,
        /// Recalled loans.
        V2 BU recall_items: Vec<Text>,
        /// Holds not yet available.
        V2 CD unavailable_hold_items: Vec<Text>,
        /// Address.
        V2 BD home_address: Option<Text>,
        /// E-mail.
        V2 BE email_address: Option<Text>,
        /// Phone.
        V2 BF home_phone_number: Option<Text>,
        /// Until when the card is valid (EnvisionWare).
        Ext PA patron_expiration_date: Option<Text>,
        /// Birth date (EnvisionWare).
        Ext PB patron_birth_date: Option<Text>,
        /// Patron category (EnvisionWare).
        Ext PC patron_class: Option<Text>,
        /// Internet profile (EnvisionWare).
        Ext PI patron_internet_profile: Option<Text>,
        /// The patron's home library (TLC, Evergreen).
        Ext AQ home_library: Option<Text>,
        /// The library system's own id (Evergreen).
        Ext XI internal_patron_id: Option<Text>,
        /// Per fee: what is still owed (Gossip).
        Ext FA fees_remaining: Vec<Text>,
        /// Per fee: the account (Gossip).
        Ext FB fee_account_ids: Vec<Text>,
        /// Per fee: its day, `dd.mm.yyyy` (Gossip).
        Ext FC fee_creation_dates: Vec<Text>,
        /// Per fee: the item (Gossip).
        Ext FD fee_item_ids: Vec<Text>,
        /// Per fee: its id (Gossip).
        Ext FE fee_ids: Vec<Text>,
        /// Per fee: what for (Gossip).
        Ext FF fee_types: Vec<Text>,
        /// Per fee: the sum (Gossip).
        Ext FG fee_amounts: Vec<Text>,
        /// Messages for the screen.
        V2 AF screen_messages: Vec<Text>,
        /// Lines for the printer.
        V2 AG print_lines: Vec<Text>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialect, Response};

    #[test]
    fn lists_repeat_and_counts_are_four_digits() {
        let now = Date::parse("20261122    101501").unwrap();
        let response = PatronInformationResponse {
            charged_items_count: Count::from(2_usize),
            unavailable_holds_count: Count::from(123_456_usize),
            personal_name: "Heikkinen, Åsa".into(),
            charged_items: vec!["3900000005".into(), "3900000006".into()],
            ..PatronInformationResponse::at(now)
        };
        assert_eq!(
            Response::from(response).to_text(Dialect::default()),
            "64              00020261122    101501000000000002000000009999\
             AO|AA|AEHeikkinen, Åsa|AU3900000005|AU3900000006|",
        );
    }

    #[test]
    fn a_short_summary_doesnt_shift_the_fields() {
        let text = "00720261122    090512  Y     AOKAI|AA2100000012345|";
        let parsed = PatronInformation::parse(text, Dialect::default()).unwrap();
        assert_eq!(parsed.message.summary, Some(Summary::ChargedItems));
        assert_eq!(parsed.message.institution_id.as_str(), "KAI");
    }
}
