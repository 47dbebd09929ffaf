//! What the table of a message asks of the types in it.

use std::borrow::Cow;

use crate::{
    date::Date,
    dialect::{Dialect, Version},
    field::FieldId,
    text::{TEXT_LIMIT, Text},
};

/// How a value looks on the wire: for the pages, the interactive client and the law tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One of a list of codes; others are kept as they are.
    Code(&'static [Listed]),
    /// Three letters of ISO 4217.
    Currency,
    /// 18 characters.
    Date,
    /// 18 characters, or 18 blanks.
    OptionalDate,
    /// `Y` or `N`.
    Flag,
    /// One position for each; `Y` or this character.
    Flags(&'static [Listed], char),
    /// Zero-padded digits.
    Number,
    /// Ten positions of which at most one is `Y`.
    Summary,
    /// Any text of at most 255 characters.
    Text,
    /// `1.00` or `2.00`.
    Version,
}

/// One entry of a code list of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What is sent.
    pub code: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// A value with one way of writing it and a tolerant way of reading it.
pub(crate) trait Wire: Sized {
    const FORM: Form;
    fn read(text: &str) -> Option<Self>;
    fn write(&self, out: &mut String);
    fn meaning(&self) -> Option<Cow<'static, str>> {
        None
    }
}

/// A value with a place in the fixed part.
pub(crate) trait Fixed: Wire {
    const WIDTH: usize;
    /// What stands there before anything is known: no, nought, nothing, now.
    fn at(now: Date) -> Self;
    /// Whether `text` is surely such a value (an absent date is readable, yet no sure sign).
    fn plausible(text: &str) -> bool {
        Self::read(text).is_some()
    }
}

impl Wire for bool {
    const FORM: Form = Form::Flag;
    fn read(text: &str) -> Option<Self> {
        match text {
            "Y" | "y" => Some(true),
            "N" | "n" => Some(false),
            _ => None,
        }
    }
    fn write(&self, out: &mut String) {
        out.push(if *self { 'Y' } else { 'N' });
    }
    fn meaning(&self) -> Option<Cow<'static, str>> {
        Some(Cow::Borrowed(if *self { "yes" } else { "no" }))
    }
}

impl Fixed for bool {
    const WIDTH: usize = 1;
    fn at(_: Date) -> Self {
        false
    }
}

impl Wire for Date {
    const FORM: Form = Form::Date;
    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
    fn write(&self, out: &mut String) {
        self.push(out);
    }
    fn meaning(&self) -> Option<Cow<'static, str>> {
        let zone = match self.zone().hours() {
            None => String::from("local time"),
            Some(hours) => format!("UTC{hours:+}"),
        };
        Some(Cow::Owned(format!(
            "{} {zone}",
            self.civil().strftime("%Y-%m-%d %H:%M:%S")
        )))
    }
}

impl Fixed for Date {
    const WIDTH: usize = crate::date::DATE_WIDTH;
    fn at(now: Date) -> Self {
        now
    }
}

impl Wire for Option<Date> {
    const FORM: Form = Form::OptionalDate;
    /// A blank or impossible date is no date, never an error: terminals have no good clocks.
    fn read(text: &str) -> Option<Self> {
        Some(Date::parse(text))
    }
    fn write(&self, out: &mut String) {
        match self {
            Some(date) => date.push(out),
            None => out.push_str("                  "),
        }
    }
    fn meaning(&self) -> Option<Cow<'static, str>> {
        match self {
            Some(date) => date.meaning(),
            None => Some(Cow::Borrowed("none")),
        }
    }
}

impl Fixed for Option<Date> {
    const WIDTH: usize = Date::WIDTH;
    fn at(now: Date) -> Self {
        Some(now)
    }
    fn plausible(text: &str) -> bool {
        Date::parse(text).is_some() || text.bytes().all(|byte| byte == b' ')
    }
}

impl Wire for Version {
    const FORM: Form = Form::Version;
    fn read(text: &str) -> Option<Self> {
        match text.bytes().next()? {
            b'1' => Some(Self::V1),
            b'0' | b'2'..=b'9' => Some(Self::V2),
            _ => None,
        }
    }
    fn write(&self, out: &mut String) {
        out.push_str(match self {
            Self::V1 => "1.00",
            Self::V2 => "2.00",
        });
    }
}

impl Fixed for Version {
    const WIDTH: usize = 4;
    fn at(_: Date) -> Self {
        Self::V2
    }
}

impl Wire for Text {
    const FORM: Form = Form::Text;
    fn read(text: &str) -> Option<Self> {
        Some(Self::from(text))
    }
    fn write(&self, out: &mut String) {
        out.push_str(self.as_str());
    }
}

/// How often an identified field may stand in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cardinality {
    /// Once, though perhaps empty.
    Required,
    /// Once or not at all.
    Optional,
    /// Any number of times.
    Repeated,
}

