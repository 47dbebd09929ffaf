//! What all messages have in common: the table each one stands in, and how a table is read and
//! written.
//!
//! A message is two digits, a fixed part (no identifiers, exact widths, exact order) and
//! identified fields in any order. `message!` makes of one table the struct, its reading, its
//! writing and its [`MessageSpec`], from which the pages and the fuzz dictionary come.

use std::{borrow::Cow, fmt};

use nom::{IResult, Parser, bytes::complete::take, combinator::verify};

use silta_charset::is_mark;

use crate::{
    dialect::{Delimiter, Dialect, Version},
    field::FieldId,
    text::{TEXT_LIMIT, Text},
    wire::{Cardinality, Fixed, Form, Taken, Value, is_too_long},
};

/// How many characters too many a fixed part may have and still be recognised (a terminal that
/// puts the language into a 17 sends three).
pub const EXCESS_LIMIT: usize = 8;

/// Who sends a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// The self-service circulation terminal (SC); it always asks.
    Terminal,
    /// The library's automated circulation system (ACS); it always answers.
    Library,
}

/// Since when a message or field exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// Version 1.00.
    V1,
    /// Version 2.00.
    V2,
    /// An extension of 2.00 met in the field.
    Ext,
}

/// The table of one message.
#[derive(Debug)]
pub struct MessageSpec {
    /// The two digits.
    pub code: &'static str,
    /// The name in the standard.
    pub name: &'static str,
    /// Who sends it.
    pub sender: Sender,
    /// Since when it exists.
    pub since: Since,
    /// What it says in the library's world.
    pub about: &'static str,
    /// The fixed part, in order.
    pub fixed: &'static [FixedSpec],
    /// The identified fields, in the order they are written.
    pub fields: &'static [FieldSpec],
}

/// One element of a fixed part.
#[derive(Debug)]
pub struct FixedSpec {
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub about: &'static str,
    /// Characters.
    pub width: usize,
    /// How it looks.
    pub form: Form,
    pub(crate) plausible: fn(&str) -> bool,
}

/// One identified field of a message.
#[derive(Debug)]
pub struct FieldSpec {
    /// Its two characters.
    pub id: FieldId,
    /// What it says here.
    pub about: &'static str,
    /// How often it may stand here.
    pub cardinality: Cardinality,
    /// How it looks.
    pub form: Form,
    /// Since when it stands here.
    pub since: Since,
}

impl MessageSpec {
    /// Characters of the fixed part, without the code.
    pub fn fixed_width(&self) -> usize {
        self.fixed.iter().map(|element| element.width).sum()
    }

    /// Whether a field is written in a dialect: messages of 1.00 leave out in 1.00 what only 2.00
    /// knows.
    pub(crate) fn writes(&self, field: Since, dialect: Dialect) -> bool {
        field == Since::V1 || self.since != Since::V1 || dialect.version != Version::V1
    }

    fn knows(&self, id: FieldId) -> bool {
        self.fields.iter().any(|field| field.id == id)
    }
}

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

/// Writes the fields a message doesn't know. One whose identifier the message's own table has is
/// left out: it would be a second value.
pub(crate) fn write_other(
    spec: &MessageSpec,
    other: &[(FieldId, Text)],
    dialect: Dialect,
    out: &mut String,
) {
    for (id, value) in other.iter().filter(|(id, _)| !spec.knows(*id)) {
        crate::wire::write_field(*id, value, dialect, out);
    }
}

/// One line of a described message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The two characters of an identified field; none for an element of the fixed part.
    pub id: Option<FieldId>,
    /// The name of the field or element.
    pub name: Cow<'static, str>,
    /// What was sent; `****` for a masked password.
    pub value: Text,
    /// What a code, flag or date means.
    pub meaning: Option<Cow<'static, str>>,
}

/// Whether a description shows passwords and PINs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Secrets {
    /// `****` stands for each.
    #[default]
    Masked,
    /// They are shown: for somebody who types them anyway.
    Shown,
}

/// Gathers the lines of a description.
pub(crate) struct Describer {
    secrets: Secrets,
    pub(crate) lines: Vec<Line>,
}

impl Describer {
    pub(crate) fn new(secrets: Secrets) -> Self {
        Self {
            secrets,
            lines: Vec::new(),
        }
    }

    pub(crate) fn element(&mut self, name: &'static str, value: &impl Fixed) {
        let Value { text, meaning } = Value::of(value);
        let name = Cow::Owned(name.replace('_', " "));
        self.lines.push(Line {
            id: None,
            name,
            value: Text::from(&*text),
            meaning,
        });
    }

    pub(crate) fn field(&mut self, id: FieldId, Value { text, meaning }: Value<'_>) {
        let masked = self.secrets == Secrets::Masked && id.is_secret() && !text.is_empty();
        let value = Text::from(if masked { "****" } else { &*text });
        self.lines.push(Line {
            id: Some(id),
            name: Cow::Borrowed(id.name()),
            value,
            meaning,
        });
    }
}

