//! The structure of a record, before its text is decoded.

use std::fmt;

use super::{
    DELIMITER, ENTRY, FIELD_LIMIT, FIELD_TERMINATOR, RECORD_LIMIT, RECORD_TERMINATOR, Unwritable,
};
use crate::{
    field::Tag,
    leader::{Leader, number, put_number},
    reading::Warning,
};

/// A record whose fields are bytes as they came, whatever they are encoded in: to be written
/// again without a change of spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw<'a> {
    /// The leader.
    pub leader: Leader,
    /// Tags and bytes of the fields, without their terminators, in the order of the directory.
    pub fields: Vec<(Tag, &'a [u8])>,
    /// Which field stands first, second and so on; empty if it is the order of the directory.
    pub order: Vec<usize>,
}

/// Bytes that are no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// There are fewer bytes than a leader has.
    NoLeader,
    /// The directory does not end.
    NoDirectory,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoLeader => "shorter than a leader",
            Self::NoDirectory => "the directory does not end",
        })
    }
}

impl std::error::Error for Malformed {}

impl<'a> Raw<'a> {
    /// Takes a record apart, and says what was wrong with it.
    pub fn read(bytes: &'a [u8]) -> Result<(Self, Vec<Warning>), Malformed> {
        let mut warnings = Vec::new();
        let (leader, rest) = bytes
            .split_at_checked(Leader::LENGTH)
            .ok_or(Malformed::NoLeader)?;
        let leader = read_leader(leader, &mut warnings);
        if leader.record_length() != Some(bytes.len()) {
            let said = leader.record_length();
            warnings.push(Warning::Length {
                said,
                is: bytes.len(),
            });
        }
        let (rest, after) = cut(rest, RECORD_TERMINATOR).unwrap_or((rest, b"?"));
        if !after.is_empty() {
            warnings.push(Warning::RecordTerminator);
        }
        let (directory, data) = cut(rest, FIELD_TERMINATOR).ok_or(Malformed::NoDirectory)?;
        let base_address = Leader::LENGTH + directory.len() + 1;
        if leader.base_address() != Some(base_address) {
            let said = leader.base_address();
            warnings.push(Warning::BaseAddress {
                said,
                is: base_address,
            });
        }
        let found = by_directory(directory, data, &mut warnings).unwrap_or_else(|entry| {
            warnings.push(Warning::Directory { entry });
            (by_terminators(directory, data, &mut warnings), Vec::new())
        });
        let (fields, order) = found;
        let raw = Self {
            leader,
            fields,
            order,
        };
        Ok((raw, warnings))
    }

    /// The record as bytes.
    pub fn write(&self) -> Result<Vec<u8>, Unwritable> {
        let base_address = Leader::LENGTH + self.fields.len() * ENTRY + 1;
        let data: usize = self.fields.iter().map(|(_, body)| body.len() + 1).sum();
        let length = base_address + data + 1;
        if length > RECORD_LIMIT {
            return Err(Unwritable::RecordTooLong { length });
        }
        let mut out = Vec::with_capacity(length);
        out.extend_from_slice(self.leader.measured(length, base_address).as_bytes());
        out.resize(base_address - 1, 0);
        out.push(FIELD_TERMINATOR);
        for place in 0..self.fields.len() {
            let field = self.order.get(place).copied().unwrap_or(place);
            let Some((tag, body)) = self.fields.get(field) else {
                continue;
            };
            let entry = entry(*tag, body.len() + 1, out.len() - base_address)?;
            let at = Leader::LENGTH + field * ENTRY;
            if let Some(here) = out.get_mut(at..at + ENTRY) {
                here.copy_from_slice(&entry);
            }
            if memchr::memchr2(FIELD_TERMINATOR, RECORD_TERMINATOR, body).is_some() {
                return Err(Unwritable::Separator { tag: *tag });
            }
            out.extend_from_slice(body);
            out.push(FIELD_TERMINATOR);
        }
        out.push(RECORD_TERMINATOR);
        Ok(out)
    }
}

/// An entry of the directory.
fn entry(tag: Tag, length: usize, position: usize) -> Result<[u8; ENTRY], Unwritable> {
    if length > FIELD_LIMIT {
        return Err(Unwritable::FieldTooLong { tag, length });
    }
    let mut entry = [0; ENTRY];
    entry[..3].copy_from_slice(tag.as_bytes());
    put_number(&mut entry[3..7], length);
    put_number(&mut entry[7..], position);
    Ok(entry)
}

