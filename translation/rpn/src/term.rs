//! From a term of the wire to text, and from its masks to ours.

use silta_z3950::{Term, bib1::Condition, query::Operand};

use crate::{Charset, Diagnostic, attributes::Truncation};

/// The text of a term in Unicode.
pub fn text(term: &Term, charset: Charset, limit: usize) -> Result<String, Diagnostic> {
    let octets = match term {
        Term::General(octets) => octets.as_bytes(),
        Term::CharacterString(octets) => octets.as_bytes(),
        Term::Numeric(number) => return Ok(number.to_string()),
        _ => return Err(Condition::TermTypeNotSupported.about(kind(term))),
    };
    if octets.len() > limit {
        return Err(Condition::TooManyCharacters.about(limit));
    }
    let shown = || String::from_utf8_lossy(octets).replace('\0', "\u{FFFD}");
    if octets.contains(&0) {
        return Err(Condition::MalformedTerm.about(shown()));
    }
    let text = charset.decode(octets);
    text.ok_or_else(|| Condition::UntranslatableTerm.about(shown()))
}

/// What the standard calls the type of a term.
fn kind(term: &Term) -> String {
    let name = match term {
        Term::General(_) => "general",
        Term::Numeric(_) => "numeric",
        Term::CharacterString(_) => "characterString",
        Term::Oid(_) => "oid",
        Term::DateTime(_) => "dateTime",
        Term::External(_) => "external",
        Term::IntegerAndUnit(_) => "integerAndUnit",
        Term::Null(_) => "null",
        Term::Other(unknown) => return unknown.tag.number.to_string(),
    };
    name.into()
}

/// The diagnostic for an operand that is no term at all.
pub(crate) fn no_term(operand: &Operand) -> Diagnostic {
    match operand {
        Operand::ResultSet(_) => Condition::ProximityOfSetsNotSupported.plain(),
        _ => Condition::ResultAttrNotSupported.plain(),
    }
}

/// A masked term in the consortium's masks: `*` for any characters, `?` for one, and a backslash
/// before what is itself. None if the mask says what they cannot.
pub(crate) fn masked(text: &str, truncation: Truncation) -> Option<String> {
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
            assert_eq!(masked(text, truncation).as_deref(), ours, "{text}");
        }
    }

    #[test]
    fn text_by_character_set() {
        let read = |octets: &[u8], charset| {
            let term = Term::General(octets.to_vec().into());
            text(&term, charset, 10).map_err(|diagnostic| diagnostic.condition)
        };
        let (utf_8, latin_1) = ("ääni".as_bytes(), &b"\xe4\xe4ni"[..]);
        for charset in [Charset::Guessed, Charset::Utf8] {
            assert_eq!(read(utf_8, charset), Ok("ääni".into()));
        }
        for charset in [Charset::Guessed, Charset::Latin1] {
            assert_eq!(read(latin_1, charset), Ok("ääni".into()));
        }
        assert_eq!(read(latin_1, Charset::Utf8), Err(1072));
        assert_eq!(read(b"a\0b", Charset::Guessed), Err(125));
        assert_eq!(read(b"01234567890", Charset::Guessed), Err(11));
        let null = Term::Null(silta_z3950::Null);
        assert_eq!(text(&null, Charset::Utf8, 10).unwrap_err().condition, 229);
        assert_eq!(text(&Term::Numeric(42), Charset::Utf8, 10), Ok("42".into()));
    }
}
