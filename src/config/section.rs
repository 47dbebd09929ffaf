//! The tables that a configuration may have, each with its keys.

use silta_embedded::Rules;
use silta_observe::log;

use super::{
    harvest, ill,
    key::{Key, key},
    login::password_keys,
    ncip, oai, profile_keys,
    settings::{
        AccountEntry, AgencyEntry, Api, Consortium, Door, HarvestEntry, IllPeerEntry, ProfileEntry,
        Settings, Sip2, Sip2Limits, Store, TerminalEntry, TokenEntry,
    },
    sru, token, z3950,
};

/// A table of the configuration, as documentation and advice need it.
#[derive(Debug)]
pub(super) struct Section {
    /// Its path: `sip2.limits`.
    pub(super) path: &'static str,
    /// How it is written.
    pub(super) form: Form,
    /// What it is for.
    pub(super) meaning: &'static str,
    /// Its keys.
    pub(super) rows: Vec<Row>,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Any number of times, each with a name: `[sip2.profiles.NAME]`.
    Named,
    /// Once: `[sip2]`.
    Once,
    /// Any number of times: `[[sip2.terminals]]`.
    Repeated,
}

/// A key of a table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) kind: String,
    pub(super) meaning: &'static str,
    /// As TOML.
    pub(super) default: Option<String>,
}

impl Section {
    fn new<T: 'static>(
        path: &'static str,
        form: Form,
        meaning: &'static str,
        keys: &[Key<T>],
        default: &T,
    ) -> Self {
        let rows = keys
            .iter()
            .map(|key| Row {
                name: key.name,
                kind: key.kind.clone(),
                meaning: key.meaning,
                default: key.show(default),
            })
            .collect();
        Self {
            path,
            form,
            meaning,
            rows,
        }
    }

    /// As it is written in a file.
    pub(super) fn header(&self) -> String {
        match self.form {
            Form::Named => format!("[{}.NAME]", self.path),
            Form::Once => format!("[{}]", self.path),
            Form::Repeated => format!("[[{}]]", self.path),
        }
    }

    /// The table in which it stands, and its name there.
    pub(super) fn parent_and_name(&self) -> (&'static str, &'static str) {
        self.path.rsplit_once('.').unwrap_or(("", self.path))
    }
}

