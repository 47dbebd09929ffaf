//! Terms with masks: as CQL types them, and as the consortium's truncation has them.

use silta_consortium::query::Truncation;
use silta_cql::{Pattern, Piece};

/// A term as the consortium has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Truncated {
    pub(crate) text: String,
    pub(crate) truncation: Truncation,
}

impl Truncated {
    /// A pattern of which the masks are at the ends of the whole, or anywhere.
    pub(crate) fn whole(pattern: &Pattern) -> Self {
        let (truncation, text) = shape(&pattern.pieces);
        let text = text.map_or_else(|| masked(&pattern.pieces), str::to_owned);
        Self { text, truncation }
    }

    /// Words of which each has the same masks at its ends, or any masks.
    pub(crate) fn words(words: &[Vec<Piece>]) -> Self {
        let shapes: Vec<_> = words.iter().map(|word| shape(word)).collect();
        let first = shapes.first().map_or(Truncation::None, |(first, _)| *first);
        let plain = |text: &&str| first == Truncation::None || text.chars().all(is_of_word);
        let texts = shapes
            .iter()
            .filter(|(truncation, _)| *truncation == first)
            .filter_map(|(_, text)| *text);
        let texts: Vec<_> = texts.filter(plain).collect();
        if texts.len() == words.len() {
            return Self {
                text: texts.join(" "),
                truncation: first,
            };
        }
        let words: Vec<_> = words.iter().map(|word| masked(word)).collect();
        Self {
            text: words.join(" "),
            truncation: Truncation::Masked,
        }
    }

    /// The pattern of the whole.
    pub(crate) fn to_whole(&self) -> Vec<Piece> {
        match self.truncation {
            Truncation::Masked => unmasked(&self.text),
            truncation => truncated(&self.text, truncation),
        }
    }

    /// The patterns of its words. Punctuation is no part of a word that something is missing of.
    pub(crate) fn to_words(&self) -> Vec<Vec<Piece>> {
        match self.truncation {
            Truncation::Masked => words(&unmasked(&self.text)),
            Truncation::None => self
                .text
                .split_whitespace()
                .map(|word| vec![text(word)])
                .collect(),
            truncation => {
                let words = self.text.split(is_between_words);
                let words = words.filter(|word| !word.is_empty());
                words.map(|word| truncated(word, truncation)).collect()
            }
        }
    }
}

/// Whether nothing but `*` is given of a word.
pub(crate) fn is_only_masks(word: &[Piece]) -> bool {
    word.iter().all(|piece| *piece == Piece::Many)
}

