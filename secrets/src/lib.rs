//! Passwords and PINs at rest: argon2id hashes in PHC form (`$argon2id$v=19$m=19456,t=2,p=1$...`).
//!
//! One check takes tens of milliseconds and 19 MiB. It runs away from the caller's thread, at most
//! [`CHECKS`] at one time, and in memory that is kept for the next check: the allocator would
//! otherwise keep such a block for each thread that ever checked, hundreds of MiB in all.
//!
//! For accounts of programs and machines that log in over a protocol: [`Secret`] is what they must
//! know, [`Judge`] finds out whether they do, [`LoginThrottle`] slows the guesser down.

mod secret;
mod throttle;

pub use secret::{Judge, Keyed, Secret};
pub use throttle::{FailedLogins, Forgotten, LoginThrottle, WINDOW};

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Ident, Output, ParamsString, PasswordHash, Salt},
};
use subtle::ConstantTimeEq;
use thiserror::Error;
use tokio::{sync::Semaphore, task::spawn_blocking};
use zeroize::Zeroizing;

/// Checks at one time; more would only take each other's processor.
pub const CHECKS: usize = 2;

/// Memory that a hash may ask for, in KiB: 64 MiB. A hash that asks for more is refused, so that a
/// mistyped one cannot take the machine's.
pub const MAX_MEMORY: u32 = 64 * 1024;

/// Longest secret that is looked at, in bytes; a longer one is wrong.
pub const MAX_LEN: usize = 255;

/// Bytes of the salt of a hash, as RFC 9106 recommends.
pub const SALT_LEN: usize = 16;

static TURNS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(CHECKS)));
static MEMORY: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

/// Whether a secret is the one that was hashed.
///
/// # Errors
///
/// If the hash is none that [`check`] takes.
pub async fn matches(secret: &str, hash: &str) -> Result<bool, HashRefused> {
    if secret.len() > MAX_LEN {
        return check(hash).map(|()| false);
    }
    let (secret, hash) = (Zeroizing::new(secret.to_owned()), hash.to_owned());
    slowly(move || {
        let known = Known::read(&hash)?;
        let mut computed = vec![0; known.output.len()];
        known.compute(&secret, &mut computed)?;
        Ok(computed.ct_eq(known.output.as_bytes()).into())
    })
    .await
}

/// Hashes a secret with the parameters of the day: argon2id, 19 MiB, two passes.
///
/// # Errors
///
/// If the operating system gives no random bytes.
pub async fn hash(secret: &str) -> Result<String, HashRefused> {
    let secret = Zeroizing::new(secret.to_owned());
    slowly(move || hash_here(&secret)).await
}

/// Hashes a secret with a salt that the caller answers for: unlike for unlike secrets.
///
/// # Errors
///
/// If the process is ending.
pub async fn hash_with_salt(secret: &str, salt: [u8; SALT_LEN]) -> Result<String, HashRefused> {
    let secret = Zeroizing::new(secret.to_owned());
    slowly(move || salted(&secret, &salt)).await
}

/// Hashes a secret in the caller's thread, for a command line.
///
/// # Errors
///
/// If the operating system gives no random bytes.
pub fn hash_here(secret: &str) -> Result<String, HashRefused> {
    let mut salt = [0; SALT_LEN];
    getrandom::fill(&mut salt).map_err(|_| HashRefused)?;
    salted(secret, &salt)
}

fn salted(secret: &str, salt: &[u8; SALT_LEN]) -> Result<String, HashRefused> {
    let known = Known {
        argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT),
        salt: Salt::new(salt).map_err(|_| HashRefused)?,
        output: Output::new(&[0; Params::DEFAULT_OUTPUT_LEN]).map_err(|_| HashRefused)?,
    };
    let mut computed = [0; Params::DEFAULT_OUTPUT_LEN];
    known.compute(secret, &mut computed)?;
    let hash = PasswordHash {
        algorithm: Ident::new("argon2id").map_err(|_| HashRefused)?,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(known.argon2.params()).map_err(|_| HashRefused)?,
        salt: Some(known.salt),
        hash: Some(Output::new(&computed).map_err(|_| HashRefused)?),
    };
    Ok(hash.to_string())
}

