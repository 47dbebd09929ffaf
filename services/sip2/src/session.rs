//! One terminal's connection as a state machine without IO: frames, trailers, repetitions, login
//! state and deadlines. What a message asks for is served elsewhere ([`crate::Sip2Service`]).
//!
//! One request is in flight at a time; those that come meanwhile wait in the framer, and when it
//! holds too much the session takes no more input. Damage is answered with 96 and never served.

use std::{
    net::IpAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use silta_session::{Close, Session};
use silta_sip2::{
    Cardinality, Charset, Dialect, Envelope, FieldId, Framer, Login, Malformed, Parsed, Request,
    RequestScResend, Resend, Response, Seal, Terminator, Version, frame::LineEnd,
    message::MessageSpec, trailer::Check,
};

use crate::{
    ErrorDetection,
    metrics::MessageOutcome,
    patron_session::PatronSession,
    service::Shared,
    terminal::{Place, Terminal},
};

/// How long things may take on a connection, and how much it may hold.
#[derive(Clone, Copy, Debug)]
pub struct SessionLimits {
    /// From the connection to an accepted login.
    pub login_deadline: Duration,
    /// Between two messages. Terminals send a 99 every 5 to 7 minutes to stay connected.
    pub idle_deadline: Duration,
    /// From the first byte of a message to its last.
    pub message_deadline: Duration,
    /// Bytes of one message.
    pub message_size: usize,
    /// Failed logins on one connection, after which it is closed.
    pub failed_logins: u32,
    /// Messages that cannot be read before a login, after which the connection is closed.
    pub damaged_before_login: u32,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self {
            login_deadline: Duration::from_secs(30),
            idle_deadline: Duration::from_secs(15 * 60),
            message_deadline: Duration::from_secs(10),
            message_size: silta_sip2::frame::MESSAGE_LIMIT,
            failed_logins: 3,
            damaged_before_login: 3,
        }
    }
}

/// The conversation with one terminal.
#[derive(Debug)]
pub struct Sip2Session {
    shared: Arc<Shared>,
    address: IpAddr,
    connection: u64,
    exchanges: u64,
    framer: Framer,
    place: Option<Place>,
    patron: Box<PatronSession>,
    version: Version,
    /// Whether the terminal uses error detection, as its last message showed.
    detects_errors: bool,
    resend: Resend,
    in_flight: Option<InFlight>,
    out: Option<Vec<u8>>,
    close: Option<Close>,
    /// Nothing more comes, or nothing more is taken; what is here whole is answered.
    ending: Option<Close>,
    failed_logins: u32,
    damaged: u32,
    opened: Instant,
    last_message: Instant,
    message_begun: Option<Instant>,
}

/// A message that is being served.
#[derive(Debug)]
struct InFlight {
    frame: Box<[u8]>,
    seal: Seal,
    code: &'static str,
    begun: Instant,
}

/// One message to be served.
#[derive(Debug)]
pub struct Exchange {
    /// Boxed, as the reply is: a message is some kilobyte, and moves from hand to hand.
    pub(crate) request: Box<Parsed<Request>>,
    /// Who asks; none before the login.
    pub(crate) terminal: Option<Arc<Terminal>>,
    pub(crate) patron: Box<PatronSession>,
    pub(crate) address: IpAddr,
    /// Names this exchange among all of this process.
    pub(crate) number: (u64, u64),
}

/// What came of it.
#[derive(Debug)]
pub struct Reply {
    pub(crate) response: Box<Response>,
    pub(crate) outcome: MessageOutcome,
    pub(crate) patron: Box<PatronSession>,
    /// The outcome of a login: the account's connection, if it was accepted.
    pub(crate) login: Option<Option<Place>>,
    /// The version that a 99 has asked for.
    pub(crate) version: Option<Version>,
}

