//! Passwords of programs and machines that log in: at rest an argon2 hash, checked once and then
//! remembered as a keyed hash, so that only the first login is slow.

use std::{collections::HashMap, fmt, sync::Mutex};

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::HashRefused;

/// What whoever logs in to an account must know.
pub enum Secret {
    /// An argon2 hash in PHC form: `$argon2id$v=19$...`.
    Hashed(String),
    /// Known in clear when the gateway started; only a keyed hash of it is kept.
    Known(Keyed),
}

/// A hash of a secret under a key of this process alone.
#[derive(Clone, Copy)]
pub struct Keyed {
    key: [u8; 32],
    digest: [u8; 32],
}

impl Secret {
    /// A secret given in clear.
    ///
    /// # Panics
    ///
    /// If the operating system gives no random bytes.
    pub fn known(password: &str) -> Self {
        Self::Known(Keyed::new(password))
    }

    /// Hashes a password for the configuration.
    ///
    /// # Errors
    ///
    /// If the operating system gives no random bytes.
    pub fn hash(password: &str) -> Result<String, HashRefused> {
        crate::hash_here(password)
    }

    /// A secret given as an argon2 hash.
    ///
    /// # Errors
    ///
    /// If it is none.
    pub fn hashed(hash: &str) -> Result<Self, HashRefused> {
        crate::check(hash)?;
        Ok(Self::Hashed(hash.to_owned()))
    }
}

/// Judges passwords of accounts.
#[derive(Debug)]
pub struct Judge {
    /// Whether a wrong password takes long.
    slow: bool,
    remembered: Remembered,
}

impl Judge {
    /// For accounts with these secrets.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a Secret>) -> Self {
        let is_hashed = |secret: &Secret| matches!(secret, Secret::Hashed(_));
        Self {
            slow: secrets.into_iter().any(is_hashed),
            remembered: Remembered::default(),
        }
    }

    /// Whether this is the password of the account, whose secret is none if there is no such
    /// account. Takes tens of milliseconds the first time a hashed password is seen, and as long
    /// for an account that does not exist: it must not be told by the time it takes.
    pub async fn is_right(&self, account: &str, secret: Option<&Secret>, password: &str) -> bool {
        if password.len() > crate::MAX_LEN {
            return false;
        }
        match secret {
            None if self.slow => {
                // Nobody is told what came of it.
                let _ = crate::hash(password).await;
                false
            }
            None => false,
            Some(Secret::Known(keyed)) => keyed.matches(password),
            Some(Secret::Hashed(_)) if self.remembered.has(account, password) => true,
            Some(Secret::Hashed(hash)) => {
                let right = crate::matches(password, hash).await == Ok(true);
                if right {
                    self.remembered.keep(account, password);
                }
                right
            }
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

impl fmt::Debug for Keyed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyed([redacted])")
    }
}

impl Keyed {
    fn new(secret: &str) -> Self {
        let mut key = [0; 32];
        getrandom::fill(&mut key).expect("the operating system gives random bytes");
        Self {
            key,
            digest: digest(&key, secret),
        }
    }

    fn matches(&self, secret: &str) -> bool {
        digest(&self.key, secret).ct_eq(&self.digest).into()
    }
}

fn digest(key: &[u8; 32], secret: &str) -> [u8; 32] {
    // The key is longer than any collision attack has use for, and never leaves the process.
    Sha256::new()
        .chain_update(key)
        .chain_update(secret)
        .chain_update(key)
        .finalize()
        .into()
}

/// Passwords that were checked slowly and found right; gone when the process ends.
#[derive(Debug, Default)]
struct Remembered(Mutex<HashMap<String, Keyed>>);

impl Remembered {
    fn has(&self, account: &str, password: &str) -> bool {
        let known = self
            .0
            .lock()
            .ok()
            .and_then(|known| known.get(account).copied());
        known.is_some_and(|keyed| keyed.matches(password))
    }

    fn keep(&self, account: &str, password: &str) {
        if let Ok(mut known) = self.0.lock() {
            known.insert(account.to_owned(), Keyed::new(password));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hashed_password_is_believed_only_when_right_and_then_remembered() {
        let secret = Secret::hashed(&Secret::hash("salaisuus").unwrap()).unwrap();
        let judge = Judge::new([&secret]);
        let is_right = async |password| judge.is_right("sc", Some(&secret), password).await;
        assert!(!is_right("arvaus").await);
        assert!(!judge.remembered.has("sc", "arvaus"));
        assert!(is_right("salaisuus").await);
        assert!(judge.remembered.has("sc", "salaisuus") && !judge.remembered.has("sc", "arvaus"));
        assert!(!judge.remembered.has("other", "salaisuus"));
        assert!(!judge.is_right("none", None, "salaisuus").await);
    }

    #[tokio::test]
    async fn a_known_password_is_compared_and_never_shown() {
        let secret = Secret::known("demo");
        let judge = Judge::new([&secret]);
        assert!(judge.is_right("sc", Some(&secret), "demo").await);
        for wrong in ["", "Demo", "demo ", &"x".repeat(256)] {
            assert!(!judge.is_right("sc", Some(&secret), wrong).await);
        }
        assert!(!format!("{secret:?}").contains("demo"));
    }

    #[test]
    fn what_is_no_hash_is_refused() {
        assert_eq!(Secret::hashed("demo").err(), Some(HashRefused));
    }
}
