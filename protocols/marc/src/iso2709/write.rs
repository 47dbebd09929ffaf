//! From a record to bytes.

use std::fmt;

use super::{
    DELIMITER, FIELD_LIMIT, FIELD_TERMINATOR, RECORD_LIMIT, RECORD_TERMINATOR,
    raw::{Raw, has_subfields},
};
use crate::{
    field::{Content, Field, Tag},
    leader::CharacterCoding,
    marc8,
    record::Record,
};

/// Why a record cannot be written as ISO 2709. MARCXML holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwritable {
    /// The record is longer than [`RECORD_LIMIT`].
    RecordTooLong {
        /// Bytes it would have.
        length: usize,
    },
    /// A field is longer than [`FIELD_LIMIT`].
    FieldTooLong {
        /// The first such field.
        tag: Tag,
        /// Bytes it would have with its terminator.
        length: usize,
    },
    /// A field holds a character that separates fields or subfields.
    Separator {
        /// The first such field.
        tag: Tag,
    },
    /// An indicator or a code of a field is not printable ASCII, as MARC-8 needs it.
    Code {
        /// The first such field.
        tag: Tag,
    },
    /// A control field has a tag of data fields, or the other way round.
    Kind {
        /// The first such field.
        tag: Tag,
    },
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RecordTooLong { length } => {
                write!(f, "{length} bytes, ISO 2709 holds {RECORD_LIMIT}")
            }
            Self::FieldTooLong { tag, length } => {
                write!(
                    f,
                    "field {tag} has {length} bytes, ISO 2709 holds {FIELD_LIMIT}"
                )
            }
            Self::Separator { tag } => write!(f, "field {tag} holds a separator"),
            Self::Code { tag } => write!(f, "field {tag} has a code that is not ASCII"),
            Self::Kind { tag } => write!(f, "field {tag} is of a kind that its tag is not"),
        }
    }
}

impl std::error::Error for Unwritable {}

/// Writes a record, its text encoded as the leader says (09): in MARC-8, what that cannot say
/// becomes `&#xNNNN;`.
pub fn write(record: &Record) -> Result<Vec<u8>, Unwritable> {
    let coding = record.leader.character_coding();
    let mut bodies = Vec::with_capacity(record.fields.len());
    for field in &record.fields {
        let tag = field.tag;
        if holds_separator(field) {
            return Err(Unwritable::Separator { tag });
        }
        if coding == CharacterCoding::Marc8 && !has_ascii_codes(field) {
            return Err(Unwritable::Code { tag });
        }
        let body = body(field, coding);
        if has_subfields(tag, &body) != matches!(field.content, Content::Data { .. }) {
            return Err(Unwritable::Kind { tag });
        }
        bodies.push((tag, body));
    }
    let fields = bodies
        .iter()
        .map(|(tag, body)| (*tag, body.as_slice()))
        .collect();
    let raw = Raw {
        leader: record.leader,
        fields,
        order: Vec::new(),
    };
    raw.write()
}

/// The bytes of a field without its terminator.
pub(super) fn body(field: &Field, coding: CharacterCoding) -> Vec<u8> {
    let mut out = Vec::new();
    match &field.content {
        Content::Control(text) => put(text, coding, &mut out),
        Content::Data {
            indicators,
            subfields,
        } => {
            for indicator in indicators {
                put(indicator.encode_utf8(&mut [0; 4]), coding, &mut out);
            }
            for subfield in subfields {
                out.push(DELIMITER);
                put(subfield.code.encode_utf8(&mut [0; 4]), coding, &mut out);
                put(&subfield.value, coding, &mut out);
            }
        }
    }
    out
}

fn put(text: &str, coding: CharacterCoding, out: &mut Vec<u8>) {
    match coding {
        CharacterCoding::Utf8 => out.extend_from_slice(text.as_bytes()),
        CharacterCoding::Marc8 => marc8::encode(text, out),
    }
}

/// The characters of a field that are not text.
fn codes(field: &Field) -> impl Iterator<Item = char> {
    let codes = field.subfields().iter().map(|subfield| subfield.code);
    field.indicators().into_iter().chain(codes)
}

/// Whether the indicators and codes are such as MARC-8 has for them.
pub(super) fn has_ascii_codes(field: &Field) -> bool {
    codes(field).all(|code| (' '..='~').contains(&code))
}

fn holds_separator(field: &Field) -> bool {
    let separates = |char: char| {
        [DELIMITER, FIELD_TERMINATOR, RECORD_TERMINATOR]
            .map(char::from)
            .contains(&char)
    };
    let texts = field
        .subfields()
        .iter()
        .map(|subfield| subfield.value.as_str());
    codes(field).any(separates)
        || field
            .control_text()
            .into_iter()
            .chain(texts)
            .any(|text| text.contains(separates))
}