impl Sip2Session {
    pub(crate) fn new(
        shared: Arc<Shared>,
        address: IpAddr,
        connection: u64,
        place: Option<Place>,
        now: Instant,
    ) -> Self {
        let framer = Framer::new(shared.limits.message_size, LineEnd::CrOrLf);
        Self {
            shared,
            address,
            connection,
            exchanges: 0,
            framer,
            place,
            patron: Box::default(),
            version: Version::V2,
            detects_errors: false,
            resend: Resend::default(),
            in_flight: None,
            out: None,
            close: None,
            ending: None,
            failed_logins: 0,
            damaged: 0,
            opened: now,
            last_message: now,
            message_begun: None,
        }
    }

    fn terminal(&self) -> Option<&Arc<Terminal>> {
        self.place.as_ref().map(Place::terminal)
    }

    fn charset(&self) -> Charset {
        self.terminal()
            .map_or(Charset::Utf8, |terminal| terminal.profile.charset)
    }

    fn terminator(&self) -> Terminator {
        self.terminal()
            .map_or(Terminator::Cr, |terminal| terminal.profile.terminator)
    }

    fn error_detection(&self) -> ErrorDetection {
        self.terminal().map_or(ErrorDetection::Mirror, |terminal| {
            terminal.profile.error_detection
        })
    }

    /// The terminal that is logged in, or the one that stands for nobody.
    fn speaker(&self) -> &Terminal {
        self.terminal().unwrap_or(&self.shared.nobody)
    }

    fn account(&self) -> Option<&str> {
        self.terminal().map(|terminal| terminal.account.as_str())
    }

