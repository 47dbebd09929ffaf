//! Sums that callers name.

use silta_consortium::Money;
use silta_consortium_api as wire;

use crate::fault::Fault;

/// A sum of more than nothing.
pub(crate) fn positive(money: wire::Money, pointer: &str) -> Result<Money, Fault> {
    match money.cents > 0 {
        true => read(money, pointer),
        false => Err(Fault::malformed(pointer, "the amount is more than nothing")),
    }
}

/// A sum of nothing or more.
pub(crate) fn read(money: wire::Money, pointer: &str) -> Result<Money, Fault> {
    let currency = money.currency.as_str().parse();
    match currency {
        Ok(currency) if money.cents >= 0 => Ok(Money {
            cents: money.cents,
            currency,
        }),
        _ => Err(Fault::malformed(pointer, "the amount is not negative")),
    }
}
