//! When a record last changed (section 2.7.1, UTCdatetime): a day or a second, in UTC.

use std::{fmt, str::FromStr};

use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};
use thiserror::Error;

/// How finely a repository tells and takes times (4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Granularity {
    /// Days: `2026-11-22`.
    Day,
    /// Seconds: `2026-11-22T10:15:00Z`.
    Second,
}

impl Granularity {
    /// As Identify tells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "YYYY-MM-DD",
            Self::Second => "YYYY-MM-DDThh:mm:ssZ",
        }
    }

    /// The granularity that is told so.
    pub fn of_name(name: &str) -> Option<Self> {
        let both = [Self::Day, Self::Second];
        both.into_iter().find(|one| one.name() == name)
    }
}

/// A day or a second of the years 0001 to 9999, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Datestamp {
    /// A whole day.
    Day(civil::Date),
    /// A second; always a whole one.
    Second(Timestamp),
}

/// Neither `YYYY-MM-DD` nor `YYYY-MM-DDThh:mm:ssZ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("neither YYYY-MM-DD nor YYYY-MM-DDThh:mm:ssZ")]
pub struct NotADatestamp;

impl Datestamp {
    /// The second in which an instant lies; the first of year 1 for what was before.
    pub fn second_of(instant: Timestamp) -> Self {
        const FIRST: Timestamp = Timestamp::constant(-62_135_596_800, 0);
        let instant = instant.max(FIRST);
        // An instant before 1970 has its fraction counted from the second after.
        let second = instant.as_second() - i64::from(instant.subsec_nanosecond() < 0);
        Self::Second(Timestamp::from_second(second).unwrap_or(FIRST))
    }

    /// How fine it is.
    pub const fn granularity(self) -> Granularity {
        match self {
            Self::Day(_) => Granularity::Day,
            Self::Second(_) => Granularity::Second,
        }
    }

    /// The first instant that it covers.
    pub fn begins(self) -> Timestamp {
        match self {
            Self::Day(day) => midnight(day),
            Self::Second(second) => second,
        }
    }

    /// The first instant after it.
    pub fn ends(self) -> Timestamp {
        let length = match self {
            Self::Day(_) => SignedDuration::from_hours(24),
            Self::Second(_) => SignedDuration::from_secs(1),
        };
        self.begins()
            .saturating_add(length)
            .unwrap_or(Timestamp::MAX)
    }
}

fn midnight(day: civil::Date) -> Timestamp {
    day.to_zoned(TimeZone::UTC)
        .map_or(Timestamp::MAX, |midnight| midnight.timestamp())
}

impl FromStr for Datestamp {
    type Err = NotADatestamp;

    fn from_str(text: &str) -> Result<Self, NotADatestamp> {
        match text.split_once('T') {
            None => day(text).map(Self::Day),
            Some((date, time)) => {
                let time = time.strip_suffix('Z').ok_or(NotADatestamp)?;
                let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
                let time = civil::Time::new(byte(hour)?, byte(minute)?, byte(second)?, 0);
                let at = day(date)?.to_datetime(time.map_err(|_| NotADatestamp)?);
                let at = at.to_zoned(TimeZone::UTC).map_err(|_| NotADatestamp)?;
                Ok(Self::Second(at.timestamp()))
            }
        }
    }
}

fn day(text: &str) -> Result<civil::Date, NotADatestamp> {
    let [year, month, day] = numbers(text, '-', [4, 2, 2])?;
    if year == 0 {
        return Err(NotADatestamp);
    }
    civil::Date::new(year, byte(month)?, byte(day)?).map_err(|_| NotADatestamp)
}

fn byte(number: i16) -> Result<i8, NotADatestamp> {
    i8::try_from(number).map_err(|_| NotADatestamp)
}

/// Three numbers of exactly so many digits.
fn numbers(text: &str, between: char, digits: [usize; 3]) -> Result<[i16; 3], NotADatestamp> {
    let mut parts = text.split(between);
    let mut number = |digits: usize| {
        let part = parts.next().ok_or(NotADatestamp)?;
        let fits = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        let part = if fits { part } else { "" };
        part.parse().map_err(|_| NotADatestamp)
    };
    let [first, second, third] = digits;
    let all = [number(first)?, number(second)?, number(third)?];
    match parts.next() {
        None => Ok(all),
        Some(_) => Err(NotADatestamp),
    }
}

impl fmt::Display for Datestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{:04}-{:02}-{:02}", day.year(), day.month(), day.day()),
            Self::Second(second) => {
                let at = second.to_zoned(TimeZone::UTC);
                let (date, time) = (Self::Day(at.date()), at.time());
                let (hour, minute, second) = (time.hour(), time.minute(), time.second());
                write!(f, "{date}T{hour:02}:{minute:02}:{second:02}Z")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_come_back() {
        for text in [
            "2026-11-22",
            "0001-01-01",
            "2026-11-22T23:59:59Z",
            "2024-02-29",
        ] {
            assert_eq!(text.parse::<Datestamp>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn nothing_else_is_taken() {
        for text in [
            "",
            "2026",
            "2026-11",
            "2026-11-31",
            "2026-1-22",
            "20261122",
            "2026-11-22T",
            "+026-11-22",
            "2026-11-22T10:15Z",
            "2026-11-22T10:15:00",
            "2026-11-22T10:15:00.5Z",
            "0000-01-01",
            "2026-11-22T10:15:00+00:00",
            "2026-11-22T24:00:00Z",
            "2026-11-22 10:15:00Z",
            " 2026-11-22",
            "2026-11-22T10:15:60Z",
            "2026-11-22t10:15:00z",
            "2026-11-22-01",
        ] {
            assert_eq!(text.parse::<Datestamp>(), Err(NotADatestamp), "{text}");
        }
    }

    #[test]
    fn a_day_covers_all_its_seconds() {
        let day: Datestamp = "2026-11-22".parse().unwrap();
        assert_eq!(day.begins(), "2026-11-22T00:00:00Z".parse().unwrap());
        assert_eq!(day.ends(), "2026-11-23T00:00:00Z".parse().unwrap());
        let second: Datestamp = "2026-11-22T23:59:59Z".parse().unwrap();
        assert_eq!(second.ends(), day.ends());
    }

    #[test]
    fn an_instant_is_told_as_the_second_it_lies_in() {
        let at = |text: &str| Datestamp::second_of(text.parse().unwrap()).to_string();
        assert_eq!(at("2026-11-22T10:15:00.999Z"), "2026-11-22T10:15:00Z");
        assert_eq!(at("1969-12-31T23:59:59.5Z"), "1969-12-31T23:59:59Z");
        assert_eq!(
            Datestamp::second_of(Timestamp::MIN).to_string(),
            "0001-01-01T00:00:00Z"
        );
        assert_eq!(
            Datestamp::second_of(Timestamp::MAX).to_string(),
            "9999-12-30T22:00:00Z"
        );
    }
}