    /// Works through what has come until something is to be served or sent, or nothing is left.
    fn advance(&mut self, now: Instant) -> Option<Exchange> {
        while self.in_flight.is_none() && self.out.is_none() && self.close.is_none() {
            let frame: Box<[u8]> = match self.framer.next_frame() {
                Ok(Some(frame)) => frame.into(),
                Ok(None) => {
                    self.wait(now);
                    return None;
                }
                Err(_) => {
                    self.count("--", MessageOutcome::Damaged);
                    self.close = Some(Close::NotTheProtocol);
                    return None;
                }
            };
            self.message_begun = None;
            self.last_message = now;
            if let Some(exchange) = self.take(frame, now) {
                return Some(exchange);
            }
        }
        None
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

    /// Takes a frame: there is something to serve, or it is answered already.
    fn take(&mut self, frame: Box<[u8]>, now: Instant) -> Option<Exchange> {
        let Ok(envelope) = Envelope::open(&frame) else {
            return self.damaged(true);
        };
        let charset = self.charset_of(&envelope);
        match envelope.check(charset) {
            Check::Right => {}
            Check::Absent if self.error_detection() == ErrorDetection::Require => {
                return self.damaged(true);
            }
            Check::Absent => {}
            Check::RightByCharacters if self.takes_checksum_over_characters() => {
                self.shared.metrics.lenient_checksum();
            }
            Check::RightByCharacters | Check::Wrong => return self.damaged(true),
        }
        let detects_errors = envelope.has_checksum();
        let text = envelope.text(charset);
        let request = Request::parse(&text.text, Dialect::default());
        let Ok(request) = request.inspect_err(|malformed| self.log_malformed(malformed)) else {
            return self.damaged(detects_errors);
        };
        self.detects_errors = detects_errors;
        match &request.message {
            Request::RequestAcsResend(_) => return self.send_again(),
            // A clock must not be set by an old answer, and a login has nothing to repeat.
            Request::ScStatus(_) | Request::Login(_) => {}
            _ => {
                if let Some(answer) = self.resend.repeated(&envelope) {
                    self.out = Some(answer.to_vec());
                    self.count(request.message.code(), MessageOutcome::Replayed);
                    return None;
                }
            }
        }
        if let Request::Login(_) = &request.message {
            // Whoever logs in is nobody until the login is accepted.
            self.log_out();
        }
        let (code, seal) = (request.message.code(), envelope.seal());
        self.exchanges += 1;
        let exchange = Exchange {
            request: Box::new(request),
            terminal: self.terminal().cloned(),
            patron: std::mem::take(&mut self.patron),
            address: self.address,
            number: (self.connection, self.exchanges),
        };
        self.in_flight = Some(InFlight {
            frame,
            seal,
            code,
            begun: now,
        });
        Some(exchange)
    }

    /// Before the login, the code page is that of the account that logs in: its password may have
    /// letters.
    fn charset_of(&self, envelope: &Envelope<'_>) -> Charset {
        if !envelope.body.starts_with(Login::CODE.as_bytes()) {
            return self.charset();
        }
        let utf8 = envelope.text(Charset::Utf8);
        match Request::parse(&utf8.text, Dialect::default()) {
            Ok(Parsed {
                message: Request::Login(login),
                ..
            }) => {
                let terminal = self.shared.terminals.find(login.login_user_id.as_str());
                terminal.map_or(Charset::Utf8, |terminal| terminal.profile.charset)
            }
            _ => self.charset(),
        }
    }

    fn takes_checksum_over_characters(&self) -> bool {
        self.terminal()
            .is_none_or(|terminal| terminal.profile.lenient_checksum)
    }

    fn log_out(&mut self) {
        if self.place.take().is_some() {
            self.shared.metrics.logged_in.dec();
        }
        *self.patron = PatronSession::default();
    }

    /// What cannot be read is answered with 96, and not remembered: a 97 after it gets the last
    /// real answer.
    fn damaged(&mut self, with_checksum: bool) -> Option<Exchange> {
        self.count("--", MessageOutcome::Damaged);
        self.damaged += 1;
        let seal = if with_checksum {
            Seal::UNNUMBERED
        } else {
            Seal::PLAIN
        };
        let resend = RequestScResend { other: Vec::new() };
        self.out = Some(self.frame(&Response::from(resend), seal));
        if self.place.is_none() && self.damaged >= self.shared.limits.damaged_before_login {
            self.close = Some(Close::NotTheProtocol);
        }
        None
    }

    fn log_malformed(&self, malformed: &Malformed) {
        let account = self.account().unwrap_or("none");
        tracing::info!(
            account,
            offset = malformed.offset,
            expected = malformed.expected,
            "damaged"
        );
    }

    /// 97: the last answer once more; 96 if there is none.
    fn send_again(&mut self) -> Option<Exchange> {
        let mut out = Vec::new();
        if self
            .resend
            .again(self.detects_errors, self.terminator(), &mut out)
        {
            self.count("97", MessageOutcome::Replayed);
            self.out = Some(out);
            None
        } else {
            self.damaged(self.detects_errors)
        }
    }

    fn count(&self, code: &'static str, outcome: MessageOutcome) {
        let metrics = &self.shared.metrics;
        metrics.message(code, self.speaker(), outcome, None);
    }

    /// A response as the bytes of its frame.
    fn frame(&self, response: &Response, seal: Seal) -> Vec<u8> {
        let dialect = Dialect {
            version: self.version,
            ..Dialect::default()
        };
        let mut text = response.to_text(dialect);
        let hidden = self
            .terminal()
            .map_or(&[][..], |terminal| &terminal.profile.hidden_fields);
        if !hidden.is_empty() {
            text = hide(&text, response.spec(), hidden);
        }
        let mut out = Vec::with_capacity(text.len() + 16);
        seal.close(&text, self.charset(), self.terminator(), &mut out);
        out
    }

    /// The trailer of an answer.
    fn seal(&self, asked: Seal) -> Seal {
        match self.error_detection() {
            ErrorDetection::Mirror | ErrorDetection::Require => asked,
            ErrorDetection::Never => Seal::PLAIN,
            ErrorDetection::Always if asked.checksum => asked,
            ErrorDetection::Always => Seal::numbered(silta_sip2::Sequence::new(0)),
        }
    }
}

/// Takes the hidden fields out of a message; those that the standard requires are sent empty.
fn hide(text: &str, spec: &MessageSpec, hidden: &[FieldId]) -> String {
    let fixed = 2 + spec.fixed_width();
    let (mut out, fields) = match text.split_at_checked(fixed) {
        Some((fixed, fields)) => (fixed.to_owned(), fields),
        None => return text.to_owned(),
    };
    for field in fields.split_terminator('|') {
        let id = field.get(..2).unwrap_or_default();
        if !hidden.iter().any(|hidden| hidden.as_str() == id) {
            out.push_str(field);
            out.push('|');
        } else if requires(spec, id) {
            out.push_str(id);
            out.push('|');
        }
    }
    out
}

fn requires(spec: &MessageSpec, id: &str) -> bool {
    spec.fields
        .iter()
        .any(|field| field.id.as_str() == id && field.cardinality == Cardinality::Required)
}

impl Session for Sip2Session {
    type Request = Exchange;
    type Answer = Reply;
    type Transmit = Vec<u8>;

