//! Records as an administrator writes them (PUT and DELETE /records/{id}). They are written here, as
//! bytes; each case takes away what it has written.

use std::time::{Duration, Instant};

use super::super::{
    Profile,
    answer::{Answer, entries, same, text},
    format::time,
    http::{Request, new_key},
};
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure, http::encoded},
};

cases! {
    "api/records-written", "consortium API, PUT /records/{id}", ["new_record"];
    Must marcxml_is_taken [] "A record that is written in MARCXML (200) is told with its id and title, and can be looked up.";
    Must iso2709_is_taken [] "A record that is written in ISO 2709 (200) is told with its id and title, and can be looked up.";
    Must record_is_replaced [] "Written again, the same record has the new title, and its time of change has not gone back.";
    Must written_record_is_found [] "A record that was written is found by its title before long, and one that was deleted is not." of "consortium API, GET /records";
    Must changes_are_told [] "A record that was written is among the changes, and stays there as deleted when it is." of "consortium API, GET /records/changes";
    Must repeat_gets_the_first_answer [] "The same record under the same key gets the first answer; another under it gets 422 idempotency_mismatch." of "consortium API, Rules: Idempotency-Key";
    Must no_record_is_malformed [] "A body that is no record, none at all, or two of them gets 400 malformed, and nothing is written.";
    Must deleted_record_is_no_record [] "A record that says itself that it is deleted (leader/05) gets 400 malformed.";
    Must other_media_types_are_refused [] "A record that is called JSON, or text, gets 415 unsupported_media_type." of "RFC 9110, 15.5.16";
    Must large_records_are_refused [] "A record beyond the limit of a body gets 413 too_large." of "RFC 9110, 15.5.14";
    Must record_is_deleted [] "A record that was deleted (204) is unknown: 404 item_unknown." of "consortium API, DELETE /records/{id}";
    Must deleting_twice_is_404 [] "A second deletion under another key gets 404 item_unknown; under its own it succeeds again." of "consortium API, DELETE /records/{id}";
    Must deleted_record_comes_back [] "A record that was deleted and is written again is there again.";
}

const MARCXML: &str = "application/marcxml+xml";
const ISO_2709: &str = "application/marc";
/// A title that no record has, and another.
const TITLE: &str = "Sillantekijän satakieliopas";
const LATER: &str = "Sillantekijän kahvikertomus";
/// How long a change may take to be found.
const SOON: Duration = Duration::from_secs(10);

fn path(c: &Context<'_, Profile>) -> Outcome<String> {
    let id = c.profile.new_record.as_deref();
    let id = id.ok_or_else(|| Stop::skipped("the profile has no new_record"))?;
    Ok(format!("/records/{id}"))
}

fn marcxml(title: &str) -> String {
    format!(
        "<record xmlns=\"http://www.loc.gov/MARC21/slim\"><leader>00000nam a2200000 a 4500</leader>\
         <controlfield tag=\"001\">conformance-1</controlfield>\
         <datafield tag=\"245\" ind1=\"0\" ind2=\"0\"><subfield code=\"a\">{title}</subfield>\
         </datafield></record>"
    )
}

/// ISO 2709: leader, directory, fields.
fn iso2709(title: &str) -> Vec<u8> {
    let fields = [
        ("001", "conformance-1\u{1e}".to_owned()),
        ("245", format!("00\u{1f}a{title}\u{1e}")),
    ];
    let (mut directory, mut data) = (String::new(), String::new());
    for (tag, field) in fields {
        directory += &format!("{tag}{:04}{:05}", field.len(), data.len());
        data += &field;
    }
    let base = 24 + directory.len() + 1;
    let length = base + data.len() + 1;
    format!("{length:05}nam a22{base:05} a 4500{directory}\u{1e}{data}\u{1d}").into_bytes()
}