/// All of them, in the order of the documentation.
pub(super) fn all() -> Vec<Section> {
    let settings = Settings::default();
    vec![
        Section::new(
            "sip2",
            Form::Once,
            "SIP2: self-checks, return machines and sorters, gates and doors.",
            &sip2(),
            &settings.sip2,
        ),
        Section::new(
            "sip2.limits",
            Form::Once,
            "What SIP2 connections may use.",
            &sip2_limits(),
            &settings.sip2.limits,
        ),
        Section::new(
            "sip2.terminals",
            Form::Repeated,
            "A terminal, with the account it logs in with (93). Exactly one of `password`, \
             `password_hash` and `password_file` stands in it.",
            &terminal(),
            &TerminalEntry::default(),
        ),
        Section::new(
            "sip2.profiles",
            Form::Named,
            "How one kind of terminal is spoken to. A profile begins with another one, its `base`, \
             and changes what stands in it.",
            &profile(),
            &ProfileEntry::default(),
        ),
        Section::new(
            "z3950",
            Form::Once,
            "Z39.50: library and inter-library loan systems that search the catalogue.",
            &z3950::keys(),
            &settings.z3950,
        ),
        Section::new(
            "z3950.limits",
            Form::Once,
            "What Z39.50 connections may use.",
            &z3950::limits(),
            &settings.z3950.limits,
        ),
        Section::new(
            "z3950.accounts",
            Form::Repeated,
            "Somebody who searches with a password. Exactly one of `password`, `password_hash` and \
             `password_file` stands in it.",
            &z3950::account(),
            &AccountEntry::default(),
        ),
        Section::new(
            "http",
            Form::Once,
            "HTTP: the search page for people, with what is served where under `/interfaces`, the \
             consortium API under `/api/v1`, OAI-PMH under `/oai`, SRU under `/sru`, and NCIP under \
             `/ncip`.",
            &door("Where browsers and partners connect."),
            &settings.http,
        ),
        Section::new(
            "api",
            Form::Once,
            "The consortium API: what programs may ask over HTTP. `silta openapi` describes it.",
            &api(),
            &settings.api,
        ),
        Section::new(
            "api.tokens",
            Form::Repeated,
            "A program that may call, with the token that it sends as \
             `Authorization: Bearer TOKEN`.",
            &token::keys(),
            &TokenEntry::default(),
        ),
        Section::new(
            "oai",
            Form::Once,
            "OAI-PMH under `/oai` of [http]: the whole catalogue for harvesters. Served where the \
             consortium runs in this gateway.",
            &oai::keys(),
            &settings.oai,
        ),
        Section::new(
            "sru",
            Form::Once,
            "SRU under `/sru` of [http]: programs that search the catalogue.",
            &sru::keys(),
            &settings.sru,
        ),
        Section::new(
            "ncip",
            Form::Once,
            "NCIP under `/ncip` of [http], and over raw TCP: systems of other libraries, and our own \
             web library.",
            &ncip::keys(),
            &settings.ncip,
        ),
        Section::new(
            "ncip.limits",
            Form::Once,
            "What NCIP messages and connections may use.",
            &ncip::limits(),
            &settings.ncip.limits,
        ),
        Section::new(
            "ncip.agencies",
            Form::Repeated,
            "Another agency that asks, with what it sends as `FromAgencyAuthentication`. Exactly one \
             of `password`, `password_hash` and `password_file` stands in it.",
            &ncip::agency(),
            &AgencyEntry::default(),
        ),
        Section::new(
            "ill",
            Form::Once,
            "Inter-library loan over ISO 18626 under `/iso18626` of [http]: libraries that lend to \
             each other. It needs the consortium of the store; one that runs elsewhere speaks with \
             its partners itself.",
            &ill::keys(),
            &settings.ill,
        ),
        Section::new(
            "ill.peers",
            Form::Repeated,
            "A library that may ask us, and that we may ask.",
            &ill::peer(),
            &IllPeerEntry::default(),
        ),
        Section::new(
            "harvest",
            Form::Repeated,
            "A catalogue elsewhere that `silta harvest` reads into this one.",
            &harvest::keys(),
            &HarvestEntry::default(),
        ),
        Section::new(
            "admin",
            Form::Once,
            "Metrics (`/metrics`) and health (`/health/live`, `/health/ready`). Keep it among \
             operators: it asks for no password.",
            &door("Where monitoring connects."),
            &settings.admin,
        ),
        Section::new(
            "store",
            Form::Once,
            "Where the state is kept.",
            &store(),
            &settings.store,
        ),
        Section::new(
            "consortium",
            Form::Once,
            "The consortium that is served.",
            &consortium(),
            &settings.consortium,
        ),
        Section::new(
            "consortium.rules",
            Form::Once,
            "The rules of lending.",
            &rules(),
            &settings.consortium.rules,
        ),
        Section::new(
            "log",
            Form::Once,
            "Log lines, on standard error. They hold no patron data, whatever the level.",
            &log(),
            &settings.log,
        ),
    ]
}

pub(super) fn sip2() -> Vec<Key<Sip2>> {
    vec![key!(listen, "Where terminals connect.")]
}

pub(super) fn sip2_limits() -> Vec<Key<Sip2Limits>> {
    vec![
        key!(
            max_connections in 1..=1_000_000,
            "Connections in all. Not set: as many as the system's descriptors allow."
        ),
        key!(
            max_connections_per_address in 1..=1_000_000,
            "Connections from one address. Not set: as many as in all, for the terminals of a \
             branch library often share an address."
        ),
        key!(
            failed_logins_per_minute in 1..=100_000,
            "Failed logins taken from one address within a minute; then its logins wait."
        ),
        key!(
            session.failed_logins in 1..=1_000,
            "Failed logins on one connection, after which it is closed."
        ),
        key!(
            session.damaged_before_login in 1..=1_000,
            "Messages that cannot be read before a login, after which the connection is closed."
        ),
        key!(
            session.login_deadline,
            "How long a connection may stay without a login."
        ),
        key!(
            session.message_deadline,
            "How long a message that has begun may take to come in."
        ),
        key!(
            session.idle_deadline,
            "The silence after which a connection is closed. Terminals send 99 every 5 to 7 \
             minutes, so keep it above 8 minutes."
        ),
        key!(
            answer_deadline,
            "How long the consortium has for an answer; shorter than a terminal waits \
             (`timeout_tenths` of its profile). One that runs elsewhere has no more than \
             `answer_deadline` of [consortium]."
        ),
        key!(
            write_deadline,
            "How long a terminal may take to read an answer."
        ),
        key!(
            drain_deadline,
            "How long connections may take to end when the gateway stops."
        ),
        key!(session.message_size in 1_024..=65_536, "Bytes of one message."),
    ]
}

