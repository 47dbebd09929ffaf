//! Patterns: what a term of the index must look like, and how the dictionary is searched for it.

use tantivy_fst::Automaton;

use crate::{
    fold::{MANY, ONE},
    tokens::{HEADING, HEADING_LENGTH, WORD_LENGTH, push_heading},
};

/// What a term of the index must look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Piece>);

/// A piece of a pattern. What the index marks headings with sorts before the space, and only
/// [`Piece::Rest`] stands for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// This character.
    Letter(char),
    /// Any one character, but no space.
    One,
    /// Any characters, but no space.
    Many,
    /// Any characters.
    Rest,
}

impl Pattern {
    /// The pattern of folded text.
    pub(crate) fn of(folded: &str) -> Self {
        let piece = |letter| match letter {
            MANY => Piece::Many,
            ONE => Piece::One,
            letter => Piece::Letter(letter),
        };
        Self(folded.chars().map(piece).collect())
    }

    /// Puts a piece before the others.
    pub(crate) fn begin(&mut self, piece: Piece) {
        self.0.insert(0, piece);
    }

    /// Puts a piece after the others.
    pub(crate) fn end(&mut self, piece: Piece) {
        self.0.push(piece);
    }

    /// Patterns of words as one pattern of a heading.
    pub(crate) fn join(words: &[Self]) -> Self {
        let pieces: Vec<_> = words.iter().map(|word| &word.0[..]).collect();
        Self(pieces.join(&Piece::Letter(' ')))
    }

    /// Lets masks stand for spaces too.
    pub(crate) fn across_words(&mut self) {
        for piece in &mut self.0 {
            if *piece == Piece::Many {
                *piece = Piece::Rest;
            }
        }
    }

    /// The pattern as it is of a word in the index, which keeps only the first characters.
    pub(crate) fn word(mut self) -> Self {
        if self.0.len() > WORD_LENGTH {
            self.0.truncate(WORD_LENGTH);
        }
        self
    }

    /// The pattern as it is of a heading in the index.
    pub(crate) fn heading(mut self) -> Self {
        if let Some(folded) = self.literal() {
            let mut term = String::new();
            push_heading(&folded, &mut term);
            return Self(term.chars().map(Piece::Letter).collect());
        }
        if self.0.len() > HEADING_LENGTH {
            self.0.truncate(HEADING_LENGTH);
            self.end(Piece::Rest);
        }
        self.begin(Piece::Letter(HEADING));
        self
    }

    /// The text that it is, if it is just one.
    pub(crate) fn literal(&self) -> Option<String> {
        let letter = |piece: &Piece| match piece {
            Piece::Letter(letter) => Some(*letter),
            _ => None,
        };
        self.0.iter().map(letter).collect()
    }

    /// What all terms that it is begin with, and whether everything that begins so is one.
    pub(crate) fn prefix(&self, plain_finds_marked: bool) -> (String, bool) {
        let mut prefix = String::new();
        let mut pieces = self.0.iter();
        for piece in pieces.by_ref() {
            match piece {
                Piece::Letter('a' | 'o') if plain_finds_marked => return (prefix, false),
                Piece::Letter(letter) => prefix.push(*letter),
                open => {
                    // A word has no spaces, so all that follows in it is letters.
                    let all = *open == Piece::Rest
                        || *open == Piece::Many && !prefix.starts_with(HEADING);
                    return (prefix, all && pieces.len() == 0);
                }
            }
        }
        (prefix, false)
    }

    /// The automaton that finds its terms; `plain_finds_marked` lets `a` stand for `å` and `ä`,
    /// and `o` for `ö`, too.
    pub(crate) fn automaton(&self, plain_finds_marked: bool) -> Matching<'_> {
        let open = self.0.iter().zip(0..).filter(|(piece, _)| piece.is_open());
        Matching {
            pieces: &self.0,
            open: open.map(|(_, place)| 1 << place).sum(),
            plain_finds_marked,
        }
    }
}

impl Piece {
    /// Whether it stands for nothing as well.
    fn is_open(&self) -> bool {
        matches!(self, Self::Many | Self::Rest)
    }
}

/// A pattern as an automaton over the bytes of terms. All ways of matching are followed at once:
/// bit N says that the first N pieces have been matched.
#[derive(Clone, Copy)]
pub(crate) struct Matching<'a> {
    pieces: &'a [Piece],
    /// The pieces that stand for nothing as well.
    open: u128,
    plain_finds_marked: bool,
}

