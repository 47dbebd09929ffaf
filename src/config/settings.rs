//! The settings of a gateway, as the rest of the program sees them.

mod ill;

use std::{net::IpAddr, path::PathBuf, time::Duration};

use silta_api_service::{Scope, Token, TokenHash};
use silta_embedded::Rules;
use silta_harvest::SourceSettings;
use silta_ncip_service::{Agency, NcipLimits as NcipMessageLimits};
use silta_oai_pmh_service::{CopyData, SetKind};
use silta_observe::log;
use silta_rest::{BaseUrl, HttpUrl, Roots, Token as BearerToken};
use silta_sip2_service::{Profile, SessionLimits, Terminal};
use silta_sru_service::SruLimits;
use silta_z3950_service::{Account, SessionLimits as SearchLimits, Z3950Settings};

pub use ill::{Ill, IllPeer, Proof};

pub(super) use ill::IllPeerEntry;

use super::address::Listen;

/// Everything that a configuration says.
#[derive(Debug)]
pub struct Settings {
    /// SIP2: self-checks, sorters, gates.
    pub sip2: Sip2,
    /// Z39.50: library systems that search.
    pub z3950: Z3950,
    /// The pages and protocols over HTTP.
    pub http: Door,
    /// The consortium API, over HTTP.
    pub api: Api,
    /// OAI-PMH, over HTTP: harvesters.
    pub oai: Oai,
    /// SRU, over HTTP: programs that search.
    pub sru: Sru,
    /// NCIP, over HTTP and raw TCP: systems of other libraries.
    pub ncip: Ncip,
    /// ISO 18626, over HTTP: libraries that lend to each other.
    pub ill: Ill,
    /// Catalogues elsewhere that are harvested.
    pub harvest: Vec<SourceSettings>,
    /// Metrics and health.
    pub admin: Door,
    /// Where the state is kept.
    pub store: Store,
    /// The consortium that is served.
    pub consortium: Consortium,
    /// Log lines.
    pub log: log::Settings,
}

impl Default for Settings {
    fn default() -> Self {
        let door = |port| Door {
            listen: Listen::At(([127, 0, 0, 1], port).into()),
        };
        Self {
            sip2: Sip2::default(),
            z3950: Z3950::default(),
            http: door(8080),
            api: Api::default(),
            oai: Oai::default(),
            sru: Sru::default(),
            ncip: Ncip::default(),
            ill: Ill::default(),
            harvest: Vec::new(),
            admin: door(9090),
            store: Store::default(),
            consortium: Consortium::default(),
            log: log::Settings::default(),
        }
    }
}

/// A listener of which only the address can be set.
#[derive(Clone, Debug)]
pub struct Door {
    /// Where it listens.
    pub listen: Listen,
}

/// Z39.50.
#[derive(Debug)]
pub struct Z3950 {
    /// Where it listens.
    pub listen: Listen,
    /// What the catalogue is called.
    pub databases: Vec<String>,
    /// Whether one may search without a password.
    pub anonymous: bool,
    /// Who may give a password.
    pub accounts: Vec<Account>,
    /// What connections may use.
    pub limits: Z3950Limits,
}

impl Default for Z3950 {
    fn default() -> Self {
        Self {
            listen: Listen::At(([127, 0, 0, 1], 2100).into()),
            databases: vec!["kainet".into(), "Default".into()],
            anonymous: true,
            accounts: Vec::new(),
            limits: Z3950Limits::default(),
        }
    }
}

/// What Z39.50 connections may use.
#[derive(Clone, Debug)]
pub struct Z3950Limits {
    /// Limits of one session.
    pub session: SearchLimits,
    /// Connections in all; as many as descriptors allow if not set.
    pub max_connections: Option<usize>,
    /// Connections from one address; as many as in all if not set.
    pub max_connections_per_address: Option<usize>,
    /// Wrong passwords that are taken from one address within a minute.
    pub failed_logins_per_minute: u32,
    /// Time of the consortium for an answer.
    pub answer_deadline: Duration,
    /// Time of the consortium for the holdings of one response.
    pub holdings_deadline: Duration,
    /// Time of a client to take an answer.
    pub write_deadline: Duration,
}

