//! What a term stands for: text, masks and anchors.

use std::fmt;

use crate::{Condition, Diagnostic, Term, term::push_literal};

/// What a term stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// Whether it begins what it is looked for in: `^` stands first.
    pub begins: bool,
    /// Text and masks; no two pieces of text stand side by side.
    pub pieces: Vec<Piece>,
    /// Whether it ends what it is looked for in: `^` stands last.
    pub ends: bool,
}

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Piece {
    /// These characters, at least one.
    Text(String),
    /// `*`: any characters, or none.
    Many,
    /// `?`: one character.
    One,
}

/// Why a term stands for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaskFault {
    /// There is nothing in it, or only anchors.
    Empty,
    /// An anchor is neither first nor last; how many characters stand before it.
    Anchor(usize),
}

impl Pattern {
    pub(crate) fn read(raw: &str) -> Result<Self, MaskFault> {
        let mut pattern = Self::default();
        let mut letters = raw.chars().enumerate();
        while let Some((place, letter)) = letters.next() {
            match letter {
                '^' if place == 0 => pattern.begins = true,
                '^' if letters.clone().next().is_none() => pattern.ends = true,
                '^' => return Err(MaskFault::Anchor(place)),
                '*' => pattern.pieces.push(Piece::Many),
                '?' => pattern.pieces.push(Piece::One),
                '\\' => pattern.push(letters.next().map_or('\\', |(_, letter)| letter)),
                letter => pattern.push(letter),
            }
        }
        match pattern.pieces.is_empty() {
            true => Err(MaskFault::Empty),
            false => Ok(pattern),
        }
    }

    fn push(&mut self, letter: char) {
        match self.pieces.last_mut() {
            Some(Piece::Text(text)) => text.push(letter),
            _ => self.pieces.push(Piece::Text(letter.into())),
        }
    }

    /// The term that stands for it.
    pub fn term(&self) -> Term {
        let mut raw = String::new();
        if self.begins {
            raw.push('^');
        }
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => text
                    .chars()
                    .for_each(|letter| push_literal(letter, &mut raw)),
                Piece::Many => raw.push('*'),
                Piece::One => raw.push('?'),
            }
        }
        if self.ends {
            raw.push('^');
        }
        Term::of_token(raw)
    }

    /// Its text, if there is nothing but text in it; anchors aside.
    pub fn text(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [Piece::Text(text)] => Some(text),
            _ => None,
        }
    }
}

impl MaskFault {
    /// What an SRU server says of it.
    pub fn diagnostic(self) -> Diagnostic {
        match self {
            Self::Empty => Condition::EmptyTerm.plain(),
            Self::Anchor(place) => Condition::AnchorPosition.about(place),
        }
    }
}

impl fmt::Display for MaskFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the term is empty"),
            Self::Anchor(place) => write!(f, "an anchor is neither first nor last (at {place})"),
        }
    }
}

impl std::error::Error for MaskFault {}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(raw: &str) -> Result<Pattern, MaskFault> {
        Term::from_raw(raw).unwrap().pattern()
    }

    #[test]
    fn text_masks_and_anchors() {
        let text = |text: &str| Piece::Text(text.into());
        let read = pattern("^c?t *\\*\\b^").unwrap();
        assert!(read.begins && read.ends);
        let pieces = [text("c"), Piece::One, text("t "), Piece::Many, text("*b")];
        assert_eq!(read.pieces, pieces);
        assert_eq!(read.term().raw(), "^c?t *\\*b^");
        assert_eq!(pattern("a b").unwrap().text(), Some("a b"));
        assert_eq!(pattern("a*").unwrap().text(), None);
    }

    #[test]
    fn what_stands_for_nothing() {
        for (raw, fault) in [
            ("", MaskFault::Empty),
            ("^", MaskFault::Empty),
            ("^^", MaskFault::Empty),
            ("a^b", MaskFault::Anchor(1)),
            ("cat ^dog", MaskFault::Anchor(4)),
            ("^^a", MaskFault::Anchor(1)),
        ] {
            assert_eq!(pattern(raw), Err(fault), "{raw}");
        }
        assert_eq!(
            pattern("a^b").unwrap_err().diagnostic().to_string(),
            "32: 1"
        );
        assert_eq!(pattern("").unwrap_err().diagnostic().to_string(), "27");
    }
}
