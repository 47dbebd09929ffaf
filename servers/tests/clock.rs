//! The pump against a moved clock, without sockets.

mod support;

use std::{future::pending, time::Duration};

use silta_observe::metrics::Ending;
use silta_servers::{Limits, pump};
use support::{Echo, IDLE};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, duplex},
    time::{Instant, sleep},
};

const PEER: &str = "192.0.2.7:49152";

#[tokio::test(start_paused = true)]
async fn the_idle_deadline_moves_with_each_message() {
    let (mut client, server) = duplex(1024);
    let pumping = tokio::spawn(async move {
        let limits = Limits::default();
        let peer = PEER.parse().unwrap();
        let ending = pump(server, peer, &Echo::default(), &limits, pending()).await;
        (ending, Instant::now())
    });
    for _ in 0..5 {
        sleep(IDLE - Duration::from_secs(1)).await;
        client.write_all(b"here\n").await.unwrap();
        let mut got = [0; 5];
        client.read_exact(&mut got).await.unwrap();
    }
    let last = Instant::now();
    let (ending, ended) = pumping.await.unwrap();
    assert_eq!(ending, Ending::Idle);
    let waited = ended - last;
    assert!(
        waited >= IDLE && waited < IDLE + Duration::from_secs(1),
        "{waited:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn one_answer_has_one_deadline_however_the_client_drips() {
    let (mut client, server) = duplex(64);
    let pumping = tokio::spawn(async move {
        let limits = Limits::default();
        let peer = PEER.parse().unwrap();
        pump(server, peer, &Echo::default(), &limits, pending()).await
    });
    let began = Instant::now();
    client.write_all(b"big 100000\n").await.unwrap();
    while client.read_u8().await.is_ok() {
        sleep(Duration::from_millis(500)).await;
    }
    assert_eq!(pumping.await.unwrap(), Ending::WriteTimeout);
    // The 64 bytes of the pipe are read after the cut.
    assert!(
        began.elapsed() < Duration::from_secs(30 + 33),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_client_that_stays_after_the_last_answer_is_not_waited_for() {
    let (mut client, server) = duplex(1024);
    let (drain, drained) = tokio::sync::oneshot::channel::<()>();
    let echo = Echo::default();
    let gate = echo.gate.clone();
    let pumping = tokio::spawn(async move {
        let limits = Limits::default();
        let drained = async { drop(drained.await) };
        pump(server, PEER.parse().unwrap(), &echo, &limits, drained).await
    });
    client.write_all(b"wait\n").await.unwrap();
    sleep(Duration::from_secs(1)).await;
    drain.send(()).unwrap();
    sleep(Duration::from_secs(1)).await;
    gate.add_permits(1);
    let began = Instant::now();
    assert_eq!(pumping.await.unwrap(), Ending::Drained);
    assert_eq!(began.elapsed(), Limits::default().linger);
    let mut rest = String::new();
    client.read_to_string(&mut rest).await.unwrap();
    assert_eq!(rest, "waited\n");
}
