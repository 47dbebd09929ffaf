//! From MARC-8 to Unicode.

use unicode_normalization::UnicodeNormalization as _;

use super::{
    ESCAPE,
    sets::{CONTROLS, DOUBLE, Set, is_mark},
};

/// Text, and how well it could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, composed (Unicode NFC).
    pub text: String,
    /// How many characters could not be read and became U+FFFD.
    pub unknown: usize,
}

/// Decodes a piece of text that begins with ASCII and ANSEL called up: a control field or a
/// subfield.
pub fn decode(bytes: &[u8]) -> Decoded {
    if let Some(text) = plain(bytes) {
        return Decoded {
            text: text.to_owned(),
            unknown: 0,
        };
    }
    let mut decoder = Decoder {
        lower: Set::Ascii,
        upper: Set::Latin,
        marks: Vec::new(),
        tied: false,
        text: String::with_capacity(bytes.len()),
        unknown: 0,
    };
    let mut rest = bytes;
    while !rest.is_empty() {
        rest = decoder.step(rest);
    }
    decoder.finish()
}

/// Text that is ASCII and nothing else, as nearly all of it is.
pub(crate) fn plain(bytes: &[u8]) -> Option<&str> {
    let plain = bytes.is_ascii() && memchr::memchr2(ESCAPE, b'&', bytes).is_none();
    std::str::from_utf8(bytes).ok().filter(|_| plain)
}

struct Decoder {
    /// What bytes 21 to 7E mean.
    lower: Set,
    /// What bytes A1 to FE mean.
    upper: Set,
    /// Diacritics that wait for their letter.
    marks: Vec<char>,
    /// Whether the last letter has a mark that reaches over the next one.
    tied: bool,
    text: String,
    unknown: usize,
}

impl Decoder {
    /// Reads one character or escape sequence and gives what follows.
    fn step<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let Some((byte, rest)) = bytes.split_first() else {
            return bytes;
        };
        match *byte {
            ESCAPE => self.escape(rest),
            b'&' if self.lower == Set::Ascii => self.reference(rest),
            0x21..=0x7E => self.code(self.lower, *byte, rest),
            0xA1..=0xFE => self.code(self.upper, *byte & 0x7F, rest),
            0x00..=0x7F => self.found(Some(char::from(*byte)), rest),
            byte => {
                let control = CONTROLS.iter().find(|(code, _)| *code == byte);
                self.found(control.map(|(_, char)| *char), rest)
            }
        }
    }

    fn code<'a>(&mut self, set: Set, code: u8, rest: &'a [u8]) -> &'a [u8] {
        if set == Set::EastAsian {
            // Three bytes a character.
            return self.found(None, rest.get(2..).unwrap_or_default());
        }
        let half = DOUBLE
            .iter()
            .find(|(_, second, _)| set == Set::Latin && *second == code);
        if let Some((.., alone)) = half {
            self.marks.extend((!self.tied).then_some(*alone));
            return rest;
        }
        match set.char(code) {
            Some(mark) if is_mark(mark) => {
                self.marks.push(mark);
                rest
            }
            found => self.found(found, rest),
        }
    }

    fn found<'a>(&mut self, found: Option<char>, rest: &'a [u8]) -> &'a [u8] {
        self.unknown += usize::from(found.is_none());
        self.text.push(found.unwrap_or(char::REPLACEMENT_CHARACTER));
        self.tied = self
            .marks
            .iter()
            .any(|mark| DOUBLE.iter().any(|(double, ..)| double == mark));
        self.text.extend(self.marks.drain(..));
        rest
    }

    /// An escape sequence after its first byte.
    fn escape<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let (upper, name) = match bytes {
            [b'g' | b'b' | b'p', ..] => (false, bytes),
            [b's', rest @ ..] => {
                self.lower = Set::Ascii;
                return rest;
            }
            [b'$', b'(' | b',', name @ ..] | [b'(' | b',', name @ ..] => (false, name),
            [b'$', b')' | b'-', name @ ..] | [b')' | b'-', name @ ..] => (true, name),
            [b'$', name @ ..] => (false, name),
            _ => return self.found(None, bytes),
        };
        let Some((set, rest)) = Set::named(name) else {
            return self.found(None, bytes);
        };
        if upper {
            self.upper = set;
        } else {
            self.lower = set;
        }
        rest
    }

    /// `&#xNNNN;` after its first byte, or just an ampersand.
    fn reference<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let Some((char, rest)) = reference(bytes) else {
            return self.found(Some('&'), bytes);
        };
        if is_mark(char) {
            self.text.push(char);
            return rest;
        }
        self.found(Some(char), rest)
    }

    fn finish(mut self) -> Decoded {
        self.unknown += self.marks.len();
        self.text.extend(self.marks.drain(..));
        if !self.text.is_ascii() {
            self.text = self.text.nfc().collect();
        }
        Decoded {
            text: self.text,
            unknown: self.unknown,
        }
    }
}

/// The character that `#xNNNN;` stands for, and what follows.
pub(super) fn reference(bytes: &[u8]) -> Option<(char, &[u8])> {
    let bytes = bytes.strip_prefix(b"#x")?;
    let end = bytes.iter().take(7).position(|byte| *byte == b';')?;
    let (digits, rest) = bytes.split_at_checked(end)?;
    let digits = std::str::from_utf8(digits).ok()?;
    if digits.starts_with('+') {
        return None;
    }
    let char = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
    Some((char, rest.get(1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        let decoded = decode(bytes);
        assert_eq!(decoded.unknown, 0, "{decoded:?}");
        decoded.text
    }

    #[test]
    fn diacritics_stand_before_their_letter() {
        assert_eq!(
            text(b"Seitsem\xe8an velje\xe9sta \xeaA"),
            "Seitsemän velješta Å"
        );
        assert_eq!(
            text(b"Aleksandr \xebI\xecUr\xe6i \xecx"),
            "Aleksandr I\u{361}Ur\u{12d} x\u{fe21}"
        );
        assert_eq!(text(b"\xe3\xf2e"), "\u{1ec7}");
        assert_eq!(
            text(b"Gurevich, Mikhail L\xa7vovich"),
            "Gurevich, Mikhail L\u{2b9}vovich"
        );
    }

    #[test]
    fn escape_sequences_call_up_other_sets() {
        assert_eq!(text(b"\x1b(NpU[KIN\x1b(B!"), "Пушкин!");
        assert_eq!(text(b"\x1b)N\xc1\xc2 ab"), "аб ab");
        assert_eq!(
            text(b"H\x1bb2\x1bsO, m\x1bp2\x1bs, \x1bga\x1bs-"),
            "H₂O, m², α-"
        );
        assert_eq!(text(b"\x1b(2`a\x1b(B"), "אב");
        assert_eq!(text(b"\x1b(!Eb\x1b(Be"), "é");
    }

    #[test]
    fn references_name_any_character() {
        assert_eq!(
            text(b"1990&#x2013;2000 & &#x1F600; &#xzz; &#x;"),
            "1990–2000 & 😀 &#xzz; &#x;"
        );
    }

    #[test]
    fn what_cannot_be_read_is_counted() {
        let decoded = decode(b"a\xffb\x1b$1!GW!YZ\x1b(Bc\x1b?d\xe8");
        assert_eq!(decoded.text, "a\u{fffd}b\u{fffd}\u{fffd}c\u{fffd}?d\u{308}");
        assert_eq!(decoded.unknown, 5);
    }
}
