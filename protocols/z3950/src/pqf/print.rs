//! From a query to text.

use std::fmt::Write as _;

use silta_ber::Oid;

use crate::{
    oid::{BIB_1, name_of},
    query::{
        AttributeElement, AttributeValue, ComplexValue, Operand, Operator, ProximityOperator,
        ProximityUnitCode, RpnQuery, RpnStructure, Term,
    },
    unit::StringOrNumeric,
};

/// Writes a query in one line. What PQF cannot say is told as well as it goes: several values of
/// one attribute are joined by commas, unknown operators and terms are `@unknown`.
pub fn print(query: &RpnQuery) -> String {
    let mut text = String::new();
    if query.attribute_set != BIB_1 {
        let _ = write!(text, "@attrset {} ", set(&query.attribute_set));
    }
    structure(&query.rpn, &mut text);
    text
}

fn structure(rpn: &RpnStructure, text: &mut String) {
    match rpn {
        RpnStructure::Op(operand) => self::operand(operand, text),
        RpnStructure::RpnRpnOp(joined) => {
            operator(&joined.op, text);
            structure(&joined.rpn1, text);
            text.push(' ');
            structure(&joined.rpn2, text);
        }
    }
}

fn operator(op: &Operator, text: &mut String) {
    match op {
        Operator::And(_) => text.push_str("@and "),
        Operator::Or(_) => text.push_str("@or "),
        Operator::AndNot(_) => text.push_str("@not "),
        Operator::Prox(proximity) => self::proximity(proximity, text),
        Operator::Other(_) => text.push_str("@unknown "),
    }
}

fn proximity(proximity: &ProximityOperator, text: &mut String) {
    let exclusion = match proximity.exclusion {
        None => "void",
        Some(false) => "0",
        Some(true) => "1",
    };
    let (kind, unit) = match proximity.proximity_unit_code {
        ProximityUnitCode::Known(unit) => ("k", unit.code()),
        ProximityUnitCode::Private(unit) => ("p", unit),
    };
    let distance = proximity.distance;
    let ordered = u8::from(proximity.ordered);
    let relation = proximity.relation_type.code();
    let _ = write!(
        text,
        "@prox {exclusion} {distance} {ordered} {relation} {kind} {unit} "
    );
}

fn operand(operand: &Operand, text: &mut String) {
    match operand {
        Operand::AttrTerm(term) => {
            attributes(&term.attributes, text);
            self::term(&term.term, text);
        }
        Operand::ResultSet(name) => {
            text.push_str("@set ");
            word(name.as_bytes(), text);
        }
        Operand::ResultAttr(restricted) => {
            attributes(&restricted.attributes, text);
            text.push_str("@set ");
            word(restricted.result_set.as_bytes(), text);
        }
    }
}

/// The innermost is first on the wire and last in the text.
fn attributes(attributes: &[AttributeElement], text: &mut String) {
    for attribute in attributes.iter().rev() {
        text.push_str("@attr ");
        if let Some(attribute_set) = &attribute.attribute_set {
            let _ = write!(text, "{} ", set(attribute_set));
        }
        let mut value = format!("{}=", attribute.attribute_type).into_bytes();
        match &attribute.attribute_value {
            AttributeValue::Numeric(number) => value.extend(number.to_string().bytes()),
            AttributeValue::Complex(complex) => value.extend(joined(complex)),
        }
        word(&value, text);
        text.push(' ');
    }
}

fn joined(complex: &ComplexValue) -> Vec<u8> {
    let octets = |one: &StringOrNumeric| match one {
        StringOrNumeric::String(name) => name.as_bytes().to_vec(),
        StringOrNumeric::Numeric(number) => number.to_string().into_bytes(),
    };
    let values: Vec<_> = complex.list.iter().map(octets).collect();
    values.join(&b","[..])
}

fn term(term: &Term, text: &mut String) {
    match term {
        Term::General(octets) => word(octets.as_bytes(), text),
        Term::Numeric(number) => {
            let _ = write!(text, "@term numeric {number}");
        }
        Term::CharacterString(string) => typed("string", string.as_bytes(), text),
        Term::Oid(oid) => {
            let _ = write!(text, "@term oid {oid}");
        }
        Term::DateTime(time) => typed("datetime", time.as_bytes(), text),
        Term::Null(_) => text.push_str("@term null x"),
        Term::External(_) | Term::IntegerAndUnit(_) | Term::Other(_) => {
            text.push_str("@unknown x");
        }
    }
}

fn typed(kind: &str, octets: &[u8], text: &mut String) {
    let _ = write!(text, "@term {kind} ");
    word(octets, text);
}

fn set(oid: &Oid) -> String {
    name_of(oid).map_or_else(|| oid.to_string(), str::to_owned)
}

/// A word, in quotes where a bare one would be read differently.
fn word(octets: &[u8], text: &mut String) {
    let bare = |c: char| match c {
        '"' | '{' | '}' | '\\' => false,
        c => c.is_ascii_graphic() || !(c.is_ascii() || c.is_control()),
    };
    match std::str::from_utf8(octets) {
        Ok(word) if !word.is_empty() && !word.starts_with('@') && word.chars().all(bare) => {
            text.push_str(word);
        }
        _ => quoted(octets, text),
    }
}

fn quoted(octets: &[u8], text: &mut String) {
    text.push('"');
    for piece in octets.utf8_chunks() {
        for character in piece.valid().chars() {
            match character {
                '"' | '\\' => text.extend(['\\', character]),
                '\n' => text.push_str("\\n"),
                '\t' => text.push_str("\\t"),
                '\r' => text.push_str("\\r"),
                '\u{c}' => text.push_str("\\f"),
                control if control.is_ascii_control() => {
                    let _ = write!(text, "\\x{:02x}", u32::from(control));
                }
                other => text.push(other),
            }
        }
        for octet in piece.invalid() {
            let _ = write!(text, "\\x{octet:02x}");
        }
    }
    text.push('"');
}
