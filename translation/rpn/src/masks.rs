//! Masks of the wire, by truncation, and the consortium's, either as the other.

use crate::attributes::Truncation;

/// A masked term in the consortium's masks: `*` for any characters, `?` for one, and a backslash
/// before what is itself. None if the mask says what they cannot.
pub(crate) fn read(text: &str, truncation: Truncation) -> Option<String> {
    match truncation {
        Truncation::Hashes => Some(replaced(text, |letter| (letter == '#').then_some('*'))),
        Truncation::Z3958 => z3958(text),
        Truncation::Regexp => regexp(text),
        _ => Some(text.to_owned()),
    }
}

fn replaced(text: &str, mask: impl Fn(char) -> Option<char>) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    for letter in text.chars() {
        match mask(letter) {
            Some(mask) => out.push(mask),
            None => literal(letter, &mut out),
        }
    }
    out
}

fn literal(letter: char, out: &mut String) {
    if matches!(letter, '*' | '?' | '\\') {
        out.push('\\');
    }
    out.push(letter);
}

/// `?` and `*` for any characters, `#` for one. `?2`, up to two, there is no mask for.
fn z3958(text: &str) -> Option<String> {
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '?' && letters.peek().is_some_and(char::is_ascii_digit) {
            return None;
        }
    }
    Some(replaced(text, |letter| match letter {
        '?' | '*' => Some('*'),
        '#' => Some('?'),
        _ => None,
    }))
}

/// `.` for one character, `.*` for any, a backslash before what is itself; nothing else of regular
/// expressions.
fn regexp(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => literal(letters.next()?, &mut out),
            '.' if letters.next_if_eq(&'*').is_some() => out.push('*'),
            '.' => out.push('?'),
            '[' | ']' | '(' | ')' | '{' | '}' | '|' | '+' | '?' | '*' | '^' | '$' => return None,
            letter => literal(letter, &mut out),
        }
    }
    Some(out)
}

/// The consortium's masks as the wire has them: `?` for any characters and `#` for one (104), or as
/// a regular expression (102) where a term has these characters in it.
pub(crate) fn write(masked: &str) -> (Truncation, String) {
    match to_z3958(masked) {
        Some(text) => (Truncation::Z3958, text),
        None => (Truncation::Regexp, to_regexp(masked)),
    }
}

/// Words of which each may go on, in the consortium's masks.
pub(crate) fn cut_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        word.chars().for_each(|letter| literal(letter, &mut out));
        out.push('*');
    }
    out
}

/// A piece of the consortium's masks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Many,
    One,
    Letter(char),
}

fn pieces(masked: &str) -> impl Iterator<Item = Piece> {
    let mut letters = masked.chars();
    std::iter::from_fn(move || {
        Some(match letters.next()? {
            '*' => Piece::Many,
            '?' => Piece::One,
            '\\' => Piece::Letter(letters.next()?),
            letter => Piece::Letter(letter),
        })
    })
}

/// None where a character of the term would be a mask, or the number of one.
fn to_z3958(masked: &str) -> Option<String> {
    let mut out = String::with_capacity(masked.len());
    let mut after_many = false;
    for piece in pieces(masked) {
        match piece {
            Piece::Many => out.push('?'),
            Piece::One => out.push('#'),
            Piece::Letter('?' | '*' | '#') => return None,
            Piece::Letter(digit) if after_many && digit.is_ascii_digit() => return None,
            Piece::Letter(letter) => out.push(letter),
        }
        after_many = piece == Piece::Many;
    }
    Some(out)
}

fn to_regexp(masked: &str) -> String {
    let mut out = String::with_capacity(masked.len() + 8);
    for piece in pieces(masked) {
        match piece {
            Piece::Many => out.push_str(".*"),
            Piece::One => out.push('.'),
            Piece::Letter(letter) => {
                if letter.is_ascii_punctuation() {
                    out.push('\\');
                }
                out.push(letter);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_become_ours() {
        for (truncation, text, ours) in [
            (Truncation::Hashes, "comp#er*", Some("comp*er\\*")),
            (Truncation::Z3958, "k?l#vala", Some("k*l?vala")),
            (Truncation::Z3958, "k?2la", None),
            (Truncation::Regexp, "ka.*la.", Some("ka*la?")),
            (Truncation::Regexp, "c\\++", None),
            (Truncation::Regexp, "\\*", Some("\\*")),
            (Truncation::Regexp, "[kl]ala", None),
            (Truncation::Right, "a*b", Some("a*b")),
        ] {
            assert_eq!(read(text, truncation).as_deref(), ours, "{text}");
        }
    }

    #[test]
    fn ours_become_masks_that_are_read_the_same() {
        for (ours, truncation, text) in [
            ("k*l?vala", Truncation::Z3958, "k?l#vala"),
            ("c\\\\*", Truncation::Z3958, "c\\?"),
            ("a\\?b*", Truncation::Regexp, "a\\?b.*"),
            ("a#b?", Truncation::Regexp, "a\\#b."),
            ("19*1", Truncation::Regexp, "19.*1"),
            ("?*c++", Truncation::Z3958, "#?c++"),
            ("?\\*c++*", Truncation::Regexp, ".\\*c\\+\\+.*"),
        ] {
            assert_eq!(write(ours), (truncation, text.to_owned()));
            assert_eq!(read(text, truncation).as_deref(), Some(ours), "{text}");
        }
        assert_eq!(cut_words(" a* b "), "a\\** b*");
    }
}
