//! Patrons as an administrator writes them (PUT /patrons/{barcode} and its PIN). They leave one card
//! behind, `CONFORMANCE-CARD-1`, which nobody needs: patrons are not deleted.

use serde_json::{Value, json};

use super::super::{
    Profile,
    answer::{Answer, entries, same},
    http::{Request, new_key},
    steps::NOBODY,
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/patrons-written", "consortium API, PUT /patrons/{barcode}", ["libraries.2"];
    Must patron_is_created [] "A patron that is written (200) is told as it was written, and can be looked up.";
    Must patron_is_changed [] "Written again, the same card has the new name, home and language.";
    Must patron_may_borrow ["spare.1"] "A card that was written can be lent to.";
    Must lost_card_is_lost ["spare.1"] "Written as lost, a card is refused as card_lost; written again as found, it works.";
    Must expired_card_has_expired ["spare.1"] "Written with an expiry in the past, a card is refused as patron_expired.";
    Must last_day_is_valid ["spare.1"] "On the day of its expiry a card is still valid, as for years after the last one written.";
    Must pin_is_set [] "A new PIN (204) is the right one, and the old one is not." of "consortium API, PUT /patrons/{barcode}/pin";
    Must pin_is_kept [] "Written without a PIN, a patron keeps the old one.";
    Must pin_of_unknown_card_is_404 [] "A PIN for a card that nobody has gets 404 patron_unknown." of "consortium API, PUT /patrons/{barcode}/pin";
    Must pin_is_required [] "Without a PIN, or with one that is no text, the request gets 400 with the pointer /pin." of "consortium API, PUT /patrons/{barcode}/pin";
    Must pin_is_not_told [] "No answer repeats a PIN that was written." of "privacy";
    Must missing_members_are_pointed_at [] "Without a name or a home the request gets 400 with its pointer.";
    Must unknown_home_is_pointed_at [] "A home that is no library gets 400 with the pointer /home, and nothing is changed.";
    Must unknown_language_is_pointed_at [] "A language that the API does not know gets 400 with the pointer /language.";
    Must expiry_is_a_date [] "An expiry that is no date gets 400 with the pointer /expires.";
    Must repeat_gets_the_first_answer [] "Repeated under its key, a change is carried out once, whatever was written meanwhile.";
}

const CARD: &str = "CONFORMANCE-CARD-1";
const PIN: &str = "86420";

fn path() -> String {
    format!("/patrons/{CARD}")
}

/// The patron as every case begins: in good standing.
fn good(c: &Context<'_, Profile>) -> Outcome<Value> {
    Ok(json!({
        "name": "Koekäyttäjä, Åke",
        "home": c.library(0)?,
        "language": "sv",
        "expires": null,
        "pin": PIN,
    }))
}

/// Good, but for these members.
fn but(c: &Context<'_, Profile>, changed: &[(&str, Value)]) -> Outcome<Value> {
    let mut body = good(c)?;
    for (member, value) in changed {
        body[*member] = value.clone();
    }
    Ok(body)
}

fn write(c: &Context<'_, Profile>, body: &Value) -> Outcome<Answer> {
    c.administer(&Request::put(&path(), body))
}

/// Writes the patron, and puts it in good standing again when the case is over.
fn written(c: &mut Context<'_, Profile>, changed: &[(&str, Value)]) -> Outcome<Value> {
    let (body, good) = (but(c, changed)?, good(c)?);
    c.later(move |c| drop(write(c, &good)));
    write(c, &body)?.is(200).cloned()
}

fn verified(c: &Context<'_, Profile>, pin: &str) -> Outcome<Value> {
    let request = Request::new("POST", &format!("{}/verification", path()));
    let answer = c.ask(&request.json(&json!({"pin": pin})))?;
    Ok(answer.is(200)?["verified"].clone())
}

fn set_pin(c: &Context<'_, Profile>, card: &str, body: &Value) -> Outcome<Answer> {
    c.administer(&Request::put(&format!("/patrons/{card}/pin"), body))
}

fn patron_is_created(c: &mut Context<'_, Profile>) -> Outcome {
    let told = written(c, &[])?;
    same(&told, "/barcode", CARD)?;
    same(&told, "/name", "Koekäyttäjä, Åke")?;
    same(&told, "/home", c.library(0)?)?;
    same(&told, "/language", "sv")?;
    same(&told, "/expires", Value::Null)?;
    ensure!(entries(&told, "/blocks")?.is_empty(), "the card is blocked");
    let known = c.read(&path())?;
    ensure!(known == told, "it is looked up as {known}");
    Ok(())
}

