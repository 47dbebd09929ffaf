//! Bad lines between gateways: a proxy on loopback that spoils requests to the consortium API by a
//! plan made of a seed.
//!
//! Each operation has a pack of cards, one for each fault, shuffled by the seed and dealt one by one
//! with good requests between them: the n-th request of an operation meets the same fault in each
//! run of a seed, and each operation meets each fault equally often.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    io::{self, Read as _, Write as _},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard},
    thread,
    time::{Duration, Instant},
};

use super::random::Random;

/// What happens to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// Answered 50 to 400 ms later than usual.
    Delay,
    /// Carried out, and answered when nobody waits any more.
    LateAnswer,
    /// Held until nobody waits any more, and carried out then.
    LateRequest,
    /// The connection is reset; the request is not read.
    ResetBefore,
    /// Carried out; the connection is reset instead of an answer.
    ResetAfter,
    /// Carried out; the answer ends somewhere in its head or body.
    HalfAnswer,
    /// Not carried out; 500.
    ErrorBefore,
    /// Carried out; 500.
    ErrorAfter,
    /// Not carried out: whoever is on the way answers 200 with a page of its own.
    Page,
    /// Carried out; the JSON of the answer is cut off, its length adjusted.
    CutJson,
    /// Carried out; the answer is called text.
    WrongType,
    /// This request is reset and all others of its line, for 100 to 300 ms.
    Down,
}

pub(crate) const FAULTS: [Fault; 12] = [
    Fault::Delay,
    Fault::LateAnswer,
    Fault::LateRequest,
    Fault::ResetBefore,
    Fault::ResetAfter,
    Fault::HalfAnswer,
    Fault::ErrorBefore,
    Fault::ErrorAfter,
    Fault::Page,
    Fault::CutJson,
    Fault::WrongType,
    Fault::Down,
];

/// Good requests of an operation between two faults: fewer than this.
const GOOD_BETWEEN: usize = 8;
/// How long a socket is waited for before the test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// The proxy; it ends with the test.
pub(crate) struct Proxy {
    /// Where its lines begin.
    pub(crate) lines: Vec<SocketAddr>,
    shared: Arc<Shared>,
}

struct Shared {
    far: SocketAddr,
    state: Mutex<State>,
}

struct State {
    seed: u64,
    spoils: bool,
    packs: BTreeMap<String, Pack>,
    /// By line.
    down_until: BTreeMap<usize, Instant>,
    /// Requests reset because another one had taken their line down.
    while_down: usize,
    good: usize,
    /// Requests that have come and are not carried out yet.
    under_way: BTreeSet<u64>,
    requests: u64,
}

/// The faults to come at one operation, and those that came.
struct Pack {
    random: Random,
    cards: Vec<Fault>,
    good_before_next: usize,
    dealt: BTreeMap<Fault, usize>,
}

impl Proxy {
    /// So many lines to the gateway at `far`, all well at first.
    pub(crate) fn before(far: SocketAddr, lines: usize, seed: u64) -> Self {
        let state = State {
            seed,
            spoils: false,
            packs: BTreeMap::new(),
            down_until: BTreeMap::new(),
            while_down: 0,
            good: 0,
            under_way: BTreeSet::new(),
            requests: 0,
        };
        let shared = Arc::new(Shared {
            far,
            state: Mutex::new(state),
        });
        let lines = (0..lines).map(|line| listen(line, &shared)).collect();
        Self { lines, shared }
    }

    /// Begins or ends the faults.
    pub(crate) fn spoil(&self, spoils: bool) {
        let mut state = self.shared.state();
        state.spoils = spoils;
        state.down_until.clear();
    }

