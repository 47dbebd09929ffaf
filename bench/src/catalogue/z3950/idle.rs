//! Sessions that keep still.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::Semaphore,
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{
    Fault,
    catalogue::{
        library::Library,
        peer::{Kind, Peer},
        z3950::client::Client,
    },
    process,
};

/// Sessions that are being opened at the same time.
const AT_ONCE: usize = 500;
const LONGEST: Duration = Duration::from_secs(60);
/// The first ones make the server get what it needs only once.
const WARM_UP: usize = 200;
/// What is searched for first, so that what the server remembers of it is there before.
const SEARCHES: u64 = 2_000;
/// Sessions are left alone for so long before memory is read.
const SETTLE: Duration = Duration::from_millis(500);

/// What idle sessions cost: resident memory before and with them, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Idle {
    pub sessions: usize,
    pub before: u64,
    pub with: u64,
}

impl Idle {
    /// Each session is open, and if it is to be `used` has searched and taken ten records.
    pub(crate) async fn of(
        peer: &Peer,
        library: &Arc<Library>,
        sessions: usize,
        used: bool,
    ) -> Result<Self, Fault> {
        let mut first = Client::open(peer.address).await?;
        for turn in 0..SEARCHES {
            ask(&mut first, peer.kind, library, turn).await?;
        }
        drop(open(peer, library, WARM_UP, used).await?);
        sleep(SETTLE).await;
        let before = process::resident(peer.server.id())?;
        let _open = open(peer, library, sessions, used).await?;
        sleep(SETTLE).await;
        let with = process::resident(peer.server.id())?;
        Ok(Self {
            sessions,
            before,
            with,
        })
    }

    /// Bytes of resident memory that one takes.
    pub(crate) fn each(&self) -> u64 {
        self.with.saturating_sub(self.before) / self.sessions as u64
    }
}

async fn open(
    peer: &Peer,
    library: &Arc<Library>,
    sessions: usize,
    used: bool,
) -> Result<Vec<Client>, Fault> {
    let at_once = Arc::new(Semaphore::new(AT_ONCE));
    let mut tasks = JoinSet::new();
    for turn in 0..sessions as u64 {
        let (at_once, library) = (Arc::clone(&at_once), Arc::clone(library));
        let (target, kind) = (peer.address, peer.kind);
        tasks.spawn(async move {
            let _turn = at_once.acquire_owned().await?;
            let mut client = Client::open(target).await?;
            if used {
                ask(&mut client, kind, &library, turn).await?;
            }
            client.rest();
            Ok::<_, Fault>(client)
        });
    }
    let mut clients = Vec::with_capacity(sessions);
    let all = async {
        while let Some(opened) = tasks.join_next().await {
            clients.push(opened??);
        }
        Ok(clients)
    };
    timeout(LONGEST, all)
        .await
        .map_err(|_| "not all sessions are open within a minute")?
}

async fn ask(client: &mut Client, kind: Kind, library: &Library, turn: u64) -> Result<(), Fault> {
    let question = kind.question(library, turn);
    client.search(&question).await?;
    client.present(&question, kind.has_ours()).await?;
    Ok(())
}
