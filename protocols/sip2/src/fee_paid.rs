//! 37 and 38: a patron has paid at the terminal.

use crate::{Currency, Date, FeeType, PaymentType, Text, message::message};

message! {
    /// A terminal reports a payment it has taken.
    "37" FeePaid "Fee Paid" Terminal V2
    fixed {
        /// When, by the terminal's clock.
        transaction_date: Option<Date>,
        /// What was paid for.
        fee_type: FeeType,
        /// How it was paid.
        payment_type: PaymentType,
        /// In which currency.
        currency_type: Currency,
    }
    fields {
        /// The sum as sent; see [`crate::Amount`] for reading it.
        V2 BV fee_amount: Text,
        /// The institution, as the terminal is configured.
        V2 AO institution_id: Text,
        /// The card.
        V2 AA patron_identifier: Text,
        /// The terminal's password.
        V2 AC terminal_password: Option<Text>,
        /// The PIN.
        V2 AD patron_password: Option<Text>,
        /// The fee it is for; none: the balance.
        V2 CG fee_identifier: Option<Text>,
        /// The id the terminal or the payment service gave it.
        V2 BK transaction_id: Option<Text>,
        /// Cash register (King County).
        Ext OR register_login: Option<Text>,
        /// Number of a check (King County).
        Ext RN check_number: Option<Text>,
    }
}

message! {
    /// Whether the payment is booked.
    "38" FeePaidResponse "Fee Paid Response" Library V2
    fixed {
        /// Whether it is booked.
        payment_accepted: bool,
        /// When the library answered.
        transaction_date: Date,
    }
    fields {
        /// The institution.
        V2 AO institution_id: Text,
        /// The card.
        V2 AA patron_identifier: Text,
        /// The id of the payment.
        V2 BK transaction_id: Option<Text>,
        /// Messages for the screen.
        V2 AF screen_messages: Vec<Text>,
        /// Lines for the printer.
        V2 AG print_lines: Vec<Text>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Amount, Dialect};

    #[test]
    fn a_decimal_comma_stays_what_it_is() {
        let text = "20261122    0905120100EURBV3,40|AOKAI|AA2100000012345|CGfee-1|";
        let paid = FeePaid::parse(text, Dialect::default()).unwrap().message;
        assert_eq!(paid.currency_type, Currency::EUR);
        assert!(paid.fee_amount.as_str().parse::<Amount>().is_err());
    }

    #[test]
    fn payment_types_beyond_the_list_are_kept() {
        let text = "20261122    0905120499SEKBV3.40|AOKAI|AA1|";
        let paid = FeePaid::parse(text, Dialect::default()).unwrap().message;
        assert_eq!(
            (paid.payment_type.code(), paid.currency_type.as_str()),
            ("99", "SEK")
        );
        assert_eq!(paid.fee_amount.as_str().parse(), Ok(Amount { cents: 340 }));
    }
}
