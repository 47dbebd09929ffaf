//! Reading a message: its fixed part, which may be damaged in ways that are known from the field,
//! and the fields after it.

use std::{borrow::Cow, fmt};

use nom::{IResult, Parser, bytes::complete::take, combinator::verify};
use silta_charset::is_mark;

use crate::{
    dialect::Delimiter,
    field::FieldId,
    message::MessageSpec,
    text::{TEXT_LIMIT, Text},
    wire::{Fixed, Taken, is_too_long},
};

/// How many characters too many a fixed part may have and still be recognised (a terminal that
/// puts the language into a 17 sends three).
pub const EXCESS_LIMIT: usize = 8;

/// A message that was read, with what its sender left to be desired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed<T> {
    /// The message.
    pub message: T,
    /// Required fields that were not there; their values are empty.
    pub missing: Vec<FieldId>,
    /// What was read leniently.
    pub repairs: Vec<Repair>,
}

impl<T> Parsed<T> {
    pub(crate) fn map<U>(self, into: impl FnOnce(T) -> U) -> Parsed<U> {
        Parsed {
            message: into(self.message),
            missing: self.missing,
            repairs: self.repairs,
        }
    }
}

/// A deviation that was understood all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Repair {
    /// A second value for a field that has one; the first stands.
    DuplicateField(FieldId),
    /// The fixed part has the right width, but a value in it is not written as the standard
    /// says: small letters, blank padding, an impossible date, a second summary flag.
    FixedPart,
    /// The fixed part is longer than the message has it.
    FixedPartLong,
    /// The fixed part, or the end of it, is not there.
    FixedPartShort,
    /// The last field has no delimiter.
    LastDelimiter,
    /// A field identifier in small letters.
    LowerCaseField(FieldId),
    /// Text between delimiters that is no field; it was dropped.
    StrayText,
    /// A value of more than 255 characters; it was cut.
    TooLong(FieldId),
    /// A value that its field cannot have; it was dropped.
    UnreadableField(FieldId),
}

/// The sender's message cannot be read; the answer to a terminal is 96. Holds no content of the
/// message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Where in the text, in bytes.
    pub offset: usize,
    /// What was expected there.
    pub expected: &'static str,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "message malformed at byte {}: expected {}",
            self.offset,
            self.expected.replace('_', " ")
        )
    }
}

impl std::error::Error for Malformed {}

/// Characters of a message code.
pub(crate) const CODE_WIDTH: usize = 2;

/// The fixed part of exactly the message's width, and the identified fields after it. `text` is
/// what follows the code.
pub(crate) fn fixed_part<'a>(
    spec: &MessageSpec,
    text: &'a str,
    delimiter: Delimiter,
    repairs: &mut Vec<Repair>,
) -> Result<Split<'a>, Malformed> {
    let width = spec.fixed_width();
    let split = text.split_at_checked(width).filter(|(fixed, rest)| {
        let delimiter = delimiter.character();
        fixed
            .bytes()
            .all(|byte| matches!(byte, b' '..=b'~') && char::from(byte) != delimiter)
            && begins_fields(rest, delimiter)
    });
    let exact = split.map(|(fixed, rest)| (Cow::Borrowed(fixed), rest));
    match exact {
        Some((fixed, rest)) if begins_known_field(spec, rest) || is_plausible(spec, &fixed) => {
            Ok((fixed, rest))
        }
        exact => match (resynchronised(spec, text, width, delimiter), exact) {
            (Ok((found, repair)), _) => {
                repairs.push(repair);
                Ok(found)
            }
            (Err(_), Some(exact)) => Ok(exact),
            (Err(malformed), None) => Err(malformed),
        },
    }
}

/// The fixed part and what follows it.
type Split<'a> = (Cow<'a, str>, &'a str);

/// Finds the fixed part again where the first known field identifier begins: `65AO…` lacks the
/// date, `17001<date>AO…` has a language too many, an 11 may lack its nb due date.
fn resynchronised<'a>(
    spec: &MessageSpec,
    text: &'a str,
    width: usize,
    delimiter: Delimiter,
) -> Result<(Split<'a>, Repair), Malformed> {
    let malformed = Malformed {
        offset: CODE_WIDTH,
        expected: "the fixed part of the message",
    };
    let head = text.split(delimiter.character()).next().unwrap_or(text);
    let known = |two: &[u8]| begins_known_field(spec, std::str::from_utf8(two).unwrap_or_default());
    let end = head
        .as_bytes()
        .windows(2)
        .position(known)
        .ok_or(malformed)?;
    let (fixed, rest) = text.split_at_checked(end).ok_or(malformed)?;
    let Some(excess) = end.checked_sub(width) else {
        return Ok((
            (Cow::Owned(format!("{fixed:width$}")), rest),
            Repair::FixedPartShort,
        ));
    };
    if excess > EXCESS_LIMIT {
        return Err(malformed);
    }
    let (last, first) = (fixed.get(excess..), fixed.get(..width));
    let plausible = |part: &Option<&str>| part.is_some_and(|part| is_plausible(spec, part));
    let fixed = [last, first]
        .into_iter()
        .find(plausible)
        .unwrap_or(last)
        .ok_or(malformed)?;
    Ok(((Cow::Borrowed(fixed), rest), Repair::FixedPartLong))
}

