//! Years and times: values that have an order. Each is text whose bytes have that order.

use jiff::{Timestamp, civil, tz::TimeZone};
use silta_consortium::query::Relation;

/// What the values of an ordered index are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OrderedForm {
    /// A year of four digits.
    Year,
    /// A time in UTC, to the second: `2026-11-22T14:05:33Z`.
    Time,
}

impl OrderedForm {
    /// What all values that a term means begin with: a year means all its days. `None` if it is no
    /// year or time.
    pub(crate) fn asked(self, term: &str) -> Option<String> {
        match self {
            Self::Year => years(term).next().map(Into::into),
            Self::Time => time(term.trim()),
        }
    }
}

/// The values that relate so to what a term means, as ranges of bytes: from the first, below the
/// second; `None` is without end.
pub(crate) fn ranges(
    relation: Relation,
    meant: &str,
) -> impl Iterator<Item = (Option<String>, Option<String>)> {
    let first = Some(meant.to_owned());
    // No value goes on with so high a character.
    let after = Some(format!("{meant}\u{7f}"));
    let (one, other) = match relation {
        Relation::Less => ((None, first), None),
        Relation::LessOrEqual => ((None, after), None),
        Relation::Equal => ((first, after), None),
        Relation::GreaterOrEqual => ((first, None), None),
        Relation::Greater => ((after, None), None),
        Relation::NotEqual => ((None, first), Some((after, None))),
    };
    [Some(one), other].into_iter().flatten()
}

/// A time as the index holds it.
pub(crate) fn stamp(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The years in a text: runs of four digits, from 1000 on.
pub(crate) fn years(text: &str) -> impl Iterator<Item = &str> {
    let runs = text.split(|letter: char| !letter.is_ascii_digit());
    // Dates without separators begin with their year.
    let years = runs
        .filter(|run| matches!(run.len(), 4 | 6 | 8))
        .filter_map(|run| run.get(..4));
    years.filter(|year| !year.starts_with('0'))
}

/// The beginning of all times that a text means: `2026`, `2026-11`, `2026-11-22`, `20261122`, or a
/// time with its offset, without one in UTC.
fn time(text: &str) -> Option<String> {
    let digits = text.bytes().all(|letter| letter.is_ascii_digit());
    match (text.len(), digits) {
        (4, true) => Some(text.into()),
        (6, true) => Some(format!("{}-{}", text.get(..4)?, text.get(4..)?)),
        (7, false) => format!("{text}-01")
            .parse::<civil::Date>()
            .ok()
            .map(|_| text.into()),
        (8, true) | (10, false) => Some(text.parse::<civil::Date>().ok()?.to_string()),
        _ => {
            let zoned = text.parse::<Timestamp>().ok();
            let plain = || {
                let time: civil::DateTime = text.parse().ok()?;
                Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp())
            };
            zoned.or_else(plain).map(stamp)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_mean_the_beginning_of_times() {
        let time = |text| OrderedForm::Time.asked(text);
        for (text, meant) in [
            ("2026", "2026"),
            ("202611", "2026-11"),
            ("2026-11", "2026-11"),
            ("20261122", "2026-11-22"),
            ("2026-11-22", "2026-11-22"),
            ("2026-11-22T14:05:33Z", "2026-11-22T14:05:33Z"),
            ("2026-11-22T14:05:33.25+02:00", "2026-11-22T12:05:33Z"),
            ("2026-11-22 14:05:33", "2026-11-22T14:05:33Z"),
        ] {
            assert_eq!(time(text).as_deref(), Some(meant), "{text}");
        }
        for text in ["", "eilen", "2026-13", "2026-02-30", "26"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn years_are_found_in_imprints() {
        for (text, found) in [
            ("[1870-1873]", &["1870", "1873"][..]),
            ("c1984.", &["1984"]),
            ("1984-05-01", &["1984"]),
            ("19840501", &["1984"]),
            ("19uu", &[]),
            ("n. 200", &[]),
        ] {
            assert_eq!(years(text).collect::<Vec<_>>(), found, "{text}");
        }
    }
}
