//! Inter-library loan: as staff sees it on both sides.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use silta_consortium::{
    Change, Context, IdempotencyKey, IllContent, IllDelivery, IllExchange as _, IllMessage,
    IllReceived, IllVersion, IllWanted, Origin, Protocol, RequestingAction, RequestingMessage,
    ServiceType,
};
use silta_embedded::Clock as _;

use crate::house::{Answer, House, VAINO};

const PATH: &str = "/ill/requests";
const PARTNER: &str = "ISIL:FI-Partner";
const VELJEKSET: &str = "3900000001";

fn wanted() -> Value {
    json!({
        "peer": PARTNER, "service_type": "Loan", "title": "Sillanrakentajat", "patron": VAINO,
        "pickup_library": "SOT", "note": "Kiitos",
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut wanted = wanted();
    wanted[name] = value;
    wanted
}

fn context() -> Context {
    Context {
        origin: Origin {
            protocol: Protocol::Api,
            account: None,
            library: None,
        },
        deadline: Instant::now() + Duration::from_secs(30),
    }
}

impl House {
    /// The partner writes something.
    async fn hears(&self, name: &str, content: IllContent) {
        let message = IllMessage {
            requesting_agency_request_id: name.into(),
            supplying_agency_request_id: None,
            written: self.clock.now(),
            content,
        };
        let change = Change {
            context: context(),
            key: IdempotencyKey::new(self.new_key()).unwrap(),
            body: IllReceived {
                peer: PARTNER.into(),
                version: IllVersion::V2021_2,
                message,
            },
        };
        self.store.receive_ill_message(change).await.unwrap();
    }

    /// The partner asks for a book.
    async fn asked(&self, name: &str, title: &str) -> String {
        let wanted = IllWanted {
            retry_of: None,
            service_type: ServiceType::Loan,
            record: None,
            title: title.into(),
            author: None,
            identifiers: Vec::new(),
            part: None,
            need_before: None,
            pickup_library: None,
            note: None,
        };
        self.hears(name, IllContent::Request(wanted.into())).await;
        let newest = self.get(&format!("{PATH}?limit=1")).await.body;
        assert_eq!(newest["items"][0]["requesting_agency_request_id"], name);
        newest["items"][0]["id"].as_str().unwrap().to_owned()
    }

    async fn act(&self, id: &str, step: Value) -> Answer {
        self.change("PATCH", &format!("{PATH}/{id}"), step).await
    }

    /// Tells what became of the message that is due first.
    async fn deliver(&self, delivery: IllDelivery) {
        let context = context();
        let due = self.store.outgoing_ill_messages(&context, 1).await.unwrap();
        let id = due[0].id.clone();
        let noted = self.store.note_ill_delivery(&context, id, delivery);
        noted.await.unwrap();
    }
}

#[tokio::test]
async fn a_request_of_ours_waits_and_can_be_looked_at() {
    let house = House::new();
    let created = house.post(PATH, wanted()).await;
    assert_eq!(created.status, 201);
    let request = created.body;
    assert_eq!(request["role"], "requester");
    assert_eq!(request["state"], "request_sent");
    assert_eq!(request["version"], "2021-2");
    assert_eq!(request["messages"][0]["kind"], "request");
    assert_eq!(request["messages"][0]["delivered"], false);
    assert_eq!(
        request["actions"],
        json!(["cancel", "ask_status", "notify"])
    );
    let path = format!("{PATH}/{}", request["id"].as_str().unwrap());
    assert_eq!(house.get(&path).await.body, request);
    house.deliver(IllDelivery::Confirmed).await;
    assert_eq!(
        house.get(&path).await.body["messages"][0]["delivered"],
        true
    );
    let none = house.get(&format!("{PATH}/999")).await;
    assert_eq!((none.status, none.code()), (404, "request_unknown"));
}

#[tokio::test]
async fn what_cannot_be_asked_for_says_why() {
    let house = House::new();
    for (body, code) in [
        (with("peer", json!("ISIL:FI-Nobody")), "request_unknown"),
        (with("patron", json!("2999999999")), "patron_unknown"),
        (with("pickup_library", json!("XYZ")), "pickup_not_allowed"),
    ] {
        let refused = house.post(PATH, body).await;
        assert_eq!((refused.status, refused.code()), (409, code));
    }
    for (body, pointer) in [
        (with("title", json!(" ")), "/title"),
        (with("title", json!("t".repeat(1001))), "/title"),
        (with("service_type", json!("Gift")), "/service_type"),
        (with("note", json!("n".repeat(1001))), "/note"),
    ] {
        let malformed = house.post(PATH, body).await;
        assert_eq!((malformed.status, malformed.pointer()), (400, pointer));
    }
    assert_eq!(house.get(PATH).await.body["total"], 0);
}

#[tokio::test]
async fn a_copy_of_ours_is_sent_and_comes_back() {
    let house = House::new();
    let id = house.asked("p-1", "Seitsemän veljestä").await;
    let path = format!("{PATH}/{id}");
    let request = house.get(&path).await.body;
    assert_eq!(request["role"], "supplier");
    assert_eq!(
        (&request["item"], &request["record"]),
        (&json!(VELJEKSET), &json!("kainet.1"))
    );
    let early = house.act(&id, json!({"action": "receive_return"})).await;
    assert_eq!((early.status, early.code()), (409, "request_closed"));
    let reference = json!({"action": "ship", "item": "3900000007"});
    let refused = house.act(&id, reference).await;
    assert_eq!((refused.status, refused.code()), (409, "item_not_for_loan"));
    let over = house
        .act(&id, json!({"action": "ship", "due": "2020-01-01"}))
        .await;
    assert_eq!((over.status, over.pointer()), (400, "/due"));
    let ship = json!({"action": "ship", "due": "2026-12-24"});
    let shipped = house.act(&id, ship).await.body;
    assert_eq!(shipped["state"], "loaned");
    assert_eq!(shipped["due"], "2026-12-24T23:59:59+02:00");
    let loans = house.get(&format!("/loans?item={VELJEKSET}")).await.body;
    assert_eq!(loans["items"][0]["patron"], "2900000010");
    let sent = RequestingMessage {
        action: RequestingAction::ShippedReturn,
        note: None,
    };
    house.hears("p-1", IllContent::Requesting(sent)).await;
    let back = house
        .act(&id, json!({"action": "receive_return"}))
        .await
        .body;
    assert_eq!(back["state"], "loan_completed");
    assert_eq!(back["actions"], json!(["notify"]));
    let notices = house.get("/staff_notices?limit=1").await.body;
    let text = notices["items"][0]["text"].as_str().unwrap();
    assert!(text.contains("has sent it back"), "{text}");
}

#[tokio::test]
async fn a_step_needs_what_it_says() {
    let house = House::new();
    let id = house.asked("p-1", "Tätä ei ole").await;
    let long = "b".repeat(65);
    for (step, pointer) in [
        (json!({"action": "ship"}), "/item"),
        (json!({"action": "unfilled"}), "/reason"),
        (
            json!({"action": "retry_possible", "reason": " "}),
            "/reason",
        ),
        (json!({"action": "notify"}), "/note"),
        (json!({"action": "explode"}), "/action"),
        (json!({"action": "ship", "item": long}), "/item"),
    ] {
        let malformed = house.act(&id, step.clone()).await;
        assert_eq!(
            (malformed.status, malformed.pointer()),
            (400, pointer),
            "{step}"
        );
    }
    let unknown = house.act("999", json!({"action": "recall"})).await;
    assert_eq!((unknown.status, unknown.code()), (404, "request_unknown"));
    let unfilled = json!({"action": "unfilled", "reason": "NotFoundAsCited", "note": "Valitan"});
    let unfilled = house.act(&id, unfilled).await.body;
    assert_eq!(
        (&unfilled["state"], &unfilled["reason"]),
        (&json!("unfilled"), &json!("NotFoundAsCited"))
    );
    assert_eq!(unfilled["messages"][1]["note"], "Valitan");
}

#[tokio::test]
async fn a_repeated_step_is_one_and_its_outcome_is_known() {
    let house = House::new();
    let id = house.asked("p-1", "Seitsemän veljestä").await;
    let (path, step) = (format!("{PATH}/{id}"), json!({"action": "will_supply"}));
    let first = house.keyed("one-key-1", "PATCH", &path, step.clone()).await;
    let again = house.keyed("one-key-1", "PATCH", &path, step).await;
    assert_eq!((first.status, &again.body), (200, &first.body));
    let outcome = house.get("/operations/one-key-1").await.body;
    assert_eq!(
        (&outcome["outcome"], &outcome["answer"]),
        (&json!("applied"), &first.body)
    );
    assert_eq!(
        house.get(&path).await.body["messages"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn lists_are_by_state_and_in_pages_that_do_not_move() {
    let house = House::new();
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(house.asked(&format!("p-{number}"), "Kalevala").await);
    }
    let received = format!("{PATH}?state=request_received&limit=2");
    let first = house.get(&received).await.body;
    assert_eq!(
        (&first["items"][0]["id"], &first["items"][1]["id"]),
        (&json!(ids[4]), &json!(ids[3]))
    );
    assert_eq!(first["total"], 5);
    // One more comes, and one goes on meanwhile.
    house.asked("p-5", "Kalevala").await;
    house.act(&ids[3], json!({"action": "will_supply"})).await;
    let next = first["next"].as_str().unwrap();
    let second = house.get(&format!("{received}&cursor={next}")).await.body;
    assert_eq!(
        (&second["items"][0]["id"], &second["items"][1]["id"]),
        (&json!(ids[2]), &json!(ids[1]))
    );
    let next = second["next"].as_str().unwrap();
    let third = house.get(&format!("{received}&cursor={next}")).await.body;
    assert_eq!(
        (&third["items"][0]["id"], &third["next"]),
        (&json!(ids[0]), &Value::Null)
    );
    let before = house.get(&format!("{PATH}?before={}", ids[1])).await.body;
    assert_eq!(before["items"].as_array().unwrap().len(), 1);
    for (query, pointer) in [
        ("state=asleep", "/state"),
        ("before=yesterday", "/before"),
        ("cursor=zz", "/cursor"),
    ] {
        let malformed = house.get(&format!("{PATH}?{query}")).await;
        assert_eq!((malformed.status, malformed.pointer()), (400, pointer));
    }
}

#[tokio::test]
async fn what_the_partner_would_not_take_is_listed_and_sent_again() {
    let house = House::new();
    let request = house.post(PATH, wanted()).await.body;
    house
        .deliver(IllDelivery::Refused("BadlyFormedMessage".into()))
        .await;
    let path = format!("{PATH}/{}", request["id"].as_str().unwrap());
    assert_eq!(
        house.get(&path).await.body["messages"][0]["error"],
        "BadlyFormedMessage"
    );
    let list = house.get("/ill/undelivered").await.body;
    let undelivered = &list["items"][0];
    assert_eq!(
        (&undelivered["request"], &undelivered["attempts"]),
        (&request["id"], &json!(1))
    );
    assert_eq!(undelivered["message"]["error"], "BadlyFormedMessage");
    let resend = format!(
        "/ill/messages/{}/resend",
        undelivered["id"].as_str().unwrap()
    );
    assert_eq!(house.post(&resend, Value::Null).await.status, 204);
    let again = house.post(&resend, Value::Null).await;
    assert_eq!((again.status, again.code()), (404, "request_unknown"));
    assert_eq!(house.get("/ill/undelivered").await.body["total"], 0);
    house.deliver(IllDelivery::Confirmed).await;
    let told = &house.get(&path).await.body["messages"][0];
    assert_eq!(
        (&told["delivered"], &told["error"]),
        (&json!(true), &Value::Null)
    );
}
