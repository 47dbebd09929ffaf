//! The demo library behind the router, and what is read of its answers.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{Request, header},
};
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use silta_consortium::{
    Context, Ill as _, IllExchange, IllRequest, IllRequestsAsked, Origin, Page, Protocol,
};
use silta_embedded::{Embedded, FixedClock, Settings};
use silta_ill_translation::Habits;
use silta_iso18626::{AgencyId, LIMITS, Message};
use silta_iso18626_service::{
    Credentials, Iso18626Metrics, Iso18626Service, Iso18626Settings, Peer, router,
};
use silta_observe::Metrics;
use tempfile::TempDir;
use tower::ServiceExt as _;

pub(crate) struct House {
    pub(crate) store: Arc<Embedded>,
    router: Router,
    _folder: TempDir,
}

/// The partner of the demo, as it is known where nothing else is said.
pub(crate) fn partner() -> Peer {
    Peer {
        id: "ISIL:FI-Partner".into(),
        habits: Habits::Standard,
        credentials: None,
        addresses: Vec::new(),
    }
}

pub(crate) fn proved() -> Peer {
    Peer {
        credentials: Some(Credentials {
            account: Some("kainet".to_owned()),
            security_code: "s3cret".into(),
        }),
        ..partner()
    }
}

pub(crate) fn settings(exchange: Arc<dyn IllExchange>, peer: Peer) -> Iso18626Settings {
    let start: Timestamp = "2026-03-02T10:00:00Z".parse().unwrap();
    Iso18626Settings {
        exchange,
        agency: AgencyId::isil("FI-Kam"),
        peers: vec![peer].into(),
        answer_deadline: Duration::from_secs(60),
        now: Arc::new(move || start),
        metrics: Iso18626Metrics::register(&Metrics::new()),
    }
}

impl House {
    pub(crate) fn new(peer: Peer) -> Self {
        let folder = TempDir::new().unwrap();
        let start = "2026-03-02T10:00:00Z".parse().unwrap();
        let clock = Arc::new(FixedClock::at(start));
        let path = folder.path().join("silta.db");
        let store = Arc::new(Embedded::demo(&path, Settings::default(), clock).unwrap());
        let service = Iso18626Service::new(settings(store.clone(), peer));
        Self {
            store,
            router: router(service),
            _folder: folder,
        }
    }

    /// What staff sees.
    pub(crate) async fn requests(&self) -> Vec<IllRequest> {
        let asked = IllRequestsAsked::default();
        let seen = self.store.ill_requests(&context(), &asked, Page::ALL).await;
        seen.unwrap().items
    }

    pub(crate) async fn post(&self, body: impl Into<Vec<u8>>) -> Answer {
        post(&self.router, "application/xml", body.into(), None).await
    }

    pub(crate) async fn post_as(&self, kind: &str, body: &str) -> Answer {
        post(&self.router, kind, body.into(), None).await
    }

    pub(crate) async fn post_from(&self, address: &str, body: &str) -> Answer {
        let address = address.parse().unwrap();
        post(&self.router, "text/xml", body.into(), Some(address)).await
    }
}

fn context() -> Context {
    Context {
        origin: Origin {
            protocol: Protocol::Api,
            account: None,
            library: None,
        },
        deadline: std::time::Instant::now() + Duration::from_secs(60),
    }
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: String,
}

impl Answer {
    /// The confirmation in it, which our own reader takes.
    pub(crate) fn confirmation(&self) -> Message {
        assert_eq!(self.status, 200, "{}", self.text);
        let message = Message::read(&self.text, LIMITS).unwrap().message;
        assert!(message.kind().is_confirmation());
        message
    }

    pub(crate) fn is_ok(&self) {
        self.confirmation();
        assert!(self.text.contains("<messageStatus>OK<"), "{}", self.text);
    }

    pub(crate) fn is_error(&self, kind: &str, value: &str) {
        self.confirmation();
        let told = self.text.contains(&format!("<errorType>{kind}<")) && self.text.contains(value);
        assert!(told, "{}", self.text);
    }
}

pub(crate) async fn post(
    router: &Router,
    kind: &str,
    body: Vec<u8>,
    address: Option<IpAddr>,
) -> Answer {
    let mut request = Request::post("/iso18626")
        .header(header::CONTENT_TYPE, kind)
        .body(Body::from(body))
        .unwrap();
    if let Some(address) = address {
        request
            .extensions_mut()
            .insert(ConnectInfo(SocketAddr::new(address, 1)));
    }
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    Answer {
        status,
        text: String::from_utf8(body.to_vec()).unwrap(),
    }
}

const NAMESPACE: &str = "http://illtransactions.org/2013/iso18626";

/// A document of 2021-2.
pub(crate) fn document(inner: &str) -> String {
    format!(
        "<ISO18626Message xmlns=\"{NAMESPACE}\" xmlns:ill=\"{NAMESPACE}\" ill:version=\"2021-2\">{inner}</ISO18626Message>"
    )
}

/// A header; `more` stands at its end.
pub(crate) fn header_of(supplier: &str, requester: &str, request: &str, more: &str) -> String {
    let agency = |name: &str, isil: &str| {
        format!(
            "<{name}><agencyIdType>ISIL</agencyIdType><agencyIdValue>{isil}</agencyIdValue></{name}>"
        )
    };
    format!(
        "<header>{}{}<timestamp>2026-03-02T09:00:00Z</timestamp><requestingAgencyRequestId>{request}</requestingAgencyRequestId>{more}</header>",
        agency("supplyingAgencyId", supplier),
        agency("requestingAgencyId", requester),
    )
}

pub(crate) fn request(request: &str, title: &str) -> String {
    request_with(request, title, "")
}

pub(crate) fn request_with(request: &str, title: &str, more: &str) -> String {
    let header = header_of("FI-Kam", "FI-Partner", request, more);
    document(&format!(
        "<request>{header}<bibliographicInfo><title>{title}</title></bibliographicInfo><serviceInfo><requestType>New</requestType><serviceType>Loan</serviceType></serviceInfo></request>"
    ))
}

pub(crate) fn requesting(request: &str, action: &str) -> String {
    let header = header_of("FI-Kam", "FI-Partner", request, "");
    document(&format!(
        "<requestingAgencyMessage>{header}<action>{action}</action></requestingAgencyMessage>"
    ))
}
