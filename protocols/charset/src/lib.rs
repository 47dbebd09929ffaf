//! The character sets of library terminals.
//!
//! The SIP2 text names IBM code page 850 as the default; in the field one meets ISO 8859-1,
//! Windows-1252, UTF-8 and plain ASCII as well. Reading never fails: what has no meaning becomes
//! U+FFFD and is reported. Writing never fails either: a letter the code page lacks is folded to
//! what a reader would accept in its place (`fold.rs` states the rule).
#![deny(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod cp850;
mod fold;
#[doc(hidden)]
pub mod fuzzing;

use std::{borrow::Cow, fmt, str::FromStr};

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A character set a terminal may be configured for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Charset {
    /// Seven bits; everything else is folded.
    Ascii,
    /// IBM code page 850, the default of the SIP2 text.
    Cp850,
    /// ISO 8859-1, in the strict sense: 0x80-0x9F are control characters.
    Latin1,
    /// UTF-8.
    #[default]
    Utf8,
    /// Windows-1252, with the euro sign and typographic quotes at 0x80-0x9F.
    Windows1252,
}

/// Text read from bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text; borrowed when the bytes already were its UTF-8.
    pub text: Cow<'a, str>,
    /// Whether some byte had no meaning and became U+FFFD.
    pub replaced: bool,
}

impl Charset {
    /// All character sets, in alphabetical order.
    pub const ALL: [Self; 5] = [
        Self::Ascii,
        Self::Cp850,
        Self::Latin1,
        Self::Utf8,
        Self::Windows1252,
    ];

    /// The name used in configuration files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ascii => "ascii",
            Self::Cp850 => "cp850",
            Self::Latin1 => "iso-8859-1",
            Self::Utf8 => "utf-8",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// Reads bytes as text. Never fails.
    pub fn decode(self, bytes: &[u8]) -> Decoded<'_> {
        if let Some(text) = as_ascii(bytes) {
            return Decoded {
                text: Cow::Borrowed(text),
                replaced: false,
            };
        }
        let (text, replaced) = match self {
            Self::Ascii => decode_ascii(bytes),
            Self::Cp850 => (bytes.iter().map(|&b| cp850::decode(b)).collect(), false),
            Self::Latin1 => (bytes.iter().map(|&b| char::from(b)).collect(), false),
            Self::Utf8 => return decode_utf8(bytes),
            Self::Windows1252 => (
                encoding_rs::WINDOWS_1252
                    .decode_without_bom_handling(bytes)
                    .0
                    .into_owned(),
                false,
            ),
        };
        Decoded {
            text: Cow::Owned(text),
            replaced,
        }
    }

    /// Appends `text` in this character set to `out`, composed (NFC) first and folded where the
    /// set lacks a letter. Returns whether something was folded. Folding never brings forth a
    /// control character or a vertical bar, so a frame stays a frame.
    pub fn encode(self, text: &str, out: &mut Vec<u8>) -> bool {
        if text.is_ascii() {
            out.extend_from_slice(text.as_bytes());
            return false;
        }
        let text = composed(text);
        if self == Self::Utf8 {
            out.extend_from_slice(text.as_bytes());
            return false;
        }
        let mut folded = false;
        for letter in text.chars() {
            match self.byte(letter) {
                Some(byte) => out.push(byte),
                None => {
                    folded = true;
                    fold::push(self, letter, out);
                }
            }
        }
        folded
    }

    /// The one byte of `letter`, if this (single-byte) set has it.
    fn byte(self, letter: char) -> Option<u8> {
        if letter.is_ascii() {
            return u8::try_from(letter).ok();
        }
        match self {
            Self::Ascii | Self::Utf8 => None,
            Self::Cp850 => cp850::encode(letter),
            Self::Latin1 => u8::try_from(letter).ok(),
            Self::Windows1252 => windows_1252(letter),
        }
    }
}