fn is_plausible(spec: &MessageSpec, fixed: &str) -> bool {
    let mut elements = Elements {
        rest: fixed,
        offset: 0,
    };
    spec.fixed
        .iter()
        .all(|element| elements.text(element.width).is_some_and(element.plausible))
}

/// Nothing, a delimiter, or two characters that may be a field identifier.
fn begins_fields(rest: &str, delimiter: char) -> bool {
    match rest.as_bytes() {
        [a, b, ..] if FieldId::new([*a, *b]).is_some() => true,
        [first, ..] if char::from(*first) == delimiter => true,
        _ => rest.trim_ascii().is_empty(),
    }
}

fn begins_known_field(spec: &MessageSpec, rest: &str) -> bool {
    match rest.as_bytes() {
        [a, b, ..] => FieldId::new([*a, *b]).is_some_and(|id| spec.knows(id)),
        _ => false,
    }
}

/// The elements of a fixed part, one after the other.
pub(crate) struct Elements<'a> {
    rest: &'a str,
    offset: usize,
}

impl<'a> Elements<'a> {
    pub(crate) fn new(fixed: &'a str) -> Self {
        Self {
            rest: fixed,
            offset: CODE_WIDTH,
        }
    }

    /// The next element; `expected` names it.
    pub(crate) fn next<T: Fixed>(&mut self, expected: &'static str) -> Result<T, Malformed> {
        let malformed = Malformed {
            offset: self.offset,
            expected,
        };
        self.text(T::WIDTH).and_then(T::read).ok_or(malformed)
    }

    fn text(&mut self, width: usize) -> Option<&'a str> {
        let element: IResult<&str, &str> = take(width).parse(self.rest);
        let (rest, text) = element.ok()?;
        (self.rest, self.offset) = (rest, self.offset + width);
        Some(text)
    }
}

/// Calls `take_field` with each identified field of `rest` and notes what had to be repaired.
pub(crate) fn each_field(
    rest: &str,
    delimiter: Delimiter,
    repairs: &mut Vec<Repair>,
    mut take_field: impl FnMut(FieldId, &str) -> Taken,
) {
    let delimiter = delimiter.character();
    if !rest.is_empty() && !rest.ends_with(delimiter) && !rest.trim_ascii().is_empty() {
        repairs.push(Repair::LastDelimiter);
    }
    for piece in rest
        .split(delimiter)
        .filter(|piece| !piece.trim_ascii().is_empty())
    {
        let Some((id, value)) = field(piece) else {
            repairs.push(Repair::StrayText);
            continue;
        };
        if !piece.starts_with(id.as_str()) {
            repairs.push(Repair::LowerCaseField(id));
        }
        let taken = match id.is_barcode() {
            true => take_field(id, &barcode(value)),
            false => take_field(id, value),
        };
        match taken {
            Taken::Kept if is_too_long(value) => repairs.push(Repair::TooLong(id)),
            Taken::Kept => {}
            Taken::Duplicate => repairs.push(Repair::DuplicateField(id)),
            Taken::Unreadable => repairs.push(Repair::UnreadableField(id)),
        }
    }
}

/// A barcode without the blanks a scanner puts around it.
fn barcode(value: &str) -> Cow<'_, str> {
    if value.len() <= TEXT_LIMIT && value.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(value.trim_matches(' '));
    }
    let padding = |letter: char| letter.is_whitespace() || letter.is_control() || is_mark(letter);
    let clean = Text::from(value.trim_start_matches(padding));
    Cow::Owned(clean.as_str().trim_end_matches(' ').into())
}

/// The identifier and value of one field without its delimiter.
fn field(piece: &str) -> Option<(FieldId, &str)> {
    let mut two = verify(take::<usize, &str, ()>(2), |two: &str| two.is_ascii());
    let (value, two) = two.parse(piece).ok()?;
    let id = FieldId::new(two.as_bytes().try_into().ok()?)?;
    Some((id, value))
}
