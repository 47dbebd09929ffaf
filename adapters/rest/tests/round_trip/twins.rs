//! A consortium, and its twin behind the API.

use std::{
    fmt::Debug,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use hyper::server::conn::http1;
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use jiff::{Timestamp, tz::TimeZone};
use silta_api_service::{ApiSettings, Scope, TokenHash, Tokens, router};
use silta_consortium::{
    Answer, Catalogue, Change, Circulation, Context, Error, IdempotencyKey, Ill, Origin, Outcome,
    Protocol, TemporaryItems,
};
use silta_embedded::{Clock as _, Embedded, FixedClock};
use silta_rest::{Rest, RestMetrics, Settings};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// A consortium, and its twin behind the API. Both stand and move in the same time.
pub(crate) struct Twins {
    pub(crate) direct: Embedded,
    pub(crate) remote: Rest,
    pub(crate) clock: Arc<FixedClock>,
    keys: AtomicU32,
    _folders: [TempDir; 2],
}

impl Twins {
    pub(crate) async fn new() -> Self {
        // The time of the machine, since the adapter compares clocks.
        let now = Timestamp::from_second(Timestamp::now().as_second()).unwrap();
        let clock = Arc::new(FixedClock::at(now));
        let folders = [TempDir::new().unwrap(), TempDir::new().unwrap()];
        let open = |folder: &TempDir| {
            let path = folder.path().join("silta.db");
            Embedded::demo(&path, silta_embedded::Settings::default(), clock.clone()).unwrap()
        };
        let (direct, behind) = (open(&folders[0]), open(&folders[1]));
        let address = serve(behind, &clock).await;
        let url = format!("http://{address}").parse().unwrap();
        let mut settings = Settings::new(url, "demo-token".parse().unwrap());
        // A busy machine is no fault here.
        settings.attempt_deadline = Duration::from_secs(10);
        settings.call_deadline = Duration::from_secs(20);
        Self {
            direct,
            remote: Rest::new(settings, RestMetrics::default()),
            clock,
            keys: AtomicU32::new(0),
            _folders: folders,
        }
    }

    /// What both answer to a question.
    pub(crate) async fn ask<'a, T: Debug + PartialEq + 'a>(
        &'a self,
        ask: impl Fn(&'a dyn Ports) -> Answer<'a, T>,
    ) -> Result<T, Error> {
        let direct = ask(&self.direct).await;
        let remote = ask(&self.remote).await;
        assert_same(&direct, &remote);
        remote
    }

    /// What both answer to a change; and again, to the same one sent once more.
    pub(crate) async fn change<'a, B: Clone, T: Debug + PartialEq + 'a>(
        &'a self,
        body: B,
        change: impl Fn(&'a dyn Ports, Change<B>) -> Answer<'a, T>,
    ) -> Result<T, Error> {
        let keyed = self.keyed(body);
        let direct = change(&self.direct, keyed.clone()).await;
        let remote = change(&self.remote, keyed.clone()).await;
        assert_same(&direct, &remote);
        assert_same(&remote, &change(&self.remote, keyed.clone()).await);
        self.assert_same_outcome(&keyed.key).await;
        remote
    }

    /// A change under a key of its own.
    pub(crate) fn keyed<B>(&self, body: B) -> Change<B> {
        Change {
            context: context(),
            key: key(self.keys.fetch_add(1, Ordering::Relaxed)),
            body,
        }
    }

    async fn assert_same_outcome(&self, key: &IdempotencyKey) {
        let context = context();
        let direct = self.direct.operation(&context, key).await.unwrap();
        let remote = self.remote.operation(&context, key).await.unwrap();
        match (direct, remote) {
            // Over the API the answer has another form, and its method is not told.
            (Outcome::Applied(_), Outcome::Applied(_)) => {}
            (direct, remote) => assert_eq!(direct, remote),
        }
    }
}

/// Both ports.
pub(crate) trait Ports: Circulation + Catalogue + Ill + TemporaryItems {}

impl<T: Circulation + Catalogue + Ill + TemporaryItems> Ports for T {}

async fn serve(consortium: Embedded, clock: &Arc<FixedClock>) -> std::net::SocketAddr {
    let clock = Arc::clone(clock);
    let router = router(ApiSettings {
        consortium: Arc::new(consortium),
        tokens: Tokens::new([silta_api_service::Token {
            name: "gateway".into(),
            hash: TokenHash::of("demo-token"),
            scopes: Scope::ALL.to_vec(),
        }]),
        answer_deadline: Duration::from_secs(8),
        time_zone: TimeZone::get("Europe/Helsinki").unwrap(),
        now: Arc::new(move || clock.now()),
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let service = TowerToHyperService::new(router.clone());
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            tokio::spawn(connection);
        }
    });
    address
}

pub(crate) fn assert_same<T: Debug + PartialEq>(
    direct: &Result<T, Error>,
    remote: &Result<T, Error>,
) {
    match (direct, remote) {
        // A failure is told in words of each side's own.
        (Err(Error::Failed(direct)), Err(Error::Failed(remote))) => {
            assert_eq!(
                (direct.kind, direct.blame),
                (remote.kind, remote.blame),
                "{direct} / {remote}"
            );
        }
        _ => assert_eq!(direct, remote),
    }
}

pub(crate) fn key(number: u32) -> IdempotencyKey {
    IdempotencyKey::new(format!("key-{number:08}")).unwrap()
}

pub(crate) fn context() -> Context {
    Context {
        origin: Origin {
            protocol: Protocol::Sip2,
            account: Some("sc-kajaani".into()),
            library: Some("KAJ".into()),
        },
        deadline: Instant::now() + Duration::from_secs(30),
    }
}
