//! The attributes of a term: what of bib-1 is served, and the diagnostic for everything else.

use silta_consortium::{
    Index, IndexKind,
    query::{Position, Relation},
};
use silta_z3950::{
    AttributeElement, AttributeValue, Oid,
    attributes::{COMPLETENESS, POSITION, RELATION, STRUCTURE, TRUNCATION, USE},
    bib1::Condition,
    oid::BIB_1,
    query::AttributeList,
    unit::StringOrNumeric,
};

use crate::Diagnostic;

/// How a term is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// Where it is looked for (use).
    pub index: Index,
    /// How what stands there compares with it (relation).
    pub comparison: Comparison,
    /// Where in a field it begins (position).
    pub position: Position,
    /// What it is made of (structure).
    pub structure: Structure,
    /// What may be missing of it (truncation).
    pub truncation: Truncation,
    /// Whether it is the whole field (completeness).
    pub complete: bool,
}

/// How what stands in an index compares with a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// By equality or order.
    By(Relation),
    /// It is always right, whatever the term: 103.
    Always,
    /// It is between the two dates of the term: 104, of the Bath profile.
    Within,
}

/// What a term is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Structure {
    /// Words, each of which stands somewhere; a number with spaces in it is one value.
    Words,
    /// The same, and a number is no exception: word list.
    WordList,
    /// Words, one of which stands somewhere: free-form text.
    AnyWord,
    /// Words that follow each other.
    Phrase,
    /// The same, or with completeness 3 one text from its first character to its last: string.
    Text,
}

/// What may be missing of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truncation {
    /// Nothing.
    None,
    /// Its end.
    Right,
    /// Its beginning.
    Left,
    /// Both.
    Both,
    /// `#` stands for any characters: 101.
    Hashes,
    /// A regular expression: 102.
    Regexp,
    /// `?` stands for any characters, `#` for one: 104.
    Z3958,
}

impl Truncation {
    const LISTED: [(i64, Self); 7] = [
        (1, Self::Right),
        (2, Self::Left),
        (3, Self::Both),
        (100, Self::None),
        (101, Self::Hashes),
        (102, Self::Regexp),
        (104, Self::Z3958),
    ];
}

impl Structure {
    /// The first that means the same is the one that is written. Names that are turned round (102)
    /// are words in any order; keys and numbers are phrases; years and dates are words, since a date
    /// has its index.
    const LISTED: [(i64, Self); 13] = [
        (1, Self::Phrase),
        (2, Self::Words),
        (3, Self::Phrase),
        (4, Self::Words),
        (5, Self::Words),
        (6, Self::WordList),
        (100, Self::Words),
        (101, Self::Phrase),
        (102, Self::Words),
        (105, Self::AnyWord),
        (106, Self::AnyWord),
        (107, Self::Phrase),
        (108, Self::Text),
    ];
}

const RELATIONS: [(i64, Relation); 6] = [
    (1, Relation::Less),
    (2, Relation::LessOrEqual),
    (3, Relation::Equal),
    (4, Relation::GreaterOrEqual),
    (5, Relation::Greater),
    (6, Relation::NotEqual),
];
const ALWAYS_MATCHES: i64 = 103;
const WITHIN: i64 = 104;
const POSITIONS: [(i64, Position); 2] = [(1, Position::First), (3, Position::Any)];
/// Whether the term is the whole field.
const COMPLETENESSES: [(i64, bool); 2] = [(1, false), (3, true)];

impl Meaning {
    /// What the attributes of a term say; `set` is the attribute set of those that name none.
    pub fn of(set: Oid, list: &[AttributeElement]) -> Result<Self, Diagnostic> {
        let said = Said::read(set, list)?;
        let index = said.index.unwrap_or(Index::Any);
        let meaning = Self {
            index,
            comparison: comparison(index, said.relation)?,
            position: said.value(POSITION, &POSITIONS, Position::Any)?,
            structure: said.value(STRUCTURE, &Structure::LISTED, Structure::Words)?,
            truncation: said.value(TRUNCATION, &Truncation::LISTED, Truncation::None)?,
            complete: said.value(COMPLETENESS, &COMPLETENESSES, false)?,
        };
        let equal = meaning.comparison == Comparison::By(Relation::Equal);
        let masked = meaning.truncation != Truncation::None;
        if masked && !equal && meaning.comparison != Comparison::Always {
            return Err(Condition::UnsupportedCombination.about("relation and truncation"));
        }
        Ok(meaning)
    }

