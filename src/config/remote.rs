//! A consortium that runs elsewhere: `url`, `token_file` and `ca_file` of `[consortium]`.

use std::path::Path;

use silta_rest::{BaseUrl, Roots, Token};
use toml::de::DeTable;

use super::{
    beside,
    fault::Fault,
    login::{MAX_SECRET_FILE, others_can_read, read_small},
    reader::Reader,
    settings::{Consortium, Remote},
    value::{Found, Value, Wrong, quoted, text},
};

/// Largest file of certificates that is read, in bytes; those of all public authorities are a fifth
/// of it.
const MAX_ROOTS_FILE: u64 = 1 << 20;

/// Where it is and what it knows us by; none if the store's own consortium is served.
pub(super) fn read(
    reader: &mut Reader,
    table: &DeTable<'_>,
    file: &Path,
    consortium: &Consortium,
) -> Option<Remote> {
    let place = |key: &str| table.get(key).map(|found| found.span());
    for (key, other) in [("url", "token_file"), ("token_file", "url")] {
        if table.contains_key(key) && !table.contains_key(other) {
            reader.faults.push(Fault::error(
                place(key),
                format!("a consortium elsewhere without `{other}`"),
                "it is called at its `url`, with the token of the `token_file`",
                format!("add {other} = \"...\", or take {key} out"),
            ));
        }
    }
    let roots = match consortium.ca_file.as_deref() {
        None => Some(Roots::System),
        Some(written) => {
            let path = beside(file, written);
            let read = roots_in(
                &path,
                consortium.url.as_ref().is_some_and(BaseUrl::is_https),
            );
            read.map_err(|cause| {
                reader.faults.push(Fault::error(
                    place("ca_file"),
                    format!("the file of certificates {} cannot be used", path.display()),
                    cause,
                    "name a PEM file with the certificate of the authority, and an https url",
                ));
            })
            .ok()
        }
    };
    let url = consortium.url.clone()?;
    let path = beside(file, consortium.token_file.as_deref()?);
    let token = token_in(&path).map_err(|cause| {
        reader.faults.push(Fault::error(
            place("token_file"),
            format!("the token file {} cannot be used", path.display()),
            cause,
            "write the token into the first line of the file, and chmod 600 the file",
        ));
    });
    Some(Remote {
        url,
        token: token.ok()?,
        roots: roots?,
    })
}

/// The certificates of a file, which only an https address needs.
pub(super) fn roots_in(path: &Path, https: bool) -> Result<Roots, String> {
    if !https {
        return Err("only an https `url` shows certificates".to_owned());
    }
    let pem = read_small(path, MAX_ROOTS_FILE).map_err(|error| error.to_string())?;
    Roots::from_pem(pem.as_bytes()).map_err(|invalid| invalid.to_string())
}

fn token_in(path: &Path) -> Result<Token, String> {
    let text = read_small(path, MAX_SECRET_FILE).map_err(|error| error.to_string())?;
    if others_can_read(path) {
        return Err("everybody on this machine can read it".to_owned());
    }
    let token = text.lines().next().unwrap_or_default();
    token
        .parse()
        .map_err(|_| "its first line is no token: 1 to 512 visible ASCII characters".to_owned())
}

impl Value for BaseUrl {
    fn kind() -> String {
        "an address such as \"http://consortium.example:8080\"".into()
    }

    fn read(found: &Found<'_>) -> Result<Self, Wrong> {
        let given = text(found, "an address")?;
        given
            .parse()
            .map_err(|invalid: silta_rest::InvalidBaseUrl| {
                Wrong::new(
                    found,
                    format!("{given:?} is not where a consortium can be called"),
                )
                .fix(invalid.to_string())
            })
    }

    fn show(&self) -> Option<String> {
        Some(quoted(&self.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::value::tests::back, *};

    #[test]
    fn what_is_shown_reads_back() {
        back::<BaseUrl>(r#""http://consortium.example:8080""#);
        back::<BaseUrl>(r#""https://consortium.example""#);
    }

    #[test]
    fn a_token_stands_in_a_file_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        assert!(token_in(&path).is_err());
        for (text, good) in [
            ("secret\n", true),
            ("secret\r\nmore", true),
            ("", false),
            ("two words", false),
        ] {
            std::fs::write(&path, text).unwrap();
            #[cfg(unix)]
            std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600))
                .unwrap();
            assert_eq!(token_in(&path).is_ok(), good, "{text:?}");
        }
    }
}
