//! What callers may write, at the most. Sizes of bodies and lists stand in the wire crate.

use silta_consortium::{ItemBarcode, Money};
use silta_consortium_api as wire;

use crate::fault::Fault;

/// Characters of a text that is kept: a name, a note, a call number.
pub const MAX_TEXT: usize = 1000;
/// Bytes of a barcode that is given to something new.
pub const MAX_BARCODE: usize = ItemBarcode::MAX_LEN;
/// Bytes of a PIN.
pub const MAX_PIN: usize = 255;
/// Cents of a fee that is charged: a million euros. The sum of all fees must fit a number.
pub const MAX_FEE: i64 = 100_000_000;

/// A text that is kept.
pub(crate) fn text(text: &str, pointer: &str) -> Result<String, Fault> {
    match text.chars().count() <= MAX_TEXT {
        true => Ok(text.to_owned()),
        false => {
            let detail = format!("the text has at most {MAX_TEXT} characters");
            Err(Fault::malformed(pointer, detail))
        }
    }
}

/// A text that is kept, if there is one.
pub(crate) fn optional(given: Option<&str>, pointer: &str) -> Result<Option<String>, Fault> {
    given.map(|given| text(given, pointer)).transpose()
}

/// A text that is kept, with something in it.
pub(crate) fn some_text(given: &str, pointer: &str, max: usize) -> Result<String, Fault> {
    match (1..=max).contains(&given.chars().count()) && !given.trim().is_empty() {
        true => Ok(given.to_owned()),
        false => {
            let detail = format!("the text has 1 to {max} characters, not blanks alone");
            Err(Fault::malformed(pointer, detail))
        }
    }
}

/// The barcode at this place (none: of the path), for something that may be new.
pub(crate) fn barcode<'a>(barcode: &'a str, pointer: &str) -> Result<&'a str, Fault> {
    match barcode.len() <= MAX_BARCODE {
        true => Ok(barcode),
        false => {
            let detail = format!("a barcode has at most {MAX_BARCODE} bytes");
            Err(Fault::malformed(pointer, detail))
        }
    }
}

/// A PIN that is given.
pub(crate) fn pin(pin: &wire::Pin) -> Result<&str, Fault> {
    match (1..=MAX_PIN).contains(&pin.expose().len()) {
        true => Ok(pin.expose()),
        false => {
            let detail = format!("a PIN has 1 to {MAX_PIN} bytes");
            Err(Fault::malformed("/pin", detail))
        }
    }
}

/// A sum of more than nothing.
pub(crate) fn payment(money: wire::Money, pointer: &str) -> Result<Money, Fault> {
    match money.cents > 0 {
        true => sum(money, pointer),
        false => Err(Fault::malformed(pointer, "the amount is more than nothing")),
    }
}

/// A sum that somebody will owe.
pub(crate) fn fee(money: wire::Money, pointer: &str) -> Result<Money, Fault> {
    match (0..=MAX_FEE).contains(&money.cents) {
        true => sum(money, pointer),
        false => {
            let most = MAX_FEE / 100;
            let detail = format!("the amount is not negative, and at most {most}.00");
            Err(Fault::malformed(pointer, detail))
        }
    }
}

/// A sum that a patron is charged: a fee of more than nothing.
pub(crate) fn charge(money: wire::Money, pointer: &str) -> Result<Money, Fault> {
    payment(money, pointer)?;
    fee(money, pointer)
}

fn sum(money: wire::Money, pointer: &str) -> Result<Money, Fault> {
    let currency = money.currency.as_str().parse();
    let currency = currency.map_err(|_| Fault::malformed(pointer, "this is no currency"))?;
    Ok(Money {
        cents: money.cents,
        currency,
    })
}
