//! A client and the service joined in memory: a small catalogue, a clock that is an argument.
#![allow(dead_code, reason = "each test binary uses its part")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot be set up fails there"
)]

pub(crate) mod catalogue;

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use silta_embedded::{Embedded, FixedClock, Settings};
use silta_observe::Metrics;
use silta_session::{Close, Service, Session};
use silta_z3950::{
    Apdu, DatabaseName, DefaultDiagFormat, Framer, InitRequest, InitResponse, NamePlusRecord, Oid,
    Options, PresentRequest, PresentResponse, ProtocolVersion, Query, Record, Records,
    SearchRequest, SearchResponse, decode, encode, oid::USMARC, pqf,
};
use silta_z3950_service::{
    Account, Secret, SessionLimits, Z3950Metrics, Z3950Service, Z3950Session, Z3950Settings,
};
use tempfile::TempDir;

use catalogue::Memory;

/// The service over a small catalogue.
pub(crate) struct Server {
    pub(crate) service: Z3950Service,
    pub(crate) memory: Arc<Memory>,
    pub(crate) metrics: Metrics,
}

/// One client's end of the wire.
pub(crate) struct Client<'a> {
    pub(crate) service: &'a Z3950Service,
    pub(crate) session: Z3950Session,
    pub(crate) now: Instant,
}

pub(crate) fn settings() -> Z3950Settings {
    Z3950Settings {
        databases: vec!["kainet".into(), "Default".into()],
        accounts: vec![Account {
            name: "demo".into(),
            secret: Secret::known("demo"),
            partner: None,
        }],
        failed_logins_per_minute: 5,
        limits: SessionLimits {
            result_sets: 10,
            ..SessionLimits::default()
        },
        time_zone: jiff::tz::TimeZone::get("Europe/Helsinki").unwrap(),
        ..Z3950Settings::default()
    }
}

impl Server {
    pub(crate) fn new() -> Self {
        Self::with(settings())
    }

    pub(crate) fn with(settings: Z3950Settings) -> Self {
        let (memory, metrics) = (Arc::new(Memory::new()), Metrics::new());
        let service = Z3950Service::new(memory.clone(), settings, Z3950Metrics::register(&metrics));
        Self {
            service,
            memory,
            metrics,
        }
    }

    pub(crate) fn connect(&self) -> Client<'_> {
        Client::of(&self.service)
    }

    /// A client whose session is open, in version 3 with all options.
    pub(crate) async fn client(&self) -> Client<'_> {
        let mut client = self.connect();
        assert!(client.init(init()).await.result);
        client
    }
}

/// The demo library in a file, on one morning. It is there as long as its folder.
pub(crate) fn demo() -> (Arc<Embedded>, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let clock = FixedClock::at("2026-11-22T09:05:12+02:00".parse().unwrap());
    let file = folder.path().join("consortium.db");
    let embedded = Embedded::demo(&file, Settings::default(), Arc::new(clock)).unwrap();
    (Arc::new(embedded), folder)
}

/// As yaz-client begins.
pub(crate) fn init() -> InitRequest {
    InitRequest {
        protocol_version: ProtocolVersion::V1
            .with(ProtocolVersion::V2)
            .with(ProtocolVersion::V3),
        options: Options::SEARCH
            .with(Options::PRESENT)
            .with(Options::DEL_SET)
            .with(Options::TRIGGER_RESOURCE_CTRL)
            .with(Options::SCAN)
            .with(Options::SORT)
            .with(Options::EXTENDED_SERVICES)
            .with(Options::NAMED_RESULT_SETS),
        preferred_message_size: 67_108_864,
        exceptional_record_size: 67_108_864,
        ..InitRequest::default()
    }
}

/// As yaz-client searches.
pub(crate) fn find(query: &str) -> SearchRequest {
    let query = pqf::parse(query).unwrap_or_else(|fault| panic!("{query}: {fault:?}"));
    SearchRequest {
        reference_id: None,
        small_set_upper_bound: 0,
        large_set_lower_bound: 1,
        medium_set_present_number: 0,
        replace_indicator: true,
        result_set_name: "1".into(),
        database_names: vec!["kainet".into()],
        small_set_element_set_names: None,
        medium_set_element_set_names: None,
        preferred_record_syntax: Some(USMARC),
        query: Query::Type1(query),
        additional_search_info: None,
        other_info: None,
    }
}

/// Some records of the set `1`.
pub(crate) fn show(start: i64, count: i64) -> PresentRequest {
    PresentRequest {
        result_set_id: "1".into(),
        result_set_start_point: start,
        number_of_records_requested: count,
        preferred_record_syntax: Some(USMARC),
        ..PresentRequest::default()
    }
}

pub(crate) fn in_syntax(syntax: Oid, request: PresentRequest) -> PresentRequest {
    PresentRequest {
        preferred_record_syntax: Some(syntax),
        ..request
    }
}

