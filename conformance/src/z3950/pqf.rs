//! Queries in prefix notation, as people and tools write them, to the bytes of an RPN query.
//!
//! `@and @attr 1=4 "seitsemän veljestä" @set 1`: the notation of YAZ, as far as the cases need it.
//! The suite writes its queries itself, so what cannot be read is a mistake of a case or a profile.

use super::ber::{Ber, group, integer, null, octets, oid, sequence};
use crate::{Outcome, Stop};

/// The attribute set bib-1.
pub(crate) const BIB_1: &str = "1.2.840.10003.3.1";

/// The type-1 query [1] of this text.
pub(crate) fn rpn(query: &str) -> Outcome<Ber> {
    let mut words = Words::new(query)?;
    let set = match words.peek() {
        Some("@attrset") => {
            words.next();
            words.set()?
        }
        _ => BIB_1.to_owned(),
    };
    let structure = structure(&mut words, &[])?;
    words.at_end()?;
    Ok(group(1, [oid(6, &set).universal(), structure]))
}

/// The AttributesPlusTerm [102] of this text, as scan takes it.
pub(crate) fn term(query: &str) -> Outcome<Ber> {
    let mut words = Words::new(query)?;
    let attributes = attributes(&mut words, &[])?;
    let term = plain_term(&mut words)?;
    words.at_end()?;
    Ok(group(102, [group(44, attributes), term]))
}

/// One numeric attribute.
pub(crate) fn attribute(kind: i64, value: i64) -> Ber {
    sequence([integer(120, kind), integer(121, value)])
}

/// An operand with these attributes and this term.
pub(crate) fn operand(attributes: &[Ber], term: Ber) -> Ber {
    group(0, [group(102, [group(44, attributes), term])])
}

/// Two structures joined by an operator (0 and, 1 or, 2 and-not).
pub(crate) fn joined(operator: u32, left: Ber, right: Ber) -> Ber {
    group(1, [left, right, group(46, [null(operator)])])
}

/// The type-1 query around a structure.
pub(crate) fn around(structure: Ber) -> Ber {
    group(1, [oid(6, BIB_1).universal(), structure])
}

fn structure(words: &mut Words, inherited: &[Ber]) -> Outcome<Ber> {
    let attributes = attributes(words, inherited)?;
    let operator = match words.peek() {
        Some("@and") => null(0),
        Some("@or") => null(1),
        Some("@not") => null(2),
        Some("@prox") => {
            words.next();
            let proximity = proximity(words)?;
            return both(words, &attributes, proximity);
        }
        Some("@set") => {
            words.next();
            return Ok(group(0, [octets(31, words.need()?)]));
        }
        _ => {
            let term = plain_term(words)?;
            return Ok(operand(&attributes, term));
        }
    };
    words.next();
    both(words, &attributes, operator)
}

fn both(words: &mut Words, attributes: &[Ber], operator: Ber) -> Outcome<Ber> {
    let left = structure(words, attributes)?;
    let right = structure(words, attributes)?;
    Ok(group(1, [left, right, group(46, [operator])]))
}

/// `exclusion distance ordered relation k unit`.
fn proximity(words: &mut Words) -> Outcome<Ber> {
    let mut number = |tag| Ok(integer(tag, number(&words.need()?)?));
    let mut fields = vec![number(1)?, number(2)?, number(3)?, number(4)?];
    let known = words.need()?;
    let unit = integer(1, self::number(&words.need()?)?);
    fields.push(group(5, [if known == "k" { unit } else { unit.tagged(2) }]));
    Ok(group(3, fields))
}

/// The attributes before a structure, and after them those that it inherits.
fn attributes(words: &mut Words, inherited: &[Ber]) -> Outcome<Vec<Ber>> {
    let mut own = Vec::new();
    while words.peek() == Some("@attr") {
        words.next();
        let mut fields = Vec::new();
        let mut word = words.need()?;
        if !word.contains('=') {
            fields.push(oid(1, &set_oid(&word)?));
            word = words.need()?;
        }
        let (kind, value) = word
            .split_once('=')
            .ok_or_else(|| Stop::failed(format!("no attribute: {word}")))?;
        fields.push(integer(120, number(kind)?));
        fields.push(match value.parse() {
            Ok(value) => integer(121, value),
            Err(_) => group(224, [group(1, [octets(1, value)])]),
        });
        own.push(sequence(fields));
    }
    own.extend_from_slice(inherited);
    Ok(own)
}

