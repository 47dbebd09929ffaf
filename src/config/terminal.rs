//! Terminals: accounts with their secret, their library and their profile.

use std::{
    collections::HashMap,
    fs,
    io::{self, Read as _},
    ops::Range,
    path::Path,
};

use silta_consortium::{AccountId, LibraryCode};
use silta_sip2_service::{Profile, Secret, Terminal};
use toml::de::DeTable;

use super::{
    beside, fault::Fault, nearest::nearest, profile::Profiles, reader::Reader, section,
    settings::TerminalEntry,
};

/// Largest password file that is read, in bytes.
pub(super) const MAX_SECRET_FILE: u64 = 4096;

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
    let mut accounts: HashMap<String, Range<usize>> = HashMap::new();
    let mut in_clear = None;
    for (found, table) in reader.list(sip2, "sip2.terminals") {
        let mut entry = TerminalEntry::default();
        reader.keys("sip2.terminals", &keys, table, &mut entry);
        let one = One {
            table,
            place: found.span(),
            entry,
        };
        one.require(
            "account",
            &one.entry.account,
            "the name that it logs in with",
            reader,
        );
        one.require(
            "location",
            &one.entry.location,
            "the code of its library",
            reader,
        );
        one.check_account_is_new(&mut accounts, reader);
        one.check_location(rest.libraries, reader);
        one.check_login_by_address(reader);
        let profile = one.profile(profiles, reader);
        if one.entry.password.is_some() {
            in_clear.get_or_insert_with(|| one.place_of("password"));
        }
        if let Some(secret) = one.secret(rest.file, reader) {
            let account = AccountId::from(one.entry.account);
            let library = LibraryCode::from(one.entry.location);
            let mut terminal = Terminal::new(account, library, secret, profile);
            terminal.addresses = one.entry.addresses;
            terminal.login_by_address = one.entry.login_by_address;
            terminals.push(terminal);
        }
    }
    if let Some(place) = in_clear {
        check_that_others_cannot_read(rest.file, place, reader);
    }
    terminals
}

/// Passwords in clear are a matter of those who can read the file.
fn check_that_others_cannot_read(path: &Path, place: Range<usize>, reader: &mut Reader) {
    if others_can_read(path) {
        let fault = Fault::error(
            place,
            "everybody on this machine can read the passwords",
            "the file holds passwords in clear and is readable by others",
            format!("chmod 600 {}, or use password_hash", path.display()),
        );
        reader.faults.push(fault.warning());
    }
}

/// A terminal while it is checked.
struct One<'f, 't> {
    table: &'f DeTable<'t>,
    place: Range<usize>,
    entry: TerminalEntry,
}

impl One<'_, '_> {
    fn place_of(&self, key: &str) -> Range<usize> {
        self.table
            .get(key)
            .map_or_else(|| self.place.clone(), |found| found.span())
    }

    fn require(&self, key: &str, value: &str, meaning: &str, reader: &mut Reader) {
        let place = match self.table.get(key) {
            None => self.place.clone(),
            Some(found) if found.get_ref().as_str() == Some("") => found.span(),
            Some(_) => return,
        };
        debug_assert!(value.is_empty());
        reader.faults.push(Fault::error(
            place,
            format!("a terminal without {key}"),
            format!("`{key}` is {meaning}; a terminal needs it"),
            format!("add {key} = \"...\" below its [[sip2.terminals]]"),
        ));
    }

