//! Terms: text with masks and escapes.

use std::fmt;

use crate::{
    pattern::{MaskFault, Pattern},
    token::ends_in_escape,
};

/// A search term as it was typed, without the quotes around it: `*`, `?` and `^` are masks and
/// anchors, and a backslash makes the next character itself. Every quote in it is escaped.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Term(String);

/// A text that is no term: a quote in it isn't escaped, or a backslash stands before nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATerm;

impl Term {
    /// The term that is typed so.
    pub fn from_raw(raw: impl Into<String>) -> Result<Self, NotATerm> {
        let raw = raw.into();
        let mut letters = raw.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' if letters.next().is_none() => return Err(NotATerm),
                '"' => return Err(NotATerm),
                _ => {}
            }
        }
        Ok(Self(raw))
    }

    /// The term that stands for this text and nothing else.
    pub fn literal(text: &str) -> Self {
        let mut raw = String::with_capacity(text.len());
        for letter in text.chars() {
            push_literal(letter, &mut raw);
        }
        Self(raw)
    }

    /// What a token says; the tokenizer has seen to escapes and quotes.
    pub(crate) fn of_token(raw: impl Into<String>) -> Self {
        let raw = raw.into();
        debug_assert!(!ends_in_escape(&raw));
        Self(raw)
    }

    /// As it is typed, every escape kept.
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// What it stands for, escapes resolved and masks told from text.
    pub fn pattern(&self) -> Result<Pattern, MaskFault> {
        Pattern::read(&self.0)
    }

    /// Its text, escapes resolved; masks and anchors are ordinary characters, as the modifier
    /// `cql.unmasked` has it.
    pub fn unmasked(&self) -> String {
        unescaped(&self.0)
    }

    /// Its words, as `any` and `all` see them: what stands between white space that isn't escaped.
    pub fn words(&self) -> impl Iterator<Item = Self> {
        let mut escaped = false;
        let between = move |letter: char| {
            let space = letter.is_whitespace() && !escaped;
            escaped = letter == '\\' && !escaped;
            space
        };
        let words = self.0.split(between).filter(|word| !word.is_empty());
        words.map(|word| Self(word.to_owned()))
    }
}

impl FromIterator<Self> for Term {
    /// Words as one term.
    fn from_iter<I: IntoIterator<Item = Self>>(words: I) -> Self {
        let words: Vec<_> = words.into_iter().map(|word| word.0).collect();
        Self(words.join(" "))
    }
}

/// A text without its escapes.
pub(crate) fn unescaped(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut letters = raw.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => text.extend(letters.next()),
            letter => text.push(letter),
        }
    }
    text
}

/// Adds a character that is meant as itself.
pub(crate) fn push_literal(letter: char, raw: &mut String) {
    if matches!(letter, '*' | '?' | '^' | '"' | '\\') {
        raw.push('\\');
    }
    raw.push(letter);
}

impl fmt::Display for NotATerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a quote that is not escaped, or a backslash before nothing")
    }
}

impl std::error::Error for NotATerm {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_where_white_space_is_not_escaped() {
        let words = |raw: &str| -> Vec<String> {
            let term = Term::from_raw(raw).unwrap();
            term.words().map(|word| word.raw().to_owned()).collect()
        };
        assert_eq!(
            words("  ^cat  d\\ og* \\\\ x"),
            ["^cat", "d\\ og*", "\\\\", "x"]
        );
        assert_eq!(words(" "), [""; 0]);
    }

    #[test]
    fn a_term_can_be_typed() {
        for raw in ["a\"b", "a\\", "\\\\\\"] {
            assert_eq!(Term::from_raw(raw), Err(NotATerm), "{raw}");
        }
        let term = Term::literal("a*b? \"c\" ^\\");
        assert_eq!(term.raw(), "a\\*b\\? \\\"c\\\" \\^\\\\");
        assert_eq!(Term::from_raw(term.raw()), Ok(term.clone()));
        assert_eq!(term.unmasked(), "a*b? \"c\" ^\\");
    }
}
