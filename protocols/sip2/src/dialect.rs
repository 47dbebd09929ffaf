//! What a session has agreed on beyond the messages themselves.

/// Protocol version of a message. The first digit decides (`2.0E` and `2.10` are 2.00).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// 1.00: codes 01, 09 to 12, 23, 24, 96 to 99, and fewer fields in them.
    V1,
    /// 2.00.
    #[default]
    V2,
}

/// The character after each identified field; `|` unless a terminal insists on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Delimiter(u8);

impl Delimiter {
    /// Any ASCII punctuation but `+ - * .`, which have their places in fixed parts.
    pub fn new(character: char) -> Option<Self> {
        let byte = u8::try_from(character).ok()?;
        (byte.is_ascii_punctuation() && !b"+-*.".contains(&byte)).then_some(Self(byte))
    }

    /// The character.
    pub fn character(self) -> char {
        char::from(self.0)
    }
}

impl Default for Delimiter {
    fn default() -> Self {
        Self(b'|')
    }
}

/// How one terminal speaks: version and delimiter. The default is 2.00 with `|`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Dialect {
    /// Fields that 1.00 does not know are left out of its messages.
    pub version: Version,
    /// Ends each identified field.
    pub delimiter: Delimiter,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_punctuation() {
        assert!(Delimiter::new('^').is_some());
        for wrong in ['A', '1', ' ', '\r', 'ä', '+'] {
            assert!(Delimiter::new(wrong).is_none(), "{wrong:?}");
        }
    }
}
