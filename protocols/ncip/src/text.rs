//! The text of an element.

use std::{fmt, ops::Deref, sync::Arc};

use silta_xml::{is_char, is_sound};

use crate::{
    node::{Context, Node},
    out::Out,
    structure::{Content, Read},
};

/// A text without white space at its ends, of characters that XML can hold. Copies share it.
///
/// Names, cards and passwords of patrons pass through this type, so `Debug` shows only the length.
#[derive(Clone)]
pub struct Text(Characters);

#[derive(Clone)]
enum Characters {
    Constant(&'static str),
    Shared(Arc<str>),
}

impl Text {
    /// A text that is known to be right: it is written as it is.
    pub const fn constant(text: &'static str) -> Self {
        Self(Characters::Constant(text))
    }

    /// A text of characters that XML can hold: as everything that was read from XML is.
    pub(crate) fn sound(text: &str) -> Self {
        match trimmed(text) {
            "" => Self::default(),
            text => Self(Characters::Shared(text.into())),
        }
    }

    /// Whether the text is known to be right.
    pub(crate) const fn is_constant(&self) -> bool {
        matches!(self.0, Characters::Constant(_))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Characters::Constant(text) => text,
            Characters::Shared(text) => text,
        }
    }
}

/// A text without white space at its ends. Nearly all have none there.
fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [b'!'..=b'~', .., b'!'..=b'~'] => text,
        _ => text.trim(),
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::constant("")
    }
}

impl From<&str> for Text {
    /// Characters that XML cannot hold become U+FFFD.
    fn from(text: &str) -> Self {
        if is_sound(text) {
            return Self::sound(text);
        }
        let right = |char| match is_char(char) {
            true => char,
            false => char::REPLACEMENT_CHARACTER,
        };
        let text: String = text.chars().map(right).collect();
        Self::sound(&text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.len())
    }
}

impl Content for Text {
    fn read(node: &Node<'_>, _: &Context) -> Read<Self> {
        Ok(Self::sound(node.text()))
    }

    fn write(&self, name: &'static str, out: &mut Out<'_>) {
        out.element(name, self);
    }

    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_shows_nothing_of_itself() {
        let text = Text::from(" 1234\u{0} ");
        assert_eq!(text.as_str(), "1234\u{fffd}");
        assert_eq!(format!("{text:?}"), "Text(7 bytes)");
    }
}