fn plain_term(words: &mut Words) -> Outcome<Ber> {
    if words.peek() != Some("@term") {
        return Ok(octets(45, words.need()?));
    }
    words.next();
    let kind = words.need()?;
    let term = words.need()?;
    Ok(match &*kind {
        "numeric" => integer(215, number(&term)?),
        "string" => octets(216, term),
        "oid" => oid(217, &term),
        "datetime" => octets(218, term),
        "null" => null(221),
        _ => octets(45, term),
    })
}

fn number(word: &str) -> Outcome<i64> {
    word.parse()
        .map_err(|_| Stop::failed(format!("no number: {word}")))
}

fn set_oid(word: &str) -> Outcome<String> {
    match word {
        "bib-1" => Ok(BIB_1.to_owned()),
        "gils" => Ok("1.2.840.10003.3.5".to_owned()),
        dotted if dotted.starts_with(|c: char| c.is_ascii_digit()) => Ok(dotted.to_owned()),
        _ => Err(Stop::failed(format!("no attribute set: {word}"))),
    }
}

/// The words of a query; a quoted one may hold blanks.
struct Words {
    words: std::vec::IntoIter<String>,
}

impl Words {
    fn new(query: &str) -> Outcome<Self> {
        let mut words = Vec::new();
        let mut rest = query.trim_start();
        while !rest.is_empty() {
            let (word, after) = match rest.strip_prefix('"') {
                Some(quoted) => quoted
                    .split_once('"')
                    .ok_or_else(|| Stop::failed(format!("a quote is open in {query}")))?,
                None => rest.split_once(' ').unwrap_or((rest, "")),
            };
            words.push(word.to_owned());
            rest = after.trim_start();
        }
        Ok(Self {
            words: words.into_iter(),
        })
    }

    fn peek(&self) -> Option<&str> {
        self.words.as_slice().first().map(String::as_str)
    }

    fn next(&mut self) -> Option<String> {
        self.words.next()
    }

    fn need(&mut self) -> Outcome<String> {
        self.next()
            .ok_or_else(|| Stop::failed("the query ends too early"))
    }

    fn set(&mut self) -> Outcome<String> {
        let word = self.need()?;
        set_oid(&word)
    }

    fn at_end(&self) -> Outcome {
        match self.peek() {
            None => Ok(()),
            Some(word) => Err(Stop::failed(format!("the query goes on with {word}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(query: &str) -> String {
        let query = rpn(query).expect("a query");
        query.bytes().iter().map(|b| format!("{b:02x}")).collect()
    }

    #[test]
    fn queries_are_the_bytes_that_recorded_clients_sent() {
        assert_eq!(hex("7"), "a11506072a8648ce130301a00abf6607bf2c009f2d0137");
        assert_eq!(
            hex("@attr 1=4 luettelo"),
            "a12606072a8648ce130301a01bbf6618bf2c0a30089f7801019f7901049f2d086c75657474656c6f"
        );
    }

    #[test]
    fn operators_sets_and_inherited_attributes() {
        assert_eq!(
            rpn("@attr 1=4 @and a \"b c\"").unwrap(),
            around(joined(
                0,
                operand(&[attribute(1, 4)], octets(45, "a")),
                operand(&[attribute(1, 4)], octets(45, "b c"))
            ))
        );
        assert_eq!(
            rpn("@not @set 1 \"\"").unwrap(),
            around(joined(
                2,
                group(0, [octets(31, "1")]),
                operand(&[], octets(45, ""))
            ))
        );
        assert!(hex("@attr 1=title x").contains("bf816009a10781057469746c65"));
    }

    #[test]
    fn what_is_no_query_is_refused() {
        for wrong in ["", "@and a", "a b", "@attr 4 x", "\"a", "@attr x=1 y"] {
            assert!(rpn(wrong).is_err(), "{wrong}");
        }
    }
}
