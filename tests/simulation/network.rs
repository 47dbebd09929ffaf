//! The network between gateway and consortium: streams in memory, spoiled by a plan.

use std::{
    fmt, io,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use silta_rest::{ConnectFault, Connecting, Line, Network};
use tokio::{
    io::{
        AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, DuplexStream, ReadBuf, duplex,
    },
    select,
    time::sleep,
};

use crate::{
    consortium::{Consortium, Process},
    log::Log,
    plan::{Fault, Plan},
    support::proxy::{body_of, error, operation, page, reply, whole},
};

/// Bytes on their way.
const WIRE: usize = 64 << 10;
/// How long a message is on its way, in milliseconds: from, to.
const WAY: (usize, usize) = (0, 4);

/// All lines to the consortium.
#[derive(Clone)]
pub(crate) struct Wires(Arc<Inner>);

struct Inner {
    consortium: Arc<Consortium>,
    plan: Mutex<Plan>,
    log: Log,
}

impl Wires {
    pub(crate) fn new(consortium: Arc<Consortium>, plan: Plan, log: Log) -> Self {
        let plan = Mutex::new(plan);
        Self(Arc::new(Inner {
            consortium,
            plan,
            log,
        }))
    }

    pub(crate) fn plan(&self) -> MutexGuard<'_, Plan> {
        self.0.plan.lock().unwrap()
    }

    fn now(&self) -> Duration {
        self.0.consortium.clock.passed()
    }

    fn is_down(&self) -> bool {
        self.now() < self.plan().down_until
    }

    async fn pause(&self, from: usize, to: usize) {
        let time = self.plan().time(from, to);
        sleep(time).await;
    }

    async fn open(&self) -> Result<Box<dyn Line>, ConnectFault> {
        let now = self.now();
        let fault = self.plan().at_connecting(now);
        self.0.log.say(|| format!("connecting: {fault:?}"));
        match fault {
            Some(Fault::Refused) => return Err(refused()),
            Some(Fault::Unreachable) => {
                return Err(io::Error::from(io::ErrorKind::HostUnreachable).into());
            }
            Some(Fault::NoName) => return Err(ConnectFault::Name),
            Some(Fault::Silent) => std::future::pending().await,
            Some(Fault::SlowConnect) => self.pause(50, 350).await,
            _ => self.pause(WAY.0, WAY.1).await,
        }
        let process = self.0.consortium.process();
        if self.is_down() || process.is_dead() {
            return Err(refused());
        }
        let (near, far) = duplex(WIRE);
        let reset = Arc::new(AtomicBool::new(false));
        let wire = Wire {
            stream: near,
            reset: Arc::clone(&reset),
        };
        let wires = self.clone();
        tokio::spawn(async move {
            select! {
                biased;
                () = process.died() => reset.store(true, Ordering::Relaxed),
                // Both ends may break off at any time.
                _ = wires.carry(far, &process, &reset) => {}
            }
        });
        Ok(Box::new(wire))
    }

    /// One connection: request by request.
    async fn carry(
        &self,
        mut near: DuplexStream,
        process: &Arc<Process>,
        reset: &AtomicBool,
    ) -> io::Result<()> {
        let mut far = process.connect();
        let (mut asked, mut said) = (Vec::new(), Vec::new());
        while let Some(request) = message(&mut near, &mut asked).await? {
            let operation = operation(&request);
            self.pause(WAY.0, WAY.1).await;
            if self.is_down() {
                reset.store(true, Ordering::Relaxed);
                return Ok(());
            }
            let (key, now) = (key(&request), self.now());
            let fault = self.plan().at_request(&operation, key.is_some(), now);
            self.0
                .log
                .say(|| format!("{operation} {}: {fault:?}", key.as_deref().unwrap_or("")));
            if let Some(fault) = fault
                && !self.before(fault, key, process, &mut far, &request).await?
            {
                reset.store(true, Ordering::Relaxed);
                return Ok(());
            }
            let answer = match fault {
                Some(Fault::ErrorBefore) => error(),
                Some(Fault::Unavailable) => busy("503 Service Unavailable"),
                Some(Fault::TooMany) => busy("429 Too Many Requests"),
                Some(Fault::Page) => page(),
                Some(Fault::Noise) => b"220 smtp.example ESMTP\r\n".to_vec(),
                _ => {
                    far.write_all(&request).await?;
                    let Some(answer) = message(&mut far, &mut said).await? else {
                        return Ok(());
                    };
                    answer
                }
            };
            self.pause(WAY.0, WAY.1).await;
            let on = self.answer(fault, answer, &mut near, reset).await?;
            if !on {
                return Ok(());
            }
        }
        Ok(())
    }

    /// What happens to a request before it is carried out; false if it never is, on this line.
    async fn before(
        &self,
        fault: Fault,
        key: Option<String>,
        process: &Arc<Process>,
        far: &mut DuplexStream,
        request: &[u8],
    ) -> io::Result<bool> {
        let consortium = &self.0.consortium;
        match fault {
            Fault::ResetBefore => return Ok(false),
            Fault::Delay => self.pause(50, 400).await,
            Fault::LateRequest => {
                let long = self.plan().random.once_in(2);
                let (from, to) = if long { (5000, 50_000) } else { (650, 1800) };
                self.pause(from, to).await;
            }
            Fault::SlowBefore | Fault::SlowAfter => {
                let (slow, quick) = (self.plan().time(300, 3000), Duration::from_millis(2));
                let (before, after) = match fault {
                    Fault::SlowBefore => (slow, quick),
                    _ => (quick, slow),
                };
                consortium.slow_down(key.unwrap_or_default(), before, after);
            }
            Fault::Killed => {
                far.write_all(request).await?;
                self.pause(0, 25).await;
                if !process.is_dead() {
                    consortium.kill();
                    let (consortium, away) = (Arc::clone(consortium), self.plan().time(50, 3000));
                    tokio::spawn(async move {
                        sleep(away).await;
                        consortium.rise();
                    });
                }
                return Ok(false);
            }
            Fault::Down => {
                let time = self.plan().time(100, 3000);
                let until = self.now() + time;
                self.plan().down_until = until;
                return Ok(false);
            }
            _ => {}
        }
        Ok(true)
    }

    /// Answers; false if nothing more can be said on this connection.
    async fn answer(
        &self,
        fault: Option<Fault>,
        answer: Vec<u8>,
        near: &mut DuplexStream,
        reset: &AtomicBool,
    ) -> io::Result<bool> {
        match fault {
            Some(Fault::ResetAfter) => {
                reset.store(true, Ordering::Relaxed);
                return Ok(false);
            }
            Some(Fault::ClosedAfter) => return Ok(false),
            Some(Fault::HalfAnswer) => {
                let (place, broken) = self.half(&answer);
                near.write_all(&answer[..place]).await?;
                reset.store(broken, Ordering::Relaxed);
                return Ok(false);
            }
            Some(Fault::StalledAnswer) => {
                let (place, _) = self.half(&answer);
                near.write_all(&answer[..place]).await?;
                self.pause(700, 2000).await;
                near.write_all(&answer[place..]).await?;
            }
            Some(Fault::Pieces) => {
                let mut rest = &answer[..];
                while !rest.is_empty() {
                    let piece = 1 + self.plan().random.below(answer.len());
                    let (now, later) = rest.split_at(piece.min(rest.len()));
                    near.write_all(now).await?;
                    rest = later;
                    self.pause(1, 60).await;
                }
            }
            Some(Fault::LateAnswer) => {
                self.pause(650, 2500).await;
                near.write_all(&answer).await?;
            }
            Some(Fault::ErrorAfter) => near.write_all(&error()).await?,
            Some(Fault::CutJson) => {
                let body = body_of(&answer);
                let length = self.plan().random.below(body.len());
                let cut = reply("200 OK", "application/json", &body[..length]);
                near.write_all(&cut).await?;
            }
            Some(Fault::OtherJson) => {
                let other = reply("200 OK", "application/json", br#"{"message":"OK"}"#);
                near.write_all(&other).await?;
            }
            Some(Fault::WrongType) => {
                let named = reply("200 OK", "text/plain", body_of(&answer));
                near.write_all(&named).await?;
            }
            Some(Fault::LastAnswer | Fault::Noise) => {
                near.write_all(&answer).await?;
                return Ok(false);
            }
            _ => near.write_all(&answer).await?,
        }
        Ok(true)
    }

    /// Where an answer breaks off, and whether by a reset.
    fn half(&self, answer: &[u8]) -> (usize, bool) {
        let random = &mut self.plan().random;
        (1 + random.below(answer.len() - 1), random.once_in(2))
    }
}

impl Network for Wires {
    fn connect<'a>(&'a self, _: &'a str, _: u16) -> Connecting<'a> {
        Box::pin(self.open())
    }
}

impl fmt::Debug for Wires {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wires")
    }
}

