//! Moments, with the clock by which they were told.

use std::fmt;

use jiff::{
    Timestamp,
    civil::{Date, DateTime as Civil, Time},
    tz::Offset,
};

use crate::{
    flaw::Flaw,
    node::{Context, Node},
    out::Out,
    structure::{Content, Read},
};

/// The earliest and the latest second that a year of four digits has in every time zone.
const RANGE: (i64, i64) = (-62_135_510_400, 253_402_214_400);

/// The furthest that a clock can be from UTC (`xs:dateTime`), in seconds.
const MAX_OFFSET: i32 = 14 * 60 * 60;

/// A moment to the second, and how far the clock that tells it is from UTC.
///
/// It is always written with its zone: clients take a date without one for none. They show the
/// clock time as it is sent, so the offset should be that of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateTime {
    second: Timestamp,
    offset: Offset,
}

impl DateTime {
    /// The second that an instant lies in, by a clock of this offset. An offset that cannot be
    /// written (parts of a minute, more than 14 hours) becomes UTC; an instant outside the years
    /// 1 to 9999 becomes the nearest within them.
    pub fn new(instant: Timestamp, offset: Offset) -> Self {
        let seconds = offset.seconds();
        let writable = seconds % 60 == 0 && seconds.abs() <= MAX_OFFSET;
        let whole = instant.as_second() - i64::from(instant.subsec_nanosecond() < 0);
        let second = Timestamp::from_second(whole.clamp(RANGE.0, RANGE.1));
        Self {
            second: second.unwrap_or(Timestamp::UNIX_EPOCH),
            offset: if writable { offset } else { Offset::UTC },
        }
    }

    /// The instant.
    pub fn timestamp(self) -> Timestamp {
        self.second
    }

    /// What the clock shows.
    pub fn civil(self) -> Civil {
        self.offset.to_datetime(self.second)
    }

    /// How far the clock is from UTC.
    pub fn offset(self) -> Offset {
        self.offset
    }

    /// A date, a date and time, or these with a zone. Without a zone it is the clock time of the
    /// context; without a time the day begins.
    fn parse(text: &str, context: &Context) -> Option<Self> {
        let (civil, zone) = split_zone(text);
        let civil = match civil.split_once('T') {
            Some((date, time)) => Civil::from_parts(date_of(date)?, time_of(time)?),
            None => date_of(civil)?.to_datetime(Time::midnight()),
        };
        let instant = match zone {
            Some(zone) => {
                let offset = offset_of(zone)?;
                return Some(Self::new(offset.to_timestamp(civil).ok()?, offset));
            }
            None => context.zone.to_timestamp(civil).ok()?,
        };
        Some(Self::new(instant, context.zone.to_offset(instant)))
    }
}

/// What stands before the zone, and the zone.
fn split_zone(text: &str) -> (&str, Option<&str>) {
    /// Characters of the date, whose hyphens are no zone's.
    const DATE: usize = "YYYY-MM-DD".len();
    let after = text.get(DATE..).unwrap_or_default();
    let at = after.find(['Z', 'z', '+', '-']).map(|at| at + DATE);
    let split = at.and_then(|at| text.split_at_checked(at));
    split.map_or((text, None), |(civil, zone)| (civil, Some(zone)))
}

fn date_of(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let year = digits(parts.next()?, 4)?;
    let month = digits(parts.next()?, 2)?;
    let day = digits(parts.next()?, 2)?;
    let small = |number: i16| i8::try_from(number).ok();
    Date::new(year, small(month)?, small(day)?).ok()
}

/// A time whose fraction of a second makes no difference. 24:00 is not read.
fn time_of(text: &str) -> Option<Time> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut parts = whole.splitn(3, ':');
    let mut two = || i8::try_from(digits(parts.next()?, 2)?).ok();
    let time = Time::new(two()?, two()?, two()?, 0).ok()?;
    let right = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    right.then_some(time)
}