fn writing(c: &Context<'_, Profile>, kind: &str, body: impl Into<Vec<u8>>) -> Outcome<Request> {
    Ok(Request::new("PUT", &path(c)?)
        .key(&new_key())
        .body(kind, body))
}

/// Writes the record, and deletes it when the case is over.
fn put(c: &mut Context<'_, Profile>, request: &Request) -> Outcome<Answer> {
    let path = path(c)?;
    c.later(move |c| drop(c.ask(&Request::delete(&path))));
    let answer = c.administer(request)?;
    match answer.status {
        404 | 501 => Err(Stop::skipped("records are not written there")),
        _ => Ok(answer),
    }
}

fn put_title(c: &mut Context<'_, Profile>, title: &str) -> Outcome<Answer> {
    let request = writing(c, MARCXML, marcxml(title))?;
    put(c, &request)
}

fn is_told(c: &mut Context<'_, Profile>, request: &Request) -> Outcome {
    let written = put(c, request)?.is(200)?.clone();
    for told in [written, c.read(&path(c)?)?] {
        let id = c.profile.new_record.clone().unwrap_or_default();
        same(&told, "/id", id)?;
        same(&told, "/title", TITLE)?;
    }
    Ok(())
}

fn marcxml_is_taken(c: &mut Context<'_, Profile>) -> Outcome {
    let request = writing(c, MARCXML, marcxml(TITLE))?;
    is_told(c, &request)
}

fn iso2709_is_taken(c: &mut Context<'_, Profile>) -> Outcome {
    let request = writing(c, ISO_2709, iso2709(TITLE))?;
    is_told(c, &request)
}

fn record_is_replaced(c: &mut Context<'_, Profile>) -> Outcome {
    let first = put_title(c, TITLE)?.is(200)?.clone();
    let second = put_title(c, LATER)?.is(200)?.clone();
    same(&second, "/title", LATER)?;
    same(&c.read(&path(c)?)?, "/title", LATER)?;
    let time = |told| time(told, "/changed");
    let ((before, _), (after, _)) = (time(&first)?, time(&second)?);
    ensure!(before <= after, "it changed at {before}, then at {after}");
    Ok(())
}

