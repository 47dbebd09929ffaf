//! Terminals: accounts with their secret, their library and their profile.

use std::path::Path;

use silta_consortium::{AccountId, LibraryCode};
use silta_sip2_service::{Profile, Terminal};
use toml::de::DeTable;

use super::{
    fault::Fault,
    login::{Login, Logins},
    nearest::nearest,
    profile::Profiles,
    reader::Reader,
    section,
    settings::TerminalEntry,
};

/// What the check of a terminal needs to know beside its table.
pub(super) struct Surroundings<'s> {
    /// The configuration file.
    pub(super) file: &'s Path,
    /// The codes of the libraries, if they are known before the store is open.
    pub(super) libraries: Option<[&'static str; 8]>,
}

/// Reads `[[sip2.terminals]]`.
pub(super) fn read(
    reader: &mut Reader,
    sip2: &DeTable<'_>,
    profiles: &Profiles,
    rest: &Surroundings<'_>,
) -> Vec<Terminal> {
    let keys = section::terminal();
    let mut terminals = Vec::new();
    let mut logins = Logins::new("a terminal", "sip2.terminals");
    for (found, table) in reader.list(sip2, "sip2.terminals") {
        let mut entry = TerminalEntry::default();
        reader.keys("sip2.terminals", &keys, table, &mut entry);
        let login = logins.one(found, table, reader);
        login.require("location", "the code of its library", reader);
        let one = One {
            table,
            login,
            entry,
        };
        one.check_location(rest.libraries, reader);
        one.check_login_by_address(reader);
        let profile = one.profile(profiles, reader);
        let secret = one.login.secret(&one.entry.password, rest.file, reader);
        if let Some(secret) = secret {
            let account = AccountId::from(one.entry.account);
            let library = LibraryCode::from(one.entry.location);
            let mut terminal = Terminal::new(account, library, secret, profile);
            terminal.addresses = one.entry.addresses;
            terminal.login_by_address = one.entry.login_by_address;
            terminals.push(terminal);
        }
    }
    logins.check_that_others_cannot_read(rest.file, reader);
    terminals
}

/// A terminal while it is checked.
struct One<'f, 't> {
    table: &'f DeTable<'t>,
    login: Login<'f, 't>,
    entry: TerminalEntry,
}

impl One<'_, '_> {
    fn check_location(&self, known: Option<[&str; 8]>, reader: &mut Reader) {
        let location = self.entry.location.as_str();
        // The gateway looks again when the store is open.
        let Some(known) = known else { return };
        if location.is_empty() || known.contains(&location) {
            return;
        }
        let fix = match nearest(&location.to_lowercase(), known.iter().copied()) {
            Some(near) => format!("did you mean {near:?}? Known are: {}", known.join(", ")),
            None => match known
                .iter()
                .find(|code| code.eq_ignore_ascii_case(location))
            {
                Some(code) => format!("write {code:?}, in capitals"),
                None => format!("write one of: {}", known.join(", ")),
            },
        };
        reader.faults.push(Fault::error(
            self.login.place_of("location"),
            format!("there is no library {location:?}"),
            "`location` is the code of a library of the consortium",
            fix,
        ));
    }

    fn check_login_by_address(&self, reader: &mut Reader) {
        if self.entry.login_by_address && !self.table.contains_key("addresses") {
            reader.faults.push(Fault::error(
                self.login.place_of("login_by_address"),
                "a terminal known by its address, without address",
                "`login_by_address` needs `addresses`",
                "add addresses = [\"...\"], or take login_by_address out",
            ));
        }
    }

    fn profile(&self, profiles: &Profiles, reader: &mut Reader) -> Profile {
        let name = &self.entry.profile;
        profiles.find(name).unwrap_or_else(|advice| {
            reader.faults.push(Fault::error(
                self.login.place_of("profile"),
                format!("there is no profile {name:?}"),
                "`profile` names a built-in profile or one of this file",
                advice,
            ));
            Profile::default()
        })
    }
}
