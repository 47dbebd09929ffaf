//! One connection of raw TCP as a state machine without IO: messages by their end tags, an answer
//! to each in turn, and deadlines.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    time::Instant,
};

use silta_session::{Close, Service, Session};

use crate::{framer::Framer, service::NcipService};

/// The conversation with one client.
pub struct NcipSession {
    service: NcipService,
    address: IpAddr,
    framer: Framer,
    serving: bool,
    out: Option<Vec<u8>>,
    close: Option<Close>,
    /// Nothing more comes, or nothing more is taken; what is here whole is answered.
    ending: Option<Close>,
    last_message: Instant,
    message_begun: Option<Instant>,
}

/// One message to be served.
pub struct Exchange {
    message: Vec<u8>,
    address: IpAddr,
}

/// What comes and goes is a patron's.
impl fmt::Debug for NcipSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NcipSession")
            .field("framer", &self.framer)
            .field("serving", &self.serving)
            .field("close", &self.close)
            .finish_non_exhaustive()
    }
}

/// The message may hold a patron's secret.
impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Exchange({} bytes)", self.message.len())
    }
}

impl Service for NcipService {
    type Session = NcipSession;

    fn open(&self, peer: SocketAddr, now: Instant) -> NcipSession {
        NcipSession {
            service: self.clone(),
            address: peer.ip(),
            framer: Framer::default(),
            serving: false,
            out: None,
            close: None,
            ending: None,
            last_message: now,
            message_begun: None,
        }
    }

    /// The answer, and a line end: some clients read lines until nothing more comes.
    async fn serve(&self, exchange: Exchange) -> Vec<u8> {
        let message = from_latin_1(exchange.message);
        let mut answer = self.answer(&message, Some(exchange.address)).await;
        answer.push('\n');
        answer.into_bytes()
    }
}

/// A message that declares no encoding and is no UTF-8 is ISO 8859-1: older clients write each
/// character as one byte.
fn from_latin_1(message: Vec<u8>) -> Vec<u8> {
    let has_mark = matches!(message.as_slice(), [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..]);
    let head = message
        .split(|byte| *byte == b'>')
        .next()
        .unwrap_or_default();
    let declares = head.windows(8).any(|part| part == b"encoding");
    if has_mark || declares || str::from_utf8(&message).is_ok() {
        return message;
    }
    let text: String = message.iter().copied().map(char::from).collect();
    text.into_bytes()
}

impl NcipSession {
    fn limits(&self) -> &crate::NcipLimits {
        &self.service.shared.settings.limits
    }

    /// The next message that is there whole. What is left at the end of the input is answered as it
    /// is, and so is one that is too long, before the connection ends.
    fn next(&mut self) -> Option<Vec<u8>> {
        if let Some(message) = self.framer.next() {
            return Some(message);
        }
        if self.framer.buffered() > self.limits().message_size {
            self.ending = Some(Close::NotTheProtocol);
            return self.framer.rest();
        }
        match self.ending {
            Some(Close::ByClient) => self.framer.rest(),
            _ => None,
        }
    }

    /// Nothing whole is left: end, or note that a message has begun.
    fn wait(&mut self, now: Instant) {
        if let Some(close) = self.ending {
            self.close = Some(close);
        } else if self.framer.buffered() == 0 {
            self.message_begun = None;
        } else {
            self.message_begun.get_or_insert(now);
        }
    }
}

impl Session for NcipSession {
    type Request = Exchange;
    type Answer = Vec<u8>;
    type Transmit = Vec<u8>;

    fn handle_bytes(&mut self, bytes: &[u8], _now: Instant) {
        self.framer.push(bytes);
    }

    fn handle_end_of_input(&mut self, _now: Instant) {
        self.ending.get_or_insert(Close::ByClient);
    }

    fn handle_answer(&mut self, answer: Vec<u8>, now: Instant) {
        self.serving = false;
        self.last_message = now;
        self.out = Some(answer);
    }

    fn handle_timeout(&mut self, now: Instant) {
        let over = |since: Instant, limit| now.saturating_duration_since(since) >= limit;
        let limits = self.limits();
        if self.serving || self.close.is_some() {
            return;
        }
        let begun = self.message_begun;
        if begun.is_some_and(|begun| over(begun, limits.message_deadline)) {
            self.close = Some(Close::MessageTimeout);
        } else if over(self.last_message, limits.idle_deadline) {
            self.close = Some(Close::Idle);
        }
    }

    fn handle_drain(&mut self, _now: Instant) {
        self.ending.get_or_insert(Close::Drained);
    }

    fn poll_request(&mut self, now: Instant) -> Option<Exchange> {
        if self.serving || self.out.is_some() || self.close.is_some() {
            return None;
        }
        let Some(message) = self.next() else {
            self.wait(now);
            return None;
        };
        (self.serving, self.message_begun, self.last_message) = (true, None, now);
        let address = self.address;
        Some(Exchange { message, address })
    }

    fn poll_transmit(&mut self) -> Option<Vec<u8>> {
        self.out.take()
    }

    fn poll_deadline(&self) -> Option<Instant> {
        if self.serving || self.close.is_some() {
            return None;
        }
        let limits = self.limits();
        let message = self
            .message_begun
            .map(|begun| begun + limits.message_deadline);
        let idle = self.last_message + limits.idle_deadline;
        Some(message.map_or(idle, |message| message.min(idle)))
    }

    fn poll_close(&self) -> Option<Close> {
        self.close
    }

    fn wants_input(&self) -> bool {
        self.close.is_none()
            && self.ending.is_none()
            && self.framer.buffered() <= self.limits().message_size
    }
}
