//! What holds for every body, address and value.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::{Timestamp, civil, tz::Offset};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use silta_consortium_api::{
    Currency, Cursor, Date, JsonType, Money, Operation, Problem, Query, Routed, Time, When, body,
    fuzzing, openapi, route,
};

/// Every body with its example: those of requests, then those of answers.
fn bodies(answers: bool) -> Vec<(Operation, JsonType, Value)> {
    let all = Operation::ALL.iter().filter_map(|operation| {
        let spec = operation.spec();
        let (json, example) = match answers {
            true => (spec.answer.json, openapi::answer_example(*operation)),
            false => (spec.request.json, openapi::request_example(*operation)),
        };
        Some((*operation, json?, example?))
    });
    all.collect()
}

fn reread(json: JsonType, value: &Value) -> Result<Value, Box<Problem>> {
    let written = (json.reread)(value.to_string().as_bytes())?;
    Ok(serde_json::from_slice(&written).unwrap())
}

#[test]
fn members_of_a_newer_version_are_passed_over() {
    for answers in [false, true] {
        for (operation, json, example) in bodies(answers) {
            let mut newer = example.clone();
            // What an answer carries of another operation is kept as it came.
            if operation != Operation::OutcomeOf {
                each_object(&mut newer, &mut |members| {
                    members.insert(
                        "of_version_1_7".into(),
                        json!({"deep": [1, null, {"a": "b"}]}),
                    );
                });
            }
            assert_eq!(
                reread(json, &newer),
                reread(json, &example),
                "{operation:?}"
            );
        }
    }
}

#[test]
fn words_of_a_newer_version_are_kept_in_answers() {
    let open = [
        "circulation_status",
        "media_type",
        "status",
        "state",
        "role",
        "service_type",
        "routing",
        "age_class",
        "language",
        "type",
        "code",
        "direction",
    ];
    let mut kept = 0;
    for (operation, json, example) in bodies(true) {
        let mut newer = example.clone();
        each_object(&mut newer, &mut |members| {
            for name in open {
                if let Some(Value::String(word)) = members.get_mut(name) {
                    "of_version_1_7".clone_into(word);
                    kept += 1;
                }
            }
        });
        if !matches!(operation, Operation::OutcomeOf) {
            assert!(
                contains(&reread(json, &newer).unwrap(), &newer),
                "{operation:?}"
            );
        }
    }
    assert!(kept > 40, "{kept}");
}

#[test]
fn a_missing_or_wrong_member_is_pointed_at() {
    let mut pointed = 0;
    for (operation, json, example) in bodies(false) {
        for (name, _) in example.as_object().unwrap() {
            for wrong in [
                None,
                Some(json!(7.5)),
                Some(json!([])),
                Some(json!({"a": {}})),
            ] {
                let mut body = example.clone();
                let members = body.as_object_mut().unwrap();
                match &wrong {
                    None => members.remove(name),
                    Some(value) => members.insert(name.clone(), value.clone()),
                };
                if let Err(problem) = reread(json, &body) {
                    let pointer = problem.pointer.clone().unwrap();
                    assert_eq!(problem.status, 400);
                    assert!(
                        pointer.starts_with(&format!("/{name}")),
                        "{operation:?}: {problem:?}"
                    );
                    pointed += 1;
                }
            }
        }
    }
    assert!(pointed > 100, "{pointed}");
}

/// Objects only: a list in their place is no body, though its values would fit.
#[test]
fn a_list_is_never_taken_for_an_object() {
    for (operation, json, example) in bodies(false) {
        let values: Vec<Value> = example.as_object().unwrap().values().cloned().collect();
        assert!(reread(json, &json!(values)).is_err(), "{operation:?}");
    }
}

#[test]
fn nothing_of_a_person_is_shown() {
    use silta_consortium_api::{
        CheckoutRequest, Hold, Loan, Patron, PatronWrite, VerificationRequest,
    };
    fn shown<T: serde::de::DeserializeOwned + std::fmt::Debug>(value: &Value) -> String {
        format!(
            "{:?}",
            body::read::<T>(value.to_string().as_bytes()).unwrap()
        )
    }
    let request = |operation| openapi::request_example(operation).unwrap();
    let answer = |operation| openapi::answer_example(operation).unwrap();
    let target = Operation::Patron
        .target(&["2900000001"])
        .unwrap()
        .with("item", "3900000001");
    let all = [
        shown::<CheckoutRequest>(&request(Operation::Checkout)),
        shown::<VerificationRequest>(&request(Operation::VerifyPin)),
        shown::<PatronWrite>(&request(Operation::PutPatron)),
        shown::<Patron>(&answer(Operation::Patron)),
        shown::<Hold>(&answer(Operation::Hold)),
        shown::<Loan>(&answer(Operation::Checkout)),
        format!("{target:?} {:?}", Query::parse("item=3900000001")),
        format!(
            "{:?}",
            route(
                target.operation().spec().method,
                "/api/v1/patrons/2900000001"
            )
        ),
        format!(
            "{:?}",
            body::read::<CheckoutRequest>(b"{\"patron\":true,\"item\":\"3900000001\"}")
        ),
    ];
    for text in all {
        for canary in [
            "29000000",
            "39000000",
            "1234",
            "Korhonen",
            "Karjalainen",
            "example.org",
        ] {
            assert!(!text.contains(canary), "{canary} in {text}");
        }
    }
}

