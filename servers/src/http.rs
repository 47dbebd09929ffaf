//! HTTP on our own accept loop: hyper's HTTP/1 with a deadline on everything, axum's router on top.
//!
//! Why not `axum::serve`, or the builder that detects the protocol: both leave connections open
//! on which nothing, or a single byte, ever comes.

use std::{
    convert::Infallible,
    error::Error,
    io,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{Router, extract::ConnectInfo, response::IntoResponse as _, response::Response};
use http_body_util::Limited;
use hyper::{
    Request, StatusCode, Version,
    body::{Body, Bytes, Frame, Incoming, SizeHint},
    header::{CONTENT_TYPE, HOST},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use silta_observe::metrics::{Ending, ListenerMetrics};
use tokio::{
    net::TcpStream,
    select,
    time::{Sleep, sleep, timeout},
};
use tower::ServiceExt as _;

use crate::{
    deadline_io::DeadlineIo,
    input::swallow,
    limits::{HttpLimits, Limits},
    listener::{Bound, accept, forget_unread},
    shutdown::Shutdown,
};

/// Serves a router, which finds the address of the client as [`ConnectInfo`], until `shutdown`
/// begins; then it listens no more, requests in flight are answered with `Connection: close`, and
/// [`Shutdown::finish`] waits for them.
///
/// Handlers read bodies themselves: the limit on bodies is ours, and axum's, which stands below it,
/// holds for its extractors (`Bytes`, `Json`) alone. To turn it off for all routes would cost each
/// request another box.
pub async fn serve(
    bound: Bound,
    router: Router,
    limits: Limits,
    http: HttpLimits,
    shutdown: Shutdown,
    metrics: ListenerMetrics,
) {
    let carried = Arc::new((limits.clone(), http));
    let drain = shutdown.clone();
    accept(bound, &limits, &shutdown, &metrics, move |stream, peer| {
        let (carried, router, drain) = (Arc::clone(&carried), router.clone(), drain.clone());
        async move {
            let (limits, http) = &*carried;
            carry(stream, peer, &router, limits, http, &drain).await
        }
    })
    .await;
}

/// One connection from its first byte to its end.
async fn carry(
    mut stream: TcpStream,
    peer: SocketAddr,
    router: &Router,
    limits: &Limits,
    http: &HttpLimits,
    shutdown: &Shutdown,
) -> Ending {
    let asked = AtomicBool::new(false);
    let ending = {
        let service = service_fn(|request| {
            asked.store(true, Ordering::Relaxed);
            answer(request, peer, router.clone(), http)
        });
        let io = TokioIo::new(DeadlineIo::new(&mut stream, limits.write_deadline));
        let mut connection = pin!(builder(http).serve_connection(io, service));
        let mut draining = false;
        loop {
            select! {
                biased;
                ended = connection.as_mut() => break ending(ended, draining),
                () = shutdown.draining(), if !draining => {
                    // hyper would wait for the first request of a connection that has had none.
                    if !asked.load(Ordering::Relaxed) {
                        break Ending::Drained;
                    }
                    draining = true;
                    connection.as_mut().graceful_shutdown();
                }
            }
        }
    };
    match ending {
        Ending::WriteTimeout => forget_unread(&stream),
        Ending::Reset | Ending::Drained => {}
        // A refused request's body may still be on its way.
        _ => swallow(&mut stream, limits.linger, http.body_deadline).await,
    }
    ending
}

fn builder(http: &HttpLimits) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(http.head_deadline)
        .max_headers(http.max_headers)
        .max_buf_size(http.max_head)
        .half_close(true);
    builder
}

async fn answer(
    request: Request<Incoming>,
    peer: SocketAddr,
    router: Router,
    http: &HttpLimits,
) -> Result<Response, Infallible> {
    if !names_its_host(&request) {
        return Ok(problem(StatusCode::BAD_REQUEST, "malformed"));
    }
    if request.body().size_hint().lower() > http.max_body as u64 {
        return Ok(problem(StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
    }
    let mut request = request.map(|body| Intake::new(body, http));
    request.extensions_mut().insert(ConnectInfo(peer));
    match timeout(http.answer_deadline, router.oneshot(request)).await {
        Ok(answer) => answer,
        Err(_) => Ok(problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable")),
    }
}

/// Whether the request says once for which host it is; HTTP/1.0 need not (RFC 9112, 3.2).
fn names_its_host(request: &Request<Incoming>) -> bool {
    let hosts = request.headers().get_all(HOST).iter().count();
    hosts == 1 || (hosts == 0 && request.version() < Version::HTTP_11)
}

/// A no of the listener itself, as programs read it (RFC 9457).
fn problem(status: StatusCode, code: &str) -> Response {
    let title = status.canonical_reason().unwrap_or_default();
    let number = status.as_u16();
    let body = format!(
        r#"{{"type":"about:blank","title":"{title}","status":{number},"detail":"","code":"{code}"}}"#
    );
    (status, [(CONTENT_TYPE, "application/problem+json")], body).into_response()
}

/// How a connection ended, from what hyper says about it.
fn ending(ended: hyper::Result<()>, draining: bool) -> Ending {
    let error = match ended {
        Ok(()) if draining => return Ending::Drained,
        Ok(()) => return Ending::ByClient,
        Err(error) => error,
    };
    let cause = error.source().and_then(|e| e.downcast_ref::<io::Error>());
    if cause.is_some_and(|e| e.kind() == io::ErrorKind::TimedOut) {
        Ending::WriteTimeout
    } else if error.is_timeout() {
        Ending::MessageTimeout
    } else if error.is_parse() {
        Ending::NotTheProtocol
    } else if error.is_incomplete_message() {
        Ending::ByClient
    } else {
        Ending::Reset
    }
}

/// A request's body with its limit and its deadline, which begins when it is first waited for.
struct Intake {
    body: Limited<Incoming>,
    deadline: Duration,
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Intake {
    fn new(body: Incoming, http: &HttpLimits) -> Self {
        Self {
            body: Limited::new(body, http.max_body),
            deadline: http.body_deadline,
            alarm: None,
        }
    }
}

impl Body for Intake {
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        if frame.is_ready() {
            return frame;
        }
        let deadline = self.deadline;
        let alarm = self.alarm.get_or_insert_with(|| Box::pin(sleep(deadline)));
        alarm.as_mut().poll(cx).map(|()| {
            let late = io::Error::new(io::ErrorKind::TimedOut, "the body did not come in time");
            Some(Err(late.into()))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
