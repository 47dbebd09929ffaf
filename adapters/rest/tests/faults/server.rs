//! A consortium that misbehaves as told: own bytes on real sockets, and a ledger of what was done.

use std::{
    collections::{HashMap, VecDeque},
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::sleep,
};

/// What goes wrong with one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing.
    Good,
    /// Done; the answer is called something else than JSON.
    ContentType,
    /// Done; the answer comes too late.
    Delay,
    /// Done; the answer ends in the middle.
    Half,
    /// Done; the answer is larger than allowed.
    Huge,
    /// Not done: another one with this key is at it.
    InProgress,
    /// Done; the answer's JSON is that of nothing we know.
    OtherBody,
    /// Not done: another server is named.
    Redirect,
    /// Done; the connection is reset instead of an answer.
    ResetAfter,
    /// The connection is reset before the request is read.
    ResetBefore,
    /// Not done; the connection is reset all the same.
    ResetUndone,
    /// Done; a fault is told.
    Broken,
    /// Not done; a word of the problem is unknown.
    StrangeProblem,
    /// Not done: the token is not known.
    Token,
    /// Not done: to be asked again in a second.
    Unavailable,
    /// What answers is no HTTP server. Nothing is done.
    WrongProtocol,
}

/// One request as it was read.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) key: Option<String>,
    pub(crate) authorization: String,
    pub(crate) body: String,
}

impl Seen {
    fn is_settling(&self) -> bool {
        self.target.starts_with("/api/v1/operations/")
    }
}

#[derive(Debug, Default)]
pub(crate) struct State {
    /// For requests in their order; when they are used up, everything goes well.
    pub(crate) faults: VecDeque<Fault>,
    /// For questions about outcomes.
    pub(crate) settling_faults: VecDeque<Fault>,
    /// What everything meets whatever the lists say.
    pub(crate) always: Option<Fault>,
    /// The library says no to every change.
    pub(crate) refuses: bool,
    /// More headers for good answers.
    pub(crate) headers: String,
    /// Every request that was read.
    pub(crate) seen: Vec<Seen>,
    /// How often each key was carried out.
    pub(crate) done: HashMap<String, u32>,
    /// The first answer under each key: status and body.
    kept: HashMap<String, (u16, String)>,
}

/// A listening server; dropping it ends it.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self {
            address,
            state,
            task,
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(crate) fn script(&self, faults: &[Fault]) {
        self.state().faults = faults.iter().copied().collect();
    }

    /// How often changes were carried out in all, and the most that one key was.
    pub(crate) fn done(&self) -> (u32, u32) {
        let state = self.state();
        let most = state.done.values().copied().max().unwrap_or(0);
        (state.done.values().sum(), most)
    }

    /// Requests that were read, those about outcomes aside.
    pub(crate) fn asked(&self) -> Vec<Seen> {
        let state = self.state();
        state
            .seen
            .iter()
            .filter(|seen| !seen.is_settling())
            .cloned()
            .collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let mut start = [0; 64];
    // Looked at before it is read, so that a request can be left unread.
    while stream.peek(&mut start).await.is_ok_and(|length| length > 0) {
        let settling = String::from_utf8_lossy(&start).contains(" /api/v1/operations/");
        let fault = {
            let mut state = state.lock().unwrap();
            let state = &mut *state;
            let list = if settling {
                &mut state.settling_faults
            } else {
                &mut state.faults
            };
            state
                .always
                .unwrap_or_else(|| list.pop_front().unwrap_or(Fault::Good))
        };
        if fault == Fault::ResetBefore {
            stream.set_zero_linger().unwrap();
            return;
        }
        let Some(seen) = read(&mut stream).await else {
            return;
        };
        let answer = state.lock().unwrap().answer(&seen, fault);
        if matches!(fault, Fault::ResetAfter | Fault::ResetUndone) {
            stream.set_zero_linger().unwrap();
            return;
        }
        if fault == Fault::Delay {
            sleep(Duration::from_millis(400)).await;
        }
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
        if matches!(fault, Fault::Half | Fault::WrongProtocol) {
            return;
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        (stream.read_buf(&mut bytes).await.ok()? > 0).then_some(())?;
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let header = |name: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.to_owned())
    };
    let length: usize = header("content-length").map_or(0, |length| length.parse().unwrap());
    while bytes.len() < end + 4 + length {
        (stream.read_buf(&mut bytes).await.ok()? > 0).then_some(())?;
    }
    let mut words = head.split(' ');
    Some(Seen {
        method: words.next().unwrap().to_owned(),
        target: words.next().unwrap().to_owned(),
        key: header("idempotency-key"),
        authorization: header("authorization").unwrap_or_default(),
        body: String::from_utf8(bytes[end + 4..].to_vec()).unwrap(),
    })
}

