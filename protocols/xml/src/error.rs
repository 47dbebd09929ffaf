//! What is wrong with a document, and where.

use std::fmt;

use crate::limits::Limits;

/// Why a document cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What is wrong.
    pub fault: Fault,
    /// Bytes before the place.
    pub offset: usize,
    /// Line of the place, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub column: usize,
}

/// What can be wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not well-formed, in the words of the parser.
    Syntax(String),
    /// It is in an encoding that is not read here, or not in the one it says.
    Encoding(String),
    /// A character that XML cannot hold.
    Character,
    /// The name of an element, attribute or prefix that is none.
    Name(String),
    /// A prefix that nobody declared.
    Prefix(String),
    /// An entity that XML itself does not define.
    Entity(String),
    /// A declaration of an entity.
    EntityDeclaration,
    /// A document type where none may be.
    Doctype,
    /// Text or an element outside the root element.
    OutsideRoot,
    /// No element.
    NoRoot,
    /// An element does not end.
    Unclosed,
    /// Longer than [`Limits::total`].
    TooLong,
    /// More elements within one another than [`Limits::depth`].
    TooDeep,
    /// More than [`Limits::attributes`].
    TooManyAttributes,
    /// More than [`Limits::namespaces`].
    TooManyNamespaces,
    /// A name of a namespace longer than [`Limits::namespace`].
    NamespaceTooLong,
    /// Longer than [`Limits::text`].
    TextTooLong,
}

impl Fault {
    /// The fault at a place in a document.
    pub(crate) fn at(self, text: &str, offset: usize) -> Error {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        Error {
            fault: self,
            offset,
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}, column {}: {}",
            self.line, self.column, self.fault
        )
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(fault) => write!(f, "not well-formed: {fault}"),
            Self::Encoding(name) => write!(f, "cannot be read as {name}"),
            Self::Character => f.write_str("a character that XML cannot hold"),
            Self::Name(name) => write!(f, "{name:?} is no name"),
            Self::Prefix(prefix) => write!(f, "the prefix {prefix} is not declared"),
            Self::Entity(name) => write!(f, "the entity {name} is not known"),
            Self::EntityDeclaration => f.write_str("entities may not be declared"),
            Self::Doctype => f.write_str("a document type in the wrong place"),
            Self::OutsideRoot => f.write_str("something outside the root element"),
            Self::NoRoot => f.write_str("no element"),
            Self::Unclosed => f.write_str("an element does not end"),
            Self::TooLong => f.write_str("the document is too long"),
            Self::TooDeep => f.write_str("too many elements within one another"),
            Self::TooManyAttributes => f.write_str("too many attributes"),
            Self::TooManyNamespaces => f.write_str("too many namespaces"),
            Self::NamespaceTooLong => f.write_str("the name of a namespace is too long"),
            Self::TextTooLong => f.write_str("the text of an element is too long"),
        }
    }
}

impl Limits {
    pub(crate) fn check(value: usize, limit: usize, fault: Fault) -> Result<(), Fault> {
        if value > limit { Err(fault) } else { Ok(()) }
    }
}
