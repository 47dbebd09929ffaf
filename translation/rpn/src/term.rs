//! From a term of the wire to text.

use silta_z3950::{Term, bib1::Condition, query::Operand};

use crate::{Charset, Diagnostic};

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

#[cfg(test)]
mod tests {
    use super::*;

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
