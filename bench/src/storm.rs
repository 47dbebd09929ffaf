//! Many terminals at once: all of them log in, then keep still.

use std::{
    fmt,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{
    sync::Semaphore,
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{
    Fault,
    histogram::Histogram,
    load::{Load, Peer},
    process,
    question::{Account, Question, Work},
    terminal::Terminal,
};

/// Connections that are being opened and logged in at the same time.
const AT_ONCE: usize = 1000;
const LONGEST: Duration = Duration::from_secs(60);
/// The first ones make the server get what it needs only once.
const WARM_UP: usize = 100;
/// The connections are left alone for so long before memory is read.
const SETTLE: Duration = Duration::from_millis(500);
const ACTIVE_FOR: Duration = Duration::from_secs(2);

/// So many terminals of one account.
#[derive(Clone, Debug)]
pub(crate) struct Storm {
    pub target: SocketAddr,
    pub account: Account,
    pub connections: usize,
}

/// What idle terminals cost.
#[derive(Debug)]
pub(crate) struct Idle {
    pub connections: usize,
    /// Resident memory before and with them, in bytes.
    pub before: u64,
    pub with: u64,
    /// Item information on one connection, without and beside them.
    pub alone: Histogram,
    pub beside: Histogram,
}

impl Storm {
    /// All are logged in: they, and how long it took.
    pub(crate) async fn login(&self) -> Result<(Vec<Terminal>, Duration), Fault> {
        let began = Instant::now();
        let terminals = self.open(false).await?;
        Ok((terminals, began.elapsed()))
    }

    /// Measures with the resident memory of the server's process. Each terminal has logged in and
    /// asked for the status and for an item, so that its session has had what it needs at work.
    pub(crate) async fn idle(&self, process: u32) -> Result<Idle, Fault> {
        let mut warm = self.clone();
        warm.connections = WARM_UP;
        let _warm = warm.open(true).await?;
        let alone = self.active().await?;
        let before = process::resident(process)?;
        let _terminals = self.open(true).await?;
        sleep(SETTLE).await;
        let with = process::resident(process)?;
        let beside = self.active().await?;
        Ok(Idle {
            connections: self.connections,
            before,
            with,
            alone,
            beside,
        })
    }

    async fn open(&self, used: bool) -> Result<Vec<Terminal>, Fault> {
        let at_once = Arc::new(Semaphore::new(AT_ONCE));
        let mut tasks = JoinSet::new();
        for number in 0..self.connections {
            let turn = Arc::clone(&at_once);
            let (target, account) = (self.target, self.account.clone());
            tasks.spawn(async move {
                let _turn = turn.acquire_owned().await?;
                let mut terminal = Terminal::connect(target, number, true).await?;
                terminal.ask(&Question::Login(account)).await?;
                if used {
                    terminal.ask(&Question::ScStatus).await?;
                    terminal.ask(&Work::Item.question(number, 1, 0)).await?;
                }
                Ok::<_, Fault>(terminal)
            });
        }
        let mut terminals = Vec::with_capacity(self.connections);
        let all = async {
            while let Some(opened) = tasks.join_next().await {
                terminals.push(opened??);
            }
            Ok(terminals)
        };
        timeout(LONGEST, all)
            .await
            .map_err(|_| "not all are in within a minute")?
    }

    async fn active(&self) -> Result<Histogram, Fault> {
        let load = Load {
            target: self.target,
            peer: Peer::Gateway(self.account.clone()),
            work: Work::Item,
            with_pin: true,
            connections: 1,
            duration: ACTIVE_FOR,
        };
        Ok(load.run().await?.latency)
    }
}

impl Idle {
    /// Bytes of resident memory that one takes.
    pub(crate) fn each(&self) -> u64 {
        self.with.saturating_sub(self.before) / self.connections as u64
    }
}

impl fmt::Display for Idle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} idle terminals: {} bytes each ({} -> {} KiB resident)\n\
             an active one alone: {}\nan active one beside them: {}",
            self.connections,
            self.each(),
            self.before / 1024,
            self.with / 1024,
            self.alone,
            self.beside
        )
    }
}