    fn check_account_is_new(
        &self,
        accounts: &mut HashMap<String, Range<usize>>,
        reader: &mut Reader,
    ) {
        let account = &self.entry.account;
        if account.is_empty() {
            return;
        }
        if accounts.contains_key(account) {
            reader.faults.push(Fault::error(
                self.place_of("account"),
                format!("the account {account:?} stands here a second time"),
                "each terminal has an account of its own, so that its messages can be told apart",
                "give this terminal another name, or take it out",
            ));
        }
        accounts.insert(account.clone(), self.place_of("account"));
    }

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
            self.place_of("location"),
            format!("there is no library {location:?}"),
            "`location` is the code of a library of the consortium",
            fix,
        ));
    }

    fn check_login_by_address(&self, reader: &mut Reader) {
        if self.entry.login_by_address && !self.table.contains_key("addresses") {
            reader.faults.push(Fault::error(
                self.place_of("login_by_address"),
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
                self.place_of("profile"),
                format!("there is no profile {name:?}"),
                "`profile` names a built-in profile or one of this file",
                advice,
            ));
            Profile::default()
        })
    }

    /// The terminal's password; none if something is wrong with it.
    fn secret(&self, file: &Path, reader: &mut Reader) -> Option<Secret> {
        const KEYS: [&str; 3] = ["password", "password_hash", "password_file"];
        let given: Vec<&str> = KEYS
            .into_iter()
            .filter(|key| self.table.contains_key(*key))
            .collect();
        match given.as_slice() {
            [] => {
                reader.faults.push(Fault::error(
                    self.place.clone(),
                    "a terminal without password",
                    "none of password, password_hash and password_file stands in it",
                    "add one of them; `silta hash-password` writes a password_hash",
                ));
                None
            }
            [_] => self.only_secret(file).unwrap_or_else(|fault| {
                reader.faults.push(*fault);
                None
            }),
            [.., last] => {
                reader.faults.push(Fault::error(
                    self.place_of(last),
                    format!("a terminal with {}", given.join(" and ")),
                    "which of them counts cannot be told",
                    "keep one of them and take the others out",
                ));
                None
            }
        }
    }

    fn only_secret(&self, file: &Path) -> Result<Option<Secret>, Box<Fault>> {
        let TerminalEntry {
            password,
            password_hash,
            password_file,
            ..
        } = &self.entry;
        if let Some(password) = password {
            return match password.as_str() {
                "" => Err(self.fault(
                    "password",
                    "the password is empty",
                    "an empty password is none",
                )),
                password => Ok(Some(Secret::known(password))),
            };
        }
        if let Some(hash) = password_hash {
            let secret = Secret::hashed(hash).map_err(|e| {
                self.fault("password_hash", "this is no password hash", &e.to_string())
            })?;
            return Ok(Some(secret));
        }
        let Some(secret_file) = password_file else {
            // Its value was wrong, and that was reported.
            return Ok(None);
        };
        let path = beside(file, secret_file);
        let what = format!("the password file {} cannot be used", path.display());
        secret_in(&path)
            .map(Some)
            .map_err(|cause: String| self.fault("password_file", &what, &cause))
    }

    fn fault(&self, key: &str, what: &str, cause: &str) -> Box<Fault> {
        let fix = match key {
            "password_hash" => "write what `silta hash-password` prints",
            "password_file" => {
                "write the password into the first line of the file, and chmod 600 the file"
            }
            _ => "write a password, or better a password_hash",
        };
        Box::new(Fault::error(self.place_of(key), what, cause, fix))
    }
}

/// The password, or the hash of one, in the first line of a file.
fn secret_in(path: &Path) -> Result<Secret, String> {
    let text = read_small(path, MAX_SECRET_FILE).map_err(|e| e.to_string())?;
    if others_can_read(path) {
        return Err("everybody on this machine can read it".to_owned());
    }
    match text.lines().next().unwrap_or_default() {
        "" => Err("its first line is empty".to_owned()),
        hash if hash.starts_with("$argon2") => Secret::hashed(hash).map_err(|e| e.to_string()),
        password => Ok(Secret::known(password)),
    }
}

pub(super) fn read_small(path: &Path, limit: u64) -> io::Result<String> {
    let mut text = String::new();
    fs::File::open(path)?
        .take(limit)
        .read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(unix)]
pub(super) fn others_can_read(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o004 != 0)
}

#[cfg(not(unix))]
pub(super) fn others_can_read(_path: &Path) -> bool {
    false
}
