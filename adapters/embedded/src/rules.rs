//! The library's rules: how long, how many, how much.

use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use silta_consortium::{MediaType, Money};

/// The rules of lending. The default is the demo library's.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Where the libraries are: due dates end with the day there.
    pub time_zone: TimeZone,
    /// Days of a loan.
    pub loan_days: i32,
    /// Days of a loan of a film.
    pub dvd_days: i32,
    /// Days that a recalled loan has left at the most.
    pub recall_days: i32,
    /// Days that a copy waits on the hold shelf.
    pub shelf_days: i32,
    /// How often a loan may be renewed.
    pub renewals: u32,
    /// Loans of a patron at one time; `outreach` and `institution` have no limit.
    pub loans: u32,
    /// Holds of a patron at one time; `outreach` and `institution` have no limit.
    pub holds: u32,
    /// Unpaid fees at which a patron is blocked.
    pub fee_block: Money,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            // Bundled with the program, so only a broken build lacks it; UTC then moves due dates
            // by hours, which beats refusing to start.
            time_zone: TimeZone::get("Europe/Helsinki").unwrap_or(TimeZone::UTC),
            loan_days: 28,
            dvd_days: 14,
            recall_days: 7,
            shelf_days: 7,
            renewals: 5,
            loans: 60,
            holds: 30,
            fee_block: Money::euros(1000),
        }
    }
}

/// How long the answer to a change is kept: what a repeat gets.
pub(crate) const LEDGER_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long a return can be undone; then it is forgotten who had the item.
pub(crate) const CHECKIN_KEPT: SignedDuration = SignedDuration::from_hours(24);
/// How long a fee is kept once it is paid: it may tell what somebody read.
pub(crate) const PAID_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long the same payment by another key is the same payment.
pub(crate) const SAME_PAYMENT: SignedDuration = SignedDuration::from_hours(24);
/// The longest run of closed days that is looked for the next open one.
const LONGEST_CLOSURE: i32 = 366;

impl Rules {
    /// Today, where the libraries are.
    pub(crate) fn date(&self, time: Timestamp) -> Date {
        time.to_zoned(self.time_zone.clone()).date()
    }

    /// The last second of a day.
    pub(crate) fn end_of(&self, date: Date) -> Timestamp {
        let last = date.at(23, 59, 59, 0);
        self.instant(last)
    }

    /// The last second of the day so many days from `from`.
    pub(crate) fn end_of_day_after(&self, from: Timestamp, days: i32) -> Timestamp {
        self.end_of(self.date(from).saturating_add(days.days()))
    }

    /// When a loan that begins at `from` is due: the end of its last day, or of the next day on
    /// which the library is open.
    pub(crate) fn due<E>(
        &self,
        from: Timestamp,
        media_type: MediaType,
        mut is_closed: impl FnMut(Date) -> Result<bool, E>,
    ) -> Result<Timestamp, E> {
        let days = match media_type {
            MediaType::Dvd => self.dvd_days,
            _ => self.loan_days,
        };
        let mut date = self.date(from).saturating_add(days.days());
        for _ in 0..LONGEST_CLOSURE {
            if !is_closed(date)? {
                break;
            }
            date = date.saturating_add(1.day());
        }
        Ok(self.end_of(date))
    }

    /// Full years from `birth` to the day of `now`.
    pub(crate) fn age(&self, birth: Date, now: Timestamp) -> u8 {
        let today = self.date(now);
        let had_birthday = (today.month(), today.day()) >= (birth.month(), birth.day());
        let years = today.year() - birth.year() - i16::from(!had_birthday);
        u8::try_from(years.clamp(0, 255)).unwrap_or(0)
    }

    fn instant(&self, time: DateTime) -> Timestamp {
        self.time_zone
            .to_ambiguous_zoned(time)
            .compatible()
            .map_or(Timestamp::MAX, |zoned| zoned.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn loans_are_due_at_the_end_of_the_local_day() {
        let rules = Rules::default();
        let due = |from, kind| {
            rules
                .due(from, kind, |_| Ok::<_, Infallible>(false))
                .unwrap()
        };
        assert_eq!(
            due(at("2026-01-10T12:00:00Z"), MediaType::Book),
            at("2026-02-07T23:59:59+02:00")
        );
        assert_eq!(
            due(at("2026-01-10T12:00:00Z"), MediaType::Dvd),
            at("2026-01-24T23:59:59+02:00")
        );
        // Late in the evening in Helsinki is still the day before in UTC; summer time begins.
        assert_eq!(
            due(at("2026-03-05T22:30:00Z"), MediaType::Book),
            at("2026-04-03T23:59:59+03:00")
        );
    }

    #[test]
    fn closed_days_move_the_due_date_on() {
        let rules = Rules::default();
        let closed = |date: Date| Ok::<_, Infallible>(date.month() == 2 && date.day() < 10);
        assert_eq!(
            rules.due(at("2026-01-10T12:00:00Z"), MediaType::Book, closed),
            Ok(at("2026-02-10T23:59:59+02:00"))
        );
    }

    #[test]
    fn age_counts_full_years() {
        let rules = Rules::default();
        let birth = Date::constant(2010, 6, 15);
        assert_eq!(rules.age(birth, at("2026-06-14T12:00:00Z")), 15);
        assert_eq!(rules.age(birth, at("2026-06-15T12:00:00Z")), 16);
    }
}
