//! What was acknowledged survives kill -9, once.
//!
//! The test starts itself again as a child that borrows, charges and returns without pause and
//! tells each acknowledgement; kills it at an odd moment; opens the store and compares. How often:
//! `SILTA_CRASH_ROUNDS` (default 6, about ten seconds).

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

use std::{
    collections::BTreeMap,
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use silta_consortium::{
    Change, Charge, Checkin, Checkout, Circulation, Context, FeeType, IdempotencyKey, ItemBarcode,
    Money, Origin, Outcome, PatronBarcode, Protocol,
};
use silta_embedded::{Embedded, Settings, SystemClock};

const STORE: &str = "SILTA_CRASH_STORE";
const ROUND: &str = "SILTA_CRASH_ROUND";
const WORKERS: u64 = 8;
const BORROWER: &str = "2900000009";
/// Loans of the borrower in the demo.
const LOANS: usize = 350;
/// Who is charged a cent in each cycle; does not borrow.
const DEBTOR: &str = "2900000010";

#[tokio::test]
async fn what_was_acknowledged_is_there_once_after_kill_9() {
    let rounds = env::var("SILTA_CRASH_ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok());
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("silta.db");
    let mut charged = 0;
    let mut all = 0;
    for round in 0..rounds.unwrap_or(6) {
        let acknowledged = run_and_kill(&path, round);
        all += acknowledged.values().sum::<u64>();
        let store = open(&path);
        for worker in 0..WORKERS {
            let told = acknowledged.get(&worker).copied().unwrap_or(0);
            let done = done(&store, round, worker).await;
            // One more may have been done whose answer never came.
            assert!(done == told || done == told + 1, "told {told}, done {done}");
            charged += (done + 1) / 3;
            let loan = store.loan_of(&context(), &item(worker)).await.unwrap();
            assert_eq!(loan.is_some(), !done.is_multiple_of(3), "{done}");
            settle(&store, round, worker, done).await;
        }
        let debtor = store
            .patron(&context(), &PatronBarcode::from(DEBTOR))
            .await
            .unwrap();
        assert_eq!(debtor.balance.cents, i64::try_from(charged).unwrap());
        let borrower = store
            .patron(&context(), &PatronBarcode::from(BORROWER))
            .await
            .unwrap();
        assert_eq!(borrower.counts.loans as usize, LOANS);
    }
    assert!(all > 0, "the children did something");
    println!("{all} changes were acknowledged");
}

/// How many of a worker's changes the store knows: a row without gap.
async fn done(store: &Embedded, round: u64, worker: u64) -> u64 {
    let mut number = 0;
    loop {
        let outcome = store
            .operation(&context(), &key(round, worker, number))
            .await
            .unwrap();
        match outcome {
            Outcome::Applied(_) => number += 1,
            Outcome::Refused(refusal) => panic!("{refusal:?}"),
            Outcome::Unknown => return number,
        }
    }
}

/// Repeats the last change, which must do nothing, and returns what is on loan.
async fn settle(store: &Embedded, round: u64, worker: u64, done: u64) {
    if let Some(last) = done.checked_sub(1) {
        step(store, round, worker, last).await;
    }
    if !done.is_multiple_of(3) {
        let key = IdempotencyKey::new(format!("settle-{round}-{worker}")).unwrap();
        store.checkin(change(key, checkin(worker))).await.unwrap();
    }
}

/// Runs a child for an odd time and kills it; how many changes it told of, by worker.
fn run_and_kill(path: &Path, round: u64) -> BTreeMap<u64, u64> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture"])
        .env(STORE, path)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut told = BTreeMap::new();
    let mut kill_at = None;
    for line in lines {
        let Ok(line) = line else { break };
        // A line that the kill cut short was not told.
        if let Some(worker) = line
            .strip_prefix("done ")
            .and_then(|line| line.strip_suffix('.'))
        {
            *told.entry(worker.parse().unwrap()).or_insert(0) += 1;
        }
        let odd = Duration::from_millis(200 + round * 373 % 1000);
        let at = *kill_at.get_or_insert_with(|| Instant::now() + odd);
        if Instant::now() >= at {
            // Reading goes on to the end of what was told before the kill.
            let _ = child.kill();
        }
    }
    child.wait().unwrap();
    told
}

/// Does nothing unless the test above started it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let (Ok(path), Ok(round)) = (env::var(STORE), env::var(ROUND)) else {
        return;
    };
    let round = round.parse().unwrap();
    let store = Arc::new(open(Path::new(&path)));
    let workers: Vec<_> = (0..WORKERS)
        .map(|worker| {
            let store = store.clone();
            tokio::spawn(async move {
                // Ends by itself if nobody kills it.
                for number in 0..20_000 {
                    step(&store, round, worker, number).await;
                    let mut out = std::io::stdout().lock();
                    writeln!(out, "done {worker}.").unwrap();
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
}

/// The changes of a worker: checkout, charge, checkin, and again.
async fn step(store: &Embedded, round: u64, worker: u64, number: u64) {
    let key = key(round, worker, number);
    match number % 3 {
        0 => drop(store.checkout(change(key, checkout(worker))).await.unwrap()),
        1 => drop(store.charge(change(key, charge())).await.unwrap()),
        _ => drop(store.checkin(change(key, checkin(worker))).await.unwrap()),
    }
}

fn open(path: &Path) -> Embedded {
    Embedded::demo(path, Settings::default(), Arc::new(SystemClock)).unwrap()
}

fn key(round: u64, worker: u64, number: u64) -> IdempotencyKey {
    IdempotencyKey::new(format!("crash-{round}-{worker}-{number}")).unwrap()
}

fn item(worker: u64) -> ItemBarcode {
    (3_900_001_002 + 8 * worker).to_string().into()
}

fn checkout(worker: u64) -> Checkout {
    Checkout {
        patron: BORROWER.into(),
        item: item(worker),
        library: "KAJ".into(),
        fee_acknowledged: false,
        renew_if_on_loan: false,
        allow_in_transit: true,
        already_happened: None,
    }
}

fn charge() -> Charge {
    Charge {
        patron: DEBTOR.into(),
        kind: FeeType::Other,
        amount: Money::euros(1),
        text: "sentti".to_owned(),
        item: None,
    }
}

fn checkin(worker: u64) -> Checkin {
    Checkin {
        item: item(worker),
        library: "KAJ".into(),
        returned_at: None,
        already_happened: false,
        capture_hold: true,
    }
}

fn change<T>(key: IdempotencyKey, body: T) -> Change<T> {
    Change {
        context: context(),
        key,
        body,
    }
}

fn context() -> Context {
    Context {
        origin: Origin {
            protocol: Protocol::Sip2,
            account: Some("sc-kajaani".into()),
            library: Some("KAJ".into()),
        },
        deadline: Instant::now() + Duration::from_secs(30),
    }
}