    fn handle_bytes(&mut self, bytes: &[u8], _now: Instant) {
        self.framer.push(bytes);
    }

    fn handle_end_of_input(&mut self, _now: Instant) {
        self.ending.get_or_insert(Close::ByClient);
    }

    fn handle_answer(&mut self, reply: Reply, now: Instant) {
        let Some(in_flight) = self.in_flight.take() else {
            return;
        };
        self.patron = reply.patron;
        match reply.login {
            Some(Some(place)) => {
                self.place = Some(place);
                self.shared.metrics.logged_in.inc();
            }
            Some(None) => {
                self.failed_logins += 1;
                if self.failed_logins >= self.shared.limits.failed_logins {
                    self.close = Some(Close::LoginRefused);
                }
            }
            None => {}
        }
        if let Some(version) = reply.version {
            self.version = version;
        }
        let frame = self.frame(&reply.response, self.seal(in_flight.seal));
        if let Ok(envelope) = Envelope::open(&in_flight.frame) {
            self.resend.remember(&envelope, &frame);
        }
        let took = now.saturating_duration_since(in_flight.begun);
        let metrics = &self.shared.metrics;
        metrics.message(in_flight.code, self.speaker(), reply.outcome, Some(took));
        tracing::debug!(
            account = self.account().unwrap_or("none"),
            code = in_flight.code,
            outcome = reply.outcome.as_str(),
            micros = took.as_micros(),
            "answered"
        );
        self.last_message = now;
        self.out = Some(frame);
    }

    fn handle_timeout(&mut self, now: Instant) {
        let limits = &self.shared.limits;
        let over = |since: Instant, limit: Duration| now.saturating_duration_since(since) >= limit;
        if self.in_flight.is_some() || self.close.is_some() {
            return;
        }
        if self.place.is_none() && over(self.opened, limits.login_deadline) {
            self.close = Some(Close::LoginTimeout);
        } else if self
            .message_begun
            .is_some_and(|begun| over(begun, limits.message_deadline))
        {
            self.close = Some(Close::MessageTimeout);
        } else if over(self.last_message, limits.idle_deadline) {
            self.close = Some(Close::Idle);
        }
    }

    fn handle_drain(&mut self, _now: Instant) {
        self.ending.get_or_insert(Close::Drained);
    }

    fn poll_request(&mut self, now: Instant) -> Option<Exchange> {
        self.advance(now)
    }

    fn poll_transmit(&mut self) -> Option<Self::Transmit> {
        self.out.take()
    }

    fn poll_deadline(&self) -> Option<Instant> {
        if self.in_flight.is_some() || self.close.is_some() {
            return None;
        }
        let limits = &self.shared.limits;
        let login = self
            .place
            .is_none()
            .then(|| self.opened + limits.login_deadline);
        let message = self
            .message_begun
            .map(|begun| begun + limits.message_deadline);
        let idle = self.last_message + limits.idle_deadline;
        [login, message].into_iter().flatten().chain([idle]).min()
    }

    fn poll_close(&self) -> Option<Close> {
        self.close
    }

    fn wants_input(&self) -> bool {
        self.close.is_none()
            && self.ending.is_none()
            && self.framer.buffered() <= self.shared.limits.message_size
    }
}

impl Drop for Sip2Session {
    fn drop(&mut self) {
        self.log_out();
    }
}