/// A value with a place among the identified fields; its type says how often it may stand there.
pub(crate) trait Slot: Sized {
    const CARDINALITY: Cardinality;
    const FORM: Form;
    /// What has been read so far.
    type Reading: Default;
    fn take(reading: &mut Self::Reading, text: &str) -> Taken;
    /// The value, or `None` if it had to be there and was not.
    fn finish(reading: Self::Reading) -> Option<Self>;
    fn empty() -> Self;
    fn each<'a>(&'a self, visit: &mut dyn FnMut(Value<'a>));
    fn write(&self, id: FieldId, dialect: Dialect, out: &mut String);
}

/// What became of a field that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    Kept,
    /// An earlier one stands.
    Duplicate,
    /// No value of the field's type.
    Unreadable,
}

/// One occurrence of a field, for describing a message.
pub(crate) struct Value<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) meaning: Option<Cow<'static, str>>,
}

impl Value<'_> {
    pub(crate) fn of<'a>(value: &impl Wire) -> Value<'a> {
        let mut text = String::new();
        value.write(&mut text);
        Value {
            text: Cow::Owned(text),
            meaning: value.meaning(),
        }
    }
}

impl<T: Wire> Slot for Option<T> {
    const CARDINALITY: Cardinality = Cardinality::Optional;
    const FORM: Form = T::FORM;
    type Reading = Self;
    fn take(reading: &mut Self, text: &str) -> Taken {
        take_first(reading, text)
    }
    fn finish(reading: Self) -> Option<Self> {
        Some(reading)
    }
    fn empty() -> Self {
        None
    }
    fn each<'a>(&'a self, visit: &mut dyn FnMut(Value<'a>)) {
        self.iter().for_each(|value| visit(Value::of(value)));
    }
    fn write(&self, id: FieldId, dialect: Dialect, out: &mut String) {
        if let Some(value) = self {
            write_field(id, value, dialect, out);
        }
    }
}

impl<T: Wire> Slot for Vec<T> {
    const CARDINALITY: Cardinality = Cardinality::Repeated;
    const FORM: Form = T::FORM;
    type Reading = Self;
    fn take(reading: &mut Self, text: &str) -> Taken {
        let Some(value) = T::read(text) else {
            return Taken::Unreadable;
        };
        reading.push(value);
        Taken::Kept
    }
    fn finish(reading: Self) -> Option<Self> {
        Some(reading)
    }
    fn empty() -> Self {
        Self::new()
    }
    fn each<'a>(&'a self, visit: &mut dyn FnMut(Value<'a>)) {
        self.iter().for_each(|value| visit(Value::of(value)));
    }
    fn write(&self, id: FieldId, dialect: Dialect, out: &mut String) {
        for value in self {
            write_field(id, value, dialect, out);
        }
    }
}

/// Fields that must be there hold their value itself.
macro_rules! required {
    ($type:ty) => {
        impl $crate::wire::Slot for $type {
            const CARDINALITY: $crate::wire::Cardinality = $crate::wire::Cardinality::Required;
            const FORM: $crate::wire::Form = <Self as $crate::wire::Wire>::FORM;
            type Reading = Option<Self>;
            fn take(reading: &mut Option<Self>, text: &str) -> $crate::wire::Taken {
                $crate::wire::take_first(reading, text)
            }
            fn finish(reading: Option<Self>) -> Option<Self> {
                reading
            }
            fn empty() -> Self {
                Self::default()
            }
            fn each<'a>(&'a self, visit: &mut dyn FnMut($crate::wire::Value<'a>)) {
                visit($crate::wire::Value::of(self));
            }
            fn write(
                &self,
                id: $crate::field::FieldId,
                dialect: $crate::dialect::Dialect,
                out: &mut String,
            ) {
                $crate::wire::write_field(id, self, dialect, out);
            }
        }
    };
}
pub(crate) use required;

required!(Text);

pub(crate) fn take_first<T: Wire>(reading: &mut Option<T>, text: &str) -> Taken {
    if reading.is_some() {
        return Taken::Duplicate;
    }
    *reading = T::read(text);
    if reading.is_some() {
        Taken::Kept
    } else {
        Taken::Unreadable
    }
}

pub(crate) fn write_field(id: FieldId, value: &impl Wire, dialect: Dialect, out: &mut String) {
    out.push_str(id.as_str());
    let start = out.len();
    value.write(out);
    without_delimiter(start, dialect, out);
    out.push(dialect.delimiter.character());
}

/// Replaces by a blank what would end a field in this dialect; `|` is in no value anyway.
pub(crate) fn without_delimiter(start: usize, dialect: Dialect, out: &mut String) {
    let delimiter = dialect.delimiter.character();
    if delimiter != '|'
        && out
            .get(start..)
            .is_some_and(|written| written.contains(delimiter))
    {
        let written = out.split_off(start);
        out.push_str(&written.replace(delimiter, " "));
    }
}

/// Whether a value is longer than the wire allows.
pub(crate) fn is_too_long(text: &str) -> bool {
    text.len() > TEXT_LIMIT && text.chars().count() > TEXT_LIMIT
}
