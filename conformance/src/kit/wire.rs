//! A plain blocking socket with deadlines that writes down what crosses it.

use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, TcpStream, ToSocketAddrs},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::{
    case::{Outcome, Stop},
    text::visible,
};

/// Bytes of one answer that are read before the case gives up: far above any honest answer.
const ANSWER_LIMIT: usize = 1 << 20;
/// Bytes of a body whose length is told; a page of records has megabytes.
const BODY_LIMIT: usize = 1 << 26;

/// A TCP connection to the subject.
#[derive(Debug)]
pub struct Wire {
    stream: TcpStream,
    pending: Vec<u8>,
    timeout: Duration,
    number: usize,
    transcript: Transcript,
}

/// What reading brought.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Received {
    /// These bytes, as one read of the socket gave them.
    Bytes(Vec<u8>),
    /// The subject closed or reset the connection.
    Closed,
    /// Nothing within the time given.
    Silence,
}

impl Wire {
    pub(crate) fn connect(
        target: &str,
        timeout: Duration,
        transcript: Transcript,
    ) -> Outcome<Self> {
        let stream = open(target, timeout)
            .map_err(|e| Stop::failed(format!("cannot connect to {target}: {e}")))?;
        stream
            .set_nodelay(true)
            .and_then(|()| stream.set_write_timeout(Some(timeout)))
            .map_err(|e| Stop::failed(format!("cannot set up the connection: {e}")))?;
        let number = transcript.connection();
        Ok(Self {
            stream,
            pending: Vec::new(),
            timeout,
            number,
            transcript,
        })
    }

    /// Sends the bytes in one write.
    pub fn send(&mut self, bytes: &[u8]) -> Outcome {
        self.send_shown(bytes, bytes)
    }

    /// Sends the bytes in one write, and writes down `shown` instead: for what no report may hold.
    pub(crate) fn send_shown(&mut self, bytes: &[u8], shown: &[u8]) -> Outcome {
        self.transcript.sent(self.number, shown);
        self.stream.write_all(bytes).map_err(|e| {
            Stop::failed(format!(
                "the connection broke while sending {}: {e}",
                abridged(bytes)
            ))
        })
    }

    /// Sends for at most `wait`, which a subject that does not read makes necessary.
    pub(crate) fn send_for(&mut self, bytes: &[u8], wait: Duration) -> Outcome {
        let limited = |stream: &TcpStream, wait| {
            stream
                .set_write_timeout(Some(wait))
                .map_err(|e| Stop::failed(format!("cannot set a deadline: {e}")))
        };
        limited(&self.stream, wait)?;
        let sent = self.send(bytes);
        limited(&self.stream, self.timeout)?;
        sent
    }

    /// The bytes up to and with `end`; fails when they do not come in time.
    pub fn until(&mut self, end: u8) -> Outcome<Vec<u8>> {
        self.read_to(|pending| pending.iter().position(|&b| b == end).map(|at| at + 1))
    }

    /// That many bytes; fails when they do not come in time.
    pub(crate) fn exactly(&mut self, count: usize) -> Outcome<Vec<u8>> {
        if count > BODY_LIMIT {
            let told = format!("{count} bytes are told, of which {BODY_LIMIT} would be read");
            return Err(Stop::failed(told));
        }
        self.read_within(count.max(ANSWER_LIMIT), |pending| {
            (pending.len() >= count).then_some(count)
        })
    }

    /// The bytes up to where `end` finds their end among what came.
    pub(crate) fn read_to(&mut self, end: impl Fn(&[u8]) -> Option<usize>) -> Outcome<Vec<u8>> {
        self.read_within(ANSWER_LIMIT, end)
    }

    fn read_within(
        &mut self,
        limit: usize,
        end: impl Fn(&[u8]) -> Option<usize>,
    ) -> Outcome<Vec<u8>> {
        let deadline = Instant::now() + self.timeout;
        loop {
            if let Some(end) = end(&self.pending) {
                let rest = self.pending.split_off(end);
                return Ok(std::mem::replace(&mut self.pending, rest));
            }
            if self.pending.len() > limit {
                return Err(Stop::failed(format!(
                    "more than {limit} bytes without an end of message"
                )));
            }
            match self.receive(deadline.saturating_duration_since(Instant::now()))? {
                Received::Bytes(bytes) => self.pending.extend(bytes),
                Received::Closed if self.pending.is_empty() => {
                    return Err(Stop::failed("the connection was closed without an answer"));
                }
                Received::Closed => {
                    let so_far = abridged(&self.pending);
                    return Err(Stop::failed(format!(
                        "the connection was closed in the middle of an answer: {so_far}"
                    )));
                }
                Received::Silence => {
                    let (waited, so_far) = (self.timeout.as_secs_f32(), abridged(&self.pending));
                    return Err(Stop::failed(format!(
                        "no whole answer within {waited} s; so far {so_far:?}"
                    )));
                }
            }
        }
    }

