//! The key that names a change.

use std::{fmt, str::FromStr};

use thiserror::Error;

use crate::limits::{MAX_KEY, MIN_KEY};

/// Names one change for ever: the same key is the same change, however often it is asked for.
/// [`MIN_KEY`] to [`MAX_KEY`] visible ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for IdempotencyKey {
    type Err = InvalidIdempotencyKey;

    fn from_str(text: &str) -> Result<Self, InvalidIdempotencyKey> {
        let fits = (MIN_KEY..=MAX_KEY).contains(&text.len());
        match fits && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            true => Ok(Self(text.to_owned())),
            false => Err(InvalidIdempotencyKey),
        }
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The key is not 8 to 128 visible ASCII characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an idempotency key has 8 to 128 visible ASCII characters")]
pub struct InvalidIdempotencyKey;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_8_to_128_visible_characters() {
        for (key, good) in [
            ("1234567", false),
            ("12345678", true),
            ("1234 5678", false),
            ("1234567\u{e4}", false),
        ] {
            assert_eq!(key.parse::<IdempotencyKey>().is_ok(), good, "{key}");
        }
        assert!("k".repeat(128).parse::<IdempotencyKey>().is_ok());
        assert!("k".repeat(129).parse::<IdempotencyKey>().is_err());
    }
}
