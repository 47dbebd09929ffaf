//! The demo library behind the router, and what is read of its answers.

use std::{
    env,
    io::Write as _,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    process::{Command, Stdio},
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
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use silta_embedded::{Embedded, FixedClock, Settings};
use silta_ncip_service::{Agency, NcipLimits, NcipMetrics, NcipService, NcipSettings, router};
use silta_observe::Metrics;
use silta_secrets::{Forgotten, Secret};
use tempfile::TempDir;

/// Longest time for an answer: never what is tested.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct House {
    pub(crate) service: NcipService,
    clock: Arc<FixedClock>,
    router: Router,
    _folder: TempDir,
}

/// From whom a message is.
#[derive(Clone, Copy)]
pub(crate) struct From(pub(crate) &'static str, pub(crate) Option<&'static str>);

/// The partner of the demo.
pub(crate) const PARTNER: From = From("FI-Partner", Some("demo"));
/// An agency that must send PINs, and may look up users alone.
pub(crate) const STRICT: From = From("FI-Strict", Some("strict"));
/// Our own web library.
pub(crate) const WEB: From = From("FI-Kam", None);

fn agencies() -> Vec<Agency> {
    let known = |id: &str, password| Agency {
        patron: Some("2900000010".into()),
        trusted: true,
        contact_data: true,
        ..Agency::new(id, Secret::known(password))
    };
    let strict = Agency {
        services: vec![silta_ncip::Service::LookupUser],
        ..Agency::new("FI-Strict", Secret::known("strict"))
    };
    vec![
        known("FI-Partner", "demo"),
        known("FI-RESHARE", "s3cret-token"),
        strict,
    ]
}

impl House {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut NcipSettings)) -> Self {
        let folder = TempDir::new().unwrap();
        let start = "2026-03-02T10:00:00Z".parse().unwrap();
        let clock = Arc::new(FixedClock::at(start));
        let path = folder.path().join("silta.db");
        let store = Embedded::demo(&path, Settings::default(), clock.clone()).unwrap();
        let mut settings = NcipSettings {
            consortium: Arc::new(store),
            agency: "FI-Kam".into(),
            name: "Kainet".into(),
            anonymous: true,
            agencies: agencies(),
            failed_logins_per_minute: 3,
            failed_logins: Arc::new(Forgotten),
            limits: NcipLimits::default(),
            answer_deadline: PATIENCE,
            time_zone: TimeZone::get("Europe/Helsinki").unwrap(),
            now: now(&clock),
            metrics: NcipMetrics::register(&Metrics::new()),
        };
        change(&mut settings);
        let service = NcipService::new(settings);
        Self {
            router: router(service.clone()),
            service,
            clock,
            _folder: folder,
        }
    }

    pub(crate) fn pass(&self, time: SignedDuration) {
        self.clock.advance(time);
    }

    /// Sends bytes as they are, from this address.
    pub(crate) async fn post(
        &self,
        kind: &str,
        body: impl Into<Body>,
        from: IpAddr,
    ) -> (u16, String) {
        let request = Request::post("/ncip").header(header::CONTENT_TYPE, kind);
        let mut request = request.body(body.into()).unwrap();
        request
            .extensions_mut()
            .insert(ConnectInfo(SocketAddr::new(from, 1)));
        let answer = tower::ServiceExt::oneshot(self.router.clone(), request);
        let (parts, body) = answer.await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8(body.to_vec()).unwrap();
        if parts.status == 200 {
            let kind = &parts.headers[header::CONTENT_TYPE];
            assert_eq!(kind, "application/xml; charset=utf-8");
            if let Some(fault) = fault(&text) {
                panic!("{fault}\n{text}");
            }
        }
        (parts.status.as_u16(), text)
    }

    /// Sends a message of 2.02 with this service in it.
    pub(crate) async fn ask(&self, from: From, service: &str) -> Answer {
        self.send(&message(from, service)).await
    }

    /// Sends a message.
    pub(crate) async fn send(&self, message: &str) -> Answer {
        let localhost = IpAddr::from([127, 0, 0, 1]);
        let (status, text) = self
            .post("application/xml", message.to_owned(), localhost)
            .await;
        assert_eq!(status, 200);
        Answer(text)
    }
}

fn now(clock: &Arc<FixedClock>) -> Arc<dyn Fn() -> Timestamp + Send + Sync> {
    let clock = Arc::clone(clock);
    Arc::new(move || silta_embedded::Clock::now(&*clock))
}

