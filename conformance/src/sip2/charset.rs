//! The character sets a terminal may use; only the letters the suite needs, from the published
//! code tables.

use serde::Deserialize;

/// How a terminal account writes text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Charset {
    Ascii,
    Cp850,
    Latin1,
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
}

/// Letter, byte in code page 850, byte in ISO 8859-1.
const LETTERS: &[(char, u8, u8)] = &[
    ('Å', 0x8F, 0xC5),
    ('Ä', 0x8E, 0xC4),
    ('Ö', 0x99, 0xD6),
    ('å', 0x86, 0xE5),
    ('ä', 0x84, 0xE4),
    ('ö', 0x94, 0xF6),
    ('É', 0x90, 0xC9),
    ('é', 0x82, 0xE9),
    ('Ü', 0x9A, 0xDC),
    ('ü', 0x81, 0xFC),
];

impl Charset {
    /// The bytes of the text; a letter the table has not becomes a question mark.
    pub(crate) fn encode(self, text: &str) -> Vec<u8> {
        if self == Self::Utf8 {
            return text.as_bytes().to_vec();
        }
        text.chars().map(|c| self.byte(c).unwrap_or(b'?')).collect()
    }

    fn byte(self, c: char) -> Option<u8> {
        if c.is_ascii() {
            return u8::try_from(c).ok();
        }
        let &(_, cp850, latin1) = LETTERS.iter().find(|(letter, ..)| *letter == c)?;
        match self {
            Self::Cp850 => Some(cp850),
            Self::Latin1 => Some(latin1),
            Self::Ascii | Self::Utf8 => None,
        }
    }

    /// The text of the bytes, or why they are none in this set. Bytes of a one-byte set that the
    /// table has not are shown as U+FFFD: they are legal, the suite just does not know them.
    pub(crate) fn decode(self, bytes: &[u8]) -> Result<String, String> {
        match self {
            Self::Utf8 => String::from_utf8(bytes.to_vec()).map_err(|e| format!("not UTF-8: {e}")),
            Self::Ascii if !bytes.is_ascii() => {
                Err("bytes above 127 for an ASCII terminal".to_owned())
            }
            Self::Ascii | Self::Cp850 | Self::Latin1 => {
                Ok(bytes.iter().map(|&b| self.letter(b)).collect())
            }
        }
    }

    fn letter(self, byte: u8) -> char {
        if byte.is_ascii() {
            return char::from(byte);
        }
        let found = LETTERS
            .iter()
            .find(|&&(_, cp850, latin1)| byte == if self == Self::Cp850 { cp850 } else { latin1 });
        found.map_or(char::REPLACEMENT_CHARACTER, |&(letter, ..)| letter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nordic_letters_have_their_published_bytes() {
        assert_eq!(
            Charset::Cp850.encode("Pöyhönen, Väinö Å."),
            b"P\x94yh\x94nen, V\x84in\x94 \x8f."
        );
        assert_eq!(
            Charset::Latin1.encode("Pöyhönen, Väinö Å."),
            b"P\xf6yh\xf6nen, V\xe4in\xf6 \xc5."
        );
        assert_eq!(
            Charset::Cp850.decode(b"V\x84in\x94").as_deref(),
            Ok("Väinö")
        );
        assert!(Charset::Utf8.decode(b"V\xE4in").is_err());
        assert!(Charset::Ascii.decode(b"V\xE4in").is_err());
    }
}
