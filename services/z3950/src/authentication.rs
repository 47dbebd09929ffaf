//! Who opens a session, and whether the password is right.

use std::{
    collections::HashMap,
    fmt,
    net::{IpAddr, Ipv6Addr},
    sync::Mutex,
    time::{Duration, Instant},
};

use sha2::{Digest, Sha256};
use silta_consortium::AccountId;
use silta_z3950::{IdAuthentication, bib1::Condition};
use subtle::ConstantTimeEq;

use crate::diagnostic::{Diagnostic, plain};

/// An account that a client may name in Init.
#[derive(Clone)]
pub struct Account {
    name: AccountId,
    key: [u8; 32],
    digest: [u8; 32],
}

impl Account {
    /// An account with its password, of which only a keyed hash is kept.
    ///
    /// # Panics
    ///
    /// If the operating system gives no random bytes.
    pub fn new(name: AccountId, password: &str) -> Self {
        let mut key = [0; 32];
        getrandom::fill(&mut key).expect("the operating system gives random bytes");
        Self {
            name,
            key,
            digest: digest(&key, password.as_bytes()),
        }
    }

    fn is(&self, credentials: &Credentials<'_>) -> bool {
        let given = digest(&self.key, credentials.password);
        let same_name = self.name.as_str().as_bytes() == credentials.user;
        same_name & bool::from(self.digest.ct_eq(&given))
    }
}

fn digest(key: &[u8; 32], password: &[u8]) -> [u8; 32] {
    Sha256::new()
        .chain_update(key)
        .chain_update(password)
        .finalize()
        .into()
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// A user and a password as they were given.
struct Credentials<'a> {
    user: &'a [u8],
    password: &'a [u8],
}

/// Finds out who opens a session: nobody in particular, or an account. A password that is given
/// must be right; a user or group without one proves nothing and counts for nothing.
pub(crate) fn authenticate(
    given: Option<&IdAuthentication>,
    accounts: &[Account],
    anonymous: bool,
) -> Result<Option<AccountId>, Diagnostic> {
    let credentials = match given {
        None | Some(IdAuthentication::Anonymous(_)) => None,
        Some(IdAuthentication::Open(both)) => open(both.0.as_bytes()),
        Some(IdAuthentication::IdPass(pass)) => {
            pass.password.as_ref().map(|password| Credentials {
                user: pass.user_id.as_ref().map_or(&[], |user| user.as_bytes()),
                password: password.as_bytes(),
            })
        }
        Some(IdAuthentication::Other(_)) => {
            return Err(plain(Condition::AuthenticationSystemError));
        }
    };
    let credentials =
        credentials.filter(|given| !given.user.is_empty() || !given.password.is_empty());
    let Some(credentials) = credentials else {
        return match anonymous {
            true => Ok(None),
            false => Err(plain(Condition::BadUseridOrPassword)),
        };
    };
    // All are looked at: an unknown user must not be told by the time it takes.
    let mut account = None;
    for known in accounts {
        if known.is(&credentials) {
            account = Some(known);
        }
    }
    account
        .map(|account| Some(account.name.clone()))
        .ok_or_else(|| plain(Condition::BadUseridOrPassword))
}

/// `user/password`; without a slash there is no password.
fn open(both: &[u8]) -> Option<Credentials<'_>> {
    let slash = both.iter().position(|octet| *octet == b'/')?;
    let (user, password) = both.split_at(slash);
    Some(Credentials {
        user,
        password: password.get(1..).unwrap_or_default(),
    })
}

/// Counts wrong passwords by address, within [`WINDOW`]. It is the address that waits, not the
/// account: nobody can lock another out.
#[derive(Debug)]
pub(crate) struct Throttle {
    limit: u32,
    failures: Mutex<HashMap<IpAddr, Failures>>,
}

/// Failures of one address since the window began.
#[derive(Clone, Copy, Debug)]
struct Failures {
    since: Instant,
    count: u32,
}

/// How long a wrong password counts.
const WINDOW: Duration = Duration::from_secs(60);