/// A message of 2.02: the service with a header put into it.
pub(crate) fn message(From(agency, password): From, service: &str) -> String {
    let password = password.map_or_else(String::new, |password| {
        format!("<FromAgencyAuthentication>{password}</FromAgencyAuthentication>")
    });
    let (start, rest) = service.split_once('>').unwrap();
    format!(
        "<NCIPMessage xmlns='http://www.niso.org/2008/ncip' \
         xmlns:n='http://www.niso.org/2008/ncip' \
         n:version='http://www.niso.org/schemas/ncip/v2_02/ncip_v2_02.xsd'>{start}>\
         <InitiationHeader><FromAgencyId><AgencyId>{agency}</AgencyId></FromAgencyId>{password}\
         <ToAgencyId><AgencyId>FI-Kam</AgencyId></ToAgencyId></InitiationHeader>\
         {rest}</NCIPMessage>"
    )
}

/// `UserId` of a card.
pub(crate) fn user(card: &str) -> String {
    format!("<UserId><UserIdentifierValue>{card}</UserIdentifierValue></UserId>")
}

/// `AuthenticationInput` of a card and its PIN.
pub(crate) fn proof(card: &str, pin: &str) -> String {
    let input = |kind, data| {
        format!(
            "<AuthenticationInput><AuthenticationInputData>{data}</AuthenticationInputData>\
             <AuthenticationDataFormatType>text</AuthenticationDataFormatType>\
             <AuthenticationInputType>{kind}</AuthenticationInputType></AuthenticationInput>"
        )
    };
    input("Username", card) + &input("Password", pin)
}

/// `ItemId` of a barcode.
pub(crate) fn item(barcode: &str) -> String {
    format!("<ItemId><ItemIdentifierValue>{barcode}</ItemIdentifierValue></ItemId>")
}

/// `RequestId`.
pub(crate) fn request(id: &str) -> String {
    format!("<RequestId><RequestIdentifierValue>{id}</RequestIdentifierValue></RequestId>")
}

/// `BibliographicId` of a record.
pub(crate) fn record(id: &str) -> String {
    format!(
        "<BibliographicId><BibliographicRecordId><BibliographicRecordIdentifier>{id}\
         </BibliographicRecordIdentifier><AgencyId>FI-Kam</AgencyId></BibliographicRecordId>\
         </BibliographicId>"
    )
}

/// One element of each of these values.
pub(crate) fn each(name: &str, values: &[&str]) -> String {
    values
        .iter()
        .map(|value| format!("<{name}>{value}</{name}>"))
        .collect()
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer(pub(crate) String);

impl Answer {
    /// The text of the first element of this name.
    pub(crate) fn get(&self, element: &str) -> Option<&str> {
        self.all(element).first().copied()
    }

    /// The texts of all elements of this name that hold texts.
    pub(crate) fn all(&self, element: &str) -> Vec<&str> {
        let starts = self.0.split('<').filter_map(|part| {
            let (tag, text) = part.split_once('>')?;
            let name = tag.split([' ', '/']).next()?;
            (name == element && !tag.ends_with('/')).then_some(text)
        });
        starts.collect()
    }

    pub(crate) fn has(&self, element: &str) -> bool {
        self.0.contains(&format!("<{element}>"))
            || self.0.contains(&format!("<{element} "))
            || self.0.contains(&format!("<{element}/>"))
    }

    /// That there is no problem in it.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert!(!self.has("Problem"), "{}", self.0);
        self
    }

    /// The type of the problem, beside which nothing else stands.
    #[track_caller]
    pub(crate) fn problem(&self) -> &str {
        for element in [
            "DateDue",
            "UserId",
            "ItemId",
            "RequestId",
            "UserOptionalFields",
        ] {
            let told = self.has(element);
            assert!(!told, "{element} beside a problem: {}", self.0);
        }
        self.get("ProblemType")
            .unwrap_or_else(|| panic!("{}", self.0))
    }
}

/// The official schemas, if `SILTA_SHARED` names the folder that has them and there is `xmllint`.
fn judge() -> Option<PathBuf> {
    let shared = PathBuf::from(env::var_os("SILTA_SHARED")?);
    let there = Command::new("xmllint").arg("--version").output().is_ok();
    there.then_some(shared)
}

/// What is wrong with a message by its schema.
pub(crate) fn fault(written: &str) -> Option<String> {
    let Some(shared) = judge() else {
        println!("not validated: SILTA_SHARED is not set, or there is no xmllint");
        return None;
    };
    let schemas = shared.join("schemas/ncip");
    let (option, schema) = match written.contains("ncip_v1_0.dtd") {
        true => ("--dtdvalid", "ncip_v1_0.dtd"),
        false => ("--schema", "ncip_v2_02.xsd"),
    };
    lint(&schemas.join(schema), option, written)
}

fn lint(schema: &Path, option: &str, written: &str) -> Option<String> {
    let mut child = Command::new("xmllint")
        .args(["--noout", "--nonet", option])
        .arg(schema)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(written.as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    let said = || String::from_utf8_lossy(&output.stderr).into_owned();
    (!output.status.success()).then(said)
}