/// One table makes a message: struct, reading, writing, description and [`MessageSpec`].
///
/// The type of an element of the fixed part gives its width; the type of an identified field
/// says how often it may stand there: `Text` is required, `Option` optional, `Vec` repeated.
macro_rules! message {
    (
        $(#[doc = $doc:literal])+
        $code:literal $message:ident $name:literal $sender:ident $since:ident
        fixed { $( $(#[doc = $fixed_doc:literal])+ $fixed:ident: $fixed_type:ty, )* }
        fields { $( $(#[doc = $field_doc:literal])+ $field_since:ident $id:ident $field:ident: $field_type:ty, )* }
    ) => {
        $(#[doc = $doc])+
        #[doc = concat!("\n\nMessage `", $code, "`.")]
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $message {
            $( $(#[doc = $fixed_doc])+ pub $fixed: $fixed_type, )*
            $(
                #[doc = concat!("`", stringify!($id), "`")]
                $(#[doc = $field_doc])+
                pub $field: $field_type,
            )*
            /// Fields this message doesn't know, in the order they came.
            pub other: Vec<($crate::field::FieldId, $crate::text::Text)>,
        }

        impl $message {
            /// The two digits the message begins with.
            pub const CODE: &'static str = $code;

            /// The table of the message.
            pub const SPEC: &'static $crate::message::MessageSpec = &$crate::message::MessageSpec {
                code: $code,
                name: $name,
                sender: $crate::message::Sender::$sender,
                since: $crate::message::Since::$since,
                about: concat!($($doc, "\n"),+),
                fixed: &[$($crate::message::FixedSpec {
                    name: stringify!($fixed),
                    about: concat!($($fixed_doc, "\n"),+),
                    width: <$fixed_type as $crate::wire::Fixed>::WIDTH,
                    form: <$fixed_type as $crate::wire::Wire>::FORM,
                    plausible: <$fixed_type as $crate::wire::Fixed>::plausible,
                },)*],
                fields: &[$($crate::message::FieldSpec {
                    id: $crate::field::FieldId::$id,
                    about: concat!($($field_doc, "\n"),+),
                    cardinality: <$field_type as $crate::wire::Slot>::CARDINALITY,
                    form: <$field_type as $crate::wire::Slot>::FORM,
                    since: $crate::message::Since::$field_since,
                },)*],
            };

            /// The message of the moment `now` with everything else at no, nought and nothing: a
            /// start for `..Self::at(now)`. In messages without a date, `now` plays no part.
            pub fn at(now: $crate::date::Date) -> Self {
                let _ = now;
                Self {
                    $( $fixed: <$fixed_type as $crate::wire::Fixed>::at(now), )*
                    $( $field: <$field_type as $crate::wire::Slot>::empty(), )*
                    other: Vec::new(),
                }
            }

            /// Reads what follows the code.
            #[allow(unused_imports, unused_mut, unused_variables, reason = "some messages have no parts")]
            pub(crate) fn parse(
                body: &str,
                dialect: $crate::dialect::Dialect,
            ) -> Result<$crate::message::Parsed<Self>, $crate::message::Malformed> {
                use $crate::{field::FieldId, message, wire::{Slot, Taken}};
                let (mut repairs, mut missing, mut other) = (Vec::new(), Vec::new(), Vec::new());
                let (text, rest) =
                    message::fixed_part(Self::SPEC, body, dialect.delimiter, &mut repairs)?;
                let mut elements = message::Elements::new(&text);
                $( let $fixed: $fixed_type = elements.next(stringify!($fixed))?; )*
                $( let mut $field = <$field_type as Slot>::Reading::default(); )*
                message::each_field(rest, dialect.delimiter, &mut repairs, |id, value| match id {
                    $( FieldId::$id => <$field_type as Slot>::take(&mut $field, value), )*
                    id => {
                        other.push((id, $crate::text::Text::from(value)));
                        Taken::Kept
                    }
                });
                $(
                    let $field = <$field_type as Slot>::finish($field).unwrap_or_else(|| {
                        if Self::SPEC.writes(message::Since::$field_since, dialect) {
                            missing.push(FieldId::$id);
                        }
                        <$field_type as Slot>::empty()
                    });
                )*
                let message = Self { $($fixed,)* $($field,)* other };
                let mut written = String::with_capacity(text.len());
                message.write_fixed(&mut written);
                if written != *text {
                    repairs.push(message::Repair::FixedPart);
                }
                Ok(message::Parsed { message, missing, repairs })
            }

            /// Appends the message, code included.
            pub(crate) fn write(&self, dialect: $crate::dialect::Dialect, out: &mut String) {
                out.push_str(Self::CODE);
                let start = out.len();
                self.write_fixed(out);
                $crate::wire::without_delimiter(start, dialect, out);
                $(
                    if Self::SPEC.writes($crate::message::Since::$field_since, dialect) {
                        let id = $crate::field::FieldId::$id;
                        $crate::wire::Slot::write(&self.$field, id, dialect, out);
                    }
                )*
                $crate::message::write_other(Self::SPEC, &self.other, dialect, out);
            }

            #[allow(unused_variables, reason = "some messages have no fixed part")]
            fn write_fixed(&self, out: &mut String) {
                $( $crate::wire::Wire::write(&self.$fixed, out); )*
            }

            pub(crate) fn describe(&self, describer: &mut $crate::message::Describer) {
                $( describer.element(stringify!($fixed), &self.$fixed); )*
                $(
                    let id = $crate::field::FieldId::$id;
                    $crate::wire::Slot::each(&self.$field, &mut |value| describer.field(id, value));
                )*
                for (id, value) in &self.other {
                    describer.field(*id, $crate::wire::Value::of(value));
                }
            }
        }
    };
}
pub(crate) use message;
