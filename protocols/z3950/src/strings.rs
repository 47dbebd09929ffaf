//! Strings: octets, whose characters are a matter of negotiation. The octets are shared, not
//! copied, where one string stands in many places, as the name of a database beside each record.

use std::{borrow::Cow, fmt, sync::Arc};

use silta_ber::{Element, Malformed, Tag, Writer};

use crate::{describe::Lines, sample::Choices, value::Value};

/// String types: tag, and whether their contents may be shown (`open`), are kept out of `Debug`
/// (`personal`), or are kept out of descriptions too (`secret`).
macro_rules! strings {
    ($( $(#[doc = $doc:literal])+ $privacy:ident $name:ident = $tag:expr, )+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<[u8]>);

        impl $name {
            /// The octets.
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }

            /// The octets.
            pub fn into_bytes(self) -> Vec<u8> {
                self.0.to_vec()
            }

            /// The text, if the octets are UTF-8; replacement characters stand for what is not.
            pub fn to_text(&self) -> Cow<'_, str> {
                String::from_utf8_lossy(&self.0)
            }

            /// Whether there are no octets.
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.as_bytes().into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into_bytes().into())
            }
        }

        impl From<Vec<u8>> for $name {
            fn from(octets: Vec<u8>) -> Self {
                Self(octets.into())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                strings!(@debug $privacy self, f)
            }
        }

        impl Value for $name {
            const TAG: Option<Tag> = Some($tag);
            const CONSTRUCTED: bool = false;

            fn read(element: Element<'_>) -> Result<Self, Malformed> {
                Ok(Self(element.octets().into()))
            }

            fn write(&self, writer: &mut Writer) {
                writer.octets(&self.0);
            }

            fn tell(&self, name: &str, lines: &mut Lines) {
                strings!(@tell $privacy self, name, lines);
            }

            fn sample(choices: &mut Choices<'_>) -> Self {
                Self(choices.octets().into())
            }
        }
    )+};
    (@debug open $self:ident, $f:ident) => { write!($f, "{:?}", $self.to_text()) };
    (@debug $privacy:ident $self:ident, $f:ident) => { $f.write_str("****") };
    (@tell secret $self:ident, $name:ident, $lines:ident) => { $lines.secret($name, &$self.0) };
    (@tell $privacy:ident $self:ident, $name:ident, $lines:ident) => {
        $lines.octets($name, &$self.0)
    };
}

strings! {
    /// Text in the negotiated character set; without negotiation UTF-8 in practice.
    open InternationalString = Tag::GENERAL_STRING,
    /// Text that should be ASCII, and is not always.
    open VisibleString = Tag::VISIBLE_STRING,
    /// Octets.
    open OctetString = Tag::OCTET_STRING,
    /// A date and time, `YYYYMMDDHHMMSS` with fractions and zone.
    open GeneralizedTime = Tag::GENERALIZED_TIME,
    /// What a request is called; its response carries the same octets, or none if it had none.
    open ReferenceId = Tag::context(2),
    /// The name of a result set; `default` need not be negotiated.
    open ResultSetId = Tag::context(31),
    /// How much of a record: `F` full, `B` brief.
    open ElementSetName = Tag::context(103),
    /// The name of a database.
    open DatabaseName = Tag::context(105),
    /// Who asks.
    personal UserId = Tag::GENERAL_STRING,
    /// A password, or a user and password in one.
    secret Secret = Tag::GENERAL_STRING,
}
