//! Out of descriptors. Alone in its process, since the limit is the process's.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may fail where it likes")]

mod support;

use silta_servers::Limits;
use support::{Client, Server, until};
use tokio::net::TcpStream;

const CLIENTS: usize = 20;

/// Descriptors left, give or take the one that counting them takes.
const LEFT: u64 = 5;

fn open_descriptors() -> u64 {
    std::fs::read_dir("/proc/self/fd").unwrap().count() as u64
}

#[tokio::test]
async fn accepting_pauses_while_sessions_live_and_goes_on_afterwards() {
    let limits = Limits {
        max_connections: 1000,
        ..Limits::default()
    };
    let server = Server::start(limits).await;
    let (soft, hard) = rlimit::Resource::NOFILE.get().unwrap();
    let mut first = server.connect().await;
    assert_eq!(first.ask("a").await, "a");

    // The system completes these connections for us; only accepting them takes descriptors. The
    // runtime has this one thread, so nothing is accepted before the next wait.
    let mut waiting = Vec::new();
    for _ in 0..CLIENTS {
        let client = std::net::TcpStream::connect(server.address).unwrap();
        client.set_nonblocking(true).unwrap();
        waiting.push(client);
    }
    let tight = open_descriptors() + LEFT;
    rlimit::Resource::NOFILE.set(tight, hard).unwrap();

    until("accepting pauses", || {
        server.metrics.accept_pauses_so_far() == 1
    })
    .await;
    let admitted = server.metrics.open() - 1;
    assert!((1..CLIENTS as i64).contains(&admitted), "{admitted}");
    assert_eq!(first.ask("lives").await, "lives");

    let mut last = Client(TcpStream::from_std(waiting.pop().unwrap()).unwrap());
    waiting.truncate(2);
    assert_eq!(last.ask("was let in").await, "was let in");
    assert_eq!(first.ask("lives on").await, "lives on");
    assert_eq!(server.metrics.accept_pauses_so_far(), 1, "told once");
    rlimit::Resource::NOFILE.set(soft, hard).unwrap();
}