/// The pieces of a pattern, word by word.
pub(crate) fn words(pieces: &[Piece]) -> Vec<Vec<Piece>> {
    let mut words: Vec<Vec<Piece>> = vec![Vec::new()];
    for piece in pieces {
        let Piece::Text(whole) = piece else {
            push(&mut words, piece.clone());
            continue;
        };
        for (place, part) in whole.split(char::is_whitespace).enumerate() {
            if place > 0 {
                words.push(Vec::new());
            }
            if !part.is_empty() {
                push(&mut words, text(part));
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn push(words: &mut [Vec<Piece>], piece: Piece) {
    if let Some(last) = words.last_mut() {
        last.push(piece);
    }
}

/// Words as the pieces of one pattern.
pub(crate) fn together(words: &[Vec<Piece>]) -> Vec<Piece> {
    let mut together: Vec<Piece> = Vec::new();
    for (place, word) in words.iter().enumerate() {
        if place > 0 {
            add(&mut together, " ");
        }
        for piece in word {
            match piece {
                Piece::Text(text) => add(&mut together, text),
                mask => together.push(mask.clone()),
            }
        }
    }
    together
}

fn add(pieces: &mut Vec<Piece>, more: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(text)) => text.push_str(more),
        _ => pieces.push(text(more)),
    }
}

fn text(text: &str) -> Piece {
    Piece::Text(text.to_owned())
}

/// Where the masks of a word stand, and its text if they stand only at its ends.
fn shape(pieces: &[Piece]) -> (Truncation, Option<&str>) {
    match pieces {
        [Piece::Text(text)] => (Truncation::None, Some(text)),
        [Piece::Text(text), Piece::Many] => (Truncation::Right, Some(text)),
        [Piece::Many, Piece::Text(text)] => (Truncation::Left, Some(text)),
        [Piece::Many, Piece::Text(text), Piece::Many] => (Truncation::Both, Some(text)),
        _ => (Truncation::Masked, None),
    }
}

fn truncated(word: &str, truncation: Truncation) -> Vec<Piece> {
    let word = text(word);
    match truncation {
        Truncation::None | Truncation::Masked => vec![word],
        Truncation::Right => vec![word, Piece::Many],
        Truncation::Left => vec![Piece::Many, word],
        Truncation::Both => vec![Piece::Many, word, Piece::Many],
    }
}

/// Pieces in the consortium's masks.
fn masked(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Many => out.push('*'),
            Piece::One => out.push('?'),
            Piece::Text(text) => {
                for letter in text.chars() {
                    if matches!(letter, '*' | '?' | '\\') {
                        out.push('\\');
                    }
                    out.push(letter);
                }
            }
        }
    }
    out
}

/// The pieces of the consortium's masks.
fn unmasked(masked: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut letters = masked.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '*' => pieces.push(Piece::Many),
            '?' => pieces.push(Piece::One),
            '\\' => add(
                &mut pieces,
                letters
                    .next()
                    .map(String::from)
                    .as_deref()
                    .unwrap_or_default(),
            ),
            letter => add(&mut pieces, letter.encode_utf8(&mut [0; 4])),
        }
    }
    pieces.retain(|piece| *piece != Piece::Text(String::new()));
    pieces
}

/// Whether a character is part of a word and of nothing else: letters, digits, marks on letters.
fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '\u{300}'..='\u{36f}')
}

/// Whether the index sees the end of a word in a character: blanks and common punctuation.
fn is_between_words(letter: char) -> bool {
    let in_words = matches!(letter, '\'' | '+' | '#');
    letter.is_whitespace()
        || letter.is_ascii_punctuation() && !in_words
        || matches!(letter, '\u{2010}'..='\u{2015}')
}

#[cfg(test)]
mod tests {
    use silta_cql::Term;

    use super::*;

    fn pieces(raw: &str) -> Vec<Piece> {
        Term::from_raw(raw).unwrap().pattern().unwrap().pieces
    }

    #[test]
    fn masks_become_truncation_where_they_can() {
        for (raw, truncation, text) in [
            ("kale vala", Truncation::None, "kale vala"),
            ("kale* vala*", Truncation::Right, "kale vala"),
            ("*kale *vala", Truncation::Left, "kale vala"),
            ("*kale*", Truncation::Both, "kale"),
            ("kale* vala", Truncation::Masked, "kale* vala"),
            ("k?le", Truncation::Masked, "k?le"),
            ("linja-auto*", Truncation::Masked, "linja-auto*"),
            ("a\\*b\\\\c*", Truncation::Masked, "a\\*b\\\\c*"),
        ] {
            let truncated = Truncated::words(&words(&pieces(raw)));
            assert_eq!(
                (truncated.truncation, &*truncated.text),
                (truncation, text),
                "{raw}"
            );
            assert_eq!(together(&truncated.to_words()), pieces(raw), "{raw}");
        }
        let pattern = Term::from_raw("linja-auto ja*").unwrap().pattern().unwrap();
        let whole = Truncated::whole(&pattern);
        assert_eq!(
            (whole.truncation, &*whole.text),
            (Truncation::Right, "linja-auto ja")
        );
        assert_eq!(whole.to_whole(), pattern.pieces);
    }
}
