//! Kinds of things, each with its name in the consortium API.

/// Declares an enum whose variants have stable names, which is also how they are written as JSON.
macro_rules! named {
    ($(#[$doc:meta])* $kind:ident { $($(#[$about:meta])* $variant:ident = $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $kind {
            $($(#[$about])* #[serde(rename = $name)] $variant,)+
        }

        impl $kind {
            /// Each kind with its name in the consortium API.
            pub const ALL: [(Self, &'static str); [$($name),+].len()] =
                [$((Self::$variant, $name)),+];

            /// The name in the consortium API.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// The kind of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(kind, _)| kind)
            }
        }
    };
}

pub(crate) use named;
