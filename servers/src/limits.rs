//! The limits of listeners and connections, by name.
//!
//! What depends on a protocol (its message size, login, message and idle deadlines) is a limit of
//! its session.

use std::{io, time::Duration};

/// Descriptors left to stores, logs, outgoing connections and the admin listener when
/// [`Limits::max_connections`] is derived.
pub const RESERVED_DESCRIPTORS: u64 = 128;

/// What one listener and its connections may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections open at a time; one more is closed at once. Default: the soft limit of
    /// descriptors without [`RESERVED_DESCRIPTORS`].
    pub max_connections: usize,
    /// Connections open at a time from one address (an IPv6 network of 64 bits counts as one
    /// address); one more is closed at once. Default: none but `max_connections`, for a branch
    /// library's terminals often share an address.
    pub max_connections_per_address: Option<usize>,
    /// Connections that the system keeps for us until we accept them. Default: 4096 (the system
    /// may lower it).
    pub backlog: u32,
    /// For how long accepting pauses when descriptors or memory are out. Default: 100 ms.
    pub accept_pause: Duration,
    /// In what time a client must have taken one answer whole; else it is cut, and what it did
    /// not read is dropped. Default: 30 s.
    pub write_deadline: Duration,
    /// For how long a connection that we end right after an answer still swallows input, so that
    /// the answer is not lost to a reset; with HTTP, for how long it waits for more of a body that
    /// nobody reads, within [`HttpLimits::body_deadline`]. Default: 1 s.
    pub linger: Duration,
    /// How long a silent connection rests before the system asks whether its other end is still
    /// there. Default: 60 s.
    pub keepalive: Duration,
    /// In what time connections must be done after a stop was asked for; then they are cut.
    /// Default: 10 s.
    pub drain_deadline: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_connections: connections_for(soft_descriptors()),
            max_connections_per_address: None,
            backlog: 4096,
            accept_pause: Duration::from_millis(100),
            write_deadline: Duration::from_secs(30),
            linger: Duration::from_secs(1),
            keepalive: Duration::from_secs(60),
            drain_deadline: Duration::from_secs(10),
        }
    }
}

/// What one HTTP request may use, beside the [`Limits`] of its connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpLimits {
    /// In what time a request's head must be there whole, counted from the connection's begin or
    /// the answer before: so it limits idle connections too. Default: 15 s.
    pub head_deadline: Duration,
    /// Bytes of a request's line and headers; more gets 431. At least 8 KiB. Default: 64 KiB.
    pub max_head: usize,
    /// Headers of a request; more get 431. Default: 100.
    pub max_headers: usize,
    /// In what time a request's body must be there whole. Default: 30 s.
    pub body_deadline: Duration,
    /// Bytes of a request's body; more get 413. Default: 2 MiB.
    pub max_body: usize,
    /// In what time an answer must begin; else 503. A net under the deadlines of the ports.
    /// Default: 60 s.
    pub answer_deadline: Duration,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self {
            head_deadline: Duration::from_secs(15),
            max_head: 64 * 1024,
            max_headers: 100,
            body_deadline: Duration::from_secs(30),
            max_body: 2 * 1024 * 1024,
            answer_deadline: Duration::from_secs(60),
        }
    }
}

/// Raises the soft limit of descriptors to the hard one and gives what it is now. To be called
/// before [`Limits::default`].
///
/// # Errors
/// When the system refuses; the old limit holds then.
pub fn raise_descriptors() -> io::Result<u64> {
    rlimit::increase_nofile_limit(u64::MAX)
}

/// 1024 where the system does not tell.
fn soft_descriptors() -> u64 {
    rlimit::Resource::NOFILE.get_soft().unwrap_or(1024)
}

/// At least half of the descriptors, however few there are.
fn connections_for(descriptors: u64) -> usize {
    let left = descriptors.saturating_sub(RESERVED_DESCRIPTORS);
    usize::try_from(left.max(descriptors / 2)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_follow_descriptors() {
        assert_eq!(connections_for(64), 32);
        assert_eq!(connections_for(1024), 896);
        assert_eq!(connections_for(20_000), 19_872);
    }
}
