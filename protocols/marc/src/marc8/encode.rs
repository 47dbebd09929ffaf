//! From Unicode to MARC-8.

use std::io::Write as _;

use unicode_normalization::{
    UnicodeNormalization as _,
    char::{compose, decompose_canonical},
};

use super::{
    decode::reference,
    sets::{CONTROLS, DOUBLE, Set, is_mark, places},
};

/// Encodes a text that begins and ends with ASCII and ANSEL called up, adding it to `out`.
/// Decoding gives it back, composed (Unicode NFC).
pub fn encode(text: &str, out: &mut Vec<u8>) {
    if text.is_ascii() && !text.contains(['&', '\u{1b}']) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    let mut encoder = Encoder {
        lower: Set::Ascii,
        tied: None,
        out,
    };
    let text: Vec<char> = text.nfc().collect();
    let mut rest = text.as_slice();
    while let Some((char, after)) = rest.split_first() {
        let marks = after.iter().take_while(|char| is_mark(**char)).count();
        let (marks, after) = after.split_at_checked(marks).unwrap_or_default();
        encoder.letter(*char, marks, after);
        rest = after;
    }
    encoder.call(Set::Ascii);
}

struct Encoder<'a> {
    /// What is called up for bytes 21 to 7E; the Latin set stays in the upper half.
    lower: Set,
    /// The second half of a mark that reaches over the next letter.
    tied: Option<u8>,
    out: &'a mut Vec<u8>,
}

/// How a character is said.
enum Said {
    /// A byte that means the same whatever is called up.
    Byte(u8),
    Code(Set, u8),
}

impl Encoder<'_> {
    /// A letter with its marks, or a mark without a letter; `after` is what follows.
    fn letter(&mut self, char: char, marks: &[char], after: &[char]) {
        let mut pieces = Vec::new();
        decompose_canonical(char, |piece| pieces.push(piece));
        let Some((base, mut inner)) = pieces.split_first() else {
            return;
        };
        // Some letters have a code together with a mark: й, ơ.
        let mut base = *base;
        while let Some((mark, more)) = inner.split_first()
            && let Some(composed) = compose(base, *mark)
            && said(composed, self.lower).is_some()
        {
            (base, inner) = (composed, more);
        }
        let sayable = inner
            .iter()
            .all(|mark| is_mark(*mark) && said(*mark, self.lower).is_some());
        let literal = char == '&' && self.looks_like_reference(marks, after);
        let base = said(base, self.lower).filter(|_| sayable && !is_mark(base) && !literal);
        let tied = self.tied.take();
        let Some(base) = base else {
            self.reference(char);
            marks.iter().for_each(|mark| self.reference(*mark));
            return;
        };
        // A mark written as a reference comes after its letter, and so must those after it.
        let before = marks
            .iter()
            .take_while(|mark| said(**mark, self.lower).is_some())
            .count();
        if let (Some(second), Said::Code(..)) = (tied, &base) {
            self.say(Said::Code(Set::Latin, second));
        }
        for mark in inner.iter().chain(marks.iter().take(before)) {
            if let Some(said) = said(*mark, self.lower) {
                self.say(said);
            }
            let double = DOUBLE.iter().find(|(double, ..)| double == mark);
            self.tied = double.map(|(_, second, _)| *second).or(self.tied);
        }
        self.say(base);
        for mark in marks.iter().skip(before) {
            self.reference(*mark);
        }
    }

    /// Whether an ampersand and what follows would be read as a reference. Its marks are no bar,
    /// for they are written before it, unless one is a reference itself.
    fn looks_like_reference(&self, marks: &[char], after: &[char]) -> bool {
        let byte = |char: &char| u8::try_from(*char).unwrap_or(b'?');
        let follows: Vec<u8> = after.iter().take(9).map(byte).collect();
        let said = |mark: &char| said(*mark, self.lower).is_some();
        marks.iter().all(said) && reference(&follows).is_some()
    }

    fn say(&mut self, said: Said) {
        match said {
            Said::Byte(byte) => self.out.push(byte),
            Said::Code(Set::Latin, code) => self.out.push(code | 0x80),
            Said::Code(set, code) => {
                self.call(set);
                self.out.push(code);
            }
        }
    }

    fn call(&mut self, set: Set) {
        if set == self.lower {
            return;
        }
        let small = set == Set::Ascii && self.lower.is_small();
        let sequence: &[u8] = if small {
            b"\x1bs"
        } else {
            set.escape_sequence()
        };
        self.out.extend_from_slice(sequence);
        self.lower = set;
    }

    fn reference(&mut self, char: char) {
        self.call(Set::Ascii);
        // Writing to a vector does not fail.
        let _ = write!(self.out, "&#x{:04X};", u32::from(char));
    }
}

