//! Requests that are none: where it is wrong is told, and nothing is changed.

use serde_json::{Value, json};

use super::super::{Profile, http::Request};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/bad-input", "consortium API, Rules: 400 with a JSON pointer", ["patron.ordinary", "spare.3", "libraries.1"];
    Must missing_members_are_pointed_at [] "A required member that is missing gets 400 with its pointer.";
    Must wrong_types_are_pointed_at [] "A member of the wrong type gets 400 with its pointer.";
    Must null_is_no_value [] "Null where a value is required gets 400 with its pointer.";
    Must unknown_library_is_pointed_at [] "A library that is not known gets 400 with its pointer.";
    Must unknown_word_is_pointed_at ["item.here"] "A word that is none of those listed gets 400 with its pointer.";
    Must unknown_members_are_passed_over [] "Members of a newer version are passed over." of "consortium API, versions";
    Must no_json_is_malformed [] "A body that is no JSON object gets 400.";
    Must wrong_encoding_is_malformed [] "A body that is not UTF-8 gets 400.";
    Must deep_nesting_is_malformed [] "A body nested thousands deep gets 400, and the server lives.";
    Must large_body_is_413 [] "A body beyond the limit gets 413, and the server lives.";
    Must long_target_is_414 [] "A path and query beyond the limit get 414, and the server lives." of "RFC 9110, 15.5.15";
    Must odd_ids_are_unknown [] "Odd characters in an id are an unknown thing, never a fault of the server.";
    Must long_ids_are_unknown [] "A very long id is an unknown thing or malformed, never a fault of the server.";
}

fn unchanged(c: &Context<'_, Profile>) -> Outcome {
    c.status_is(&c.spare(0)?, "available")
}

fn body(c: &mut Context<'_, Profile>) -> Outcome<Value> {
    let item = c.spare(0)?;
    c.return_later(&item);
    c.checkout_body(&c.patron("ordinary")?.barcode, &item)
}

fn pointed_at(c: &mut Context<'_, Profile>, member: &str, wrong: &[Value]) -> Outcome {
    let mut body = body(c)?;
    for value in wrong {
        body[member] = value.clone();
        c.post("/checkouts", &body)?
            .malformed(&format!("/{member}"))?;
    }
    unchanged(c)
}

fn missing_members_are_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    for member in ["patron", "item", "library"] {
        let mut body = body(c)?;
        body.as_object_mut().map(|members| members.remove(member));
        c.post("/checkouts", &body)?
            .malformed(&format!("/{member}"))?;
    }
    unchanged(c)
}

fn wrong_types_are_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    pointed_at(
        c,
        "patron",
        &[json!(2_900_000_001_u64), json!(true), json!({})],
    )?;
    pointed_at(c, "item", &[json!(["3900000001"])])?;
    pointed_at(c, "fee_acknowledged", &[json!("yes"), json!(1)])?;
    pointed_at(c, "time", &[json!("yesterday"), json!(0)])
}

fn null_is_no_value(c: &mut Context<'_, Profile>) -> Outcome {
    pointed_at(c, "patron", &[Value::Null])?;
    pointed_at(c, "library", &[Value::Null])
}

fn unknown_library_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    pointed_at(c, "library", &[json!("NO-SUCH-LIBRARY"), json!("")])
}

fn unknown_word_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    let body = json!({"amount": c.money(100), "type": "moon_tax"});
    let patron = c.patron("ordinary")?.barcode;
    c.pay_later(&patron);
    c.post(&format!("/patrons/{patron}/fees"), &body)?
        .malformed("/type")
}

fn unknown_members_are_passed_over(c: &mut Context<'_, Profile>) -> Outcome {
    let mut body = body(c)?;
    body["moon"] = json!({"phase": ["full", 1, null]});
    c.checkout_with(&body)?.is(201).map(drop)
}

fn raw(
    c: &Context<'_, Profile>,
    body: impl Into<Vec<u8>>,
) -> Outcome<super::super::answer::Answer> {
    let request = Request::post("/checkouts", &Value::Null).without("Content-Type");
    c.ask(&request.body("application/json", body))
}

fn no_json_is_malformed(c: &mut Context<'_, Profile>) -> Outcome {
    for wrong in [
        "",
        "[]",
        "null",
        "\"x\"",
        "{",
        "{}x",
        "{'a':1}",
        "\u{feff}{}",
        "patron=1",
    ] {
        raw(c, wrong)?.problem(400, "malformed")?;
    }
    Ok(())
}

fn wrong_encoding_is_malformed(c: &mut Context<'_, Profile>) -> Outcome {
    let mut latin1 = body(c)?.to_string().into_bytes();
    latin1.truncate(latin1.len() - 1);
    latin1.extend(b",\"terminal\":\"V\xE4in\xF6\"}");
    raw(c, latin1)?.problem(400, "malformed")?;
    unchanged(c)
}

fn deep_nesting_is_malformed(c: &mut Context<'_, Profile>) -> Outcome {
    let deep = |open: &str, close: &str| {
        format!("{{\"x\":{}1{}}}", open.repeat(20_000), close.repeat(20_000))
    };
    raw(c, deep("[", "]"))?.problem(400, "malformed")?;
    raw(c, deep("{\"a\":", "}"))?.problem(400, "malformed")?;
    c.read("/libraries").map(drop)
}

fn large_body_is_413(c: &mut Context<'_, Profile>) -> Outcome {
    // Above the limit, and small enough to be written before the answer is read.
    let large = format!("{{\"x\":\"{}\"}}", "x".repeat((1 << 20) + 1024));
    raw(c, large)?.problem(413, "too_large")?;
    c.read("/libraries").map(drop)
}

fn long_target_is_414(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.get(&format!("/libraries?x={}", "x".repeat(9000)))?;
    answer.problem(414, "target_too_long")?;
    c.read("/libraries").map(drop)
}

fn odd_ids_are_unknown(c: &mut Context<'_, Profile>) -> Outcome {
    for id in [
        "%27%20OR%201%3D1--",
        "%00",
        "..%2F..",
        "%F0%9F%93%9A",
        "%E4",
        "a%0D%0Ab",
    ] {
        for path in [
            format!("/items/{id}"),
            format!("/patrons/{id}"),
            format!("/holds/{id}"),
        ] {
            let answer = c.get(&path)?;
            ensure!(
                matches!(answer.status, 400 | 404),
                "{path} gets {}",
                answer.status
            );
        }
    }
    Ok(())
}

fn long_ids_are_unknown(c: &mut Context<'_, Profile>) -> Outcome {
    let long = "9".repeat(4000);
    for path in [
        format!("/items/{long}"),
        format!("/patrons/{long}"),
        format!("/holds/{long}"),
    ] {
        let answer = c.get(&path)?;
        ensure!(
            matches!(answer.status, 400 | 404 | 414),
            "it gets {}",
            answer.status
        );
    }
    let body = json!({"patron": long, "item": long, "library": c.library(0)?});
    let answer = c.post("/checkouts", &body)?;
    ensure!(
        matches!(answer.status, 400 | 409),
        "in a body it gets {}",
        answer.status
    );
    Ok(())
}
