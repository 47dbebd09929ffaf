//! From the consortium's queries to RPN.

use std::fmt;

use silta_consortium::{
    Index, IndexKind, Query, ResultSet, Search,
    query::{Form, Nearness, Position, Relation, Term, Truncation},
};
use silta_z3950::{
    AttributesPlusTerm, Null, Operand, Operator, RpnQuery, RpnStructure,
    oid::BIB_1,
    query::{
        DEPTH_LIMIT, KnownProximityUnit, NODE_LIMIT, ProximityOperator, ProximityUnitCode,
        RelationType, RpnRpnOp,
    },
};

use crate::{
    attributes::{self, Comparison, Meaning, Structure},
    masks,
};

/// Something of a search that RPN cannot say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotInRpn {
    /// An order of the results: Z39.50 has the service Sort for it.
    Sort,
    /// A result set that has no name.
    ResultSet,
    /// A comparison by order in an index that has none.
    Relation(Index),
    /// A comparison by order of a term with masks.
    MaskedRelation(String),
    /// A character of no text: NUL, which terms are refused for.
    Nul,
    /// More than [`NODE_LIMIT`] operators and operands, or [`DEPTH_LIMIT`] inside each other.
    TooMany,
}

/// A query that finds the same. `names` tells what the server calls a result set.
///
/// It reads as the same query again, or as one that finds the same where the tree can say one
/// thing in several ways (words that are cut off at the end are words with masks, where a cut term
/// would be the first characters of a field).
///
/// # Errors
/// With what RPN cannot say.
pub fn write(
    search: &Search,
    names: &dyn Fn(&ResultSet) -> Option<String>,
) -> Result<RpnQuery, NotInRpn> {
    if !search.sort.is_empty() {
        return Err(NotInRpn::Sort);
    }
    let mut writing = Writing { names, nodes: 0 };
    Ok(RpnQuery {
        attribute_set: BIB_1,
        rpn: writing.structure(&search.query, 0)?,
    })
}

struct Writing<'a> {
    names: &'a dyn Fn(&ResultSet) -> Option<String>,
    nodes: usize,
}

impl Writing<'_> {
    fn structure(&mut self, query: &Query, depth: usize) -> Result<RpnStructure, NotInRpn> {
        self.nodes += 1;
        if self.nodes > NODE_LIMIT || depth > DEPTH_LIMIT {
            return Err(NotInRpn::TooMany);
        }
        let (left, right, op) = match query {
            Query::All => return Ok(everything()),
            Query::Term(term) => return self::term(term),
            Query::Found(set) => {
                let name = (self.names)(set).ok_or(NotInRpn::ResultSet)?;
                return Ok(RpnStructure::Op(Operand::ResultSet(name.into())));
            }
            Query::And(left, right) => (left, right, Operator::And(Null)),
            Query::Or(left, right) => (left, right, Operator::Or(Null)),
            Query::Not(left, right) => (left, right, Operator::AndNot(Null)),
            Query::Near(left, right, nearness) => (left, right, Operator::Prox(near(*nearness))),
        };
        Ok(RpnStructure::RpnRpnOp(Box::new(RpnRpnOp {
            rpn1: self.structure(left, depth + 1)?,
            rpn2: self.structure(right, depth + 1)?,
            op,
        })))
    }
}

fn near(nearness: Nearness) -> ProximityOperator {
    ProximityOperator {
        exclusion: Some(false),
        distance: nearness.distance.into(),
        ordered: nearness.ordered,
        relation_type: RelationType::LessThanOrEqual,
        proximity_unit_code: ProximityUnitCode::Known(KnownProximityUnit::Word),
    }
}

fn everything() -> RpnStructure {
    let meaning = Meaning {
        comparison: Comparison::Always,
        ..Meaning::plain(Index::Any)
    };
    operand(&meaning, "")
}

fn term(term: &Term) -> Result<RpnStructure, NotInRpn> {
    if term.text.contains('\0') {
        return Err(NotInRpn::Nul);
    }
    if term.relation != Relation::Equal {
        if term.index.definition().kind != IndexKind::Ordered {
            return Err(NotInRpn::Relation(term.index));
        }
        if term.truncation != Truncation::None {
            return Err(NotInRpn::MaskedRelation(term.text.clone()));
        }
    }
    let heading = term.form == Form::Heading;
    let meaning = Meaning {
        comparison: Comparison::By(term.relation),
        position: match heading {
            true => Position::Any,
            false => term.position,
        },
        structure: match term.form {
            Form::AllWords => Structure::WordList,
            Form::AnyWord => Structure::AnyWord,
            Form::Heading => Structure::Text,
            Form::Phrase => Structure::Phrase,
        },
        complete: heading || term.complete,
        ..Meaning::plain(term.index)
    };
    let truncation = match term.truncation {
        Truncation::None => attributes::Truncation::None,
        Truncation::Left => attributes::Truncation::Left,
        Truncation::Both => attributes::Truncation::Both,
        Truncation::Right if meaning.is_first_characters(attributes::Truncation::Right) => {
            return Ok(masked(meaning, &masks::cut_words(&term.text)));
        }
        Truncation::Right => attributes::Truncation::Right,
        Truncation::Masked => return Ok(masked(meaning, &term.text)),
    };
    Ok(operand(
        &Meaning {
            truncation,
            ..meaning
        },
        &term.text,
    ))
}

/// A term in the consortium's masks.
fn masked(meaning: Meaning, text: &str) -> RpnStructure {
    let (truncation, text) = masks::write(text);
    operand(
        &Meaning {
            truncation,
            ..meaning
        },
        &text,
    )
}

fn operand(meaning: &Meaning, text: &str) -> RpnStructure {
    RpnStructure::Op(Operand::AttrTerm(AttributesPlusTerm {
        attributes: meaning.list(),
        term: silta_z3950::Term::General(text.as_bytes().to_vec().into()),
    }))
}

impl fmt::Display for NotInRpn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sort => {
                f.write_str("an order of the results; Z39.50 has the service Sort for it")
            }
            Self::ResultSet => f.write_str("a result set without a name"),
            Self::Relation(index) => {
                write!(
                    f,
                    "a comparison by order in {}, which has none",
                    index.as_str()
                )
            }
            Self::MaskedRelation(text) => {
                write!(f, "a comparison by order of a term with masks: {text}")
            }
            Self::Nul => f.write_str("the character NUL"),
            Self::TooMany => write!(
                f,
                "more than {NODE_LIMIT} operators and operands, or {DEPTH_LIMIT} inside each other"
            ),
        }
    }
}

impl std::error::Error for NotInRpn {}
