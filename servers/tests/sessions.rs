//! Sessions over real sockets: limits, order, ends, and neighbours that notice nothing.

mod support;

use std::{sync::Arc, time::Duration};

use silta_observe::metrics::{Ending, Refused};
use silta_servers::{Limits, shutdown::Drained};
use support::{Server, until};
use tokio::{io::AsyncWriteExt as _, time::Instant};

const DEADLINE: Duration = Duration::from_secs(5);

#[tokio::test]
async fn one_address_has_its_limit() {
    let limits = Limits {
        max_connections_per_address: Some(2),
        ..Limits::default()
    };
    let server = Server::start(limits).await;
    let mut first = server.connect().await;
    let mut second = server.connect().await;
    assert_eq!(first.ask("a").await, "a");
    assert_eq!(second.ask("b").await, "b");

    assert_eq!(server.connect().await.rest().await, b"");
    assert_eq!(server.metrics.refused_so_far(Refused::PerAddress), 1);
    assert_eq!(first.ask("still").await, "still");

    drop(second);
    until("the place is free", || server.metrics.open() == 1).await;
    assert_eq!(server.connect().await.ask("c").await, "c");
}

#[tokio::test]
async fn the_listener_has_its_limit() {
    let limits = Limits {
        max_connections: 1,
        ..Limits::default()
    };
    let server = Server::start(limits).await;
    let mut first = server.connect().await;
    assert_eq!(first.ask("a").await, "a");
    for _ in 0..3 {
        assert_eq!(server.connect().await.rest().await, b"");
    }
    assert_eq!(server.metrics.refused_so_far(Refused::Total), 3);
    assert_eq!(first.ask("b").await, "b");
}

