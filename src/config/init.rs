//! The file that `silta init` writes: short, commented, and working as it is.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use super::{settings::Settings, value::Value as _};

/// Why no file was written.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// There is one already.
    #[error("{} is there already and stays as it is; name another file with -o", .0.display())]
    Exists(PathBuf),
    /// The system does not let us.
    #[error("{} cannot be written: {}", .0.display(), .1)]
    Io(PathBuf, io::Error),
}

/// Writes a new configuration, readable by its owner alone, with one terminal and a password for
/// it.
///
/// # Errors
/// When a file of that name is there, or it cannot be written.
pub fn init(path: &Path) -> Result<(), InitError> {
    let failed = |e: io::Error| match e.kind() {
        io::ErrorKind::AlreadyExists => InitError::Exists(path.to_owned()),
        _ => InitError::Io(path.to_owned(), e),
    };
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(failed)?;
    file.write_all(text(&password()).as_bytes()).map_err(failed)
}

/// The file. Its values are the defaults, so that it says what the gateway does without it too.
pub(super) fn text(password: &str) -> String {
    let Settings {
        sip2,
        z3950,
        http,
        admin,
        store,
        ..
    } = Settings::default();
    let listen = |listen: super::Listen| listen.show().unwrap_or_default();
    let [sip2, z3950, http, admin] =
        [sip2.listen, z3950.listen, http.listen, admin.listen].map(listen);
    let store = store.path.show().unwrap_or_default();
    format!(
        r#"# Silta's configuration. All keys: docs/configuration.md. After a change: silta check

[sip2]                      # self-checks, return machines, gates
listen = {sip2}   # 0.0.0.0 instead of 127.0.0.1 for terminals elsewhere

[[sip2.terminals]]          # one for each terminal
account = "sc-1"            # what it logs in with
password = "{password}"
location = "KAJ"            # the library it stands in
profile = "generic"         # or pv-supa, bibliotheca, strict, gate, door, sorter, or your own

[z3950]                     # library systems that search the catalogue
listen = {z3950}

[http]                      # the search page
listen = {http}

[admin]                     # metrics and health, for monitoring
listen = {admin}

[store]                     # all state; back it up
path = {store}
"#
    )
}

/// 16 letters and digits that are not mistaken for each other.
fn password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let mut random = [0; 16];
    getrandom::fill(&mut random).expect("the operating system gives random bytes");
    random
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_short_and_has_no_fault() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("silta.toml");
        init(&path).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.lines().count() <= 25, "{text}");
        for line in [
            "listen = \"127.0.0.1:6001\"",
            "listen = \"127.0.0.1:2100\"",
            "path = \"",
        ] {
            assert!(text.lines().any(|l| l.starts_with(line)), "{line}");
        }
        let loaded = super::super::load(&path).unwrap();
        assert_eq!(loaded.warnings.to_string(), "");
        assert_eq!(loaded.settings.sip2.terminals.len(), 1);
    }

    #[test]
    fn a_file_that_is_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("silta.toml");
        fs::write(&path, "mine").unwrap();
        assert!(matches!(init(&path), Err(InitError::Exists(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    }

    #[test]
    fn passwords_differ() {
        assert_ne!(password(), password());
        assert_eq!(password().len(), 16);
    }
}
