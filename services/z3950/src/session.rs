//! One client's connection as a state machine without IO: framing, what may come when, requests in
//! their order, deadlines. What a request asks for is served elsewhere ([`crate::Z3950Service`]).
//!
//! One request is in flight at a time; those that come meanwhile wait in the framer, and when it
//! holds too much the session takes no more input. What breaks the protocol gets a Close with the
//! reason; only bytes before Init that cannot be an APDU are just cut.

use std::{net::IpAddr, sync::Arc, time::Instant};

use silta_session::{Close, Session};
use silta_z3950::{
    Apdu, CloseReason, Framer, Malformed, Reason, Writer, decode_within,
    frame::{APDU_LIMIT, FIRST_APDU_LIMIT},
    written,
};

use crate::{close, conversation::Conversation, metrics::ApduOutcome, service::Shared};

/// The conversation with one client.
#[derive(Debug)]
pub struct Z3950Session {
    shared: Arc<Shared>,
    address: IpAddr,
    framer: Framer,
    /// Whether a session is open, as Init begins it.
    open: bool,
    /// What was agreed and found; away while a request is in flight.
    conversation: Option<Box<Conversation>>,
    in_flight: Option<InFlight>,
    out: Option<Writer>,
    close: Option<Close>,
    /// Nothing more comes, or nothing more is taken; what is here whole is answered.
    ending: Option<Close>,
    /// When the connection was opened, or the last APDU came or was answered.
    last_apdu: Instant,
    apdu_begun: Option<Instant>,
}

/// A request that is being served.
#[derive(Debug)]
struct InFlight {
    kind: &'static str,
    begun: Instant,
}

/// One request to be served.
#[derive(Debug)]
pub struct Exchange {
    pub(crate) apdu: Apdu,
    /// When it was taken up: its deadlines begin here.
    pub(crate) begun: Instant,
    /// None before Init.
    pub(crate) conversation: Option<Box<Conversation>>,
    pub(crate) address: IpAddr,
}

/// What came of it.
#[derive(Debug)]
pub struct Reply {
    pub(crate) answer: Apdu,
    /// None if no session is open.
    pub(crate) conversation: Option<Box<Conversation>>,
    pub(crate) outcome: ApduOutcome,
    /// Why the connection is to end with this answer.
    pub(crate) close: Option<Close>,
}

impl Z3950Session {
    pub(crate) fn new(shared: Arc<Shared>, address: IpAddr, now: Instant) -> Self {
        let mut framer = Framer::default();
        framer.set_size_limit(FIRST_APDU_LIMIT);
        Self {
            shared,
            address,
            framer,
            open: false,
            conversation: None,
            in_flight: None,
            out: None,
            close: None,
            ending: None,
            last_apdu: now,
            apdu_begun: None,
        }
    }

    /// Works through what has come until something is to be served or sent, or nothing is left.
    fn advance(&mut self, now: Instant) -> Option<Exchange> {
        while self.in_flight.is_none() && self.out.is_none() && self.close.is_none() {
            let limits = *self.framer.limits();
            let read = match self.framer.next_frame() {
                Ok(Some(frame)) => decode_within(frame, &limits),
                Ok(None) => {
                    self.wait(now);
                    return None;
                }
                Err(malformed) => Err(malformed),
            };
            self.apdu_begun = None;
            self.last_apdu = now;
            match read {
                Ok(decoded) => {
                    if let Some(exchange) = self.take(decoded.apdu, now) {
                        return Some(exchange);
                    }
                }
                Err(malformed) => self.malformed(&malformed),
            }
        }
        None
    }

    /// Nothing whole is left: end, or note that an APDU has begun.
    fn wait(&mut self, now: Instant) {
        match self.ending {
            Some(Close::Drained) if self.open => {
                self.end(CloseReason::Shutdown, "the server stops", Close::Drained);
            }
            Some(close) => self.close = Some(close),
            None if self.framer.buffered() == 0 => self.apdu_begun = None,
            None => {
                self.apdu_begun.get_or_insert(now);
            }
        }
    }

    /// Takes an APDU: there is something to serve, or it is answered already.
    fn take(&mut self, apdu: Apdu, now: Instant) -> Option<Exchange> {
        let kind = apdu.name();
        match &apdu {
            Apdu::InitRequest(_) => {}
            Apdu::Close(_) => {
                self.count(kind, ApduOutcome::Ok);
                let answer = close::answer(apdu.reference_id().cloned());
                self.send(&answer.into());
                self.close = Some(Close::ByClient);
                return None;
            }
            _ if !self.open => {
                self.count(kind, ApduOutcome::ProtocolError);
                self.break_off("a session begins with an initRequest");
                return None;
            }
            Apdu::SearchRequest(_)
            | Apdu::PresentRequest(_)
            | Apdu::DeleteResultSetRequest(_)
            | Apdu::ScanRequest(_)
            | Apdu::SortRequest(_)
            | Apdu::ExtendedServicesRequest(_) => {}
            // It has no answer. What it would interrupt is answered already, for requests are
            // served in their order.
            Apdu::TriggerResourceControlRequest(_) => {
                self.count(kind, ApduOutcome::Ok);
                return None;
            }
            _ => {
                self.count(kind, ApduOutcome::ProtocolError);
                self.break_off(&format!("{kind} is not served"));
                return None;
            }
        }
        self.in_flight = Some(InFlight { kind, begun: now });
        Some(Exchange {
            apdu,
            begun: now,
            conversation: self.conversation.take(),
            address: self.address,
        })
    }

