//! A closed loop: each connection asks, waits for the answer, judges it, asks again.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{sync::Barrier, task::JoinSet, time::timeout};

use crate::{
    Fault,
    catalogue::{
        library::{Library, Question},
        peer::{Kind, Peer},
        sru, z3950,
    },
    histogram::Histogram,
    process,
    run::Run,
};

/// Asked but not counted at the beginning.
const WARM_UP: Duration = Duration::from_millis(500);
/// What a run may take beyond its duration before it counts as hanging.
const GRACE: Duration = Duration::from_secs(60);

/// How servers are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Sru,
    Z3950,
}

/// What connections do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// Search for a word and take ten records, again and again on one connection; in Z39.50 these
    /// are two requests.
    Words,
    /// The same with searches that nobody has asked before.
    Pairs,
    /// Whole sessions of Z39.50: connect, Init, Search, Present, Close.
    Sessions,
}

/// One run.
#[derive(Clone, Debug)]
pub(crate) struct Load {
    pub language: Language,
    pub library: Arc<Library>,
    pub work: Work,
    pub connections: usize,
    pub duration: Duration,
    /// Searches of `Pairs` so far, over all runs, so that none comes again.
    pub pairs: Arc<AtomicU64>,
}

/// What was counted.
#[derive(Debug)]
struct Outcome {
    latency: Histogram,
    /// Requests or sessions in all, uncounted ones included.
    asked: u64,
    /// Octets of one answer with ten records.
    octets: usize,
}

impl Language {
    /// What a request of [`Work::Words`] is called in tables.
    pub(crate) fn request(self) -> &'static str {
        match self {
            Self::Sru => "searchRetrieve of 10",
            Self::Z3950 => "Search, Present of 10",
        }
    }
}

impl Load {
    /// Asks a server, ending with the first wrong answer on any connection. Beside the run: how
    /// many octets an answer with records had.
    pub(crate) async fn run(&self, peer: &Peer) -> Result<(Run, usize), Fault> {
        let before = process::processor_time(peer.server.id())?;
        let outcome = timeout(WARM_UP + self.duration + GRACE, self.ask(peer))
            .await
            .map_err(|_| "the run hangs")?
            .map_err(|fault| format!("{}: {fault}", peer.kind.name()))?;
        let used = process::processor_time(peer.server.id())? - before;
        let run = Run {
            rate: outcome.latency.count() as f64 / self.duration.as_secs_f64(),
            p50: outcome.latency.quantile(500),
            p99: outcome.latency.quantile(990),
            processor: used.div_f64(outcome.asked as f64),
        };
        Ok((run, outcome.octets))
    }

    async fn ask(&self, peer: &Peer) -> Result<Outcome, Fault> {
        let start = Arc::new(Barrier::new(self.connections));
        let mut tasks = JoinSet::new();
        for number in 0..self.connections {
            let asking = Asking {
                load: self.clone(),
                target: peer.address,
                kind: peer.kind,
                turn: number as u64 * 617,
                outcome: Outcome::none(),
            };
            tasks.spawn(asking.run(Arc::clone(&start)));
        }
        let mut whole = Outcome::none();
        while let Some(ended) = tasks.join_next().await {
            let one = ended??;
            whole.latency.merge(&one.latency);
            whole.asked += one.asked;
            whole.octets = whole.octets.max(one.octets);
        }
        Ok(whole)
    }
}

impl Outcome {
    fn none() -> Self {
        Self {
            latency: Histogram::new(),
            asked: 0,
            octets: 0,
        }
    }
}

/// An open connection.
enum Client {
    Sru(sru::client::Client),
    Z3950(z3950::client::Client),
}

impl Client {
    async fn open(language: Language, kind: Kind, target: SocketAddr) -> Result<Self, Fault> {
        Ok(match language {
            Language::Sru => Self::Sru(sru::client::Client::open(target, kind.sru_path()).await?),
            Language::Z3950 => Self::Z3950(z3950::client::Client::open(target).await?),
        })
    }
}

/// One connection, or one row of sessions.
struct Asking {
    load: Load,
    target: SocketAddr,
    kind: Kind,
    turn: u64,
    outcome: Outcome,
}

impl Asking {
    async fn run(mut self, start: Arc<Barrier>) -> Result<Outcome, Fault> {
        let library = Arc::clone(&self.load.library);
        let mut client = match self.load.work {
            Work::Sessions => None,
            _ => Some(Client::open(self.load.language, self.kind, self.target).await?),
        };
        start.wait().await;
        let begin = Instant::now() + WARM_UP;
        let end = begin + self.load.duration;
        let mut now = Instant::now();
        while now <= end {
            let question = self.question(&library);
            now = match &mut client {
                Some(Client::Sru(client)) => self.retrieve(client, &question, begin, end).await?,
                Some(Client::Z3950(client)) => self.ask(client, &question, begin, end).await?,
                None => self.session(&question, begin, end).await?,
            };
        }
        Ok(self.outcome)
    }

    /// Two requests in an open session.
    async fn ask(
        &mut self,
        client: &mut z3950::client::Client,
        question: &Question<'_>,
        begin: Instant,
        end: Instant,
    ) -> Result<Instant, Fault> {
        let asked = Instant::now();
        client.search(question).await?;
        let found = Instant::now();
        self.count(asked, found, begin, end);
        self.outcome.octets = client.present(question, self.kind.has_ours()).await?;
        let brought = Instant::now();
        self.count(found, brought, begin, end);
        Ok(brought)
    }

    /// One request, which brings the records too.
    async fn retrieve(
        &mut self,
        client: &mut sru::client::Client,
        question: &Question<'_>,
        begin: Instant,
        end: Instant,
    ) -> Result<Instant, Fault> {
        let asked = Instant::now();
        self.outcome.octets = client.search_retrieve(question).await?;
        let brought = Instant::now();
        self.count(asked, brought, begin, end);
        Ok(brought)
    }

    /// A session from its connection to its end.
    async fn session(
        &mut self,
        question: &Question<'_>,
        begin: Instant,
        end: Instant,
    ) -> Result<Instant, Fault> {
        let asked = Instant::now();
        let mut client = z3950::client::Client::open(self.target).await?;
        client.search(question).await?;
        self.outcome.octets = client.present(question, self.kind.has_ours()).await?;
        client.close().await?;
        let ended = Instant::now();
        self.count(asked, ended, begin, end);
        Ok(ended)
    }

    fn count(&mut self, asked: Instant, answered: Instant, begin: Instant, end: Instant) {
        self.outcome.asked += 1;
        if asked >= begin && answered <= end {
            self.outcome.latency.record(answered - asked);
        }
    }

    fn question<'a>(&mut self, library: &'a Library) -> Question<'a> {
        self.turn += 1;
        match (self.kind, self.load.work) {
            (kind, Work::Pairs) if kind.has_ours() => {
                library.pair(self.load.pairs.fetch_add(1, Ordering::Relaxed))
            }
            (kind, _) => kind.question(library, self.turn),
        }
    }
}
