//! Money as the wire has it in BV, CC and FA: a decimal point and at most two decimals.

use std::{fmt, str::FromStr};

use crate::text::Text;

/// A sum in hundredths of the currency unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount {
    /// Hundredths; negative amounts can be read so that they can be refused by name.
    pub cents: i64,
}

/// Not an amount: `3,40`, `3.405`, `EUR 3` and the like. Guessing would book a wrong sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnAmount;

/// Digits before the point; more is no library fee.
const MAX_DIGITS: usize = 12;

impl FromStr for Amount {
    type Err = NotAnAmount;

    /// `10`, `3.4`, `3.40` or `-1.00`; blanks around are ignored.
    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        let text = text.trim();
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > MAX_DIGITS || !all_digits(whole) {
            return Err(NotAnAmount);
        }
        if !matches!(decimals.len(), 1 | 2) || !all_digits(decimals) {
            return Err(NotAnAmount);
        }
        let whole: i64 = whole.parse().map_err(|_| NotAnAmount)?;
        let hundredths: i64 = decimals.parse().map_err(|_| NotAnAmount)?;
        let hundredths = if decimals.len() == 1 {
            hundredths * 10
        } else {
            hundredths
        };
        Ok(Self {
            cents: sign * (whole * 100 + hundredths),
        })
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.cents < 0 { "-" } else { "" };
        let cents = self.cents.unsigned_abs();
        write!(f, "{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

impl From<Amount> for Text {
    fn from(amount: Amount) -> Self {
        Self::from(amount.to_string())
    }
}

impl fmt::Display for NotAnAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an amount with a decimal point and at most two decimals")
    }
}

impl std::error::Error for NotAnAmount {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact() {
        for (text, cents) in [
            ("3.40", 340),
            ("10", 1000),
            ("3.4", 340),
            ("0", 0),
            ("-1.00", -100),
        ] {
            assert_eq!(text.parse(), Ok(Amount { cents }), "{text}");
        }
        assert_eq!(Amount { cents: 5 }.to_string(), "0.05");
        assert_eq!(Amount { cents: -1234 }.to_string(), "-12.34");
    }

    #[test]
    fn nothing_is_guessed() {
        for text in [
            "",
            "3,40",
            "3.405",
            "3.",
            ".5",
            "EUR 3",
            "1e3",
            "+1",
            "1234567890123",
        ] {
            assert_eq!(text.parse::<Amount>(), Err(NotAnAmount), "{text}");
        }
    }
}
