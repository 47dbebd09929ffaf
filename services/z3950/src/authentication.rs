//! Who opens a session, and whether the password is right.

use silta_consortium::{AccountId, PartnerId};
use silta_rpn_translation::Charset;
use silta_secrets::{Judge, Secret};
use silta_z3950::{IdAuthentication, bib1::Condition};

use crate::diagnostic::{Diagnostic, plain};

/// An account that a client may name in Init.
#[derive(Debug)]
pub struct Account {
    /// The user.
    pub name: AccountId,
    /// What it must know.
    pub secret: Secret,
    /// The partner for whom it orders items, if it may.
    pub partner: Option<PartnerId>,
}

/// Who may open a session.
#[derive(Debug)]
pub(crate) struct Accounts {
    accounts: Vec<Account>,
    /// Whether one needs no account.
    anonymous: bool,
    judge: Judge,
}

/// A user and a password as they were given.
struct Credentials<'a> {
    user: &'a [u8],
    password: &'a [u8],
}

impl Accounts {
    pub(crate) fn new(accounts: Vec<Account>, anonymous: bool) -> Self {
        Self {
            judge: Judge::new(accounts.iter().map(|account| &account.secret)),
            accounts,
            anonymous,
        }
    }

    /// The partner for whom an account orders items.
    pub(crate) fn partner(&self, name: &AccountId) -> Option<&PartnerId> {
        let named = |account: &&Account| account.name == *name;
        self.accounts.iter().find(named)?.partner.as_ref()
    }

    /// Finds out who opens a session: nobody in particular, or an account. A password that is
    /// given must be right; a user or group without one proves nothing and counts for nothing.
    pub(crate) async fn authenticate(
        &self,
        given: Option<&IdAuthentication>,
    ) -> Result<Option<AccountId>, Diagnostic> {
        let refused = || plain(Condition::BadUseridOrPassword);
        let Some(credentials) = credentials(given)? else {
            return match self.anonymous {
                true => Ok(None),
                false => Err(refused()),
            };
        };
        let (user, password) = (text(credentials.user), text(credentials.password));
        let named = |account: &&Account| account.name.as_str() == user;
        let account = self.accounts.iter().find(named);
        let secret = account.map(|account| &account.secret);
        match self.judge.is_right(&user, secret, &password).await {
            true => Ok(account.map(|account| account.name.clone())),
            false => Err(refused()),
        }
    }
}

/// What was given; none if it is nobody in particular.
fn credentials(given: Option<&IdAuthentication>) -> Result<Option<Credentials<'_>>, Diagnostic> {
    let given = match given {
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
    Ok(given.filter(|given| !given.user.is_empty() || !given.password.is_empty()))
}

/// The character set is not agreed on yet.
fn text(octets: &[u8]) -> String {
    Charset::Guessed.decode(octets).unwrap_or_default()
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

    #[tokio::test]
    async fn a_password_that_is_given_must_be_right() {
        let account = |name: &str, secret| Account {
            name: name.into(),
            secret,
            partner: None,
        };
        let hash = Secret::hash("ä").unwrap();
        let accounts = || {
            vec![
                account("demo", Secret::known("demo")),
                account("koha", Secret::known("a/b")),
                account("ill", Secret::hashed(&hash).unwrap()),
            ]
        };
        let welcome = Accounts::new(accounts(), true);
        let who = async |given: IdAuthentication| {
            let who = welcome.authenticate(Some(&given)).await;
            who.map_err(|diagnostic| diagnostic.condition)
        };
        let open = |both: &str| IdAuthentication::Open(OpenSecret(both.into()));
        let (demo, koha) = (Ok(Some("demo".into())), Ok(Some("koha".into())));
        assert_eq!(who(open("demo/demo")).await, demo);
        assert_eq!(who(open("koha/a/b")).await, koha);
        assert_eq!(who(open("ill/ä")).await, Ok(Some("ill".into())));
        assert_eq!(who(pass(Some("demo"), Some("demo"))).await, demo);
        for nobody in [
            open("demo"),
            open(""),
            open("/"),
            IdAuthentication::Anonymous(Null),
        ] {
            assert_eq!(who(nobody).await, Ok(None));
        }
        assert_eq!(who(pass(Some("demo"), None)).await, Ok(None));
        assert_eq!(who(pass(None, None)).await, Ok(None));
        for wrong in [
            open("demo/x"),
            open("demo/"),
            open("/demo"),
            open("koha/demo"),
            open("ill/a"),
        ] {
            assert_eq!(who(wrong).await, Err(1011));
        }
        assert_eq!(who(pass(None, Some("demo"))).await, Err(1011));
        let closed = Accounts::new(accounts(), false);
        let refused = closed.authenticate(None).await.unwrap_err();
        assert_eq!(refused.condition, 1011);
    }
}