pub(super) fn terminal() -> Vec<Key<TerminalEntry>> {
    let account: Key<TerminalEntry> =
        key!(account, "The name that the terminal logs in with (CN).");
    // CO.
    let password = password_keys().into_iter().map(|key| {
        key.of(
            |entry: &mut TerminalEntry| &mut entry.password,
            |entry: &TerminalEntry| &entry.password,
        )
    });
    let others: [Key<TerminalEntry>; 4] = [
        key!(location, "The code of the library it stands in."),
        key!(
            profile,
            "How it is spoken to: a profile of this file or a built-in one."
        ),
        key!(
            addresses,
            "The addresses it may come from. Empty: from any."
        ),
        key!(
            login_by_address,
            "Whether its address alone says who it is: for terminals of version 1.00, which know \
             no login. It needs `addresses`."
        ),
    ];
    std::iter::once(account)
        .chain(password)
        .chain(others)
        .collect()
}

pub(super) fn profile() -> Vec<Key<ProfileEntry>> {
    let base: Key<ProfileEntry> = key!(
        base,
        "The profile that it begins with: one of this file or a built-in one."
    );
    let switches = profile_keys::keys().into_iter().map(|key| {
        key.of(
            |entry: &mut ProfileEntry| &mut entry.profile,
            |entry: &ProfileEntry| &entry.profile,
        )
    });
    std::iter::once(base).chain(switches).collect()
}

pub(super) fn door(meaning: &'static str) -> Vec<Key<Door>> {
    vec![Key::new(
        "listen",
        meaning,
        |door| &mut door.listen,
        |door| &door.listen,
    )]
}

pub(super) fn api() -> Vec<Key<Api>> {
    vec![key!(
        answer_deadline,
        "How long the consortium has for an answer; at most 50 seconds."
    )]
}

pub(super) fn store() -> Vec<Key<Store>> {
    vec![key!(
        path,
        "The folder of the state; it is made if it is not there. A relative path begins at the \
         folder of this file."
    )]
}

pub(super) fn consortium() -> Vec<Key<Consortium>> {
    vec![
        key!(
            demo,
            "Whether a new store is filled with the demo library: eight libraries of Kainuu, ten \
             patrons, some fourteen hundred items."
        ),
        key!(
            plain_finds_marked,
            "Whether a search for `a` finds `å` and `ä` as well, and one for `o` finds `ö`. In the \
             order of lists they stay letters of their own."
        ),
        key!(
            url,
            "Where a consortium runs that is called over the consortium API, instead of the one in \
             the store, as in `https://consortium.example`. It needs `token_file`; `demo` and the \
             rules of lending are its own affair."
        ),
        key!(
            token_file,
            "A file with the bearer token for `url` in the first line. Nobody else may be able to \
             read the file. The token needs the scopes `read`, `circulate` and, for copies of other \
             libraries, `ill`."
        ),
        key!(
            ca_file,
            "A PEM file with the certificates of the authorities that are believed at an https \
             `url`; without it those that the operating system believes."
        ),
        key!(
            answer_deadline,
            "How long a terminal waits at the most for a consortium at a `url`: while that is \
             away, a no within two seconds keeps the queue at the machine short."
        ),
    ]
}

pub(super) fn rules() -> Vec<Key<Rules>> {
    vec![
        key!(
            time_zone,
            "Where the libraries are: due dates end with the day there."
        ),
        key!(loan_days in 1..=3_660, "Days of a loan."),
        key!(dvd_days in 1..=3_660, "Days of a loan of a film."),
        key!(recall_days in 0..=3_660, "Days that a recalled loan has left at the most."),
        key!(shelf_days in 1..=3_660, "Days that a copy waits on the hold shelf."),
        key!(renewals in 0..=1_000, "How often a loan may be renewed."),
        key!(loans in 0..=9_999, "Loans of a patron at one time; outreach cards have no limit."),
        key!(holds in 0..=9_999, "Holds of a patron at one time; outreach cards have no limit."),
        key!(fee_block, "Unpaid fees at which a patron is blocked."),
    ]
}

pub(super) fn log() -> Vec<Key<log::Settings>> {
    vec![
        key!(
            level,
            "`error`, `warn`, `info`, `debug` or `trace`, or a list for parts of the program. The \
             environment variable `SILTA_LOG` goes before it."
        ),
        key!(
            format,
            "Text for people, JSON for machines; `auto`: text on a terminal, else JSON."
        ),
    ]
}
