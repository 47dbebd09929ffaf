//! A made-up consortium behind the real API: its disk outlives its process, which can be killed at
//! any moment and started again. What it does takes a few milliseconds, or as long as the network's
//! plan says.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    future::pending,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use axum::{Router, extract::Request, response::IntoResponse as _};
use hyper::{StatusCode, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use silta_api_service::{ApiSettings, Scope, Token, TokenHash, Tokens};
use tokio::{
    io::{DuplexStream, duplex},
    select,
    sync::watch,
    time::{sleep, timeout},
};
use tower::ServiceExt as _;

use crate::{books::Books, flaw::Flaw, support::random::Random, world::Clock};

/// What the gateway is known by.
pub(crate) const TOKEN: &str = "simulation";
/// Bytes on their way.
const WIRE: usize = 64 << 10;
/// How long a connection on which nothing comes stays open.
const IDLE: Duration = Duration::from_secs(15);

/// The consortium.
pub(crate) struct Consortium {
    pub(crate) clock: Clock,
    pub(crate) flaw: Flaw,
    /// In what time a request must be answered; else 503, while the work goes on.
    patience: Duration,
    state: Mutex<State>,
    process: Mutex<Arc<Process>>,
}

struct State {
    books: Books,
    /// What a power cut would leave.
    on_disk: Books,
    random: Random,
    /// How long the changes with these keys take, before and after they are done.
    slow: BTreeMap<String, (Duration, Duration)>,
}

/// One run of it.
pub(crate) struct Process {
    router: Router,
    patience: Duration,
    dead: watch::Sender<bool>,
}

/// What a process knows of the consortium.
#[derive(Clone)]
pub(crate) struct Port {
    consortium: Arc<Consortium>,
    dead: watch::Receiver<bool>,
}

impl Consortium {
    pub(crate) fn start(clock: Clock, seed: u64, flaw: Flaw) -> Arc<Self> {
        let mut random = Random::new(seed, 1);
        let patience = Duration::from_millis(match random.once_in(2) {
            true => 400,
            false => 20_000,
        });
        let state = State {
            books: Books::default(),
            on_disk: Books::default(),
            random,
            slow: BTreeMap::new(),
        };
        let nobody = Process {
            router: Router::new(),
            patience,
            dead: watch::Sender::new(true),
        };
        let consortium = Arc::new(Self {
            clock,
            flaw,
            patience,
            state: Mutex::new(state),
            process: Mutex::new(Arc::new(nobody)),
        });
        consortium.rise();
        consortium
    }

    /// The process that runs, or ran last.
    pub(crate) fn process(&self) -> Arc<Process> {
        Arc::clone(&self.process.lock().unwrap())
    }

    /// Kills the process: connections break, and what is not on disk was not done.
    pub(crate) fn kill(&self) {
        self.process().dead.send_replace(true);
        if self.flaw == Flaw::Volatile {
            let mut state = self.state();
            state.books = state.on_disk.clone();
        }
    }

    /// Starts it again.
    pub(crate) fn rise(self: &Arc<Self>) {
        let dead = watch::Sender::new(false);
        let port = Port {
            consortium: Arc::clone(self),
            dead: dead.subscribe(),
        };
        let (clock, token) = (
            self.clock,
            Token {
                name: "gateway".into(),
                hash: TokenHash::of(TOKEN),
                scopes: vec![Scope::Read, Scope::Circulate],
            },
        );
        let router = silta_api_service::router(ApiSettings {
            consortium: Arc::new(port),
            tokens: Tokens::new([token]),
            answer_deadline: self.patience,
            time_zone: jiff::tz::TimeZone::UTC,
            now: Arc::new(move || clock.now()),
        });
        let process = Process {
            router,
            patience: self.patience,
            dead,
        };
        *self.process.lock().unwrap() = Arc::new(process);
    }

    /// Makes the change with this key slow.
    pub(crate) fn slow_down(&self, key: String, before: Duration, after: Duration) {
        self.state().slow.insert(key, (before, after));
    }

    /// Its books as they stand.
    pub(crate) fn books(&self) -> Books {
        self.state().books.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl Process {
    /// A connection to it.
    pub(crate) fn connect(self: &Arc<Self>) -> DuplexStream {
        let (near, far) = duplex(WIRE);
        let process = Arc::clone(self);
        tokio::spawn(async move {
            select! {
                biased;
                () = process.died() => {}
                // However it ends, the connection is over.
                _ = process.serve(far) => {}
            }
        });
        near
    }

    /// Waits for its end.
    pub(crate) async fn died(&self) {
        let mut dead = self.dead.subscribe();
        dead.wait_for(|dead| *dead).await.unwrap();
    }

    pub(crate) fn is_dead(&self) -> bool {
        *self.dead.borrow()
    }

    /// As the listener of the gateway serves the API: work goes on after a 503.
    async fn serve(&self, stream: DuplexStream) -> hyper::Result<()> {
        let service = service_fn(|request: Request<Incoming>| async {
            let answer = timeout(self.patience, self.router.clone().oneshot(request)).await;
            Ok::<_, Infallible>(answer.map_or_else(|_| unavailable(), |answer| answer.unwrap()))
        });
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(IDLE)
            .serve_connection(TokioIo::new(stream), service)
            .await
    }
}

fn unavailable() -> axum::response::Response {
    let kind = [("content-type", "application/problem+json")];
    let body = r#"{"type":"about:blank","title":"","status":503,"detail":"","code":"unavailable"}"#;
    (StatusCode::SERVICE_UNAVAILABLE, kind, body).into_response()
}

impl Port {
    pub(crate) fn clock(&self) -> Clock {
        self.consortium.clock
    }

    pub(crate) fn flaw(&self) -> Flaw {
        self.consortium.flaw
    }

    /// Some work; a dead process never ends it.
    pub(crate) async fn work(&self, time: Duration) {
        sleep(time).await;
        if *self.dead.borrow() {
            pending().await
        }
    }

    /// What a question takes.
    pub(crate) fn effort(&self) -> Duration {
        let mut state = self.consortium.state();
        Duration::from_millis(1 + state.random.below(8) as u64)
    }

    /// What a change takes before and after it is done.
    pub(crate) fn efforts(&self, key: &str) -> (Duration, Duration) {
        let slow = self.consortium.state().slow.get(key).copied();
        slow.unwrap_or_else(|| (self.effort(), self.effort()))
    }

    /// Reads the books.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Books) -> T) -> T {
        read(&self.consortium.state().books)
    }

    /// Writes them.
    pub(crate) fn write<T>(&self, write: impl FnOnce(&mut Books) -> T) -> T {
        let mut state = self.consortium.state();
        if self.consortium.flaw == Flaw::Volatile {
            state.on_disk = state.books.clone();
        }
        write(&mut state.books)
    }
}
