//! The demo library and its router, asked as harvesters ask.

use std::{path::Path, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, header},
};
use http_body_util::BodyExt as _;
use jiff::{SignedDuration, tz::TimeZone};
use silta_embedded::{
    Bad, Clock as _, DatedBy, Embedded, FixedClock, Importer, Settings, Tally, Watch,
};
use silta_marc::{Field, Leader, Record as Marc, Subfield, iso2709};
use silta_oai_pmh::{Body as Answer, Code, Page, Record, Response};
use silta_oai_pmh_service::{CopyData, OaiSettings, SetKind, TokenKey, router};
use silta_xml::Limits;
use tempfile::TempDir;
use tower::ServiceExt as _;

pub(crate) struct House {
    pub(crate) router: Router,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) folder: TempDir,
}

struct Nobody;

impl Watch for Nobody {
    fn bad(&mut self, bad: &Bad<'_>) -> std::io::Result<()> {
        panic!("record {} is bad", bad.number)
    }

    fn progress(&mut self, _: &Tally, _: u64) {}
}

impl House {
    pub(crate) fn new(page_size: u32) -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(FixedClock::at("2026-03-02T10:00:00Z".parse().unwrap()));
        let router = opened(folder.path(), &clock, page_size);
        Self {
            router,
            clock,
            folder,
        }
    }

    pub(crate) fn take_in(&self, records: &[Marc]) -> Tally {
        let file: Vec<u8> = records
            .iter()
            .flat_map(|record| iso2709::write(record).unwrap())
            .collect();
        let path = self.folder.path().join("silta.db");
        let importer = Importer::beside(&path, true, &Settings::default(), self.clock.clone());
        importer
            .unwrap()
            .import(&mut &file[..], &mut Nobody)
            .unwrap()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> (u16, HeaderMap, Vec<u8>) {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        (parts.status.as_u16(), parts.headers, body.to_vec())
    }

    pub(crate) async fn text(&self, query: &str) -> String {
        let request = Request::get(format!("/oai?{query}")).body(Body::empty());
        let (status, headers, body) = self.send(request.unwrap()).await;
        assert_eq!(status, 200, "{query}");
        assert_eq!(headers[header::CONTENT_TYPE], "text/xml; charset=utf-8");
        String::from_utf8(body).unwrap()
    }

    pub(crate) async fn ask(&self, query: &str) -> Response {
        Response::read(&self.text(query).await, Limits::default()).unwrap()
    }

    pub(crate) async fn codes(&self, query: &str) -> Vec<Code> {
        match self.ask(query).await.body {
            Answer::Faults(faults) => faults.iter().map(|fault| fault.code).collect(),
            _ => Vec::new(),
        }
    }

    pub(crate) async fn page(&self, query: &str) -> Page<Record> {
        match self.ask(query).await.body {
            Answer::ListRecords(page) => page,
            other => panic!("{query}: {other:?}"),
        }
    }

    /// A whole list of records, and the pages it came in.
    pub(crate) async fn records(&self, query: &str) -> (Vec<Record>, usize) {
        let mut page = self.page(&format!("verb=ListRecords&{query}")).await;
        let (mut records, mut pages) = (Vec::new(), 1);
        loop {
            if let Some(continuation) = &page.continuation {
                assert_eq!(continuation.cursor, Some(records.len() as u64));
            }
            records.append(&mut page.entries);
            let token = page
                .continuation
                .and_then(|continuation| continuation.token);
            let Some(token) = token else {
                return (records, pages);
            };
            page = self
                .page(&format!("verb=ListRecords&resumptionToken={token}"))
                .await;
            pages += 1;
        }
    }
}

pub(crate) fn opened(folder: &Path, clock: &Arc<FixedClock>, page_size: u32) -> Router {
    told_by(folder, clock, clock, page_size)
}

/// With a clock of the store and one of the service.
pub(crate) fn told_by(
    folder: &Path,
    clock: &Arc<FixedClock>,
    service: &Arc<FixedClock>,
    page_size: u32,
) -> Router {
    let store = store(folder, clock, DatedBy::Sets);
    served(store, service, page_size, CopyData::None)
}

/// The demo library in a file of this folder.
pub(crate) fn store(folder: &Path, clock: &Arc<FixedClock>, dated_by: DatedBy) -> Arc<Embedded> {
    let settings = Settings {
        dated_by,
        ..Settings::default()
    };
    let store = Embedded::demo(&folder.join("silta.db"), settings, clock.clone());
    Arc::new(store.unwrap())
}

pub(crate) fn served(
    store: Arc<Embedded>,
    clock: &Arc<FixedClock>,
    page_size: u32,
    copy_data: CopyData,
) -> Router {
    let clock = Arc::clone(clock);
    router(OaiSettings {
        consortium: store,
        repository_name: "Kainet".to_owned(),
        base_url: "http://127.0.0.1:8080/oai".to_owned(),
        admin_emails: vec!["library@example.org".to_owned()],
        domain: "kainet.fi".to_owned(),
        sets: SetKind::ALL.to_vec(),
        copy_data,
        time_zone: TimeZone::get("Europe/Helsinki").unwrap(),
        page_size,
        from_overlap: SignedDuration::ZERO,
        token_key: TokenKey::new([3; 32]),
        answer_deadline: Duration::from_secs(20),
        now: Arc::new(move || clock.now()),
    })
}

pub(crate) fn marc(number: &str, title: &str) -> Marc {
    let number = Field::control("001".parse().unwrap(), number);
    let title = vec![Subfield::new('a', title)];
    let title = Field::data("245".parse().unwrap(), ['0', '0'], title);
    Marc {
        leader: Leader::default(),
        fields: vec![number, title],
    }
}

pub(crate) fn gone(mut record: Marc) -> Marc {
    record.leader = record.leader.with_record_status('d');
    record
}

pub(crate) fn identifiers(records: &[Record]) -> Vec<&str> {
    let identifiers = records.iter().map(|record| &*record.header.identifier);
    identifiers.collect()
}
