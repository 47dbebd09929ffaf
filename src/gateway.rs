//! A gateway from its settings: consortium, services and listeners, joined and stopped together.

mod doors;
mod ill;
mod libraries;
mod ncip;

use std::{
    io, mem,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use silta_api_service::{ApiSettings, Tokens};
use silta_consortium::{
    Catalogue, Circulation, Context, Ill, IllExchange, Origin, Protocol, TemporaryItems,
};
use silta_embedded::{DatedBy, Embedded, OpenError, SystemClock};
use silta_ncip_service::NcipService;
use silta_oai_pmh_service::{CopyData, OaiSettings, TokenKey};
use silta_observe::{
    Health, Metrics,
    health::Check,
    metrics::{Connections, Listener},
};
use silta_page_service::PageSettings;
use silta_rest::{Rest, RestMetrics};
use silta_servers::{
    Bound, HttpLimits, Limits, Shutdown, admin, http, raise_descriptors, shutdown::Drained,
};
use silta_sip2_service::{Consortium, Sip2Metrics, Sip2Service, Sip2Settings, Terminals};
use silta_sru_service::{SruMetrics, SruSettings};
use silta_store::{GatewayStore, OpenStoreError};
use silta_z3950_service::{Z3950Metrics, Z3950Service, Z3950Settings};
use tracing::warn;

pub use doors::Addresses;

use doors::Doors;
use libraries::check_libraries;

use crate::{
    config::{Oai, Remote, Settings, Sip2Limits, Sru, Z3950},
    interfaces::interfaces,
};

/// How often the consortium is asked whether it is there.
const HEALTH_INTERVAL: Duration = Duration::from_secs(5);

/// How often it is asked what became of changes in doubt.
const DOUBTS_INTERVAL: Duration = Duration::from_secs(5);

/// How long it has for the answer.
const HEALTH_DEADLINE: Duration = Duration::from_secs(3);

/// A gateway that accepts connections.
#[derive(Debug)]
pub struct Gateway {
    addresses: Addresses,
    shutdown: Shutdown,
    drain: Duration,
}

/// Why a gateway could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// An address cannot be listened on.
    #[error(
        "[{door}] listen: {address} cannot be listened on: {source}; name another address, port 0 \
         for a free one"
    )]
    Bind {
        /// The table of the configuration.
        door: &'static str,
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The store's folder cannot be made.
    #[error("[store] path: the folder {} cannot be made: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The consortium's store cannot be opened.
    #[error("[store] path: {0}")]
    Consortium(#[from] OpenError),
    /// The consortium does not answer.
    #[error("the consortium does not answer: {0}")]
    Silent(silta_consortium::Error),
    /// A terminal or an agency stands in a library that the consortium does not have.
    #[error(
        "{who} stands in {library:?}; the consortium has {known}; name one of these, or let a new \
         store be filled with [consortium] demo = true"
    )]
    Library {
        /// Who: `the terminal sc-kajaani`.
        who: String,
        /// Where it is said to stand.
        library: String,
        /// The codes that there are.
        known: String,
    },
    /// The gateway's own store cannot be opened.
    #[error("[store] path: {0}")]
    Store(#[from] OpenStoreError),
}

impl Gateway {
    /// Opens the consortium and the listeners. When it returns, all of them accept.
    ///
    /// # Errors
    /// When an address is taken, or the store cannot be opened.
    pub async fn start(mut settings: Settings) -> Result<Self, StartError> {
        if let Err(error) = raise_descriptors() {
            warn!(%error, "the limit of descriptors stays as it is");
        }
        let doors = Doors::open(&settings)?;
        let (metrics, health, shutdown) = (Metrics::new(), Health::new(), Shutdown::new());
        let stores = Stores::open(&settings, &metrics, &shutdown)?;
        match check_libraries(&*stores.consortium, &settings).await {
            // It may come back, and terminals are answered until then.
            Err(StartError::Silent(error)) if settings.consortium.remote.is_some() => {
                warn!(%error, "the consortium does not answer yet");
            }
            checked => checked?,
        }
        let house = House {
            addresses: doors.addresses(),
            connections: Connections::register(&metrics),
            metrics,
            health,
            shutdown,
        };
        house.watch(Arc::clone(&stores.consortium));
        let drain = settings.sip2.limits.drain_deadline;
        let ncip = house.ncip(&mut settings, &stores);
        if let Some(outbox) = &stores.ill {
            house.send_to_partners(&settings.ill, Arc::clone(outbox));
        }
        if let Some(bound) = doors.ncip {
            house.serve_ncip(bound, ncip.clone(), &settings.ncip.limits);
        }
        if let Some(bound) = doors.http {
            house.serve_pages(bound, &settings, &stores, ncip);
        }
        if let Some(bound) = doors.z3950 {
            let z3950 = mem::take(&mut settings.z3950);
            let time_zone = settings.consortium.rules.time_zone.clone();
            house.serve_z3950(bound, z3950, time_zone, &stores);
        }
        if let Some(bound) = doors.sip2 {
            house.serve_sip2(bound, settings, stores);
        }
        if let Some(bound) = doors.admin {
            house.serve_admin(bound);
        }
        Ok(Self {
            addresses: house.addresses,
            shutdown: house.shutdown,
            drain,
        })
    }

