//! One loan between two libraries at every door, both ways: ISO 18626 with the partner's system, NCIP,
//! the search for patrons, the self-checks of two towns. The gateway is the program itself, killed
//! before each step and started again on what it had on disk; the partner is away now and then.
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod support;

use std::{
    net::SocketAddr,
    path::Path,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use support::{
    answer::value,
    api,
    http::get,
    messages::{BLANK, DATE, checkin, checkout, item_information},
    ncip::{message, post},
    partner::{Letter, Partner, post_ok},
    program::Program,
    terminal::Terminal,
    text::between,
};

const PARTNER: &str = "ISIL:FI-Partner";
const COPY: &str = "FI-Partner-4711";
const CARD: &str = "2900000001";
const PIN: &str = "AD1234|";
/// How long a change may take to be found, or a message to be sent.
const SOON: Duration = Duration::from_secs(30);
const LETTER: Letter = Letter {
    version: "2021-2",
    partner: "FI-Partner",
};

/// The gateway with its state in a folder, and where its partner is.
struct House<'f> {
    folder: &'f Path,
    partner: SocketAddr,
    program: Option<Program>,
}

impl<'f> House<'f> {
    fn new(folder: &'f Path, partner: SocketAddr) -> Self {
        let mut house = Self {
            folder,
            partner,
            program: None,
        };
        house.start();
        house
    }

    fn start(&mut self) {
        let data = self.folder.join("data").to_str().unwrap().to_owned();
        let peer = format!("{PARTNER}=http://{}/iso18626,2021-2", self.partner);
        let mut arguments = vec!["demo", "--data", &data, "--ill-peer", &peer];
        for listener in ["--sip2", "--z3950", "--http", "--admin"] {
            arguments.extend([listener, "127.0.0.1:0"]);
        }
        self.program = Some(Program::start(self.folder, &arguments, "warn"));
    }

    /// Killed as by a power cut, and started again.
    fn again(&mut self) -> &Program {
        self.program.take().unwrap().kill();
        self.start();
        self.now()
    }

    fn now(&self) -> &Program {
        self.program.as_ref().unwrap()
    }
}

fn staff(to: SocketAddr, method: &str, path: &str, body: &Value) -> Value {
    let body = match body {
        Value::Null => String::new(),
        body => body.to_string(),
    };
    let reply = api::ask(to, "demo", method, &format!("/ill/requests{path}"), &body);
    assert!(reply.status < 300, "{path}: {}", reply.body);
    reply.json()
}

fn act(to: SocketAddr, id: &str, step: &Value) -> Value {
    staff(to, "PATCH", &format!("/{id}"), step)
}

fn state(to: SocketAddr, id: &str) -> Value {
    staff(to, "GET", &format!("/{id}"), &Value::Null)["state"].clone()
}

fn accept(request: &str) -> String {
    format!(
        "<AcceptItem><RequestId><AgencyId>FI-Partner</AgencyId>\
         <RequestIdentifierValue>{request}</RequestIdentifierValue></RequestId>\
         <RequestedActionType>Hold For Pickup</RequestedActionType>\
         <UserId><UserIdentifierValue>{CARD}</UserIdentifierValue></UserId>\
         <ItemId><ItemIdentifierValue>{COPY}</ItemIdentifierValue></ItemId>\
         <DateForReturn>2099-12-24T21:59:59Z</DateForReturn><RenewalNotPermitted/>\
         <ItemOptionalFields><BibliographicDescription><Title>Sillanrakentajat</Title>\
         </BibliographicDescription></ItemOptionalFields>\
         <PickupLocation>KAJ</PickupLocation></AcceptItem>"
    )
}

fn delete() -> String {
    format!(
        "<DeleteItem><ItemId><ItemIdentifierValue>{COPY}</ItemIdentifierValue></ItemId></DeleteItem>"
    )
}