fn read_leader(bytes: &[u8], warnings: &mut Vec<Warning>) -> Leader {
    let (leader, printable) = Leader::repaired(bytes);
    let counts = leader.as_bytes();
    if !printable || counts[10..12] != *b"22" || counts[20..22] != *b"45" {
        warnings.push(Warning::Leader);
    }
    leader
}

/// What stands before and after the first such byte.
fn cut(bytes: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let at = memchr::memchr(separator, bytes)?;
    Some((bytes.get(..at)?, bytes.get(at + 1..)?))
}

/// Fields with their tags, and in what order they stand if it is not theirs.
type Fields<'a> = (Vec<(Tag, &'a [u8])>, Vec<usize>);

/// The fields where the directory says they are; or the number of the first entry that points to
/// something else. More than is there is never taken, however often entries point to it.
fn by_directory<'a>(
    directory: &[u8],
    data: &'a [u8],
    warnings: &mut Vec<Warning>,
) -> Result<Fields<'a>, usize> {
    let mut fields = Vec::with_capacity(directory.len() / ENTRY);
    let mut positions = Vec::with_capacity(directory.len() / ENTRY);
    let mut taken = 0;
    for (entry, bytes) in directory.chunks(ENTRY).enumerate() {
        let (position, body) = pointed_at(bytes, data).ok_or(entry)?;
        taken += body.len() + 1;
        if taken > data.len() {
            return Err(entry);
        }
        match tag(bytes) {
            Some(tag) => {
                positions.push((position, fields.len()));
                fields.push((tag, body));
            }
            None => warnings.push(Warning::Tag),
        }
    }
    let in_order = positions.is_sorted();
    positions.sort_unstable();
    let twice = positions
        .windows(2)
        .any(|two| matches!(two, [one, other] if one.0 == other.0));
    if twice || taken != data.len() {
        warnings.push(Warning::Gap);
    }
    if in_order {
        return Ok((fields, Vec::new()));
    }
    warnings.push(Warning::Order);
    Ok((
        fields,
        positions.into_iter().map(|(_, field)| field).collect(),
    ))
}

/// Position and bytes of the field an entry points to, if it is one.
fn pointed_at<'a>(entry: &[u8], data: &'a [u8]) -> Option<(usize, &'a [u8])> {
    let length = number(entry.get(3..7)?)?.checked_sub(1)?;
    let position = number(entry.get(7..ENTRY)?)?;
    let (body, _) = cut(data.get(position..)?, FIELD_TERMINATOR)?;
    let before = position.checked_sub(1).and_then(|before| data.get(before));
    let begins = before.is_none_or(|byte| *byte == FIELD_TERMINATOR);
    (body.len() == length && begins).then_some((position, body))
}

/// The fields one after the other, with the tags of the directory one after the other.
fn by_terminators<'a>(
    directory: &[u8],
    data: &'a [u8],
    warnings: &mut Vec<Warning>,
) -> Vec<(Tag, &'a [u8])> {
    let data = data.strip_suffix(&[FIELD_TERMINATOR]).unwrap_or(data);
    let bodies = data.split(|byte| *byte == FIELD_TERMINATOR);
    let entries = directory.len().div_ceil(ENTRY);
    let fields = bodies.clone().count();
    if entries != fields {
        warnings.push(Warning::FieldCount { entries, fields });
    }
    let tags = directory.chunks(ENTRY).map(tag);
    let tagged = tags
        .zip(bodies)
        .filter_map(|(tag, body)| Some((tag?, body)));
    let tagged: Vec<_> = tagged.collect();
    if tagged.len() < entries.min(fields) {
        warnings.push(Warning::Tag);
    }
    tagged
}

fn tag(entry: &[u8]) -> Option<Tag> {
    Tag::new(entry.get(..3)?.try_into().ok()?)
}

/// Whether the bytes of a field have subfields: nearly all that are no control fields do, and in
/// some formats (danMARC) the control fields too.
pub(super) fn has_subfields(tag: Tag, body: &[u8]) -> bool {
    !tag.is_control() || body.get(2) == Some(&DELIMITER)
}
