//! From text to a query.

use std::slice::Iter;

use silta_ber::Oid;

use super::{
    Fault, NotPqf,
    word::{Word, words},
};
use crate::{
    oid::{BIB_1, Kind, by_name},
    query::{
        ATTRIBUTE_LIMIT, AttributeElement, AttributeList, AttributeValue, AttributesPlusTerm,
        ComplexValue, DEPTH_LIMIT, KnownProximityUnit, NODE_LIMIT, Operand, Operator,
        ProximityOperator, ProximityUnitCode, RelationType, ResultSetPlusAttributes, RpnQuery,
        RpnRpnOp, RpnStructure, Term,
    },
    unit::StringOrNumeric,
    value::Null,
};

/// Reads a query. The attribute set is bib-1 unless it says otherwise.
pub fn parse(text: &str) -> Result<RpnQuery, NotPqf> {
    let words = words(text)?;
    let mut parser = Parser {
        words: words.iter(),
        end: text.len(),
        nodes: 0,
    };
    let attribute_set = match words.first() {
        Some(word) if keyword(word) == Some("@attrset") => {
            parser.next()?;
            parser.attribute_set()?
        }
        _ => BIB_1,
    };
    let rpn = parser.structure(&Context::default(), 0)?;
    match parser.words.next() {
        Some(word) => Err(fault(word, Fault::Extra)),
        None => Ok(RpnQuery { attribute_set, rpn }),
    }
}

struct Parser<'w, 'a> {
    words: Iter<'w, Word<'a>>,
    end: usize,
    nodes: usize,
}

/// What structures further out say about the terms in them.
#[derive(Clone, Default)]
struct Context {
    /// The innermost first.
    attributes: AttributeList,
    /// How many of them stand directly before the structure at hand.
    own: usize,
    term_type: TermType,
}

#[derive(Clone, Copy, Default)]
enum TermType {
    #[default]
    General,
    Numeric,
    String,
    Oid,
    DateTime,
    Null,
}

impl<'w, 'a> Parser<'w, 'a> {
    fn structure(&mut self, outer: &Context, depth: usize) -> Result<RpnStructure, NotPqf> {
        let mut context = Context {
            own: 0,
            ..outer.clone()
        };
        loop {
            let word = self.next()?;
            match keyword(word) {
                Some("@attr") => self.attribute(&mut context)?,
                Some("@term") => context.term_type = self.term_type()?,
                _ => return self.node(word, &context, depth),
            }
        }
    }

    /// An operator with what it joins, or an operand.
    fn node(
        &mut self,
        word: &Word<'_>,
        context: &Context,
        depth: usize,
    ) -> Result<RpnStructure, NotPqf> {
        self.nodes += 1;
        if self.nodes > NODE_LIMIT || depth > DEPTH_LIMIT {
            return Err(fault(word, Fault::TooMany));
        }
        let op = match keyword(word) {
            Some("@and") => Operator::And(Null),
            Some("@or") => Operator::Or(Null),
            Some("@not") => Operator::AndNot(Null),
            Some("@prox") => Operator::Prox(self.proximity()?),
            Some("@set") => return Ok(RpnStructure::Op(self.result_set(context)?)),
            Some(_) => return Err(fault(word, Fault::Keyword)),
            None => return term(word, context),
        };
        Ok(RpnStructure::RpnRpnOp(Box::new(RpnRpnOp {
            rpn1: self.structure(context, depth + 1)?,
            rpn2: self.structure(context, depth + 1)?,
            op,
        })))
    }

    /// Attributes count for a result set only if they stand directly before it: those of an
    /// operator around it are meant for terms.
    fn result_set(&mut self, context: &Context) -> Result<Operand, NotPqf> {
        let result_set = self.next()?.octets().into();
        let mut attributes = context.attributes.clone();
        attributes.truncate(context.own);
        Ok(if attributes.is_empty() {
            Operand::ResultSet(result_set)
        } else {
            Operand::ResultAttr(ResultSetPlusAttributes {
                result_set,
                attributes,
            })
        })
    }

