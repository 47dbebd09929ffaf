//! PINs (POST /patrons/{barcode}/verification). The last case locks a card for a while.

use serde_json::{Value, json};

use super::super::{
    Profile,
    answer::{Answer, same},
    http::Request,
    steps::NOBODY,
};
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
};

cases! {
    "api/verification", "consortium API, POST /patrons/{barcode}/verification", [];
    Must right_pin_is_verified ["patron.ordinary.pin"] "The right PIN gives verified true.";
    Must wrong_pin_is_not_verified ["patron.ordinary.pin"] "A wrong PIN gives 200 with verified false.";
    Must empty_pin_is_not_verified ["patron.ordinary.pin"] "An empty PIN is never verified.";
    Must expired_card_has_its_pin ["patron.expired.pin"] "An expired card still has its right PIN.";
    Must unknown_card_is_404 [] "A card that nobody has gets 404 patron_unknown.";
    Must pin_is_required ["patron.ordinary"] "Without a PIN, or with one that is no text, the request gets 400 with the pointer /pin.";
    Must needs_no_key ["patron.ordinary.pin"] "Verification may do without an idempotency key, and takes one." of "consortium API, Names: operations";
    Must pin_is_not_repeated ["patron.ordinary"] "No answer repeats the PIN." of "privacy";
    Must wrong_pins_are_throttled ["patron.sacrificial.pin"] "After many wrong PINs in a row even the right one is not believed: 429 pin_throttled with Retry-After.";
    Must others_are_not_throttled ["patron.sacrificial.pin", "patron.ordinary.pin"] "The throttle of one card does not touch another.";
}

fn verify(c: &Context<'_, Profile>, patron: &str, pin: &Value) -> Outcome<Answer> {
    let body = json!({"pin": pin});
    c.ask(&Request::new("POST", &format!("/patrons/{patron}/verification")).json(&body))
}

fn ordinary(c: &Context<'_, Profile>) -> Outcome<(String, Value)> {
    let patron = c.patron("ordinary")?;
    Ok((patron.barcode, json!(patron.pin)))
}

/// A PIN that is not this one.
fn wrong(pin: &Value) -> Value {
    json!(if *pin == json!("9753") {
        "9754"
    } else {
        "9753"
    })
}

/// Shows the right PIN when the case is over, so that wrong ones do not add up.
fn right_pin_later(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, pin) = ordinary(c)?;
    c.later(move |c| drop(verify(c, &patron, &pin)));
    Ok(())
}

fn right_pin_is_verified(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, pin) = ordinary(c)?;
    same(verify(c, &patron, &pin)?.is(200)?, "/verified", true)
}

fn wrong_pin_is_not_verified(c: &mut Context<'_, Profile>) -> Outcome {
    right_pin_later(c)?;
    let (patron, pin) = ordinary(c)?;
    same(
        verify(c, &patron, &wrong(&pin))?.is(200)?,
        "/verified",
        false,
    )
}

fn empty_pin_is_not_verified(c: &mut Context<'_, Profile>) -> Outcome {
    right_pin_later(c)?;
    let answer = verify(c, &ordinary(c)?.0, &json!(""))?;
    ensure!(
        answer.status == 400 || answer.body["verified"] == false,
        "it gets {}",
        answer.body
    );
    Ok(())
}

fn expired_card_has_its_pin(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("expired")?;
    same(
        verify(c, &patron.barcode, &json!(patron.pin))?.is(200)?,
        "/verified",
        true,
    )
}

fn unknown_card_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    verify(c, NOBODY, &json!("1234"))?
        .problem(404, "patron_unknown")
        .map(drop)
}

fn pin_is_required(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?.barcode;
    for wrong in [Value::Null, json!(1234), json!(["1234"])] {
        verify(c, &patron, &wrong)?.malformed("/pin")?;
    }
    c.post(&format!("/patrons/{patron}/verification"), &json!({}))?
        .malformed("/pin")
}

fn needs_no_key(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, pin) = ordinary(c)?;
    verify(c, &patron, &pin)?.is(200)?;
    let answer = c.post(
        &format!("/patrons/{patron}/verification"),
        &json!({"pin": pin}),
    )?;
    answer.is(200).map(drop)
}

fn pin_is_not_repeated(c: &mut Context<'_, Profile>) -> Outcome {
    right_pin_later(c)?;
    let answer = verify(c, &ordinary(c)?.0, &json!("31415926"))?;
    ensure!(!answer.body.to_string().contains("31415926"), "it does");
    Ok(())
}

/// As many wrong PINs as any library would take.
const MANY: usize = 12;

fn throttled(c: &Context<'_, Profile>) -> Outcome<Answer> {
    let patron = c.patron("sacrificial")?;
    let pin = json!(patron.pin);
    for _ in 0..MANY {
        let answer = verify(c, &patron.barcode, &wrong(&pin))?;
        if answer.status == 429 {
            return verify(c, &patron.barcode, &pin);
        }
        same(answer.is(200)?, "/verified", false)?;
    }
    Err(Stop::failed(format!(
        "{MANY} wrong PINs in a row are counted by nobody"
    )))
}

fn wrong_pins_are_throttled(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = throttled(c)?;
    answer.problem(429, "pin_throttled")?;
    let wait = answer.header("retry-after");
    ensure!(
        wait.parse::<u32>().is_ok_and(|wait| wait > 0),
        "Retry-After is {wait:?}"
    );
    Ok(())
}

fn others_are_not_throttled(c: &mut Context<'_, Profile>) -> Outcome {
    throttled(c)?;
    let (patron, pin) = ordinary(c)?;
    same(verify(c, &patron, &pin)?.is(200)?, "/verified", true)
}
