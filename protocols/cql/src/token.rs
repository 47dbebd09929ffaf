//! The words and signs of a query.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{tag, take_while1},
    character::complete::{anychar, char},
    combinator::{map, recognize, value},
    multi::many0_count,
    sequence::{delimited, preceded},
};

use crate::{
    Boolean, RELATIONS, Symbol,
    fault::{Fault, NotCql},
};

/// One word or sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    /// Where it begins.
    pub(crate) offset: usize,
    /// What it is.
    pub(crate) kind: Kind<'a>,
}

/// What a token is. Words are as they stand, escapes untouched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    /// A bare word, which may be a keyword.
    Word(&'a str),
    /// What stands between quotes.
    Quoted(&'a str),
    /// `=` and the like.
    Symbol(Symbol),
    /// `/`, before a modifier.
    Slash,
    /// `(`.
    Open,
    /// `)`.
    Close,
}

/// Cuts a text into tokens.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token<'_>>, NotCql> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let offset = text.len() - rest.len();
        let fault = |fault| NotCql { offset, fault };
        // All that no token can begin with is a quote without an end.
        let (after, kind) = token(rest).map_err(|_| fault(Fault::UnclosedQuote))?;
        if matches!(kind, Kind::Word(word) if ends_in_escape(word)) {
            return Err(fault(Fault::LoneBackslash));
        }
        tokens.push(Token { offset, kind });
        rest = after.trim_start();
    }
    Ok(tokens)
}

fn token(text: &str) -> IResult<&str, Kind<'_>> {
    alt((
        map(take_while1(is_of_word), Kind::Word),
        map(quoted, Kind::Quoted),
        map(symbol, Kind::Symbol),
        value(Kind::Slash, char('/')),
        value(Kind::Open, char('(')),
        value(Kind::Close, char(')')),
    ))
    .parse(text)
}

/// What stands between two quotes.
fn quoted(text: &str) -> IResult<&str, &str> {
    let plain = take_while1(|letter| letter != '"' && letter != '\\');
    let escape = recognize(preceded(char('\\'), anychar));
    let inside = recognize(many0_count(alt((plain, escape))));
    delimited(char('"'), inside, char('"')).parse(text)
}

fn symbol(text: &str) -> IResult<&str, Symbol> {
    alt((
        value(Symbol::Exact, tag("==")),
        value(Symbol::Equal, tag("=")),
        value(Symbol::NotEqual, tag("<>")),
        value(Symbol::LessOrEqual, tag("<=")),
        value(Symbol::Less, tag("<")),
        value(Symbol::GreaterOrEqual, tag(">=")),
        value(Symbol::Greater, tag(">")),
    ))
    .parse(text)
}

/// Whether a character can stand in a bare word.
pub(crate) fn is_of_word(letter: char) -> bool {
    !letter.is_whitespace() && !matches!(letter, '(' | ')' | '=' | '<' | '>' | '"' | '/')
}

/// Whether the last character is a backslash that escapes nothing.
pub(crate) fn ends_in_escape(raw: &str) -> bool {
    let backslashes = raw.bytes().rev().take_while(|byte| *byte == b'\\');
    backslashes.count() % 2 == 1
}

/// Whether a bare word has a meaning of its own between search clauses.
pub(crate) fn is_keyword(word: &str) -> bool {
    boolean(word).is_some() || is_sort_by(word)
}

pub(crate) fn is_sort_by(word: &str) -> bool {
    word.eq_ignore_ascii_case("sortby")
}

/// The boolean of that name.
pub(crate) fn boolean(word: &str) -> Option<Boolean> {
    let named = |boolean: &Boolean| boolean.as_str().eq_ignore_ascii_case(word);
    Boolean::ALL.into_iter().find(named)
}

/// Whether it is the name of a relation that is known by itself.
pub(crate) fn is_relation(word: &str) -> bool {
    RELATIONS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind<'_>> {
        let tokens = tokens(text).unwrap();
        tokens.iter().map(|token| token.kind).collect()
    }

    #[test]
    fn words_quotes_and_signs() {
        use Kind::{Close, Open, Quoted, Slash, Symbol as Sign, Word};
        assert_eq!(
            kinds("\u{a0}(a.b=/x<=\"y \\\" z\"\t C++ <> \"\")<a\\*===ä\n"),
            [
                Open,
                Word("a.b"),
                Sign(Symbol::Equal),
                Slash,
                Word("x"),
                Sign(Symbol::LessOrEqual),
                Quoted("y \\\" z"),
                Word("C++"),
                Sign(Symbol::NotEqual),
                Quoted(""),
                Close,
                Sign(Symbol::Less),
                Word("a\\*"),
                Sign(Symbol::Exact),
                Sign(Symbol::Equal),
                Word("ä"),
            ]
        );
        assert_eq!(tokens(" ä \"b\"").unwrap().last().unwrap().offset, 4);
        assert_eq!(kinds(" \r\n"), []);
    }

    #[test]
    fn what_does_not_end_is_told() {
        for (text, offset, fault) in [
            ("a \"b", 2, Fault::UnclosedQuote),
            ("\"b\\\"", 0, Fault::UnclosedQuote),
            ("\"b\\", 0, Fault::UnclosedQuote),
            ("a\"", 1, Fault::UnclosedQuote),
            ("a b\\ c", 2, Fault::LoneBackslash),
            ("a\\\\\\", 0, Fault::LoneBackslash),
        ] {
            assert_eq!(tokens(text), Err(NotCql { offset, fault }), "{text}");
        }
    }
}
