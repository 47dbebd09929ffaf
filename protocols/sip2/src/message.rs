//! The table each message stands in.
//!
//! A message is two digits, a fixed part (no identifiers, exact widths, exact order) and
//! identified fields in any order. `message!` makes of one table the struct, its reading, its
//! writing and its [`MessageSpec`], from which the pages and the fuzz dictionary come.

use crate::{
    dialect::{Dialect, Version},
    field::FieldId,
    text::Text,
    wire::{Cardinality, Form, write_field},
};

pub use crate::{
    describe::{Line, Secrets},
    reading::{EXCESS_LIMIT, Malformed, Parsed, Repair},
};

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

    pub(crate) fn knows(&self, id: FieldId) -> bool {
        self.fields.iter().any(|field| field.id == id)
    }
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
        write_field(*id, value, dialect, out);
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
            ) -> Result<$crate::reading::Parsed<Self>, $crate::reading::Malformed> {
                use $crate::{field::FieldId, message, reading, wire::{Slot, Taken}};
                let (mut repairs, mut missing, mut other) = (Vec::new(), Vec::new(), Vec::new());
                let (text, rest) =
                    reading::fixed_part(Self::SPEC, body, dialect.delimiter, &mut repairs)?;
                let mut elements = reading::Elements::new(&text);
                $( let $fixed: $fixed_type = elements.next(stringify!($fixed))?; )*
                $( let mut $field = <$field_type as Slot>::Reading::default(); )*
                reading::each_field(rest, dialect.delimiter, &mut repairs, |id, value| match id {
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
                    repairs.push(reading::Repair::FixedPart);
                }
                Ok(reading::Parsed { message, missing, repairs })
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

            #[allow(unused_variables, clippy::ptr_arg, reason = "some messages have no fixed part")]
            fn write_fixed(&self, out: &mut String) {
                $( $crate::wire::Wire::write(&self.$fixed, out); )*
            }

            pub(crate) fn describe(&self, describer: &mut $crate::describe::Describer) {
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
