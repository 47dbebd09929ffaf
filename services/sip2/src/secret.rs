//! Passwords of terminals: at rest an argon2 hash, checked once and then remembered as a keyed hash.

use std::{collections::HashMap, fmt, sync::Mutex};

use sha2::{Digest, Sha256};
pub use silta_secrets::HashRefused;
use subtle::ConstantTimeEq;

/// What a terminal must know.
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
        silta_secrets::hash_here(password)
    }

    /// A secret given as an argon2 hash.
    ///
    /// # Errors
    ///
    /// If it is none.
    pub fn hashed(hash: &str) -> Result<Self, HashRefused> {
        silta_secrets::check(hash)?;
        Ok(Self::Hashed(hash.to_owned()))
    }

    pub(crate) fn is_hashed(&self) -> bool {
        matches!(self, Self::Hashed(_))
    }

    /// Whether this is the password of the account.
    pub(crate) async fn matches(
        &self,
        account: &str,
        password: &str,
        remembered: &Remembered,
    ) -> bool {
        if password.len() > silta_secrets::MAX_LEN {
            return false;
        }
        match self {
            Self::Known(keyed) => keyed.matches(password),
            Self::Hashed(_) if remembered.has(account, password) => true,
            Self::Hashed(hash) => {
                let right = silta_secrets::matches(password, hash).await == Ok(true);
                if right {
                    remembered.keep(account, password);
                }
                right
            }
        }
    }

    /// Takes as long as a real check: an unknown account must not be told by the time it takes.
    pub(crate) async fn pretend_to_check(password: &str) {
        let password = password.get(..silta_secrets::MAX_LEN).unwrap_or(password);
        // Nobody is told what came of it.
        let _ = silta_secrets::hash(password).await;
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
pub(crate) struct Remembered(Mutex<HashMap<String, Keyed>>);

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
        let remembered = Remembered::default();
        assert!(!secret.matches("sc", "arvaus", &remembered).await);
        assert!(!remembered.has("sc", "arvaus"));
        assert!(secret.matches("sc", "salaisuus", &remembered).await);
        assert!(remembered.has("sc", "salaisuus") && !remembered.has("sc", "arvaus"));
        assert!(!remembered.has("other", "salaisuus"));
    }

    #[tokio::test]
    async fn a_known_password_is_compared_and_never_shown() {
        let secret = Secret::known("demo");
        let remembered = Remembered::default();
        assert!(secret.matches("sc", "demo", &remembered).await);
        for wrong in ["", "Demo", "demo ", &"x".repeat(256)] {
            assert!(!secret.matches("sc", wrong, &remembered).await);
        }
        assert!(!format!("{secret:?}").contains("demo"));
    }

    #[test]
    fn what_is_no_hash_is_refused() {
        assert_eq!(Secret::hashed("demo").err(), Some(HashRefused));
    }
}
