//! The headers of the API, by their names in lower case, and their values.

use std::{fmt, str::FromStr, time::Duration};

use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::limits::MAX_TOKEN;

/// Which media types the caller takes.
pub const ACCEPT: &str = "accept";
/// Which methods a path knows, with a 405.
pub const ALLOW: &str = "allow";
/// The version of the API that answers ([`VERSION`](crate::VERSION)).
pub const API_VERSION: &str = "consortium-api-version";
/// The caller's bearer token.
pub const AUTHORIZATION: &str = "authorization";
/// What a body is.
pub const CONTENT_TYPE: &str = "content-type";
/// The key that names a change.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// When to ask again, in seconds, with a 429 or 503.
pub const RETRY_AFTER: &str = "retry-after";
/// How to log in, with a 401: `Bearer`.
pub const WWW_AUTHENTICATE: &str = "www-authenticate";

/// A bearer token: 1 to [`MAX_TOKEN`] visible ASCII characters. Wiped from memory when dropped and
/// never printed.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Token(String);

impl Token {
    /// The token of an `Authorization` header.
    pub fn of_authorization(value: &str) -> Result<Self, InvalidHeader> {
        let (scheme, token) = value.split_once(' ').ok_or(InvalidHeader)?;
        match scheme.eq_ignore_ascii_case("bearer") {
            true => token.trim_matches(' ').parse(),
            false => Err(InvalidHeader),
        }
    }

    /// The value of an `Authorization` header.
    pub fn to_authorization(&self) -> String {
        format!("Bearer {}", self.0)
    }

    /// The token in clear, for the check alone.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for Token {
    type Err = InvalidHeader;

    fn from_str(text: &str) -> Result<Self, InvalidHeader> {
        let fits = (1..=MAX_TOKEN).contains(&text.len());
        match fits && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            true => Ok(Self(text.to_owned())),
            false => Err(InvalidHeader),
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token([redacted])")
    }
}

/// A header that is not what the API says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a bearer token is 1 to 512 visible ASCII characters after the word Bearer")]
pub struct InvalidHeader;

/// How long to wait, from a `Retry-After` in seconds; none for the other form of it, a date, which
/// would need a clock.
pub fn retry_after(value: &str) -> Option<Duration> {
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = digits.then(|| value.parse().unwrap_or(u32::MAX))?;
    Some(Duration::from_secs(u64::from(seconds)))
}

/// The value of a `Retry-After`: whole seconds, at least 1, never less than `wait`.
pub fn to_retry_after(wait: Duration) -> String {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    seconds.max(1).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bearer_token_is_one() {
        assert_eq!(
            Token::of_authorization("Bearer demo").unwrap().expose(),
            "demo"
        );
        assert_eq!(
            Token::of_authorization("bearer  demo")
                .unwrap()
                .to_authorization(),
            "Bearer demo"
        );
        for value in [
            "",
            "Bearer",
            "Bearer ",
            "demo",
            "Basic demo",
            "Bearer a b",
            "Bearer ä",
        ] {
            assert_eq!(
                Token::of_authorization(value),
                Err(InvalidHeader),
                "{value}"
            );
        }
        assert_eq!(
            format!("{:?}", "demo".parse::<Token>()),
            "Ok(Token([redacted]))"
        );
    }

    #[test]
    fn waiting_is_told_in_whole_seconds() {
        assert_eq!(retry_after("120"), Some(Duration::from_secs(120)));
        assert_eq!(
            retry_after("99999999999999999999"),
            Some(Duration::from_secs(u64::from(u32::MAX)))
        );
        for value in ["", "-1", "+1", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT"] {
            assert_eq!(retry_after(value), None, "{value}");
        }
        assert_eq!(to_retry_after(Duration::from_millis(1)), "1");
        assert_eq!(to_retry_after(Duration::ZERO), "1");
        assert_eq!(to_retry_after(Duration::from_millis(2500)), "3");
    }
}
