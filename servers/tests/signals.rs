//! SIGTERM drains, a second one cuts. Alone in its process, to which signals go.
#![cfg(unix)]

mod support;

use std::{process::Command, time::Duration};

use silta_servers::{Limits, shutdown::Drained};
use support::Server;
use tokio::task::yield_now;

const DEADLINE: Duration = Duration::from_secs(8);

fn signal(name: &str) {
    let pid = std::process::id().to_string();
    let sent = Command::new("kill").args([name, &pid]).status();
    assert!(sent.is_ok_and(|status| status.success()));
}

#[tokio::test]
async fn the_first_signal_drains_and_the_second_cuts() {
    let server = Server::start(Limits::default()).await;
    let mut idle = server.connect().await;
    assert_eq!(idle.ask("a").await, "a");
    let mut busy = server.connect().await;
    busy.send(b"wait\n").await;
    server.begun(2).await;

    let shutdown = server.shutdown.clone();
    let stopped = tokio::spawn(async move { shutdown.on_signal(DEADLINE).await });
    // The runtime has one thread: the task has begun to listen when this one goes on.
    yield_now().await;
    signal("-TERM");
    assert_eq!(idle.rest().await, b"");
    assert!(!stopped.is_finished(), "one request is in flight");
    signal("-INT");
    assert_eq!(stopped.await.unwrap().unwrap(), Drained::Cut);
    assert_eq!(busy.rest().await, b"");
}
