//! Amounts of money, to the cent.

use crate::{Outcome, Stop};

/// An amount of money in hundredths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cents(pub(crate) i64);

impl Cents {
    /// Reads `12.50`, `12.5` or `12`.
    pub(crate) fn read(text: &str) -> Outcome<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = format!("{whole}{part:0<2}");
        match digits.parse() {
            Ok(cents) if part.len() <= 2 => Ok(Self(cents)),
            _ => Err(Stop::failed(format!("{text:?} is no amount of money"))),
        }
    }
}

impl std::ops::Add for Cents {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl std::ops::Sub for Cents {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl std::fmt::Display for Cents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_to_the_cent() {
        assert_eq!(Cents::read("12.50"), Ok(Cents(1250)));
        assert_eq!(Cents::read("12.5"), Ok(Cents(1250)));
        assert_eq!(Cents::read("0"), Ok(Cents(0)));
        assert!(Cents::read("1,00").is_err());
        assert!(Cents::read("1.000").is_err());
        assert_eq!(Cents(205).to_string(), "2.05");
    }
}