impl Default for Z3950Limits {
    fn default() -> Self {
        let service = Z3950Settings::default();
        Self {
            session: service.limits,
            max_connections: None,
            max_connections_per_address: None,
            failed_logins_per_minute: service.failed_logins_per_minute,
            answer_deadline: service.answer_deadline,
            holdings_deadline: service.holdings_deadline,
            write_deadline: Duration::from_secs(30),
        }
    }
}

/// The consortium API.
#[derive(Clone, Debug)]
pub struct Api {
    /// Time of the consortium for an answer.
    pub answer_deadline: Duration,
    /// Who may call.
    pub tokens: Vec<Token>,
}

impl Default for Api {
    fn default() -> Self {
        Self {
            answer_deadline: Duration::from_secs(20),
            tokens: Vec::new(),
        }
    }
}

/// OAI-PMH.
#[derive(Clone, Debug)]
pub struct Oai {
    /// What the repository is called.
    pub repository_name: String,
    /// Where harvesters reach it, if not at the address of the listener.
    pub base_url: Option<String>,
    /// Whom to write to.
    pub admin_emails: Vec<String>,
    /// The domain in identifiers.
    pub domain: String,
    /// By what records are grouped.
    pub sets: Vec<SetKind>,
    /// What is told of copies.
    pub copies: CopyData,
    /// Records of one answer.
    pub page_size: u32,
    /// How much earlier than asked a list begins.
    pub from_overlap: Duration,
    /// Time of the consortium for an answer.
    pub answer_deadline: Duration,
}

impl Default for Oai {
    fn default() -> Self {
        Self {
            repository_name: "Kainet".to_owned(),
            base_url: None,
            admin_emails: vec!["library@example.org".to_owned()],
            domain: "kainet.fi".to_owned(),
            sets: SetKind::ALL.to_vec(),
            copies: CopyData::default(),
            page_size: 500,
            from_overlap: Duration::ZERO,
            answer_deadline: Duration::from_secs(20),
        }
    }
}

/// SRU.
#[derive(Clone, Debug)]
pub struct Sru {
    /// What the catalogue is called as a database.
    pub databases: Vec<String>,
    /// Where clients reach it, if not at the address of the listener.
    pub base_url: Option<String>,
    /// What the catalogue is called, for people.
    pub title: String,
    /// What a request may ask for.
    pub limits: SruLimits,
    /// Time of the consortium for an answer.
    pub answer_deadline: Duration,
    /// Time of the consortium for the holdings of one answer.
    pub holdings_deadline: Duration,
}

impl Default for Sru {
    fn default() -> Self {
        Self {
            databases: vec!["kainet".into(), "Default".into()],
            base_url: None,
            title: "Kainet".to_owned(),
            limits: SruLimits::default(),
            answer_deadline: Duration::from_secs(20),
            holdings_deadline: Duration::from_secs(3),
        }
    }
}

/// NCIP.
#[derive(Debug)]
pub struct Ncip {
    /// Where raw TCP listens.
    pub listen: Listen,
    /// The id of our own agency.
    pub agency: String,
    /// What our agency is called, for people.
    pub name: String,
    /// Whether our own agency may ask without a password.
    pub anonymous: bool,
    /// The agencies that may ask with one.
    pub agencies: Vec<Agency>,
    /// Time of the consortium for an answer.
    pub answer_deadline: Duration,
    /// What messages and connections may use.
    pub limits: NcipLimits,
}

impl Default for Ncip {
    fn default() -> Self {
        Self {
            listen: Listen::Off,
            agency: "FI-Kam".to_owned(),
            name: "Kainet".to_owned(),
            anonymous: true,
            agencies: Vec::new(),
            // Clients wait for 30 seconds.
            answer_deadline: Duration::from_secs(20),
            limits: NcipLimits::default(),
        }
    }
}

