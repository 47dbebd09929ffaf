//! What characters of a document mean: line ends, references, the values of attributes.

use std::borrow::Cow;

use crate::{error::Fault, is_char};

/// A text, or the content of a CDATA section, with its line ends as XML has them (section 2.11).
pub(crate) fn text(raw: &str) -> Cow<'_, str> {
    match raw.as_bytes().contains(&b'\r') {
        false => Cow::Borrowed(raw),
        true => Cow::Owned(raw.replace("\r\n", "\n").replace('\r', "\n")),
    }
}

/// The value of an attribute: its references replaced, and each white space a blank (section 3.3.3).
pub(crate) fn attribute(raw: &str) -> Result<Cow<'_, str>, Fault> {
    // Without branches, so that many bytes are compared at once.
    let seldom = |byte: &u8| (*byte < b' ') | (*byte == b'&') | (*byte == b'<');
    let any = raw.bytes().fold(false, |any, byte| any | seldom(&byte));
    if !any {
        return Ok(Cow::Borrowed(raw));
    }
    if raw.contains('<') {
        return Err(unsound("< in the value of an attribute"));
    }
    let lines = text(raw);
    let mut pieces = lines.split('&');
    let mut value = blank(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (name, rest) = piece
            .split_once(';')
            .ok_or_else(|| unsound("& without ;"))?;
        value.push(reference(name)?);
        value.push_str(&blank(rest));
    }
    Ok(Cow::Owned(value))
}

fn blank(raw: &str) -> String {
    raw.replace(['\t', '\n'], " ")
}

/// The character that a reference means: what is between `&` and `;` (sections 4.1 and 4.6).
pub(crate) fn reference(name: &str) -> Result<char, Fault> {
    let unknown = || Fault::Entity(name.to_owned());
    let Some(number) = name.strip_prefix('#') else {
        return match name {
            "amp" => Ok('&'),
            "lt" => Ok('<'),
            "gt" => Ok('>'),
            "apos" => Ok('\''),
            "quot" => Ok('"'),
            _ => Err(unknown()),
        };
    };
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    // Unlike the parser of numbers, XML knows no sign.
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return Err(unknown());
    }
    let code = u32::from_str_radix(digits, radix).ok();
    let char = code.and_then(char::from_u32).filter(|char| is_char(*char));
    char.ok_or(Fault::Character)
}

fn unsound(what: &str) -> Fault {
    Fault::Syntax(what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_mean_characters() {
        for (name, char) in [
            ("amp", '&'),
            ("#65", 'A'),
            ("#x1F600", '\u{1f600}'),
            ("#xe4", 'ä'),
        ] {
            assert_eq!(reference(name), Ok(char), "{name}");
        }
        for name in ["", "#", "#x", "#+65", "#X41", "# 65", "eacute", "AMP"] {
            assert_eq!(reference(name), Err(Fault::Entity(name.to_owned())));
        }
        for name in ["#0", "#xD800", "#x110000", "#99999999999", "#xFFFE"] {
            assert_eq!(reference(name), Err(Fault::Character), "{name}");
        }
    }

    #[test]
    fn white_space_of_values_is_blank_unless_it_is_referred_to() {
        let value = attribute("a\r\n\tb\r&#13;&#10;&lt;");
        assert_eq!(value, Ok("a  b \r\n<".into()));
        assert_eq!(text("a\r\n\rb\n"), "a\n\nb\n");
        for wrong in ["a<b", "a&b", "&x;"] {
            assert!(attribute(wrong).is_err(), "{wrong}");
        }
    }
}