/// How far the pieces have been matched, and the bytes of a character that has begun.
#[derive(Clone, Copy)]
pub(crate) struct State {
    matched: u128,
    bytes: u32,
    missing: u8,
}

impl Matching<'_> {
    /// Adds what is matched by no character at all.
    fn close(&self, mut matched: u128) -> u128 {
        loop {
            let closed = matched | (matched & self.open) << 1;
            if closed == matched {
                return closed;
            }
            matched = closed;
        }
    }

    fn step(&self, matched: u128, letter: char) -> u128 {
        let mut next = 0;
        let mut open = matched;
        while open != 0 {
            let place = open.trailing_zeros() as usize;
            open &= open - 1;
            match self.pieces.get(place) {
                Some(Piece::Letter(wanted)) if self.is(*wanted, letter) => next |= 1 << (place + 1),
                Some(Piece::One) if letter > ' ' => next |= 1 << (place + 1),
                Some(Piece::Many) if letter > ' ' => next |= 1 << place,
                Some(Piece::Rest) => next |= 1 << place,
                _ => {}
            }
        }
        self.close(next)
    }

    fn is(&self, wanted: char, letter: char) -> bool {
        let marked = || matches!((wanted, letter), ('a', 'ã' | 'ä') | ('o', 'ö'));
        wanted == letter || self.plain_finds_marked && marked()
    }
}

impl Automaton for Matching<'_> {
    type State = State;

    fn start(&self) -> State {
        State {
            matched: self.close(1),
            bytes: 0,
            missing: 0,
        }
    }

    fn is_match(&self, state: &State) -> bool {
        state.missing == 0 && state.matched >> self.pieces.len() & 1 == 1
    }

    fn can_match(&self, state: &State) -> bool {
        state.matched != 0
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        let (bytes, missing) = match (state.missing, byte) {
            (0, 0x00..0x80) => (u32::from(byte), 0),
            (0, 0xc0..0xe0) => (u32::from(byte & 0x1f), 1),
            (0, 0xe0..0xf0) => (u32::from(byte & 0x0f), 2),
            (0, _) => (u32::from(byte & 0x07), 3),
            (missing, _) => (state.bytes << 6 | u32::from(byte & 0x3f), missing - 1),
        };
        let matched = match missing {
            0 => char::from_u32(bytes).map_or(0, |letter| self.step(state.matched, letter)),
            _ => state.matched,
        };
        State {
            matched,
            bytes,
            missing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::{fold_mask, mask};

    fn matches(pattern: &str, term: &str, marked: bool) -> bool {
        let pattern = Pattern::of(&fold_mask(&mask(pattern)));
        let automaton = pattern.automaton(marked);
        let step = |state, byte: &u8| automaton.accept(&state, *byte);
        let state = term.as_bytes().iter().fold(automaton.start(), step);
        automaton.is_match(&state)
    }

    #[test]
    fn masks_match() {
        for (pattern, term, expected) in [
            ("kirja", "kirja", true),
            ("kirja*", "kirja", true),
            ("kirja*", "kirjasto", true),
            ("*ja*to", "kirjasto", true),
            ("k?rja", "kirja", true),
            ("k?rja", "kärja", true),
            ("k?rja", "kiirja", false),
            ("?", "ä", true),
            ("?", "äb", false),
            ("*", "", true),
            ("t*o", "to", true),
            ("tyo", "työ", false),
        ] {
            assert_eq!(matches(pattern, term, false), expected, "{pattern} {term}");
        }
        assert!(matches("tyo aanekoski", "työ äänekoski", true));
        assert!(matches("abo", "ãbo", true));
        assert!(!matches("ä", "a", true));
    }

    #[test]
    fn beginnings_are_known() {
        let prefix = |text| Pattern::of(&fold_mask(&mask(text))).prefix(false);
        assert_eq!(prefix("kirja"), ("kirja".into(), false));
        assert_eq!(prefix("kirja*"), ("kirja".into(), true));
        assert_eq!(prefix("kir*a"), ("kir".into(), false));
        assert_eq!(Pattern::of("kirja").prefix(true), ("kirj".into(), false));
    }
}
