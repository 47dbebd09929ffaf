//! How text is folded: what differs only in letter case, Unicode form, punctuation or foreign
//! marks is the same. `docs/catalogue/text.md` tells it to people.
//!
//! Folded text is words with one space between them. Its bytes have the order of the Finnish
//! alphabet, since it is stored and compared as bytes: only `å`, which Unicode has after `ä`, is
//! written as [`RING`], a letter that folding leaves free.

use unicode_normalization::{
    IsNormalized, UnicodeNormalization as _, char::is_combining_mark, is_nfc_quick,
};

/// Stands for `å` in folded text, so that it sorts between `z` and `ä`.
const RING: char = 'ã';
/// Stands for any characters in a folded mask.
pub(crate) const MANY: char = '\u{fdd0}';
/// Stands for one character in a folded mask.
pub(crate) const ONE: char = '\u{fdd1}';

/// Folds a text.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Folds a text to the end of `folded`.
pub(crate) fn fold_into(text: &str, folded: &mut String) {
    Folding::new(folded, false).text(text);
}

/// Folds a text in which [`MANY`] and [`ONE`] are part of the words.
pub(crate) fn fold_mask(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    Folding::new(&mut folded, true).text(text);
    folded
}

/// Makes `*` and `?` of a text [`MANY`] and [`ONE`]; a backslash makes the next character itself.
pub(crate) fn mask(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        masked.extend(match character {
            '*' => Some(MANY),
            '?' => Some(ONE),
            '\\' => characters.next(),
            MANY | ONE => Some(' '),
            other => Some(other),
        });
    }
    masked
}

/// Folded text as people write it.
pub(crate) fn unfold(folded: &str) -> String {
    folded.replace(RING, "å")
}

/// Letters that no decomposition makes plain. `æ` and `ø` are the Danish and Norwegian forms of `ä`
/// and `ö`, which are letters of the Finnish alphabet.
const LETTERS: [(char, &str); 18] = [
    ('æ', "ä"),
    ('ø', "ö"),
    ('ß', "ss"),
    ('đ', "d"),
    ('ð', "d"),
    ('ħ', "h"),
    ('ı', "i"),
    ('ł', "l"),
    ('ŋ', "n"),
    ('œ', "oe"),
    ('þ', "th"),
    ('ŧ', "t"),
    ('ǥ', "g"),
    ('ʒ', "z"),
    ('ə', "e"),
    ('ɛ', "e"),
    ('ɔ', "o"),
    ('ĸ', "k"),
];

/// Characters that are left out without parting a word: apostrophes and what is invisible.
fn is_silent(character: char) -> bool {
    matches!(
        character,
        '\'' | '`' | '\u{b4}' | '\u{2b9}'..='\u{2bf}' | '\u{2018}'..='\u{201b}' | '\u{2032}'
        | '\u{ad}' | '\u{98}' | '\u{9c}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

struct Folding<'a> {
    out: &'a mut String,
    masked: bool,
    /// Whether a word has begun before the character in hand.
    in_word: bool,
    /// Where this text begins in `out`.
    start: usize,
}

impl<'a> Folding<'a> {
    fn new(out: &'a mut String, masked: bool) -> Self {
        let start = out.len();
        Self {
            out,
            masked,
            in_word: false,
            start,
        }
    }

    fn text(mut self, text: &str) {
        if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
            self.characters(text.chars());
        } else {
            self.characters(text.nfc());
        }
    }

    fn characters(&mut self, characters: impl Iterator<Item = char>) {
        let mut characters = characters.peekable();
        while let Some(character) = characters.next() {
            match character {
                'a'..='z' | '0'..='9' => self.letter(character),
                'A'..='Z' => self.letter(character.to_ascii_lowercase()),
                'ä' | 'Ä' => self.letter('ä'),
                'ö' | 'Ö' => self.letter('ö'),
                'å' | 'Å' => self.letter(RING),
                // C++, C# and the like: signs that end a word belong to it.
                '+' | '#' if self.in_word => {
                    let ends = characters.peek().is_none_or(|next| !next.is_alphanumeric());
                    if ends {
                        self.letter(character)
                    } else {
                        self.part()
                    }
                }
                _ if is_silent(character) => {}
                MANY | ONE if self.masked => self.letter(character),
                _ if character.is_ascii() => self.part(),
                _ => self.foreign(character),
            }
        }
    }

    fn letter(&mut self, letter: char) {
        if !self.in_word && self.out.len() > self.start {
            self.out.push(' ');
        }
        self.in_word = true;
        self.out.push(letter);
    }

    fn part(&mut self) {
        self.in_word = false;
    }

    fn foreign(&mut self, character: char) {
        if is_combining_mark(character) {
            return;
        }
        for lower in character.to_lowercase() {
            if self.known(lower) {
                continue;
            }
            for piece in [lower].into_iter().nfkd() {
                for piece in piece
                    .to_lowercase()
                    .filter(|piece| !is_combining_mark(*piece))
                {
                    match piece.is_alphanumeric() {
                        _ if self.known(piece) => {}
                        true => self.letter(piece),
                        false => self.part(),
                    }
                }
            }
        }
    }

    fn known(&mut self, lower: char) -> bool {
        let known = LETTERS.iter().find(|(letter, _)| *letter == lower);
        if let Some((_, letters)) = known {
            letters.chars().for_each(|letter| self.letter(letter));
        }
        known.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_form_and_punctuation_do_not_matter() {
        for (text, folded) in [
            (
                "Seitsemän veljestä : romaani /",
                "seitsemän veljestä romaani",
            ),
            ("  KALEVALA--Suomi. ", "kalevala suomi"),
            ("a\u{308}ijo\u{308}", "äijö"),
            ("d'Artagnan, vaa\u{2019}an", "dartagnan vaaan"),
            ("Café Éluard; Čáhppe Ŋ đ", "cafe eluard cahppe n d"),
            ("Straße, Sørensen, Kjær, Łódź", "strasse sörensen kjär lodz"),
            ("C++ ja C#, 1+1 #2", "c++ ja c# 1 1 2"),
            ("ﬁnska 2² ½ ＡＢＣ", "finska 22 1 2 abc"),
            ("Война и мир", "воина и мир"),
            ("!?", ""),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
        assert_eq!(unfold(&fold("Åbo ÅLAND")), "åbo åland");
    }

    #[test]
    fn bytes_have_the_order_of_the_alphabet() {
        let sorted = [
            "1", "a", "o", "v", "w", "z", "å", "ä", "ö", "ö b", "öa", "б",
        ];
        let folded: Vec<_> = sorted.iter().map(|text| fold(text)).collect();
        assert!(folded.is_sorted(), "{folded:?}");
    }

    #[test]
    fn masks_stay_in_the_words() {
        assert_eq!(
            fold_mask(&mask("Kirja*, t?lo")),
            format!("kirja{MANY} t{ONE}lo")
        );
        assert_eq!(fold_mask(&mask(r"a\*b \\ \?")), "a b");
        assert_eq!(fold(&mask("kirja*")), "kirja");
    }
}
