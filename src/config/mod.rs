//! The configuration: one file of TOML, read, checked and explained.
//!
//! [`load`] is what `silta check` and `silta serve` both call. It reports every fault it finds at
//! once, each with line, column, the line itself, the cause and what to do. The keys stand in one
//! table (`section.rs`, `profile_keys.rs`), from which reading, the check of unknown keys and
//! [`documentation`] come.

mod address;
mod choice;
mod document;
mod fault;
mod harvest;
mod ill;
mod init;
mod key;
mod login;
mod ncip;
mod nearest;
mod oai;
mod profile;
mod profile_keys;
mod reader;
mod remote;
mod section;
mod settings;
mod sru;
mod terminal;
mod token;
mod value;
mod whole;
mod z3950;

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use toml::de::DeTable;

pub use address::Listen;
pub use document::documentation;
pub use fault::{Fault, Faults, Severity};
pub use ill::peer_option;
pub use init::{InitError, init};
pub use profile::{built_in, names as built_in_names};
pub use settings::{
    Api, Consortium, Door, Ill, IllPeer, Ncip, NcipLimits, Oai, Proof, Remote, Settings, Sip2,
    Sip2Limits, Sru, Store, Z3950, Z3950Limits,
};

use reader::Reader;
use terminal::Surroundings;

use crate::demo::DEMO_LIBRARIES;

/// Largest file that is read, in bytes.
pub const MAX_FILE: u64 = 1024 * 1024;

/// What a configuration without errors gives.
#[derive(Debug)]
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// What somebody should look at.
    pub warnings: Faults,
}

/// Reads and checks a configuration. Nothing is changed or made, but for a nameless file in the
/// store's folder that shows that it can be written.
///
/// # Errors
/// All faults of the file, warnings among them, if one of them keeps the gateway from starting.
pub fn load(path: &Path) -> Result<Loaded, Faults> {
    let text = read(path)?;
    let (settings, faults) = parse(path, &text);
    let faults = Faults::new(path, &text, faults);
    match faults.errors() {
        0 => Ok(Loaded {
            settings,
            warnings: faults,
        }),
        _ => Err(faults),
    }
}

/// The file's text.
fn read(path: &Path) -> Result<String, Faults> {
    let unreadable = |what: &str, cause: String, fix: &str| {
        let fault = Fault::error(None, what, cause, fix);
        Err(Faults::new(path, "", vec![fault]))
    };
    let mut bytes = Vec::new();
    let file = fs::File::open(path);
    if let Err(e) = file.and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes)) {
        let fix = "name another one with --config, or write one with `silta init`";
        return unreadable("the file cannot be read", e.to_string(), fix);
    }
    if bytes.len() as u64 > MAX_FILE {
        let cause = format!("at most {MAX_FILE} bytes are read");
        return unreadable(
            "the file is too large",
            cause,
            "name the right file with --config",
        );
    }
    String::from_utf8(bytes).map_err(|e| {
        let wrong = e.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(e.as_bytes());
        let cause = "this byte is none of UTF-8";
        let fault = Fault::error(
            wrong..wrong,
            "the file is not UTF-8",
            cause,
            "save it as UTF-8",
        );
        Faults::new(path, &text, vec![fault])
    })
}

/// The settings as far as they can be read, and everything that is wrong with them.
fn parse(path: &Path, text: &str) -> (Settings, Vec<Fault>) {
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        // What follows a broken line may have lost its table: its faults would be no faults.
        return (
            Settings::default(),
            errors.iter().map(syntax_fault).collect(),
        );
    }
    let mut reader = Reader::new();
    let settings = settings(&mut reader, root.get_ref(), path);
    whole::check(&mut reader, root.get_ref(), &settings);
    (settings, reader.faults)
}

fn syntax_fault(error: &toml::de::Error) -> Fault {
    let message = error.message().replace('\n', ", ");
    let fix = if message.contains("duplicate") {
        "take one of the two out, or write them under one header"
    } else if message.contains("must be quoted") {
        "write texts in quotes: key = \"text\""
    } else {
        "write each key as `key = value` on a line of its own, texts in quotes"
    };
    Fault::error(error.span(), "this is not TOML", message, fix)
}

fn settings(reader: &mut Reader, root: &DeTable<'_>, path: &Path) -> Settings {
    let mut settings = Settings::default();
    reader.keys("", &[] as &[key::Key<()>], root, &mut ());
    for (name, door) in [("http", &mut settings.http), ("admin", &mut settings.admin)] {
        if let Some(table) = reader.table(root, name) {
            reader.keys(name, &section::door(""), table, door);
        }
    }
    if let Some(table) = reader.table(root, "z3950") {
        z3950::read(reader, table, path, &mut settings.z3950);
    }
    if let Some(table) = reader.table(root, "api") {
        reader.keys("api", &section::api(), table, &mut settings.api);
        settings.api.tokens = token::read(reader, table);
    }
    if let Some(table) = reader.table(root, "oai") {
        reader.keys("oai", &oai::keys(), table, &mut settings.oai);
    }
    if let Some(table) = reader.table(root, "sru") {
        reader.keys("sru", &sru::keys(), table, &mut settings.sru);
    }
    if let Some(table) = reader.table(root, "ncip") {
        ncip::read(reader, table, path, &mut settings.ncip);
    }
    if let Some(table) = reader.table(root, "ill") {
        ill::read(reader, table, path, &mut settings.ill);
    }
    settings.harvest = harvest::read(reader, root, path);
    if let Some(table) = reader.table(root, "store") {
        reader.keys("store", &section::store(), table, &mut settings.store);
    }
    if let Some(table) = reader.table(root, "consortium") {
        consortium(reader, table, &mut settings.consortium);
        let remote = remote::read(reader, table, path, &settings.consortium);
        settings.consortium.remote = remote;
    }
    if let Some(table) = reader.table(root, "sip2") {
        let Consortium { demo, remote, .. } = &settings.consortium;
        let libraries = (*demo && remote.is_none()).then_some(DEMO_LIBRARIES);
        let rest = Surroundings {
            file: path,
            libraries,
        };
        sip2(reader, table, &rest, &mut settings.sip2);
    }
    if let Some(table) = reader.table(root, "log") {
        reader.keys("log", &section::log(), table, &mut settings.log);
    }
    settings.store.path = beside(path, &settings.store.path);
    settings
}

fn consortium(reader: &mut Reader, table: &DeTable<'_>, consortium: &mut Consortium) {
    reader.keys("consortium", &section::consortium(), table, consortium);
    if let Some(rules) = reader.table(table, "consortium.rules") {
        reader.keys(
            "consortium.rules",
            &section::rules(),
            rules,
            &mut consortium.rules,
        );
    }
}

fn sip2(reader: &mut Reader, table: &DeTable<'_>, rest: &Surroundings<'_>, sip2: &mut Sip2) {
    reader.keys("sip2", &section::sip2(), table, sip2);
    if let Some(limits) = reader.table(table, "sip2.limits") {
        reader.keys(
            "sip2.limits",
            &section::sip2_limits(),
            limits,
            &mut sip2.limits,
        );
    }
    let profiles = profile::read(reader, table);
    sip2.terminals = terminal::read(reader, table, &profiles, rest);
}

/// A path that begins at the folder of the configuration file, if it is relative.
fn beside(file: &Path, path: &Path) -> PathBuf {
    file.parent().unwrap_or_else(|| Path::new("")).join(path)
}
