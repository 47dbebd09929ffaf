//! Tags: what kind of thing an element is.

use std::fmt;

/// The four classes of tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Types of the language ASN.1 itself.
    Universal,
    /// Types of one application; Z39.50 has none.
    Application,
    /// Meaning given by the place: nearly all of Z39.50.
    Context,
    /// Types of one user; Z39.50 has none.
    Private,
}

/// Class and number of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag {
    /// Its class.
    pub class: Class,
    /// Its number, below 2^28.
    pub number: u32,
}

impl Tag {
    /// BOOLEAN.
    pub const BOOLEAN: Self = Self::universal(1);
    /// INTEGER.
    pub const INTEGER: Self = Self::universal(2);
    /// BIT STRING.
    pub const BIT_STRING: Self = Self::universal(3);
    /// OCTET STRING.
    pub const OCTET_STRING: Self = Self::universal(4);
    /// NULL.
    pub const NULL: Self = Self::universal(5);
    /// OBJECT IDENTIFIER.
    pub const OID: Self = Self::universal(6);
    /// ObjectDescriptor.
    pub const OBJECT_DESCRIPTOR: Self = Self::universal(7);
    /// EXTERNAL.
    pub const EXTERNAL: Self = Self::universal(8);
    /// SEQUENCE and SEQUENCE OF.
    pub const SEQUENCE: Self = Self::universal(16);
    /// GeneralizedTime.
    pub const GENERALIZED_TIME: Self = Self::universal(24);
    /// VisibleString.
    pub const VISIBLE_STRING: Self = Self::universal(26);
    /// GeneralString.
    pub const GENERAL_STRING: Self = Self::universal(27);
    /// What ends an element of indefinite length.
    pub(crate) const END_OF_CONTENTS: Self = Self::universal(0);

    /// A tag of class context.
    pub const fn context(number: u32) -> Self {
        Self {
            class: Class::Context,
            number,
        }
    }

    /// A tag of class universal.
    pub const fn universal(number: u32) -> Self {
        Self {
            class: Class::Universal,
            number,
        }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.class {
            Class::Universal => write!(f, "[UNIVERSAL {}]", self.number),
            Class::Application => write!(f, "[APPLICATION {}]", self.number),
            Class::Context => write!(f, "[{}]", self.number),
            Class::Private => write!(f, "[PRIVATE {}]", self.number),
        }
    }
}
