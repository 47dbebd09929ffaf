//! Money: whole cents of one currency.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An amount in hundredths of a currency's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Hundredths: 250 is 2.50.
    pub cents: i64,
    /// Of which currency.
    pub currency: Currency,
}

impl Money {
    /// So many cents of the euro.
    pub const fn euros(cents: i64) -> Self {
        Self {
            cents,
            currency: Currency::EUR,
        }
    }

    /// Whether nothing is owed.
    pub const fn is_zero(self) -> bool {
        self.cents == 0
    }

    /// Reads the amount alone, as it is written on the wire: digits, and at most two decimals after
    /// a point. No sign, no comma, no blank: what could be read in two ways is refused.
    pub fn parse_cents(amount: &str) -> Result<i64, InvalidAmount> {
        let (units, decimals) = amount.split_once('.').unwrap_or((amount, "00"));
        let digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(units) || !digits(decimals) || decimals.len() > 2 {
            return Err(InvalidAmount);
        }
        let units: i64 = units.parse().map_err(|_| InvalidAmount)?;
        let cents: i64 = decimals.parse().map_err(|_| InvalidAmount)?;
        let cents = if decimals.len() == 1 {
            cents * 10
        } else {
            cents
        };
        units
            .checked_mul(100)
            .and_then(|units| units.checked_add(cents))
            .ok_or(InvalidAmount)
    }
}

/// The amount without its currency, with two decimals: `2.50`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.cents < 0 { "-" } else { "" };
        let cents = self.cents.unsigned_abs();
        write!(f, "{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

/// A currency by its three letters (ISO 4217).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");

    /// The three letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("EUR")
    }
}

impl FromStr for Currency {
    type Err = InvalidAmount;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        match <[u8; 3]>::try_from(code.as_bytes()) {
            Ok(letters) if letters.iter().all(u8::is_ascii_uppercase) => Ok(Self(letters)),
            _ => Err(InvalidAmount),
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = InvalidAmount;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        code.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.as_str().to_owned()
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The caller wrote something that is no amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an amount is written with digits and at most two decimals after a point, as in 2.50")]
pub struct InvalidAmount;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_without_guessing() {
        for (text, cents) in [
            ("2.50", 250),
            ("10", 1000),
            ("0.5", 50),
            ("0.05", 5),
            ("007.10", 710),
        ] {
            assert_eq!(Money::parse_cents(text), Ok(cents), "{text}");
        }
        for text in [
            "",
            "3,40",
            "-1.00",
            "+1",
            "1.",
            ".5",
            "1.005",
            "1 000",
            "1e3",
            "9999999999999999999",
        ] {
            assert_eq!(Money::parse_cents(text), Err(InvalidAmount), "{text}");
        }
    }

    #[test]
    fn money_is_written_with_two_decimals() {
        assert_eq!(Money::euros(1250).to_string(), "12.50");
        assert_eq!(Money::euros(5).to_string(), "0.05");
        assert_eq!(Money::euros(-205).to_string(), "-2.05");
    }
}
