//! Numbers for operators, as OpenMetrics text.
//!
//! Labels are enums: a label whose values come from outside would let a patron's data, or a flood
//! of values, into the monitoring system. [`label_values!`](crate::label_values) writes such an
//! enum; another crate registers its own families with [`Metrics::register`].

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::{Metric, Registry},
};

use crate::process::Process;

/// The content type of what [`Metrics::encode`] writes.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// All numbers of this process. Clones share them.
#[derive(Clone, Debug)]
pub struct Metrics {
    registry: Arc<Mutex<Registry>>,
}

impl Metrics {
    /// With the numbers about the process itself: memory, processor time, descriptors, start.
    pub fn new() -> Self {
        let mut process = Registry::default();
        process.register_collector(Box::new(Process::new()));
        Self {
            registry: Arc::new(Mutex::new(process)),
        }
    }

    /// Adds a family under `silta_NAME`; a counter's name gets `_total` after it. `help` is one
    /// sentence with a full stop left out (it is added).
    pub fn register(&self, name: &str, help: &str, family: impl Metric) {
        self.lock().register(format!("silta_{name}"), help, family);
    }

    /// Everything as OpenMetrics text, to be sent as [`CONTENT_TYPE`].
    ///
    /// # Errors
    /// When one of the registered metrics cannot be written.
    pub fn encode(&self) -> Result<String, fmt::Error> {
        let mut page = String::new();
        text::encode(&mut page, &self.lock())?;
        Ok(page)
    }

    fn lock(&self) -> MutexGuard<'_, Registry> {
        // Registering and encoding leave no half-done state behind that could hurt the next one.
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

/// Writes an enum whose variants are the values of one label, each with its word.
///
/// ```
/// silta_observe::label_values! {
///     /// The side of a door.
///     pub enum Side {
///         /// Into the library.
///         In = "in",
///         /// Out of it.
///         Out = "out",
///     }
/// }
/// assert_eq!(Side::Out.as_str(), "out");
/// ```
#[macro_export]
macro_rules! label_values {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        $vis enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word used in metric labels and logs.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl $crate::prometheus_client::encoding::EncodeLabelValue for $name {
            fn encode(
                &self,
                encoder: &mut $crate::prometheus_client::encoding::LabelValueEncoder<'_>,
            ) -> ::std::fmt::Result {
                ::std::fmt::Write::write_str(encoder, self.as_str())
            }
        }
    };
}

label_values! {
    /// The doors of the gateway.
    pub enum Listener {
        /// Metrics, health, console.
        Admin = "admin",
        /// SRU, OAI-PMH, NCIP and ISO 18626 over HTTP, and the consortium API.
        Http = "http",
        /// NCIP over raw TCP.
        Ncip = "ncip",
        /// SIP2 over raw TCP.
        Sip2 = "sip2",
        /// Z39.50.
        Z3950 = "z3950",
    }
}

label_values! {
    /// Why a connection was closed at once instead of being served.
    pub enum Refused {
        /// Its address has as many connections as one address may have.
        PerAddress = "per_address",
        /// The listener has as many connections as it may have.
        Total = "total",
    }
}

label_values! {
    /// How a connection that was served ended.
    pub enum Ending {
        /// The client closed it.
        ByClient = "by_client",
        /// The drain deadline came before it was done.
        Cut = "cut",
        /// The gateway was stopping and the connection was between messages.
        Drained = "drained",
        /// Nothing came for longer than the idle limit.
        Idle = "idle",
        /// The login failed and the rules end the connection there.
        LoginRefused = "login_refused",
        /// No login in time.
        LoginTimeout = "login_timeout",
        /// A message was begun and not finished in time.
        MessageTimeout = "message_timeout",
        /// What came is not the protocol, or larger than allowed.
        NotTheProtocol = "not_the_protocol",
        /// A limit of the session was reached.
        OverLimit = "over_limit",
        /// A fault of ours; the others were not touched.
        Panicked = "panicked",
        /// The network or the client's machine broke it off.
        Reset = "reset",
        /// The client did not read what we sent in time.
        WriteTimeout = "write_timeout",
    }
}

/// The numbers about connections, of all listeners.
#[derive(Clone, Debug, Default)]
pub struct Connections {
    accepted: Family<ByListener, Counter>,
    accept_pauses: Family<ByListener, Counter>,
    closed: Family<ByEnding, Counter>,
    open: Family<ByListener, Gauge>,
    refused: Family<ByRefused, Counter>,
}

