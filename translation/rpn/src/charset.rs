//! The character set of terms.

/// The character set of terms and names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// None was negotiated: UTF-8 where it can be, else ISO 8859-1.
    Guessed,
    /// ISO 8859-1.
    Latin1,
    /// UTF-8.
    Utf8,
}

impl Charset {
    /// Octets as text; none if they mean nothing in the character set.
    pub fn decode(self, octets: &[u8]) -> Option<String> {
        let utf_8 = || str::from_utf8(octets).ok().map(str::to_owned);
        let latin_1 = || octets.iter().copied().map(char::from).collect();
        match self {
            Self::Guessed => Some(utf_8().unwrap_or_else(latin_1)),
            Self::Latin1 => Some(latin_1()),
            Self::Utf8 => utf_8(),
        }
    }

    /// Text as octets; `?` stands for what the character set has not.
    pub fn encode(self, text: String) -> Vec<u8> {
        match self {
            Self::Guessed | Self::Utf8 => text.into_bytes(),
            Self::Latin1 => {
                let octet = |letter| u8::try_from(u32::from(letter)).unwrap_or(b'?');
                text.chars().map(octet).collect()
            }
        }
    }
}
