//! What a library has of a serial or a set.

use std::num::NonZeroU32;

use crate::{
    kind,
    node::{Context, Node},
    out::Out,
    structure::{Choice, Read, choice, content_is_choice, structure},
    text::Text,
};

choice! {
    /// What a library has of a serial or a set.
    HoldingsInformation {
        some "StructuredHoldingsData" Structured: StructuredHoldingsData,
        one "UnstructuredHoldingsData" Unstructured: Text,
    }
}

content_is_choice!(HoldingsInformation, "UnstructuredHoldingsData");

/// Holdings by number, by date or by both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StructuredHoldingsData {
    /// `HoldingsChronology`
    Chronology(HoldingsChronology),
    /// `HoldingsEnumeration`, `HoldingsChronology`
    Enumeration(HoldingsEnumeration, Option<HoldingsChronology>),
}

impl Choice for StructuredHoldingsData {
    fn read(node: &Node<'_>, context: &Context) -> Read<Option<Self>> {
        let chronology = kind::read::opt(node, "HoldingsChronology", context)?;
        let enumeration = kind::read::opt(node, "HoldingsEnumeration", context)?;
        Ok(match enumeration {
            Some(enumeration) => Some(Self::Enumeration(enumeration, chronology)),
            None => chronology.map(Self::Chronology),
        })
    }

    fn write(&self, out: &mut Out<'_>) {
        match self {
            Self::Chronology(chronology) => {
                kind::write::one(chronology, "HoldingsChronology", out);
            }
            Self::Enumeration(enumeration, chronology) => {
                kind::write::one(enumeration, "HoldingsEnumeration", out);
                kind::write::opt(chronology, "HoldingsChronology", out);
            }
        }
    }
}

content_is_choice!(StructuredHoldingsData, "HoldingsEnumeration");

structure! {
    /// Holdings by date.
    HoldingsChronology {
        some "ChronologyLevelInstance" chronology_level_instances: ChronologyLevelInstance,
    }
}

structure! {
    /// Holdings by number.
    HoldingsEnumeration {
        some "EnumerationLevelInstance" enumeration_level_instances: EnumerationLevelInstance,
    }
}

structure! {
    /// One level of a date: `2026` of the years.
    ChronologyLevelInstance {
        choice "ChronologyCaption" level: ChronologyLevel,
        one "ChronologyValue" chronology_value: Text,
    }
}

structure! {
    /// One level of a number: `12` of the volumes.
    EnumerationLevelInstance {
        choice "EnumerationCaption" level: EnumerationLevel,
        one "EnumerationValue" enumeration_value: Text,
    }
}

/// A level by its number, its caption or both.
macro_rules! level {
    ($(#[$about:meta])* $name:ident, $number:literal, $caption:literal) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name {
            /// By its caption.
            Caption(Text),
            /// By its number, and perhaps its caption.
            Number(NonZeroU32, Option<Text>),
        }

        impl Choice for $name {
            fn read(node: &Node<'_>, context: &Context) -> Read<Option<Self>> {
                if node.has($number) {
                    let number = kind::read::one(node, $number, context)?;
                    let caption = kind::read::opt(node, $caption, context)?;
                    return Ok(Some(Self::Number(number, caption)));
                }
                let caption = kind::read::one(node, $caption, context)?;
                Ok(Some(Self::Caption(caption)))
            }

            fn write(&self, out: &mut Out<'_>) {
                match self {
                    Self::Caption(caption) => kind::write::one(caption, $caption, out),
                    Self::Number(number, caption) => {
                        kind::write::one(number, $number, out);
                        kind::write::opt(caption, $caption, out);
                    }
                }
            }
        }
    };
}

level!(
    /// Which level of a date.
    ChronologyLevel,
    "ChronologyLevel",
    "ChronologyCaption"
);
level!(
    /// Which level of a number.
    EnumerationLevel,
    "EnumerationLevel",
    "EnumerationCaption"
);