    /// `[set] type=value`.
    fn attribute(&mut self, context: &mut Context) -> Result<(), NotPqf> {
        let mut word = self.next()?;
        let mut attribute_set = None;
        if !word.raw.contains('=') {
            attribute_set = Some(set_of(word)?);
            word = self.next()?;
        }
        let wrong = || fault(word, Fault::Attribute);
        let (attribute_type, value) = word.raw.split_once('=').ok_or_else(wrong)?;
        let attribute = AttributeElement {
            attribute_set,
            attribute_type: number(attribute_type).ok_or_else(wrong)?,
            attribute_value: value_of(&Word {
                raw: value,
                ..*word
            }),
        };
        let before = context.attributes.len();
        let same = |other: &AttributeElement| {
            (other.attribute_type, other.attribute_set) == (attribute.attribute_type, attribute_set)
        };
        let own = context.attributes.iter().take(context.own);
        context.own -= own.filter(|other| same(other)).count();
        context.attributes.retain(|other| !same(other));
        debug_assert!(context.attributes.len() <= before);
        context.attributes.insert(0, attribute);
        context.own += 1;
        if context.attributes.len() > ATTRIBUTE_LIMIT {
            return Err(fault(word, Fault::TooMany));
        }
        Ok(())
    }

    fn term_type(&mut self) -> Result<TermType, NotPqf> {
        let word = self.next()?;
        Ok(match word.raw {
            "general" => TermType::General,
            "numeric" => TermType::Numeric,
            "string" => TermType::String,
            "oid" => TermType::Oid,
            "datetime" => TermType::DateTime,
            "null" => TermType::Null,
            _ => return Err(fault(word, Fault::TermType)),
        })
    }

    fn proximity(&mut self) -> Result<ProximityOperator, NotPqf> {
        let exclusion = match self.flag(true)? {
            Flag::Void => None,
            flag => Some(matches!(flag, Flag::Yes)),
        };
        let distance = self.number()?;
        let ordered = matches!(self.flag(false)?, Flag::Yes);
        let relation_type = RelationType::from(self.number()?);
        let kind = self.next()?;
        let proximity_unit_code = match kind.raw {
            "k" | "known" | "0" => {
                ProximityUnitCode::Known(KnownProximityUnit::from(self.number()?))
            }
            "p" | "private" | "1" => ProximityUnitCode::Private(self.number()?),
            _ => return Err(fault(kind, Fault::Proximity)),
        };
        Ok(ProximityOperator {
            exclusion,
            distance,
            ordered,
            relation_type,
            proximity_unit_code,
        })
    }

    fn flag(&mut self, may_be_void: bool) -> Result<Flag, NotPqf> {
        let word = self.next()?;
        match word.raw {
            "0" => Ok(Flag::No),
            "1" => Ok(Flag::Yes),
            "void" if may_be_void => Ok(Flag::Void),
            _ => Err(fault(word, Fault::Proximity)),
        }
    }

    fn number(&mut self) -> Result<i64, NotPqf> {
        let word = self.next()?;
        number(word.raw).ok_or_else(|| fault(word, Fault::Number))
    }

    fn attribute_set(&mut self) -> Result<Oid, NotPqf> {
        set_of(self.next()?)
    }

    fn next(&mut self) -> Result<&'w Word<'a>, NotPqf> {
        self.words.next().ok_or(NotPqf {
            offset: self.end,
            fault: Fault::End,
        })
    }
}

enum Flag {
    No,
    Yes,
    Void,
}

fn keyword<'a>(word: &Word<'a>) -> Option<&'a str> {
    (!word.quoted && word.raw.starts_with('@')).then_some(word.raw)
}

fn set_of(word: &Word<'_>) -> Result<Oid, NotPqf> {
    by_name(Kind::AttributeSet, word.raw).ok_or_else(|| fault(word, Fault::AttributeSet))
}

/// Digits are a number, anything else a name.
fn value_of(word: &Word<'_>) -> AttributeValue {
    let octets = word.octets();
    let digits = !octets.is_empty() && octets.iter().all(u8::is_ascii_digit);
    let text = String::from_utf8_lossy(&octets);
    match number(&text).filter(|_| digits) {
        Some(number) => AttributeValue::Numeric(number),
        None => AttributeValue::Complex(ComplexValue {
            list: vec![StringOrNumeric::String(octets.into())],
            semantic_action: None,
        }),
    }
}

fn term(word: &Word<'_>, context: &Context) -> Result<RpnStructure, NotPqf> {
    let octets = word.octets();
    let text = String::from_utf8_lossy(&octets);
    let wrong = || fault(word, Fault::TermType);
    let term = match context.term_type {
        TermType::General => Term::General(octets.into()),
        TermType::Numeric => Term::Numeric(number(&text).ok_or_else(wrong)?),
        TermType::String => Term::CharacterString(octets.into()),
        TermType::Oid => Term::Oid(text.parse().map_err(|_| wrong())?),
        TermType::DateTime => Term::DateTime(octets.into()),
        TermType::Null => Term::Null(Null),
    };
    Ok(RpnStructure::Op(Operand::AttrTerm(AttributesPlusTerm {
        attributes: context.attributes.clone(),
        term,
    })))
}

