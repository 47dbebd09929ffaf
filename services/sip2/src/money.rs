//! Money as the wire writes it.

use silta_consortium::Money;
use silta_sip2::{Currency, Text};

/// The amount of BV and CC: `2.50`.
pub(crate) fn amount(money: Money) -> Text {
    Text::from(money.to_string())
}

/// The currency of BH.
pub(crate) fn currency(money: Money) -> Currency {
    Currency::new(money.currency.as_str()).unwrap_or(Currency::EUR)
}