/// Whether this is a hash that can be checked.
///
/// # Errors
///
/// If it is not.
pub fn check(hash: &str) -> Result<(), HashRefused> {
    Known::read(hash).map(drop)
}

/// Not an argon2 hash in PHC form that can be checked here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not an argon2 hash in PHC form ($argon2id$v=19$m=...) of at most 64 MiB")]
pub struct HashRefused;

/// A hash taken apart.
struct Known {
    argon2: Argon2<'static>,
    salt: Salt,
    output: Output,
}

impl Known {
    fn read(hash: &str) -> Result<Self, HashRefused> {
        let hash = PasswordHash::new(hash).map_err(|_| HashRefused)?;
        let algorithm = Algorithm::try_from(hash.algorithm.as_str()).map_err(|_| HashRefused)?;
        let version = match hash.version {
            Some(version) => Version::try_from(version).map_err(|_| HashRefused)?,
            None => Version::V0x10,
        };
        let params = Params::try_from(&hash).map_err(|_| HashRefused)?;
        if params.m_cost() > MAX_MEMORY {
            return Err(HashRefused);
        }
        Ok(Self {
            argon2: Argon2::new(algorithm, version, params),
            salt: hash.salt.ok_or(HashRefused)?,
            output: hash.hash.ok_or(HashRefused)?,
        })
    }

    fn compute(&self, secret: &str, output: &mut [u8]) -> Result<(), HashRefused> {
        let mut memory = take_memory();
        memory.resize(self.argon2.params().block_count(), Block::new());
        let salt: &[u8] = self.salt.as_ref();
        let computed = self.argon2.hash_password_into_with_memory(
            secret.as_bytes(),
            salt,
            output,
            &mut memory,
        );
        give_memory(memory);
        computed.map_err(|_| HashRefused)
    }
}

fn take_memory() -> Vec<Block> {
    let mut kept = MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    kept.pop().unwrap_or_default()
}

/// Keeps the memory for the next check, unless there is enough already.
fn give_memory(memory: Vec<Block>) {
    let mut kept = MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() < CHECKS {
        kept.push(memory);
    }
}

/// Runs away from the caller's thread, when it is its turn. The turn ends with the work, even if
/// nobody waits for it any more.
async fn slowly<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, HashRefused> + Send + 'static,
) -> Result<T, HashRefused> {
    let turn = Arc::clone(&TURNS)
        .acquire_owned()
        .await
        .map_err(|_| HashRefused)?;
    let work = move || {
        let result = work();
        drop(turn);
        result
    };
    spawn_blocking(work).await.map_err(|_| HashRefused)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_secret_itself_matches_its_hash() {
        let hash = hash("salaisuus").await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert_eq!(matches("salaisuus", &hash).await, Ok(true));
        for wrong in ["", "Salaisuus", "salaisuus ", &"x".repeat(MAX_LEN + 1)] {
            assert_eq!(matches(wrong, &hash).await, Ok(false));
        }
        assert_ne!(super::hash("salaisuus").await.unwrap(), hash, "salted");
    }

    /// A hash that another implementation made (the reference command line of argon2).
    #[tokio::test]
    async fn hashes_of_others_are_read() {
        let others = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assert_eq!(matches("password", others).await, Ok(true));
        assert_eq!(matches("passwort", others).await, Ok(false));
    }

    #[tokio::test]
    async fn what_is_no_hash_is_refused() {
        for bad in [
            "",
            "demo",
            "$argon2id$v=19$m=19456,t=2,p=1$Y00xS/aM1F/+Ym7sbyZfQQ",
            "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        ] {
            assert_eq!(check(bad), Err(HashRefused), "{bad}");
            assert_eq!(matches("x", bad).await, Err(HashRefused), "{bad}");
        }
    }

    #[tokio::test]
    async fn memory_is_kept_for_the_next_check_and_no_more() {
        let hash = hash("x").await.unwrap();
        let checks: Vec<_> = (0..8)
            .map(|n| {
                let hash = hash.clone();
                tokio::spawn(async move { matches(&n.to_string(), &hash).await })
            })
            .collect();
        for check in checks {
            assert_eq!(check.await.unwrap(), Ok(false));
        }
        assert!(MEMORY.lock().unwrap().len() <= CHECKS);
    }
}