pub(crate) fn databases<const N: usize>(names: [&str; N]) -> Vec<DatabaseName> {
    names.into_iter().map(Into::into).collect()
}

impl<'a> Client<'a> {
    pub(crate) fn of(service: &'a Z3950Service) -> Self {
        let now = Instant::now();
        let peer: SocketAddr = "192.0.2.1:4000".parse().unwrap();
        Self {
            service,
            session: service.open(peer, now),
            now,
        }
    }

    /// Sends bytes, serves what they ask, and gives all APDUs that were answered.
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> Vec<Apdu> {
        self.session.handle_bytes(bytes, self.now);
        self.work().await
    }

    pub(crate) async fn work(&mut self) -> Vec<Apdu> {
        let mut framer = Framer::new(silta_z3950::Limits {
            size: 64 * 1024 * 1024,
            ..silta_z3950::Limits::DEFAULT
        });
        let mut answered = Vec::new();
        loop {
            // Serving may have taken time by the runtime's clock.
            self.now = self.now.max(tokio::time::Instant::now().into_std());
            let request = self.session.poll_request(self.now);
            let served = request.is_some();
            if let Some(request) = request {
                let reply = self.service.serve(request).await;
                self.session.handle_answer(reply, self.now);
            }
            match self.session.poll_transmit() {
                Some(written) => framer.push(written.as_bytes()),
                None if served => {}
                None => return answered,
            }
            let limits = *framer.limits();
            while let Some(frame) = framer.next_frame().unwrap() {
                answered.push(silta_z3950::decode_within(frame, &limits).unwrap().apdu);
            }
        }
    }

    /// Sends one request, and gives its one answer.
    pub(crate) async fn ask(&mut self, request: impl Into<Apdu>) -> Apdu {
        let mut answers = self.send(&bytes(request)).await;
        assert_eq!(answers.len(), 1, "{answers:?}");
        answers.remove(0)
    }

    pub(crate) async fn init(&mut self, request: InitRequest) -> InitResponse {
        match self.ask(request).await {
            Apdu::InitResponse(response) => response,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn search(&mut self, request: SearchRequest) -> SearchResponse {
        match self.ask(request).await {
            Apdu::SearchResponse(response) => response,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn present(&mut self, request: PresentRequest) -> PresentResponse {
        match self.ask(request).await {
            Apdu::PresentResponse(response) => response,
            other => panic!("{other:?}"),
        }
    }

    /// How many records a query finds, or the diagnostic and what it is about.
    pub(crate) async fn hits(&mut self, query: &str) -> Result<i64, (i64, String)> {
        let response = self.search(find(query)).await;
        match &response.records {
            Some(Records::NonSurrogateDiagnostic(diagnostic)) => {
                assert!(!response.search_status);
                Err(told(diagnostic))
            }
            _ => Ok(response.result_count),
        }
    }

    /// Lets time pass for the session.
    pub(crate) fn wait(&mut self, time: Duration) -> Option<Close> {
        self.now += time;
        let deadline = self.session.poll_deadline();
        if deadline.is_some_and(|deadline| deadline <= self.now) {
            self.session.handle_timeout(self.now);
        }
        self.session.poll_close()
    }
}

pub(crate) fn bytes(apdu: impl Into<Apdu>) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode(&apdu.into(), &mut bytes);
    assert!(decode(&bytes).is_ok());
    bytes
}

/// A diagnostic as its number and what it is about.
pub(crate) fn told(diagnostic: &DefaultDiagFormat) -> (i64, String) {
    let addinfo = String::from_utf8_lossy(diagnostic.addinfo.as_bytes());
    (diagnostic.condition, addinfo.into_owned())
}

pub(crate) fn records(records: &Option<Records>) -> &[NamePlusRecord] {
    match records {
        Some(Records::ResponseRecords(records)) => records,
        None => &[],
        other => panic!("{other:?}"),
    }
}

/// The contents of a record, or its diagnostic.
pub(crate) fn contents(record: &NamePlusRecord) -> Result<Vec<u8>, i64> {
    match &record.record {
        Record::RetrievalRecord(external) => Ok(match &external.encoding {
            silta_z3950::Encoding::OctetAligned(octets) => octets.to_vec(),
            silta_z3950::Encoding::SingleAsn1Type(octets) => octets.clone(),
            other => panic!("{other:?}"),
        }),
        Record::SurrogateDiagnostic(silta_z3950::DiagRec::DefaultFormat(diagnostic)) => {
            Err(diagnostic.condition)
        }
        other => panic!("{other:?}"),
    }
}

/// The diagnostic in the place of all records.
pub(crate) fn diagnostic(records: &Option<Records>) -> (i64, String) {
    match records {
        Some(Records::NonSurrogateDiagnostic(diagnostic)) => told(diagnostic),
        other => panic!("{other:?}"),
    }
}