impl fmt::Display for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is none of [`Charset::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownCharset;

impl fmt::Display for UnknownCharset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown character set; known are ")?;
        for (n, charset) in Charset::ALL.iter().enumerate() {
            write!(f, "{}{charset}", if n == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownCharset {}

impl FromStr for Charset {
    type Err = UnknownCharset;

    /// Accepts the names of [`Charset::name`] and their usual spellings, whatever the case.
    fn from_str(name: &str) -> Result<Self, UnknownCharset> {
        match name.trim().to_ascii_lowercase().as_str() {
            "ascii" | "us-ascii" => Ok(Self::Ascii),
            "cp850" | "cp-850" | "ibm850" | "850" => Ok(Self::Cp850),
            "iso-8859-1" | "iso8859-1" | "latin1" | "latin-1" => Ok(Self::Latin1),
            "utf-8" | "utf8" => Ok(Self::Utf8),
            "windows-1252" | "cp1252" => Ok(Self::Windows1252),
            _ => Err(UnknownCharset),
        }
    }
}

/// `text` composed (NFC), without copying when it already is.
pub fn composed(text: &str) -> Cow<'_, str> {
    // Below U+0300 (UTF-8 lead bytes below 0xCC) every text is composed. No way out in between:
    // several bytes go at a time then.
    let low = text.bytes().fold(true, |all, byte| all & (byte < 0xCC));
    if low || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().collect())
}

/// Whether a letter joins the one before it (an accent by itself).
pub fn is_mark(letter: char) -> bool {
    !letter.is_ascii() && unicode_normalization::char::is_combining_mark(letter)
}

fn as_ascii(bytes: &[u8]) -> Option<&str> {
    if bytes.is_ascii() {
        std::str::from_utf8(bytes).ok()
    } else {
        None
    }
}

fn decode_ascii(bytes: &[u8]) -> (String, bool) {
    let letter = |&byte: &u8| {
        if byte.is_ascii() {
            char::from(byte)
        } else {
            '\u{FFFD}'
        }
    };
    (bytes.iter().map(letter).collect(), true)
}

fn decode_utf8(bytes: &[u8]) -> Decoded<'_> {
    match String::from_utf8_lossy(bytes) {
        Cow::Borrowed(text) => Decoded {
            text: Cow::Borrowed(text),
            replaced: false,
        },
        Cow::Owned(text) => Decoded {
            text: Cow::Owned(text),
            replaced: true,
        },
    }
}

fn windows_1252(letter: char) -> Option<u8> {
    let mut utf8 = [0; 4];
    let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(letter.encode_utf8(&mut utf8));
    match (&*bytes, unmappable) {
        ([byte], false) => Some(*byte),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(charset: Charset, text: &str) -> Vec<u8> {
        let mut out = Vec::new();
        charset.encode(text, &mut out);
        out
    }

    #[test]
    fn finnish_letters_in_every_set() {
        assert_eq!(encoded(Charset::Cp850, "Väinö Å."), b"V\x84in\x94 \x8f.");
        assert_eq!(encoded(Charset::Latin1, "Väinö Å."), b"V\xe4in\xf6 \xc5.");
        assert_eq!(
            encoded(Charset::Windows1252, "Väinö Å."),
            b"V\xe4in\xf6 \xc5."
        );
        assert_eq!(encoded(Charset::Utf8, "Väinö"), "Väinö".as_bytes());
        assert_eq!(encoded(Charset::Ascii, "Väinö Å."), b"Vaino A.");
    }

    #[test]
    fn decomposed_letters_leave_composed() {
        assert_eq!(
            encoded(Charset::Latin1, "Va\u{308}ino\u{308}"),
            b"V\xe4in\xf6"
        );
        assert_eq!(encoded(Charset::Utf8, "a\u{308}"), "ä".as_bytes());
    }

    #[test]
    fn euro_is_written_out_where_the_set_lacks_it() {
        assert_eq!(encoded(Charset::Windows1252, "2 €"), b"2 \x80");
        assert_eq!(encoded(Charset::Latin1, "2 €"), b"2 EUR");
        assert_eq!(encoded(Charset::Cp850, "2 €"), b"2 EUR");
    }

    #[test]
    fn wrong_bytes_are_replaced_and_reported() {
        let decoded = Charset::Utf8.decode(b"K\xe4rp\xe4");
        assert!(decoded.replaced);
        assert_eq!(decoded.text, "K\u{FFFD}rp\u{FFFD}");
        assert!(Charset::Ascii.decode(b"\x84").replaced);
        assert!(!Charset::Cp850.decode(b"\x84").replaced);
    }

    #[test]
    fn every_byte_of_a_code_page_comes_back() {
        for charset in [Charset::Cp850, Charset::Latin1, Charset::Windows1252] {
            let bytes: Vec<u8> = (0..=255).collect();
            let text = charset.decode(&bytes).text.into_owned();
            assert_eq!(encoded(charset, &text), bytes, "{charset}");
        }
    }

    #[test]
    fn names_come_back() {
        for charset in Charset::ALL {
            assert_eq!(charset.name().parse(), Ok(charset));
        }
        assert_eq!("Latin-1".parse(), Ok(Charset::Latin1));
        assert_eq!("koi8-r".parse::<Charset>(), Err(UnknownCharset));
    }
}
