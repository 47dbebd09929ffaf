//! The identified fields: two characters that say what follows.

use std::fmt;

/// The two characters before a value, capital letters or digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldId([u8; 2]);

impl FieldId {
    /// Two ASCII letters or digits, the first a letter; small letters become capitals. `AY` and
    /// `AZ` are no fields but the trailer of the frame.
    pub fn new(characters: [u8; 2]) -> Option<Self> {
        let [first, second] = characters.map(|c| c.to_ascii_uppercase());
        let named = first.is_ascii_uppercase() && second.is_ascii_alphanumeric();
        (named && !matches!([first, second], [b'A', b'Y' | b'Z'])).then_some(Self([first, second]))
    }

    /// The two characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// What the field table says about it.
    pub fn entry(self) -> Option<&'static Field> {
        FIELDS.iter().find(|field| field.id == self)
    }

    /// The name in the standard or of the extension; `unknown field` otherwise.
    pub fn name(self) -> &'static str {
        self.entry().map_or("unknown field", |field| field.name)
    }

    /// Whether the value is a password, a PIN or the like.
    pub fn is_secret(self) -> bool {
        self.entry()
            .is_some_and(|field| field.privacy == Privacy::Secret)
    }

    /// Whether the value says something about a patron. Unknown fields may.
    pub fn is_personal(self) -> bool {
        self.entry()
            .is_none_or(|field| field.privacy == Privacy::Personal)
    }

    /// A barcode: blanks around it are the scanner's.
    pub(crate) fn is_barcode(self) -> bool {
        matches!(self, Self::AA | Self::AB)
    }
}

impl fmt::Display for FieldId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for FieldId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a value may give away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Privacy {
    /// Nothing about a person.
    Open,
    /// Who a patron is, or what he or she borrows or owes.
    Personal,
    /// A password or PIN.
    Secret,
}

/// One row of the field table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The two characters.
    pub id: FieldId,
    /// Its name.
    pub name: &'static str,
    /// What the value may give away.
    pub privacy: Privacy,
    /// Who defined it: the standard, or a product.
    pub origin: &'static str,
}

macro_rules! fields {
    ($($origin:literal { $($id:ident $name:literal $privacy:ident,)+ })+) => {
        impl FieldId {
            $($(
                #[doc = concat!("`", stringify!($id), "`: ", $name, ".")]
                pub const $id: Self = Self(two(stringify!($id)));
            )+)+
        }

        /// Every field that is known, the standard's first.
        pub const FIELDS: &[Field] = &[$($(
            Field {
                id: FieldId::$id, name: $name, privacy: Privacy::$privacy, origin: $origin,
            },
        )+)+];
    };
}

const fn two(id: &str) -> [u8; 2] {
    match id.as_bytes() {
        [first, second] => [*first, *second],
        _ => panic!("a field id has two characters"),
    }
}

fields! {
    "standard" {
        AA "patron identifier" Personal,
        AB "item identifier" Open,
        AC "terminal password" Secret,
        AD "patron password" Secret,
        AE "personal name" Personal,
        AF "screen message" Personal,
        AG "print line" Personal,
        AH "due date" Open,
        AJ "title identifier" Open,
        AL "blocked card message" Personal,
        AM "library name" Open,
        AN "terminal location" Open,
        AO "institution id" Open,
        AP "current location" Open,
        AQ "permanent location" Open,
        AS "hold items" Personal,
        AT "overdue items" Personal,
        AU "charged items" Personal,
        AV "fine items" Personal,
        BD "home address" Personal,
        BE "e-mail address" Personal,
        BF "home phone number" Personal,
        BG "owner" Open,
        BH "currency type" Open,
        BI "cancel" Open,
        BK "transaction id" Open,
        BL "valid patron" Open,
        BM "renewed items" Personal,
        BN "unrenewed items" Personal,
        BO "fee acknowledged" Open,
        BP "start item" Open,
        BQ "end item" Open,
        BR "queue position" Open,
        BS "pickup location" Open,
        BT "fee type" Open,
        BU "recall items" Personal,
        BV "fee amount" Personal,
        BW "expiration date" Open,
        BX "supported messages" Open,
        BY "hold type" Open,
        BZ "hold items limit" Open,
        CA "overdue items limit" Open,
        CB "charged items limit" Open,
        CC "fee limit" Open,
        CD "unavailable hold items" Personal,
        CF "hold queue length" Open,
        CG "fee identifier" Personal,
        CH "item properties" Open,
        CI "security inhibit" Open,
        CJ "recall date" Open,
        CK "media type" Open,
        CL "sort bin" Open,
        CM "hold pickup date" Open,
        CN "login user id" Open,
        CO "login password" Secret,
        CP "location code" Open,
        CQ "valid patron password" Open,
    }
    "3M 2005" {
        CR "collection code" Open,
        CS "call number" Open,
        CT "destination location" Open,
        CV "alert type" Open,
        CY "hold patron id" Personal,
        DA "hold patron name" Personal,
    }
    "Aleph" {
        DB "hold patron note" Personal,
    }
    "EnvisionWare" {
        PA "patron expiration date" Personal,
        PB "patron birth date" Personal,
        PC "patron class" Personal,
        PI "patron internet profile" Personal,
    }
    "Evergreen" {
        XI "internal patron id" Personal,
    }
    "Gossip" {
        FA "fee remaining" Personal,
        FB "fee account id" Personal,
        FC "fee creation date" Personal,
        FD "fee item id" Personal,
        FE "fee id" Personal,
        FF "fee type text" Personal,
        FG "fee amount of one fee" Personal,
    }
    "FOLIO" {
        FU "patron group name" Personal,
        FV "patron group description" Personal,
        SA "custom patron field 1" Personal,
        SZ "custom patron field 26" Personal,
        EA "author" Open,
        IN "ISBN" Open,
        NB "other standard number" Open,
    }
    "King County" {
        OR "register login" Open,
        RN "check number" Personal,
    }
    "Biblstandard" {
        WS "owner institution (ISIL)" Open,
    }
    "Polaris" {
        BC "patron birth date (Polaris)" Personal,
        PE "patron registered branch" Personal,
        PS "patron status text" Personal,
        PX "patron expiration date (Polaris)" Personal,
        PY "patron has holds" Personal,
        PZ "patron postal code" Personal,
        U1 "user defined field 1" Personal,
        U2 "user defined field 2" Personal,
        U3 "user defined field 3" Personal,
        U4 "user defined field 4" Personal,
        U5 "user defined field 5" Personal,
    }
    "Symphony" {
        XA "vendor field XA" Personal,
        XB "vendor field XB" Personal,
        XC "vendor field XC" Personal,
        XZ "vendor field XZ" Personal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_is_listed_twice() {
        for (n, field) in FIELDS.iter().enumerate() {
            assert!(
                FIELDS[n + 1..].iter().all(|other| other.id != field.id),
                "{}",
                field.id
            );
        }
    }

    #[test]
    fn the_trailer_is_no_field() {
        assert_eq!(FieldId::new(*b"AY"), None);
        assert_eq!(FieldId::new(*b"az"), None);
        assert_eq!(FieldId::new(*b"ao"), Some(FieldId::AO));
        assert_eq!(FieldId::new(*b"|A"), None);
    }

    #[test]
    fn passwords_are_secret() {
        for id in [FieldId::AC, FieldId::AD, FieldId::CO] {
            assert!(id.is_secret());
        }
        assert!(FieldId::new(*b"QQ").unwrap().is_personal());
    }
}