fn refused() -> ConnectFault {
    io::Error::from(io::ErrorKind::ConnectionRefused).into()
}

fn busy(status: &str) -> Vec<u8> {
    let mut answer = format!("HTTP/1.1 {status}\r\nRetry-After: 1\r\n").into_bytes();
    answer.extend(b"Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nlater");
    answer
}

/// The next whole message of a stream; none at its end.
async fn message(stream: &mut DuplexStream, seen: &mut Vec<u8>) -> io::Result<Option<Vec<u8>>> {
    loop {
        if let Some(length) = whole(seen) {
            let rest = seen.split_off(length);
            return Ok(Some(std::mem::replace(seen, rest)));
        }
        if stream.read_buf(seen).await? == 0 {
            return Ok(None);
        }
    }
}

/// The key of a change.
fn key(request: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(request);
    let mut lines = text.lines();
    let line = lines.find_map(|line| line.strip_prefix("idempotency-key: "))?;
    Some(line.to_owned())
}

/// The gateway's end of a connection.
struct Wire {
    stream: DuplexStream,
    /// Whether its end is that of a broken connection.
    reset: Arc<AtomicBool>,
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        let is_end = buffer.filled().len() == before && buffer.remaining() > 0;
        Poll::Ready(match is_end && self.reset.load(Ordering::Relaxed) {
            true => Err(io::ErrorKind::ConnectionReset.into()),
            false => Ok(()),
        })
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
