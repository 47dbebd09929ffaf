//! Sums of money.

use std::{fmt, str::FromStr};

use thiserror::Error;

use crate::{
    draft::Draft,
    findings::Findings,
    node::Node,
    scheme_value_pair::SchemeValuePair,
    structure::{Holds, Value, parsed, structure},
};

structure! {
    /// A sum of money (`type_costs`).
    #[derive(Debug)]
    Costs {
        /// The currency, by ISO 4217: `EUR`.
        currency_code: SchemeValuePair = "currencyCode" [Once, Once],
        /// How much, in whole units of the currency with a fraction: `10.00`.
        monetary_value: Decimal = "monetaryValue" [Once, Once],
    }
}

/// A decimal number as it was written: digits, perhaps a sign before and a point within.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Decimal(String);

/// Characters of a [`Decimal`], at the most.
pub const MAX_DECIMAL: usize = 40;

/// A text that is no decimal number, or one of more than [`MAX_DECIMAL`] characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a decimal number")]
pub struct NotADecimal;

impl Decimal {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Decimal {
    type Err = NotADecimal;

    /// A comma is taken for the point.
    fn from_str(text: &str) -> Result<Self, NotADecimal> {
        let text = text.trim().replace(',', ".");
        let number = text.strip_prefix(['-', '+']).unwrap_or(&text);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let mut digits = whole.bytes().chain(fraction.bytes());
        let is_decimal = digits.all(|byte| byte.is_ascii_digit())
            && whole.len() + fraction.len() > 0
            && text.len() <= MAX_DECIMAL;
        is_decimal.then_some(Self(text)).ok_or(NotADecimal)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Value for Decimal {
    const HOLDS: Holds = Holds::Decimal;

    fn read(node: &Node<'_>, findings: &mut Findings) -> Option<Self> {
        parsed(node, findings)
    }

    fn write(&self, name: &'static str, _: &mut Draft) -> Option<Node<'_>> {
        Some(Node::of_text(name, self.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_kept_as_they_were_written() {
        let read = |text: &str| text.parse().map(|read: Decimal| read.to_string());
        for text in ["10.00", "0", "-1.5", ".5", "7.", "+3"] {
            assert_eq!(read(text).as_deref(), Ok(text));
        }
        assert_eq!(read(" 3,50 ").as_deref(), Ok("3.50"));
        for text in ["", ".", "-", "1.2.3", "1,2,3", "1e3", "ten", "1 000"] {
            assert_eq!(read(text), Err(NotADecimal), "{text}");
        }
        assert!(read(&"1".repeat(MAX_DECIMAL)).is_ok());
        assert!(read(&"1".repeat(MAX_DECIMAL + 1)).is_err());
    }
}