/// How a character is said, without calling up another set if possible.
fn said(char: char, lower: Set) -> Option<Said> {
    if matches!(char, '\0'..='\u{1a}' | '\u{1c}'..=' ' | '\u{7f}') {
        return u8::try_from(char).ok().map(Said::Byte);
    }
    // Nearly everything is ASCII: no need to look it up.
    if char.is_ascii_graphic() && lower == Set::Ascii {
        return u8::try_from(char).ok().map(|code| Said::Code(lower, code));
    }
    if let Some((byte, _)) = CONTROLS.iter().find(|(_, control)| *control == char) {
        return Some(Said::Byte(*byte));
    }
    let places = places(char);
    let here = places
        .iter()
        .find(|(_, set, _)| [lower, Set::Latin].contains(set));
    let (_, set, code) = here.or_else(|| places.first())?;
    Some(Said::Code(*set, *code))
}

#[cfg(test)]
mod tests {
    use super::{super::decode, *};

    fn bytes(text: &str) -> Vec<u8> {
        let mut out = Vec::new();
        encode(text, &mut out);
        assert_eq!(
            decode(&out).text,
            text.nfc().collect::<String>(),
            "{out:x?}"
        );
        out
    }

    #[test]
    fn letters_are_taken_apart() {
        assert_eq!(
            bytes("Seitsemän velješta, Å"),
            b"Seitsem\xe8an velje\xe9sta, \xeaA"
        );
        assert_eq!(bytes("A\u{308}"), b"\xe8A");
        assert_eq!(bytes("čšž ĭ ō"), b"\xe9c\xe9s\xe9z \xe6i \xe5o");
        assert_eq!(
            bytes("I\u{361}Ur\u{12d}\u{361} x"),
            b"\xebI\xecUr\xe6\xebi x"
        );
        assert_eq!(bytes("Łódź €"), b"\xa1\xe2od\xe2z \xc8");
    }

    #[test]
    fn other_scripts_are_called_up() {
        assert_eq!(bytes("Ленин, В. И., abc"), b"\x1b(NlENIN, w. i., \x1b(Babc");
        assert_eq!(bytes("йў"), b"\x1b(NJ\x1b(QM\x1b(B");
        assert_eq!(bytes("H₂O"), b"H\x1bb2\x1bsO");
        assert_eq!(bytes("Thờ ợ"), b"Th\xe1\xbc \xf2\xbc");
    }

    #[test]
    fn what_it_cannot_say_is_a_reference() {
        assert_eq!(bytes("1990–2000"), b"1990&#x2013;2000");
        assert_eq!(bytes("😀"), b"&#x1F600;");
        assert_eq!(bytes("한"), b"&#xD55C;");
        assert_eq!(bytes("q\u{31b}\u{308}"), b"q&#x031B;&#x0308;");
        assert_eq!(bytes("\u{308}a"), b"&#x0308;a");
        assert_eq!(bytes("&\u{300}#x41;"), b"&#x0026;&#x0300;#x41;");
        assert_eq!(bytes("R&D &#x41; \u{1b}"), b"R&D &#x0026;#x41; &#x001B;");
    }
}
