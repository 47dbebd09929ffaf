//! The contract between a stateful protocol and the sockets that carry it.
//!
//! A [`Session`] is one client's conversation as a state machine without IO: it opens no socket,
//! reads no clock and waits for nothing. A [`Service`] opens sessions and serves the requests that
//! they emit. The pump in `servers` joins the two to a socket; a test joins them to a byte vector.
//!
//! Methods come in two kinds, as in other sans-IO designs:
//!
//! * `handle_*` take what happened: bytes, an answer, a deadline that passed, a wish to drain;
//! * `poll_*` give what is to be done: a request to serve, bytes to send, the next deadline, the end.
//!
//! After any `handle_*` the caller drains `poll_request` and `poll_transmit`, then asks
//! `poll_deadline` and `poll_close`. Time always comes in as an argument.

use std::{future::Future, net::SocketAddr, time::Instant};

/// One client's conversation: bytes, answers and time in; requests, bytes and deadlines out.
pub trait Session: Send {
    /// What the session asks its [`Service`] to do for the client.
    type Request: Send;
    /// What the service found.
    type Answer: Send;
    /// Bytes to send, in the form in which the protocol's writer leaves them.
    type Transmit: AsRef<[u8]> + Send;

    /// Takes bytes that the client sent. They may be any piece of the stream.
    fn handle_bytes(&mut self, bytes: &[u8], now: Instant);

    /// The client has closed its side; what was received whole is still answered.
    fn handle_end_of_input(&mut self, now: Instant);

    /// Takes the answer to the request that [`Session::poll_request`] gave last.
    fn handle_answer(&mut self, answer: Self::Answer, now: Instant);

    /// The instant given by [`Session::poll_deadline`] has come. Afterwards that gives a later one
    /// or none, or there is a reason to close: the caller would call again at once.
    fn handle_timeout(&mut self, now: Instant);

    /// The server is about to stop: finish what is in flight, take nothing new, then close.
    fn handle_drain(&mut self, now: Instant);

    /// The next request to serve. At most one is in flight: the next comes only after its answer.
    fn poll_request(&mut self, now: Instant) -> Option<Self::Request>;

    /// The next bytes to send, whole messages only. The caller writes them before it asks again.
    fn poll_transmit(&mut self) -> Option<Self::Transmit>;

    /// When [`Session::handle_timeout`] wants to be called, if at all.
    fn poll_deadline(&self) -> Option<Instant>;

    /// Why the connection is to be closed, once everything to send has been sent and what is in
    /// flight is answered. From then on no bytes and no deadlines come in.
    fn poll_close(&self) -> Option<Close>;

    /// Whether the session can take more bytes. While it cannot, the caller stops reading, so that
    /// a client that sends faster than it is served fills its own socket and not our memory.
    fn wants_input(&self) -> bool;
}

/// Why a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Close {
    /// The client closed the connection.
    ByClient,
    /// The server is stopping.
    Drained,
    /// Nothing came for longer than the idle limit.
    Idle,
    /// A message was begun and not finished in time.
    MessageTimeout,
    /// The first message (or the login) did not come in time.
    LoginTimeout,
    /// The login failed and the rules say that the connection ends there.
    LoginRefused,
    /// A limit on connections of one account, or on attempts, was reached.
    OverLimit,
    /// The bytes are not this protocol, or a message is larger than allowed.
    NotTheProtocol,
}

impl Close {
    /// The word used in logs and metric labels.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ByClient => "by_client",
            Self::Drained => "drained",
            Self::Idle => "idle",
            Self::MessageTimeout => "message_timeout",
            Self::LoginTimeout => "login_timeout",
            Self::LoginRefused => "login_refused",
            Self::OverLimit => "over_limit",
            Self::NotTheProtocol => "not_the_protocol",
        }
    }
}

/// A protocol as the servers see it: it opens sessions and serves their requests.
pub trait Service: Send + Sync + 'static {
    /// The protocol's session.
    type Session: Session + 'static;

    /// Begins the conversation with a client that has just connected from `peer`.
    fn open(&self, peer: SocketAddr, now: Instant) -> Self::Session;

    /// Serves one request of a session. Must end by itself: each wait inside has a deadline.
    fn serve(
        &self,
        request: <Self::Session as Session>::Request,
    ) -> impl Future<Output = <Self::Session as Session>::Answer> + Send;
}
