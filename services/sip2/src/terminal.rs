//! Terminals: the accounts they log in with, and how a login is judged.

use std::{
    collections::HashMap,
    fmt,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use silta_consortium::{AccountId, LibraryCode};
use silta_secrets::{Judge, Secret};

use crate::{
    Profile,
    metrics::{LoginOutcome, MessagesOf},
};

/// A terminal's account: who it is, where it stands and how it is spoken to.
#[derive(Debug)]
pub struct Terminal {
    /// The name it logs in with (CN).
    pub account: AccountId,
    /// The library it stands in.
    pub library: LibraryCode,
    /// How it is spoken to.
    pub profile: Profile,
    /// The addresses it may come from; empty for any.
    pub addresses: Vec<IpAddr>,
    /// What it must know (CO).
    pub secret: Secret,
    /// Whether its address alone says who it is: for terminals of version 1.00, which know no
    /// login.
    pub login_by_address: bool,
    connections: AtomicU32,
    pub(crate) messages: MessagesOf,
}

impl Terminal {
    /// An account without connections.
    pub fn new(account: AccountId, library: LibraryCode, secret: Secret, profile: Profile) -> Self {
        Self {
            account,
            library,
            profile,
            addresses: Vec::new(),
            secret,
            login_by_address: false,
            connections: AtomicU32::new(0),
            messages: MessagesOf::default(),
        }
    }

    /// Stands for whoever has not logged in; may do nothing.
    pub(crate) fn nobody() -> Self {
        let (account, library) = (AccountId::from("none"), LibraryCode::from(""));
        Self::new(account, library, Secret::known(""), Profile::default())
    }

    /// Takes one of the account's connections; none if all are taken.
    pub(crate) fn occupy(self: &Arc<Self>) -> Option<Place> {
        let limit = self.profile.max_connections;
        self.connections
            .try_update(Ordering::Relaxed, Ordering::Relaxed, |taken| {
                (taken < limit).then_some(taken + 1)
            })
            .ok()
            .map(|_| Place(Arc::clone(self)))
    }
}

/// One of an account's connections, given back when dropped.
pub(crate) struct Place(Arc<Terminal>);

impl Place {
    pub(crate) fn terminal(&self) -> &Arc<Terminal> {
        &self.0
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Place").field(&self.0.account).finish()
    }
}

/// All terminals of a gateway.
#[derive(Debug)]
pub struct Terminals {
    by_account: HashMap<String, Arc<Terminal>>,
    by_address: HashMap<IpAddr, Arc<Terminal>>,
    judge: Judge,
}

/// Why a login is not accepted. The terminal is told no more than `940`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LoginRefused {
    /// The account comes from an address that is not its own.
    Address,
    /// A login algorithm other than plain.
    Algorithm,
    /// No such account, or the wrong password: which of the two is not told.
    Credentials,
    /// Too many failed logins from this address.
    Throttled,
    /// All of the account's connections are taken.
    TooMany,
}

impl LoginRefused {
    /// The same for operators.
    pub(crate) fn outcome(self) -> LoginOutcome {
        match self {
            Self::Address => LoginOutcome::Address,
            Self::Algorithm => LoginOutcome::Algorithm,
            Self::Credentials => LoginOutcome::Credentials,
            Self::Throttled => LoginOutcome::Throttled,
            Self::TooMany => LoginOutcome::TooMany,
        }
    }
}

impl Terminals {
    /// These terminals.
    pub fn new(terminals: impl IntoIterator<Item = Terminal>) -> Self {
        let by_account: HashMap<_, _> = terminals
            .into_iter()
            .map(|terminal| (terminal.account.as_str().to_owned(), Arc::new(terminal)))
            .collect();
        let judge = Judge::new(by_account.values().map(|terminal| &terminal.secret));
        let mut by_address = HashMap::new();
        for terminal in by_account
            .values()
            .filter(|terminal| terminal.login_by_address)
        {
            for address in &terminal.addresses {
                by_address.insert(*address, Arc::clone(terminal));
            }
        }
        Self {
            by_account,
            by_address,
            judge,
        }
    }

    /// The terminal of an account.
    pub(crate) fn find(&self, account: &str) -> Option<&Arc<Terminal>> {
        self.by_account.get(account)
    }

    /// The terminal that an address alone makes known.
    pub(crate) fn known_by_address(&self, address: IpAddr) -> Option<Place> {
        self.by_address.get(&address)?.occupy()
    }

    /// Judges a login. Takes tens of milliseconds the first time a hashed password is seen, and as
    /// long for an account that does not exist.
    pub(crate) async fn judge(
        &self,
        account: &str,
        password: &str,
        address: IpAddr,
    ) -> Result<Place, LoginRefused> {
        let found = self.find(account);
        let secret = found.map(|terminal| &terminal.secret);
        let right = self.judge.is_right(account, secret, password).await;
        let Some(terminal) = found.filter(|_| right) else {
            return Err(LoginRefused::Credentials);
        };
        if !terminal.addresses.is_empty() && !terminal.addresses.contains(&address) {
            return Err(LoginRefused::Address);
        }
        terminal.occupy().ok_or(LoginRefused::TooMany)
    }
}