#[tokio::test]
async fn bytes_may_come_one_by_one() {
    let server = Server::start(Limits::default()).await;
    let mut client = server.connect().await;
    client.0.set_nodelay(true).unwrap();
    for byte in b"slowly\n" {
        client.send(&[*byte]).await;
        tokio::task::yield_now().await;
    }
    assert_eq!(client.line().await, "slowly");
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() {
    let server = Server::start(Limits::default()).await;
    let mut client = server.connect().await;
    let lines: String = (0..500).map(|n| format!("{n}\n")).collect();
    client.send(lines.as_bytes()).await;
    for n in 0..500 {
        assert_eq!(client.line().await, n.to_string());
    }
}

#[tokio::test]
async fn what_came_before_a_half_close_is_answered() {
    let server = Server::start(Limits::default()).await;
    server.echo.gate.add_permits(1);
    let mut client = server.connect().await;
    client.send(b"wait\none\ntwo\nunfinished").await;
    client.0.shutdown().await.unwrap();
    assert_eq!(client.rest().await, b"waited\none\ntwo\n");
    until("it ends", || server.metrics.open() == 0).await;
    assert_eq!(server.metrics.closed_so_far(Ending::ByClient), 1);
}

#[tokio::test]
async fn a_request_whose_client_is_gone_is_served_to_its_end() {
    let server = Server::start(Limits::default()).await;
    let mut client = server.connect().await;
    client.send(b"wait\n").await;
    server.begun(1).await;
    drop(client);
    // Another's answer shows that the server had time to notice.
    let mut other = server.connect().await;
    assert_eq!(other.ask("x").await, "x");
    assert_eq!(server.metrics.open(), 2);
    server.echo.gate.add_permits(1);
    until("it ends", || server.metrics.open() == 1).await;
    assert_eq!(server.echo.gate.available_permits(), 0);
}

#[tokio::test]
async fn a_line_without_end_is_cut() {
    let server = Server::start(Limits::default()).await;
    let mut client = server.connect().await;
    client.send(&[b'x'; support::MAX_LINE + 1]).await;
    assert_eq!(client.rest().await, b"");
    until("counted", || {
        server.metrics.closed_so_far(Ending::NotTheProtocol) == 1
    })
    .await;
}

#[tokio::test]
async fn a_client_that_never_reads_is_cut() {
    let limits = Limits {
        write_deadline: Duration::from_millis(200),
        ..Limits::default()
    };
    let server = Server::start(limits).await;
    let mut client = server.connect().await;
    client.send(b"big 50000000\n").await;
    until("it is cut", || {
        server.metrics.closed_so_far(Ending::WriteTimeout) == 1
    })
    .await;
    assert_eq!(server.metrics.open(), 0);
    assert!(client.rest().await.len() < 50_000_000);
    assert_eq!(server.connect().await.ask("next").await, "next");
}

#[tokio::test]
async fn a_panic_ends_one_connection_only() {
    let server = Server::start(Limits::default()).await;
    let mut neighbour = server.connect().await;
    assert_eq!(neighbour.ask("a").await, "a");
    let mut client = server.connect().await;
    client.send(b"panic\n").await;
    assert_eq!(client.rest().await, b"");
    until("counted", || {
        server.metrics.closed_so_far(Ending::Panicked) == 1
    })
    .await;
    assert_eq!(neighbour.ask("b").await, "b");
    assert_eq!(server.metrics.open(), 1);
}

/// On one worker, where a flood could keep everyone else out.
#[tokio::test(flavor = "current_thread")]
async fn a_flood_leaves_its_neighbours_their_turn() {
    let server = Server::start(Limits::default()).await;
    let mut neighbour = server.connect().await;
    let flood = server.connect().await;
    let (mut answers, mut requests) = flood.0.into_split();
    let sending = tokio::spawn(async move {
        let lines = b"flood\n".repeat(1000);
        while requests.write_all(&lines).await.is_ok() {}
    });
    let reading =
        tokio::spawn(async move { tokio::io::copy(&mut answers, &mut tokio::io::sink()).await });
    let began = Instant::now();
    for n in 0..50 {
        let line = n.to_string();
        assert_eq!(neighbour.ask(&line).await, line);
    }
    assert!(began.elapsed() < DEADLINE, "{:?}", began.elapsed());
    sending.abort();
    reading.abort();
}

#[tokio::test]
async fn drain_answers_what_is_in_flight_and_closes_the_idle_at_once() {
    let server = Server::start(Limits::default()).await;
    let mut idle = server.connect().await;
    assert_eq!(idle.ask("a").await, "a");
    let mut silent = server.connect().await;
    let mut busy = server.connect().await;
    busy.send(b"wait\nnever begun\n").await;
    server.begun(2).await;
    until("all are in", || server.metrics.open() == 3).await;

    let shutdown = server.shutdown.clone();
    let finished = tokio::spawn(async move { shutdown.finish(DEADLINE).await });
    assert_eq!(idle.rest().await, b"");
    assert_eq!(silent.rest().await, b"");
    until("only the busy one is left", || server.metrics.open() == 1).await;
    until("nobody listens", || {
        std::net::TcpStream::connect(server.address).is_err()
    })
    .await;
    assert!(!finished.is_finished());

    server.echo.gate.add_permits(1);
    assert_eq!(busy.rest().await, b"waited\n");
    drop(busy);
    assert_eq!(finished.await.unwrap(), Drained::Done);
    assert_eq!(server.metrics.closed_so_far(Ending::Drained), 3);
}

#[tokio::test]
async fn drain_cuts_at_its_deadline() {
    let server = Server::start(Limits::default()).await;
    let mut stuck = server.connect().await;
    stuck.send(b"wait\n").await;
    server.begun(1).await;
    let drained = server.shutdown.finish(Duration::from_millis(100)).await;
    assert_eq!(drained, Drained::Cut);
    assert_eq!(stuck.rest().await, b"");
    assert_eq!(server.metrics.closed_so_far(Ending::Cut), 1);
    assert_eq!(server.metrics.open(), 0);
    assert_eq!(
        Arc::strong_count(&server.echo.gate),
        1,
        "the service is gone"
    );
}

#[tokio::test]
async fn the_metrics_page_tells_it() {
    let server = Server::start(Limits::default()).await;
    assert_eq!(server.connect().await.ask("a").await, "a");
    until("it ends", || server.metrics.open() == 0).await;
    let page = server.page.encode().unwrap();
    for line in [
        r#"silta_connections_accepted_total{listener="sip2"} 1"#,
        r#"silta_connections_closed_total{listener="sip2",reason="by_client"} 1"#,
        r#"silta_connections_open{listener="sip2"} 0"#,
    ] {
        assert!(page.lines().any(|l| l == line), "no {line} in\n{page}");
    }
}