    /// One read of the socket, waiting at most `wait`; ignores what [`until`](Self::until) kept back.
    pub(crate) fn receive(&mut self, wait: Duration) -> Outcome<Received> {
        let mut buffer = [0; 16 * 1024];
        self.stream
            .set_read_timeout(Some(wait.max(Duration::from_millis(1))))
            .map_err(|e| Stop::failed(format!("cannot set a deadline: {e}")))?;
        match self.stream.read(&mut buffer) {
            Ok(0) => Ok(Received::Closed),
            Ok(count) => {
                let bytes = buffer.get(..count).unwrap_or_default().to_vec();
                self.transcript.received(self.number, &bytes);
                Ok(Received::Bytes(bytes))
            }
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                Ok(Received::Silence)
            }
            Err(e) if matches!(e.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe) => {
                Ok(Received::Closed)
            }
            Err(e) => Err(Stop::failed(format!("cannot read: {e}"))),
        }
    }

    /// Everything that comes until the subject closes or `wait` has passed in silence, and whether
    /// it closed.
    pub(crate) fn remainder(&mut self, wait: Duration) -> Outcome<(Vec<u8>, bool)> {
        let mut all = std::mem::take(&mut self.pending);
        loop {
            match self.receive(wait)? {
                Received::Bytes(bytes) => all.extend(bytes),
                Received::Closed => return Ok((all, true)),
                Received::Silence => return Ok((all, false)),
            }
            if all.len() > ANSWER_LIMIT {
                return Err(Stop::failed(format!(
                    "more than {ANSWER_LIMIT} bytes that nobody asked for"
                )));
            }
        }
    }

    /// Bytes that were read beyond the last answer.
    pub(crate) fn left_over(&self) -> &[u8] {
        &self.pending
    }

    /// Says that nothing more will be sent; answers can still come. A connection that the subject
    /// has cut already needs no such word.
    pub(crate) fn finish_sending(&self) -> Outcome {
        match self.stream.shutdown(Shutdown::Write) {
            Err(e) if e.kind() != ErrorKind::NotConnected => {
                Err(Stop::failed(format!("cannot half-close: {e}")))
            }
            _ => Ok(()),
        }
    }
}

fn open(target: &str, timeout: Duration) -> std::io::Result<TcpStream> {
    let mut last = std::io::Error::new(ErrorKind::NotFound, "the name has no address");
    for address in target.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, timeout) {
            Ok(stream) => return Ok(stream),
            Err(e) => last = e,
        }
    }
    Err(last)
}

/// Readable bytes, cut where a person would stop reading.
fn abridged(bytes: &[u8]) -> String {
    const SHOWN: usize = 400;
    let shown = visible(bytes.get(..SHOWN).unwrap_or(bytes));
    if bytes.len() > SHOWN {
        format!("{shown}... ({} bytes)", bytes.len())
    } else {
        shown
    }
}

/// What crossed the connections of one case, shared by all of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Transcript(Arc<Mutex<Log>>);

#[derive(Debug, Default)]
struct Log {
    connections: usize,
    lines: Vec<String>,
    left_out: usize,
    stopped: bool,
}

/// Lines of one case that are kept; a case that sends thousands shows its first ones.
const LINES_KEPT: usize = 200;

impl Transcript {
    fn connection(&self) -> usize {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        log.connections += 1;
        log.connections
    }

    fn sent(&self, connection: usize, bytes: &[u8]) {
        self.note(format!("{connection} > {}", abridged(bytes)));
    }

    fn received(&self, connection: usize, bytes: &[u8]) {
        self.note(format!("{connection} < {}", abridged(bytes)));
    }

    fn note(&self, line: String) {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match (log.stopped, log.lines.len() < LINES_KEPT) {
            (true, _) => {}
            (false, true) => log.lines.push(line),
            (false, false) => log.left_out += 1,
        }
    }

    pub(crate) fn stop(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .stopped = true;
    }

    /// The lines so far: number of the connection, `>` for sent or `<` for received, the bytes.
    pub(crate) fn lines(&self) -> Vec<String> {
        let log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut lines = log.lines.clone();
        if log.left_out > 0 {
            lines.push(format!("... and {} more", log.left_out));
        }
        lines
    }
}
