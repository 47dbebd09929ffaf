//! Where on an HTTP server the subject stands.

/// Where the subject stands: `host:port`, or a URL such as `http://host:port/api/v1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// `host:port`.
    pub address: String,
    /// The path before all others, without a slash at its end.
    pub base: String,
}

impl Target {
    /// Reads what the command line has; `usual` is the path where it names none.
    pub fn read(text: &str, usual: &str) -> Result<Self, TargetError> {
        if text.starts_with("https://") {
            return Err(TargetError::Tls);
        }
        let rest = text.strip_prefix("http://").unwrap_or(text);
        let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
        let visible = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
        if host.is_empty() || host.contains(['@', '?', '#']) || !visible(rest) {
            return Err(TargetError::NoUrl);
        }
        let has_port = host.rsplit_once(':').is_some_and(|(name, port)| {
            !name.is_empty() && !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
        });
        let base = path.trim_end_matches('/');
        Ok(Self {
            address: if has_port {
                host.to_owned()
            } else {
                format!("{host}:80")
            },
            base: if base.is_empty() { usual } else { base }.to_owned(),
        })
    }
}

/// Why a target cannot be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TargetError {
    /// It is no address.
    #[error("the target is host:port, or a URL such as http://127.0.0.1:8080/api/v1")]
    NoUrl,
    /// TLS is not spoken here.
    #[error("the suite speaks plain HTTP: put a TLS tunnel in between, or call the server behind")]
    Tls,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_an_address_or_a_url() {
        for (text, address, base) in [
            ("127.0.0.1:8080", "127.0.0.1:8080", "/api/v1"),
            ("http://127.0.0.1:8080/", "127.0.0.1:8080", "/api/v1"),
            ("http://ils/consortium/v1/", "ils:80", "/consortium/v1"),
            ("[::1]:8080", "[::1]:8080", "/api/v1"),
        ] {
            let target = Target::read(text, "/api/v1").expect(text);
            assert_eq!(
                (target.address.as_str(), target.base.as_str()),
                (address, base)
            );
        }
        assert_eq!(Target::read("https://ils/", "/x"), Err(TargetError::Tls));
        for text in ["", "http://", "a b:1", "http://u@ils/"] {
            assert_eq!(Target::read(text, "/x"), Err(TargetError::NoUrl), "{text}");
        }
    }
}
