//! Z39.50 as the servers see it: opens sessions, and serves each APDU by the file of its name.

use std::{
    fmt, mem,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use jiff::{Timestamp, tz::TimeZone};
use silta_consortium::{Answer, Catalogue, Circulation, Context, IllExchange, Library};
use silta_secrets::{FailedLogins, Forgotten, LoginThrottle};
use silta_session::{Close, Service};
use silta_z3950::{Apdu, CloseReason};

use crate::{
    authentication::{Account, Accounts},
    close, delete_result_set, extended_services, init,
    limits::SessionLimits,
    metrics::{ApduOutcome, Z3950Metrics},
    present, scan, search,
    serving::{Serving, within},
    session::{Exchange, Reply, Z3950Session},
    sort,
};

/// What Z39.50 is served with.
pub struct Z3950Settings {
    /// The names of the one database; they differ in no letter case.
    pub databases: Vec<String>,
    /// Who may open a session with a password.
    pub accounts: Vec<Account>,
    /// Whether a session may be opened without one.
    pub anonymous: bool,
    /// Wrong passwords from one address in a minute, after which its passwords are not looked at.
    pub failed_logins_per_minute: u32,
    /// Where wrong passwords are written down.
    pub failed_logins: Arc<dyn FailedLogins>,
    /// Where partners' orders of items go; without it, none is taken.
    pub orders: Option<Arc<dyn IllExchange>>,
    /// Limits of each session.
    pub limits: SessionLimits,
    /// How long the consortium has for an answer.
    pub answer_deadline: Duration,
    /// How long it has for the holdings of all OPAC records of one response; then they go without.
    pub holdings_deadline: Duration,
    /// The time zone of the libraries.
    pub time_zone: TimeZone,
    /// The clock.
    pub now: Now,
}

/// Tells what time it is.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

impl Default for Z3950Settings {
    fn default() -> Self {
        Self {
            databases: vec!["Default".into()],
            accounts: Vec::new(),
            anonymous: true,
            failed_logins_per_minute: 20,
            failed_logins: Arc::new(Forgotten),
            orders: None,
            limits: SessionLimits::default(),
            answer_deadline: Duration::from_secs(20),
            holdings_deadline: Duration::from_secs(3),
            time_zone: TimeZone::UTC,
            now: Arc::new(Timestamp::now),
        }
    }
}

/// The consortium as Z39.50 needs it: the catalogue, and the names of the libraries.
pub trait Consortium: Catalogue {
    /// The libraries that copies stand in.
    fn places<'a>(&'a self, context: &'a Context) -> Answer<'a, Arc<[Library]>>;
}

impl<T: Circulation + Catalogue> Consortium for T {
    fn places<'a>(&'a self, context: &'a Context) -> Answer<'a, Arc<[Library]>> {
        self.libraries(context)
    }
}

/// Z39.50 over a consortium.
#[derive(Debug)]
pub struct Z3950Service {
    shared: Arc<Shared>,
}

/// What all sessions share.
pub(crate) struct Shared {
    pub(crate) settings: Z3950Settings,
    pub(crate) metrics: Z3950Metrics,
    pub(crate) consortium: Arc<dyn Consortium>,
    pub(crate) accounts: Accounts,
    pub(crate) throttle: LoginThrottle,
    libraries: Mutex<Option<Known>>,
}

/// The libraries as they were told last.
struct Known {
    at: Instant,
    libraries: Arc<[Library]>,
}

/// How long the names of libraries are believed.
const LIBRARIES_LAST: Duration = Duration::from_secs(60);

impl Z3950Service {
    /// Z39.50 over this consortium.
    pub fn new(
        consortium: Arc<dyn Consortium>,
        mut settings: Z3950Settings,
        metrics: Z3950Metrics,
    ) -> Self {
        let throttle = LoginThrottle::new(
            settings.failed_logins_per_minute,
            Arc::clone(&settings.failed_logins),
            (settings.now)(),
        );
        let accounts = Accounts::new(mem::take(&mut settings.accounts), settings.anonymous);
        let shared = Shared {
            accounts,
            throttle,
            settings,
            metrics,
            consortium,
            libraries: Mutex::default(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }
}

impl Service for Z3950Service {
    type Session = Z3950Session;

    fn open(&self, peer: SocketAddr, now: Instant) -> Z3950Session {
        Z3950Session::new(Arc::clone(&self.shared), peer.ip(), now)
    }

    async fn serve(&self, exchange: Exchange) -> Reply {
        self.shared.serve(exchange).await
    }
}

impl Shared {
    async fn serve(&self, exchange: Exchange) -> Reply {
        let Exchange {
            apdu,
            begun,
            conversation,
            address,
        } = exchange;
        let reference_id = apdu.reference_id().cloned();
        let (apdu, mut conversation) = match (apdu, conversation) {
            // What is seldom asked for stands apart: the future of each request is as large as the
            // largest of all.
            (Apdu::InitRequest(request), _) => {
                return Box::pin(init::init(self, request, address)).await;
            }
            (apdu, Some(conversation)) => (apdu, conversation),
            (_, None) => return out_of_place(),
        };
        let mut s = Serving::new(self, &mut conversation, begun);
        let mut answer: Apdu = match apdu {
            Apdu::SearchRequest(request) => search::search(&mut s, request).await.into(),
            Apdu::PresentRequest(request) => present::present(&mut s, request).await.into(),
            Apdu::ScanRequest(request) => Box::pin(scan::scan(&mut s, request)).await.into(),
            Apdu::SortRequest(request) => Box::pin(sort::sort(&mut s, request)).await.into(),
            Apdu::DeleteResultSetRequest(request) => {
                delete_result_set::delete_result_set(&mut s, request).into()
            }
            Apdu::ExtendedServicesRequest(request) => {
                let answer = extended_services::extended_services(&mut s, &request);
                Box::pin(answer).await.into()
            }
            _ => return out_of_place(),
        };
        let outcome = s.outcome;
        answer.set_reference_id(reference_id);
        Reply {
            answer,
            conversation: Some(conversation),
            outcome,
            close: None,
        }
    }

    /// The libraries; none if they cannot be had in time.
    pub(crate) async fn libraries(&self, context: &Context) -> Option<Arc<[Library]>> {
        let now = now();
        let fresh = |known: &&Known| now.saturating_duration_since(known.at) < LIBRARIES_LAST;
        let known = || {
            let known = self.libraries.lock().ok()?;
            let known = known.as_ref().filter(fresh)?;
            Some(Arc::clone(&known.libraries))
        };
        if let Some(libraries) = known() {
            return Some(libraries);
        }
        let told = within(context.deadline, self.consortium.places(context)).await;
        let libraries = told.ok()?;
        if let Ok(mut known) = self.libraries.lock() {
            *known = Some(Known {
                at: now,
                libraries: Arc::clone(&libraries),
            });
        }
        Some(libraries)
    }
}

/// The answer to what the session should not have let through.
fn out_of_place() -> Reply {
    Reply {
        answer: close::because(CloseReason::ProtocolError, "not now").into(),
        conversation: None,
        outcome: ApduOutcome::ProtocolError,
        close: Some(Close::NotTheProtocol),
    }
}

impl fmt::Debug for Z3950Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Z3950Settings")
            .field("databases", &self.databases)
            .field("accounts", &self.accounts)
            .field("anonymous", &self.anonymous)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// Now, by the runtime's clock, which tests can move: deadlines of requests begin here.
pub(crate) fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}
