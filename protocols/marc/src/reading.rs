//! What was read, and what was wrong with it.

use std::fmt;

use crate::{field::Tag, record::Record};

/// A record and what was wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The record.
    pub record: Record,
    /// What was wrong; empty for most.
    pub warnings: Vec<Warning>,
}

impl Read {
    /// Whether something is so wrong that what was read may not be what was meant.
    pub fn is_damaged(&self) -> bool {
        self.warnings.iter().any(Warning::is_damage)
    }
}

/// Something wrong with a record that could be read nevertheless. An ISO 2709 record without
/// warnings is written as the very bytes it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The length in the leader is not the length of the record.
    Length {
        /// What the leader says; `None` if these are no digits.
        said: Option<usize>,
        /// Bytes of the record.
        is: usize,
    },
    /// The leader is not 24 printable characters, or counts indicators, codes or the parts of
    /// the directory otherwise than MARC does.
    Leader,
    /// The record terminator is missing, or bytes follow it.
    RecordTerminator,
    /// The base address in the leader is not where the data begin.
    BaseAddress {
        /// What the leader says; `None` if these are no digits.
        said: Option<usize>,
        /// Where the data begin.
        is: usize,
    },
    /// The directory points to something that is no field; the fields were told apart by their
    /// terminators.
    Directory {
        /// The first such entry, counted from 0.
        entry: usize,
    },
    /// The number of fields is not the number of entries in the directory.
    FieldCount {
        /// Entries.
        entries: usize,
        /// Fields.
        fields: usize,
    },
    /// The fields stand in another order than their entries, as ISO 2709 allows. [`crate::Record`]
    /// forgets it, [`crate::iso2709::Raw`] does not.
    Order,
    /// There are bytes that belong to no field, or to two.
    Gap,
    /// A tag is not three printable characters; the field was left out.
    Tag,
    /// A data field does not begin with two indicators.
    Indicators(Tag),
    /// An indicator or the code of a subfield is no printable ASCII character, which MARC-8 has not
    /// for them; it was kept.
    Code(Tag),
    /// Text stands where only indicators may; it became a subfield `a`.
    StrayText(Tag),
    /// A subfield without code, or a delimiter in a control field, was left out.
    Delimiter(Tag),
    /// A field with bytes that are no UTF-8; U+FFFD stands for them.
    Utf8(Tag),
    /// The leader says MARC-8, the text is UTF-8.
    Utf8NotMarc8,
    /// A field with bytes that MARC-8 does not define, or in a set that is not read here
    /// (Chinese, Japanese, Korean); U+FFFD stands for them.
    Marc8(Tag),
    /// A field whose MARC-8 was right, and would be written in another way.
    Respelled(Tag),
    /// An element that MARCXML does not have was left out.
    Element(String),
    /// A field of JSON that is not as MARC-in-JSON has it was left out.
    Json,
}

impl Warning {
    /// Whether the record was damaged: what was read may not be what was meant. The others are
    /// habits of systems and lose nothing, but for characters that cannot be read here.
    pub fn is_damage(&self) -> bool {
        !matches!(
            self,
            Self::Order
                | Self::Code(_)
                | Self::StrayText(_)
                | Self::Delimiter(_)
                | Self::Respelled(_)
                | Self::Utf8NotMarc8
                | Self::Marc8(_)
                | Self::Element(_)
        )
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length {
                said: Some(said),
                is,
            } => {
                write!(f, "the leader says {said} bytes, the record has {is}")
            }
            Self::Length { said: None, is } => {
                write!(
                    f,
                    "the length in the leader is no number, the record has {is} bytes"
                )
            }
            Self::Leader => f.write_str("the leader is not one of MARC"),
            Self::RecordTerminator => f.write_str("the record does not end with its terminator"),
            Self::BaseAddress {
                said: Some(said),
                is,
            } => {
                write!(
                    f,
                    "the leader says that data begin at {said}, they begin at {is}"
                )
            }
            Self::BaseAddress { said: None, is } => {
                write!(f, "the base address is no number, data begin at {is}")
            }
            Self::Directory { entry } => {
                write!(f, "entry {entry} of the directory points to no field")
            }
            Self::FieldCount { entries, fields } => {
                write!(
                    f,
                    "the directory has {entries} entries, the record {fields} fields"
                )
            }
            Self::Order => f.write_str("fields stand in another order than the directory"),
            Self::Gap => f.write_str("there are bytes between the fields, or fields overlap"),
            Self::Tag => f.write_str("a tag is not three printable characters"),
            Self::Indicators(tag) => write!(f, "{tag} does not begin with two indicators"),
            Self::Code(tag) => write!(f, "{tag} has a code that is not ASCII"),
            Self::StrayText(tag) => write!(f, "{tag} has text before its first subfield"),
            Self::Delimiter(tag) => write!(f, "{tag} has a delimiter without a subfield"),
            Self::Utf8(tag) => write!(f, "{tag} is no valid UTF-8"),
            Self::Utf8NotMarc8 => f.write_str("the leader says MARC-8, the text is UTF-8"),
            Self::Marc8(tag) => write!(f, "{tag} has characters that cannot be read as MARC-8"),
            Self::Respelled(tag) => write!(f, "{tag} spells MARC-8 in an unusual way"),
            Self::Element(name) => write!(f, "element {name} is not one of MARCXML"),
            Self::Json => f.write_str("a field is not as MARC-in-JSON has it"),
        }
    }
}
