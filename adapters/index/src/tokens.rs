//! The terms of a text column: the words of each text with their places, and the text as a whole.

use silta_consortium::query::Nearness;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// How a column names the tokenizer that makes words and headings.
pub(crate) const HEADINGS_AND_WORDS: &str = "silta_headings";
/// How a column names the tokenizer that makes words only.
pub(crate) const WORDS: &str = "silta_words";

/// What a term that is a whole heading begins with; it sorts before all words.
pub(crate) const HEADING: char = '\u{1}';
/// Not after any term that is a word, nor before any that is a heading.
pub(crate) const WORDS_BEGIN: &str = "\u{2}";
/// Characters by which a heading is compared and sorted; what is longer is told from others by a
/// checksum only. Each costs time when the dictionary is written.
pub(crate) const HEADING_LENGTH: usize = 64;
/// Characters by which a word is compared.
pub(crate) const WORD_LENGTH: usize = 100;
/// Words of two texts count as so far apart: too far to be near.
pub(crate) const GAP: u32 = Nearness::MAX_DISTANCE + 1;

/// The first characters of a text.
pub(crate) fn first(text: &str, count: usize) -> &str {
    // As bytes are never fewer than characters, most texts are known to be short enough.
    if text.len() <= count {
        return text;
    }
    let end = text
        .char_indices()
        .nth(count)
        .map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or(text)
}

/// Writes the term of a heading behind what is there.
pub(crate) fn push_heading(folded: &str, term: &mut String) {
    let kept = first(folded, HEADING_LENGTH);
    term.push(HEADING);
    term.push_str(kept);
    if kept.len() < folded.len() {
        push_checksum(folded, term);
    }
}

/// Marks that a heading goes on, and how: characters that no folded text has.
fn push_checksum(folded: &str, term: &mut String) {
    let mut checksum = folded.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    checksum ^= checksum >> 32;
    term.push(CHECKSUM);
    for _ in 0..7 {
        term.push(char::from(CHECKSUM as u8 + 1 + (checksum & 0xf) as u8));
        checksum >>= 4;
    }
}

/// Begins the checksum of a heading, which is seven characters of the sixteen that follow this one.
const CHECKSUM: char = '\u{2}';

/// A heading without what only the index needs.
pub(crate) fn heading_text(term: &str) -> &str {
    let text = term.strip_prefix(HEADING).unwrap_or(term);
    text.split_once(CHECKSUM).map_or(text, |(text, _)| text)
}

/// Parts folded text into its terms.
#[derive(Clone)]
pub(crate) struct Terms {
    token: Token,
    /// Whether texts are headings too.
    headings: bool,
}

impl Terms {
    /// Makes words, and with `headings` each text as a whole as well.
    pub(crate) fn new(headings: bool) -> Self {
        Self {
            token: Token::default(),
            headings,
        }
    }
}

/// The terms of one text, the whole first.
pub(crate) struct TermStream<'a> {
    token: &'a mut Token,
    text: &'a str,
    rest: &'a str,
    place: Option<usize>,
}

impl Tokenizer for Terms {
    type TokenStream<'a> = TermStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> TermStream<'a> {
        self.token.reset();
        TermStream {
            place: (!self.headings).then_some(0),
            token: &mut self.token,
            text,
            rest: text,
        }
    }
}

impl TokenStream for TermStream<'_> {
    fn advance(&mut self) -> bool {
        self.token.text.clear();
        let Some(place) = self.place else {
            self.place = Some(0);
            self.token.position = 0;
            push_heading(self.text, &mut self.token.text);
            return !self.text.is_empty();
        };
        if self.rest.is_empty() {
            return false;
        }
        let (word, rest) = self.rest.split_once(' ').unwrap_or((self.rest, ""));
        self.token.text.push_str(first(word, WORD_LENGTH));
        self.token.position = place;
        // The next text of the field begins a gap after the last word of this one.
        self.token.position_length = if rest.is_empty() { GAP as usize } else { 1 };
        self.rest = rest;
        self.place = Some(place + 1);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_heading_and_its_words() {
        let mut terms = Terms::new(true);
        let mut stream = terms.token_stream("suomen kartasto");
        let mut seen = Vec::new();
        while stream.advance() {
            let token = stream.token();
            seen.push((token.text.clone(), token.position, token.position_length));
        }
        let heading = format!("{HEADING}suomen kartasto");
        assert_eq!(
            seen,
            [
                (heading, 0, 1),
                ("suomen".into(), 0, 1),
                ("kartasto".into(), 1, GAP as usize)
            ]
        );
    }

    #[test]
    fn long_headings_end_with_a_checksum() {
        let (one, other) = ("a".repeat(130) + "b", "a".repeat(130) + "c");
        assert_eq!(first("åäö", 2), "åä");
        let term = |text: &str| {
            let mut term = String::new();
            push_heading(text, &mut term);
            term
        };
        assert_ne!(term(&one), term(&other));
        assert_eq!(heading_text(&term(&one)), "a".repeat(HEADING_LENGTH));
        assert_eq!(heading_text(&term("lyhyt")), "lyhyt");
    }
}
