//! The words of a query: bare, in quotes or in braces, with escapes.

use nom::{
    IResult, Parser,
    bytes::complete::{take_while_m_n, take_while1},
    character::complete::{anychar, char},
    combinator::{map_res, opt, recognize, value},
    multi::many0_count,
    sequence::preceded,
};

use super::{Fault, NotPqf};

/// One word of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// Where it begins.
    pub(super) offset: usize,
    /// Without its quotes, escapes untouched.
    pub(super) raw: &'a str,
    /// Whether it stood in quotes or braces: it is no keyword then.
    pub(super) quoted: bool,
}

/// Cuts a text into words.
pub(super) fn words(text: &str) -> Result<Vec<Word<'_>>, NotPqf> {
    let mut words = Vec::new();
    let mut rest = spaces(text);
    while let Some(first) = rest.chars().next() {
        let offset = text.len() - rest.len();
        let (after, raw) = match first {
            '"' => enclosed('"', rest),
            '{' => enclosed('}', rest),
            _ => bare(rest),
        }
        .map_err(|_| NotPqf {
            offset,
            fault: Fault::Unclosed,
        })?;
        words.push(Word {
            offset,
            raw,
            quoted: matches!(first, '"' | '{'),
        });
        rest = spaces(after);
    }
    Ok(words)
}

fn spaces(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_ascii_whitespace())
}

fn bare(text: &str) -> IResult<&str, &str> {
    let plain = |c: char| !c.is_ascii_whitespace() && c != '\\';
    recognize(many0_count(take_while1(plain).or(escape))).parse(text)
}

/// What stands between the first character and the closing one.
fn enclosed(closing: char, text: &str) -> IResult<&str, &str> {
    let plain = move |c: char| c != closing && c != '\\';
    let inside = recognize(many0_count(take_while1(plain).or(escape)));
    let (rest, (_, raw, _)) = (anychar, inside, char(closing)).parse(text)?;
    Ok((rest, raw))
}

/// A backslash and what it stands before, if anything.
fn escape(text: &str) -> IResult<&str, &str> {
    recognize(preceded(char('\\'), opt(anychar))).parse(text)
}

impl Word<'_> {
    /// The octets it says, escapes resolved.
    pub(super) fn octets(&self) -> Vec<u8> {
        let mut octets = Vec::with_capacity(self.raw.len());
        let mut rest = self.raw;
        while let Some((plain, after)) = rest.split_once('\\') {
            octets.extend_from_slice(plain.as_bytes());
            let mut characters = after.chars();
            rest = match (resolved(after), characters.next()) {
                (Ok((after, octet)), _) => {
                    octets.push(octet);
                    after
                }
                (Err(_), same) => {
                    let same = same.unwrap_or('\\').to_string();
                    octets.extend_from_slice(same.as_bytes());
                    characters.as_str()
                }
            };
        }
        octets.extend_from_slice(rest.as_bytes());
        octets
    }
}

/// What stands behind a backslash for one octet.
fn resolved(text: &str) -> IResult<&str, u8> {
    let letter = value(b'\n', char('n'))
        .or(value(b'\t', char('t')))
        .or(value(b'\r', char('r')))
        .or(value(0x0C, char('f')));
    let hexadecimal = preceded(char('x'), number(2, 16));
    letter.or(hexadecimal).or(number(3, 8)).parse(text)
}

/// Exactly so many digits.
fn number<'a>(
    digits: usize,
    radix: u32,
) -> impl Parser<&'a str, Output = u8, Error = nom::error::Error<&'a str>> {
    let digit = move |c: char| c.is_digit(radix);
    map_res(take_while_m_n(digits, digits, digit), move |digits| {
        u8::from_str_radix(digits, radix)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<Vec<u8>> {
        let words = words(text).unwrap();
        words.iter().map(Word::octets).collect()
    }

    #[test]
    fn words_quotes_and_braces() {
        let text = "  @and \"C++\"  {sota tuntematon} \"\" a{b ä\"c ";
        let expected = ["@and", "C++", "sota tuntematon", "", "a{b", "ä\"c"];
        assert_eq!(said(text), expected.map(|word| word.as_bytes().to_vec()));
        let found = words(text).unwrap();
        assert_eq!(
            (found[0].quoted, found[1].quoted, found[1].offset),
            (false, true, 7)
        );
    }

    #[test]
    fn escapes() {
        assert_eq!(
            said(r#""a\"b" a\ b \\ \ä"#),
            [&b"a\"b"[..], b"a b", b"\\", "ä".as_bytes()]
        );
        assert_eq!(said(r"\n\t\r\f\x41\102\xff"), [b"\n\t\r\x0cAB\xff"]);
        assert_eq!(
            said(r"\x4 \99 \777 a\"),
            [&b"x4"[..], b"99", b"777", b"a\\"]
        );
    }

    #[test]
    fn what_is_not_closed_is_told() {
        for text in ["a \"b c", "a {b", "a \"b\\\""] {
            let fault = words(text).unwrap_err();
            assert_eq!((fault.offset, fault.fault), (2, Fault::Unclosed));
        }
    }
}
