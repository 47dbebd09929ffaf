//! Numbers about SIP2 for operators: messages by code, terminal and outcome, and how long they took.

use std::time::Duration;

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
};
use silta_observe::{Metrics, Series, label_values};

use crate::{messages, terminal::Terminal};

label_values! {
    /// What became of a message.
    pub enum MessageOutcome {
        /// Carried out, or answered.
        Ok = "ok",
        /// The library, or the terminal's profile, says no.
        Refused = "refused",
        /// The consortium gave no answer.
        Failed = "failed",
        /// Could not be read; answered with 96.
        Damaged = "damaged",
        /// Sent again by the terminal: the stored answer was given.
        Replayed = "replayed",
    }
}

label_values! {
    /// How a login ended.
    pub enum LoginOutcome {
        /// Accepted.
        Ok = "ok",
        /// The account came from an address that is not its own.
        Address = "address",
        /// An encryption of the login that nobody defined.
        Algorithm = "algorithm",
        /// Unknown account or wrong password.
        Credentials = "credentials",
        /// Too many failed logins from the address.
        Throttled = "throttled",
        /// All of the account's connections are taken.
        TooMany = "too_many_connections",
    }
}

label_values! {
    /// What a terminal reports of itself in 99.
    pub enum TerminalReport {
        /// Printer out of paper.
        OutOfPaper = "out_of_paper",
        /// About to shut down.
        ShutDown = "shut_down",
    }
}

/// The messages of one terminal, by code and outcome.
#[derive(Debug)]
pub(crate) struct MessagesOf(Series<Counter>);

impl Default for MessagesOf {
    fn default() -> Self {
        Self(Series::new(CODES * MessageOutcome::ALL.len()))
    }
}

/// The codes of requests, and one for what cannot be read.
const CODES: usize = messages::MESSAGES.len() + 1;

/// The number of a code among [`CODES`].
fn number(code: &str) -> usize {
    messages::of_code(code).map_or(CODES - 1, |message| message as usize)
}

/// The numbers of the SIP2 service.
#[derive(Clone, Debug)]
pub struct Sip2Metrics {
    messages: Family<ByMessage, Counter>,
    seconds: Family<ByCode, Histogram>,
    /// By code.
    seconds_kept: Series<Histogram>,
    logins: Family<ByLogin, Counter>,
    reports: Family<ByReport, Counter>,
    lenient_checksums: Counter,
    pub(crate) logged_in: Gauge,
}

impl Sip2Metrics {
    /// Registers them. To be done once for a [`Metrics`].
    pub fn register(metrics: &Metrics) -> Self {
        // From 50 microseconds to 1.6 seconds.
        let histogram = || Histogram::new(exponential_buckets(0.000_05, 2.0, 16));
        let new = Self {
            messages: Family::default(),
            seconds: Family::new_with_constructor(histogram),
            seconds_kept: Series::new(CODES),
            logins: Family::default(),
            reports: Family::default(),
            lenient_checksums: Counter::default(),
            logged_in: Gauge::default(),
        };
        metrics.register(
            "sip2_messages",
            "SIP2 messages, by code",
            new.messages.clone(),
        );
        metrics.register(
            "sip2_seconds",
            "Time to answer a SIP2 message",
            new.seconds.clone(),
        );
        metrics.register("sip2_logins", "SIP2 logins, by outcome", new.logins.clone());
        metrics.register(
            "sip2_reports",
            "Troubles that terminals report",
            new.reports.clone(),
        );
        metrics.register(
            "sip2_lenient_checksums",
            "Checksums over code points instead of bytes that were taken all the same",
            new.lenient_checksums.clone(),
        );
        metrics.register(
            "sip2_logged_in",
            "SIP2 terminals logged in now",
            new.logged_in.clone(),
        );
        new
    }

    /// Counts a message of a terminal, and how long its answer took.
    pub(crate) fn message(
        &self,
        code: &'static str,
        terminal: &Terminal,
        outcome: MessageOutcome,
        took: Option<Duration>,
    ) {
        let number = number(code);
        let labels = || ByMessage {
            code,
            terminal: terminal.account.as_str().to_owned(),
            outcome,
        };
        let messages = number * MessageOutcome::ALL.len() + outcome as usize;
        let MessagesOf(kept) = &terminal.messages;
        kept.of(messages, &self.messages, labels).inc();
        if let Some(took) = took {
            self.seconds_kept
                .of(number, &self.seconds, || ByCode { code })
                .observe(took.as_secs_f64());
        }
    }

    pub(crate) fn login(&self, outcome: LoginOutcome) {
        self.logins.get_or_create(&ByLogin { outcome }).inc();
    }

    pub(crate) fn report(&self, account: &str, report: TerminalReport) {
        self.reports
            .get_or_create(&ByReport {
                terminal: account.to_owned(),
                report,
            })
            .inc();
    }

    pub(crate) fn lenient_checksum(&self) {
        self.lenient_checksums.inc();
    }
}

/// The terminal is the account as the configuration names it, never what a client sends.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByMessage {
    code: &'static str,
    terminal: String,
    outcome: MessageOutcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByCode {
    code: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByLogin {
    outcome: LoginOutcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByReport {
    terminal: String,
    report: TerminalReport,
}
