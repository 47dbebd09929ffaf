//! Money: `{"amount":"12.50","currency":"EUR"}`.

use std::{fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An amount in hundredths of a currency's unit. Written with two decimals, read with at most two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "Wire", try_from = "Wire")]
pub struct Money {
    /// Hundredths: 1250 is 12.50. Negative for what the library owes.
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

    /// The amount alone, as it is written: `12.50`.
    pub fn amount(self) -> String {
        let sign = if self.cents < 0 { "-" } else { "" };
        let cents = self.cents.unsigned_abs();
        format!("{sign}{}.{:02}", cents / 100, cents % 100)
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
        // Only capital letters of ASCII get in.
        std::str::from_utf8(&self.0).unwrap_or("EUR")
    }
}

impl FromStr for Currency {
    type Err = InvalidMoney;

    fn from_str(code: &str) -> Result<Self, InvalidMoney> {
        match <[u8; 3]>::try_from(code.as_bytes()) {
            Ok(letters) if letters.iter().all(u8::is_ascii_uppercase) => Ok(Self(letters)),
            _ => Err(InvalidMoney::Currency),
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = InvalidMoney;

    fn try_from(code: String) -> Result<Self, InvalidMoney> {
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

/// What was written is no money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidMoney {
    /// The amount has another form.
    #[error("an amount is a string of digits with at most two decimals after a point, as in 12.50")]
    Amount,
    /// The currency has another form.
    #[error("a currency is three capital letters, as in EUR")]
    Currency,
}

/// Digits, perhaps a sign before and at most two decimals after a point: what could be read in two
/// ways is refused.
fn cents(amount: &str) -> Result<i64, InvalidMoney> {
    let (sign, digits) = match amount.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, amount),
    };
    let (units, decimals) = digits.split_once('.').unwrap_or((digits, "00"));
    let numeric = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !numeric(units) || !numeric(decimals) || decimals.len() > 2 {
        return Err(InvalidMoney::Amount);
    }
    let units: i64 = units.parse().map_err(|_| InvalidMoney::Amount)?;
    let parts: i64 = format!("{decimals:0<2}")
        .parse()
        .map_err(|_| InvalidMoney::Amount)?;
    // Signed before adding, so that the least number is read as well.
    let cents = units.checked_mul(100 * sign);
    cents
        .and_then(|cents| cents.checked_add(parts * sign))
        .ok_or(InvalidMoney::Amount)
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "Money")]
struct Wire {
    amount: String,
    currency: Currency,
}

impl From<Money> for Wire {
    fn from(money: Money) -> Self {
        Self {
            amount: money.amount(),
            currency: money.currency,
        }
    }
}

impl TryFrom<Wire> for Money {
    type Error = InvalidMoney;

    fn try_from(wire: Wire) -> Result<Self, InvalidMoney> {
        Ok(Self {
            cents: cents(&wire.amount)?,
            currency: wire.currency,
        })
    }
}

impl JsonSchema for Money {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Money".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "An amount of money.",
            "required": ["amount", "currency"],
            "properties": {
                "amount": {"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2}$", "examples": ["12.50"]},
                "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["EUR"]},
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_with_two_decimals() {
        let wire = r#"{"amount":"12.50","currency":"EUR"}"#;
        assert_eq!(serde_json::to_string(&Money::euros(1250)).unwrap(), wire);
        assert_eq!(
            serde_json::from_str::<Money>(wire).unwrap(),
            Money::euros(1250)
        );
        assert_eq!(Money::euros(-5).amount(), "-0.05");
        assert_eq!(cents(&Money::euros(i64::MIN).amount()), Ok(i64::MIN));
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        for amount in [
            "",
            ".",
            "1.",
            ".5",
            "1,50",
            "1.505",
            "+1",
            "--1",
            "1e3",
            "1 000",
            "９",
            "92233720368547758.08",
        ] {
            assert_eq!(cents(amount), Err(InvalidMoney::Amount), "{amount}");
        }
        assert_eq!(cents("2.5"), Ok(250));
        for currency in ["eur", "EURO", "", "€"] {
            assert_eq!(currency.parse::<Currency>(), Err(InvalidMoney::Currency));
        }
    }
}
