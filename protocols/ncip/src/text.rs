//! The text of an element.

use std::{borrow::Cow, fmt, ops::Deref};

use silta_xml::{is_char, is_sound};

use crate::{
    node::{Context, Node},
    out::Out,
    structure::{Content, Read},
};

/// A text without white space at its ends, of characters that XML can hold.
///
/// Names, cards and passwords of patrons pass through this type, so `Debug` shows only the length.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text(Cow<'static, str>);

impl Text {
    /// A text that is known to be right: it is written as it is.
    pub const fn constant(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    /// Characters that XML cannot hold become U+FFFD.
    fn from(text: &str) -> Self {
        let text = text.trim();
        if is_sound(text) {
            return Self(Cow::Owned(text.to_owned()));
        }
        let right = |char| match is_char(char) {
            true => char,
            false => char::REPLACEMENT_CHARACTER,
        };
        Self(text.chars().map(right).collect::<String>().into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.len())
    }
}

impl Content for Text {
    fn read(node: &Node<'_>, _: &Context) -> Read<Self> {
        Ok(node.text().into())
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
