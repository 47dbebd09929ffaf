//! `silta demo`: the whole gateway with the demo library, nothing to configure.

use std::{
    env,
    io::{self, Write},
    net::SocketAddr,
    path::PathBuf,
};

use silta_api_service::{Scope, Token, TokenHash};
use silta_ncip_service::Agency;
use silta_observe::log;
use silta_sip2_service::{Profile, Secret, Terminal};
use silta_z3950_service::Account;

use crate::{
    config::{IllPeer, Listen, Settings, built_in},
    gateway::Addresses,
    import,
    serve::{ServeError, until_signal},
};

/// The password of all accounts.
const PASSWORD: &str = "demo";

/// The user of Z39.50; nobody has to be one.
const USER: &str = "demo";

/// The token of the consortium API, for everything.
const TOKEN: &str = "demo";

/// An agency of NCIP that may ask with the password.
const PARTNER: &str = "FI-Partner";

/// Another one, to look up alone.
const READ_TOKEN: &str = "demo-read";

/// The libraries of the demo library.
pub(crate) const DEMO_LIBRARIES: [&str; 8] =
    ["HYR", "KAJ", "KUH", "PAL", "PUO", "RIS", "SOT", "SUO"];

/// Failed logins a minute: wide enough for tests from one address.
const FAILED_LOGINS_PER_MINUTE: u32 = 200;

/// What can be chosen.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where SIP2 is served.
    pub sip2: SocketAddr,
    /// Where Z39.50 is served.
    pub z3950: SocketAddr,
    /// Where NCIP is served over raw TCP, if it is.
    pub ncip: Option<SocketAddr>,
    /// Partners of inter-library loan: where they take messages.
    pub ill_peers: Vec<IllPeer>,
    /// Where the pages are served.
    pub http: SocketAddr,
    /// Where metrics and health are served.
    pub admin: SocketAddr,
    /// Where the state is kept; a temporary folder if not set.
    pub data: Option<PathBuf>,
    /// Files of records that are imported first.
    pub records: Vec<PathBuf>,
    /// Where the addresses are written.
    pub ready_file: Option<PathBuf>,
}

impl Options {
    /// On free ports of the loopback interface, in a temporary folder.
    pub fn on_free_ports() -> Self {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            sip2: any,
            z3950: any,
            ncip: None,
            ill_peers: Vec::new(),
            http: any,
            admin: any,
            data: None,
            records: Vec::new(),
            ready_file: None,
        }
    }
}

/// Runs the demo until SIGTERM or SIGINT.
///
/// # Errors
/// When it cannot start.
pub fn run(options: &Options, out: &mut dyn Write) -> Result<(), ServeError> {
    // Lines between the greeting and the next prompt would only bewilder.
    log::init(&log::Settings {
        level: "warn".into(),
        ..log::Settings::default()
    })?;
    let temporary = match options.data {
        Some(_) => None,
        None => Some(tempfile::Builder::new().prefix("silta-demo-").tempdir()?),
    };
    let folder = options
        .data
        .clone()
        .or_else(|| Some(temporary.as_ref()?.path().to_owned()));
    let settings = settings(options, folder.unwrap_or_default());
    if !options.records.is_empty() {
        import::into_store(&settings, &options.records, out)?;
    }
    until_signal(settings, options.ready_file.as_deref(), |addresses| {
        write!(out, "{}", greeting(options, addresses, &program()))?;
        out.flush()
    })?;
    if let Some(folder) = temporary {
        folder.close()?;
    }
    Ok(())
}

