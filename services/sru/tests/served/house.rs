//! The demo library behind the router, and what is read of its answers.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, header},
};
use http_body_util::BodyExt as _;
use jiff::tz::TimeZone;
use silta_embedded::{Bad, Embedded, FixedClock, Importer, Settings, Tally, Watch};
use silta_marc::{Field, Leader, Record as Marc, Subfield, iso2709};
use silta_observe::Metrics;
use silta_sru_service::{SruLimits, SruMetrics, SruSettings, router};
use tempfile::TempDir;
use tower::ServiceExt as _;

pub(crate) const RECORDS: u64 = 2023;
pub(crate) const SEARCH: &str = "/sru?version=1.2&operation=searchRetrieve";

pub(crate) struct House {
    router: Router,
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
        Self::with(SruLimits::default())
    }

    pub(crate) fn with(limits: SruLimits) -> Self {
        Self::of(limits, Duration::from_secs(20))
    }

    /// A house in which copies are never told in time.
    pub(crate) fn too_late() -> Self {
        Self::of(SruLimits::default(), Duration::ZERO)
    }

    fn of(limits: SruLimits, holdings_deadline: Duration) -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(FixedClock::at("2026-03-02T10:00:00Z".parse().unwrap()));
        let path = folder.path().join("silta.db");
        let store = Embedded::demo(&path, Settings::default(), clock.clone()).unwrap();
        let router = router(SruSettings {
            consortium: Arc::new(store),
            databases: vec!["kainet".into(), "Default".into()],
            base_url: "http://127.0.0.1:8080/sru".into(),
            title: "Kainet".into(),
            limits,
            answer_deadline: Duration::from_secs(20),
            holdings_deadline,
            time_zone: TimeZone::get("Europe/Helsinki").unwrap(),
            metrics: SruMetrics::register(&Metrics::new()),
        });
        Self {
            router,
            clock,
            folder,
        }
    }

    pub(crate) fn take_in(&self, record: &Marc) {
        let path = self.folder.path().join("silta.db");
        let importer = Importer::beside(&path, true, &Settings::default(), self.clock.clone());
        let file = iso2709::write(record).unwrap();
        importer
            .unwrap()
            .import(&mut &file[..], &mut Nobody)
            .unwrap();
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> (u16, HeaderMap, String) {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8(body.to_vec()).unwrap();
        (parts.status.as_u16(), parts.headers, text)
    }

    pub(crate) async fn get(&self, path: &str) -> String {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let (status, headers, text) = self.send(request).await;
        assert_eq!(status, 200, "{path}");
        assert_eq!(headers[header::CONTENT_TYPE], "text/xml; charset=utf-8");
        text
    }

    pub(crate) async fn post(
        &self,
        kind: &str,
        path: &str,
        body: impl Into<Body>,
    ) -> (u16, String) {
        let request = Request::post(path).header(header::CONTENT_TYPE, kind);
        let (status, _, text) = self.send(request.body(body.into()).unwrap()).await;
        (status, text)
    }

    /// How many records a query finds.
    pub(crate) async fn count(&self, query: &str) -> u64 {
        let path = format!("{SEARCH}&maximumRecords=1&query={}", escaped(query));
        let text = self.get(&path).await;
        assert_eq!(told(&text), [""; 0], "{query}");
        first(&text, "numberOfRecords").unwrap().parse().unwrap()
    }
}

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

pub(crate) fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The texts of the elements of a name.
pub(crate) fn all(text: &str, name: &str) -> Vec<String> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let parts = text.split(&open).skip(1);
    let ended = parts.filter_map(|part| part.split_once(&close));
    ended.map(|(text, _)| text.to_owned()).collect()
}

pub(crate) fn first(text: &str, name: &str) -> Option<String> {
    all(text, name).into_iter().next()
}

/// The diagnostics beside the answer: number and details.
pub(crate) fn told(text: &str) -> Vec<String> {
    let Some(diagnostics) = first(text, "diagnostics") else {
        return Vec::new();
    };
    let one = |part: &str| {
        let uri = first(part, "uri").unwrap();
        let number = uri
            .strip_prefix("info:srw/diagnostic/1/")
            .unwrap()
            .to_owned();
        assert!(first(part, "message").is_some(), "{part}");
        match first(part, "details") {
            Some(details) => format!("{number}: {details}"),
            None => number,
        }
    };
    diagnostics
        .split("</diagnostic>")
        .filter(|part| part.contains("<uri>"))
        .map(one)
        .collect()
}

pub(crate) fn marc(number: &str, title: &str) -> Marc {
    let number = Field::control("001".parse().unwrap(), number);
    let title = vec![Subfield::new('a', title)];
    Marc {
        leader: Leader::default(),
        fields: vec![
            number,
            Field::data("245".parse().unwrap(), ['0', '0'], title),
        ],
    }
}