    fn malformed(&mut self, malformed: &Malformed) {
        self.count("--", ApduOutcome::ProtocolError);
        tracing::info!(
            offset = malformed.offset,
            field = malformed.field,
            "malformed"
        );
        let alien = malformed.field == "Apdu" && matches!(malformed.reason, Reason::Unexpected(_));
        match alien && !self.open {
            true => self.close = Some(Close::NotTheProtocol),
            false => self.break_off(&format!("malformed APDU: {malformed}")),
        }
    }

    /// The client broke the protocol.
    fn break_off(&mut self, word: &str) {
        self.end(CloseReason::ProtocolError, word, Close::NotTheProtocol);
    }

    /// Ends the session with a Close of ours.
    fn end(&mut self, reason: CloseReason, word: &str, close: Close) {
        self.send(&close::because(reason, word).into());
        self.close = Some(close);
    }

    fn send(&mut self, apdu: &Apdu) {
        self.out = Some(written(apdu));
    }

    fn count(&self, kind: &'static str, outcome: ApduOutcome) {
        self.shared.metrics.apdu(kind, outcome, None);
    }

    fn set_open(&mut self, open: bool) {
        let sessions = &self.shared.metrics.sessions;
        match (self.open, open) {
            (false, true) => {
                sessions.inc();
                self.framer.set_size_limit(APDU_LIMIT);
            }
            (true, false) => {
                sessions.dec();
            }
            _ => {}
        }
        self.open = open;
    }
}

impl Session for Z3950Session {
    type Request = Exchange;
    type Answer = Reply;
    type Transmit = Writer;

    fn handle_bytes(&mut self, bytes: &[u8], _now: Instant) {
        if self.close.is_none() {
            self.framer.push(bytes);
        }
    }

    fn handle_end_of_input(&mut self, _now: Instant) {
        self.ending.get_or_insert(Close::ByClient);
    }

    fn handle_answer(&mut self, reply: Reply, now: Instant) {
        let Some(in_flight) = self.in_flight.take() else {
            return;
        };
        self.set_open(reply.conversation.is_some());
        self.conversation = reply.conversation;
        self.close = reply.close;
        self.send(&reply.answer);
        let took = now.saturating_duration_since(in_flight.begun);
        let InFlight { kind, .. } = in_flight;
        self.shared.metrics.apdu(kind, reply.outcome, Some(took));
        tracing::debug!(
            kind,
            outcome = reply.outcome.as_str(),
            micros = took.as_micros(),
            "answered"
        );
        self.last_apdu = now;
    }

    fn handle_timeout(&mut self, now: Instant) {
        if self.in_flight.is_some() || self.close.is_some() || self.out.is_some() {
            return;
        }
        let limits = self.shared.settings.limits;
        let late = |since: Instant, limit| now.saturating_duration_since(since) >= limit;
        let partial = self
            .apdu_begun
            .is_some_and(|begun| late(begun, limits.apdu_deadline));
        if !self.open {
            if late(self.last_apdu, limits.first_apdu_deadline) {
                self.close = Some(Close::LoginTimeout);
            } else if partial {
                self.close = Some(Close::MessageTimeout);
            }
        } else if partial {
            let word = "an APDU was begun and not ended";
            self.end(CloseReason::LackOfActivity, word, Close::MessageTimeout);
        } else if late(self.last_apdu, limits.idle_deadline) {
            self.end(
                CloseReason::LackOfActivity,
                "nothing came for long",
                Close::Idle,
            );
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
        let limits = &self.shared.settings.limits;
        let silence = match self.open {
            true => limits.idle_deadline,
            false => limits.first_apdu_deadline,
        };
        let partial = self.apdu_begun.map(|begun| begun + limits.apdu_deadline);
        let silence = self.last_apdu + silence;
        Some(partial.map_or(silence, |partial| partial.min(silence)))
    }

    fn poll_close(&self) -> Option<Close> {
        self.close
    }

    fn wants_input(&self) -> bool {
        // While nothing is in flight, what is held is the part of one APDU, which the framer
        // limits.
        let waiting = self.in_flight.is_some() || self.out.is_some();
        self.close.is_none()
            && self.ending.is_none()
            && (!waiting || self.framer.buffered() < self.shared.settings.limits.pipelined)
    }
}

impl Drop for Z3950Session {
    fn drop(&mut self) {
        self.set_open(false);
    }
}