    /// A term of words in an index, of which nothing more is said.
    pub(crate) const fn plain(index: Index) -> Self {
        Self {
            index,
            comparison: Comparison::By(Relation::Equal),
            position: Position::Any,
            structure: Structure::Words,
            truncation: Truncation::None,
            complete: false,
        }
    }

    /// The attributes that say it, the innermost first; what counts where nothing is said is left
    /// out.
    pub(crate) fn list(&self) -> AttributeList {
        let plain = Self::plain(self.index);
        let first = self.index.definition().bib1.first();
        let relation = match self.comparison {
            Comparison::By(relation) => number_of(&RELATIONS, relation),
            Comparison::Always => Some(ALWAYS_MATCHES),
            Comparison::Within => Some(WITHIN),
        };
        let said = [
            (
                COMPLETENESS,
                self.complete != plain.complete,
                number_of(&COMPLETENESSES, self.complete),
            ),
            (
                TRUNCATION,
                self.truncation != plain.truncation,
                number_of(&Truncation::LISTED, self.truncation),
            ),
            (
                STRUCTURE,
                self.structure != plain.structure,
                number_of(&Structure::LISTED, self.structure),
            ),
            (
                POSITION,
                self.position != plain.position,
                number_of(&POSITIONS, self.position),
            ),
            (RELATION, self.comparison != plain.comparison, relation),
            (USE, true, first.map(|number| i64::from(*number))),
        ];
        let said = said.into_iter().filter(|(_, is_said, _)| *is_said);
        said.filter_map(|(attribute_type, _, number)| {
            Some(AttributeElement {
                attribute_set: None,
                attribute_type,
                attribute_value: AttributeValue::Numeric(number?),
            })
        })
        .collect()
    }

    /// Whether a phrase that is cut off so is the first characters of a field, as the Bath profile
    /// has them, and not words that are each cut off.
    pub(crate) fn is_first_characters(&self, truncation: Truncation) -> bool {
        let from_first = self.position == Position::First || self.complete;
        self.structure == Structure::Phrase && from_first && truncation == Truncation::Right
    }

    /// How the values of the index are compared.
    pub fn kind(&self) -> IndexKind {
        self.index.definition().kind
    }
}

/// The first number that means this.
fn number_of<T: PartialEq>(listed: &[(i64, T)], wanted: T) -> Option<i64> {
    let found = listed.iter().find(|(_, meaning)| *meaning == wanted);
    found.map(|(number, _)| *number)
}

/// The index that a use attribute asks for, by its number.
fn of_number(value: i64) -> Option<Index> {
    u32::try_from(value).ok().and_then(Index::of_bib1)
}

/// The index of a name, as people write it instead of a number: `title`, `dc.title`, `4`.
pub fn index_named(name: &str) -> Option<Index> {
    let own = || Index::from_name(&name.to_ascii_lowercase());
    let number = || name.parse().ok().and_then(of_number);
    Index::of_cql(name).or_else(own).or_else(number)
}

fn comparison(index: Index, relation: Option<i64>) -> Result<Comparison, Diagnostic> {
    let value = relation.unwrap_or(3);
    let ordered = index.definition().kind == IndexKind::Ordered;
    let everywhere = matches!(index, Index::Any | Index::FullText);
    let listed = RELATIONS.iter().find(|(listed, _)| *listed == value);
    match (listed, value) {
        (Some((_, relation)), _) if ordered || *relation == Relation::Equal => {
            Ok(Comparison::By(*relation))
        }
        (None, ALWAYS_MATCHES) if everywhere => Ok(Comparison::Always),
        (None, WITHIN) if ordered => Ok(Comparison::Within),
        _ => Err(Condition::UnsupportedRelation.about(value)),
    }
}

