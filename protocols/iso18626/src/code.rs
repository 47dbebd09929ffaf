//! What a closed code list is.

use crate::version::Version;

/// A closed list of codes (the last section of each schema).
#[derive(Clone, Copy, Debug)]
pub struct CodeList {
    /// Its name in the schemas, without `type_`.
    pub name: &'static str,
    /// Its codes, in the order of version 2021-2.
    pub codes: &'static [Code],
}

/// A code of a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// On the wire.
    pub name: &'static str,
    /// The version that has it first.
    pub since: Version,
    /// What it means.
    pub meaning: &'static str,
}

/// Defines a closed list: `"code" Variant Version "meaning"`.
macro_rules! codes {
    (
        $(#[doc = $doc:literal])+
        $name:ident $list:literal {
            $($code:literal $variant:ident $since:ident $meaning:literal,)+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $(#[doc = concat!("`", $code, "`: ", $meaning, ".")] $variant,)+
        }

        impl $name {
            /// All of them, in the order of version 2021-2.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The list.
            pub const LIST: $crate::code::CodeList = $crate::code::CodeList {
                name: $list,
                codes: &[$($crate::code::Code {
                    name: $code,
                    since: $crate::version::Version::$since,
                    meaning: $meaning,
                }),+],
            };

            /// The code of that name, or of one that differs in case alone.
            pub fn of_name(name: &str) -> Option<Self> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|code| code.name().eq_ignore_ascii_case(name))
            }

            /// The code on the wire.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            /// The version that has it first.
            pub const fn since(self) -> $crate::version::Version {
                match self {
                    $(Self::$variant => $crate::version::Version::$since,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }

        impl $crate::structure::Value for $name {
            const HOLDS: $crate::structure::Holds = $crate::structure::Holds::Code(&Self::LIST);

            fn read(
                node: &$crate::node::Node<'_>,
                findings: &mut $crate::findings::Findings,
            ) -> Option<Self> {
                let code = Self::of_name(&node.text);
                match code.map(Self::since) {
                    None => findings.tell_value(&node.text),
                    Some($crate::version::Version::V1_2) => {}
                    Some(version) => findings.sign(version),
                }
                code
            }

            fn write(
                &self,
                name: &'static str,
                draft: &mut $crate::draft::Draft,
            ) -> Option<$crate::node::Node<'_>> {
                (self.since() <= draft.version())
                    .then(|| $crate::node::Node::of_text(name, self.name()))
            }
        }
    };
}

pub(crate) use codes;
