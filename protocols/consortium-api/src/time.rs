//! Times (RFC 3339 with offset) and dates (`YYYY-MM-DD`).

use std::{borrow::Cow, fmt, str::FromStr};

use jiff::{Timestamp, civil, tz::Offset};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use thiserror::Error;

/// An instant with the offset it is told in: `2026-12-21T23:59:59+02:00`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Time {
    at: Timestamp,
    offset: Offset,
}

impl Time {
    /// An instant told in an offset. RFC 3339 knows offsets of whole minutes and years of four
    /// digits: the seconds of an offset are cut, an instant outside the years 1 to 9998 becomes the
    /// nearest one inside.
    pub fn new(at: Timestamp, offset: Offset) -> Self {
        let whole_minutes = offset.seconds() / 60 * 60;
        Self {
            at: at.clamp(EARLIEST, LATEST),
            offset: Offset::from_seconds(whole_minutes).unwrap_or(Offset::UTC),
        }
    }

    /// The instant.
    pub fn timestamp(self) -> Timestamp {
        self.at
    }

    /// The offset it is told in.
    pub fn offset(self) -> Offset {
        self.offset
    }
}

/// 0001-01-01T00:00:00Z.
const EARLIEST: Timestamp = Timestamp::constant(-62_135_596_800, 0);
/// 9998-12-31T23:59:59Z.
const LATEST: Timestamp = Timestamp::constant(253_370_764_799, 0);

impl From<Timestamp> for Time {
    fn from(at: Timestamp) -> Self {
        Self::new(at, Offset::UTC)
    }
}

impl FromStr for Time {
    type Err = InvalidTime;

    /// Reads exactly what RFC 3339 allows; jiff alone would read much more.
    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        let offset = time_shape(text.as_bytes()).ok_or(InvalidTime::Time)?;
        let at: Timestamp = text.parse().map_err(|_| InvalidTime::Time)?;
        if !(EARLIEST..=LATEST).contains(&at) {
            return Err(InvalidTime::Time);
        }
        Ok(Self { at, offset })
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.at.display_with_offset(self.offset).fmt(f)
    }
}

/// A day: `2026-12-21`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

impl Date {
    /// The day.
    pub fn civil(self) -> civil::Date {
        self.0
    }
}

/// A year before 0 cannot be written; it becomes the first day of the year 0.
impl From<civil::Date> for Date {
    fn from(date: civil::Date) -> Self {
        Self(date.max(civil::date(0, 1, 1)))
    }
}

impl FromStr for Date {
    type Err = InvalidTime;

    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        if !has_shape(text.as_bytes(), b"0000-00-00") {
            return Err(InvalidTime::Date);
        }
        text.parse().map(Self).map_err(|_| InvalidTime::Date)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// When something ends: at an instant, or with a day in the library's own zone.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// With the end of this day.
    Date(Date),
    /// At this instant.
    Time(Time),
}

impl FromStr for When {
    type Err = InvalidTime;

    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        let date = text.parse().map(Self::Date);
        date.or_else(|_| text.parse().map(Self::Time))
            .map_err(|_| InvalidTime::Either)
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => date.fmt(f),
            Self::Time(time) => time.fmt(f),
        }
    }
}

impl From<Time> for When {
    fn from(time: Time) -> Self {
        Self::Time(time)
    }
}

impl From<Date> for When {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

/// What was written is no time or date of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidTime {
    /// A date is wanted.
    #[error("a date is written as in 2026-12-21")]
    Date,
    /// Either is wanted.
    #[error("a date is written as in 2026-12-21, a time as in 2026-12-21T23:59:59+02:00")]
    Either,
    /// A time is wanted.
    #[error("a time is written as in 2026-12-21T23:59:59+02:00 (RFC 3339)")]
    Time,
}

/// Whether `text` has digits where `shape` has zeros, and else the same characters.
fn has_shape(text: &[u8], shape: &[u8]) -> bool {
    let fits = |(byte, wanted): (&u8, &u8)| match wanted {
        b'0' => byte.is_ascii_digit(),
        other => byte.eq_ignore_ascii_case(other),
    };
    text.len() == shape.len() && text.iter().zip(shape).all(fits)
}

/// The offset of a text that has the shape of an RFC 3339 time.
fn time_shape(text: &[u8]) -> Option<Offset> {
    let (start, rest) = text.split_at_checked(19)?;
    if !has_shape(start, b"0000-00-00T00:00:00") {
        return None;
    }
    let rest = match rest.strip_prefix(b".") {
        None => rest,
        Some(fraction) => {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit());
            let digits = digits.count();
            fraction
                .get(digits..)
                .filter(|_| (1..=9).contains(&digits))?
        }
    };
    match rest {
        b"Z" | b"z" => Some(Offset::UTC),
        [sign @ (b'+' | b'-'), h, o, b':', m, i] => {
            let digit = |byte: &u8| char::from(*byte).to_digit(10);
            let hours = digit(h)? * 10 + digit(o)?;
            let minutes = digit(m)? * 10 + digit(i)?;
            let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
            let seconds = if *sign == b'-' { -seconds } else { seconds };
            let in_range = hours < 24 && minutes < 60;
            Offset::from_seconds(seconds).ok().filter(|_| in_range)
        }
        _ => None,
    }
}

macro_rules! as_text {
    ($($type:ident $schema:tt)*) => {$(
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(D::Error::custom)
            }
        }

        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )*};
}

as_text! {
    Date {"type": "string", "format": "date"}
    Time {"type": "string", "format": "date-time"}
    When {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_keeps_its_offset() {
        for text in [
            "2026-12-21T23:59:59+02:00",
            "2026-12-21T23:59:59.25-11:30",
            "1970-01-01T00:00:00+00:00",
        ] {
            assert_eq!(text.parse::<Time>().unwrap().to_string(), text);
        }
        let zulu: Time = "2026-12-21t21:59:59z".parse().unwrap();
        assert_eq!(zulu.to_string(), "2026-12-21T21:59:59+00:00");
    }

    #[test]
    fn what_rfc_3339_does_not_allow_is_refused() {
        for text in [
            "",
            "2026-12-21",
            "2026-12-21T23:59:59",
            "2026-12-21T23:59+02:00",
            "2026-12-21 23:59:59Z",
            "2026-12-21T23:59:59+0200",
            "2026-12-21T23:59:59+02",
            "2026-12-21T23:59:59+24:00",
            "2026-12-21T23:59:59Z[UTC]",
            "2026-02-30T00:00:00Z",
            "2026-12-21T23:59:59.Z",
            "20261221T235959Z",
            "+002026-12-21T23:59:59Z",
            "0000-06-01T00:00:00Z",
            "2026-12-21T23:59:59,5Z",
        ] {
            assert_eq!(text.parse::<Time>(), Err(InvalidTime::Time), "{text}");
        }
        for text in [
            "",
            "20261221",
            "2026-02-30",
            "2026-12-21T00:00:00Z",
            "2026-W01-1",
            "26-12-21",
        ] {
            assert_eq!(text.parse::<Date>(), Err(InvalidTime::Date), "{text}");
        }
    }

    #[test]
    fn whatever_is_told_can_be_read() {
        let odd = Offset::from_seconds(5989).unwrap();
        for at in [Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH] {
            let time = Time::new(at, odd);
            assert_eq!(time.to_string().parse(), Ok(time), "{time}");
        }
        assert_eq!(Date::from(civil::Date::MIN).to_string(), "0000-01-01");
    }
}
