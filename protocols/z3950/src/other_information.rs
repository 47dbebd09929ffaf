//! What goes along without being part of the service: negotiations, counts, facets.

use silta_ber::{External, Oid};

use crate::{
    strings::{InternationalString, OctetString},
    tables::{choice, sequence},
    value::Unknown,
};

/// Several pieces of other information, each of which may be passed by.
pub type OtherInformation = Vec<OtherInformationUnit>;

sequence! {
    /// One piece of other information.
    OtherInformationUnit {
        /// What kind.
        [1] category: Option<InfoCategory>,
        /// The information.
        [own] information: Information,
    }
}

impl OtherInformationUnit {
    /// A value of another standard, without a category.
    pub fn external(value: External) -> Self {
        Self {
            category: None,
            information: Information::ExternallyDefinedInfo(value),
        }
    }
}

sequence! {
    /// A kind of information.
    InfoCategory {
        /// Who defines the value.
        [1] category_type_id: Option<Oid>,
        /// The kind.
        [2] category_value: i64,
    }
}

choice! {
    /// The information itself.
    Information {
        /// Text.
        [2] CharacterInfo(InternationalString),
        /// Octets.
        [3] BinaryInfo(OctetString),
        /// A value of another standard.
        [4] ExternallyDefinedInfo(External),
        /// An object identifier.
        [5] Oid(Oid),
        /// Something this crate does not know.
        [own] Other(Unknown),
    }
}

/// The first value of a kind in some other information.
pub fn external_of(info: Option<&OtherInformation>, kind: Oid) -> Option<&External> {
    info?.iter().find_map(|unit| match &unit.information {
        Information::ExternallyDefinedInfo(value) if value.direct_reference == Some(kind) => {
            Some(value)
        }
        _ => None,
    })
}