fn patron_is_changed(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, &[])?;
    let home = c.library(1)?;
    let changed = [
        ("name", json!("Testaaja, Tuija")),
        ("home", json!(home)),
        ("language", json!("en")),
    ];
    written(c, &changed)?;
    let known = c.read(&path())?;
    for (member, value) in changed {
        same(&known, &format!("/{member}"), value)?;
    }
    Ok(())
}

fn patron_may_borrow(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, &[])?;
    c.lend(CARD, &c.spare(0)?).map(drop)
}

fn lost_card_is_lost(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, &[("card_lost", json!(true))])?;
    let item = c.spare(0)?;
    c.checkout(CARD, &item)?.refused("card_lost")?;
    written(c, &[("card_lost", json!(false))])?;
    c.lend(CARD, &item).map(drop)
}

fn expired_card_has_expired(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, &[("expires", json!("2020-02-29"))])?;
    same(&c.read(&path())?, "/expires", "2020-02-29")?;
    c.checkout(CARD, &c.spare(0)?)?
        .refused("patron_expired")
        .map(drop)
}

fn last_day_is_valid(c: &mut Context<'_, Profile>) -> Outcome {
    let zone = jiff::tz::TimeZone::get(&c.profile.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let today = jiff::Timestamp::now().to_zoned(zone).date();
    for last in [today.to_string(), "2099-12-31".to_owned()] {
        written(c, &[("expires", json!(last))])?;
        let item = c.spare(0)?;
        c.lend(CARD, &item)?;
        c.give_back(&item)?;
    }
    Ok(())
}

fn pin_is_set(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, &[])?;
    let set = set_pin(c, CARD, &json!({"pin": "97531"}))?;
    set.is(204)?;
    ensure!(set.bytes.is_empty(), "the 204 has a body");
    ensure!(verified(c, PIN)? == false, "the old PIN is still right");
    ensure!(verified(c, "97531")? == true, "the new PIN is not right");
    Ok(())
}

fn pin_is_kept(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, &[])?;
    let mut body = good(c)?;
    body.as_object_mut().map(|members| members.remove("pin"));
    write(c, &body)?.is(200)?;
    ensure!(verified(c, PIN)? == true, "the PIN is another");
    Ok(())
}

fn pin_of_unknown_card_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    set_pin(c, NOBODY, &json!({"pin": PIN}))?
        .problem(404, "patron_unknown")
        .map(drop)
}

fn pin_is_required(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, &[])?;
    for wrong in [json!({}), json!({"pin": null}), json!({"pin": 86420})] {
        set_pin(c, CARD, &wrong)?.malformed("/pin")?;
    }
    ensure!(verified(c, PIN)? == true, "the PIN is another");
    Ok(())
}

fn pin_is_not_told(c: &mut Context<'_, Profile>) -> Outcome {
    let told = written(c, &[("pin", json!("31415926"))])?;
    let known = c.read(&path())?;
    for answer in [told, known] {
        ensure!(!answer.to_string().contains("31415926"), "it is told");
    }
    Ok(())
}

fn missing_members_are_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    for member in ["name", "home"] {
        let mut body = good(c)?;
        body.as_object_mut().map(|members| members.remove(member));
        write(c, &body)?.malformed(&format!("/{member}"))?;
    }
    Ok(())
}

fn unknown_home_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, &[])?;
    let body = but(
        c,
        &[
            ("home", json!("NO-SUCH-LIBRARY")),
            ("name", json!("Toinen, Tiina")),
        ],
    )?;
    write(c, &body)?.malformed("/home")?;
    same(&c.read(&path())?, "/name", "Koekäyttäjä, Åke")
}

fn unknown_language_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    let body = but(c, &[("language", json!("xx"))])?;
    write(c, &body)?.malformed("/language")
}

fn expiry_is_a_date(c: &mut Context<'_, Profile>) -> Outcome {
    for wrong in ["2027-02-30", "1.1.2027", "soon", ""] {
        let body = but(c, &[("expires", json!(wrong))])?;
        write(c, &body)?.malformed("/expires")?;
    }
    Ok(())
}

fn repeat_gets_the_first_answer(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, &[])?;
    let first = but(c, &[("name", json!("Ensimmäinen, Esa"))])?;
    let request = Request::put(&path(), &first).key(&new_key());
    let answer = c.administer(&request)?;
    let told = answer.is(200)?.clone();
    written(c, &[("name", json!("Toinen, Tiina"))])?;
    let again = c.administer(&request)?;
    ensure!(*again.is(200)? == told, "the repeat is answered otherwise");
    same(&c.read(&path())?, "/name", "Toinen, Tiina")
}
