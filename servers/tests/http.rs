//! HTTP over real sockets: what is too slow, too large or too much is cut; the rest is answered.

#![allow(clippy::unwrap_used, reason = "a test may fail where it likes")]

mod support;

use std::{net::SocketAddr, time::Duration};

use axum::{Router, body::Bytes, routing::get, routing::post};
use silta_observe::{
    Health, Metrics,
    metrics::{Connections, Ending, Listener, ListenerMetrics, Refused},
};
use silta_servers::{HttpLimits, Limits, Shutdown, admin, bind, http, shutdown::Drained};
use support::{Client, until};
use tokio::{net::TcpStream, time::sleep};

const SHORT: Duration = Duration::from_millis(200);
const DEADLINE: Duration = Duration::from_secs(5);

struct Site {
    address: SocketAddr,
    metrics: ListenerMetrics,
    shutdown: Shutdown,
}

impl Site {
    async fn start(limits: Limits, http: HttpLimits, router: Router) -> Self {
        let metrics = Connections::register(&Metrics::new()).of(Listener::Http);
        let bound = bind("127.0.0.1:0".parse().unwrap(), &limits).unwrap();
        let address = bound.local_addr();
        let shutdown = Shutdown::new();
        let serving = http::serve(
            bound,
            router,
            limits,
            http,
            shutdown.clone(),
            metrics.clone(),
        );
        shutdown.spawn(serving);
        Self {
            address,
            metrics,
            shutdown,
        }
    }

    async fn with(http: HttpLimits) -> Self {
        Self::start(Limits::default(), http, pages()).await
    }

    async fn connect(&self) -> Client {
        Client(TcpStream::connect(self.address).await.unwrap())
    }

    /// One request on a connection of its own; the whole answer.
    async fn ask(&self, request: &str) -> String {
        let mut client = self.connect().await;
        client.send(request.as_bytes()).await;
        String::from_utf8(client.rest().await).unwrap()
    }

    async fn ended(&self, ending: Ending) {
        until(ending.as_str(), || self.metrics.closed_so_far(ending) == 1).await;
    }
}

