//! Values that are compared whole: standard numbers, codes, ids.

use unicode_normalization::UnicodeNormalization as _;

use crate::fold::{MANY, ONE};

/// How the values of a value index are made comparable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueForm {
    /// Letter case, hyphens and blanks aside.
    Plain,
    /// An ISBN of either length.
    Isbn,
    /// An ISSN.
    Issn,
    /// A language code; three letters, several of which older records write in one piece.
    Language,
}

impl ValueForm {
    /// What a record's value is found by.
    pub(crate) fn keys(self, value: &str) -> Vec<String> {
        let key = match self {
            Self::Isbn => isbn(value),
            Self::Issn => issn(value),
            Self::Plain => plain(value),
            Self::Language => return languages(&plain(value)),
        };
        if key.is_empty() {
            Vec::new()
        } else {
            vec![key]
        }
    }

    /// What a term asks for; with `open`, the beginnings of what it asks for.
    pub(crate) fn asked(self, term: &str, open: bool) -> Vec<String> {
        match self {
            // Ten digits may be the beginning of thirteen without their prefix.
            Self::Isbn if open => {
                let digits = number(term);
                let thirteen = format!("978{digits}");
                if digits.is_empty() {
                    Vec::new()
                } else {
                    vec![digits, thirteen]
                }
            }
            Self::Language => vec![plain(term)],
            _ => self.keys(term),
        }
    }
}

/// Lower case, without blanks and hyphens.
pub(crate) fn plain(value: &str) -> String {
    let kept =
        |letter: &char| !letter.is_whitespace() && !is_hyphen(*letter) && !letter.is_control();
    value
        .nfc()
        .flat_map(char::to_lowercase)
        .filter(kept)
        .collect()
}

fn is_hyphen(letter: char) -> bool {
    matches!(
        letter,
        '-' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}'
    )
}

/// The digits (and `x`) with which a standard number begins; what follows is a qualifier:
/// `951-20-1234-5 (sid.)`. A name before it (`ISBN`) is passed over. Without digits, the value as
/// it is.
fn number(value: &str) -> String {
    let named =
        value.trim_start_matches(|letter: char| letter.is_alphabetic() || " :".contains(letter));
    let mut digits = String::new();
    for letter in named.chars() {
        match letter {
            '0'..='9' => digits.push(letter),
            'x' | 'X' => digits.push('x'),
            MANY | ONE => digits.push(letter),
            _ if letter == ' ' || is_hyphen(letter) => {}
            _ => break,
        }
    }
    if digits.is_empty() {
        plain(value)
    } else {
        digits
    }
}

/// An ISBN as thirteen digits. One that is wrong stays as it is.
fn isbn(value: &str) -> String {
    let digits = number(value);
    match digits.as_bytes() {
        ten @ [first @ .., _] if ten.len() == 10 && is_ten(ten) => {
            let mut thirteen = String::from("978");
            thirteen.extend(first.iter().copied().map(char::from));
            let sum: u32 = thirteen
                .bytes()
                .zip([1, 3].into_iter().cycle())
                .map(product)
                .sum();
            thirteen.push(char::from(b'0' + ((10 - sum % 10) % 10) as u8));
            thirteen
        }
        _ => digits,
    }
}

fn product((digit, weight): (u8, u32)) -> u32 {
    u32::from(digit.wrapping_sub(b'0')) * weight
}

/// Whether these ten characters are an ISBN-10 with the right check digit.
fn is_ten(digits: &[u8]) -> bool {
    let (first, last) = digits.split_at(9);
    let check = match last {
        [b'x'] => 10,
        [digit @ b'0'..=b'9'] => u32::from(digit - b'0'),
        _ => return false,
    };
    let sum: u32 = first.iter().copied().zip((2..=10).rev()).map(product).sum();
    first.iter().all(u8::is_ascii_digit) && (sum + check).is_multiple_of(11)
}

/// An ISSN as eight characters.
fn issn(value: &str) -> String {
    number(value)
}

/// The codes in one value: `finswe` is two.
fn languages(value: &str) -> Vec<String> {
    let joined = value.len() > 3
        && value.len().is_multiple_of(3)
        && value.bytes().all(|letter| letter.is_ascii_lowercase());
    match value {
        // No language given: fill characters, `und` and `zxx` are codes and stay.
        "" | "|||" => Vec::new(),
        _ if joined => {
            let letters: Vec<char> = value.chars().collect();
            letters
                .chunks(3)
                .map(|code| code.iter().collect())
                .collect()
        }
        _ => vec![value.into()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_isbn_is_the_other() {
        for (value, key) in [
            ("951-0-11231-3", "9789510112311"),
            ("0-306-40615-2", "9780306406157"),
            ("978-0-306-40615-7 (nid.)", "9780306406157"),
            ("ISBN 0306406152", "9780306406157"),
            ("0-8044-2957-X", "9780804429573"),
            ("080442957x (sid.) : 20 EUR", "9780804429573"),
            ("0306406153", "0306406153"),
            ("951-20", "95120"),
            ("puuttuu", "puuttuu"),
        ] {
            assert_eq!(isbn(value), key, "{value}");
        }
        assert_eq!(ValueForm::Isbn.asked("0-306", true), ["0306", "9780306"]);
    }

    #[test]
    fn codes_and_ids_are_compared_whole() {
        assert_eq!(ValueForm::Issn.keys("0355-000X (painettu)"), ["0355000x"]);
        assert_eq!(ValueForm::Language.keys("finswe"), ["fin", "swe"]);
        assert_eq!(ValueForm::Language.keys("FIN"), ["fin"]);
        assert!(ValueForm::Language.keys("   ").is_empty());
        assert_eq!(ValueForm::Plain.keys("Kainet.12"), ["kainet.12"]);
        assert_eq!(
            ValueForm::Plain.keys("(FI-MELINDA) 00 123"),
            ["(fimelinda)00123"]
        );
    }
}
