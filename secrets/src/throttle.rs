//! How many failed logins are taken from one address, remembered over a restart.

use std::{
    collections::{HashMap, VecDeque},
    fmt,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex},
};

use jiff::{SignedDuration, Timestamp};
use tokio::task::spawn_blocking;

/// Where failed logins are written down, so that a restart does not forget them.
pub trait FailedLogins: Send + Sync {
    /// Those since a time. Called once, at the start.
    fn load(&self, since: Timestamp) -> Vec<(IpAddr, Timestamp)>;

    /// Writes one down; on disk when it returns.
    fn record(&self, address: IpAddr, at: Timestamp);
}

/// For those who need not remember them over a restart.
#[derive(Clone, Copy, Debug, Default)]
pub struct Forgotten;

impl FailedLogins for Forgotten {
    fn load(&self, _: Timestamp) -> Vec<(IpAddr, Timestamp)> {
        Vec::new()
    }

    fn record(&self, _: IpAddr, _: Timestamp) {}
}

/// Counts failed logins per address within [`WINDOW`].
///
/// It is the address that waits, not the account: nobody can lock another out from elsewhere.
pub struct LoginThrottle {
    limit: usize,
    failures: Mutex<HashMap<IpAddr, VecDeque<Timestamp>>>,
    store: Arc<dyn FailedLogins>,
}

/// How long a failed login counts.
pub const WINDOW: SignedDuration = SignedDuration::from_mins(1);

/// Most addresses counted at one time; past it the counts that have run out are dropped, and if
/// none has, all logins from new addresses wait.
const MAX_ADDRESSES: usize = 10_000;

impl LoginThrottle {
    /// At most so many within a window; those of the last one are read from the store.
    pub fn new(limit: u32, store: Arc<dyn FailedLogins>, now: Timestamp) -> Self {
        let mut failures: HashMap<IpAddr, VecDeque<Timestamp>> = HashMap::new();
        for (address, at) in store.load(now - WINDOW) {
            failures.entry(network(address)).or_default().push_back(at);
        }
        Self {
            limit: limit as usize,
            failures: Mutex::new(failures),
            store,
        }
    }

    /// Whether a login from this address is looked at now.
    pub fn allows(&self, address: IpAddr, now: Timestamp) -> bool {
        let Ok(mut failures) = self.failures.lock() else {
            return false;
        };
        let address = network(address);
        if failures.len() >= MAX_ADDRESSES && !failures.contains_key(&address) {
            failures.retain(|_, at| at.back().is_some_and(|at| *at > now - WINDOW));
            return failures.len() < MAX_ADDRESSES;
        }
        let Some(recent) = failures.get_mut(&address) else {
            return true;
        };
        while recent.front().is_some_and(|at| *at <= now - WINDOW) {
            recent.pop_front();
        }
        recent.len() < self.limit
    }

    /// Counts a failed login; written down when it returns.
    pub async fn count(&self, address: IpAddr, now: Timestamp) {
        if let Ok(mut failures) = self.failures.lock() {
            failures.entry(network(address)).or_default().push_back(now);
        }
        let store = Arc::clone(&self.store);
        let written = spawn_blocking(move || store.record(address, now)).await;
        if written.is_err() {
            tracing::error!("a failed login could not be written down");
        }
    }
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

impl fmt::Debug for LoginThrottle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginThrottle")
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Written(Mutex<Vec<(IpAddr, Timestamp)>>);

    impl FailedLogins for Written {
        fn load(&self, since: Timestamp) -> Vec<(IpAddr, Timestamp)> {
            let written = self.0.lock().unwrap();
            written
                .iter()
                .filter(|(_, at)| *at > since)
                .copied()
                .collect()
        }

        fn record(&self, address: IpAddr, at: Timestamp) {
            self.0.lock().unwrap().push((address, at));
        }
    }

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 2));

    #[tokio::test]
    async fn an_address_waits_after_its_failures_and_others_do_not() {
        let now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1);
        let store = Arc::new(Written::default());
        let throttle = LoginThrottle::new(3, store.clone(), now);
        for _ in 0..3 {
            assert!(throttle.allows(HERE, now));
            throttle.count(HERE, now).await;
        }
        assert!(!throttle.allows(HERE, now));
        assert!(throttle.allows(THERE, now));
        assert!(throttle.allows(HERE, now + WINDOW));

        let after_restart = LoginThrottle::new(3, store, now + SignedDuration::from_secs(30));
        assert!(!after_restart.allows(HERE, now + SignedDuration::from_secs(31)));
    }

    #[test]
    fn ipv6_is_counted_by_network() {
        let one: IpAddr = "2001:db8::1".parse().unwrap();
        let two: IpAddr = "2001:db8::ffff:1".parse().unwrap();
        let other: IpAddr = "2001:db8:0:1::1".parse().unwrap();
        assert_eq!(network(one), network(two));
        assert_ne!(network(one), network(other));
    }
}