/// What NCIP messages and connections may use.
#[derive(Clone, Debug)]
pub struct NcipLimits {
    /// Limits of messages, and of one connection's conversation.
    pub session: NcipMessageLimits,
    /// Wrong passwords that are taken from one address within a minute.
    pub failed_logins_per_minute: u32,
    /// Connections of raw TCP in all; as many as descriptors allow if not set.
    pub max_connections: Option<usize>,
    /// Connections of raw TCP from one address; as many as in all if not set.
    pub max_connections_per_address: Option<usize>,
    /// Time of a client of raw TCP to take an answer.
    pub write_deadline: Duration,
}

impl Default for NcipLimits {
    fn default() -> Self {
        Self {
            session: NcipMessageLimits::default(),
            failed_logins_per_minute: 20,
            max_connections: None,
            max_connections_per_address: None,
            write_deadline: Duration::from_secs(30),
        }
    }
}

/// An agency as it stands in the file.
#[derive(Debug, Default)]
pub(super) struct AgencyEntry {
    pub(super) id: String,
    pub(super) password: PasswordEntry,
    pub(super) services: Vec<silta_ncip::Service>,
    pub(super) patron: Option<String>,
    pub(super) trusted: bool,
    pub(super) contact_data: bool,
    pub(super) library: Option<String>,
}

/// What a source speaks, as it stands in the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum HarvestKind {
    #[default]
    Oai,
    Sru,
}

/// A source as it stands in the file; its defaults are those of the sources.
#[derive(Debug)]
pub(super) struct HarvestEntry {
    pub(super) name: String,
    pub(super) url: Option<HttpUrl>,
    pub(super) kind: HarvestKind,
    pub(super) metadata_prefix: String,
    pub(super) set: Option<String>,
    pub(super) schema: String,
    pub(super) query: String,
    pub(super) sru_version: silta_sru::Version,
    pub(super) id_prefix: Option<String>,
    pub(super) page_size: u32,
    pub(super) from_overlap: Duration,
    pub(super) deadline: Duration,
    pub(super) retries: u32,
    pub(super) retry_pause: Duration,
    pub(super) longest_pause: Duration,
    pub(super) max_answer: usize,
    pub(super) delete_limit: u32,
    pub(super) ca_file: Option<PathBuf>,
}

/// A token as it stands in the file.
#[derive(Debug, Default)]
pub(super) struct TokenEntry {
    pub(super) name: String,
    pub(super) token_hash: Option<TokenHash>,
    pub(super) scopes: Vec<Scope>,
}

/// SIP2.
#[derive(Debug)]
pub struct Sip2 {
    /// Where it listens.
    pub listen: Listen,
    /// What connections may use.
    pub limits: Sip2Limits,
    /// The accounts that terminals log in with.
    pub terminals: Vec<Terminal>,
}

impl Default for Sip2 {
    fn default() -> Self {
        Self {
            listen: Listen::At(([127, 0, 0, 1], 6001).into()),
            limits: Sip2Limits::default(),
            terminals: Vec::new(),
        }
    }
}

/// What SIP2 connections may use.
#[derive(Clone, Debug)]
pub struct Sip2Limits {
    /// Limits of one connection's conversation.
    pub session: SessionLimits,
    /// Connections in all; as many as descriptors allow if not set.
    pub max_connections: Option<usize>,
    /// Connections from one address; as many as in all if not set.
    pub max_connections_per_address: Option<usize>,
    /// Failed logins that are taken from one address within a minute.
    pub failed_logins_per_minute: u32,
    /// Time of the consortium for an answer.
    pub answer_deadline: Duration,
    /// Time of a terminal to take an answer.
    pub write_deadline: Duration,
    /// Time for connections to end when the gateway stops.
    pub drain_deadline: Duration,
}

