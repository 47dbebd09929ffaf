//! Lists in pages.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::limits::{DEFAULT_LIMIT, MAX_CURSOR};

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "{T}List")]
pub struct List<T> {
    /// The entries of this page.
    pub items: Vec<T>,
    /// Where the next page begins; null at the end.
    #[serde(default)]
    pub next: Option<Cursor>,
    /// The length of the whole list.
    pub total: u64,
}

impl<T> List<T> {
    /// A list in one page.
    pub fn whole(items: Vec<T>) -> Self {
        let total = items.len() as u64;
        Self {
            items,
            next: None,
            total,
        }
    }
}

/// Which page of a list is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    /// Where it begins; absent for the first one.
    pub cursor: Option<Cursor>,
    /// Entries at the most: 1 to [`MAX_LIMIT`](crate::limits::MAX_LIMIT).
    pub limit: u32,
}

impl Default for Paging {
    fn default() -> Self {
        Self {
            cursor: None,
            limit: DEFAULT_LIMIT,
        }
    }
}

/// Where a page begins, in the words of whoever made it: 1 to [`MAX_CURSOR`] characters of
/// `A-Za-z0-9._~-`. Callers hand it back as it came.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Cursor(String);

impl Cursor {
    /// Most bytes that [`Cursor::seal`] holds.
    pub const MAX_SEALED: usize = MAX_CURSOR / 2;

    /// Makes a cursor of whatever bytes say where a page begins; none if they are too many, or
    /// nothing.
    pub fn seal(place: &[u8]) -> Option<Self> {
        let digits: String = place.iter().map(|byte| format!("{byte:02x}")).collect();
        digits.parse().ok()
    }

    /// The bytes of a sealed cursor; none if somebody else made it.
    pub fn open(&self) -> Option<Vec<u8>> {
        let (pairs, rest) = self.0.as_bytes().as_chunks::<2>();
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        let byte = |[high, low]: &[u8; 2]| Some(digit(*high)? << 4 | digit(*low)?);
        pairs
            .iter()
            .map(byte)
            .collect::<Option<_>>()
            .filter(|_| rest.is_empty())
    }

    /// The cursor as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for Cursor {
    type Error = InvalidCursor;

    fn try_from(text: String) -> Result<Self, InvalidCursor> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte);
        let fits = (1..=MAX_CURSOR).contains(&text.len()) && text.bytes().all(plain);
        fits.then_some(Self(text)).ok_or(InvalidCursor)
    }
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> Self {
        cursor.0
    }
}

/// A cursor may lead to a person's lists.
impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cursor([redacted])")
    }
}

impl JsonSchema for Cursor {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Cursor".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^[A-Za-z0-9._~-]+$", "maxLength": MAX_CURSOR})
    }
}

/// What was handed in is no cursor of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a cursor is handed back as it came")]
pub struct InvalidCursor;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_cursor_opens_to_what_it_was_made_of() {
        let cursor = Cursor::seal(b"2026|F\xff").unwrap();
        assert_eq!(cursor.open().unwrap(), b"2026|F\xff");
        assert_eq!("zz".parse::<Cursor>().unwrap().open(), None);
        assert_eq!("abc".parse::<Cursor>().unwrap().open(), None);
        assert!(Cursor::seal(&[0; Cursor::MAX_SEALED]).is_some());
        assert!(Cursor::seal(&[0; Cursor::MAX_SEALED + 1]).is_none());
        for text in ["", "a b", "a/b", "ä", "a%20"] {
            assert_eq!(text.parse::<Cursor>(), Err(InvalidCursor), "{text}");
        }
    }
}