fn pages() -> Router {
    Router::new()
        .route("/", get(async || "hello"))
        .route("/big", get(async || "x".repeat(50_000_000)))
        .route("/length", post(async |body: Bytes| body.len().to_string()))
        .route("/never", get(std::future::pending::<()>))
        .route(
            "/panic",
            get(async || -> &'static str { panic!("asked for") }),
        )
        .route(
            "/slow",
            get(async || {
                sleep(SHORT).await;
                "at last"
            }),
        )
}

fn status(answer: &str) -> &str {
    answer.get(9..12).unwrap_or(answer)
}

fn get_page(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
}

#[tokio::test]
async fn silence_one_byte_and_half_a_head_are_cut() {
    let site = Site::with(HttpLimits {
        head_deadline: SHORT,
        ..HttpLimits::default()
    })
    .await;
    for sent in ["", "G", "GET / HTTP/1.1\r\nHost: x\r\n"] {
        assert_eq!(site.ask(sent).await, "", "{sent:?}");
    }
    until("all are counted", || {
        site.metrics.closed_so_far(Ending::MessageTimeout) == 3
    })
    .await;

    let mut kept = site.connect().await;
    kept.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let answer = String::from_utf8(kept.rest().await).unwrap();
    assert!(answer.ends_with("hello"), "answered, then cut: {answer}");
}

#[tokio::test]
async fn a_head_has_its_limits() {
    let site = Site::with(HttpLimits {
        max_head: 8 * 1024,
        max_headers: 10,
        ..HttpLimits::default()
    })
    .await;
    let many = "X: y\r\n".repeat(11);
    let answer = site.ask(&format!("GET / HTTP/1.1\r\n{many}\r\n")).await;
    assert_eq!(status(&answer), "431");
    let large = "y".repeat(9 * 1024);
    let answer = site
        .ask(&format!("GET / HTTP/1.1\r\nX: {large}\r\n\r\n"))
        .await;
    assert_eq!(status(&answer), "431");
    let answer = site.ask("no http at all\r\n\r\n").await;
    assert_eq!(status(&answer), "400");
    assert_eq!(status(&site.ask(&get_page("/")).await), "200");
}

#[tokio::test]
async fn a_request_names_its_host_once() {
    let site = Site::with(HttpLimits::default()).await;
    for (head, wanted) in [
        ("HTTP/1.1\r\nHost: x\r\nConnection: close", "200"),
        ("HTTP/1.1\r\nConnection: close", "400"),
        ("HTTP/1.1\r\nHost: x\r\nHost: y\r\nConnection: close", "400"),
        ("HTTP/1.0", "200"),
    ] {
        let answer = site.ask(&format!("GET / {head}\r\n\r\n")).await;
        assert_eq!(status(&answer), wanted, "{head}");
    }
}

#[tokio::test]
async fn a_body_has_its_limits() {
    let site = Site::with(HttpLimits {
        max_body: 10,
        body_deadline: SHORT,
        ..HttpLimits::default()
    })
    .await;
    let head = "POST /length HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    let ask = |rest: &'static str| site.ask_with(head, rest);
    assert!(
        ask("Content-Length: 10\r\n\r\n0123456789")
            .await
            .ends_with("10")
    );
    let claimed = ask("Content-Length: 11\r\n\r\n").await;
    assert_eq!(status(&claimed), "413");
    let chunked = ask("Transfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n").await;
    assert_eq!(status(&chunked), "413");
    let late = ask("Content-Length: 10\r\n\r\n01").await;
    assert_eq!(status(&late), "400");
}

/// Closing over unread input is a reset, and to that many clients lose the answer.
#[tokio::test]
async fn a_client_that_goes_on_with_its_body_gets_the_no() {
    let site = Site::with(HttpLimits {
        max_body: 10,
        ..HttpLimits::default()
    })
    .await;
    let mut client = site.connect().await;
    let piece = vec![b'x'; 512 * 1024];
    let length = 4 * piece.len();
    let head = format!("POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n");
    client.send(head.as_bytes()).await;
    for _ in 0..4 {
        client.send(&piece).await;
        sleep(SHORT / 4).await;
    }
    let answer = String::from_utf8(client.rest().await).unwrap();
    assert_eq!(status(&answer), "413");
}

impl Site {
    async fn ask_with(&self, head: &str, rest: &str) -> String {
        self.ask(&format!("{head}{rest}")).await
    }
}

#[tokio::test]
async fn a_client_that_never_reads_is_cut() {
    let limits = Limits {
        write_deadline: SHORT,
        ..Limits::default()
    };
    let site = Site::start(limits, HttpLimits::default(), pages()).await;
    let mut client = site.connect().await;
    client.send(get_page("/big").as_bytes()).await;
    site.ended(Ending::WriteTimeout).await;
    assert!(client.rest().await.len() < 50_000_000);
}

#[tokio::test]
async fn an_answer_that_never_begins_is_503() {
    let site = Site::with(HttpLimits {
        answer_deadline: SHORT,
        ..HttpLimits::default()
    })
    .await;
    assert_eq!(status(&site.ask(&get_page("/never")).await), "503");
}

#[tokio::test]
async fn a_panic_ends_one_connection_only() {
    let site = Site::with(HttpLimits::default()).await;
    assert_eq!(site.ask(&get_page("/panic")).await, "");
    site.ended(Ending::Panicked).await;
    assert_eq!(status(&site.ask(&get_page("/")).await), "200");
}

#[tokio::test]
async fn the_budget_is_that_of_every_listener() {
    let limits = Limits {
        max_connections: 1,
        ..Limits::default()
    };
    let site = Site::start(limits, HttpLimits::default(), pages()).await;
    let _held = site.connect().await;
    until("it is in", || site.metrics.open() == 1).await;
    assert_eq!(site.connect().await.rest().await, b"");
    assert_eq!(site.metrics.refused_so_far(Refused::Total), 1);
}

#[tokio::test]
async fn drain_answers_what_is_in_flight_and_closes_the_idle_at_once() {
    let site = Site::with(HttpLimits::default()).await;
    let mut silent = site.connect().await;
    let mut kept = site.connect().await;
    kept.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
    while kept.line().await != "\r" {}
    let mut busy = site.connect().await;
    busy.send(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n").await;
    until("all are in", || site.metrics.open() == 3).await;
    // The request has to be with its handler; nothing outside tells when.
    sleep(SHORT / 2).await;

    let shutdown = site.shutdown.clone();
    let finished = tokio::spawn(async move { shutdown.finish(DEADLINE).await });
    assert_eq!(silent.rest().await, b"");
    assert_eq!(kept.rest().await, b"hello");
    let answer = String::from_utf8(busy.rest().await).unwrap();
    assert!(answer.ends_with("at last"), "{answer}");
    assert!(
        answer.to_lowercase().contains("connection: close"),
        "{answer}"
    );
    assert_eq!(finished.await.unwrap(), Drained::Done);
    assert_eq!(site.metrics.closed_so_far(Ending::Drained), 3);
}

#[tokio::test]
async fn the_admin_pages() {
    let metrics = Metrics::new();
    let sip2 = Connections::register(&metrics).of(Listener::Sip2);
    sip2.opened();
    let health = Health::new();
    let store = health.check("store");
    let stopping = Shutdown::new();
    let router = admin::router(metrics, health, stopping.clone());
    let site = Site::start(Limits::default(), HttpLimits::default(), router).await;

    let page = site.ask(&get_page("/metrics")).await;
    assert_eq!(status(&page), "200");
    assert!(
        page.contains("content-type: application/openmetrics-text; version=1.0.0; charset=utf-8"),
        "{page}"
    );
    assert!(
        page.contains(r#"silta_connections_open{listener="sip2"} 1"#),
        "{page}"
    );
    assert!(page.ends_with("# EOF\n"));

    assert_eq!(status(&site.ask(&get_page("/health/live")).await), "200");
    let page = site.ask(&get_page("/health/ready")).await;
    assert_eq!(status(&page), "503");
    assert!(
        page.ends_with(
            r#"{"ready":false,"checks":[{"name":"store","ready":false,"reason":"starting"}]}"#
        ),
        "{page}"
    );
    store.ready();
    let page = site.ask(&get_page("/health/ready")).await;
    assert_eq!(status(&page), "200");
    stopping.begin();
    let page = site.ask(&get_page("/health/ready")).await;
    assert_eq!(status(&page), "503");
    assert!(page.contains(r#""reason":"stopping""#), "{page}");
    assert!(site.ask(&get_page("/")).await.contains("/health/ready"));
}
