//! What every element of the protocol is made by: a table of the elements in it, in the order of
//! the schema, from which the type, its reader, its writer and its documentation come.
//!
//! Each line of a table begins with how the element stands (the functions of [`crate::kind`]):
//!
//! | word | in the schema | in the type |
//! | --- | --- | --- |
//! | `one` | once | the value |
//! | `lax` | once, but left out by some | the value, empty if left out |
//! | `must1` | optional; once in version 1 | an option, written empty in version 1 |
//! | `opt`, `opt2` | optional; `opt2` in version 2 only | an option |
//! | `many`, `many2` | any number | a list |
//! | `many1` | any number; at least one in version 1 | a list, written with an empty one in version 1 |
//! | `many21` | any number; optional in version 1 | a list |
//! | `some` | once or more | a list that is never empty |
//! | `flag` | an optional element without content | whether it is there |
//! | `choice`, `optchoice` | one of several | an enum |
//! | `visible` | the same, in version 1 with its type | an enum |
//! | `visible_item` | `VisibleItemId`, in version 1 only | an option |
//! | `ext` | an extension, in version 2 only | what is known of it |

use crate::{
    flaw::Flaw,
    node::{Context, Node},
    out::Out,
};

pub(crate) type Read<T> = Result<T, Flaw>;

/// What an element can hold.
pub(crate) trait Content: Sized {
    /// Reads what is in an element.
    fn read(node: &Node<'_>, context: &Context) -> Read<Self>;

    /// Writes an element with it.
    fn write(&self, name: &'static str, out: &mut Out<'_>);

    /// Whether an element with it says nothing, so that it can as well not be there.
    fn is_blank(&self) -> bool {
        false
    }
}

/// Content that is elements.
pub(crate) trait Fields: Sized {
    fn read_fields(node: &Node<'_>, context: &Context) -> Read<Self>;

    fn write_fields(&self, out: &mut Out<'_>);
}

impl<T: Fields> Content for T {
    fn read(node: &Node<'_>, context: &Context) -> Read<Self> {
        Self::read_fields(node, context)
    }

    fn write(&self, name: &'static str, out: &mut Out<'_>) {
        out.start(name);
        self.write_fields(out);
        out.end();
    }
}

/// Large content of an enum stands in a box.
impl<T: Fields> Fields for Box<T> {
    fn read_fields(node: &Node<'_>, context: &Context) -> Read<Self> {
        T::read_fields(node, context).map(Self::new)
    }

    fn write_fields(&self, out: &mut Out<'_>) {
        T::write_fields(self, out);
    }
}

/// One of several elements, or groups of them, among others.
pub(crate) trait Choice: Sized {
    /// Reads the one that is there.
    fn read(parent: &Node<'_>, context: &Context) -> Read<Option<Self>>;

    fn write(&self, out: &mut Out<'_>);

    /// The same where version 1 lets identifiers stand with their types (`Visible...Id`).
    fn write_visible(&self, out: &mut Out<'_>) {
        self.write(out);
    }
}

macro_rules! field_type {
    (opt, $type:ty) => { Option<$type> };
    (opt2, $type:ty) => { Option<$type> };
    (must1, $type:ty) => { Option<$type> };
    (visible_item, $type:ty) => { Option<$type> };
    (optchoice, $type:ty) => { Option<$type> };
    (many, $type:ty) => { Vec<$type> };
    (many2, $type:ty) => { Vec<$type> };
    (many21, $type:ty) => { Vec<$type> };
    (many1, $type:ty) => { Vec<$type> };
    (some, $type:ty) => { $crate::several::Several<$type> };
    ($kind:ident, $type:ty) => { $type };
}

/// A type for an element with elements in it. See the module.
macro_rules! structure {
    ($(#[$about:meta])* $name:ident $(, first $first:path)? {
        $($kind:ident $element:literal $field:ident: $type:ty,)*
    }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            $(
                #[doc = concat!("`", $element, "`")]
                pub $field: $crate::structure::field_type!($kind, $type),
            )*
        }

        impl $crate::structure::Fields for $name {
            fn read_fields(
                node: &$crate::node::Node<'_>,
                context: &$crate::node::Context,
            ) -> $crate::structure::Read<Self> {
                Ok(Self {
                    $($field: $crate::kind::read::$kind(node, $element, context)?,)*
                })
            }

            fn write_fields(&self, out: &mut $crate::out::Out<'_>) {
                $($first(self, out);)?
                $($crate::kind::write::$kind(&self.$field, $element, out);)*
            }
        }
    };
}

/// A type for one of several elements: those with content, and then those without. See the module.
macro_rules! choice {
    ($(#[$about:meta])* $name:ident {
        $($kind:ident $element:literal $variant:ident: $type:ty,)*
        $(; $($flag:literal $bare:ident,)*)?
    }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name {
            $(
                #[doc = concat!("`", $element, "`")]
                $variant($crate::structure::field_type!($kind, $type)),
            )*
            $($(
                #[doc = concat!("`", $flag, "`")]
                $bare,
            )*)?
        }

        impl $crate::structure::Choice for $name {
            fn read(
                node: &$crate::node::Node<'_>,
                context: &$crate::node::Context,
            ) -> $crate::structure::Read<Option<Self>> {
                $(
                    if node.has($element) {
                        let value = $crate::kind::read::$kind(node, $element, context)?;
                        return Ok(Some(Self::$variant(value)));
                    }
                )*
                $($(
                    if node.has($flag) {
                        return Ok(Some(Self::$bare));
                    }
                )*)?
                Ok(None)
            }

            fn write(&self, out: &mut $crate::out::Out<'_>) {
                match self {
                    $(Self::$variant(value) => $crate::kind::write::$kind(value, $element, out),)*
                    $($(Self::$bare => out.element($flag, ""),)*)?
                }
            }
        }
    };
}

/// An element of which one of several others is the content: it, and what is missing if none is.
macro_rules! content_is_choice {
    ($name:ident, $missing:literal) => {
        impl $crate::structure::Fields for $name {
            fn read_fields(
                node: &$crate::node::Node<'_>,
                context: &$crate::node::Context,
            ) -> $crate::structure::Read<Self> {
                $crate::kind::read::choice(node, $missing, context)
            }

            fn write_fields(&self, out: &mut $crate::out::Out<'_>) {
                $crate::structure::Choice::write(self, out);
            }
        }
    };
}

pub(crate) use {choice, content_is_choice, field_type, structure};
