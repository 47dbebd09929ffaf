//! What is looked for in the catalogue: one tree, which every query language becomes.

use std::{
    any::Any,
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
};

use crate::{Index, IndexKind, Page};

/// A query. However deep it came over the wire, whoever builds it keeps to [`Query::MAX_DEPTH`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Query {
    /// Every record.
    All,
    /// Records in which a term stands.
    Term(Term),
    /// Records that both find.
    And(Box<Self>, Box<Self>),
    /// Records that either finds.
    Or(Box<Self>, Box<Self>),
    /// Records that the first finds and the second does not.
    Not(Box<Self>, Box<Self>),
    /// Records in which both terms stand near each other. Only terms of one text index can.
    Near(Box<Self>, Box<Self>, Nearness),
    /// Records that an earlier search found.
    Found(ResultSet),
}

impl Query {
    /// How many operators may stand inside each other.
    pub const MAX_DEPTH: usize = 128;
    /// How many terms one query may have.
    pub const MAX_TERMS: usize = 1024;
}

/// A term, where it is looked for, and how.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// Where.
    pub index: Index,
    /// How what stands there compares with it. Other than [`Relation::Equal`]: ordered indexes only.
    pub relation: Relation,
    /// How its words belong together.
    pub form: Form,
    /// Where in a field it begins.
    pub position: Position,
    /// Whether it is the whole field, and not a part of it.
    pub complete: bool,
    /// Which part of each word (of a [`Form::Heading`]: of the whole) is given.
    pub truncation: Truncation,
    /// The term as it came, in Unicode. The index folds it as it folds the fields.
    pub text: String,
}

impl Term {
    /// All words of a text, anywhere in an index.
    pub fn words(index: Index, text: impl Into<String>) -> Self {
        Self {
            index,
            relation: Relation::Equal,
            form: Form::AllWords,
            position: Position::Any,
            complete: false,
            truncation: Truncation::None,
            text: text.into(),
        }
    }
}

/// How a value of an ordered index compares with a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// Earlier.
    Less,
    /// Earlier or the same.
    LessOrEqual,
    /// The same.
    Equal,
    /// Later or the same.
    GreaterOrEqual,
    /// Later.
    Greater,
    /// Another; a record with several values has one that is another.
    NotEqual,
}

/// How the words of a term belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// Each stands somewhere in the index, in any order.
    AllWords,
    /// At least one stands in the index.
    AnyWord,
    /// They are one text from its first character to its last, spaces among them: with
    /// [`Truncation::Right`] the first characters of a field.
    Heading,
    /// They follow each other in one field.
    Phrase,
}

/// Where in a field a term begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Position {
    /// Anywhere.
    Any,
    /// With the first word of the field.
    First,
}

/// Which part of a word is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Truncation {
    /// All of it.
    None,
    /// How it begins.
    Right,
    /// How it ends.
    Left,
    /// What stands in it.
    Both,
    /// `*` stands for any characters, `?` for one; a backslash makes the next character itself.
    Masked,
}

/// How near two terms stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Nearness {
    /// Words from one to the other at the most, from 1, the next word, to
    /// [`Nearness::MAX_DISTANCE`].
    pub distance: u32,
    /// Whether the first comes first.
    pub ordered: bool,
}

impl Nearness {
    /// How far words can be from each other and still be near. Words of two fields of a record
    /// count as farther.
    pub const MAX_DISTANCE: u32 = 99;
}

/// By what results are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SortKey {
    /// The index, one of those that sort.
    pub index: Index,
    /// From the last to the first.
    pub descending: bool,
    /// Where records without a value stand, whichever the direction.
    pub missing: Missing,
}

/// Where a record without a value stands among sorted ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Missing {
    /// Before the others.
    First,
    /// After the others.
    Last,
}

/// A search: what is looked for, and in which order it is wanted. Without keys the order is the
/// catalogue's own, the same each time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Search {
    /// What is looked for.
    pub query: Arc<Query>,
    /// The order wanted, the first key first.
    pub sort: Vec<SortKey>,
}

/// What a search found. It stays what it was while the catalogue goes on changing; cheap to clone.
/// Two are the same only if one is a clone of the other.
#[derive(Clone)]
pub struct ResultSet {
    /// How many records.
    pub total: u64,
    /// The search that found it.
    pub search: Search,
    /// How the catalogue remembers the records; its own business.
    pub kept: Arc<dyn Any + Send + Sync>,
}

impl fmt::Debug for ResultSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResultSet")
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}

impl PartialEq for ResultSet {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.kept, &other.kept)
    }
}

impl Eq for ResultSet {}

impl Hash for ResultSet {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.kept).cast::<()>().hash(state);
    }
}

/// Which values of a result are wanted, with their counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FacetAsked {
    /// The index whose values they are, one of those that have a facet.
    pub index: Index,
    /// Their order.
    pub order: FacetOrder,
    /// Values in fewer records are left out; 0 is as 1.
    pub minimum: u64,
    /// Which of them, the first [`FacetAsked::MAX_LIMIT`] at the most.
    pub page: Page,
}

impl FacetAsked {
    /// The most values that are told of one facet at one time.
    pub const MAX_LIMIT: u32 = 1000;
}

/// How the values of a facet follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FacetOrder {
    /// The most frequent first; those that are as frequent by value.
    #[default]
    Frequent,
    /// The least frequent first; those that are as frequent by value.
    Rare,
    /// By value, in Finnish order.
    Value,
    /// By value, from the last to the first.
    ValueDescending,
}

/// The values that the records of a result have in an index, each with its exact count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// The index.
    pub index: Index,
    /// Those that were wanted.
    pub values: Vec<FacetValue>,
    /// How many there are, those in too few records aside.
    pub total: u64,
}

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// As one record has it.
    pub value: String,
    /// In how many records of the result it stands.
    pub records: u64,
}

impl FacetValue {
    /// What finds all records with this value.
    pub fn term(&self, index: Index) -> Term {
        let form = match index.definition().kind {
            IndexKind::Text => Form::Heading,
            IndexKind::Value | IndexKind::Ordered => Form::Phrase,
        };
        Term {
            form,
            ..Term::words(index, self.value.clone())
        }
    }
}

/// Which part of an index is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Browse {
    /// The index.
    pub index: Index,
    /// Whole headings, and not their words; a value index has only whole ones.
    pub headings: bool,
    /// Where it begins: at this term, or where it would stand.
    pub from: String,
    /// How many terms before that are wanted too; negative: how many to pass over.
    pub before: i32,
    /// How many terms in all, at the most [`Browse::MAX_COUNT`].
    pub count: u32,
}

impl Browse {
    /// The most terms that one page of an index holds.
    pub const MAX_COUNT: u32 = 1000;
}

/// A part of an index, in Finnish order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The terms.
    pub entries: Vec<TermEntry>,
    /// How many of them stand before the one that was asked for.
    pub before: u32,
    /// Whether the index ends with the last of them.
    pub at_end: bool,
}

/// A term of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermEntry {
    /// As the index holds it: folded.
    pub term: String,
    /// As one record has it, for people.
    pub display: String,
    /// In how many records it stands.
    pub records: u64,
}
