//! What all accounts have that are logged in to: a name of their own, and a password.

use std::{
    collections::HashSet,
    fs,
    io::{self, Read as _},
    ops::Range,
    path::Path,
};

use silta_sip2_service::Secret;
use toml::de::DeTable;

use super::{
    beside,
    fault::Fault,
    key::{Key, key},
    reader::Reader,
    settings::PasswordEntry,
    value::Found,
};

/// Largest password file that is read, in bytes.
pub(super) const MAX_SECRET_FILE: u64 = 4096;

/// The forms of a password, of which one stands with each account.
pub(super) fn password_keys() -> Vec<Key<PasswordEntry>> {
    vec![
        key!(
            password,
            "Its password in clear. The file should be readable by the gateway alone then."
        ),
        key!(
            password_hash,
            "Its password as an argon2 hash; `silta hash-password` writes one."
        ),
        key!(
            password_file,
            "A file with its password, or with the hash of it, in the first line. Nobody else may \
             be able to read the file."
        ),
    ]
}

/// The accounts of one list while they are checked.
#[derive(Debug)]
pub(super) struct Logins {
    /// What has such an account: `a terminal`.
    who: &'static str,
    /// The list: `sip2.terminals`.
    list: &'static str,
    /// The key of the name.
    key: &'static str,
    names: HashSet<String>,
    /// Where the first password in clear stands.
    in_clear: Option<Range<usize>>,
}

/// An account while it is checked.
#[derive(Debug)]
pub(super) struct Login<'f, 't> {
    who: &'static str,
    list: &'static str,
    table: &'f DeTable<'t>,
    place: Range<usize>,
}

impl Logins {
    pub(super) fn new(who: &'static str, list: &'static str) -> Self {
        Self {
            who,
            list,
            key: "account",
            names: HashSet::new(),
            in_clear: None,
        }
    }

    /// The same for accounts whose name has another key.
    pub(super) fn named_by(self, key: &'static str) -> Self {
        Self { key, ..self }
    }

    pub(super) fn one<'f, 't>(
        &mut self,
        found: &Found<'t>,
        table: &'f DeTable<'t>,
        reader: &mut Reader,
    ) -> Login<'f, 't> {
        let one = Login {
            who: self.who,
            list: self.list,
            table,
            place: found.span(),
        };
        one.require(self.key, "the name that it logs in with", reader);
        if table.contains_key("password") {
            self.in_clear
                .get_or_insert_with(|| one.place_of("password"));
        }
        let account = table.get(self.key).and_then(|name| name.get_ref().as_str());
        let account = account.unwrap_or_default();
        if !account.is_empty() && !self.names.insert(account.to_owned()) {
            reader.faults.push(Fault::error(
                one.place_of(self.key),
                format!("the {} {account:?} stands here a second time", self.key),
                format!(
                    "{} has an account of its own, so that they can be told apart",
                    self.who
                ),
                "give this one another name, or take it out",
            ));
        }
        one
    }

    /// Passwords in clear are a matter of those who can read the file.
    pub(super) fn check_that_others_cannot_read(self, path: &Path, reader: &mut Reader) {
        let Some(place) = self.in_clear.filter(|_| others_can_read(path)) else {
            return;
        };
        let fault = Fault::error(
            place,
            "everybody on this machine can read the passwords",
            "the file holds passwords in clear and is readable by others",
            format!("chmod 600 {}, or use password_hash", path.display()),
        );
        reader.faults.push(fault.warning());
    }
}

impl Login<'_, '_> {
    pub(super) fn place_of(&self, key: &str) -> Range<usize> {
        self.table
            .get(key)
            .map_or_else(|| self.place.clone(), |found| found.span())
    }

    /// Notes that a text is missing or empty.
    pub(super) fn require(&self, key: &str, meaning: &str, reader: &mut Reader) {
        let place = match self.table.get(key) {
            None => self.place.clone(),
            Some(found) if found.get_ref().as_str() == Some("") => found.span(),
            Some(_) => return,
        };
        let Self { who, list, .. } = self;
        reader.faults.push(Fault::error(
            place,
            format!("{who} without {key}"),
            format!("`{key}` is {meaning}; {who} needs it"),
            format!("add {key} = \"...\" below its [[{list}]]"),
        ));
    }

    /// The password; none if something is wrong with it.
    pub(super) fn secret(
        &self,
        entry: &PasswordEntry,
        file: &Path,
        reader: &mut Reader,
    ) -> Option<Secret> {
        const KEYS: [&str; 3] = ["password", "password_hash", "password_file"];
        let given: Vec<&str> = KEYS
            .into_iter()
            .filter(|key| self.table.contains_key(*key))
            .collect();
        let fault = match given.as_slice() {
            [] => Fault::error(
                self.place.clone(),
                format!("{} without password", self.who),
                "none of password, password_hash and password_file stands in it",
                "add one of them; `silta hash-password` writes a password_hash",
            ),
            [_] => match self.only_secret(entry, file) {
                Ok(secret) => return secret,
                Err(fault) => *fault,
            },
            [.., last] => Fault::error(
                self.place_of(last),
                format!("{} with {}", self.who, given.join(" and ")),
                "which of them counts cannot be told",
                "keep one of them and take the others out",
            ),
        };
        reader.faults.push(fault);
        None
    }

    fn only_secret(
        &self,
        entry: &PasswordEntry,
        file: &Path,
    ) -> Result<Option<Secret>, Box<Fault>> {
        let PasswordEntry {
            password,
            password_hash,
            password_file,
        } = entry;
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
