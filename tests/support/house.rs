//! A gateway in this process, with the demo library on disk.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use silta::{config::Settings, demo, gateway::Gateway};
use silta_consortium::{Change, Context, IdempotencyKey, Origin, Protocol};
use silta_embedded::{Embedded, SystemClock};
use tokio::runtime::Runtime;

use super::terminal::{PATIENCE, Terminal};

/// A gateway that runs until it is stopped or dropped.
#[derive(Debug)]
pub(crate) struct House {
    pub(crate) sip2: SocketAddr,
    pub(crate) http: SocketAddr,
    pub(crate) z3950: SocketAddr,
    pub(crate) ncip: SocketAddr,
    pub(crate) admin: SocketAddr,
    gateway: Option<Gateway>,
    runtime: Runtime,
}

impl House {
    /// The demo with its state in `folder`, its settings changed.
    pub(crate) fn open(folder: &Path, change: impl FnOnce(&mut Settings)) -> Self {
        let free = ([127, 0, 0, 1], 0).into();
        let options = demo::Options {
            sip2: free,
            z3950: free,
            ncip: Some(free),
            ill_peers: Vec::new(),
            http: free,
            admin: free,
            data: Some(folder.to_owned()),
            records: Vec::new(),
            ready_file: None,
        };
        let mut settings = demo::settings(&options, folder.to_owned());
        change(&mut settings);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let gateway = runtime.block_on(Gateway::start(settings)).unwrap();
        let addresses = gateway.addresses();
        Self {
            sip2: addresses.sip2.unwrap(),
            http: addresses.http.unwrap(),
            z3950: addresses.z3950.unwrap(),
            ncip: addresses.ncip.unwrap(),
            admin: addresses.admin.unwrap(),
            gateway: Some(gateway),
            runtime,
        }
    }

    /// The demo as it is.
    pub(crate) fn demo(folder: &Path) -> Self {
        Self::open(folder, |_| {})
    }

    /// A terminal that has logged in.
    pub(crate) fn terminal(&self, account: &str) -> Terminal {
        Terminal::log_in(self.sip2, account)
    }

    /// The numbers for operators.
    pub(crate) fn metrics(&self) -> String {
        http(self.admin, "/metrics")
    }

    /// The sum of a counter over all lines with these labels.
    pub(crate) fn counted(&self, name: &str, labels: &[&str]) -> u64 {
        counted(&self.metrics(), name, labels)
    }

    /// Drains and stops.
    pub(crate) fn stop(mut self) {
        let gateway = self.gateway.take().unwrap();
        self.runtime.block_on(gateway.stop());
    }
}

/// The sum of a metric over all lines with these labels.
pub(crate) fn counted(page: &str, name: &str, labels: &[&str]) -> u64 {
    let lines = page.lines().filter(|line| {
        line.strip_prefix(name)
            .is_some_and(|rest| rest.starts_with(['{', ' ']))
            && labels.iter().all(|label| line.contains(label))
    });
    lines
        .map(|line| {
            let number = line.rsplit(' ').next().unwrap();
            number.parse::<f64>().expect("a number") as u64
        })
        .sum()
}

/// The body of a page of the admin listener.
pub(crate) fn http(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    body.to_owned()
}

/// The consortium of a folder, to be filled before a gateway opens it.
pub(crate) fn consortium(folder: &Path) -> Embedded {
    std::fs::create_dir_all(folder).unwrap();
    let settings = silta_embedded::Settings::default();
    Embedded::demo(&store(folder), settings, Arc::new(SystemClock)).unwrap()
}

/// The file of the consortium.
pub(crate) fn store(folder: &Path) -> PathBuf {
    folder.join("consortium.db")
}

/// A change by the house itself.
pub(crate) fn change<T>(key: &str, body: T) -> Change<T> {
    Change {
        context: context(),
        key: IdempotencyKey::new(format!("test-{key}")).unwrap(),
        body,
    }
}

/// The house itself asks.
pub(crate) fn context() -> Context {
    Context {
        origin: Origin {
            protocol: Protocol::Api,
            account: None,
            library: None,
        },
        deadline: Instant::now() + Duration::from_secs(30),
    }
}

/// Waits for something of the consortium.
pub(crate) fn wait<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}
