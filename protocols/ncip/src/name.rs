//! Names of users, persons and organizations.

use crate::{
    kind,
    node::{Context, Node},
    out::Out,
    pair::SchemeValuePair,
    structure::{Choice, Read, choice, content_is_choice, structure},
    text::Text,
};

choice! {
    /// The name of a user.
    NameInformation {
        one "PersonalNameInformation" Personal: PersonalNameInformation,
        some "OrganizationNameInformation" Organization: OrganizationNameInformation,
    }
}

content_is_choice!(NameInformation, "PersonalNameInformation");

/// The name of a person: as one text, in parts, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonalNameInformation {
    /// `UnstructuredPersonalUserName`
    Unstructured(Text),
    /// `StructuredPersonalUserName`, `UnstructuredPersonalUserName`
    Structured(StructuredPersonalUserName, Option<Text>),
}

impl Choice for PersonalNameInformation {
    fn read(node: &Node<'_>, context: &Context) -> Read<Option<Self>> {
        if node.has("StructuredPersonalUserName") {
            let parts = kind::read::one(node, "StructuredPersonalUserName", context)?;
            let whole = kind::read::opt(node, "UnstructuredPersonalUserName", context)?;
            return Ok(Some(Self::Structured(parts, whole)));
        }
        let whole = kind::read::one(node, "UnstructuredPersonalUserName", context)?;
        Ok(Some(Self::Unstructured(whole)))
    }

    fn write(&self, out: &mut Out<'_>) {
        match self {
            Self::Unstructured(whole) => {
                kind::write::one(whole, "UnstructuredPersonalUserName", out);
            }
            Self::Structured(parts, whole) => {
                kind::write::one(parts, "StructuredPersonalUserName", out);
                kind::write::opt(whole, "UnstructuredPersonalUserName", out);
            }
        }
    }
}

content_is_choice!(PersonalNameInformation, "UnstructuredPersonalUserName");

structure! {
    /// The name of a person in parts.
    #[derive(Default)]
    StructuredPersonalUserName {
        opt "Prefix" prefix: Text,
        opt "GivenName" given_name: Text,
        opt "Initials" initials: Text,
        lax "Surname" surname: Text,
        opt "Suffix" suffix: Text,
    }
}

structure! {
    /// The name of an organization.
    OrganizationNameInformation {
        lax "OrganizationNameType" organization_name_type: SchemeValuePair,
        one "OrganizationName" organization_name: Text,
    }
}
