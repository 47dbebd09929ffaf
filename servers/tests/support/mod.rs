//! A small line protocol to try the servers with. A line is a request; its answer is a line.
//!
//! | line | answer |
//! | --- | --- |
//! | `big N` | N bytes `x` |
//! | `panic` | none: the service panics |
//! | `wait` | `waited`, once the service's gate is opened |
//! | any other | itself |

#![allow(
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "shared by tests, of which each uses its own part"
)]

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use silta_observe::{
    Metrics,
    metrics::{Connections, Listener, ListenerMetrics},
};
use silta_servers::{Limits, Shutdown, bind, serve};
use silta_session::{Close, Service, Session};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::Semaphore,
    time::timeout,
};

pub const MAX_LINE: usize = 1024;
pub const IDLE: Duration = Duration::from_secs(600);

#[derive(Clone)]
pub struct Echo {
    pub gate: Arc<Semaphore>,
    /// Requests begun so far.
    pub begun: Arc<AtomicU32>,
}

impl Default for Echo {
    fn default() -> Self {
        Self {
            gate: Arc::new(Semaphore::new(0)),
            begun: Arc::default(),
        }
    }
}

impl Service for Echo {
    type Session = EchoSession;

    fn open(&self, _peer: SocketAddr, now: Instant) -> EchoSession {
        EchoSession {
            idle_from: now,
            ..EchoSession::default()
        }
    }

    async fn serve(&self, line: String) -> String {
        self.begun.fetch_add(1, Ordering::SeqCst);
        match line.split_once(' ') {
            Some(("big", size)) => "x".repeat(size.parse().unwrap()),
            _ if line == "panic" => panic!("asked for"),
            _ if line == "wait" => {
                self.gate.acquire().await.unwrap().forget();
                "waited".into()
            }
            _ => line,
        }
    }
}

pub struct EchoSession {
    received: Vec<u8>,
    answer: Option<Vec<u8>>,
    idle_from: Instant,
    in_flight: bool,
    ended: bool,
    draining: bool,
    close: Option<Close>,
}

impl Default for EchoSession {
    fn default() -> Self {
        Self {
            received: Vec::new(),
            answer: None,
            idle_from: Instant::now(),
            in_flight: false,
            ended: false,
            draining: false,
            close: None,
        }
    }
}

impl EchoSession {
    fn line_end(&self) -> Option<usize> {
        self.received.iter().position(|&b| b == b'\n')
    }
}

impl Session for EchoSession {
    type Request = String;
    type Answer = String;
    type Transmit = Vec<u8>;

    fn handle_bytes(&mut self, bytes: &[u8], now: Instant) {
        self.idle_from = now;
        self.received.extend_from_slice(bytes);
        if self.received.len() > MAX_LINE && self.line_end().is_none() {
            self.close = Some(Close::NotTheProtocol);
        }
    }

    fn handle_end_of_input(&mut self, _now: Instant) {
        self.ended = true;
    }

    fn handle_answer(&mut self, answer: String, now: Instant) {
        self.in_flight = false;
        self.idle_from = now;
        self.answer = Some((answer + "\n").into_bytes());
    }

    fn handle_timeout(&mut self, _now: Instant) {
        self.close = Some(Close::Idle);
    }

    fn handle_drain(&mut self, _now: Instant) {
        self.draining = true;
    }

    fn poll_request(&mut self, _now: Instant) -> Option<String> {
        if self.in_flight || self.draining || self.close.is_some() {
            return None;
        }
        let end = self.line_end()?;
        let line: Vec<u8> = self.received.drain(..=end).collect();
        if self.received.is_empty() {
            self.received = Vec::new();
        }
        self.in_flight = true;
        Some(String::from_utf8_lossy(&line[..end]).into_owned())
    }

    fn poll_transmit(&mut self) -> Option<Vec<u8>> {
        self.answer.take()
    }

    fn poll_deadline(&self) -> Option<Instant> {
        (!self.in_flight).then(|| self.idle_from + IDLE)
    }

    fn poll_close(&self) -> Option<Close> {
        match () {
            () if self.in_flight => None,
            () if self.draining => Some(Close::Drained),
            () if self.ended && self.line_end().is_none() => Some(Close::ByClient),
            () => self.close,
        }
    }

    fn wants_input(&self) -> bool {
        self.close.is_none() && self.line_end().is_none()
    }
}

/// A server with the line protocol on a free port of the loopback.
pub struct Server {
    pub address: SocketAddr,
    pub echo: Echo,
    pub metrics: ListenerMetrics,
    pub page: Metrics,
    pub shutdown: Shutdown,
}

impl Server {
    pub async fn start(limits: Limits) -> Self {
        let page = Metrics::new();
        let metrics = Connections::register(&page).of(Listener::Sip2);
        let echo = Echo::default();
        let bound = bind("127.0.0.1:0".parse().unwrap(), &limits).unwrap();
        let address = bound.local_addr();
        let shutdown = Shutdown::new();
        shutdown.spawn(serve(
            bound,
            Arc::new(echo.clone()),
            limits,
            shutdown.clone(),
            metrics.clone(),
        ));
        Self {
            address,
            echo,
            metrics,
            page,
            shutdown,
        }
    }

    /// Waits until so many requests have begun to be served.
    pub async fn begun(&self, requests: u32) {
        let begun = || self.echo.begun.load(Ordering::SeqCst);
        until("requests begin", || begun() >= requests).await;
    }

    pub async fn connect(&self) -> Client {
        Client(TcpStream::connect(self.address).await.unwrap())
    }
}

/// A client none of whose waits lasts longer than 10 seconds.
pub struct Client(pub TcpStream);

pub const PATIENCE: Duration = Duration::from_secs(10);

impl Client {
    pub async fn send(&mut self, bytes: &[u8]) {
        timeout(PATIENCE, self.0.write_all(bytes))
            .await
            .unwrap()
            .unwrap();
    }

    pub async fn line(&mut self) -> String {
        let mut line = Vec::new();
        loop {
            let byte = timeout(PATIENCE, self.0.read_u8()).await.unwrap().unwrap();
            if byte == b'\n' {
                return String::from_utf8(line).unwrap();
            }
            line.push(byte);
        }
    }

    pub async fn ask(&mut self, line: &str) -> String {
        self.send(format!("{line}\n").as_bytes()).await;
        self.line().await
    }

    /// What comes until the server closes; an abrupt close counts as one.
    pub async fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        let ended = timeout(PATIENCE, self.0.read_to_end(&mut rest)).await;
        ended.expect("the server closes").ok();
        rest
    }
}

/// Waits until something is so, for what a client cannot see. Bounded.
pub async fn until(what: &str, mut so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !so() {
        assert!(began.elapsed() < PATIENCE, "never: {what}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