    /// Where it listens, with the ports that the system chose.
    pub fn addresses(&self) -> Addresses {
        self.addresses
    }

    /// Serves until SIGTERM or SIGINT, then finishes what is in flight.
    ///
    /// # Errors
    /// When the system lets us not listen for signals.
    pub async fn until_signal(self) -> io::Result<Drained> {
        self.shutdown.on_signal(self.drain).await
    }

    /// Stops accepting and finishes what is in flight.
    pub async fn stop(self) -> Drained {
        self.shutdown.finish(self.drain).await
    }
}

/// The consortium as every service needs it, here or elsewhere.
trait BackEnd:
    Consortium
    + silta_api_service::Consortium
    + silta_ncip_service::Consortium
    + silta_oai_pmh_service::Catalogues
    + silta_page_service::Consortium
    + silta_sru_service::Consortium
    + silta_z3950_service::Consortium
{
}

impl<T: Circulation + Catalogue + Ill + TemporaryItems> BackEnd for T {}

/// The consortium, and what is on disk.
struct Stores {
    consortium: Arc<dyn BackEnd>,
    /// Where messages of partners are taken and wait; a consortium elsewhere speaks with its
    /// partners itself.
    ill: Option<Arc<dyn IllExchange>>,
    gateway: GatewayStore,
}

impl Stores {
    fn open(
        settings: &Settings,
        metrics: &Metrics,
        shutdown: &Shutdown,
    ) -> Result<Self, StartError> {
        let folder = settings.store.path.as_path();
        make(folder).map_err(|source| StartError::Folder {
            path: folder.to_owned(),
            source,
        })?;
        let gateway = GatewayStore::open(folder)?;
        let (consortium, ill): (Arc<dyn BackEnd>, Option<Arc<dyn IllExchange>>) =
            match &settings.consortium.remote {
                Some(remote) => {
                    let rest = Arc::new(elsewhere(remote, metrics, &gateway));
                    settle_doubts(Arc::clone(&rest), shutdown);
                    (rest, None)
                }
                None => {
                    let embedded = Arc::new(Self::embedded(settings, folder)?);
                    (Arc::clone(&embedded) as Arc<_>, Some(embedded))
                }
            };
        Ok(Self {
            consortium,
            ill,
            gateway,
        })
    }

    fn embedded(settings: &Settings, folder: &Path) -> Result<Embedded, OpenError> {
        let file = consortium_file(folder);
        let embedded = embedded_settings(settings);
        let clock = Arc::new(SystemClock);
        match settings.consortium.demo {
            true => Embedded::demo(&file, embedded, clock),
            false => Embedded::open(&file, embedded, clock),
        }
    }
}

/// Where the consortium's store stands in the folder of the state.
pub(crate) fn consortium_file(folder: &Path) -> PathBuf {
    folder.join("consortium.db")
}

/// How the consortium in the store runs.
pub(crate) fn embedded_settings(settings: &Settings) -> silta_embedded::Settings {
    silta_embedded::Settings {
        rules: settings.consortium.rules.clone(),
        partners: ill::partners(&settings.ill),
        plain_finds_marked: settings.consortium.plain_finds_marked,
        dated_by: match settings.oai.copies {
            CopyData::None => DatedBy::Sets,
            CopyData::Standing => DatedBy::Copies,
            CopyData::Live => DatedBy::Circulation,
        },
        ..silta_embedded::Settings::default()
    }
}

fn elsewhere(remote: &Remote, metrics: &Metrics, store: &GatewayStore) -> Rest {
    let settings = remote.clone().calling();
    let doubts = Arc::new(store.doubts(&settings.url));
    Rest::new(settings, RestMetrics::register(metrics)).remembering(doubts)
}