impl Default for Sip2Limits {
    fn default() -> Self {
        Self {
            session: SessionLimits::default(),
            max_connections: None,
            max_connections_per_address: None,
            failed_logins_per_minute: 20,
            // Terminals are told to wait for 10 seconds (98).
            answer_deadline: Duration::from_secs(8),
            write_deadline: Duration::from_secs(30),
            drain_deadline: Duration::from_secs(10),
        }
    }
}

/// A password as it stands in the file, in one of three forms.
#[derive(Debug, Default)]
pub(super) struct PasswordEntry {
    pub(super) password: Option<String>,
    pub(super) password_hash: Option<String>,
    pub(super) password_file: Option<PathBuf>,
}

/// An account of Z39.50 as it stands in the file.
#[derive(Debug, Default)]
pub(super) struct AccountEntry {
    pub(super) account: String,
    pub(super) password: PasswordEntry,
    pub(super) partner: Option<String>,
}

/// A terminal as it stands in the file, before its secret, profile and place are looked up.
#[derive(Debug)]
pub(super) struct TerminalEntry {
    pub(super) account: String,
    pub(super) password: PasswordEntry,
    pub(super) location: String,
    pub(super) profile: String,
    pub(super) addresses: Vec<IpAddr>,
    pub(super) login_by_address: bool,
}

impl Default for TerminalEntry {
    fn default() -> Self {
        Self {
            account: String::new(),
            password: PasswordEntry::default(),
            location: String::new(),
            profile: super::profile::DEFAULT.to_owned(),
            addresses: Vec::new(),
            login_by_address: false,
        }
    }
}

/// A profile as it stands in the file: what it begins with, and its switches.
#[derive(Debug)]
pub(super) struct ProfileEntry {
    pub(super) base: String,
    pub(super) profile: Profile,
}

impl Default for ProfileEntry {
    fn default() -> Self {
        Self {
            base: super::profile::DEFAULT.to_owned(),
            profile: Profile::default(),
        }
    }
}

/// Where the state is kept.
#[derive(Clone, Debug)]
pub struct Store {
    /// The folder. A relative path begins at the folder of the configuration file.
    pub path: PathBuf,
}

impl Default for Store {
    fn default() -> Self {
        Self {
            path: "silta-data".into(),
        }
    }
}

/// The consortium that is served.
#[derive(Clone, Debug)]
pub struct Consortium {
    /// Whether a new store is filled with the demo library.
    pub demo: bool,
    /// Whether a search for `a` finds `ä` as well.
    pub plain_finds_marked: bool,
    /// The consortium elsewhere that is called instead of the one in the store.
    pub remote: Option<Remote>,
    /// Where that is, as it stands in the file.
    pub(super) url: Option<BaseUrl>,
    /// The file with its token.
    pub(super) token_file: Option<PathBuf>,
    /// The file with the certificates that are believed there.
    pub(super) ca_file: Option<PathBuf>,
    /// How long a terminal waits at the most for one that runs elsewhere.
    pub answer_deadline: Duration,
    /// The rules of lending.
    pub rules: Rules,
}

impl Default for Consortium {
    fn default() -> Self {
        Self {
            demo: true,
            plain_finds_marked: false,
            remote: None,
            url: None,
            token_file: None,
            ca_file: None,
            // While it is away, a no within two seconds keeps the queue at the machine short.
            answer_deadline: Duration::from_millis(1900),
            rules: Rules::default(),
        }
    }
}

/// A consortium that runs elsewhere.
#[derive(Clone, Debug)]
pub struct Remote {
    /// Where it is.
    pub url: BaseUrl,
    /// What it knows us by.
    pub token: BearerToken,
    /// Whose certificates are believed if it is called over https.
    pub roots: Roots,
}

impl Remote {
    /// How it is called.
    pub fn calling(self) -> silta_rest::Settings {
        silta_rest::Settings {
            roots: self.roots,
            ..silta_rest::Settings::new(self.url, self.token)
        }
    }
}
