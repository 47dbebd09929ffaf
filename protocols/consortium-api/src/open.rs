//! Words with a fixed meaning, and enumerations that may grow.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An enumeration of the API: each value has one name, and the names are stable.
pub trait Word: Copy + Sized + fmt::Debug + 'static {
    /// All values, in the order of the table.
    const ALL: &'static [Self];

    /// The name on the wire.
    fn as_str(self) -> &'static str;

    /// The value of that name.
    fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|word| word.as_str() == name)
    }
}

/// A word of an answer: one that this version knows, or another one as it came, so that a newer
/// consortium does not break an older gateway.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Open<T> {
    /// A word of this version.
    Known(T),
    /// Another one, as it came.
    Unknown(String),
}

impl<T: Word> Open<T> {
    /// The word of that name, known or not.
    pub fn from_name(name: &str) -> Self {
        T::from_name(name).map_or_else(|| Self::Unknown(name.to_owned()), Self::Known)
    }

    /// The name on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(word) => word.as_str(),
            Self::Unknown(name) => name,
        }
    }

    /// The word, if this version knows it.
    pub fn known(&self) -> Option<T> {
        match self {
            Self::Known(word) => Some(*word),
            Self::Unknown(_) => None,
        }
    }
}

impl<T> From<T> for Open<T> {
    fn from(word: T) -> Self {
        Self::Known(word)
    }
}

impl<T: Word> fmt::Debug for Open<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(word) => word.fmt(f),
            Self::Unknown(name) => write!(f, "Unknown({name:?})"),
        }
    }
}

impl<T: Word> Serialize for Open<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de, T: Word> Deserialize<'de> for Open<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<'de, str>::deserialize(deserializer).map(|name| Self::from_name(&name))
    }
}

impl<T: Word> JsonSchema for Open<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Open".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<_> = T::ALL.iter().map(|word| word.as_str()).collect();
        json_schema!({"type": "string", "x-extensible-enum": names})
    }
}

/// Declares an enumeration with the name of each value.
macro_rules! words {
    ($($(#[$doc:meta])* pub enum $type:ident {
        $($(#[$word_doc:meta])* $variant:ident = $name:literal,)*
    })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type {
            $($(#[$word_doc])* $variant,)*
        }

        impl $type {
            /// All values, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
            const NAMES: &'static [&'static str] = &[$($name,)*];

            /// The name on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// The value of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                <Self as $crate::open::Word>::from_name(name)
            }
        }

        impl $crate::open::Word for $type {
            const ALL: &'static [Self] = Self::ALL;

            fn as_str(self) -> &'static str {
                self.as_str()
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name: std::borrow::Cow<'de, str> = serde::Deserialize::deserialize(deserializer)?;
                Self::from_name(&name)
                    .ok_or_else(|| serde::de::Error::unknown_variant(&name, Self::NAMES))
            }
        }

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "enum": Self::NAMES})
            }
        }
    )*};
}
pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MediaType;

    #[test]
    fn a_word_of_a_newer_version_is_kept_as_it_came() {
        let read: Open<MediaType> = serde_json::from_str("\"hologram\"").unwrap();
        assert_eq!(read.known(), None);
        assert_eq!(serde_json::to_string(&read).unwrap(), "\"hologram\"");
        let read: Open<MediaType> = serde_json::from_str("\"dvd\"").unwrap();
        assert_eq!(read, MediaType::Dvd.into());
    }

    #[test]
    fn what_is_asked_for_is_not_guessed() {
        assert!(serde_json::from_str::<MediaType>("\"hologram\"").is_err());
        assert!(serde_json::from_str::<MediaType>("\"Book\"").is_err());
    }
}
