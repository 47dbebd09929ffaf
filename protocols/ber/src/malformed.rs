//! What is wrong with bytes, and where.

use std::fmt;

use crate::tag::Tag;

/// Bytes that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Where the element at fault begins, counted from the first octet of the outer element.
    pub offset: usize,
    /// The field at fault, as its standard calls it; empty where no field is known yet.
    pub field: &'static str,
    /// What is wrong.
    pub reason: Reason,
}

/// What is wrong with an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The bytes end before the element does.
    Truncated,
    /// Bytes follow the outer element.
    Trailing,
    /// A tag number of more than 28 bits.
    TagTooLong,
    /// A length of more than eight octets, or the reserved first octet `FF`.
    LengthTooLong,
    /// An indefinite length on a primitive element.
    IndefinitePrimitive,
    /// An end of contents where no indefinite length is open, or one that is not two noughts.
    StrayEnd,
    /// The element reaches beyond the one it stands in.
    Overrun,
    /// More octets than [`Limits::size`](crate::Limits::size).
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// More levels than [`Limits::depth`](crate::Limits::depth).
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// More elements than [`Limits::elements`](crate::Limits::elements).
    TooManyElements {
        /// The limit.
        limit: usize,
    },
    /// A mandatory field is not there.
    Missing,
    /// Nothing of this tag may stand here.
    Unexpected(Tag),
    /// A primitive element where elements should stand in it.
    NotConstructed,
    /// Elements where a primitive one should stand.
    NotPrimitive,
    /// A BOOLEAN that is not one octet.
    Boolean,
    /// An INTEGER of no octet, or of more than eight.
    Integer,
    /// A NULL with contents.
    Null,
    /// An object identifier that is empty, cut off, longer than
    /// [`OID_LIMIT`](crate::OID_LIMIT) or with an arc beyond 63 bits.
    Oid,
    /// A BIT STRING that is empty, or has more unused bits than bits.
    BitString,
    /// More of something than its reader allows.
    TooMany {
        /// The limit.
        limit: usize,
        /// What there is too much of.
        what: &'static str,
    },
}

impl Malformed {
    /// Names the field, unless an inner one is named already.
    #[must_use]
    pub fn within(self, field: &'static str) -> Self {
        if self.field.is_empty() {
            Self { field, ..self }
        } else {
            self
        }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        write!(f, "{} (octet {})", self.reason, self.offset)
    }
}

impl std::error::Error for Malformed {}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => f.write_str("ends too early"),
            Self::Trailing => f.write_str("followed by more bytes"),
            Self::TagTooLong => f.write_str("tag number beyond 28 bits"),
            Self::LengthTooLong => f.write_str("length of more than eight octets"),
            Self::IndefinitePrimitive => f.write_str("indefinite length without elements"),
            Self::StrayEnd => {
                f.write_str("end of contents that nothing began, or not of two noughts")
            }
            Self::Overrun => f.write_str("longer than the element around it"),
            Self::TooLarge { limit } => write!(f, "more than {limit} octets"),
            Self::TooDeep { limit } => write!(f, "more than {limit} levels"),
            Self::TooManyElements { limit } => write!(f, "more than {limit} elements"),
            Self::Missing => f.write_str("missing"),
            Self::Unexpected(tag) => write!(f, "{tag} may not stand here"),
            Self::NotConstructed => f.write_str("primitive, should hold elements"),
            Self::NotPrimitive => f.write_str("holds elements, should be primitive"),
            Self::Boolean => f.write_str("BOOLEAN is not one octet"),
            Self::Integer => f.write_str("INTEGER is not one to eight octets"),
            Self::Null => f.write_str("NULL has contents"),
            Self::Oid => f.write_str("no object identifier"),
            Self::BitString => f.write_str("no BIT STRING"),
            Self::TooMany { limit, what } => write!(f, "more than {limit} {what}"),
        }
    }
}