/// The settings of the demo, with its state in `folder`.
pub fn settings(options: &Options, folder: PathBuf) -> Settings {
    let mut settings = Settings::default();
    settings.sip2.listen = Listen::At(options.sip2);
    settings.sip2.terminals = terminals();
    settings.sip2.limits.failed_logins_per_minute = FAILED_LOGINS_PER_MINUTE;
    settings.z3950.listen = Listen::At(options.z3950);
    settings.z3950.accounts = vec![Account {
        name: USER.into(),
        secret: Secret::known(PASSWORD),
        partner: Some(format!("ISIL:{PARTNER}").into()),
    }];
    settings.z3950.limits.failed_logins_per_minute = FAILED_LOGINS_PER_MINUTE;
    settings.ncip.listen = options.ncip.map_or(Listen::Off, Listen::At);
    settings.ncip.agencies = vec![partner()];
    settings.ncip.limits.failed_logins_per_minute = FAILED_LOGINS_PER_MINUTE;
    settings.ill.peers = ill_peers(&options.ill_peers);
    settings.http.listen = Listen::At(options.http);
    let token = |token: &str, scopes: &[Scope]| Token {
        name: token.into(),
        hash: TokenHash::of(token),
        scopes: scopes.to_vec(),
    };
    settings.api.tokens = vec![token(TOKEN, Scope::ALL), token(READ_TOKEN, &[Scope::Read])];
    settings.admin.listen = Listen::At(options.admin);
    settings.store.path = folder;
    settings.consortium.demo = true;
    settings
}