    /// Waits until what is under way now has been carried out, or never will be.
    pub(crate) fn quiet(&self) {
        let before = self.shared.state().under_way.clone();
        let begun = Instant::now();
        while !self.shared.state().under_way.is_disjoint(&before) {
            assert!(begun.elapsed() < PATIENCE, "a request hangs in the proxy");
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// How often the rarest fault came at the rarest of these operations.
    pub(crate) fn rarest(&self, operations: &[&str]) -> usize {
        let state = self.shared.state();
        let rarest = |operation: &&str| {
            let pack = state.packs.get(*operation)?;
            FAULTS.iter().map(|fault| pack.count(*fault)).min()
        };
        let counts = operations.iter().map(|one| rarest(one).unwrap_or(0));
        counts.min().unwrap_or(0)
    }

    /// All faults that came.
    pub(crate) fn faults(&self) -> usize {
        let state = self.shared.state();
        let packs = state.packs.values();
        packs.map(|pack| pack.dealt.values().sum::<usize>()).sum()
    }
}

/// Begins a line; its address.
fn listen(line: usize, shared: &Arc<Shared>) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let shared = Arc::clone(shared);
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let shared = Arc::clone(&shared);
            // Both ends may break off at any time.
            thread::spawn(move || shared.serve(line, &client).ok());
        }
    });
    address
}

impl fmt::Display for Proxy {
    /// A table: operations down, faults across.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.shared.state();
        write!(f, "{:32}", "")?;
        for fault in FAULTS {
            write!(f, "{:>12}", format!("{fault:?}"))?;
        }
        for (operation, pack) in &state.packs {
            write!(f, "\n{operation:32}")?;
            for fault in FAULTS {
                write!(f, "{:>12}", pack.count(fault))?;
            }
        }
        let (down, good) = (state.while_down, state.good);
        write!(f, "\nreset while their line was down: {down}, good: {good}")
    }
}

impl Pack {
    fn new(seed: u64, operation: &str) -> Self {
        let stream = operation.bytes().fold(0, |sum: u64, byte| {
            sum.wrapping_mul(31).wrapping_add(u64::from(byte))
        });
        Self {
            random: Random::new(seed, stream as usize),
            cards: Vec::new(),
            good_before_next: 0,
            dealt: BTreeMap::new(),
        }
    }

    fn count(&self, fault: Fault) -> usize {
        self.dealt.get(&fault).copied().unwrap_or(0)
    }

    fn deal(&mut self) -> Option<Fault> {
        if self.good_before_next > 0 {
            self.good_before_next -= 1;
            return None;
        }
        self.good_before_next = self.random.below(GOOD_BETWEEN);
        if self.cards.is_empty() {
            self.cards = FAULTS.to_vec();
        }
        let fault = self.cards.swap_remove(self.random.below(self.cards.len()));
        *self.dealt.entry(fault).or_default() += 1;
        Some(fault)
    }
}

/// A request to be carried out, its fault, and random numbers for that.
struct Case {
    number: u64,
    fault: Option<Fault>,
    random: Random,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// What happens to a request; none if its line is down.
    fn deal(&self, line: usize, operation: &str) -> Option<Case> {
        let mut state = self.state();
        let now = Instant::now();
        if state
            .down_until
            .get(&line)
            .is_some_and(|until| now < *until)
        {
            state.while_down += 1;
            return None;
        }
        state.requests += 1;
        let (number, seed) = (state.requests, state.seed);
        let fault = match state.spoils {
            true => {
                let pack = state.packs.entry(operation.to_owned());
                pack.or_insert_with(|| Pack::new(seed, operation)).deal()
            }
            false => None,
        };
        let mut random = Random::new(seed, number as usize);
        if fault == Some(Fault::Down) {
            let time = Duration::from_millis(100 + random.below(200) as u64);
            state.down_until.insert(line, now + time);
            return None;
        }
        state.good += usize::from(fault.is_none());
        state.under_way.insert(number);
        Some(Case {
            number,
            fault,
            random,
        })
    }

    /// One connection. Requests are only looked at until they are answered: what is unread when a
    /// socket is dropped makes the system reset the connection.
    fn serve(&self, line: usize, client: &TcpStream) -> io::Result<()> {
        client.set_nodelay(true)?;
        client.set_read_timeout(Some(PATIENCE))?;
        let far = TcpStream::connect(self.far)?;
        far.set_nodelay(true)?;
        far.set_read_timeout(Some(PATIENCE))?;
        while let Some(request) = look(client)? {
            let Some(mut case) = self.deal(line, &operation(&request)) else {
                return Ok(());
            };
            let answer = case.carry_out(&request, &far);
            self.state().under_way.remove(&case.number);
            let Some(answer) = answer? else {
                return Ok(());
            };
            take(client, request.len())?;
            let whole = case.answer(&answer, client)?;
            if !whole {
                return client.shutdown(Shutdown::Both);
            }
        }
        Ok(())
    }
}

