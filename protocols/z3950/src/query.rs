//! Queries: reverse Polish notation (type 1 and 101), and others kept as they came.

use std::borrow::Cow;

use silta_ber::{Element, Encoding, External, Malformed, Oid, Reason, Tag};

use crate::{
    describe::tell,
    oid::CQL,
    strings::{GeneralizedTime, InternationalString, OctetString, ResultSetId},
    tables::{choice, codes, sequence},
    unit::{IntUnit, StringOrNumeric},
    value::{How, Null, Unknown, from_external, to_external},
};

/// Operators inside each other. Each is one level of BER, of which
/// [`Limits::depth`](silta_ber::Limits) allows a few more.
pub const DEPTH_LIMIT: usize = 128;

/// Operators and operands of one query.
pub const NODE_LIMIT: usize = 2_000;

/// Attributes of one term.
pub const ATTRIBUTE_LIMIT: usize = 32;

choice! {
    /// What to search for.
    Query {
        /// Terms with attributes, joined by operators.
        [1] Type1(RpnQuery),
        /// ISO 8777, the common command language.
        [2 explicit] Type2(OctetString),
        /// ANSI Z39.58.
        [100 explicit] Type100(OctetString),
        /// The same as type 1, with proximity in version 2 too.
        [101] Type101(RpnQuery),
        /// Ranked lists; never used.
        [102 explicit] Type102(OctetString),
        /// Externally defined; CQL in practice.
        [104] Type104(External),
        /// A type this crate does not know, for diagnostic 107.
        [own] Other(Unknown),
    }
}

impl Query {
    /// A query in CQL, as type 104 carries it.
    pub fn cql(text: impl Into<InternationalString>) -> Self {
        Self::Type104(to_external(&text.into(), CQL, How::Own))
    }

    /// The number of its type.
    pub fn number(&self) -> u32 {
        match self {
            Self::Type1(_) => 1,
            Self::Type2(_) => 2,
            Self::Type100(_) => 100,
            Self::Type101(_) => 101,
            Self::Type102(_) => 102,
            Self::Type104(_) => 104,
            Self::Other(unknown) => unknown.tag.number,
        }
    }
}

/// The octets of a query in CQL, out of the EXTERNAL of type 104: an InternationalString, or bare
/// octets, as some clients have it.
pub fn cql_of(query: &External) -> Result<Cow<'_, [u8]>, Malformed> {
    match &query.encoding {
        Encoding::OctetAligned(octets) => Ok(Cow::Borrowed(octets)),
        _ => from_external(query, How::Own)
            .map(|text: InternationalString| Cow::Owned(text.into_bytes())),
    }
}

sequence! {
    /// Terms with attributes, joined by operators.
    RpnQuery checked(within_limits) told(tell::query) {
        /// The attribute set of attributes that name none.
        [own] attribute_set: Oid,
        /// The operators and operands.
        [own] rpn: RpnStructure,
    }
}

choice! {
    /// An operand, or an operator and what it joins.
    RpnStructure {
        /// A leaf.
        [0] Op(Operand),
        /// A branch.
        [1] RpnRpnOp(Box<RpnRpnOp>),
    }
}

sequence! {
    /// An operator and what it joins.
    RpnRpnOp {
        /// The left one.
        [own] rpn1: RpnStructure,
        /// The right one.
        [own] rpn2: RpnStructure,
        /// How they are joined.
        [46] op: Operator,
    }
}

choice! {
    /// How two operands are joined.
    Operator {
        /// In both.
        [0] And(Null),
        /// In either.
        [1] Or(Null),
        /// In the left one and not in the right one.
        [2] AndNot(Null),
        /// Near each other.
        [3] Prox(ProximityOperator),
        /// An operator this crate does not know, for diagnostic 110.
        [own] Other(Unknown),
    }
}

choice! {
    /// What is searched for.
    Operand {
        /// A term with its attributes.
        [own] AttrTerm(AttributesPlusTerm),
        /// The records of a result set.
        [own] ResultSet(ResultSetId),
        /// The records of a result set, restricted.
        [own] ResultAttr(ResultSetPlusAttributes),
    }
}

sequence! {
    /// A term with its attributes.
    AttributesPlusTerm = 102 {
        /// How the term is meant.
        [44] attributes: AttributeList,
        /// The term.
        [own] term: Term,
    }
}

sequence! {
    /// A result set, restricted.
    ResultSetPlusAttributes = 214 {
        /// Its name.
        [own] result_set: ResultSetId,
        /// How it is restricted.
        [44] attributes: AttributeList,
    }
}

/// How a term is meant.
pub type AttributeList = Vec<AttributeElement>;

sequence! {
    /// One attribute.
    AttributeElement told(tell::attribute) {
        /// The set it belongs to, if not the query's.
        [1] attribute_set: Option<Oid>,
        /// Its type: use, relation.
        [120] attribute_type: i64,
        /// Its value.
        [own] attribute_value: AttributeValue,
    }
}

choice! {
    /// The value of an attribute.
    AttributeValue {
        /// A number of the set.
        [121] Numeric(i64),
        /// Names and numbers in order of preference.
        [224] Complex(ComplexValue),
    }
}

