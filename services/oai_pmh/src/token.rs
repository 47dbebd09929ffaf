//! Resumption tokens: they hold everything about a list, and are signed, so that what was not
//! given here is known at once. Nothing is kept for them.
//!
//! Letters, digits and `.~_-` alone stand in them, and never digits alone: some harvesters do not
//! escape a token, and one takes `0` for none.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;
use silta_consortium::ChangePlace;
use silta_oai_pmh::{ResumptionToken, SetSpec, Verb};

/// Signs tokens.
#[derive(Clone)]
pub struct TokenKey([u8; 32]);

/// Bytes of a signature: what is cut off an HMAC-SHA-256, enough against guessing.
const SIGNATURE: usize = 16;
/// The form of the tokens; a later one makes older tokens unknown.
const FORM: &str = "s1";

/// Where a list goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) list: Listed,
    pub(crate) after: ChangePlace,
    /// How many were told before.
    pub(crate) cursor: u64,
}

/// Which list it is: what all its parts have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) verb: Verb,
    pub(crate) prefix: String,
    pub(crate) set: Option<SetSpec>,
    /// Nothing dated then or later belongs to it.
    pub(crate) until: Timestamp,
    /// Whether the harvester wanted it to end there.
    pub(crate) bounded: bool,
    pub(crate) total: Option<u64>,
}

impl TokenKey {
    /// A key of these bytes, which nobody else knows.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    fn sign(&self, text: &str) -> String {
        // A key of any length will do.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            unreachable!("HMAC takes keys of any length")
        };
        mac.update(text.as_bytes());
        let digest = mac.finalize().into_bytes();
        digest
            .iter()
            .take(SIGNATURE)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    fn is_signed(&self, text: &str, signature: &str) -> bool {
        let own = self.sign(text);
        // As long for a wrong one as for a right one.
        own.len() == signature.len()
            && own
                .bytes()
                .zip(signature.bytes())
                .fold(0, |all, (one, other)| all | (one ^ other))
                == 0
    }

    /// The token of a position.
    pub(crate) fn seal(&self, position: &Position) -> Option<ResumptionToken> {
        let list = &position.list;
        let set = list.set.as_ref().map(SetSpec::as_str);
        let total = list.total.map(|total| total.to_string());
        let fields = [
            FORM,
            list.verb.name(),
            &escaped(&list.prefix),
            &escaped(set.unwrap_or_default()),
            &list.until.as_millisecond().to_string(),
            if list.bounded { "b" } else { "o" },
            &escaped(position.after.as_str()),
            &position.cursor.to_string(),
            &total.unwrap_or_default(),
        ];
        let text = fields.join(".");
        let signature = self.sign(&text);
        format!("{text}.{signature}").parse().ok()
    }

    /// The position of a token that was given here; none of any other.
    pub(crate) fn open(&self, token: &ResumptionToken) -> Option<Position> {
        let (text, signature) = token.as_str().rsplit_once('.')?;
        if !self.is_signed(text, signature) {
            return None;
        }
        let fields: Vec<&str> = text.split('.').collect();
        let [
            FORM,
            verb,
            prefix,
            set,
            until,
            bounded,
            after,
            cursor,
            total,
        ] = fields[..]
        else {
            return None;
        };
        let set = unescaped(set)?;
        let list = Listed {
            verb: Verb::of_name(verb)?,
            prefix: unescaped(prefix)?,
            set: match set.is_empty() {
                true => None,
                false => Some(set.parse().ok()?),
            },
            until: Timestamp::from_millisecond(until.parse().ok()?).ok()?,
            bounded: bounded == "b",
            total: match total {
                "" => None,
                total => Some(total.parse().ok()?),
            },
        };
        Some(Position {
            list,
            after: ChangePlace::new(unescaped(after)?),
            cursor: cursor.parse().ok()?,
        })
    }
}

/// What may not stand in a token as it is becomes `~` and two digits.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' => escaped.push(char::from(byte)),
            other => escaped.push_str(&format!("~{other:02x}")),
        }
    }
    escaped
}

fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut parts = text.split('~');
    bytes.extend(parts.next()?.bytes());
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend(rest.bytes());
    }
    String::from_utf8(bytes).ok()
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKey([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: TokenKey = TokenKey::new([7; 32]);

    fn position() -> impl Strategy<Value = Position> {
        let set = prop::option::of("[a-zA-Z0-9_.!~*'()-]{1,9}(:[a-z]{1,3}){0,2}");
        let rest = (
            0_i64..9_999_999_999_999,
            any::<bool>(),
            ".{0,20}",
            any::<u64>(),
        );
        (
            "[a-z0-9_.!~*'()-]{1,9}",
            set,
            rest,
            prop::option::of(any::<u64>()),
        )
            .prop_map(
                |(prefix, set, (until, bounded, after, cursor), total)| Position {
                    list: Listed {
                        verb: Verb::ListRecords,
                        prefix,
                        set: set.map(|set| set.parse().unwrap()),
                        until: Timestamp::from_millisecond(until).unwrap(),
                        bounded,
                        total,
                    },
                    after: ChangePlace::new(after),
                    cursor,
                },
            )
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_again(position in position()) {
            let token = KEY.seal(&position).unwrap();
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte);
            prop_assert!(token.as_str().bytes().all(plain), "{}", token);
            prop_assert!(!token.as_str().bytes().all(|byte| byte.is_ascii_digit()));
            prop_assert_eq!(KEY.open(&token), Some(position));
            prop_assert_eq!(TokenKey::new([8; 32]).open(&token), None);
        }

        #[test]
        fn a_token_with_another_letter_was_never_given(position in position(), at in 0.0..1.0) {
            let token = KEY.seal(&position).unwrap();
            let at = (token.as_str().len() as f64 * at) as usize;
            let mut bytes = token.as_str().as_bytes().to_vec();
            bytes[at] = if bytes[at] == b'x' { b'y' } else { b'x' };
            let other = String::from_utf8(bytes).unwrap().parse().unwrap();
            prop_assert_eq!(KEY.open(&other), None);
        }
    }

    #[test]
    fn rubbish_is_no_token() {
        for text in ["0", "x", ".", "..", "s1.ListRecords", "a.b.c.d.e.f.g.h.i.j"] {
            assert_eq!(KEY.open(&text.parse().unwrap()), None, "{text}");
        }
    }
}
