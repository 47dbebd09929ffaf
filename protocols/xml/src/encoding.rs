//! From the bytes of a document to its text.

use std::borrow::Cow;

use memchr::memchr;

use crate::error::{Error, Fault};

/// How long a declaration may be in which an encoding is looked for.
const DECLARATION_LIMIT: usize = 256;

const ENCODING: &[u8] = b"encoding";

/// The text of a document in UTF-8, UTF-16, ISO 8859-1 or ASCII, as its byte order mark or its
/// declaration says (XML 1.0, appendix F); UTF-8 if neither does.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Error> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest),
        [0xFE, 0xFF, rest @ ..] | rest @ [0x00, b'<', ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] | rest @ [b'<', 0x00, ..] => utf16(rest, u16::from_le_bytes),
        _ => {
            let name = declared(bytes);
            let is_one_of = |names: &[&str]| {
                let same = |one: &&str| name.eq_ignore_ascii_case(one.as_bytes());
                names.iter().any(same)
            };
            if is_one_of(&["utf-8", "", "utf8", "us-ascii", "ascii"]) {
                utf8(bytes)
            } else if is_one_of(&["iso-8859-1", "latin1"]) {
                let letters = bytes.iter().map(|byte| char::from(*byte));
                Ok(Cow::Owned(letters.collect()))
            } else {
                let name = String::from_utf8_lossy(name).to_ascii_lowercase();
                Err(Fault::Encoding(name).at("", 0))
            }
        }
    }
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, Error> {
    std::str::from_utf8(bytes)
        .map(Cow::Borrowed)
        .map_err(|error| {
            let (right, _) = bytes
                .split_at_checked(error.valid_up_to())
                .unwrap_or_default();
            let before = String::from_utf8_lossy(right);
            Fault::Encoding("UTF-8".to_owned()).at(&before, before.len())
        })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'_, str>, Error> {
    let (units, rest) = bytes.as_chunks();
    let units = units.iter().map(|bytes| unit(*bytes));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    match text {
        Ok(text) if rest.is_empty() => Ok(Cow::Owned(text)),
        _ => Err(Fault::Encoding("UTF-16".to_owned()).at("", 0)),
    }
}

/// The encoding that the declaration of a document names; empty if it names none.
fn declared(bytes: &[u8]) -> &[u8] {
    let name = || {
        let after = bytes.strip_prefix(b"<?xml")?;
        let head = after.get(..DECLARATION_LIMIT.min(after.len()))?;
        let declaration = head.get(..memchr(b'>', head)?)?.strip_suffix(b"?")?;
        let mut places = declaration.windows(ENCODING.len());
        let at = places.position(|place| place == ENCODING)?;
        let value = declaration.get(at + ENCODING.len()..)?.trim_ascii_start();
        match value.strip_prefix(b"=")?.trim_ascii_start() {
            [quote @ (b'"' | b'\''), value @ ..] => value.get(..memchr(*quote, value)?),
            _ => None,
        }
    };
    name().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_the_marked_or_declared_one() {
        let plain = "<a>\u{e4}</a>";
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe4</a>";
        assert!(decode(latin).unwrap().ends_with(plain));
        assert_eq!(decode(plain.as_bytes()).unwrap(), plain);
        assert_eq!(decode(b"\xef\xbb\xbf<a>\xc3\xa4</a>").unwrap(), plain);
        for marked in [true, false] {
            let text = if marked {
                format!("\u{feff}{plain}")
            } else {
                plain.to_owned()
            };
            let units: Vec<u16> = text.encode_utf16().collect();
            let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
            let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            assert_eq!(decode(&big).unwrap(), plain);
            assert_eq!(decode(&little).unwrap(), plain);
        }
    }

    #[test]
    fn other_encodings_are_refused() {
        let error = decode(b"<?xml version='1.0' encoding=\"EBCDIC\"?><a/>").unwrap_err();
        assert_eq!(error.fault, Fault::Encoding("ebcdic".to_owned()));
        let error = decode(b"<a>\n\xc3\xa4\xff</a>").unwrap_err();
        assert_eq!((error.line, error.column, error.offset), (2, 2, 6));
        assert!(decode(b"\xff\xfe\x00\xd8").is_err());
    }
}
