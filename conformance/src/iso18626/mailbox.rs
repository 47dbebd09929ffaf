//! Where the server's messages arrive: a small HTTP server that keeps what comes and confirms it, or
//! behaves badly where a case wants that.

use std::{
    collections::VecDeque,
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use super::{
    answer::Message,
    message::{Element, Version, agency, document, el, leaf, now},
};

/// The largest message that is taken.
const MAX_BODY: usize = 1 << 20;

/// What is done with a message that arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// It is confirmed.
    Confirm,
    /// It is confirmed with an error.
    Refuse,
    /// HTTP says 500.
    Fail,
    /// The connection is cut without an answer.
    Cut,
    /// The answer is no confirmation.
    Rubbish,
    /// The confirmation is of another request.
    Mixed,
}

/// A message that has arrived.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub(super) message: Message,
    pub(super) bytes: Vec<u8>,
    /// What was done with it.
    pub(super) manner: Manner,
}

#[derive(Debug, Default)]
struct State {
    letters: Vec<Letter>,
    /// For the next messages that say this of this request.
    manners: Vec<(String, String, VecDeque<Manner>)>,
    /// What came and was no message.
    odd: Vec<String>,
}

/// Where the server's messages arrive.
#[derive(Debug)]
pub(crate) struct Mailbox {
    state: Arc<(Mutex<State>, Condvar)>,
}

impl Mailbox {
    /// Listens for as long as the program lives.
    pub(crate) fn open(address: &str) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let state = Arc::new((Mutex::new(State::default()), Condvar::new()));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || serve(&stream, &shared));
            }
        });
        Ok(Self { state })
    }

    /// What is to be done with the next messages of a request that say this.
    pub(super) fn expect(&self, request: &str, says: &str, manners: &[Manner]) {
        let mut state = self.state.0.lock().unwrap_or_else(PoisonError::into_inner);
        let manners = manners.iter().copied().collect();
        state
            .manners
            .push((request.to_owned(), says.to_owned(), manners));
    }

    /// What has come of a request, waiting until `enough` says so or the time is over.
    pub(super) fn wait(
        &self,
        request: &str,
        limit: Duration,
        enough: impl Fn(&[Letter]) -> bool,
    ) -> Vec<Letter> {
        let until = Instant::now() + limit;
        let (lock, changed) = &*self.state;
        let mut state = lock.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let of_it = |letter: &&Letter| letter.message.request() == request;
            let letters: Vec<_> = state.letters.iter().filter(of_it).cloned().collect();
            let left = until.saturating_duration_since(Instant::now());
            if enough(&letters) || left.is_zero() {
                return letters;
            }
            (state, _) = changed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// What came and was no message of the standard.
    pub(super) fn odd(&self) -> Vec<String> {
        let state = self.state.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.odd.clone()
    }
}

/// Takes messages from one connection.
fn serve(stream: &TcpStream, shared: &(Mutex<State>, Condvar)) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(60)));
    let mut reader = BufReader::new(stream);
    while let Ok(Some(body)) = read_body(&mut reader) {
        let (lock, changed) = shared;
        let answer = {
            let mut state = lock.lock().unwrap_or_else(PoisonError::into_inner);
            state.take(body)
        };
        changed.notify_all();
        let Some((status, text)) = answer else { return };
        let length = text.len();
        let answer = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nContent-Length: {length}\r\n\r\n{text}"
        );
        let mut writer = stream;
        if writer.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

/// The body of the next request; none at the end of the connection.
fn read_body(reader: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length = 0;
    let mut first = true;
    loop {
        let mut line = String::new();
        if reader.take(65_536).read_line(&mut line)? == 0 {
            return Ok(None);
        }
        if line.trim().is_empty() && !first {
            break;
        }
        first = false;
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length.min(MAX_BODY)];
    reader.read_exact(&mut body)?;
    Ok(Some(body))
}

impl State {
    /// Keeps a message; status and body of the answer to it, none if there is none.
    fn take(&mut self, bytes: Vec<u8>) -> Option<(&'static str, String)> {
        let message = match Message::read(&bytes) {
            Ok(message) => message,
            Err(stop) => {
                self.odd.push(format!("{stop:?}"));
                return Some(("400 Bad Request", "no message".to_owned()));
            }
        };
        let (request, says) = (message.request(), message.says());
        let manner = self.manners.iter_mut().find_map(|(of, what, next)| {
            let meant = *of == request && (*what == says || what.is_empty());
            meant.then(|| next.pop_front()).flatten()
        });
        let manner = manner.unwrap_or(Manner::Confirm);
        let answer = answer(&message, manner);
        self.letters.push(Letter {
            message,
            bytes,
            manner,
        });
        answer
    }
}

fn answer(message: &Message, manner: Manner) -> Option<(&'static str, String)> {
    match manner {
        Manner::Confirm => Some(("200 OK", confirmation(message, &message.request(), None))),
        Manner::Refuse => {
            let wrong = Some("the suite refuses it");
            Some(("200 OK", confirmation(message, &message.request(), wrong)))
        }
        Manner::Mixed => Some(("200 OK", confirmation(message, "another-request", None))),
        Manner::Fail => Some(("500 Internal Server Error", "down".to_owned())),
        Manner::Rubbish => Some(("200 OK", "<html>welcome</html>".to_owned())),
        Manner::Cut => None,
    }
}

fn confirmation(message: &Message, request: &str, wrong: Option<&str>) -> String {
    let version = match &*message.version {
        "1.2" => Version::V1_2,
        _ => Version::V2021_2,
    };
    let status = if wrong.is_some() { "ERROR" } else { "OK" };
    let header = el(
        "confirmationHeader",
        [
            agency("supplyingAgencyId", &message.agency("supplyingAgencyId")),
            agency("requestingAgencyId", &message.agency("requestingAgencyId")),
            leaf("timestamp", &message.text("timestamp")),
            leaf("requestingAgencyRequestId", request),
            leaf("timestampReceived", &now()),
            leaf("messageStatus", status),
        ],
    );
    let mut content: Vec<Element> = vec![header];
    for name in ["reasonForMessage", "action"] {
        let text = message.text(name);
        if !text.is_empty() {
            content.push(leaf(name, &text));
        }
    }
    if let Some(wrong) = wrong {
        content.push(el(
            "errorData",
            [
                leaf("errorType", "UnrecognisedDataValue"),
                leaf("errorValue", wrong),
            ],
        ));
    }
    let name = format!("{}Confirmation", message.body().name);
    document(version, &el(&name, content))
}