impl Case {
    fn wait(&mut self, from: usize, to: usize) {
        let time = from + self.random.below(to - from);
        thread::sleep(Duration::from_millis(time as u64));
    }

    /// Lets the far side do it, if it shall; the answer, if there shall be one.
    fn carry_out(&mut self, request: &[u8], mut far: &TcpStream) -> io::Result<Option<Vec<u8>>> {
        match self.fault {
            Some(Fault::ResetBefore) => return Ok(None),
            Some(Fault::ErrorBefore) => return Ok(Some(error())),
            Some(Fault::Page) => return Ok(Some(page())),
            Some(Fault::Delay) => self.wait(50, 400),
            Some(Fault::LateRequest) => self.wait(750, 1100),
            _ => {}
        }
        far.write_all(request)?;
        let answer = look(far)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        take(far, answer.len())?;
        Ok((self.fault != Some(Fault::ResetAfter)).then_some(answer))
    }

    /// Answers; false if nothing more can be said on this connection.
    fn answer(&mut self, answer: &[u8], mut client: &TcpStream) -> io::Result<bool> {
        let spoiled = match self.fault {
            Some(Fault::HalfAnswer) => {
                client.write_all(&answer[..1 + self.random.below(answer.len() - 1)])?;
                return Ok(false);
            }
            Some(Fault::LateAnswer) => {
                self.wait(750, 1100);
                answer.to_vec()
            }
            Some(Fault::ErrorAfter) => error(),
            Some(Fault::CutJson) => {
                let body = body_of(answer);
                let cut = self.random.below(body.len());
                reply("200 OK", "application/json", &body[..cut])
            }
            Some(Fault::WrongType) => reply("200 OK", "text/plain", body_of(answer)),
            _ => answer.to_vec(),
        };
        client.write_all(&spoiled)?;
        Ok(true)
    }
}

pub(crate) fn error() -> Vec<u8> {
    reply("500 Internal Server Error", "text/plain", b"broken")
}

pub(crate) fn page() -> Vec<u8> {
    reply("200 OK", "text/html", b"<html>Welcome to the Wi-Fi</html>")
}

pub(crate) fn reply(status: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// A whole message that has come, without taking it; none at the end of the connection.
fn look(stream: &TcpStream) -> io::Result<Option<Vec<u8>>> {
    let mut seen = vec![0; 256 << 10];
    let mut before = 0;
    loop {
        let length = stream.peek(&mut seen)?;
        if let Some(whole) = whole(&seen[..length]) {
            seen.truncate(whole);
            return Ok(Some(seen));
        }
        if length == 0 {
            return Ok(None);
        }
        if length == before {
            thread::sleep(Duration::from_millis(1));
        }
        before = length;
    }
}

/// The length of the message, if it is all there. Its body has the length that its head says.
pub(crate) fn whole(bytes: &[u8]) -> Option<usize> {
    let body = head_end(bytes)?;
    let head = String::from_utf8_lossy(&bytes[..body]).to_lowercase();
    assert!(!head.contains("transfer-encoding"), "{head}");
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    let length: usize = length.map_or(0, |length| length.trim().parse().expect("a length"));
    (bytes.len() >= body + length).then_some(body + length)
}

/// What follows the head of a message.
pub(crate) fn body_of(message: &[u8]) -> &[u8] {
    &message[head_end(message).unwrap_or(0)..]
}

fn head_end(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some(end + 4)
}

fn take(mut stream: &TcpStream, length: usize) -> io::Result<()> {
    stream.read_exact(&mut vec![0; length])
}

/// Method and path, with `*` for what names a thing.
pub(crate) fn operation(request: &[u8]) -> String {
    let line = request.split(|byte| *byte == b'\r').next().unwrap_or(b"");
    let line = String::from_utf8_lossy(line);
    let mut words = line.split(' ');
    let (method, path) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let path = path.split('?').next().unwrap_or("");
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    let parts: Vec<_> = path
        .split('/')
        .enumerate()
        .map(|(place, part)| if matches!(place, 2 | 4) { "*" } else { part })
        .collect();
    format!("{method} {}", parts.join("/"))
}