/// What OAI-PMH is served with on a listener at this address.
fn oai(settings: &Oai, time_zone: TimeZone, http: SocketAddr, stores: &Stores) -> OaiSettings {
    let Oai {
        repository_name,
        base_url,
        admin_emails,
        domain,
        sets,
        copies,
        page_size,
        from_overlap,
        answer_deadline,
    } = settings.clone();
    let token_key = stores.gateway.key("oai").unwrap_or_else(|| {
        warn!("tokens of harvesters are signed with a key that lasts until the next start");
        let mut key = [0; 32];
        getrandom::fill(&mut key).expect("the operating system gives random bytes");
        key
    });
    OaiSettings {
        consortium: Arc::clone(&stores.consortium) as Arc<_>,
        repository_name,
        base_url: base_url.unwrap_or_else(|| format!("http://{http}/oai")),
        admin_emails,
        domain,
        sets,
        copy_data: copies,
        time_zone,
        page_size,
        from_overlap: SignedDuration::try_from(from_overlap).unwrap_or(SignedDuration::MAX),
        token_key: TokenKey::new(token_key),
        answer_deadline,
        now: Arc::new(Timestamp::now),
    }
}

/// Asks now and then what became of changes whose answer was lost.
fn settle_doubts(rest: Arc<Rest>, shutdown: &Shutdown) {
    let ending = shutdown.clone();
    shutdown.spawn(async move {
        let mut interval = tokio::time::interval(DOUBTS_INTERVAL);
        let settling = async {
            loop {
                interval.tick().await;
                rest.settle_doubts().await;
            }
        };
        tokio::select! {
            () = ending.draining() => {}
            () = settling => {}
        }
    });
}