/// Most addresses counted at one time. Past it those whose window is over are dropped; if none is,
/// new addresses with a password wait.
const MAX_ADDRESSES: usize = 10_000;

impl Throttle {
    pub(crate) fn new(limit: u32) -> Self {
        Self {
            limit,
            failures: Mutex::default(),
        }
    }

    /// Whether a password from this address is looked at now.
    pub(crate) fn allows(&self, address: IpAddr, now: Instant) -> bool {
        let Ok(mut failures) = self.failures.lock() else {
            return false;
        };
        match failures.get(&network(address)) {
            Some(failures) => is_over(failures, now) || failures.count < self.limit,
            None if failures.len() < MAX_ADDRESSES => true,
            None => {
                failures.retain(|_, failures| !is_over(failures, now));
                failures.len() < MAX_ADDRESSES
            }
        }
    }

    /// Counts a wrong password.
    pub(crate) fn count(&self, address: IpAddr, now: Instant) {
        let Ok(mut failures) = self.failures.lock() else {
            return;
        };
        let first = Failures {
            since: now,
            count: 0,
        };
        let failures = failures.entry(network(address)).or_insert(first);
        if is_over(failures, now) {
            *failures = first;
        }
        failures.count = failures.count.saturating_add(1);
    }
}

fn is_over(failures: &Failures, now: Instant) -> bool {
    now.saturating_duration_since(failures.since) >= WINDOW
}

/// One client may own a whole IPv6 network of 64 bits, so that is what is counted.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(
            address.to_bits() & !u128::from(u64::MAX),
        )),
    }
}

#[cfg(test)]
mod tests {
    use silta_z3950::{
        Null,
        init::{IdPass, OpenSecret},
    };

    use super::*;

    fn pass(user: Option<&str>, password: Option<&str>) -> IdAuthentication {
        IdAuthentication::IdPass(IdPass {
            group_id: Some("group".into()),
            user_id: user.map(Into::into),
            password: password.map(Into::into),
        })
    }

    #[test]
    fn a_password_that_is_given_must_be_right() {
        let accounts = [
            Account::new("demo".into(), "demo"),
            Account::new("koha".into(), "a/b"),
        ];
        let who = |given: IdAuthentication| {
            let who = authenticate(Some(&given), &accounts, true);
            who.map_err(|diagnostic| diagnostic.condition)
        };
        let open = |both: &str| IdAuthentication::Open(OpenSecret(both.into()));
        let (demo, koha) = (Ok(Some("demo".into())), Ok(Some("koha".into())));
        assert_eq!(who(open("demo/demo")), demo);
        assert_eq!(who(open("koha/a/b")), koha);
        assert_eq!(who(pass(Some("demo"), Some("demo"))), demo);
        for nobody in [
            open("demo"),
            open(""),
            open("/"),
            IdAuthentication::Anonymous(Null),
        ] {
            assert_eq!(who(nobody), Ok(None));
        }
        assert_eq!(who(pass(Some("demo"), None)), Ok(None));
        assert_eq!(who(pass(None, None)), Ok(None));
        for wrong in [
            open("demo/x"),
            open("demo/"),
            open("/demo"),
            open("koha/demo"),
        ] {
            assert_eq!(who(wrong), Err(1011));
        }
        assert_eq!(who(pass(None, Some("demo"))), Err(1011));
        assert_eq!(
            authenticate(None, &accounts, false).unwrap_err().condition,
            1011
        );
    }

    #[test]
    fn an_address_waits_after_its_failures_and_others_do_not() {
        let (here, there) = ([10, 0, 0, 1].into(), [10, 0, 0, 2].into());
        let (throttle, now) = (Throttle::new(2), Instant::now());
        for _ in 0..2 {
            assert!(throttle.allows(here, now));
            throttle.count(here, now);
        }
        assert!(!throttle.allows(here, now));
        assert!(throttle.allows(there, now));
        assert!(throttle.allows(here, now + WINDOW));
    }
}
