//! Lists in pages, while they change.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::house::{House, URHO};

fn items(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap().iter();
    items
        .map(|loan| loan["item"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn every_loan_comes_once() {
    let house = House::new();
    let list = format!("/patrons/{URHO}/loans");
    let mut seen = Vec::new();
    let mut path = format!("{list}?limit=100");
    loop {
        let page = house.get(&path).await.body;
        assert_eq!(page["total"], 350);
        seen.extend(items(&page));
        let Some(cursor) = page["next"].as_str() else {
            break;
        };
        path = format!("{list}?limit=100&cursor={cursor}");
    }
    assert_eq!(seen.len(), 350);
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 350);
    assert_eq!(items(&house.get(&list).await.body).len(), 50);
}

#[tokio::test]
async fn returns_renewals_and_new_loans_neither_skip_nor_repeat() {
    let house = House::new();
    let list = format!("/patrons/{URHO}/loans?limit=20");
    let mut page = house.get(&list).await.body;
    let mut seen = items(&page);
    let mut returned = BTreeSet::new();
    let mut step = 0;
    while let Some(cursor) = page["next"].as_str().map(str::to_owned) {
        // One that was given goes, one that was not goes, one that was not is kept longer.
        let given = seen[step].clone();
        let late = format!("390000{}", 3350 - step);
        let later = format!("390000{}", 3300 - step);
        for item in [&given, &late] {
            let back = json!({"item": item, "library": "RIS"});
            assert_eq!(house.post("/checkins", back).await.status, 200);
            returned.insert(item.clone());
        }
        let renewal = json!({"patron": URHO, "item": later});
        house.post("/renewals", renewal).await;
        let lent =
            json!({"patron": URHO, "item": format!("3900001{:03}", step + 1), "library": "RIS"});
        assert_eq!(house.post("/checkouts", lent).await.status, 201);
        page = house.get(&format!("{list}&cursor={cursor}")).await.body;
        seen.extend(items(&page));
        step += 1;
    }
    let unique: BTreeSet<_> = seen.iter().cloned().collect();
    assert_eq!(unique.len(), seen.len(), "something came twice");
    for number in 3001..=3350 {
        let item = format!("390000{number}");
        assert!(
            unique.contains(&item) || returned.contains(&item),
            "{item} was skipped"
        );
    }
}

#[tokio::test]
async fn changes_of_records_come_once_between_their_bounds() {
    let house = House::new();
    let mut seen = BTreeSet::new();
    let mut path = "/records/changes?limit=150".to_owned();
    let total = loop {
        let page = house.get(&path).await.body;
        for change in page["items"].as_array().unwrap() {
            assert_eq!(change["deleted"], false);
            assert!(
                seen.insert(change["id"].as_str().unwrap().to_owned()),
                "{change}"
            );
        }
        match page["next"].as_str() {
            None => break page["total"].as_u64().unwrap(),
            Some(next) => path = format!("/records/changes?limit=150&cursor={next}"),
        }
    };
    assert_eq!(seen.len() as u64, total);
    let first = house.get("/records/changes?limit=1").await.body;
    let changed = first["items"][0]["changed"].as_str().unwrap().to_owned();
    let day = &changed[..10];
    for (bounds, expected) in [
        (format!("from={day}&until={day}"), total),
        (format!("until={}", changed.replace('+', "%2B")), total),
        (format!("from={}", changed.replace('+', "%2B")), total),
        ("from=2100-01-01".to_owned(), 0),
        ("until=2000-01-01".to_owned(), 0),
    ] {
        let page = house
            .get(&format!("/records/changes?{bounds}&limit=1"))
            .await;
        assert_eq!(page.body["total"], expected, "{bounds}");
    }
    for (record, expected) in [("kainet.1", 1), ("nowhere", 0)] {
        let path = format!("/records/changes?record={record}");
        let page = house.get(&path).await.body;
        assert_eq!(page["total"], expected, "{page}");
        for change in page["items"].as_array().unwrap() {
            assert_eq!(change["id"], record);
        }
    }
    for (wrong, pointer) in [
        ("record=kainet.1&from=2026-01-01", "/from"),
        ("cursor=zz", "/cursor"),
        ("cursor=3120312e78", "/cursor"),
        ("from=yesterday", "/from"),
    ] {
        let answer = house.get(&format!("/records/changes?{wrong}")).await;
        assert_eq!((answer.status, answer.pointer()), (400, pointer), "{wrong}");
    }
}
