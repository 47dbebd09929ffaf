//! What partners are to be told survives kill -9: each message that was acknowledged waits once.
//!
//! The test starts itself again as a child that asks a partner for books and sends some of the
//! messages, tells each acknowledgement, and is killed at an odd moment.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

use std::{
    collections::BTreeSet,
    env,
    io::{BufRead, BufReader, Write as _},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use silta_consortium::{
    Change, Context, IdempotencyKey, Ill as _, IllAction, IllDelivery, IllExchange as _,
    IllRequest, IllRequestsAsked, IllStep, NewIllRequest, Origin, Page, Protocol, ServiceType,
};
use silta_embedded::{Embedded, Settings, SystemClock};

const STORE: &str = "SILTA_ILL_CRASH_STORE";
const ROUND: &str = "SILTA_ILL_CRASH_ROUND";
const ROUNDS: u64 = 4;

#[tokio::test]
async fn messages_wait_once_after_kill_9() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("silta.db");
    let (mut asked, mut sent) = (BTreeSet::new(), BTreeSet::new());
    for round in 0..ROUNDS {
        run_and_kill(&path, round, &mut asked, &mut sent);
    }
    assert!(!asked.is_empty() && !sent.is_empty(), "too little happened");
    let store = open(&path);
    let requests = all(&store).await;
    // One of each round may have been made though its answer never came.
    let known: BTreeSet<_> = requests
        .iter()
        .map(|request| request.id.to_string())
        .collect();
    assert!(known.is_superset(&asked));
    assert!(known.len() <= asked.len() + ROUNDS as usize);
    for request in &requests {
        let [first, second] = &request.messages[..] else {
            // The round ended between request and question.
            assert_eq!(request.messages.len(), 1, "{request:?}");
            continue;
        };
        assert_eq!(
            (first.kind.as_str(), second.value.as_deref()),
            ("request", Some("StatusRequest"))
        );
        if sent.contains(request.id.as_str()) {
            assert_eq!(first.delivered, Some(true));
        }
    }
    // Each message that is not there comes out once, those of a request in their order.
    let waiting = |request: &IllRequest| {
        let messages = request.messages.iter();
        messages
            .filter(|told| told.delivered == Some(false))
            .count()
    };
    let expected: usize = requests.iter().map(waiting).sum();
    let mut out = BTreeSet::new();
    loop {
        let due = store.outgoing_ill_messages(&now(), 1000).await.unwrap();
        if due.is_empty() {
            break;
        }
        for message in due {
            assert!(out.insert(message.id.clone()), "it comes out twice");
            let noted = context();
            let noted = store.note_ill_delivery(&noted, message.id, IllDelivery::Confirmed);
            noted.await.unwrap();
        }
    }
    assert_eq!(out.len(), expected);
    println!(
        "{} requests, {} of them sent before a kill",
        asked.len(),
        sent.len()
    );
}

async fn all(store: &Embedded) -> Vec<IllRequest> {
    let asked = IllRequestsAsked::default();
    let context = context();
    let list = store.ill_requests(&context, &asked, Page::ALL);
    list.await.unwrap().items
}

/// Runs a child for an odd time and kills it; what it told of.
fn run_and_kill(
    path: &Path,
    round: u64,
    asked: &mut BTreeSet<String>,
    sent: &mut BTreeSet<String>,
) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture"])
        .env(STORE, path)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut kill_at = None;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let Ok(line) = line else { break };
        // A line that the kill cut short was not told.
        let told = line.strip_suffix('.').and_then(|line| line.split_once(' '));
        match told {
            Some(("asked", id)) => drop(asked.insert(id.to_owned())),
            Some(("sent", id)) => drop(sent.insert(id.to_owned())),
            _ => {}
        }
        let odd = Duration::from_millis(100 + round * 373 % 500);
        let at = *kill_at.get_or_insert_with(|| Instant::now() + odd);
        if Instant::now() >= at {
            // Reading goes on to the end of what was told before the kill.
            let _ = child.kill();
        }
    }
    child.wait().unwrap();
}

/// Does nothing unless the test above started it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let (Ok(path), Ok(round)) = (env::var(STORE), env::var(ROUND)) else {
        return;
    };
    let store = open(Path::new(&path));
    // Ends by itself if nobody kills it.
    for number in 0..20_000 {
        let request = store
            .create_ill_request(change(format!("asks-{round}-{number}"), wanted()))
            .await
            .unwrap();
        tell("asked", request.id.as_str());
        let step = IllStep::new(request.id.clone(), IllAction::AskStatus);
        let step = change(format!("steps-{round}-{number}"), step);
        store.take_ill_step(step).await.unwrap();
        if number % 2 == 0 {
            let due = store.outgoing_ill_messages(&context(), 1).await.unwrap();
            let (id, request) = (due[0].id.clone(), &due[0].request);
            let noted = context();
            let noted = store.note_ill_delivery(&noted, id, IllDelivery::Confirmed);
            noted.await.unwrap();
            tell("sent", request.as_str());
        }
    }
}

fn tell(what: &str, id: &str) {
    writeln!(std::io::stdout().lock(), "{what} {id}.").unwrap();
}

fn open(path: &Path) -> Embedded {
    Embedded::demo(path, Settings::default(), Arc::new(SystemClock)).unwrap()
}

fn wanted() -> NewIllRequest {
    NewIllRequest {
        peer: "ISIL:FI-Partner".into(),
        service_type: ServiceType::Loan,
        title: "Sillanrakentajat".into(),
        author: None,
        patron: "2900000001".into(),
        pickup_library: "KAJ".into(),
        note: None,
    }
}

fn change<T>(key: String, body: T) -> Change<T> {
    Change {
        context: context(),
        key: IdempotencyKey::new(key).unwrap(),
        body,
    }
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

/// Waits for nothing.
fn now() -> Context {
    Context {
        deadline: Instant::now(),
        ..context()
    }
}
