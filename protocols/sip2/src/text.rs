//! The value of an identified field.

use std::fmt;

use silta_charset::{composed, is_mark};

/// Characters a field value may have (the standard's limit for variable-length fields).
pub const TEXT_LIMIT: usize = 255;

/// A field value that is safe on the wire: composed (NFC), at most [`TEXT_LIMIT`] characters,
/// without `|` and control characters (each becomes a blank).
///
/// Names, cards and PINs of patrons pass through this type, so `Debug` shows only the length and
/// there is no `Display`; reading the content takes a deliberate [`Text::as_str`].
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Box<str>);

impl Text {
    /// The empty value, which is what a required field without data carries.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The content.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the field was sent without data.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The content as a whole number (BP, BQ, BR, CF), if it is one.
    pub fn number(&self) -> Option<u32> {
        let digits = self.0.trim();
        if digits.bytes().all(|byte| byte.is_ascii_digit()) {
            digits.parse().ok()
        } else {
            None
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        if is_plain(text) {
            return Self(text.into());
        }
        // A mark at the head would join the identifier before it.
        let text = text.trim_start_matches(is_mark);
        let clean: String = composed(text)
            .chars()
            .map(harmless)
            .take(TEXT_LIMIT)
            .collect();
        Self(clean.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        match is_plain(&text) {
            true => Self(text.into()),
            false => Self::from(text.as_str()),
        }
    }
}

impl From<&String> for Text {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} characters)", self.0.chars().count())
    }
}

/// Whether a text is surely a value as it stands, as most of our languages are: below U+0300 all
/// is composed and nothing is a mark. All of it is looked at, without a way out in between: several
/// bytes go at a time then.
fn is_plain(text: &str) -> bool {
    // 0xC2 leads the controls from U+0080 on, 0xCC the letters from U+0300 on.
    let control = |byte: u8| (byte < b' ') | (byte == 0x7F) | (byte == 0xC2);
    let plain = |byte: u8| !control(byte) & (byte != b'|') & (byte < 0xCC);
    text.len() <= TEXT_LIMIT && text.bytes().fold(true, |all, byte| all & plain(byte))
}

/// Delimiters, control characters and line separators have no business in a value.
fn harmless(letter: char) -> char {
    match letter {
        '|' | '\u{2028}' | '\u{2029}' => ' ',
        letter if letter.is_control() => ' ',
        letter => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_of_any_kind_becomes_one_value() {
        assert_eq!(
            Text::from("Either|Or\rtwo\nlines\0").as_str(),
            "Either Or two lines "
        );
        assert_eq!(Text::from("Va\u{308}ino\u{308}").as_str(), "Väinö");
        assert_eq!(
            Text::from("ä".repeat(400)).as_str().chars().count(),
            TEXT_LIMIT
        );
    }

    #[test]
    fn what_is_taken_as_it_stands_is_what_it_would_become() {
        let mut plain = 0;
        for letter in (0..0x500).chain(0x2000..0x2100).filter_map(char::from_u32) {
            let text = format!("a{letter}b");
            let clean: String = composed(&text).chars().map(harmless).collect();
            assert_eq!(Text::from(&text).as_str(), clean, "U+{:04X}", letter as u32);
            plain += usize::from(is_plain(&text));
        }
        assert!(plain > 500, "{plain}");
        assert!(is_plain("Määttä, Elli") && !is_plain("a|b") && !is_plain("a\u{85}"));
    }

    #[test]
    fn debug_shows_no_content() {
        assert_eq!(
            format!("{:?}", Text::from("Korhonen, Väinö")),
            "Text(15 characters)"
        );
    }

    #[test]
    fn numbers_are_digits_only() {
        assert_eq!(Text::from("10").number(), Some(10));
        assert_eq!(Text::from("-1").number(), None);
        assert_eq!(Text::from("").number(), None);
    }
}
