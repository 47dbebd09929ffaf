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
