//! Addresses: on paper and electronic.

use crate::{
    date_time::DateTime,
    kind,
    node::{Context, Node},
    out::Out,
    pair::SchemeValuePair,
    structure::{Choice, Read, choice, structure},
    text::Text,
};

choice! {
    /// Where someone can be reached.
    Address {
        one "PhysicalAddress" Physical: Box<PhysicalAddress>,
        one "ElectronicAddress" Electronic: ElectronicAddress,
    }
}

structure! {
    /// An address of a house or a post box.
    PhysicalAddress {
        choice "UnstructuredAddress" address: PostalAddress,
        lax "PhysicalAddressType" physical_address_type: SchemeValuePair,
    }
}

choice! {
    /// An address in parts, or as one text.
    PostalAddress {
        one "StructuredAddress" Structured: StructuredAddress,
        one "UnstructuredAddress" Unstructured: UnstructuredAddress,
    }
}

structure! {
    /// An address in parts.
    StructuredAddress {
        choice "Line1" lines: AddressLines,
        opt "Locality" locality: Text,
        opt "Region" region: Text,
        opt "Country" country: Text,
        opt "PostalCode" postal_code: Text,
        opt "CareOf" care_of: Text,
    }
}

/// What stands before the town.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressLines {
    /// `Line1`, `Line2`
    Lines(Text, Option<Text>),
    /// In parts.
    Parts(AddressParts),
}

/// What stands before the town, in parts. With neither street, post box nor district an empty
/// district is written, since one of them must be there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressParts {
    /// `LocationWithinBuilding`
    pub location_within_building: Option<Text>,
    /// `HouseName`
    pub house_name: Option<Text>,
    /// `Street`
    pub street: Option<Text>,
    /// `PostOfficeBox`
    pub post_office_box: Option<Text>,
    /// `District`
    pub district: Option<Text>,
}

impl Choice for AddressLines {
    fn read(node: &Node<'_>, context: &Context) -> Read<Option<Self>> {
        let part = |name| kind::read::opt(node, name, context);
        if node.has("Line1") {
            let first = kind::read::one(node, "Line1", context)?;
            return Ok(Some(Self::Lines(first, part("Line2")?)));
        }
        Ok(Some(Self::Parts(AddressParts {
            location_within_building: part("LocationWithinBuilding")?,
            house_name: part("HouseName")?,
            street: part("Street")?,
            post_office_box: part("PostOfficeBox")?,
            district: part("District")?,
        })))
    }

    fn write(&self, out: &mut Out<'_>) {
        match self {
            Self::Lines(first, second) => {
                kind::write::one(first, "Line1", out);
                kind::write::opt(second, "Line2", out);
            }
            Self::Parts(parts) => {
                kind::write::opt(
                    &parts.location_within_building,
                    "LocationWithinBuilding",
                    out,
                );
                kind::write::opt(&parts.house_name, "HouseName", out);
                kind::write::opt(&parts.street, "Street", out);
                kind::write::opt(&parts.post_office_box, "PostOfficeBox", out);
                kind::write::opt(&parts.district, "District", out);
                let rest = [&parts.street, &parts.post_office_box, &parts.district];
                if rest.iter().all(|part| part.is_none()) {
                    out.element("District", "");
                }
            }
        }
    }
}

structure! {
    /// An address as one text.
    UnstructuredAddress {
        lax "UnstructuredAddressType" unstructured_address_type: SchemeValuePair,
        lax "UnstructuredAddressData" unstructured_address_data: Text,
    }
}

structure! {
    /// A telephone number or an e-mail address: which, says the type.
    ElectronicAddress {
        lax "ElectronicAddressType" electronic_address_type: SchemeValuePair,
        one "ElectronicAddressData" electronic_address_data: Text,
    }
}

structure! {
    /// An address of a user, and what it is for.
    UserAddressInformation {
        lax "UserAddressRoleType" user_address_role_type: SchemeValuePair,
        opt "ValidFromDate" valid_from_date: DateTime,
        opt "ValidToDate" valid_to_date: DateTime,
        choice "PhysicalAddress" address: Address,
    }
}

structure! {
    /// An address of an agency, and what it is for.
    AgencyAddressInformation {
        lax "AgencyAddressRoleType" agency_address_role_type: SchemeValuePair,
        opt "ValidFromDate" valid_from_date: DateTime,
        opt "ValidToDate" valid_to_date: DateTime,
        choice "PhysicalAddress" address: Address,
    }
}

structure! {
    /// How and where an item is sent.
    ShippingInformation {
        opt "ShippingInstructions" shipping_instructions: Text,
        opt "ShippingNote" shipping_note: Text,
        choice "PhysicalAddress" address: Address,
    }
}