/// What patrons find by the title, once so many are found.
fn found(to: SocketAddr, wanted: u32) -> String {
    let number = format!("<numberOfRecords>{wanted}</numberOfRecords>");
    let query = "dc.title=sillanrakentajat&recordSchema=opac";
    let path = format!("/sru?version=1.2&operation=searchRetrieve&query={query}");
    let until = Instant::now() + SOON;
    loop {
        let answer = get(to, &path);
        if answer.contains(&number) {
            return answer;
        }
        assert!(Instant::now() < until, "{answer}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Waits for a message that has been heard, which says this.
#[track_caller]
fn hears(partner: &Partner, element: &str, says: &str) -> String {
    let wanted = format!("<{element}>{says}</{element}>");
    let until = Instant::now() + SOON;
    loop {
        let heard = partner.heard();
        if let Some(message) = heard.iter().find(|message| message.contains(&wanted)) {
            return message.clone();
        }
        assert!(Instant::now() < until, "no {wanted} in {heard:#?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn what_we_borrow_is_lent_at_the_self_check_and_goes_home() {
    let folder = tempfile::tempdir().unwrap();
    let partner = Partner::listens();
    let mut house = House::new(folder.path(), partner.address);
    // Ordered by staff.
    let order = json!({
        "peer": PARTNER, "service_type": "Loan", "title": "Sillanrakentajat", "patron": CARD,
        "pickup_library": "KAJ",
    });
    let ordered = staff(house.now().http, "POST", "", &order);
    let id = ordered["id"].as_str().unwrap().to_owned();
    house.again();
    let asked = hears(&partner, "requestType", "New");
    let request = between(&asked, "<requestingAgencyRequestId>", "<").to_owned();
    // Promised and sent.
    let to = house.again().http;
    post_ok(
        to,
        &LETTER.tells(&request, ["RequestResponse", ""], ["WillSupply", ""]),
    );
    assert_eq!(state(house.again().http, &id), "will_supply");
    let delivery = format!(
        "<dueDate>2099-12-24T21:59:59Z</dueDate>|<deliveryInfo><dateSent>2026-11-23T09:00:00Z\
         </dateSent><itemId>{COPY}</itemId></deliveryInfo>"
    );
    post_ok(
        house.now().http,
        &LETTER.tells(&request, ["StatusChange", ""], ["Loaned", &delivery]),
    );
    assert_eq!(state(house.again().http, &id), "loaned");
    // Here: the broker's system has it made, and asks again after a lost answer.
    for _ in 0..2 {
        let accepted = post(house.again().http, &message(&accept(&request)));
        assert!(!accepted.contains("<Problem"), "{accepted}");
        assert!(accepted.contains(COPY), "{accepted}");
    }
    let here = act(house.again().http, &id, &json!({"action": "received"}));
    assert_eq!(here["item"], COPY);
    house.again();
    hears(&partner, "action", "Received");
    // Found by patrons, on its shelf, lent to nobody yet.
    let shelved = found(house.now().http, 1);
    assert!(shelved.contains("<availableNow value=\"0\""), "{shelved}");
    let mut kajaani = Terminal::log_in(house.now().sip2, "sc-kajaani");
    let waiting = kajaani.ask(&item_information(COPY));
    assert!(waiting.starts_with("1808"), "{waiting}");
    // Borrowed by its patron, and not to be renewed.
    let mut kajaani = Terminal::log_in(house.again().sip2, "sc-kajaani");
    let lent = kajaani.ask(&checkout(CARD, COPY, PIN));
    assert!(lent.starts_with("121"), "{lent}");
    let mut kajaani = Terminal::log_in(house.again().sip2, "sc-kajaani");
    let renewal = format!("29NN{DATE}{BLANK}AOKAINET|AA{CARD}|AB{COPY}|{PIN}");
    let refused = kajaani.ask(&renewal);
    assert!(refused.starts_with("300"), "{refused}");
    // In the patron's language.
    let why = value(&refused, "AF").unwrap_or_default().to_owned();
    assert!(why.contains("uusia"), "{refused}");
    // Returned in another town: home first, then to the partner.
    let in_sotkamo = checkin(COPY, "").replace("APKAJ|", "APSOT|");
    let returned = Terminal::log_in(house.again().sip2, "sc-sotkamo").ask(&in_sotkamo);
    assert!(returned.starts_with("101"), "{returned}");
    let routed = (value(&returned, "CV"), value(&returned, "CT"));
    assert_eq!(routed, (Some("04"), Some("KAJ")), "{returned}");
    let arrived = Terminal::log_in(house.again().sip2, "sc-kajaani").ask(&checkin(COPY, ""));
    assert_eq!(value(&arrived, "CV"), Some("03"), "{arrived}");
    // Sent home while the partner is away; it hears of it when it is back.
    let address = partner.address;
    drop(partner);
    let gone = act(house.again().http, &id, &json!({"action": "return"}));
    assert_eq!(gone["state"], "loaned");
    let partner = Partner::listens_at(address);
    house.again();
    hears(&partner, "action", "ShippedReturn");
    let told = LETTER.tells(&request, ["StatusChange", ""], ["LoanCompleted", ""]);
    post_ok(house.again().http, &told);
    assert_eq!(state(house.again().http, &id), "loan_completed");
    // What is gone already is no trouble for a broker that deletes it once more.
    let deleted = post(house.now().http, &message(&delete()));
    assert!(deleted.contains("Unknown Item"), "{deleted}");
    found(house.now().http, 0);
}

#[test]
fn what_we_lend_is_away_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let partner = Partner::listens();
    let mut house = House::new(folder.path(), partner.address);
    let asks = LETTER.request(
        "P-2026-1",
        "Seitsemän veljestä",
        "<requestType>New</requestType><serviceType>Loan</serviceType>",
    );
    // Asked twice, for the confirmation was lost.
    for _ in 0..2 {
        post_ok(house.again().http, &asks);
    }
    let to = house.again().http;
    let open = staff(to, "GET", "?state=request_received", &Value::Null);
    assert_eq!(open["total"], 1, "{open}");
    let id = open["items"][0]["id"].as_str().unwrap().to_owned();
    let item = open["items"][0]["item"].as_str().unwrap().to_owned();
    act(to, &id, &json!({"action": "will_supply"}));
    house.again();
    hears(&partner, "status", "WillSupply");
    // Shipped: on loan to the institution.
    act(
        house.again().http,
        &id,
        &json!({"action": "ship", "item": item}),
    );
    house.again();
    let loaned = hears(&partner, "status", "Loaned");
    assert!(
        loaned.contains(&format!("<itemId>{item}</itemId>")),
        "{loaned}"
    );
    let mut kajaani = Terminal::log_in(house.now().sip2, "sc-kajaani");
    let refused = kajaani.ask(&checkout(CARD, &item, PIN));
    assert!(refused.starts_with("120"), "{refused}");
    // It came, and comes back.
    for action in ["Received", "ShippedReturn"] {
        post_ok(house.again().http, &LETTER.acts("P-2026-1", action));
    }
    let done = act(
        house.again().http,
        &id,
        &json!({"action": "receive_return"}),
    );
    assert_eq!(done["state"], "loan_completed");
    house.again();
    hears(&partner, "status", "LoanCompleted");
    let mut kajaani = Terminal::log_in(house.now().sip2, "sc-kajaani");
    let free = kajaani.ask(&item_information(&item));
    assert!(free.starts_with("1803"), "{free}");
    // Each message once, whatever was killed: a message may come twice, and says the same then.
    let mut heard = partner.heard();
    heard.sort();
    heard.dedup();
    assert_eq!(heard.len(), 3, "{heard:#?}");
}
