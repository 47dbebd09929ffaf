//! From a query in reverse Polish notation to the consortium's own.
//!
//! How deep and long a query may be is seen to when it is read ([`silta_z3950::query`]); its words
//! are counted here.

use silta_consortium::{
    Index, IndexKind, Query, ResultSet,
    query::{Form, Nearness, Position, Relation, Term, Truncation},
};
use silta_z3950::{
    AttributesPlusTerm, Oid, Operand, Operator, RpnQuery, RpnStructure,
    bib1::Condition,
    query::{KnownProximityUnit, ProximityOperator, ProximityUnitCode, RelationType},
};

use crate::{
    Charset, Diagnostic,
    attributes::{self, Comparison, Meaning, Structure},
    masks, term,
};

/// Finds a result set by its name; the diagnostic says why there is none.
pub type ResultSets<'a> = dyn Fn(&[u8]) -> Result<ResultSet, Diagnostic> + 'a;

/// How the terms of a query are read.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// Their character set.
    pub charset: Charset,
    /// Octets of one term; a longer one gets diagnostic 11.
    pub limit: usize,
}

/// What a query asks for.
///
/// # Errors
/// With the diagnostic for what is not served.
pub fn read(query: &RpnQuery, terms: Terms, sets: &ResultSets<'_>) -> Result<Query, Diagnostic> {
    let mut reading = Reading {
        set: query.attribute_set,
        terms,
        sets,
        words_left: Query::MAX_TERMS,
    };
    reading.structure(&query.rpn)
}

struct Reading<'a> {
    /// The attribute set of attributes that name none.
    set: Oid,
    terms: Terms,
    sets: &'a ResultSets<'a>,
    words_left: usize,
}

impl Reading<'_> {
    fn structure(&mut self, structure: &RpnStructure) -> Result<Query, Diagnostic> {
        let joined = match structure {
            RpnStructure::Op(operand) => return self.operand(operand),
            RpnStructure::RpnRpnOp(joined) => joined,
        };
        let how = match &joined.op {
            Operator::And(_) => Query::And,
            Operator::Or(_) => Query::Or,
            Operator::AndNot(_) => Query::Not,
            Operator::Prox(prox) => return self.near(&joined.rpn1, &joined.rpn2, prox),
            Operator::Other(unknown) => {
                return Err(Condition::OperatorUnsupported.about(unknown.tag.number));
            }
        };
        let left = self.structure(&joined.rpn1)?;
        let right = self.structure(&joined.rpn2)?;
        Ok(how(left.into(), right.into()))
    }

    fn operand(&mut self, operand: &Operand) -> Result<Query, Diagnostic> {
        match operand {
            Operand::AttrTerm(term) => self.term(term),
            Operand::ResultSet(name) => (self.sets)(name.as_bytes()).map(Query::Found),
            Operand::ResultAttr(_) => Err(Condition::ResultAttrNotSupported.plain()),
        }
    }

    fn term(&mut self, term: &AttributesPlusTerm) -> Result<Query, Diagnostic> {
        let meaning = Meaning::of(self.set, &term.attributes)?;
        if meaning.comparison == Comparison::Always {
            return Ok(Query::All);
        }
        let text = term::text(&term.term, self.terms.charset, self.terms.limit)?;
        let words = text.split_whitespace().count();
        let left = self.words_left.checked_sub(words.max(1));
        self.words_left =
            left.ok_or_else(|| Condition::TooManyArgumentWords.about(Query::MAX_TERMS))?;
        if words == 0 {
            // Nothing is looked for, and nothing is found.
            return Ok(Query::Term(Term::words(Index::Any, "")));
        }
        match meaning.comparison {
            Comparison::Within => within(&meaning, &text),
            Comparison::By(relation) => Ok(Query::Term(one(&meaning, relation, &text)?)),
            Comparison::Always => Ok(Query::All),
        }
    }

    fn near(
        &mut self,
        left: &RpnStructure,
        right: &RpnStructure,
        prox: &ProximityOperator,
    ) -> Result<Query, Diagnostic> {
        let nearness = nearness(prox)?;
        let mut index = None;
        for structure in [left, right] {
            self.nearby(structure, &mut index)?;
        }
        let (left, right) = (self.structure(left)?, self.structure(right)?);
        Ok(Query::Near(left.into(), right.into(), nearness))
    }

    /// Only words of one text index can be near each other.
    fn nearby(
        &self,
        structure: &RpnStructure,
        index: &mut Option<Index>,
    ) -> Result<(), Diagnostic> {
        let unfit = |what| Condition::ProximityNotSupportedWithAttributes.about(what);
        let term = match structure {
            RpnStructure::Op(Operand::AttrTerm(term)) => term,
            RpnStructure::Op(operand) => return Err(term::no_term(operand)),
            RpnStructure::RpnRpnOp(joined) if matches!(joined.op, Operator::Prox(_)) => {
                self.nearby(&joined.rpn1, index)?;
                return self.nearby(&joined.rpn2, index);
            }
            RpnStructure::RpnRpnOp(_) => return Err(unfit("operators")),
        };
        let meaning = Meaning::of(self.set, &term.attributes)?;
        if *index.get_or_insert(meaning.index) != meaning.index {
            return Err(unfit("different use attributes"));
        }
        let words = meaning.kind() == IndexKind::Text
            && meaning.comparison == Comparison::By(Relation::Equal)
            && meaning.position == Position::Any
            && !meaning.complete;
        match words {
            true => Ok(()),
            false => Err(unfit("only words of text are near each other")),
        }
    }
}

