//! 65 and 66: renew everything a patron has on loan.

use crate::{Count, Date, Outcome, Text, message::message};

message! {
    /// A terminal asks to renew all loans of a patron.
    "65" RenewAll "Renew All" Terminal V2
    fixed {
        /// When, by the terminal's clock.
        transaction_date: Option<Date>,
    }
    fields {
        /// The institution, as the terminal is configured.
        V2 AO institution_id: Text,
        /// The card.
        V2 AA patron_identifier: Text,
        /// The PIN.
        V2 AD patron_password: Option<Text>,
        /// The terminal's password.
        V2 AC terminal_password: Option<Text>,
        /// Whether the patron accepts fees.
        V2 BO fee_acknowledged: Option<bool>,
    }
}

message! {
    /// Which loans were renewed and which not.
    "66" RenewAllResponse "Renew All Response" Library V2
    fixed {
        /// Whether it was done.
        ok: Outcome,
        /// How many were renewed.
        renewed_count: Count,
        /// How many were not.
        unrenewed_count: Count,
        /// When the library answered.
        transaction_date: Date,
    }
    fields {
        /// The institution.
        V2 AO institution_id: Text,
        /// What was renewed.
        V2 BM renewed_items: Vec<Text>,
        /// What was not.
        V2 BN unrenewed_items: Vec<Text>,
        /// Messages for the screen.
        V2 AF screen_messages: Vec<Text>,
        /// Lines for the printer.
        V2 AG print_lines: Vec<Text>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialect, Repair};

    #[test]
    fn php_clients_leave_out_the_date() {
        let parsed =
            RenewAll::parse("AOKAI|AA2100000012345|AD1234|BON|", Dialect::default()).unwrap();
        assert_eq!(parsed.repairs, [Repair::FixedPartShort]);
        assert_eq!(parsed.message.transaction_date, None);
        assert_eq!(parsed.message.patron_identifier.as_str(), "2100000012345");
    }

    #[test]
    fn koha_prints_its_insides_between_the_fields() {
        let text = "10003000020261122    091042AOKAJAANI|BM1|BM2|BM3|C4::SIP::SIPServer=HASH(0x5)";
        let parsed = RenewAllResponse::parse(text, Dialect::default()).unwrap();
        assert_eq!(parsed.message.renewed_items.len(), 3);
        assert_eq!(parsed.message.other.len(), 1);
    }
}