/// The accounts of the demo: name, library, profile, what it is.
fn accounts() -> [(&'static str, &'static str, Profile, &'static str); 7] {
    use silta_charset::Charset;

    let of = |name| Profile {
        // As many connections as descriptors allow.
        max_connections: u32::MAX,
        ..built_in(name).unwrap_or_default()
    };
    let with = |charset| Profile {
        charset,
        ..of("generic")
    };
    [
        ("sc-kajaani", "KAJ", of("generic"), "self-check in Kajaani"),
        ("sc-sotkamo", "SOT", of("generic"), "self-check in Sotkamo"),
        ("sorter-kajaani", "KAJ", of("generic"), "return machine"),
        (
            "gate-kajaani",
            "KAJ",
            of("gate"),
            "gate: asks for items only",
        ),
        ("door-kajaani", "KAJ", of("door"), "door: is the card good?"),
        (
            "sc-cp850",
            "KAJ",
            with(Charset::Cp850),
            "self-check in code page 850",
        ),
        (
            "sc-latin1",
            "KAJ",
            with(Charset::Latin1),
            "self-check in ISO 8859-1",
        ),
    ]
}

fn terminals() -> Vec<Terminal> {
    let terminal = |(account, library, profile, _): (&str, &str, Profile, &str)| {
        Terminal::new(
            account.into(),
            library.into(),
            Secret::known(PASSWORD),
            profile,
        )
    };
    accounts().into_iter().map(terminal).collect()
}

/// The partner that lends and borrows over NCIP.
fn partner() -> Agency {
    Agency {
        patron: Some("2900000010".into()),
        trusted: true,
        contact_data: true,
        ..Agency::new(PARTNER, Secret::known(PASSWORD))
    }
}

/// The known partner of inter-library loan and those that were named; all borrow by the same card.
fn ill_peers(named: &[IllPeer]) -> Vec<IllPeer> {
    let known = silta_embedded::demo_partner();
    let card = known.institutional_patron.clone();
    let mut peers = named.to_vec();
    if peers.iter().all(|peer| peer.id != known.id) {
        peers.push(IllPeer::new(known.id, known.version));
    }
    for peer in &mut peers {
        peer.institutional_patron.clone_from(&card);
    }
    peers
}

/// The name by which this program can be called again.
fn program() -> String {
    let called = env::args().next().unwrap_or_default();
    match called.contains(' ') {
        true => format!("'{called}'"),
        false => called,
    }
}

fn greeting(options: &Options, addresses: Addresses, program: &str) -> String {
    let mut text = Vec::new();
    // Writing into memory does not fail.
    let _: io::Result<()> = write_greeting(&mut text, options, addresses, program);
    String::from_utf8(text).unwrap_or_default()
}

fn write_greeting(
    out: &mut Vec<u8>,
    options: &Options,
    addresses: Addresses,
    program: &str,
) -> io::Result<()> {
    let shown = |address: Option<SocketAddr>| address.map_or_else(String::new, |a| a.to_string());
    let Addresses {
        sip2,
        z3950,
        ncip,
        http,
        admin,
    } = addresses;
    let [sip2, z3950, http, admin] = [sip2, z3950, http, admin].map(shown);
    writeln!(
        out,
        "Silta {}: a demo library. NOT FOR REAL PATRONS: its passwords are known to all.",
        env!("CARGO_PKG_VERSION")
    )?;
    match &options.data {
        Some(folder) => writeln!(out, "Its state stays in {}.", folder.display())?,
        None => writeln!(out, "Its state is gone when it stops; --data DIR keeps it.")?,
    }
    writeln!(out, "\nAddresses")?;
    writeln!(out, "  SIP2     {sip2}")?;
    writeln!(out, "  Z39.50   {z3950}  (databases kainet, Default)")?;
    writeln!(out, "  HTTP     http://{http}/")?;
    writeln!(
        out,
        "  API      http://{http}/api/v1/  (bearer token {TOKEN}; to look up alone, {READ_TOKEN})"
    )?;
    writeln!(
        out,
        "  OAI-PMH  http://{http}/oai  (formats marc21, oai_dc, mods)"
    )?;
    writeln!(out, "  SRU      http://{http}/sru?query=kalevala")?;
    writeln!(
        out,
        "  NCIP     http://{http}/ncip  (agency {PARTNER}, password {PASSWORD})"
    )?;
    if let Some(ncip) = ncip {
        writeln!(out, "           {ncip}  (raw TCP)")?;
    }
    writeln!(
        out,
        "  ISO18626 http://{http}/iso18626  (we are ISIL:FI-Kam, the partner is ISIL:{PARTNER})"
    )?;
    writeln!(out, "  Admin    http://{admin}/  (metrics, health)")?;
    writeln!(out, "\nTerminals (password {PASSWORD})")?;
    for (account, library, _, meaning) in accounts() {
        writeln!(out, "  {account:<15} {library}  {meaning}")?;
    }
    writeln!(
        out,
        "\nPatrons   2900000001 (PIN 1234) to 2900000010, items 3900000001 and on"
    )?;
    writeln!(out, "\nThree things to try, in another window")?;
    let login = format!("--account sc-kajaani --password {PASSWORD}");
    writeln!(
        out,
        "  Lend a book:\n    echo checkout 2900000001 3900000001 1234 | {program} sip2 {sip2} {login}"
    )?;
    writeln!(
        out,
        "  Be a self-check yourself (type help):\n    {program} sip2 {sip2} {login}"
    )?;
    writeln!(out, "  Judge it:\n    {program} conformance sip2 {sip2}")?;
    writeln!(out, "\nCtrl-C stops it.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> Options {
        Options {
            sip2: ([127, 0, 0, 1], 6001).into(),
            z3950: ([127, 0, 0, 1], 2100).into(),
            ncip: None,
            ill_peers: Vec::new(),
            http: ([127, 0, 0, 1], 8080).into(),
            admin: ([127, 0, 0, 1], 9090).into(),
            data: None,
            records: Vec::new(),
            ready_file: None,
        }
    }

    fn addresses() -> Addresses {
        let Options {
            sip2,
            z3950,
            http,
            admin,
            ..
        } = options();
        Addresses {
            sip2: Some(sip2),
            z3950: Some(z3950),
            ncip: None,
            http: Some(http),
            admin: Some(admin),
        }
    }

    #[test]
    fn greets_with_addresses_accounts_and_three_things_to_try() {
        let greeting = greeting(&options(), addresses(), "silta");
        insta::assert_snapshot!(greeting.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
    }

    #[test]
    fn says_where_the_state_stays() {
        let options = Options {
            data: Some("kept".into()),
            ..options()
        };
        let greeting = greeting(&options, addresses(), "silta");
        assert!(greeting.contains("stays in kept"), "{greeting}");
    }
}