fn each_object(value: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            for value in members.values_mut() {
                each_object(value, change);
            }
            change(members);
        }
        Value::Array(values) => values
            .iter_mut()
            .for_each(|value| each_object(value, change)),
        _ => {}
    }
}

fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part
            .iter()
            .all(|(name, value)| whole.get(name).is_some_and(|known| contains(known, value))),
        (Value::Array(whole), Value::Array(part)) => {
            whole.len() == part.len() && whole.iter().zip(part).all(|(w, p)| contains(w, p))
        }
        (whole, part) => whole == part,
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let names = prop_oneof![
        Just("patron"),
        Just("item"),
        Just("items"),
        Just("code"),
        Just("amount"),
        Just("currency"),
        Just("outcome"),
        Just("problem"),
        Just("status"),
        Just("already_happened"),
        Just("due"),
        Just("a/b~c"),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!("2026-12-21T23:59:59+02:00")),
        Just(json!("applied")),
        Just(json!("12.50")),
        Just(json!("EUR")),
    ];
    leaf.prop_recursive(5, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((names.clone(), inner), 0..8).prop_map(|members| {
                let named = members
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value));
                Value::Object(named.collect())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn no_json_brings_a_panic(value in any_json()) {
        fuzzing::consortium_api(value.to_string().as_bytes());
    }

    #[test]
    fn no_bytes_bring_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        fuzzing::consortium_api(&bytes);
    }

    #[test]
    fn a_pointer_leads_into_the_body(value in any_json()) {
        for (operation, json, _) in bodies(false) {
            if let Err(problem) = reread(json, &value) {
                let pointer = problem.pointer.unwrap_or_default();
                let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
                prop_assert!(value.pointer(parent).is_some(), "{operation:?}: {pointer} in {value}");
            }
        }
    }

    #[test]
    fn no_value_changes_an_address(first in any::<String>(), second in "[./%?#&=+ ~a-c\\\\]{0,8}") {
        for operation in Operation::ALL {
            let spec = operation.spec();
            let texts = [first.as_str(), second.as_str()];
            let texts: Vec<&str> = spec.parameters().zip(texts.iter().rev()).map(|(_, text)| *text).collect();
            let Ok(target) = operation.target(&texts) else { continue };
            let target = target.with(&second, &first).with("limit", 5);
            let (path, query) = target.as_str().split_once('?').unwrap();
            prop_assert!(target.as_str().bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#'));
            prop_assert_eq!(path.matches('/').count(), 3 + spec.segments().count() - 1);
            let Routed::Found { operation: found, values } = route(spec.method, path) else {
                panic!("{path}")
            };
            prop_assert_eq!((found, values.iter().map(String::as_str).collect::<Vec<_>>()), (*operation, texts));
            if second != "limit" {
                let query = Query::parse(query).unwrap();
                prop_assert_eq!((query.text(&second), query.limit().unwrap()), (Some(first.as_str()), 5));
            }
        }
    }

    #[test]
    fn money_comes_back(cents in any::<i64>(), letters in "[A-Z]{3}") {
        let money = Money { cents, currency: letters.parse::<Currency>().unwrap() };
        let wire = serde_json::to_string(&money).unwrap();
        prop_assert_eq!(serde_json::from_str::<Money>(&wire).unwrap(), money);
    }

    #[test]
    fn times_and_dates_come_back(
        second in Timestamp::MIN.as_second()..=Timestamp::MAX.as_second(),
        nano in 0..1_000_000_000_i32,
        offset in -86_399..=86_399_i32,
        day in -4_000_000..=2_900_000_i32,
    ) {
        let time = Time::new(Timestamp::new(second, nano).unwrap_or(Timestamp::MAX), Offset::from_seconds(offset).unwrap());
        prop_assert_eq!(time.to_string().parse(), Ok(time));
        prop_assert_eq!(time.to_string().parse(), Ok(When::Time(time)));
        let date = civil::date(1970, 1, 1).saturating_add(jiff::Span::new().days(day));
        let date = Date::from(date);
        prop_assert_eq!(date.to_string().parse(), Ok(date));
        prop_assert_eq!(date.to_string().parse(), Ok(When::Date(date)));
    }

    #[test]
    fn times_are_read_without_a_panic(text in "[-+0-9TtZz:., \\[\\]A-Z]{0,40}") {
        if let Ok(time) = text.parse::<Time>() {
            prop_assert_eq!(time.to_string().parse(), Ok(time));
        }
    }

    #[test]
    fn cursors_come_back(place in prop::collection::vec(any::<u8>(), 1..=Cursor::MAX_SEALED)) {
        let cursor = Cursor::seal(&place).unwrap();
        let target = Operation::Libraries.target(&[]).unwrap().with("cursor", cursor.as_str());
        prop_assert!(target.as_str().ends_with(cursor.as_str()));
        prop_assert_eq!(cursor.open().unwrap(), place);
    }
}
