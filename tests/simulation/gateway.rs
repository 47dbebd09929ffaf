//! The gateway itself: its own code, between the streams of terminals and the network. It can be
//! killed at any moment and started again; what it has on disk then is what it still knows.

use std::{
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::{Timestamp, tz::TimeZone};
use silta_consortium::IdempotencyKey;
use silta_observe::Metrics;
use silta_rest::{Doubt, DoubtStore, Rest, RestMetrics, Resting, Settings};
use silta_servers::{Limits, pump};
use silta_session::Service as _;
use silta_sip2_service::{
    ErrorDetection, FailedLogins, Profile, Secret, SessionLimits, Sip2Metrics, Sip2Service,
    Sip2Settings, Terminal as Account, Terminals,
};
use tokio::{
    io::{DuplexStream, duplex},
    task::AbortHandle,
    time::{Instant, interval, sleep},
};

use crate::{
    consortium::TOKEN,
    flaw::Flaw,
    log::Log,
    network::Wires,
    support::random::Random,
    world::{Clock, LIBRARY},
};

/// With this every answer comes within 2 s.
const ANSWER_DEADLINE: Duration = Duration::from_millis(1800);
/// How often the gateway asks about changes in doubt.
pub(crate) const DOUBTS_INTERVAL: Duration = Duration::from_secs(5);
/// Bytes on their way between a terminal and the gateway.
const WIRE: usize = 16 << 10;
/// Where terminals are.
const PEER: ([u8; 4], u16) = ([127, 0, 0, 1], 6001);

/// The gateway, over all its starts.
pub(crate) struct Gateway {
    clock: Clock,
    wires: Wires,
    log: Log,
    seed: u64,
    flaw: Flaw,
    disk: Arc<Disk>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    process: Option<Process>,
    /// How many connections there were.
    connections: u64,
    /// So many of them a kill has ended.
    cut: u64,
    kills: u64,
}

/// What a kill ends.
struct Process {
    rest: Arc<Rest>,
    service: Arc<Sip2Service>,
    tasks: Vec<AbortHandle>,
}

impl Gateway {
    /// Starts it.
    pub(crate) fn new(wires: Wires, clock: Clock, log: Log, seed: u64, flaw: Flaw) -> Arc<Self> {
        let disk = Arc::new(Disk {
            doubts: Mutex::default(),
            random: Mutex::new(Random::new(seed, 6)),
        });
        let gateway = Self {
            clock,
            wires,
            log,
            seed,
            flaw,
            disk,
            state: Mutex::default(),
        };
        gateway.start();
        Arc::new(gateway)
    }

    /// Starts it, or starts it again.
    pub(crate) fn start(&self) {
        let mut state = self.state.lock().unwrap();
        self.log
            .say(|| format!("the gateway starts, after {} kills", state.kills));
        let rest = rest(&self.wires, self.seed + state.kills, self.flaw);
        let rest = Arc::new(match self.flaw {
            Flaw::Forgets => rest,
            _ => rest.remembering(Arc::clone(&self.disk) as Arc<_>),
        });
        let service = Arc::new(sip2(Arc::clone(&rest), self.clock, self.flaw));
        // Connections are counted on, so that keys tell those of each process apart.
        for _ in 0..state.connections {
            drop(service.open(PEER.into(), Instant::now().into_std()));
        }
        let settling = (self.flaw != Flaw::Careless).then(|| {
            let rest = Arc::clone(&rest);
            let task = tokio::spawn(async move {
                let mut interval = interval(DOUBTS_INTERVAL);
                loop {
                    interval.tick().await;
                    rest.settle_doubts().await;
                }
            });
            task.abort_handle()
        });
        state.process = Some(Process {
            rest,
            service,
            tasks: settling.into_iter().collect(),
        });
    }

    /// Ends it at once: connections break, what is under way is left, and what is in memory is gone.
    pub(crate) fn kill(&self) {
        let mut state = self.state.lock().unwrap();
        self.log.say(|| "the gateway is killed".to_owned());
        if let Some(process) = state.process.take() {
            process.tasks.iter().for_each(AbortHandle::abort);
        }
        state.kills += 1;
        state.cut = state.connections;
        self.wires
            .plan()
            .first
            .get_or_insert_with(|| self.clock.passed());
    }

    /// A connection and its number; none while the gateway is away.
    pub(crate) fn connect(&self) -> Option<(u64, DuplexStream)> {
        let mut state = self.state.lock().unwrap();
        let number = state.connections;
        let process = state.process.as_mut()?;
        let (near, far) = duplex(WIRE);
        let service = Arc::clone(&process.service);
        let pumping = tokio::spawn(async move {
            let never = std::future::pending();
            pump(
                far,
                SocketAddr::from(PEER),
                &*service,
                &Limits::default(),
                never,
            )
            .await
        });
        process.tasks.push(pumping.abort_handle());
        state.connections += 1;
        Some((number, near))
    }

    /// Whether a kill has ended a connection.
    pub(crate) fn has_cut(&self, connection: u64) -> bool {
        connection < self.state.lock().unwrap().cut
    }

    /// How often it was killed.
    pub(crate) fn kills(&self) -> u64 {
        self.state.lock().unwrap().kills
    }

    /// Its side to the consortium, while it runs.
    pub(crate) fn rest(&self) -> Arc<Rest> {
        let state = self.state.lock().unwrap();
        Arc::clone(&state.process.as_ref().unwrap().rest)
    }
}

fn rest(wires: &Wires, seed: u64, flaw: Flaw) -> Rest {
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

/// What the gateway has written down: on disk a little later than it is asked to.
#[derive(Debug)]
struct Disk {
    doubts: Mutex<Vec<Doubt>>,
    random: Mutex<Random>,
}

impl Disk {
    fn write<'a>(&'a self, write: impl FnOnce(&mut Vec<Doubt>) + Send + 'a) -> Resting<'a> {
        let time = self.random.lock().unwrap().below(25) as u64;
        Box::pin(async move {
            sleep(Duration::from_millis(time)).await;
            write(&mut self.doubts.lock().unwrap());
        })
    }
}

impl DoubtStore for Disk {
    fn load(&self) -> Vec<Doubt> {
        self.doubts.lock().unwrap().clone()
    }

    fn put(&self, doubt: Doubt) -> Resting<'_> {
        self.write(|doubts| {
            doubts.retain(|other| other.key != doubt.key);
            doubts.push(doubt);
        })
    }

    fn remove(&self, key: IdempotencyKey) -> Resting<'_> {
        self.write(move |doubts| doubts.retain(|doubt| doubt.key != key))
    }
}
