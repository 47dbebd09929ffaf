//! Instants.

use std::{fmt, str::FromStr};

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Time},
    tz::Offset,
};
use thiserror::Error;

use crate::{
    draft::Draft,
    findings::Findings,
    node::Node,
    structure::{Holds, Value, parsed},
};

/// An instant of the years 1 to 9999, to the nanosecond; written in UTC, as
/// `2026-11-23T09:00:00Z`, with a fraction only if it has one.
///
/// Read generously: any offset, also without colon (`+0000`); none means UTC; fractions of more
/// than nine digits are cut; a date alone means its last second, which is how the standard writes
/// an instant whose time does not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DateTime(Timestamp);

/// A text that is no instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a date with a time")]
pub struct NotADateTime;

impl DateTime {
    /// The first instant that can be written.
    const FIRST: Timestamp = Timestamp::constant(-62_135_596_800, 0);
    /// The last second that is read.
    const LAST: Timestamp = Timestamp::constant(253_402_207_199, 999_999_999);

    /// The instant on a line with all others.
    pub const fn timestamp(self) -> Timestamp {
        self.0
    }
}

impl From<Timestamp> for DateTime {
    /// What lies outside of the years 1 to 9999 becomes their first or last instant.
    fn from(instant: Timestamp) -> Self {
        Self(instant.clamp(Self::FIRST, Self::LAST))
    }
}

impl FromStr for DateTime {
    type Err = NotADateTime;

    fn from_str(text: &str) -> Result<Self, NotADateTime> {
        let instant = read(text.trim()).ok_or(NotADateTime)?;
        let is_sayable = (Self::FIRST..=Self::LAST).contains(&instant);
        is_sayable.then_some(Self(instant)).ok_or(NotADateTime)
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn read(text: &str) -> Option<Timestamp> {
    let (date, rest) = text.split_at_checked("2026-11-23".len())?;
    let [year, month, day] = split(date, '-')?;
    let date = Date::new(number(year, 4)?, number(month, 2)?, number(day, 2)?).ok()?;
    let rest = rest.trim_start_matches(['T', 't', ' ']);
    let zone = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at_checked(zone)?;
    let (days, time) = read_time(time.trim_end())?;
    let at = date.checked_add(days.days()).ok()?.to_datetime(time);
    offset(zone)?.to_timestamp(at).ok()
}

/// A time of day, and the days to add: the standard of dates has an hour 24.
fn read_time(text: &str) -> Option<(i64, Time)> {
    if text.is_empty() {
        return Some((0, Time::new(23, 59, 59, 0).ok()?));
    }
    let (text, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let [hour, minute, second] = match text.matches(':').count() {
        1 => {
            let (hour, minute) = text.split_once(':')?;
            [hour, minute, "00"]
        }
        _ => split(text, ':')?,
    };
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let nanosecond: i32 = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    let (hour, minute): (i8, i8) = (number(hour, 2)?, number(minute, 2)?);
    let second = match number::<i8>(second, 2)? {
        // A leap second.
        60 => 59,
        second => second,
    };
    match (hour, minute, second, nanosecond) {
        (24, 0, 0, 0) => Some((1, Time::midnight())),
        _ => Some((0, Time::new(hour, minute, second, nanosecond).ok()?)),
    }
}

fn offset(zone: &str) -> Option<Offset> {
    if matches!(zone, "" | "Z" | "z") {
        return Some(Offset::UTC);
    }
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits.len() {
        2 => (digits, "00"),
        4 => digits.split_at_checked(2)?,
        _ => digits.split_once(':')?,
    };
    let (hours, minutes): (i32, i32) = (number(hours, 2)?, number(minutes, 2)?);
    let seconds = (hours <= 14 && minutes < 60).then_some(hours * 3600 + minutes * 60)?;
    Offset::from_seconds(sign * seconds).ok()
}

fn split(text: &str, mark: char) -> Option<[&str; 3]> {
    let mut parts = text.split(mark);
    let three = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(three)
}

/// A number of exactly so many digits.
fn number<T: FromStr>(text: &str, digits: usize) -> Option<T> {
    let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

impl Value for DateTime {
    const HOLDS: Holds = Holds::DateTime;

    fn read(node: &Node<'_>, findings: &mut Findings) -> Option<Self> {
        parsed(node, findings)
    }

    fn write(&self, name: &'static str, _: &mut Draft) -> Option<Node<'_>> {
        Some(Node::of_text(name, self.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        text.parse()
            .map_or_else(|_| "none".to_owned(), |read: DateTime| read.to_string())
    }

    #[test]
    fn instants_are_read_as_peers_write_them() {
        for (text, instant) in [
            ("2026-11-22T09:00:00Z", "2026-11-22T09:00:00Z"),
            (" 2026-11-22T09:00:00 ", "2026-11-22T09:00:00Z"),
            ("2026-11-22T09:00:00+02:00", "2026-11-22T07:00:00Z"),
            ("1900-01-01T01:01:01+0000", "1900-01-01T01:01:01Z"),
            ("2026-11-22T09:00:00-03", "2026-11-22T12:00:00Z"),
            (
                "2024-12-12T20:12:00.62959771Z",
                "2024-12-12T20:12:00.62959771Z",
            ),
            (
                "2024-12-12T20:12:00.1234567899Z",
                "2024-12-12T20:12:00.123456789Z",
            ),
            ("2014-03-17T09:30:47.0Z", "2014-03-17T09:30:47Z"),
            ("2026-11-22T24:00:00Z", "2026-11-23T00:00:00Z"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
            ("2026-11-22 09:00", "2026-11-22T09:00:00Z"),
            ("2026-11-22", "2026-11-22T23:59:59Z"),
            ("2026-11-22+02:00", "2026-11-22T21:59:59Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("9999-12-30T21:59:59Z", "9999-12-30T21:59:59Z"),
        ] {
            assert_eq!(read(text), instant, "{text}");
        }
    }

    #[test]
    fn what_is_no_instant_is_none() {
        for text in [
            "",
            "soon",
            "2026-11-22T",
            "2026-13-22T09:00:00Z",
            "2026-11-31T09:00:00Z",
            "2026-11-22T25:00:00Z",
            "2026-11-22T09:00:00.Z",
            "2026-11-22T09:00:00.xZ",
            "2026-11-22T09:00:00+99:00",
            "2026-11-22T09:00:00+0:0",
            "2026-11-22T09:00:00Zulu",
            "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "ääääääääää",
        ] {
            // A mark for a time that does not come is let pass.
            let expected = if text.ends_with('T') {
                "2026-11-22T23:59:59Z"
            } else {
                "none"
            };
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn any_instant_can_be_written_and_read() {
        for instant in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
            let instant = DateTime::from(instant);
            assert_eq!(instant.to_string().parse(), Ok(instant));
        }
    }
}