/// How near two operands must be.
fn nearness(prox: &ProximityOperator) -> Result<Nearness, Diagnostic> {
    if prox.exclusion == Some(true) {
        return Err(Condition::UnsupportedProximityRelation.about("exclusion"));
    }
    match prox.proximity_unit_code {
        ProximityUnitCode::Known(KnownProximityUnit::Word) => {}
        ProximityUnitCode::Known(unit) => {
            return Err(Condition::UnsupportedProximityUnit.about(unit.code()));
        }
        ProximityUnitCode::Private(unit) => {
            return Err(Condition::UnsupportedProximityUnit.about(unit));
        }
    }
    let distance = match prox.relation_type {
        RelationType::LessThan => prox.distance.saturating_sub(1),
        RelationType::LessThanOrEqual => prox.distance,
        // Nothing is nearer than the next word.
        RelationType::Equal if prox.distance == 1 => 1,
        relation => {
            return Err(Condition::UnsupportedProximityRelation.about(relation.code()));
        }
    };
    match u32::try_from(distance) {
        Ok(units @ 1..=Nearness::MAX_DISTANCE) => Ok(Nearness {
            distance: units,
            ordered: prox.ordered,
        }),
        _ => Err(Condition::UnsupportedDistance.about(prox.distance)),
    }
}

/// From one date to another: `1990 1999`, `1990-1999`, `1990/1999`.
fn within(meaning: &Meaning, text: &str) -> Result<Query, Diagnostic> {
    let illegal = || Condition::IllegalTerm.about(text);
    let apart = |separator: char| {
        let (from, until) = text.split_once(separator)?;
        Some((from.trim(), until.trim()))
    };
    let words = || {
        let mut words = text.split_whitespace();
        let both = (words.next()?, words.next()?);
        words.next().is_none().then_some(both)
    };
    let hyphen = || apart('-').filter(|(_, until)| !until.contains('-'));
    let found = words().or_else(|| apart('/')).or_else(hyphen);
    let (from, until) = found.ok_or_else(illegal)?;
    let from = one(meaning, Relation::GreaterOrEqual, from)?;
    let until = one(meaning, Relation::LessOrEqual, until)?;
    Ok(Query::And(
        Query::Term(from).into(),
        Query::Term(until).into(),
    ))
}

/// One term.
fn one(meaning: &Meaning, relation: Relation, text: &str) -> Result<Term, Diagnostic> {
    if meaning.kind() == IndexKind::Ordered
        && meaning.truncation == attributes::Truncation::None
        && !may_be_date(text)
    {
        return Err(Condition::IllegalTerm.about(text));
    }
    let form = form(meaning, text);
    let whole = form == Form::Heading;
    let masked = masks::read(text, meaning.truncation);
    Ok(Term {
        index: meaning.index,
        relation,
        form,
        // A heading is the whole; nothing more is to be said of its place.
        position: match whole {
            true => Position::Any,
            false => meaning.position,
        },
        complete: meaning.complete && !whole,
        truncation: match meaning.truncation {
            attributes::Truncation::None => Truncation::None,
            attributes::Truncation::Right => Truncation::Right,
            attributes::Truncation::Left => Truncation::Left,
            attributes::Truncation::Both => Truncation::Both,
            _ => Truncation::Masked,
        },
        text: masked.ok_or_else(|| Condition::IllegalTerm.about(text))?,
    })
}

/// How the words of a term belong together.
fn form(meaning: &Meaning, text: &str) -> Form {
    match meaning.structure {
        _ if meaning.is_first_characters(meaning.truncation) => Form::Heading,
        Structure::Text if meaning.complete => Form::Heading,
        Structure::Phrase | Structure::Text => Form::Phrase,
        Structure::AnyWord => Form::AnyWord,
        // A number is one value, spaces in it or not.
        Structure::Words if meaning.kind() == IndexKind::Value && is_number(text) => Form::Phrase,
        Structure::Words | Structure::WordList => Form::AllWords,
    }
}

/// `978 951 1 23676 4`.
fn is_number(text: &str) -> bool {
    let number = |letter: char| letter.is_ascii_digit() || matches!(letter, ' ' | '-' | 'x' | 'X');
    text.contains(' ') && text.chars().all(number)
}

/// Whether a year of four digits stands in a text.
fn may_be_date(text: &str) -> bool {
    let runs = text.split(|letter: char| !letter.is_ascii_digit());
    let mut years = runs.filter(|run| matches!(run.len(), 4 | 6 | 8) && !run.starts_with('0'));
    years.next().is_some()
}