/// Digits with an optional minus: `+1` is not met in queries.
fn number(text: &str) -> Option<i64> {
    let number = text.parse().ok()?;
    (!text.starts_with('+')).then_some(number)
}

fn fault(word: &Word<'_>, fault: Fault) -> NotPqf {
    NotPqf {
        offset: word.offset,
        fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pqf::print;

    #[test]
    fn queries_come_back_as_they_are_printed() {
        for text in [
            "sota",
            "\"talvisodan raate\"",
            "@attr 1=4 @attr 4=1 \"seitsemän veljestä\"",
            "@attrset exp-1 @attr 1=1 databaseinfo",
            "@and @or @attr 1=4 viiva @attr 1=4 jooseppi @not a b",
            "@attr exp-1 1=1 x",
            "@attr 1=title x",
            "@prox 0 3 0 2 k 2 @attr 1=4 talvisodan @attr 1=4 raate",
            "@prox void 3 1 2 p 9 a b",
            "@and @set 1 @set \"my set\"",
            "@attr 1=4 @set 1",
            "@term numeric 12",
            "@term string sota",
            "@term null x",
            "@term oid 1.2.3",
            "\"\"",
            "@attr 2=103 @attr 1=_ALLRECORDS \"\"",
            "\"@and\"",
            "\"a\\\"b\\\\c\\n\\xff\"",
            "@attr \"1=a b\" x",
        ] {
            let query = parse(text).unwrap();
            assert_eq!(print(&query), text);
        }
    }

    #[test]
    fn attributes_are_inherited_and_overridden() {
        for (text, printed) in [
            (
                "@attr 2=3 @and @attr 2=4 a b",
                "@and @attr 2=4 a @attr 2=3 b",
            ),
            ("@attr 1=4 @and @set s b", "@and @set s @attr 1=4 b"),
            ("@attr 1=4 @attr exp-1 1=4 a", "@attr 1=4 @attr exp-1 1=4 a"),
            (
                "@term string @and a b",
                "@and @term string a @term string b",
            ),
            ("@attr 1=4,5 a", "@attr 1=4,5 a"),
            (r"@attr 1=\x34 a", "@attr 1=4 a"),
            ("@attr 1=4 {C++ a}", "@attr 1=4 \"C++ a\""),
        ] {
            let query = parse(text).unwrap();
            assert_eq!(print(&query), printed);
            assert_eq!(parse(printed).unwrap(), query);
        }
    }

    #[test]
    fn what_is_no_query_says_where() {
        for (text, offset, fault) in [
            ("", 0, Fault::End),
            ("@and a", 6, Fault::End),
            ("a b", 2, Fault::Extra),
            ("@AND a b", 0, Fault::Keyword),
            ("@attrset nosuch x", 9, Fault::AttributeSet),
            ("@attr x", 6, Fault::AttributeSet),
            ("@attr bib-1 x y", 12, Fault::Attribute),
            ("@attr a=4 x", 6, Fault::Attribute),
            ("@term numeric x", 14, Fault::TermType),
            ("@term number 1", 6, Fault::TermType),
            ("@prox 2 3 0 2 k 2 a b", 6, Fault::Proximity),
            ("@prox 0 x 0 2 k 2 a b", 8, Fault::Number),
            ("@prox 0 3 void 2 k 2 a b", 10, Fault::Proximity),
            ("x \"y", 2, Fault::Unclosed),
        ] {
            assert_eq!(parse(text), Err(NotPqf { offset, fault }), "{text}");
        }
    }

    #[test]
    fn limits() {
        let nested = |depth| format!("{}a{}", "@or ".repeat(depth), " b".repeat(depth));
        assert!(parse(&nested(DEPTH_LIMIT)).is_ok());
        let too_deep = parse(&nested(DEPTH_LIMIT + 1)).unwrap_err();
        assert_eq!(too_deep.fault, Fault::TooMany);
        let attributes: String = (0..=ATTRIBUTE_LIMIT)
            .map(|n| format!("@attr {n}=1 "))
            .collect();
        let too_many = parse(&format!("{attributes} a")).unwrap_err();
        assert_eq!(too_many.fault, Fault::TooMany);
    }
}