/// Makes the store's folder, for its owner alone: it holds what patrons borrow.
pub(crate) fn make(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// What all listeners share.
struct House {
    addresses: Addresses,
    connections: Connections,
    metrics: Metrics,
    health: Health,
    shutdown: Shutdown,
}

impl House {
    fn serve_sip2(&self, bound: Bound, settings: Settings, stores: Stores) {
        let limits = settings.sip2.limits;
        let sip2 = Sip2Settings {
            terminals: Terminals::new(settings.sip2.terminals),
            limits: limits.session,
            failed_logins_per_minute: limits.failed_logins_per_minute,
            failed_logins: Arc::new(stores.gateway.failed_logins("sip2")),
            answer_deadline: match settings.consortium.remote {
                Some(_) => limits
                    .answer_deadline
                    .min(settings.consortium.answer_deadline),
                None => limits.answer_deadline,
            },
            time_zone: settings.consortium.rules.time_zone,
            now: Arc::new(Timestamp::now),
        };
        let consortium: Arc<dyn Consortium> = stores.consortium;
        let service = Sip2Service::new(consortium, sip2, Sip2Metrics::register(&self.metrics));
        self.shutdown.spawn(silta_servers::serve(
            bound,
            Arc::new(service),
            listener_limits(&limits),
            self.shutdown.clone(),
            self.connections.of(Listener::Sip2),
        ));
    }

    fn serve_z3950(&self, bound: Bound, z3950: Z3950, time_zone: TimeZone, stores: &Stores) {
        let limits = z3950.limits;
        let settings = Z3950Settings {
            databases: z3950.databases,
            accounts: z3950.accounts,
            anonymous: z3950.anonymous,
            failed_logins_per_minute: limits.failed_logins_per_minute,
            failed_logins: Arc::new(stores.gateway.failed_logins("z3950")),
            limits: limits.session,
            answer_deadline: limits.answer_deadline,
            holdings_deadline: limits.holdings_deadline,
            orders: stores.ill.clone(),
            time_zone,
            now: Arc::new(Timestamp::now),
        };
        let consortium: Arc<dyn silta_z3950_service::Consortium> = stores.consortium.clone();
        let metrics = Z3950Metrics::register(&self.metrics);
        let default = Limits::default();
        let limits = Limits {
            max_connections: limits.max_connections.unwrap_or(default.max_connections),
            max_connections_per_address: limits.max_connections_per_address,
            write_deadline: limits.write_deadline,
            ..default
        };
        self.shutdown.spawn(silta_servers::serve(
            bound,
            Arc::new(Z3950Service::new(consortium, settings, metrics)),
            limits,
            self.shutdown.clone(),
            self.connections.of(Listener::Z3950),
        ));
    }

    fn serve_pages(&self, bound: Bound, settings: &Settings, stores: &Stores, ncip: NcipService) {
        let api = silta_api_service::router(ApiSettings {
            consortium: Arc::clone(&stores.consortium) as Arc<_>,
            tokens: Tokens::new(settings.api.tokens.iter().cloned()),
            answer_deadline: settings.api.answer_deadline,
            time_zone: settings.consortium.rules.time_zone.clone(),
            now: Arc::new(Timestamp::now),
        });
        let time_zone = settings.consortium.rules.time_zone.clone();
        let mut oai = oai(&settings.oai, time_zone, bound.local_addr(), stores);
        if settings.consortium.remote.is_some() {
            // The API tells no parts of the catalogue.
            oai.sets.clear();
        }
        let oai = silta_oai_pmh_service::router(oai);
        let sru = silta_sru_service::router(self.sru(settings, bound.local_addr(), stores));
        let page = silta_page_service::router(self.page(settings, bound.local_addr(), stores));
        let router = page
            .merge(sru)
            .merge(oai)
            .merge(silta_ncip_service::router(ncip));
        let router = match &stores.ill {
            Some(exchange) => router.merge(self.iso18626(&settings.ill, Arc::clone(exchange))),
            None => router,
        };
        let router = match settings.consortium.remote {
            // A consortium that runs elsewhere serves its own API.
            Some(_) => router,
            None => router.merge(api),
        };
        self.serve_http(bound, router, Listener::Http);
    }

    /// What people and integrators see on a listener at this address. Their pages have as long for
    /// an answer as programs that search.
    fn page(&self, settings: &Settings, http: SocketAddr, stores: &Stores) -> PageSettings {
        PageSettings {
            consortium: Arc::clone(&stores.consortium) as Arc<_>,
            title: settings.sru.title.clone(),
            interfaces: interfaces(settings, &self.addresses, http),
            answer_deadline: settings.sru.answer_deadline,
            holdings_deadline: settings.sru.holdings_deadline,
            time_zone: settings.consortium.rules.time_zone.clone(),
        }
    }

    /// What SRU is served with on a listener at this address.
    fn sru(&self, settings: &Settings, http: SocketAddr, stores: &Stores) -> SruSettings {
        let Sru {
            databases,
            base_url,
            title,
            limits,
            answer_deadline,
            holdings_deadline,
        } = settings.sru.clone();
        SruSettings {
            consortium: Arc::clone(&stores.consortium) as Arc<_>,
            databases,
            base_url: base_url.unwrap_or_else(|| format!("http://{http}/sru")),
            title,
            limits,
            answer_deadline,
            holdings_deadline,
            time_zone: settings.consortium.rules.time_zone.clone(),
            metrics: SruMetrics::register(&self.metrics),
        }
    }

    fn serve_admin(&self, bound: Bound) {
        let Self {
            metrics,
            health,
            shutdown,
            ..
        } = self;
        let router = admin::router(metrics.clone(), health.clone(), shutdown.clone());
        self.serve_http(bound, router, Listener::Admin);
    }

    fn serve_http(&self, bound: Bound, router: axum::Router, listener: Listener) {
        self.shutdown.spawn(http::serve(
            bound,
            router,
            Limits::default(),
            HttpLimits::default(),
            self.shutdown.clone(),
            self.connections.of(listener),
        ));
    }

    /// Asks the consortium now and then whether it is there, and says so in the readiness page.
    fn watch(&self, consortium: Arc<dyn BackEnd>) {
        let check = self.health.check("consortium");
        check.ready();
        let shutdown = self.shutdown.clone();
        self.shutdown.spawn(async move {
            let mut interval = tokio::time::interval(HEALTH_INTERVAL);
            loop {
                tokio::select! {
                    () = shutdown.draining() => return,
                    _ = interval.tick() => ask(&*consortium, &check).await,
                }
            }
        });
    }
}

async fn ask(consortium: &dyn BackEnd, check: &Check) {
    match tokio::time::timeout(HEALTH_DEADLINE, consortium.health(&context())).await {
        Ok(Ok(())) => check.ready(),
        Ok(Err(error)) => check.not_ready(error.to_string()),
        Err(_) => check.not_ready("the consortium does not answer"),
    }
}

/// The gateway's own questions.
fn context() -> Context {
    let origin = Origin {
        protocol: Protocol::Api,
        account: None,
        library: None,
    };
    Context {
        origin,
        deadline: Instant::now() + HEALTH_DEADLINE,
    }
}

fn listener_limits(limits: &Sip2Limits) -> Limits {
    let default = Limits::default();
    Limits {
        max_connections: limits.max_connections.unwrap_or(default.max_connections),
        max_connections_per_address: limits.max_connections_per_address,
        write_deadline: limits.write_deadline,
        drain_deadline: limits.drain_deadline,
        ..default
    }
}
