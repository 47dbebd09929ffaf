//! How patrons and items appear where operators can read: as pseudonyms.
//!
//! Two log lines about one patron show the same word, so that a trouble can be followed; who the
//! patron is they do not tell. The key is random, lives in this process's memory only and ends with
//! it: a list of all barcodes does not help to read yesterday's log.

use std::{fmt, hash::BuildHasher, hash::RandomState, sync::LazyLock};

/// The word for a patron: `p:` and 8 hexadecimal digits, such as `patron=p:1a2b3c4d`.
pub fn patron(barcode: &str) -> Pseudonym {
    Pseudonym::of('p', barcode)
}

/// The word for an item. Items are no persons, but who reads that an item was lent can look up
/// to whom.
pub fn item(barcode: &str) -> Pseudonym {
    Pseudonym::of('i', barcode)
}

/// A word that stands for a barcode in logs, equal for equal barcodes as long as the process lives.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pseudonym {
    kind: char,
    hash: u32,
}

impl Pseudonym {
    fn of(kind: char, barcode: &str) -> Self {
        // SipHash under two random 64-bit keys, which are what makes it a pseudonym.
        static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        let hash = KEY.hash_one((kind, barcode)) >> 32;
        Self {
            kind,
            hash: hash as u32,
        }
    }
}

impl fmt::Display for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{:08x}", self.kind, self.hash)
    }
}

impl fmt::Debug for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_barcodes_have_equal_words_of_fixed_form() {
        let word = patron("2900000001").to_string();
        assert_eq!(word, patron("2900000001").to_string());
        assert_ne!(word, patron("2900000002").to_string());
        assert_eq!(word.len(), 10);
        assert!(word.starts_with("p:"));
        assert!(word[2..].bytes().all(|b| b.is_ascii_hexdigit()));
        assert!(item("2900000001").to_string().starts_with("i:"));
        assert_ne!(&item("2900000001").to_string()[2..], &word[2..]);
        assert!(!format!("{:?}", patron("29")).contains("29000"));
    }
}