sequence! {
    /// Names and numbers in order of preference.
    ComplexValue {
        /// Any of these will do.
        [1] list: Vec<StringOrNumeric>,
        /// How to choose among them.
        [2] semantic_action: Option<Vec<i64>>,
    }
}

choice! {
    /// A term. All but `general` need version 3.
    Term {
        /// Octets, text as a rule.
        [45] General(OctetString),
        /// A number.
        [215] Numeric(i64),
        /// Text in the negotiated character set.
        [216] CharacterString(InternationalString),
        /// An object identifier.
        [217] Oid(Oid),
        /// A time.
        [218] DateTime(GeneralizedTime),
        /// Anything.
        [219] External(External),
        /// A number with a unit.
        [220] IntegerAndUnit(IntUnit),
        /// Nothing.
        [221] Null(Null),
        /// A type this crate does not know, for diagnostic 229.
        [own] Other(Unknown),
    }
}

sequence! {
    /// How near two operands must be.
    ProximityOperator {
        /// Whether they must not be so near.
        [1] exclusion: Option<bool>,
        /// How many units apart.
        [2] distance: i64,
        /// Whether in this order.
        [3] ordered: bool,
        /// How the distance compares.
        [4] relation_type: RelationType,
        /// What is counted.
        [5] proximity_unit_code: ProximityUnitCode,
    }
}

codes! {
    /// How a distance compares.
    RelationType {
        /// Less.
        1 LessThan "lessThan",
        /// At most.
        2 LessThanOrEqual "lessThanOrEqual",
        /// Exactly.
        3 Equal "equal",
        /// At least.
        4 GreaterThanOrEqual "greaterThanOrEqual",
        /// More.
        5 GreaterThan "greaterThan",
        /// Anything else.
        6 NotEqual "notEqual",
    }
}

choice! {
    /// What distances are counted in.
    ProximityUnitCode {
        /// A unit of the standard.
        [1] Known(KnownProximityUnit),
        /// Another one.
        [2] Private(i64),
    }
}

codes! {
    /// Units of the standard.
    KnownProximityUnit {
        /// A character.
        1 Character "character",
        /// A word.
        2 Word "word",
        /// A sentence.
        3 Sentence "sentence",
        /// A paragraph.
        4 Paragraph "paragraph",
        /// A section.
        5 Section "section",
        /// A chapter.
        6 Chapter "chapter",
        /// A document.
        7 Document "document",
        /// An element.
        8 Element "element",
        /// A part of an element.
        9 Subelement "subelement",
        /// Elements of one type.
        10 ElementType "elementType",
        /// A byte.
        11 Byte "byte",
    }
}

/// Looks through a query before it is read, without recursion: reading, writing and dropping it
/// recurse as deep as it is.
fn within_limits(query: Element<'_>) -> Result<(), Malformed> {
    let is_structure = |element: &Element<'_>| [RPN_OPERAND, RPN_OPERATOR].contains(&element.tag());
    let mut waiting: Vec<(Element<'_>, usize)> = Vec::new();
    waiting.extend(
        query
            .children()
            .filter(is_structure)
            .map(|element| (element, 0)),
    );
    let mut nodes = 0;
    while let Some((element, depth)) = waiting.pop() {
        nodes += 1;
        let too_many = |limit, what| {
            let malformed = element.malformed(Reason::TooMany { limit, what });
            Err(malformed.within("RpnQuery.rpn"))
        };
        if nodes > NODE_LIMIT {
            return too_many(NODE_LIMIT, "operators and operands");
        }
        if depth > DEPTH_LIMIT {
            return too_many(DEPTH_LIMIT, "operators inside each other");
        }
        if element.tag() == RPN_OPERATOR {
            let joined = element.children().filter(is_structure);
            waiting.extend(joined.map(|element| (element, depth + 1)));
        } else if attributes(element) > ATTRIBUTE_LIMIT {
            return too_many(ATTRIBUTE_LIMIT, "attributes of one term");
        }
    }
    Ok(())
}

const RPN_OPERAND: Tag = Tag::context(0);
const RPN_OPERATOR: Tag = Tag::context(1);
const ATTRIBUTE_LIST: Tag = Tag::context(44);

/// How many attributes an operand has.
fn attributes(operand: Element<'_>) -> usize {
    let fields = operand.children().flat_map(|inner| inner.children());
    let lists = fields.filter(|field| field.tag() == ATTRIBUTE_LIST);
    lists.map(|list| list.children().count()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cql_travels_as_a_string_or_as_octets() {
        let Query::Type104(external) = Query::cql("dc.title = kalevala") else {
            panic!("type 104");
        };
        assert_eq!(external.direct_reference, Some(CQL));
        let Encoding::SingleAsn1Type(element) = &external.encoding else {
            panic!("one element");
        };
        assert_eq!(element.first(), Some(&27));
        assert_eq!(&*cql_of(&external).unwrap(), b"dc.title = kalevala");
        let bare = External::octet_aligned(CQL, *b"kalevala");
        assert_eq!(&*cql_of(&bare).unwrap(), b"kalevala");
        let number = External::single_asn1(CQL, *b"\x02\x01\x01");
        assert!(cql_of(&number).is_err());
    }
}