impl Connections {
    /// Registers them. To be done once for a [`Metrics`].
    pub fn register(metrics: &Metrics) -> Self {
        let new = Self::default();
        metrics.register(
            "connections_accepted",
            "Connections taken in",
            new.accepted.clone(),
        );
        metrics.register(
            "accept_pauses",
            "Times that accepting paused for want of descriptors or memory",
            new.accept_pauses.clone(),
        );
        metrics.register(
            "connections_closed",
            "Connections that ended, by reason",
            new.closed.clone(),
        );
        metrics.register("connections_open", "Connections open now", new.open.clone());
        metrics.register(
            "connections_refused",
            "Connections closed at once because a limit was reached",
            new.refused.clone(),
        );
        new
    }

    /// The numbers of one listener, which stand at 0 from then on.
    pub fn of(&self, listener: Listener) -> ListenerMetrics {
        let label = ByListener { listener };
        drop(self.accepted.get_or_create(&label));
        drop(self.accept_pauses.get_or_create(&label));
        drop(self.open.get_or_create(&label));
        for &reason in Refused::ALL {
            drop(self.refused.get_or_create(&ByRefused { listener, reason }));
        }
        for &reason in Ending::ALL {
            drop(self.closed.get_or_create(&ByEnding { listener, reason }));
        }
        ListenerMetrics {
            listener,
            connections: self.clone(),
        }
    }
}

/// The numbers about connections of one listener.
#[derive(Clone, Debug)]
pub struct ListenerMetrics {
    listener: Listener,
    connections: Connections,
}

impl ListenerMetrics {
    /// Which listener it is.
    pub fn listener(&self) -> Listener {
        self.listener
    }

    /// A connection was taken in.
    pub fn opened(&self) {
        let label = self.label();
        self.connections.accepted.get_or_create(&label).inc();
        self.connections.open.get_or_create(&label).inc();
    }

    /// A connection that was taken in has ended.
    pub fn closed(&self, reason: Ending) {
        let Self {
            listener,
            connections,
        } = self;
        connections.open.get_or_create(&self.label()).dec();
        let label = ByEnding {
            listener: *listener,
            reason,
        };
        connections.closed.get_or_create(&label).inc();
    }

    /// A connection was closed at once.
    pub fn refused(&self, reason: Refused) {
        let label = ByRefused {
            listener: self.listener,
            reason,
        };
        self.connections.refused.get_or_create(&label).inc();
    }

    /// Accepting paused for want of descriptors or memory.
    pub fn accept_paused(&self) {
        self.connections
            .accept_pauses
            .get_or_create(&self.label())
            .inc();
    }

    /// Connections open now.
    pub fn open(&self) -> i64 {
        self.connections.open.get_or_create(&self.label()).get()
    }

    /// Connections ended so far for this reason.
    pub fn closed_so_far(&self, reason: Ending) -> u64 {
        let label = ByEnding {
            listener: self.listener,
            reason,
        };
        self.connections.closed.get_or_create(&label).get()
    }

    /// Connections closed at once so far for this reason.
    pub fn refused_so_far(&self, reason: Refused) -> u64 {
        let label = ByRefused {
            listener: self.listener,
            reason,
        };
        self.connections.refused.get_or_create(&label).get()
    }

    /// Pauses of accepting so far.
    pub fn accept_pauses_so_far(&self) -> u64 {
        let label = self.label();
        self.connections.accept_pauses.get_or_create(&label).get()
    }

    fn label(&self) -> ByListener {
        ByListener {
            listener: self.listener,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByListener {
    listener: Listener,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByRefused {
    listener: Listener,
    reason: Refused,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByEnding {
    listener: Listener,
    reason: Ending,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_are_told_by_listener_and_reason() {
        let metrics = Metrics::new();
        let sip2 = Connections::register(&metrics).of(Listener::Sip2);
        sip2.opened();
        sip2.opened();
        sip2.closed(Ending::WriteTimeout);
        sip2.refused(Refused::PerAddress);
        sip2.accept_paused();

        let page = metrics.encode().unwrap();
        for line in [
            "# TYPE silta_connections_accepted counter",
            r#"silta_connections_accepted_total{listener="sip2"} 2"#,
            r#"silta_connections_open{listener="sip2"} 1"#,
            r#"silta_connections_closed_total{listener="sip2",reason="write_timeout"} 1"#,
            r#"silta_connections_closed_total{listener="sip2",reason="idle"} 0"#,
            r#"silta_connections_refused_total{listener="sip2",reason="per_address"} 1"#,
            r#"silta_accept_pauses_total{listener="sip2"} 1"#,
        ] {
            assert!(page.lines().any(|l| l == line), "no {line} in\n{page}");
        }
        assert!(page.ends_with("# EOF\n"));
    }
}