impl State {
    fn answer(&mut self, seen: &Seen, fault: Fault) -> String {
        self.seen.push(seen.clone());
        let is_undone = match fault {
            Fault::Good
            | Fault::ContentType
            | Fault::Delay
            | Fault::Half
            | Fault::Huge
            | Fault::OtherBody
            | Fault::ResetAfter
            | Fault::Broken => false,
            Fault::InProgress
            | Fault::Redirect
            | Fault::ResetBefore
            | Fault::ResetUndone
            | Fault::StrangeProblem
            | Fault::Token
            | Fault::Unavailable
            | Fault::WrongProtocol => true,
        };
        let (status, body) = match is_undone {
            true => (200, String::new()),
            false => self.good(seen),
        };
        let problem = |status: u16, code: &str, more: &str| {
            let body = format!(r#"{{"status":{status},"code":"{code}"}}"#);
            message(status, "application/problem+json", more, &body)
        };
        match fault {
            Fault::ContentType => message(status, "text/html", "", &body),
            Fault::Half => {
                let whole = message(
                    status,
                    "application/json",
                    "",
                    &format!("{body}{}", " ".repeat(99)),
                );
                whole[..whole.len() - 90].to_owned()
            }
            Fault::Huge => message(
                status,
                "application/json",
                "",
                &format!("{body}{}", " ".repeat(2 << 20)),
            ),
            Fault::InProgress => problem(409, "idempotency_in_progress", "Retry-After: 0\r\n"),
            Fault::OtherBody => message(status, "application/json", "", r#"{"hello":"world"}"#),
            Fault::Redirect => message(
                302,
                "text/html",
                "Location: http://127.0.0.1:1/elsewhere\r\n",
                "",
            ),
            Fault::Broken => problem(500, "internal", ""),
            Fault::StrangeProblem => problem(409, "moon_full", ""),
            Fault::Token => problem(401, "unauthorized", ""),
            Fault::Unavailable => problem(503, "unavailable", "Retry-After: 1\r\n"),
            Fault::WrongProtocol => "220 mail.example ESMTP\r\n".to_owned(),
            Fault::Good
            | Fault::Delay
            | Fault::ResetAfter
            | Fault::ResetBefore
            | Fault::ResetUndone => {
                let kind = if status < 400 {
                    "application/json"
                } else {
                    "application/problem+json"
                };
                message(status, kind, &self.headers, &body)
            }
        }
    }

    /// What a consortium does that works: each key once.
    fn good(&mut self, seen: &Seen) -> (u16, String) {
        if let Some(key) = seen.target.strip_prefix("/api/v1/operations/") {
            return (200, self.outcome(key));
        }
        let Some(key) = &seen.key else {
            return told(seen);
        };
        if let Some(kept) = self.kept.get(key) {
            return kept.clone();
        }
        let answer = match self.refuses {
            true => (409, REFUSAL.to_owned()),
            false => {
                *self.done.entry(key.clone()).or_default() += 1;
                told(seen)
            }
        };
        self.kept.insert(key.clone(), answer.clone());
        answer
    }

    fn outcome(&self, key: &str) -> String {
        match self.kept.get(key) {
            None => r#"{"outcome":"unknown"}"#.to_owned(),
            Some((409, problem)) => format!(r#"{{"outcome":"refused","problem":{problem}}}"#),
            Some((204, _)) => r#"{"outcome":"applied","answer":null}"#.to_owned(),
            Some((_, answer)) => format!(r#"{{"outcome":"applied","answer":{answer}}}"#),
        }
    }
}

fn told(seen: &Seen) -> (u16, String) {
    let path = seen.target.split('?').next().unwrap();
    let (status, body) = match (seen.method.as_str(), path) {
        ("GET", "/api/v1/items/39") => (200, ITEM.to_owned()),
        ("GET", "/api/v1/libraries") => (200, LIBRARIES.to_owned()),
        ("POST", "/api/v1/patrons/29/verification") => (200, r#"{"verified":true}"#.to_owned()),
        ("POST", "/api/v1/checkouts") => (201, LOAN.to_owned()),
        ("POST", "/api/v1/checkins") => (
            200,
            format!(r#"{{"id":"C1","item":{ITEM},"routing":"none"}}"#),
        ),
        ("POST", "/api/v1/payments") => (201, PAYMENT.to_owned()),
        ("DELETE", "/api/v1/holds/H1") => (204, String::new()),
        _ => (404, r#"{"status":404,"code":"not_found"}"#.to_owned()),
    };
    (status, body)
}

fn message(status: u16, kind: &str, more: &str, body: &str) -> String {
    let (kind, length) = match status {
        204 => (String::new(), String::new()),
        _ => (
            format!("Content-Type: {kind}\r\n"),
            format!("Content-Length: {}\r\n", body.len()),
        ),
    };
    format!("HTTP/1.1 {status} Whatever\r\n{kind}{length}{more}\r\n{body}")
}

const REFUSAL: &str =
    r#"{"status":409,"code":"fee_limit","fee":{"amount":"12.50","currency":"EUR"}}"#;
const ITEM: &str = r#"{"barcode":"39","title":"Kalevala","media_type":"book","circulation_status":"available",
    "hold_queue":0,"home":"KAJ","current_location":"KAJ","permanent_location":"KAJ","record":"kainet.1","new":[1]}"#;
const LOAN: &str = r#"{"id":"L1","patron":"29","item":"39","title":"Kalevala","media_type":"book","record":"kainet.1",
    "due":"2026-12-21T23:59:59+02:00","renewals":0,"renewable":true,"library":"KAJ"}"#;
const PAYMENT: &str = r#"{"id":"P1","amount":{"amount":"2.00","currency":"EUR"},"balance":{"amount":"0.00","currency":"EUR"}}"#;
const LIBRARIES: &str = r#"{"items":[{"code":"KAJ","name":"Kajaani"}],"next":null,"total":1}"#;