/// The attributes of a term by type.
#[derive(Debug, Default)]
struct Said {
    index: Option<Index>,
    relation: Option<i64>,
    /// The others, in the order of [`OTHERS`].
    others: [Option<i64>; OTHERS.len()],
}

/// The types whose values stand in a table each, with the diagnostic for other values.
const OTHERS: [(i64, Condition); 4] = [
    (POSITION, Condition::UnsupportedPosition),
    (STRUCTURE, Condition::UnsupportedStructure),
    (TRUNCATION, Condition::UnsupportedTruncation),
    (COMPLETENESS, Condition::UnsupportedCompleteness),
];

impl Said {
    fn read(set: Oid, list: &[AttributeElement]) -> Result<Self, Diagnostic> {
        if list.is_empty() && set != BIB_1 {
            return Err(Condition::UnsupportedAttributeSet.about(set));
        }
        let mut said = Self::default();
        for element in list {
            let set = element.attribute_set.unwrap_or(set);
            if set != BIB_1 {
                return Err(Condition::UnsupportedAttributeSet.about(set));
            }
            said.add(element)?;
        }
        Ok(said)
    }

    fn add(&mut self, element: &AttributeElement) -> Result<(), Diagnostic> {
        let (kind, value) = (element.attribute_type, &element.attribute_value);
        let place = OTHERS.iter().position(|(known, _)| *known == kind);
        let once = match (kind, place) {
            (USE, _) => set_once(&mut self.index, index(value)?),
            (RELATION, _) => set_once(&mut self.relation, number(value)?),
            (_, Some(place)) => match self.others.get_mut(place) {
                Some(slot) => set_once(slot, number(value)?),
                None => true,
            },
            _ => return Err(Condition::UnsupportedAttributeType.about(kind)),
        };
        match once {
            true => Ok(()),
            false => {
                Err(Condition::UnsupportedCombination.about(format_args!("two of type {kind}")))
            }
        }
    }

    fn value<T: Copy>(&self, kind: i64, listed: &[(i64, T)], default: T) -> Result<T, Diagnostic> {
        let mut others = OTHERS.iter().zip(self.others);
        let Some(((_, condition), Some(value))) = others.find(|((known, _), _)| *known == kind)
        else {
            return Ok(default);
        };
        let found = listed.iter().find(|(listed, _)| *listed == value);
        found
            .map(|(_, meaning)| *meaning)
            .ok_or_else(|| condition.about(value))
    }
}

/// Sets a value that may be said twice only if it is the same.
fn set_once<T: PartialEq>(slot: &mut Option<T>, value: T) -> bool {
    match slot {
        Some(said) => *said == value,
        None => {
            *slot = Some(value);
            true
        }
    }
}

/// The index of a use attribute; of several names and numbers, the first that there is.
fn index(value: &AttributeValue) -> Result<Index, Diagnostic> {
    let unknown = |value: &dyn ToString| Condition::UnsupportedUse.about(value.to_string());
    match value {
        AttributeValue::Numeric(value) => of_number(*value).ok_or_else(|| unknown(value)),
        AttributeValue::Complex(complex) => {
            let known = complex.list.iter().find_map(|value| match value {
                StringOrNumeric::Numeric(value) => of_number(*value),
                StringOrNumeric::String(name) => index_named(&name.to_text()),
            });
            known.ok_or_else(|| match complex.list.first() {
                Some(StringOrNumeric::String(name)) => unknown(&name.to_text()),
                Some(StringOrNumeric::Numeric(value)) => unknown(value),
                None => unknown(&""),
            })
        }
    }
}

/// The number of any other attribute; names there are none for.
fn number(value: &AttributeValue) -> Result<i64, Diagnostic> {
    match value {
        AttributeValue::Numeric(value) => Ok(*value),
        AttributeValue::Complex(complex) => match complex.list.as_slice() {
            [StringOrNumeric::Numeric(value)] => Ok(*value),
            [StringOrNumeric::String(name), ..] => {
                Err(Condition::ComplexValueNotSupported.about(name.to_text()))
            }
            _ => Err(Condition::ComplexValueNotSupported.about("")),
        },
    }
}

