//! A closed loop on persistent connections: each asks, waits for the answer, judges it, asks again.

use std::{
    fmt,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{sync::Barrier, task::JoinSet, time::timeout};

use crate::{
    Fault,
    histogram::Histogram,
    question::{Account, Question, Work},
    terminal::Terminal,
};

/// Asked but not counted at the beginning: caches fill, PINs are checked for the first time.
const WARM_UP: Duration = Duration::from_millis(500);
/// What a run may take beyond its duration before it counts as hanging.
const GRACE: Duration = Duration::from_secs(30);

/// Who is asked.
#[derive(Clone, Debug)]
pub(crate) enum Peer {
    Gateway(Account),
    /// The null server, with the length of its line.
    Null(usize),
}

/// One run.
#[derive(Clone, Debug)]
pub(crate) struct Load {
    pub target: SocketAddr,
    pub peer: Peer,
    pub work: Work,
    pub with_pin: bool,
    pub connections: usize,
    pub duration: Duration,
}

/// What was counted, over all connections.
#[derive(Debug)]
pub(crate) struct Outcome {
    work: Work,
    pub latency: Histogram,
    pub duration: Duration,
    /// Bytes of all counted answers, their CR included.
    bytes: u64,
    /// Requests in all, those of the warm-up and after the end included.
    pub asked: u64,
}

impl Load {
    /// Ends with the first wrong answer on any connection.
    pub(crate) async fn run(&self) -> Result<Outcome, Fault> {
        let start = Arc::new(Barrier::new(self.connections));
        let mut tasks = JoinSet::new();
        for connection in 0..self.connections {
            tasks.spawn(self.clone().connection(connection, Arc::clone(&start)));
        }
        let mut whole = self.nothing_yet();
        let all = async {
            while let Some(ended) = tasks.join_next().await {
                let one: Outcome = ended??;
                whole.latency.merge(&one.latency);
                whole.bytes += one.bytes;
                whole.asked += one.asked;
            }
            Ok(whole)
        };
        timeout(WARM_UP + self.duration + GRACE, all)
            .await
            .map_err(|_| "the run hangs")?
    }

    async fn connection(self, number: usize, start: Arc<Barrier>) -> Result<Outcome, Fault> {
        let mut terminal = Terminal::connect(self.target, number, self.with_pin).await?;
        if let Peer::Gateway(account) = &self.peer {
            terminal.ask(&Question::Login(account.clone())).await?;
        }
        start.wait().await;
        let begin = Instant::now() + WARM_UP;
        let end = begin + self.duration;
        let mut outcome = self.nothing_yet();
        for turn in 0.. {
            let question = self.work.question(number, self.connections, turn);
            let asked = Instant::now();
            let length = match self.peer {
                Peer::Gateway(_) => terminal.ask(&question).await?,
                Peer::Null(length) => terminal
                    .ask_null(&question, length)
                    .await
                    .map(|()| length)?,
            };
            let answered = Instant::now();
            if asked >= begin && answered <= end {
                outcome.latency.record(answered - asked);
                outcome.bytes += length as u64;
            }
            outcome.asked = turn + 1;
            let settled = self.work != Work::Pairs || turn % 2 == 1;
            if answered > end && settled {
                break;
            }
        }
        Ok(outcome)
    }

    fn nothing_yet(&self) -> Outcome {
        Outcome {
            work: self.work,
            latency: Histogram::new(),
            duration: self.duration,
            bytes: 0,
            asked: 0,
        }
    }
}

impl Outcome {
    /// Requests a second, or pairs of them.
    pub(crate) fn rate(&self) -> f64 {
        let requests = self.latency.count() as f64 / self.duration.as_secs_f64();
        if self.work == Work::Pairs {
            requests / 2.0
        } else {
            requests
        }
    }

    /// Bytes of an answer in the mean.
    pub(crate) fn length(&self) -> u64 {
        self.bytes / self.latency.count().max(1)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = if self.work == Work::Pairs {
            "pairs"
        } else {
            "requests"
        };
        write!(
            f,
            "{:.0} {unit} a second over {:.1?}; a request: {}; {} bytes an answer",
            self.rate(),
            self.duration,
            self.latency,
            self.length()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::null;

    #[tokio::test]
    async fn counts_what_the_null_server_answers_and_refuses_another_length() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let target = listener.local_addr().unwrap();
        let server = tokio::spawn(null::accept(listener, 40));
        let mut load = Load {
            target,
            peer: Peer::Null(40),
            work: Work::Item,
            with_pin: true,
            connections: 2,
            duration: Duration::from_millis(50),
        };
        let outcome = load.run().await.unwrap();
        assert!(
            outcome.latency.count() > 0 && outcome.length() == 40,
            "{outcome}"
        );
        load.peer = Peer::Null(41);
        assert!(load.run().await.is_err());
        server.abort();
    }
}
