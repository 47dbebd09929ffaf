//! Names that travel as arguments: prefixes of formats, sets, and tokens.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// Longest prefix or set, in bytes.
pub const MAX_NAME: usize = 255;
/// Longest resumption token, in bytes.
pub const MAX_TOKEN: usize = 2048;

/// A text that cannot be the name it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotAName {
    /// Nothing at all.
    #[error("empty")]
    Empty,
    /// Longer than [`MAX_NAME`] or [`MAX_TOKEN`].
    #[error("too long")]
    TooLong,
    /// A character that may not stand in it.
    #[error("{0:?} may not stand in it")]
    Character(char),
    /// A set with nothing before, after or between colons.
    #[error("a part of it is empty")]
    EmptyPart,
}

/// Letters, digits and the marks that a URL leaves alone (the schema's pattern for prefixes and
/// the parts of sets).
fn is_unreserved(char: char) -> bool {
    char.is_ascii_alphanumeric() || "-_.!~*'()".contains(char)
}

fn checked(text: &str, longest: usize, may: impl Fn(char) -> bool) -> Result<String, NotAName> {
    if text.is_empty() {
        return Err(NotAName::Empty);
    }
    if text.len() > longest {
        return Err(NotAName::TooLong);
    }
    match text.chars().find(|&char| !may(char)) {
        Some(char) => Err(NotAName::Character(char)),
        None => Ok(text.to_owned()),
    }
}

/// What a format is called (section 3.4): `marc21`, `oai_dc`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MetadataPrefix(String);

/// A set (section 2.6): `library:KAJ`, a part of `library`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SetSpec(String);

/// Where a list goes on (section 3.5). What it means is known only to whoever gave it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ResumptionToken(String);

impl FromStr for MetadataPrefix {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        checked(text, MAX_NAME, is_unreserved).map(Self)
    }
}

impl FromStr for SetSpec {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        let set = checked(text, MAX_NAME, |char| is_unreserved(char) || char == ':')?;
        match set.split(':').any(str::is_empty) {
            true => Err(NotAName::EmptyPart),
            false => Ok(Self(set)),
        }
    }
}

impl FromStr for ResumptionToken {
    type Err = NotAName;

    /// Anything that XML can hold, white space at its ends aside.
    fn from_str(text: &str) -> Result<Self, NotAName> {
        checked(text.trim(), MAX_TOKEN, silta_xml::is_char).map(Self)
    }
}

impl SetSpec {
    /// Whether it is `other` or a part of it.
    pub fn is_within(&self, other: &Self) -> bool {
        self.0
            .strip_prefix(&other.0)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    }

    /// The set of which it is directly a part, if it is one.
    pub fn parent(&self) -> Option<Self> {
        let (parent, _) = self.0.rsplit_once(':')?;
        Some(Self(parent.to_owned()))
    }
}

macro_rules! text {
    ($($name:ident),*) => {$(
        impl $name {
            /// As it stands on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

text!(MetadataPrefix, ResumptionToken, SetSpec);

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> SetSpec {
        text.parse().unwrap()
    }

    #[test]
    fn a_set_is_within_itself_and_what_is_above_it() {
        assert!(set("library:KAJ").is_within(&set("library")));
        assert!(set("library").is_within(&set("library")));
        assert!(!set("library").is_within(&set("library:KAJ")));
        assert!(!set("libraryKAJ").is_within(&set("library")));
        assert_eq!(set("a:b:c").parent(), Some(set("a:b")));
        assert_eq!(set("a").parent(), None);
    }

    #[test]
    fn names_keep_to_what_a_url_leaves_alone() {
        assert_eq!("".parse::<SetSpec>(), Err(NotAName::Empty));
        assert_eq!("a::b".parse::<SetSpec>(), Err(NotAName::EmptyPart));
        assert_eq!("a b".parse::<SetSpec>(), Err(NotAName::Character(' ')));
        assert_eq!("ä".parse::<MetadataPrefix>(), Err(NotAName::Character('ä')));
        assert_eq!(
            "a:b".parse::<MetadataPrefix>(),
            Err(NotAName::Character(':'))
        );
        assert_eq!(
            "x".repeat(256).parse::<MetadataPrefix>(),
            Err(NotAName::TooLong)
        );
        assert!("x".repeat(2048).parse::<ResumptionToken>().is_ok());
        assert_eq!(
            "x".repeat(2049).parse::<ResumptionToken>(),
            Err(NotAName::TooLong)
        );
        assert_eq!(
            "\0".parse::<ResumptionToken>(),
            Err(NotAName::Character('\0'))
        );
    }
}
