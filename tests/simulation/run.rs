//! One run: a gateway with a few terminals before the consortium, from one seed.

use std::{
    collections::BTreeMap,
    future::pending,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use jiff::{Timestamp, tz::TimeZone};
use silta_observe::Metrics;
use silta_rest::{BreakerState, Rest, RestMetrics, Settings};
use silta_servers::{Limits, pump};
use silta_sip2_service::{
    ErrorDetection, FailedLogins, Profile, Secret, SessionLimits, Sip2Metrics, Sip2Service,
    Sip2Settings, Terminal as Account, Terminals,
};
use tokio::{
    io::duplex,
    runtime::Builder,
    time::{interval, sleep},
};

use crate::{
    consortium::{Consortium, TOKEN},
    flaw::Flaw,
    judge::Case,
    log::Log,
    network::Wires,
    plan::{Counts, Plan},
    settled::{Settled, Staff},
    support::random::Random,
    terminal::{Asked, Request, Terminal, Told},
    world::{Clock, LIBRARY, PATRONS},
};

/// With this every answer comes within 2 s.
const ANSWER_DEADLINE: Duration = Duration::from_millis(1800);
/// How often the gateway asks about changes in doubt.
const DOUBTS_INTERVAL: Duration = Duration::from_secs(5);
/// The breaker tries at least so often whether the consortium is back.
const BACK_WITHIN: Duration = Duration::from_secs(15);
/// When all faults are over, nothing is under way any more after this.
const SETTLED_WITHIN: Duration = Duration::from_secs(120);
/// Bytes on their way between a terminal and the gateway.
const WIRE: usize = 16 << 10;

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
    pub(crate) slowest: Duration,
    pub(crate) log: Vec<String>,
}

/// Runs a seed.
pub(crate) fn run(seed: u64, flaw: Flaw, logs: bool) -> Report {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let settled = Settled::default();
    let staff = Staff(Arc::clone(&settled));
    tracing::subscriber::with_default(staff, || {
        runtime.block_on(simulate(seed, flaw, logs, settled))
    })
}

async fn simulate(seed: u64, flaw: Flaw, logs: bool, settled: Settled) -> Report {
    let clock = Clock::start();
    let log = Log::new(clock, logs);
    let consortium = Consortium::start(clock, seed, flaw);
    let wires = Wires::new(Arc::clone(&consortium), Plan::new(seed), log.clone());
    let rest = Arc::new(gateway_side(&wires, seed, flaw));
    let service = Arc::new(sip2(Arc::clone(&rest), clock, flaw));
    if flaw != Flaw::Careless {
        let rest = Arc::clone(&rest);
        tokio::spawn(async move {
            let mut interval = interval(DOUBTS_INTERVAL);
            loop {
                interval.tick().await;
                rest.settle_doubts().await;
            }
        });
    }
    let mut random = Random::new(seed, 4);
    let visits = 3 + random.below(6);
    let mut terminals: Vec<_> = (0..=random.below(3) as u64)
        .map(|connection| {
            let (near, far) = duplex(WIRE);
            let service = Arc::clone(&service);
            tokio::spawn(async move {
                let peer = SocketAddr::from(([127, 0, 0, 1], 6001));
                pump(far, peer, &*service, &Limits::default(), pending()).await
            });
            Terminal::new(connection, near, log.clone(), clock, seed)
        })
        .collect();
    let fault = play(&mut terminals, visits, &wires, clock).await.err();
    let open = match flaw {
        Flaw::Careless => 0,
        _ => settle(&rest, clock).await,
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
        first_fault: plan.first,
    };
    let shut = || match rest.breaker() {
        BreakerState::Closed => None,
        other => Some(format!("the breaker stays {}", other.as_str())),
    };
    let mut report = Report {
        fault: fault.or_else(shut).or_else(|| case.judge().err()),
        faults: plan.counts.clone(),
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

/// All terminals at the same time; then the faults end, they are served as ever, and what was left
/// open is settled when it is asked again.
async fn play(
    terminals: &mut Vec<Terminal>,
    visits: usize,
    wires: &Wires,
    clock: Clock,
) -> Result<(), String> {
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
    said?;
    wires.plan().calm();
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
async fn settle(rest: &Rest, clock: Clock) -> usize {
    let begun = clock.passed();
    // Even what was held longest has come by then.
    sleep(SETTLED_WITHIN / 2).await;
    loop {
        let open = rest.settle_doubts().await;
        if open == 0 || clock.passed() > begun + SETTLED_WITHIN {
            return open;
        }
        sleep(DOUBTS_INTERVAL).await;
    }
}

fn gateway_side(wires: &Wires, seed: u64, flaw: Flaw) -> Rest {
    let url = "http://consortium.example:8080".parse().unwrap();
    let mut settings = Settings::new(url, TOKEN.parse().unwrap());
    settings.seed = Some(seed);
    if flaw == Flaw::Patient {
        settings.call_deadline = Duration::from_secs(6);
    }
    Rest::over(Arc::new(wires.clone()), settings, RestMetrics::default())
}

fn sip2(rest: Arc<Rest>, clock: Clock, flaw: Flaw) -> Sip2Service {
    let mut profile = Profile::default();
    if flaw == Flaw::Bare {
        profile.error_detection = ErrorDetection::Never;
    }
    let secret = Secret::known("demo");
    let account = Account::new("lane".into(), LIBRARY.into(), secret, profile);
    let settings = Sip2Settings {
        terminals: Terminals::new([account]),
        limits: SessionLimits::default(),
        failed_logins_per_minute: 100,
        failed_logins: Arc::new(NoneFailed),
        answer_deadline: match flaw {
            Flaw::Patient => Duration::from_secs(6),
            _ => ANSWER_DEADLINE,
        },
        time_zone: TimeZone::UTC,
        now: Arc::new(move || clock.now()),
    };
    Sip2Service::new(rest, settings, Sip2Metrics::register(&Metrics::new()))
}

/// Every login is right.
struct NoneFailed;

impl FailedLogins for NoneFailed {
    fn load(&self, _: Timestamp) -> Vec<(IpAddr, Timestamp)> {
        Vec::new()
    }

    fn record(&self, _: IpAddr, _: Timestamp) {}
}
