//! Passwords of terminals: at rest an argon2 hash, checked once and then remembered as a keyed hash.

use std::{collections::HashMap, fmt, sync::Mutex};

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tokio::{sync::Semaphore, task::spawn_blocking};

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

/// Passwords longer than this are wrong without being looked at.
const MAX_LEN: usize = 255;

/// Slow checks at one time: more of them would only take each other's processor and memory.
static SLOW_CHECKS: Semaphore = Semaphore::const_new(2);

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
    pub fn hash(password: &str) -> Result<String, HashFailed> {
        let hash = Argon2::default().hash_password(password.as_bytes());
        Ok(hash.map_err(|_| HashFailed)?.to_string())
    }

    /// A secret given as an argon2 hash.
    pub fn hashed(hash: &str) -> Result<Self, HashFailed> {
        PasswordHash::new(hash).map_err(|_| HashFailed)?;
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
        if password.len() > MAX_LEN {
            return false;
        }
        match self {
            Self::Known(keyed) => keyed.matches(password),
            Self::Hashed(_) if remembered.has(account, password) => true,
            Self::Hashed(hash) => {
                let right = check_slowly(hash.clone(), password.to_owned()).await;
                if right {
                    remembered.keep(account, password);
                }
                right
            }
        }
    }

    /// Takes as long as a real check: an unknown account must not be told by the time it takes.
    pub(crate) async fn pretend_to_check(password: &str) {
        let Ok(_permit) = SLOW_CHECKS.acquire().await else {
            return;
        };
        let password = password.to_owned();
        let hashing = spawn_blocking(move || Self::hash(&password).is_ok());
        let _: Result<bool, _> = hashing.await;
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

async fn check_slowly(hash: String, password: String) -> bool {
    let Ok(_permit) = SLOW_CHECKS.acquire().await else {
        return false;
    };
    let check = spawn_blocking(move || {
        PasswordHash::new(&hash).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        })
    });
    check.await.unwrap_or(false)
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

/// The password cannot be hashed, or the hash is not in PHC form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an argon2 hash in PHC form ($argon2id$v=19$...)")]
pub struct HashFailed;

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
        for wrong in ["", "Demo", "demo ", &"x".repeat(MAX_LEN + 1)] {
            assert!(!secret.matches("sc", wrong, &remembered).await);
        }
        assert!(!format!("{secret:?}").contains("demo"));
    }

    #[test]
    fn what_is_no_hash_is_refused() {
        assert_eq!(Secret::hashed("demo").err(), Some(HashFailed));
    }
}
