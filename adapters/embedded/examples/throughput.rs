//! How fast the embedded consortium is: `cargo run --release -p silta-embedded --example throughput`.
//!
//! Prints the start-up, the time of reads that find everything in memory, and how many pairs of
//! checkout and checkin get on disk in a second with 64 callers. Takes about ten seconds. The store
//! is a temporary file; `TMPDIR` says on which disk.

use std::{
    error::Error,
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use silta_consortium::{
    Change, Checkin, Checkout, Circulation, Context, IdempotencyKey, ItemBarcode, Origin,
    PatronBarcode, Protocol,
};
use silta_embedded::{Embedded, Settings, SystemClock};

const CALLERS: u64 = 64;
const READS: u32 = 200_000;
const PAIRS_FOR: Duration = Duration::from_secs(5);

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("silta.db");
    let clock = Arc::new(SystemClock);
    let start = Instant::now();
    let store = Arc::new(Embedded::demo(&path, Settings::default(), clock)?);
    println!(
        "demo filled and open    {:>9.1} ms",
        1e3 * start.elapsed().as_secs_f64()
    );

    let context = context();
    let (item, patron) = (
        ItemBarcode::from("3900000001"),
        PatronBarcode::from("2900000001"),
    );
    let lent = ItemBarcode::from("3900000005");
    let many = PatronBarcode::from("2900000009");
    let pin = "1234".into();
    let start = Instant::now();
    store.verify_pin(&context, &patron, &pin).await?;
    println!(
        "first check of a PIN    {:>9.1} ms",
        1e3 * start.elapsed().as_secs_f64()
    );
    time("item", || store.item(&context, &item)).await?;
    let next = AtomicU64::new(0);
    let different = || {
        let (store, context) = (store.clone(), &context);
        let number = 3_900_001_001 + next.fetch_add(1, Ordering::Relaxed) % 999;
        async move { store.item(context, &number.to_string().into()).await }
    };
    time("item, 999 in turn", different).await?;
    time("loan of an item", || store.loan_of(&context, &lent)).await?;
    time("patron", || store.patron(&context, &patron)).await?;
    time("patron with 350 loans", || store.patron(&context, &many)).await?;
    time("PIN, known", || store.verify_pin(&context, &patron, &pin)).await?;
    pairs(&store).await?;
    time("item", || store.item(&context, &item)).await
}

async fn time<T, F>(what: &str, call: impl Fn() -> F) -> Result<()>
where
    F: Future<Output = std::result::Result<T, silta_consortium::Error>>,
{
    for _ in 0..1000 {
        call().await?;
    }
    let (start, before) = (Instant::now(), processor_time());
    for _ in 0..READS {
        call().await?;
    }
    let micros = |time: f64| 1e6 * time / f64::from(READS);
    let elapsed = micros(start.elapsed().as_secs_f64());
    match before.zip(processor_time()) {
        Some((before, after)) => {
            let own = micros(after - before);
            println!("{what:<23} {elapsed:>9.2} µs, {own:.2} µs of the processor");
        }
        None => println!("{what:<23} {elapsed:>9.2} µs"),
    }
    Ok(())
}

/// Seconds that this thread has run, where the system tells.
fn processor_time() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanos: f64 = text.split(' ').next()?.parse().ok()?;
    Some(nanos / 1e9)
}

/// Seconds that all threads have run and the system has worked for them, where the system tells.
fn process_time() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<_> = text.rsplit(')').next()?.split_whitespace().collect();
    let ticks = |field: usize| fields.get(field)?.parse::<f64>().ok();
    // The 14th and 15th field of the file; a tick is 10 ms.
    Some((ticks(11)? + ticks(12)?) / 100.0)
}

/// Checkouts and checkins of 64 callers, each with items of its own.
async fn pairs(store: &Arc<Embedded>) -> Result<()> {
    let done = Arc::new(AtomicU64::new(0));
    let (start, before) = (Instant::now(), process_time());
    let callers: Vec<_> = (0..CALLERS)
        .map(|caller| {
            let (store, done) = (store.clone(), done.clone());
            tokio::spawn(async move {
                let item = ItemBarcode::from((3_900_001_001 + caller * 8 + 1).to_string());
                let mut number = 0;
                while start.elapsed() < PAIRS_FOR {
                    pair(&store, &item, &format!("pair-{caller}-{number}")).await?;
                    number += 1;
                    done.fetch_add(1, Ordering::Relaxed);
                }
                Result::Ok(())
            })
        })
        .collect();
    for caller in callers {
        caller.await??;
    }
    let done = done.load(Ordering::Relaxed) as f64;
    let rate = done / start.elapsed().as_secs_f64();
    print!("pairs, {CALLERS} callers       {rate:>9.0} a second");
    if let Some((before, after)) = before.zip(process_time()) {
        print!(
            ", {:.0} µs of the processor each",
            1e6 * (after - before) / done
        );
    }
    println!();
    Ok(())
}

async fn pair(store: &Embedded, item: &ItemBarcode, key: &str) -> Result<()> {
    let checkout = Checkout {
        patron: "2900000009".into(),
        item: item.clone(),
        library: "KAJ".into(),
        fee_acknowledged: false,
        renew_if_on_loan: false,
        allow_in_transit: true,
        already_happened: None,
    };
    store
        .checkout(change(format!("{key}-out"), checkout)?)
        .await?;
    let checkin = Checkin {
        item: item.clone(),
        library: "KAJ".into(),
        returned_at: None,
        already_happened: false,
        capture_hold: true,
    };
    store.checkin(change(format!("{key}-in"), checkin)?).await?;
    Ok(())
}

fn change<T>(key: String, body: T) -> Result<Change<T>> {
    Ok(Change {
        context: context(),
        key: IdempotencyKey::new(key)?,
        body,
    })
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
