//! The 18-character date of the standard: `YYYYMMDDZZZZHHMMSS`.

use std::fmt;

use jiff::civil::DateTime;

use crate::text::Text;

/// Width of a date on the wire.
pub const DATE_WIDTH: usize = 18;

/// A moment to the second, in the zone its sender named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Date {
    civil: DateTime,
    zone: Zone,
}

/// The zone of a [`Date`]: four characters, right-aligned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Zone {
    /// Four blanks: the local time of the library. `0000` is read as this too (Sierra).
    #[default]
    Local,
    /// `Z`: universal time.
    Utc,
    /// `A` to `Y` without `J`: a whole number of hours from universal time.
    Letter(ZoneLetter),
}

/// A military zone letter; in Finland `B` in winter and `C` in summer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ZoneLetter(u8);

impl Date {
    /// Local time, the form the standard prefers. Fractions of a second are dropped; years before
    /// 0 become 0, since the wire has four digits.
    pub fn local(civil: DateTime) -> Self {
        Self::new(civil, Zone::Local)
    }

    /// A moment in a given zone, with the limits of [`Date::local`].
    pub fn new(civil: DateTime, zone: Zone) -> Self {
        let civil = civil.with().subsec_nanosecond(0).build().unwrap_or(civil);
        let civil = if civil.year() < 0 {
            DateTime::constant(0, 1, 1, 0, 0, 0, 0)
        } else {
            civil
        };
        Self { civil, zone }
    }

    /// The date and time as written, in its own zone.
    pub fn civil(self) -> DateTime {
        self.civil
    }

    /// The zone as written.
    pub fn zone(self) -> Zone {
        self.zone
    }

    /// Reads the 18 characters; `None` for blanks, impossible dates and unknown zones.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: &[u8; DATE_WIDTH] = text.as_bytes().try_into().ok()?;
        let [
            y1,
            y2,
            y3,
            y4,
            o1,
            o2,
            d1,
            d2,
            z @ ..,
            h1,
            h2,
            m1,
            m2,
            s1,
            s2,
        ] = bytes;
        let year = i16::from(pair(*y1, *y2)?) * 100 + i16::from(pair(*y3, *y4)?);
        let (month, day) = (pair(*o1, *o2)?, pair(*d1, *d2)?);
        let (hour, minute, second) = (pair(*h1, *h2)?, pair(*m1, *m2)?, pair(*s1, *s2)?);
        let civil = DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
        Some(Self {
            civil,
            zone: Zone::parse(z)?,
        })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::with_capacity(DATE_WIDTH);
        self.push(&mut out);
        f.write_str(&out)
    }
}

impl From<Date> for Text {
    /// The 18 characters, for AH, BW, CJ and CM.
    fn from(date: Date) -> Self {
        Self::from(date.to_string())
    }
}

impl Date {
    /// Appends the 18 characters.
    pub(crate) fn push(self, out: &mut String) {
        let year = self.civil.year().unsigned_abs();
        push_pair(out, (year / 100) as u8);
        push_pair(out, (year % 100) as u8);
        push_pair(out, self.civil.month().unsigned_abs());
        push_pair(out, self.civil.day().unsigned_abs());
        out.push_str("   ");
        out.push(self.zone.letter());
        push_pair(out, self.civil.hour().unsigned_abs());
        push_pair(out, self.civil.minute().unsigned_abs());
        push_pair(out, self.civil.second().unsigned_abs());
    }
}

impl Zone {
    /// Hours ahead of universal time; `None` for local time.
    pub fn hours(self) -> Option<i8> {
        match self {
            Self::Local => None,
            Self::Utc => Some(0),
            Self::Letter(ZoneLetter(letter)) => Some(match letter {
                b'A'..=b'I' => (letter - b'A') as i8 + 1,
                b'K'..=b'M' => (letter - b'K') as i8 + 10,
                _ => -((letter - b'N') as i8) - 1,
            }),
        }
    }

    fn parse(four: &[u8]) -> Option<Self> {
        match four {
            b"    " | b"0000" => Some(Self::Local),
            four => match four.trim_ascii() {
                b"Z" => Some(Self::Utc),
                [letter] => ZoneLetter::new(*letter).map(Self::Letter),
                _ => None,
            },
        }
    }

    fn letter(self) -> char {
        match self {
            Self::Local => ' ',
            Self::Utc => 'Z',
            Self::Letter(ZoneLetter(letter)) => char::from(letter),
        }
    }
}

impl ZoneLetter {
    /// `A` to `Y` without `J`; `Z` is [`Zone::Utc`].
    pub fn new(letter: u8) -> Option<Self> {
        matches!(letter, b'A'..=b'I' | b'K'..=b'Y').then_some(Self(letter))
    }
}

fn pair(tens: u8, ones: u8) -> Option<i8> {
    match (tens, ones) {
        (b'0'..=b'9', b'0'..=b'9') => Some(((tens - b'0') * 10 + (ones - b'0')) as i8),
        _ => None,
    }
}

fn push_pair(out: &mut String, number: u8) {
    out.push(char::from(b'0' + number / 10 % 10));
    out.push(char::from(b'0' + number % 10));
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn local_time_is_four_blanks() {
        let moment = Date::local(date(2026, 11, 22).at(9, 5, 12, 999));
        assert_eq!(moment.to_string(), "20261122    090512");
        assert_eq!(Date::parse("20261122    090512"), Some(moment));
        assert_eq!(Date::parse("202611220000090512"), Some(moment));
    }

    #[test]
    fn zones_come_back() {
        for (text, hours) in [
            ("   Z", 0),
            ("   B", 2),
            ("   M", 12),
            ("   N", -1),
            ("   Y", -12),
        ] {
            let written = format!("20260701{text}120000");
            let read = Date::parse(&written).unwrap();
            assert_eq!(read.zone().hours(), Some(hours));
            assert_eq!(read.to_string(), written);
        }
        assert_eq!(Date::parse("20260701   J120000"), None);
    }

    #[test]
    fn impossible_dates_are_none() {
        for text in [
            "                  ",
            "20261399    990512",
            "2026112     090512",
            "ä",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn years_stay_four_digits() {
        assert_eq!(Date::local(DateTime::MIN).to_string(), "00000101    000000");
        assert_eq!(Date::local(DateTime::MAX).to_string(), "99991231    235959");
    }
}
