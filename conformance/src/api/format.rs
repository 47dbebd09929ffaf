//! How times, dates, money and media types are written.

use jiff::{Timestamp, civil::Date};
use serde_json::Value;

use super::answer::text;
use crate::{Outcome, Stop, kit::ensure};

/// The instant of an RFC 3339 time that stands at a JSON pointer, and its offset in seconds.
pub(super) fn time(body: &Value, pointer: &str) -> Outcome<(Timestamp, i32)> {
    let written = text(body, pointer)?;
    read_time(written)
        .ok_or_else(|| Stop::failed(format!("{pointer} is {written:?}, no RFC 3339 time")))
}

/// The instant and the offset of an RFC 3339 time, and nothing wider.
pub(super) fn read_time(written: &str) -> Option<(Timestamp, i32)> {
    let (start, rest) = written.split_at_checked(19)?;
    let offset = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let fraction = rest.strip_suffix(offset)?;
    let fits = has_shape(start, "0000-00-00T00:00:00")
        && (fraction.is_empty() || (fraction.starts_with('.') && fraction.len() > 1));
    let seconds = match offset {
        "Z" => 0,
        _ if has_shape(offset, "+00:00") || has_shape(offset, "-00:00") => {
            let hours: i32 = offset.get(1..3)?.parse().ok()?;
            let minutes: i32 = offset.get(4..6)?.parse().ok()?;
            let sign = if offset.starts_with('-') { -1 } else { 1 };
            sign * (hours * 3600 + minutes * 60)
        }
        _ => return None,
    };
    fits.then(|| written.parse().ok())
        .flatten()
        .map(|at| (at, seconds))
}

/// A date `YYYY-MM-DD`.
pub(super) fn read_date(written: &str) -> Option<Date> {
    let date = written.parse().ok();
    date.filter(|_| has_shape(written, "0000-00-00"))
}

/// The cents of the money at a JSON pointer.
pub(super) fn money(body: &Value, pointer: &str, currency: &str) -> Outcome<i64> {
    let amount = text(body, &format!("{pointer}/amount"))?;
    let told = text(body, &format!("{pointer}/currency"))?;
    ensure!(
        told == currency,
        "{pointer} is in {told}, not in {currency}"
    );
    cents(amount).ok_or_else(|| {
        Stop::failed(format!(
            "{pointer} has the amount {amount:?}, not one like 12.50"
        ))
    })
}

/// The cents of an amount with exactly two decimals.
pub(super) fn cents(amount: &str) -> Option<i64> {
    let digits = amount.strip_prefix('-').unwrap_or(amount);
    let (whole, part) = digits.split_once('.')?;
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(part) || part.len() != 2 {
        return None;
    }
    let sum = whole.parse::<i64>().ok()?.checked_mul(100)? + part.parse::<i64>().ok()?;
    Some(if amount.starts_with('-') { -sum } else { sum })
}

/// Whether a content type is this media type, in UTF-8 if it names a charset.
pub(super) fn is_media_type(written: &str, wanted: &str) -> bool {
    let mut parts = written.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default();
    kind.eq_ignore_ascii_case(wanted)
        && parts.all(|parameter| {
            parameter.split_once('=').is_some_and(|(name, value)| {
                !name.eq_ignore_ascii_case("charset")
                    || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
            })
        })
}

/// Whether `text` has digits where `shape` has zeros, and else the same characters.
fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text
            .bytes()
            .zip(shape.bytes())
            .all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                other => byte == other,
            })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_forms_of_the_api_are_read() {
        let (at, offset) = read_time("2026-12-21T23:59:59.5+02:00").expect("a time");
        assert_eq!(
            (at.to_string(), offset),
            ("2026-12-21T21:59:59.5Z".to_owned(), 7200)
        );
        for wrong in [
            "2026-12-21T23:59:59",
            "2026-12-21",
            "2026-12-21 23:59:59Z",
            "2026-12-21T23:59:59.Z",
        ] {
            assert_eq!(read_time(wrong), None, "{wrong}");
        }
        assert_eq!(cents("12.50"), Some(1250));
        assert_eq!(cents("-0.05"), Some(-5));
        for wrong in ["12.5", "12", "12,50", ".50", "1e2", ""] {
            assert_eq!(cents(wrong), None, "{wrong}");
        }
        assert!(is_media_type(
            "Application/JSON; charset=utf-8",
            "application/json"
        ));
        assert!(!is_media_type(
            "application/json; charset=latin1",
            "application/json"
        ));
        assert!(read_date("2026-02-30").is_none() && read_date("20261221").is_none());
    }
}
