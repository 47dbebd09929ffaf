//! One run: a gateway with a few terminals before the consortium, from one seed.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use silta_rest::BreakerState;
use tokio::{runtime::Builder, time::sleep};

use crate::{
    consortium::Consortium,
    flaw::Flaw,
    gateway::{DOUBTS_INTERVAL, Gateway},
    judge::Case,
    log::Log,
    network::Wires,
    plan::{Counts, Plan},
    settled::{Settled, Staff},
    support::random::Random,
    terminal::{Asked, Request, Terminal, Told},
    world::{Clock, PATRONS},
};

/// The breaker tries at least so often whether the consortium is back.
const BACK_WITHIN: Duration = Duration::from_secs(15);
/// When all faults are over, nothing is under way any more after this.
const SETTLED_WITHIN: Duration = Duration::from_secs(120);

/// What came of a run.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// What is wrong.
    pub(crate) fault: Option<String>,
    pub(crate) faults: Counts,
    /// By request and what was told.
    pub(crate) told: BTreeMap<(&'static str, Told), usize>,
    /// By what became of changes in doubt.
    pub(crate) settled: BTreeMap<String, usize>,
    /// How often the gateway was killed.
    pub(crate) kills: u64,
    pub(crate) slowest: Duration,
    pub(crate) log: Vec<String>,
}

/// Runs a seed.
pub(crate) fn run(seed: u64, flaw: Flaw, logs: bool) -> Report {
    simulated(|settled| simulate(seed, flaw, logs, settled))
}

/// What one terminal is told that asks for these one after the other, while requests of an
/// operation break off.
pub(crate) fn script(plan: Plan, requests: &[Request]) -> Vec<Told> {
    simulated(|_| async {
        let clock = Clock::start();
        let log = Log::new(clock, true);
        let consortium = Consortium::start(clock, 0, Flaw::Nothing);
        let wires = Wires::new(consortium, plan, log.clone());
        let gateway = Gateway::new(wires, clock, log.clone(), 0, Flaw::Nothing);
        let mut terminal = Terminal::new(0, gateway, log.clone(), clock, 0);
        let mut told = Vec::new();
        for request in requests {
            told.push(terminal.ask(request.clone()).await.unwrap());
        }
        println!("{}", log.lines().join("\n"));
        told
    })
}

/// On a clock that nobody waits for.
fn simulated<F: Future>(what: impl FnOnce(Settled) -> F) -> F::Output {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let settled = Settled::default();
    let staff = Staff(Arc::clone(&settled));
    tracing::subscriber::with_default(staff, || runtime.block_on(what(settled)))
}

async fn simulate(seed: u64, flaw: Flaw, logs: bool, settled: Settled) -> Report {
    let clock = Clock::start();
    let log = Log::new(clock, logs);
    let consortium = Consortium::start(clock, seed, flaw);
    let wires = Wires::new(Arc::clone(&consortium), Plan::new(seed), log.clone());
    let gateway = Gateway::new(wires.clone(), clock, log.clone(), seed, flaw);
    let kills = tokio::spawn(kill(Arc::clone(&gateway), seed));
    let mut random = Random::new(seed, 4);
    let visits = 3 + random.below(6);
    let mut terminals: Vec<_> = (0..=random.below(3))
        .map(|lane| Terminal::new(lane, Arc::clone(&gateway), log.clone(), clock, seed))
        .collect();
    let fault = work(&mut terminals, visits).await.err();
    kills.await.unwrap();
    wires.plan().calm();
    let fault = match fault {
        None => calm(&mut terminals, clock).await.err(),
        found => found,
    };
    let open = match flaw {
        Flaw::Careless => 0,
        _ => settle(&gateway, clock).await,
    };
    let asked: Vec<Asked> = terminals
        .into_iter()
        .flat_map(|terminal| terminal.asked)
        .collect();
    let settled = settled.lock().unwrap().clone();
    let plan = wires.plan();
    let case = Case {
        asked: &asked,
        books: &consortium.books(),
        settled: &settled,
        open,
        kills: gateway.kills(),
        first_fault: plan.first,
    };
    let shut = || match gateway.rest().breaker() {
        BreakerState::Closed => None,
        other => Some(format!("the breaker stays {}", other.as_str())),
    };
    let mut report = Report {
        fault: fault.or_else(shut).or_else(|| case.judge().err()),
        faults: plan.counts.clone(),
        kills: gateway.kills(),
        log: log.lines(),
        ..Report::default()
    };
    for one in &asked {
        *report
            .told
            .entry((one.request.name(), one.told))
            .or_default() += 1;
        report.slowest = report.slowest.max(one.to - one.from);
    }
    for (_, became) in settled {
        *report.settled.entry(became).or_default() += 1;
    }
    report
}

/// All terminals at the same time.
async fn work(terminals: &mut Vec<Terminal>, visits: usize) -> Result<(), String> {
    let work = terminals.drain(..).map(|mut terminal| {
        tokio::spawn(async move {
            let said = terminal.work(visits).await;
            (terminal, said)
        })
    });
    let work: Vec<_> = work.collect();
    let mut said = Ok(());
    for terminal in work {
        let (terminal, ended) = terminal.await.map_err(|panic| panic.to_string())?;
        terminals.push(terminal);
        said = said.and(ended);
    }
    said
}

/// Kills the gateway once or twice in one of three seeds, and starts it again.
async fn kill(gateway: Arc<Gateway>, seed: u64) {
    let mut random = Random::new(seed, 5);
    let kills = match random.once_in(3) {
        true => 1 + random.below(2),
        false => 0,
    };
    let mut time = |limit| Duration::from_millis(20 + random.below(limit) as u64);
    for _ in 0..kills {
        sleep(time(8000)).await;
        gateway.kill();
        sleep(time(4000)).await;
        gateway.start();
    }
}

/// The faults are over: terminals are served as ever, and what was left open is settled when it is
/// asked again.
async fn calm(terminals: &mut [Terminal], clock: Clock) -> Result<(), String> {
    let over = clock.passed();
    for (terminal, patron) in terminals.iter_mut().zip(PATRONS) {
        let patron = || Request::PatronInformation {
            patron: patron.to_owned(),
        };
        while terminal.ask(patron()).await? != Told::Done {
            if clock.passed() > over + BACK_WITHIN {
                return Err("it is not served again".to_owned());
            }
            sleep(Duration::from_millis(200)).await;
        }
        terminal.ask_again().await?;
    }
    Ok(())
}

/// Waits until nothing is in doubt; how many are, if that takes too long.
async fn settle(gateway: &Gateway, clock: Clock) -> usize {
    let begun = clock.passed();
    // Even what was held longest has come by then.
    sleep(SETTLED_WITHIN / 2).await;
    loop {
        let open = gateway.rest().settle_doubts().await;
        if open == 0 || clock.passed() > begun + SETTLED_WITHIN {
            return open;
        }
        sleep(DOUBTS_INTERVAL).await;
    }
}
