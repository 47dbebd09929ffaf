//! The demo library behind the router.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, header},
};
use http_body_util::BodyExt as _;
use jiff::tz::TimeZone;
use silta_consortium::{Change, Checkout, Circulation as _, Context, Origin, Protocol};
use silta_embedded::{Bad, Embedded, FixedClock, Importer, Settings, Tally, Watch};
use silta_marc::{Field, Leader, Record as Marc, Subfield, iso2709};
use silta_page_service::{Interface, InterfaceKind, PageSettings, router};
use tempfile::TempDir;
use tower::ServiceExt as _;

pub(crate) struct House {
    router: Router,
    store: Arc<Embedded>,
    clock: Arc<FixedClock>,
    folder: TempDir,
}

struct Nobody;

impl Watch for Nobody {
    fn bad(&mut self, bad: &Bad<'_>) -> std::io::Result<()> {
        panic!("record {} is bad", bad.number)
    }

    fn progress(&mut self, _: &Tally, _: u64) {}
}

impl House {
    pub(crate) fn new() -> Self {
        Self::with(Duration::from_secs(20), Duration::from_secs(10))
    }

    pub(crate) fn with(answer_deadline: Duration, holdings_deadline: Duration) -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(FixedClock::at("2026-03-02T10:00:00Z".parse().unwrap()));
        let path = folder.path().join("silta.db");
        let store = Arc::new(Embedded::demo(&path, Settings::default(), clock.clone()).unwrap());
        let interface = |kind, address: &str| Interface {
            kind,
            address: address.to_owned(),
        };
        let router = router(PageSettings {
            consortium: store.clone(),
            title: "Kainet".into(),
            interfaces: vec![
                interface(InterfaceKind::Sip2, "127.0.0.1:6001"),
                interface(InterfaceKind::Sru, "http://127.0.0.1:8080/sru"),
            ],
            answer_deadline,
            holdings_deadline,
            time_zone: TimeZone::get("Europe/Helsinki").unwrap(),
        });
        Self {
            router,
            store,
            clock,
            folder,
        }
    }

    /// Takes in a record with this title.
    pub(crate) fn take_in(&self, number: &str, title: &str) {
        let title = vec![Subfield::new('a', title)];
        let record = Marc {
            leader: Leader::default(),
            fields: vec![
                Field::control("001".parse().unwrap(), number),
                Field::data("245".parse().unwrap(), ['0', '0'], title),
            ],
        };
        let path = self.folder.path().join("silta.db");
        let importer = Importer::beside(&path, true, &Settings::default(), self.clock.clone());
        let file = iso2709::write(&record).unwrap();
        importer
            .unwrap()
            .import(&mut &file[..], &mut Nobody)
            .unwrap();
    }

    /// Lends a copy at Kajaani.
    pub(crate) async fn lend(&self, patron: &str, item: &str) {
        let origin = Origin {
            protocol: Protocol::Sip2,
            account: Some("sc-kajaani".into()),
            library: Some("KAJ".into()),
        };
        let deadline = tokio::time::Instant::now().into_std() + Duration::from_secs(20);
        let change = Change {
            context: Context { origin, deadline },
            key: silta_consortium::IdempotencyKey::new(format!("page-{item}")).unwrap(),
            body: Checkout {
                patron: patron.into(),
                item: item.into(),
                library: "KAJ".into(),
                fee_acknowledged: false,
                renew_if_on_loan: false,
                allow_in_transit: false,
                already_happened: None,
            },
        };
        self.store.checkout(change).await.unwrap();
    }

    pub(crate) async fn send(&self, path: &str, language: &str) -> (u16, HeaderMap, String) {
        let request = Request::get(path).header(header::ACCEPT_LANGUAGE, language);
        let request = request.body(Body::empty()).unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8(body.to_vec()).unwrap();
        assert!(!text.contains("<script"), "{text}");
        (parts.status.as_u16(), parts.headers, text)
    }

    /// A page in English that is there.
    pub(crate) async fn get(&self, path: &str) -> String {
        let (status, _, text) = self.send(path, "en").await;
        assert_eq!(status, 200, "{path}: {text}");
        text
    }

    /// A page in English that says what is wrong.
    pub(crate) async fn wrong(&self, path: &str, status: u16) -> String {
        let (found, _, text) = self.send(path, "en").await;
        assert_eq!(found, status, "{path}: {text}");
        text
    }
}

/// How many titles a page says were found.
pub(crate) fn found(page: &str) -> u64 {
    let (_, rest) = page.split_once("<h1>").unwrap();
    let number = rest.split(' ').next().unwrap();
    number.parse().unwrap_or_else(|_| panic!("{page}"))
}

/// The addresses of the links in a part of a page.
pub(crate) fn links(part: &str) -> Vec<String> {
    let links = part.split("href=\"").skip(1);
    let ends = links.filter_map(|link| link.split('"').next());
    ends.map(unescaped).collect()
}

/// As a browser reads it.
pub(crate) fn unescaped(text: &str) -> String {
    let text = text.replace("&#38;", "&").replace("&amp;", "&");
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
}