/// Whether the record is found by this title, as it should be before long.
fn found(c: &Context<'_, Profile>, title: &str, wanted: bool) -> Outcome {
    let id = c.profile.new_record.as_deref().unwrap_or_default();
    let query = encoded(&format!("dc.title = \"{title}\""));
    let until = Instant::now() + SOON;
    loop {
        let list = c.read(&format!("/records?query={query}"))?;
        let there = entries(&list, "/items")?
            .iter()
            .any(|record| record["id"] == id);
        if there == wanted {
            return Ok(());
        }
        let still = if wanted {
            "not found yet"
        } else {
            "still found"
        };
        ensure!(Instant::now() < until, "{title} is {still}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn written_record_is_found(c: &mut Context<'_, Profile>) -> Outcome {
    put_title(c, TITLE)?.is(200)?;
    found(c, TITLE, true)?;
    put_title(c, LATER)?.is(200)?;
    found(c, LATER, true)?;
    found(c, TITLE, false)?;
    c.ask(&Request::delete(&path(c)?))?.is(204)?;
    found(c, LATER, false)
}

/// What the changes say of the record: whether it is deleted.
fn told_deleted(c: &Context<'_, Profile>, since: &str) -> Outcome<bool> {
    let id = c.profile.new_record.as_deref().unwrap_or_default();
    let changes = c.read(&format!(
        "/records/changes?limit=1000&from={}",
        encoded(since)
    ))?;
    let mut ours = entries(&changes, "/items")?.iter();
    let ours = ours.find(|change| change["id"] == id);
    let ours = ours.ok_or_else(|| Stop::failed(format!("{id} is not among the changes")))?;
    ours["deleted"]
        .as_bool()
        .ok_or_else(|| Stop::failed("the change has no deleted"))
}

fn changes_are_told(c: &mut Context<'_, Profile>) -> Outcome {
    let written = put_title(c, TITLE)?.is(200)?.clone();
    let since = text(&written, "/changed")?.to_owned();
    ensure!(!told_deleted(c, &since)?, "it is told as deleted");
    c.ask(&Request::delete(&path(c)?))?.is(204)?;
    ensure!(told_deleted(c, &since)?, "it is not told as deleted");
    Ok(())
}

fn repeat_gets_the_first_answer(c: &mut Context<'_, Profile>) -> Outcome {
    let key = new_key();
    let first = writing(c, MARCXML, marcxml(TITLE))?.key(&key);
    let told = put(c, &first)?.is(200)?.clone();
    let again = c.ask(&first)?.is(200)?.clone();
    ensure!(
        again == told,
        "the repeat is told {again}, the first {told}"
    );
    let other = writing(c, MARCXML, marcxml(LATER))?.key(&key);
    c.ask(&other)?.problem(422, "idempotency_mismatch")?;
    same(&c.read(&path(c)?)?, "/title", TITLE)
}

fn no_record_is_malformed(c: &mut Context<'_, Profile>) -> Outcome {
    let broken = marcxml(TITLE).replace("</datafield>", "");
    let two = format!("<collection>{0}{0}</collection>", marcxml(TITLE));
    let half = iso2709(TITLE).split_at(40).0.to_vec();
    for (kind, body) in [
        (MARCXML, Vec::new()),
        (MARCXML, b"<html/>".to_vec()),
        (MARCXML, broken.into_bytes()),
        (MARCXML, two.into_bytes()),
        (MARCXML, iso2709(TITLE)),
        (ISO_2709, Vec::new()),
        (ISO_2709, half),
        (ISO_2709, [iso2709(TITLE), iso2709(LATER)].concat()),
    ] {
        let request = writing(c, kind, body)?;
        put(c, &request)?.problem(400, "malformed")?;
    }
    c.get(&path(c)?)?.problem(404, "item_unknown").map(drop)
}

fn deleted_record_is_no_record(c: &mut Context<'_, Profile>) -> Outcome {
    let body = marcxml(TITLE).replace("00000nam", "00000dam");
    let request = writing(c, MARCXML, body)?;
    put(c, &request)?.problem(400, "malformed").map(drop)
}

fn other_media_types_are_refused(c: &mut Context<'_, Profile>) -> Outcome {
    for kind in ["application/json", "text/plain"] {
        let request = writing(c, kind, marcxml(TITLE))?;
        put(c, &request)?.problem(415, "unsupported_media_type")?;
    }
    let unnamed = writing(c, MARCXML, marcxml(TITLE))?.without("Content-Type");
    put(c, &unnamed)?
        .problem(415, "unsupported_media_type")
        .map(drop)
}

fn large_records_are_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let request = writing(c, MARCXML, marcxml(&"x".repeat(1 << 20)))?;
    put(c, &request)?.problem(413, "too_large").map(drop)
}

fn record_is_deleted(c: &mut Context<'_, Profile>) -> Outcome {
    put_title(c, TITLE)?.is(200)?;
    c.ask(&Request::delete(&path(c)?))?.is(204)?;
    c.get(&path(c)?)?.problem(404, "item_unknown").map(drop)
}

fn deleting_twice_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    put_title(c, TITLE)?.is(200)?;
    let first = Request::delete(&path(c)?);
    c.ask(&first)?.is(204)?;
    c.ask(&first)?.is(204)?;
    let second = Request::delete(&path(c)?);
    c.ask(&second)?.problem(404, "item_unknown").map(drop)
}

fn deleted_record_comes_back(c: &mut Context<'_, Profile>) -> Outcome {
    put_title(c, TITLE)?.is(200)?;
    c.ask(&Request::delete(&path(c)?))?.is(204)?;
    put_title(c, LATER)?.is(200)?;
    same(&c.read(&path(c)?)?, "/title", LATER)
}
