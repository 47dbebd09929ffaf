//! The tables in which the types of the standard stand. One table makes the type, its reading,
//! its writing, its description and its samples.
//!
//! What stands in brackets before a field or alternative says how it is tagged there:
//! `[5]` by 5 in place of its own tag, `[5 explicit]` by 5 around its own, `[1 around 44]` by 1
//! around 44, `[own]` by its own. A CHOICE always keeps the tag of its alternative.

/// One tagging, as [`How`](crate::value::How).
macro_rules! how {
    () => {
        $crate::value::How::Own
    };
    (own) => {
        $crate::value::How::Own
    };
    ($number:literal) => {
        $crate::value::How::Tagged($number)
    };
    ($number:literal explicit) => {
        $crate::value::How::Explicit($number)
    };
    ($number:literal around $inner:literal) => {
        $crate::value::How::Around($number, $inner)
    };
}

/// The tag of a SEQUENCE: universal 16 unless the table says otherwise.
macro_rules! own_tag {
    () => {
        Some(silta_ber::Tag::SEQUENCE)
    };
    ($number:literal) => {
        Some(silta_ber::Tag::context($number))
    };
}

/// A SEQUENCE; `checked(f)` has `f` look at the element before its fields are read, `told(f)` has
/// `f` tell it in fewer lines than a field each.
macro_rules! sequence {
    (
        $(#[$meta:meta])+
        $name:ident $(= $own:literal)? $(checked($check:path))? $(told($told:path))? {
            $( $(#[doc = $doc:literal])+ [$($how:tt)+] $field:ident: $type:ty, )*
        }
    ) => {
        $(#[$meta])+
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            $( $(#[doc = $doc])+ pub $field: $type, )*
        }

        impl $crate::value::Value for $name {
            const TAG: Option<silta_ber::Tag> = $crate::tables::own_tag!($($own)?);
            const CONSTRUCTED: bool = true;

            fn read(element: silta_ber::Element<'_>) -> Result<Self, silta_ber::Malformed> {
                $( $check(element)?; )?
                let mut seq = silta_ber::Seq::of(element)?;
                $(
                    let how = $crate::tables::how!($($how)+);
                    let $field = $crate::value::Slot::take(&mut seq, how).map_err(|malformed| {
                        malformed.within(concat!(stringify!($name), ".", stringify!($field)))
                    })?;
                )*
                seq.finish();
                Ok(Self { $($field,)* })
            }

            fn write(&self, writer: &mut silta_ber::Writer) {
                const FIELDS: &[fn(&$name, &mut silta_ber::Writer)] = &[$(
                    |this, writer| {
                        let how = $crate::tables::how!($($how)+);
                        $crate::value::Slot::put(&this.$field, how, writer);
                    },
                )*];
                for field in FIELDS.iter().rev() {
                    field(self, writer);
                }
            }

            #[allow(unreachable_code, reason = "an alternative that is told in its own way returns before the common end")]
            fn tell(&self, name: &str, lines: &mut $crate::describe::Lines) {
                $( return $told(self, name, lines); )?
                lines.nest(name, |lines| {
                    $(
                        let name = $crate::describe::in_standard(stringify!($field));
                        $crate::value::Slot::tell_slot(&self.$field, &name, lines);
                    )*
                });
            }

            fn sample(choices: &mut $crate::sample::Choices<'_>) -> Self {
                Self { $($field: $crate::value::Slot::sample_slot(choices),)* }
            }
        }
    };
}

/// A CHOICE. An alternative `[own] Other(Unknown)`, standing last, keeps what is not listed.
macro_rules! choice {
    (
        $(#[$meta:meta])+
        $name:ident {
            $( $(#[doc = $doc:literal])+ [$($how:tt)+] $variant:ident($type:ty), )+
        }
    ) => {
        $(#[$meta])+
        #[allow(clippy::large_enum_variant, reason = "made once a message and taken apart")]
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name {
            $( $(#[doc = $doc])+ $variant($type), )+
        }

        impl $crate::value::Value for $name {
            const TAG: Option<silta_ber::Tag> = None;
            const CONSTRUCTED: bool = true;

            fn is(tag: silta_ber::Tag) -> bool {
                false $( || $crate::tables::how!($($how)+).is::<$type>(tag) )+
            }

            fn read(element: silta_ber::Element<'_>) -> Result<Self, silta_ber::Malformed> {
                Self::read_own(element.only_child()?)
            }

            fn read_own(element: silta_ber::Element<'_>) -> Result<Self, silta_ber::Malformed> {
                let tag = element.tag();
                $(
                    let how = $crate::tables::how!($($how)+);
                    if how.is::<$type>(tag) {
                        return how.read(element).map(Self::$variant).map_err(|malformed| {
                            malformed.within(concat!(stringify!($name), ".", stringify!($variant)))
                        });
                    }
                )+
                let malformed = element.malformed(silta_ber::Reason::Unexpected(tag));
                Err(malformed.within(stringify!($name)))
            }

            fn write(&self, writer: &mut silta_ber::Writer) {
                match self {
                    $( Self::$variant(value) => {
                        $crate::tables::how!($($how)+).write(value, writer);
                    } )+
                }
            }

            fn tell(&self, name: &str, lines: &mut $crate::describe::Lines) {
                let (variant, tell): (_, &dyn Fn(&str, &mut $crate::describe::Lines)) = match self {
                    $( Self::$variant(value) => (
                        stringify!($variant),
                        &|name, lines| $crate::value::Value::tell(value, name, lines),
                    ), )+
                };
                tell(&$crate::describe::alternative(name, variant), lines);
            }

            fn sample(choices: &mut $crate::sample::Choices<'_>) -> Self {
                type Make = fn(&mut $crate::sample::Choices<'_>) -> $name;
                const ALTERNATIVES: &[Make] = &[
                    $( |choices| $name::$variant($crate::value::Value::sample(choices)), )+
                ];
                let make = choices.one(ALTERNATIVES);
                make(choices)
            }
        }
    };
}

/// An INTEGER whose values have names. `Other` keeps what is not listed.
macro_rules! codes {
    (
        $(#[$meta:meta])+
        $name:ident {
            $( $(#[$doc:meta])+ $code:literal $variant:ident $standard:literal, )+
        }
    ) => {
        $(#[$meta])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $( $(#[$doc])+ $variant, )+
            /// A value the standard does not list.
            Other(i64),
        }

        impl $name {
            /// The values with their names in the standard.
            pub const LISTED: &'static [(i64, &'static str)] = &[$(($code, $standard),)+];

            /// The value on the wire.
            pub fn code(self) -> i64 {
                match self {
                    $( Self::$variant => $code, )+
                    Self::Other(code) => code,
                }
            }

            /// Its name in the standard.
            pub fn name(self) -> &'static str {
                match self {
                    $( Self::$variant => $standard, )+
                    Self::Other(_) => "not listed",
                }
            }
        }

        impl From<i64> for $name {
            fn from(code: i64) -> Self {
                match code {
                    $( $code => Self::$variant, )+
                    other => Self::Other(other),
                }
            }
        }

        impl $crate::value::Value for $name {
            const TAG: Option<silta_ber::Tag> = Some(silta_ber::Tag::INTEGER);
            const CONSTRUCTED: bool = false;

            fn read(element: silta_ber::Element<'_>) -> Result<Self, silta_ber::Malformed> {
                element.integer().map(Self::from)
            }

            fn write(&self, writer: &mut silta_ber::Writer) {
                writer.integer(self.code());
            }

            fn tell(&self, name: &str, lines: &mut $crate::describe::Lines) {
                lines.line(name, format_args!("{} ({})", self.code(), self.name()));
            }

            fn sample(choices: &mut $crate::sample::Choices<'_>) -> Self {
                match choices.below(5) {
                    4 => Self::from(<i64 as $crate::value::Value>::sample(choices)),
                    _ => Self::from(choices.one(Self::LISTED).0),
                }
            }
        }
    };
}

/// A BIT STRING whose bits have names. Bits from the 64th on mean nothing and are passed by. It is
/// written in whole octets, at least one, as everybody does.
macro_rules! flags {
    (
        $(#[$meta:meta])+
        $name:ident {
            $( $(#[doc = $doc:literal])+ $bit:literal $flag:ident $standard:literal, )+
        }
    ) => {
        $(#[$meta])+
        #[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
        pub struct $name(u64);

        impl $name {
            $( $(#[doc = $doc])+ pub const $flag: Self = Self(1 << $bit); )+

            /// The bits with their names in the standard.
            pub const LISTED: &'static [(u32, &'static str)] = &[$(($bit, $standard),)+];

            /// None.
            pub const fn none() -> Self {
                Self(0)
            }

            /// All of both.
            #[must_use]
            pub const fn with(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }

            /// What is in this one and not in the other.
            #[must_use]
            pub const fn without(self, other: Self) -> Self {
                Self(self.0 & !other.0)
            }

            /// What is in both.
            #[must_use]
            pub const fn and(self, other: Self) -> Self {
                Self(self.0 & other.0)
            }

            /// Whether all of the other are in this one.
            pub const fn contains(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }

            /// Whether none is set.
            pub const fn is_empty(self) -> bool {
                self.0 == 0
            }

            fn set_bits(self) -> impl Iterator<Item = usize> {
                (0..64).filter(move |bit| self.0 >> bit & 1 == 1)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                for (place, bit) in self.set_bits().enumerate() {
                    let space = if place > 0 { " " } else { "" };
                    match Self::LISTED.iter().find(|listed| listed.0 as usize == bit) {
                        Some((_, name)) => write!(f, "{space}{name}")?,
                        None => write!(f, "{space}{bit}")?,
                    }
                }
                Ok(())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{{{self}}}")
            }
        }

        impl $crate::value::Value for $name {
            const TAG: Option<silta_ber::Tag> = Some(silta_ber::Tag::BIT_STRING);
            const CONSTRUCTED: bool = false;

            fn read(element: silta_ber::Element<'_>) -> Result<Self, silta_ber::Malformed> {
                let bits = element.bit_string()?;
                let set = (0..64).filter(|bit| bits.bit(*bit));
                Ok(Self(set.fold(0, |all, bit| all | 1 << bit)))
            }

            fn write(&self, writer: &mut silta_ber::Writer) {
                let octets = (64 - self.0.leading_zeros()).div_ceil(8) as usize;
                let bits = self.0.reverse_bits().to_be_bytes();
                let bits = bits.get(..octets.max(1)).unwrap_or_default().to_vec();
                writer.bit_string(&silta_ber::BitString::from_octets(bits));
            }

            fn tell(&self, name: &str, lines: &mut $crate::describe::Lines) {
                lines.line(name, self);
            }

            fn sample(choices: &mut $crate::sample::Choices<'_>) -> Self {
                Self((0..choices.below(6)).fold(0, |all, _| all | 1 << choices.below(64)))
            }
        }
    };
}

/// A type that travels in an EXTERNAL, as one BER element.
macro_rules! external_type {
    ($name:ident = $kind:ident) => {
        impl $name {
            /// Reads the value of an EXTERNAL, whatever kind that says it is.
            pub fn from_external(
                value: &silta_ber::External,
            ) -> Result<Self, silta_ber::Malformed> {
                $crate::value::from_external(value, $crate::value::How::Own)
            }

            /// Wraps the value.
            pub fn to_external(&self) -> silta_ber::External {
                $crate::value::to_external(self, $kind, $crate::value::How::Own)
            }
        }
    };
}

/// A list that travels in an EXTERNAL.
macro_rules! external {
    (
        $(#[$meta:meta])+
        $name:ident(Vec<$item:ty>) = $kind:ident $(, tagged $tag:literal)?
    ) => {
        $(#[$meta])+
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name(pub Vec<$item>);

        impl $name {
            /// Reads the value of an EXTERNAL, whatever kind that says it is.
            pub fn from_external(
                value: &silta_ber::External,
            ) -> Result<Self, silta_ber::Malformed> {
                $crate::value::from_external(value, $crate::tables::how!($($tag)?)).map(Self)
            }

            /// Wraps the value.
            pub fn to_external(&self) -> silta_ber::External {
                $crate::value::to_external(&self.0, $kind, $crate::tables::how!($($tag)?))
            }
        }
    };
}

pub(crate) use {choice, codes, external, external_type, flags, how, own_tag, sequence};
