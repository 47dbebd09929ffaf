//! Times in every offset.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::super::{Profile, format};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/times", "consortium API, Rules: times RFC 3339 with offset", ["patron.ordinary", "libraries.1", "spare.3"];
    Must offsets_mean_the_same_instant [] "The same instant in another offset is the same instant.";
    Must fractions_are_read [] "A time with fractions of a second is read." of "RFC 3339, 5.6";
    Must time_without_offset_is_malformed [] "A time without an offset, a day that is not there and words get 400 with their pointer.";
    Should told_in_the_zone_of_the_libraries [] "Times are told in the offset that holds where the libraries are.";
}

fn due_told(c: &mut Context<'_, Profile>, item: usize, due: &str) -> Outcome<Value> {
    let mut body = c.checkout_body(&c.patron("ordinary")?.barcode, &c.spare(item)?)?;
    body["already_happened"] = json!({"due": due});
    c.checkout_with(&body)?.is(201).cloned()
}

fn offsets_mean_the_same_instant(c: &mut Context<'_, Profile>) -> Outcome {
    let same = [
        "2031-07-01T21:59:59Z",
        "2031-07-02T00:59:59+03:00",
        "2031-07-01T16:29:59-05:30",
    ];
    for (item, due) in same.into_iter().enumerate() {
        let (told, _) = format::time(&due_told(c, item, due)?, "/due")?;
        ensure!(
            told.to_string() == "2031-07-01T21:59:59Z",
            "{due} is told as {told}"
        );
    }
    Ok(())
}

fn fractions_are_read(c: &mut Context<'_, Profile>) -> Outcome {
    let (told, _) = format::time(&due_told(c, 0, "2031-07-01T21:59:59.25Z")?, "/due")?;
    ensure!(
        told.to_string().starts_with("2031-07-01T21:59:59"),
        "it is told as {told}"
    );
    Ok(())
}

fn time_without_offset_is_malformed(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(1)?;
    c.return_later(&item);
    let mut body = c.checkout_body(&c.patron("ordinary")?.barcode, &item)?;
    for due in [
        "2031-07-01T21:59:59",
        "2031-02-30T00:00:00Z",
        "2031-07-01",
        "soon",
        "",
    ] {
        body["already_happened"] = json!({"due": due});
        c.post("/checkouts", &body)?
            .malformed("/already_happened/due")?;
    }
    c.status_is(&item, "available")
}

fn told_in_the_zone_of_the_libraries(c: &mut Context<'_, Profile>) -> Outcome {
    let zone = TimeZone::get(&c.profile.time_zone).unwrap_or(TimeZone::UTC);
    for (item, due) in ["2031-07-01T12:00:00Z", "2031-01-01T12:00:00Z"]
        .into_iter()
        .enumerate()
    {
        let (at, offset) = format::time(&due_told(c, item, due)?, "/due")?;
        let wanted = zone.to_offset(at).seconds();
        ensure!(
            offset == wanted,
            "{due} is told {offset} s from UTC, not {wanted}"
        );
    }
    Ok(())
}
