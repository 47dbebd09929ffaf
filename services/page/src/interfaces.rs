//! The page for integrators: what is served, at which address, with an example that works.

use askama::Template;
use silta_consortium::Language;

use crate::{request::Asked, results::Frame, words::Words};

/// A kind of interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InterfaceKind {
    /// SIP2: self-checks, return machines, gates.
    Sip2,
    /// Z39.50: library systems that search.
    Z3950,
    /// SRU: programs that search.
    Sru,
    /// OAI-PMH: harvesters.
    OaiPmh,
    /// NCIP over HTTP: systems of other libraries.
    Ncip,
    /// The same over raw TCP.
    NcipTcp,
    /// ISO 18626: libraries that lend to each other.
    Iso18626,
    /// The consortium API.
    Api,
    /// Metrics and health.
    Admin,
}

/// An interface that is served.
#[derive(Clone, Debug)]
pub struct Interface {
    /// What it is.
    pub kind: InterfaceKind,
    /// Where it is: `127.0.0.1:6001`, or for what is served over HTTP its base URL.
    pub address: String,
}

impl InterfaceKind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sip2 => "SIP2",
            Self::Z3950 => "Z39.50",
            Self::Sru => "SRU",
            Self::OaiPmh => "OAI-PMH",
            Self::Ncip => "NCIP",
            Self::NcipTcp => "NCIP, TCP",
            Self::Iso18626 => "ISO 18626",
            Self::Api => "Consortium API",
            Self::Admin => "Metrics, health",
        }
    }

    /// The key of the text that says for whom it is.
    const fn purpose(self) -> &'static str {
        match self {
            Self::Sip2 => "interface-sip2",
            Self::Z3950 => "interface-z3950",
            Self::Sru => "interface-sru",
            Self::OaiPmh => "interface-oai",
            Self::Ncip => "interface-ncip",
            Self::NcipTcp => "interface-ncip-tcp",
            Self::Iso18626 => "interface-iso18626",
            Self::Api => "interface-api",
            Self::Admin => "interface-admin",
        }
    }

    /// A command that gets an answer from it.
    fn example(self, address: &str) -> String {
        match self {
            // An SC status, which is answered before a login.
            Self::Sip2 => format!(
                "printf '9900802.00\\r' | nc -w 1 {}",
                host_and_port(address)
            ),
            Self::Z3950 => format!("yaz-client {address}"),
            Self::Sru => format!("curl '{address}?query=dc.title=kalevala'"),
            Self::OaiPmh => format!("curl '{address}?verb=Identify'"),
            Self::Ncip => {
                format!("curl -H 'Content-Type: application/xml' -d '{LOOKUP}' {address}")
            }
            Self::NcipTcp => format!("echo '{LOOKUP}' | nc -w 1 {}", host_and_port(address)),
            Self::Iso18626 => {
                format!("curl -H 'Content-Type: application/xml' -d @message.xml {address}")
            }
            Self::Api => format!("curl -H 'Authorization: Bearer TOKEN' {address}/libraries"),
            Self::Admin => format!("curl http://{address}/health/ready"),
        }
    }

    /// A link of this listener that shows it in a browser.
    const fn link(self) -> Option<&'static str> {
        match self {
            Self::Sru => Some("/sru?query=kalevala"),
            Self::OaiPmh => Some("/oai?verb=Identify"),
            Self::Api => Some("/api/openapi.json"),
            Self::Sip2
            | Self::Z3950
            | Self::Ncip
            | Self::NcipTcp
            | Self::Iso18626
            | Self::Admin => None,
        }
    }
}

/// As `nc` takes an address.
fn host_and_port(address: &str) -> String {
    let (host, port) = address.rsplit_once(':').unwrap_or((address, ""));
    format!("{} {port}", host.trim_matches(['[', ']']))
}

/// A message of NCIP that asks for an item, one of the demo library: answered without a password.
const LOOKUP: &str = concat!(
    r#"<NCIPMessage version="2.02"><LookupItem><ItemId><ItemIdentifierValue>3900000001"#,
    r#"</ItemIdentifierValue></ItemId><ItemElementType>Circulation Status</ItemElementType>"#,
    r#"</LookupItem></NCIPMessage>"#
);

#[derive(Template)]
#[template(path = "interfaces.html")]
struct InterfacesPage {
    frame: Frame,
    words: Words,
    rows: Vec<Row>,
    version: &'static str,
}

struct Row {
    name: &'static str,
    purpose: String,
    address: String,
    example: String,
    link: Option<&'static str>,
}

/// The page.
pub(crate) fn page(title: &str, asked: &Asked, interfaces: &[Interface]) -> askama::Result<String> {
    let words = asked.words();
    let rows = interfaces.iter().map(|Interface { kind, address }| Row {
        name: kind.name(),
        purpose: words.t(kind.purpose()),
        example: kind.example(address),
        link: kind.link(),
        address: address.clone(),
    });
    let heading = words.t("interfaces");
    let hrefs = |language: Language| asked.nothing().in_language(language).href("/interfaces");
    InterfacesPage {
        frame: Frame::new(title, Some(&heading), asked, hrefs),
        words,
        rows: rows.collect(),
        version: env!("CARGO_PKG_VERSION"),
    }
    .render()
}
