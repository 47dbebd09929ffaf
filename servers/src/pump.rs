//! Joins one session to one connection.
//!
//! A connection that waits costs its task and its session and nothing else: bytes are read into the
//! stack of the worker, the future that serves a request lives only as long as the request, and an
//! answer only until it is sent.

use std::{
    future::Future,
    net::SocketAddr,
    pin::{Pin, pin},
    time::{Duration, Instant},
};

use futures_util::future::poll_immediate;
use silta_observe::metrics::Ending;
use silta_session::{Close, Service, Session};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt as _},
    select,
    task::yield_now,
    time::{Sleep, sleep, timeout},
};

use crate::{
    input::{read, swallow},
    limits::Limits,
};

/// Requests served before the other connections of this worker get their turn.
const FAIR_SHARE: u32 = 16;

/// Serves one client until the conversation ends. `drain` comes when the server is to stop.
///
/// A request that has begun is always served to its end, even if the client is gone by then:
/// whether its change took place must not hang on who listens.
pub async fn pump<S: Service>(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    peer: SocketAddr,
    service: &S,
    limits: &Limits,
    drain: impl Future<Output = ()>,
) -> Ending {
    // When something happened last: to read the clock for each step costs more than the step.
    let mut at = now();
    let mut session = service.open(peer, at);
    let mut serving = None;
    let mut served = 0_u32;
    let mut input = true;
    let mut draining = false;
    let mut answered = false;
    let mut alarm = pin!(sleep(Duration::MAX));
    let mut drain = pin!(drain);
    loop {
        // The next request is only taken here; it begins when the answer before it is sent.
        loop {
            if serving.is_none() {
                let request = session.poll_request(at);
                serving = request.map(|request| Box::pin(service.serve(request)));
            }
            let Some(bytes) = session.poll_transmit() else {
                break;
            };
            match write(&mut stream, bytes.as_ref(), limits.write_deadline, &mut at).await {
                Ok(()) => answered = true,
                Err(ending) => return finish(serving, ending).await,
            }
        }
        let closing = session.poll_close();
        if serving.is_none() {
            if let Some(reason) = closing {
                if answered && input {
                    swallow(&mut stream, limits.linger, limits.linger).await;
                }
                return ending(reason);
            }
            if !input {
                // Nothing more can come in, nothing is left to do.
                return Ending::ByClient;
            }
        }
        answered = false;
        let listening = closing.is_none();
        let deadline = session.poll_deadline();
        select! {
            biased;
            answer = wait_for(&mut serving), if serving.is_some() => {
                serving = None;
                at = now();
                session.handle_answer(answer, at);
                served = served.wrapping_add(1);
                if served.is_multiple_of(FAIR_SHARE) {
                    yield_now().await;
                }
            }
            read = read(&mut stream, |bytes| {
                at = now();
                session.handle_bytes(bytes, at);
            }),
                if listening && input && session.wants_input() =>
            {
                match read {
                    Ok(0) => {
                        (input, at) = (false, now());
                        session.handle_end_of_input(at);
                    }
                    Ok(_) => {}
                    Err(_) => return finish(serving, Ending::Reset).await,
                }
            }
            () = until(&mut alarm, deadline), if listening => {
                at = now();
                session.handle_timeout(at);
            }
            () = &mut drain, if !draining => {
                (draining, at) = (true, now());
                session.handle_drain(at);
            }
        }
    }
}

/// The runtime's clock, so that tests can move it.
fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

/// Writes an answer. As a rule the socket takes it at once, and no time has passed and no timer is
/// needed; else `at` is when it had been written.
async fn write(
    stream: &mut (impl AsyncWrite + Unpin),
    bytes: &[u8],
    deadline: Duration,
    at: &mut Instant,
) -> Result<(), Ending> {
    let mut writing = pin!(stream.write_all(bytes));
    let written = match poll_immediate(writing.as_mut()).await {
        Some(written) => Ok(written),
        None => {
            let written = timeout(deadline, writing).await;
            *at = now();
            written
        }
    };
    match written {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(Ending::Reset),
        Err(_) => Err(Ending::WriteTimeout),
    }
}

async fn wait_for<F: Future>(serving: &mut Option<Pin<Box<F>>>) -> F::Output {
    match serving {
        Some(request) => request.await,
        None => std::future::pending().await,
    }
}

/// Waits for a deadline. Most deadlines move with each message and never come, so the timer is
/// moved only when it rings too early, or would ring too late.
async fn until(alarm: &mut Pin<&mut Sleep>, deadline: Option<Instant>) {
    let Some(deadline) = deadline.map(tokio::time::Instant::from_std) else {
        return std::future::pending().await;
    };
    if alarm.deadline() > deadline {
        alarm.as_mut().reset(deadline);
    }
    loop {
        alarm.as_mut().await;
        if alarm.deadline() >= deadline {
            return;
        }
        alarm.as_mut().reset(deadline);
    }
}

/// Serves what has begun, then ends.
async fn finish<F: Future>(mut serving: Option<Pin<Box<F>>>, ending: Ending) -> Ending {
    if serving.is_some() {
        wait_for(&mut serving).await;
    }
    ending
}

/// The word of an ending that the session decided.
fn ending(close: Close) -> Ending {
    match close {
        Close::ByClient => Ending::ByClient,
        Close::Drained => Ending::Drained,
        Close::Idle => Ending::Idle,
        Close::MessageTimeout => Ending::MessageTimeout,
        Close::LoginTimeout => Ending::LoginTimeout,
        Close::LoginRefused => Ending::LoginRefused,
        Close::OverLimit => Ending::OverLimit,
        Close::NotTheProtocol => Ending::NotTheProtocol,
    }
}