#[cfg(test)]
mod tests {
    use silta_z3950::{Operand, RpnStructure, pqf};

    use super::*;

    fn meaning(text: &str) -> Result<Meaning, (i64, String)> {
        let query = pqf::parse(text).unwrap();
        let RpnStructure::Op(Operand::AttrTerm(term)) = query.rpn else {
            panic!("one term: {text}");
        };
        Meaning::of(query.attribute_set, &term.attributes).map_err(|diagnostic| {
            let addinfo = String::from_utf8_lossy(diagnostic.addinfo.as_bytes()).into_owned();
            (diagnostic.condition, addinfo)
        })
    }

    #[test]
    fn what_is_not_served_has_its_diagnostic() {
        for (query, code, addinfo) in [
            ("@attr 1=9999 x", 114, "9999"),
            ("@attr 1=nosuch x", 114, "nosuch"),
            ("@attr 1=-4 x", 114, "-4"),
            ("@attr 1=4 @attr 2=9 x", 117, "9"),
            ("@attr 1=4 @attr 2=1 x", 117, "1"),
            ("@attr 1=4 @attr 2=103 x", 117, "103"),
            ("@attr 3=9 x", 119, "9"),
            ("@attr 3=2 x", 119, "2"),
            ("@attr 4=99 x", 118, "99"),
            ("@attr 5=99 x", 120, "99"),
            ("@attr 5=103 x", 120, "103"),
            ("@attr 6=99 x", 122, "99"),
            ("@attr 6=2 x", 122, "2"),
            ("@attr 9=1 x", 113, "9"),
            ("@attr 12=1 x", 113, "12"),
            ("@attr 4=word x", 246, "word"),
            ("@attrset gils x", 121, "1.2.840.10003.3.5"),
            ("@attrset 1.2.3 @attr 1=4 x", 121, "1.2.3"),
            ("@attr gils 1=4 x", 121, "1.2.840.10003.3.5"),
            (
                "@attr 1=31 @attr 2=1 @attr 5=1 19",
                123,
                "relation and truncation",
            ),
        ] {
            assert_eq!(meaning(query), Err((code, addinfo.into())), "{query}");
        }
    }

    #[test]
    fn what_is_said_means_the_same_again() {
        for text in [
            "x",
            "@attr 1=4 @attr 3=1 @attr 4=1 @attr 5=1 @attr 6=3 x",
            "@attr 1=31 @attr 2=2 @attr 4=105 x",
            "@attr 1=31 @attr 2=104 x",
            "@attr 2=103 x",
            "@attr 1=7 @attr 4=6 @attr 5=101 x",
            "@attr 1=12 @attr 4=108 @attr 5=102 x",
        ] {
            let meaning = meaning(text).unwrap();
            assert_eq!(Meaning::of(BIB_1, &meaning.list()), Ok(meaning), "{text}");
        }
    }

    #[test]
    fn names_and_attribute_sets_of_single_attributes_are_understood() {
        let title = meaning("@attr 1=4 x").unwrap();
        assert_eq!(title.index, Index::Title);
        for same in [
            "@attr 1=title x",
            "@attr 1=dc.title x",
            "@attr bib-1 1=4 x",
            "@attrset gils @attr bib-1 1=4 x",
            "@attr 1=4 @attr 2=3 @attr 3=3 @attr 4=2 @attr 5=100 @attr 6=1 x",
        ] {
            assert_eq!(meaning(same), Ok(title), "{same}");
        }
        let always = meaning("@attr 2=103 x").unwrap();
        assert_eq!(always.comparison, Comparison::Always);
        let within = meaning("@attr 1=31 @attr 2=104 @attr 4=4 x").unwrap();
        assert_eq!(within.comparison, Comparison::Within);
    }
}
