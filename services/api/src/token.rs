//! Who may call: bearer tokens with their scopes.
//!
//! A token is 256 random bits, so its SHA-256 is as hard to turn back as to guess: no slow hash is
//! needed, as it is for words that people choose, and no count of wrong ones.

use std::{collections::HashMap, fmt, str::FromStr};

use sha2::{Digest as _, Sha256};
use silta_consortium::AccountId;
use silta_consortium_api::Scope;

/// What is kept of a token: its SHA-256, written `sha256:` and 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    const PREFIX: &str = "sha256:";

    /// The hash of a token in clear.
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token).into())
    }
}

impl fmt::Display for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::PREFIX)?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash([redacted])")
    }
}

impl FromStr for TokenHash {
    type Err = InvalidTokenHash;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix(Self::PREFIX).ok_or(InvalidTokenHash)?;
        if digits.len() != 64 || !digits.is_ascii() {
            return Err(InvalidTokenHash);
        }
        let mut hash = [0; 32];
        for (at, byte) in hash.iter_mut().enumerate() {
            let two = &digits[2 * at..2 * at + 2];
            *byte = match two.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                true => u8::from_str_radix(two, 16).map_err(|_| InvalidTokenHash)?,
                false => return Err(InvalidTokenHash),
            };
        }
        Ok(Self(hash))
    }
}

/// The text is not `sha256:` and 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a token's hash is written sha256: and 64 hexadecimal digits")]
pub struct InvalidTokenHash;

/// A new token in clear: 256 random bits as 64 hexadecimal digits.
///
/// # Panics
///
/// If the operating system gives no random bytes.
pub fn new_token() -> String {
    let mut random = [0_u8; 32];
    getrandom::fill(&mut random).expect("the operating system gives random bytes");
    random.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A program that may call.
#[derive(Clone, Debug)]
pub struct Token {
    /// The program's account: who asks, for the consortium.
    pub name: AccountId,
    /// What is kept of its token.
    pub hash: TokenHash,
    /// What it may do.
    pub scopes: Vec<Scope>,
}

/// All tokens.
#[derive(Clone, Debug, Default)]
pub struct Tokens(HashMap<TokenHash, Token>);

impl Tokens {
    /// These; of two with the same hash the later one counts.
    pub fn new(tokens: impl IntoIterator<Item = Token>) -> Self {
        Self(
            tokens
                .into_iter()
                .map(|token| (token.hash, token))
                .collect(),
        )
    }

    /// Whose token this is. Looking up its hash takes a time that says nothing of other tokens.
    pub(crate) fn find(&self, token: &str) -> Option<&Token> {
        self.0.get(&TokenHash::of(token))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_reads_back_and_is_not_shown() {
        let hash = TokenHash::of("demo");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!(hash.to_string().len(), "sha256:".len() + 64);
        assert_eq!(format!("{hash:?}"), "TokenHash([redacted])");
        for wrong in [
            "",
            "demo",
            "sha256:12",
            &format!("sha256:{}", "+1".repeat(32)),
        ] {
            assert_eq!(wrong.parse::<TokenHash>(), Err(InvalidTokenHash), "{wrong}");
        }
    }

    #[test]
    fn only_the_token_itself_is_known() {
        let token = Token {
            name: "portal".into(),
            hash: TokenHash::of("demo"),
            scopes: vec![Scope::Read],
        };
        let tokens = Tokens::new([token]);
        assert!(tokens.find("demo").is_some());
        assert!(tokens.find("Demo").is_none() && tokens.find("").is_none());
        assert_ne!(new_token(), new_token());
        assert_eq!(new_token().len(), 64);
    }
}
