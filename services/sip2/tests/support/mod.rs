//! A terminal and the service joined in memory: the demo library on disk, a clock that stands.
#![allow(dead_code, reason = "each test binary uses its part")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot be set up fails there"
)]

use std::{
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use silta_consortium::{AccountId, LibraryCode};
use silta_embedded::{Clock, Embedded, FixedClock, Settings};
use silta_observe::Metrics;
use silta_session::{Close, Service, Session};
use silta_sip2_service::{
    FailedLogins, Profile, Secret, SessionLimits, Sip2Metrics, Sip2Service, Sip2Session,
    Sip2Settings, Terminal, Terminals,
};

/// The demo library, served to terminals of given profiles.
pub(crate) struct Library {
    pub(crate) service: Sip2Service,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) metrics: Metrics,
    pub(crate) consortium: Arc<Embedded>,
    _folder: tempfile::TempDir,
}

/// One terminal's end of the wire.
pub(crate) struct Wire<'a> {
    library: &'a Library,
    pub(crate) session: Sip2Session,
    pub(crate) now: Instant,
    sequence: usize,
}

#[derive(Default)]
struct InMemory(Mutex<Vec<(IpAddr, Timestamp)>>);

impl FailedLogins for InMemory {
    fn load(&self, _: Timestamp) -> Vec<(IpAddr, Timestamp)> {
        Vec::new()
    }

    fn record(&self, address: IpAddr, at: Timestamp) {
        self.0.lock().unwrap().push((address, at));
    }
}

impl Library {
    /// With the account `sc`/`salasana` at Kajaani and this profile.
    pub(crate) fn with(profile: Profile) -> Self {
        Self::with_terminals([("sc", "KAJ", profile)])
    }

    pub(crate) fn with_terminals<const N: usize>(terminals: [(&str, &str, Profile); N]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let start = "2026-11-22T09:05:12+02:00".parse().unwrap();
        let clock = Arc::new(FixedClock::at(start));
        let consortium = Embedded::demo(
            &folder.path().join("kainet.db"),
            Settings::default(),
            clock.clone(),
        );
        let consortium = Arc::new(consortium.unwrap());
        let terminals = terminals.map(|(account, library, profile)| {
            let (account, library) = (AccountId::from(account), LibraryCode::from(library));
            Terminal::new(account, library, Secret::known("salasana"), profile)
        });
        let now = clock.clone();
        let settings = Sip2Settings {
            terminals: Terminals::new(terminals),
            limits: SessionLimits::default(),
            failed_logins_per_minute: 5,
            failed_logins: Arc::new(InMemory::default()),
            answer_deadline: Duration::from_secs(10),
            time_zone: TimeZone::get("Europe/Helsinki").unwrap(),
            now: Arc::new(move || now.now()),
        };
        let metrics = Metrics::new();
        let sip2_metrics = Sip2Metrics::register(&metrics);
        let service = Sip2Service::new(consortium.clone(), settings, sip2_metrics);
        Self {
            service,
            clock,
            metrics,
            consortium,
            _folder: folder,
        }
    }

    pub(crate) fn wire(&self) -> Wire<'_> {
        let now = Instant::now();
        let peer: SocketAddr = "192.0.2.1:4000".parse().unwrap();
        Wire {
            library: self,
            session: self.service.open(peer, now),
            now,
            sequence: 0,
        }
    }

    /// A terminal that has logged in as `sc`.
    pub(crate) async fn terminal(&self) -> Wire<'_> {
        self.logged_in("sc").await
    }

    pub(crate) async fn logged_in(&self, account: &str) -> Wire<'_> {
        let mut wire = self.wire();
        assert_eq!(
            wire.ask(&format!("9300CN{account}|COsalasana|")).await,
            "941"
        );
        wire
    }

    pub(crate) fn later(&self, by: SignedDuration) {
        self.clock.advance(by);
    }
}

impl Wire<'_> {
    /// Sends bytes, serves what they ask, and gives back all bytes that were answered.
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.session.handle_bytes(bytes, self.now);
        self.work().await
    }

    pub(crate) async fn work(&mut self) -> Vec<u8> {
        let mut answered = Vec::new();
        loop {
            let request = self.session.poll_request(self.now);
            let served = request.is_some();
            if let Some(request) = request {
                let reply = self.library.service.serve(request).await;
                self.session.handle_answer(reply, self.now);
            }
            match self.session.poll_transmit() {
                Some(bytes) => answered.extend(bytes),
                None if served => {}
                None => return answered,
            }
        }
    }

    /// Sends one message without a trailer; gives the answer without its CR.
    pub(crate) async fn ask(&mut self, message: &str) -> String {
        let answer = self.send(format!("{message}\r").as_bytes()).await;
        let answer = String::from_utf8(answer).expect("the terminal speaks UTF-8");
        let end = answer.len().checked_sub(1).expect("an answer");
        assert_eq!(answer.find('\r'), Some(end), "one frame: {answer:?}");
        answer[..end].to_owned()
    }

    /// Sends one message with the next sequence number and a checksum, and checks that the answer
    /// has both; gives the answer without them.
    pub(crate) async fn ask_checked(&mut self, message: &str) -> String {
        self.sequence = (self.sequence + 1) % 10;
        let frame = sealed(message, self.sequence);
        let answer = self.send(&frame).await;
        let answer = String::from_utf8(answer).unwrap();
        let (body, _) = answer.rsplit_once("AY").expect("a trailer");
        assert_eq!(answer.as_bytes(), sealed(body, self.sequence), "{answer:?}");
        body.to_owned()
    }

    /// Lets time pass for the session.
    pub(crate) fn wait(&mut self, time: Duration) -> Option<Close> {
        self.now += time;
        if self
            .session
            .poll_deadline()
            .is_some_and(|deadline| deadline <= self.now)
        {
            self.session.handle_timeout(self.now);
        }
        self.session.poll_close()
    }
}

/// A frame with trailer and CR.
pub(crate) fn sealed(message: &str, sequence: usize) -> Vec<u8> {
    let mut frame = format!("{message}AY{sequence}AZ").into_bytes();
    let sum = frame
        .iter()
        .fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
    frame.extend(format!("{:04X}\r", sum.wrapping_neg()).into_bytes());
    frame
}

/// The values of a field in a message.
pub(crate) fn values<'a>(answer: &'a str, id: &str) -> Vec<&'a str> {
    let fields = answer.split('|');
    let whole = fields.filter_map(|field| field.strip_prefix(id));
    // The first field stands right after the fixed part.
    let first = answer.split('|').next().and_then(|head| {
        let at = head.rfind(id).filter(|at| *at >= 3)?;
        head.get(at + 2..)
    });
    first.into_iter().chain(whole).collect()
}

/// The one value of a field.
pub(crate) fn value<'a>(answer: &'a str, id: &str) -> Option<&'a str> {
    values(answer, id).first().copied()
}

/// 18 characters, as good as any.
pub(crate) const DATE: &str = "20261122    090512";

/// A checkout with a blank nb due date.
pub(crate) fn checkout(patron: &str, item: &str, more: &str) -> String {
    format!("11YN{DATE}                  AOKAINET|AA{patron}|AB{item}|AC|{more}")
}

/// A checkin.
pub(crate) fn checkin(item: &str, more: &str) -> String {
    format!("09N{DATE}{DATE}APKAJ|AOKAINET|AB{item}|AC|{more}")
}

/// A patron information with no list.
pub(crate) fn patron_information(patron: &str, more: &str) -> String {
    format!("63007{DATE}          AOKAINET|AA{patron}|{more}")
}
