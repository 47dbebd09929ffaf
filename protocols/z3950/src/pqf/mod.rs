//! The prefix query format (PQF): RPN queries as one line of text, the way people write them and
//! logs tell them.
//!
//! ```text
//! query     = [@attrset set] structure
//! structure = @attr [set] type=value structure
//!           | @and structure structure | @or ... | @not ...
//!           | @prox exclusion distance ordered relation unit-kind unit structure structure
//!           | @term type structure
//!           | @set name
//!           | term
//! ```
//!
//! An attribute counts for every term of the structure it stands before; one of the same set and
//! type further in takes its place. On the wire the innermost comes first. A value of digits is a
//! number, any other a name. A term is a word, or stands in double quotes or braces; a backslash
//! takes the meaning from the next character, and `\n \t \r \f \xNN \NNN` are what they are in C.
//! Keywords are lower case.

mod parse;
mod print;
mod word;

use std::fmt;

pub use parse::parse;
pub use print::print;

/// Why a text is no query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotPqf {
    /// Where, in octets from the beginning.
    pub offset: usize,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It ends too early.
    End,
    /// A quote or brace is not closed.
    Unclosed,
    /// More follows a whole query.
    Extra,
    /// No such keyword.
    Keyword,
    /// No such attribute set.
    AttributeSet,
    /// Not `type=value`.
    Attribute,
    /// Not a number.
    Number,
    /// No such term type, or a term that is none of the type.
    TermType,
    /// Neither `0` nor `1` nor `void`, or neither `known` nor `private`.
    Proximity,
    /// More than [`NODE_LIMIT`](crate::query::NODE_LIMIT) operators and operands,
    /// [`DEPTH_LIMIT`](crate::query::DEPTH_LIMIT) inside each other, or
    /// [`ATTRIBUTE_LIMIT`](crate::query::ATTRIBUTE_LIMIT) attributes of one term.
    TooMany,
}

impl fmt::Display for NotPqf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at {})", self.fault, self.offset)
    }
}

impl std::error::Error for NotPqf {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::End => "the query ends too early",
            Self::Unclosed => "a quote or brace is not closed",
            Self::Extra => "more follows a whole query",
            Self::Keyword => "no such keyword",
            Self::AttributeSet => "no such attribute set",
            Self::Attribute => "an attribute is type=value",
            Self::Number => "not a number",
            Self::TermType => "no such term type, or no term of that type",
            Self::Proximity => {
                "proximity is: 0, 1 or void; distance; 0 or 1; relation; known or private; unit"
            }
            Self::TooMany => "too many operators, operands or attributes",
        })
    }
}