fn offset_of(zone: &str) -> Option<Offset> {
    let (sign, clock) = match zone.split_at_checked(1)? {
        ("Z" | "z", "") => return Some(Offset::UTC),
        ("+", clock) => (1, clock),
        ("-", clock) => (-1, clock),
        _ => return None,
    };
    let (hours, minutes) = match clock.split_once(':') {
        Some(parts) => parts,
        None => clock.split_at_checked(2)?,
    };
    let minutes = i32::from(digits(hours, 2)?) * 60 + i32::from(digits(minutes, 2)?);
    let seconds = minutes * 60;
    let right = seconds <= MAX_OFFSET;
    right.then(|| Offset::from_seconds(sign * seconds).ok())?
}

/// A number of just so many digits.
fn digits(text: &str, count: usize) -> Option<i16> {
    let right = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    right.then(|| text.parse().ok())?
}

impl DateTime {
    /// As it is written: `2026-12-24T18:00:00+02:00`, or `Z` for UTC.
    fn written(self) -> String {
        const LENGTH: usize = "YYYY-MM-DDThh:mm:ss+hh:mm".len();
        let civil = self.civil();
        let mut text = String::with_capacity(LENGTH);
        push_two(&mut text, civil.year() / 100);
        push_two(&mut text, civil.year() % 100);
        for (mark, part) in [
            ('-', civil.month()),
            ('-', civil.day()),
            ('T', civil.hour()),
            (':', civil.minute()),
            (':', civil.second()),
        ] {
            text.push(mark);
            push_two(&mut text, i16::from(part));
        }
        let minutes = self.offset.seconds() / 60;
        if minutes == 0 {
            text.push('Z');
            return text;
        }
        text.push(if minutes < 0 { '-' } else { '+' });
        let [hours, minutes] = [minutes.abs() / 60, minutes.abs() % 60];
        for (before, part) in [("", hours), (":", minutes)] {
            text.push_str(before);
            push_two(&mut text, part.try_into().unwrap_or_default());
        }
        text
    }
}

/// Two digits. The years are those of [`RANGE`]: nothing here is negative, or has more.
fn push_two(text: &mut String, number: i16) {
    for digit in [number / 10, number % 10] {
        let digit = u8::try_from(digit).unwrap_or_default() % 10;
        text.push(char::from(b'0' + digit));
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written())
    }
}

impl Content for DateTime {
    fn read(node: &Node<'_>, context: &Context) -> Read<Self> {
        let text = node.text().trim();
        Self::parse(text, context).ok_or_else(|| Flaw::value(text))
    }

    fn write(&self, name: &'static str, out: &mut Out<'_>) {
        out.element(name, &self.written());
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::version::Edition;

    fn told(text: &str) -> Option<String> {
        let context = Context {
            edition: Edition::Two,
            zone: TimeZone::get("Europe/Helsinki").unwrap(),
            repeats: 1,
        };
        let read = DateTime::parse(text, &context)?.to_string();
        assert_eq!(DateTime::parse(&read, &context).unwrap().to_string(), read);
        Some(read)
    }

    #[test]
    fn all_forms_are_read_and_one_is_written() {
        let forms = [
            ("2026-12-24T18:00:00Z", "2026-12-24T18:00:00Z"),
            ("2026-12-24T18:00:00.123456789Z", "2026-12-24T18:00:00Z"),
            ("2026-12-24T18:00:00-0330", "2026-12-24T18:00:00-03:30"),
            ("2026-12-24T18:00:00+00:00", "2026-12-24T18:00:00Z"),
            ("2026-12-24T18:00:00", "2026-12-24T18:00:00+02:00"),
            ("2026-06-24", "2026-06-24T00:00:00+03:00"),
            ("0001-01-01T00:00:00+14:00", "0001-01-02T14:00:00+14:00"),
        ];
        for (form, written) in forms {
            assert_eq!(told(form).as_deref(), Some(written), "{form}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        let wrong = [
            "31.12.2026",
            "",
            "2026-02-30",
            "2026-12-24T25:00:00",
            "2026-12-24T18:00",
            "2026-12-24T18:00:00.",
            "2026-12-24T18:00:00+15:00",
            "2026-12-24T18:00:00 EET",
        ];
        for text in wrong {
            assert_eq!(told(text), None, "{text}");
        }
    }
}
