//! Zero-padded numbers of a fixed width.

use std::fmt;

use crate::{
    date::Date,
    wire::{Fixed, Form, Wire},
};

/// A number of exactly `WIDTH` digits; what is larger than the width can say is capped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number<const WIDTH: usize>(u16);

/// How many holds, loans, fees: 0000 to 9999.
pub type Count = Number<4>;

/// Three digits: a print width, a number of retries, or tenths of a second (98: 000 means the
/// library system is off-line, 999 that the value is unknown).
pub type Three = Number<3>;

impl<const WIDTH: usize> Number<WIDTH> {
    /// The largest number of this width.
    pub const MAX: u16 = 10_u16.pow(WIDTH as u32) - 1;

    /// `number`, or [`Number::MAX`] if it is larger.
    pub fn new(number: impl TryInto<u16>) -> Self {
        Self(number.try_into().unwrap_or(Self::MAX).min(Self::MAX))
    }

    /// The number.
    pub fn value(self) -> u16 {
        self.0
    }
}

impl<const WIDTH: usize> From<usize> for Number<WIDTH> {
    fn from(number: usize) -> Self {
        Self::new(number)
    }
}

impl<const WIDTH: usize> fmt::Display for Number<WIDTH> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl<const WIDTH: usize> Wire for Number<WIDTH> {
    const FORM: Form = Form::Number;

    /// Padding may be blanks instead of noughts (php-sip2), all blanks are nought (Koha).
    fn read(text: &str) -> Option<Self> {
        let digits = text.trim_matches(' ');
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let value = digits.bytes().fold(0_u32, |value, digit| {
            (value * 10 + u32::from(digit - b'0')).min(99_999)
        });
        Some(Self::new(value))
    }

    fn write(&self, out: &mut String) {
        let mut unit = 10_u16.pow(WIDTH as u32 - 1);
        while unit > 0 {
            out.push(char::from(b'0' + (self.0 / unit % 10) as u8));
            unit /= 10;
        }
    }
}

impl<const WIDTH: usize> Fixed for Number<WIDTH> {
    const WIDTH: usize = WIDTH;
    fn at(_: Date) -> Self {
        Self(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(number: impl Wire) -> String {
        let mut out = String::new();
        number.write(&mut out);
        out
    }

    #[test]
    fn counts_are_capped_and_padded() {
        assert_eq!(written(Count::from(7)), "0007");
        assert_eq!(written(Count::from(70_000)), "9999");
        assert_eq!(written(Three::new(1000_u16)), "999");
    }

    #[test]
    fn blanks_are_padding() {
        assert_eq!(Three::read(" 80"), Some(Three::new(80_u16)));
        assert_eq!(Count::read("    "), Some(Count::default()));
        assert_eq!(Count::read("12a4"), None);
    }
}
