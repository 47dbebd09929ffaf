//! Where an item is, or goes.

use std::num::NonZeroU32;

use crate::{
    date_time::DateTime,
    kind,
    name::NameInformation,
    node::{Context, Node},
    out::Out,
    pair::SchemeValuePair,
    structure::{Choice, Read, content_is_choice, structure},
    text::Text,
    user::UserId,
};

structure! {
    /// A place, for some time perhaps.
    Location {
        lax "LocationType" location_type: SchemeValuePair,
        one "LocationName" location_name: LocationName,
        opt "ValidFromDate" valid_from_date: DateTime,
        opt "ValidToDate" valid_to_date: DateTime,
    }
}

structure! {
    /// The name of a place, from the widest level to the narrowest.
    LocationName {
        some "LocationNameInstance" location_name_instances: LocationNameInstance,
    }
}

structure! {
    /// One level of the name of a place. Level 1 is the widest.
    LocationNameInstance {
        one "LocationNameLevel" location_name_level: NonZeroU32,
        one "LocationNameValue" location_name_value: Text,
    }
}

/// Where an item is put: a place, or a bin that belongs to one perhaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// `Location`
    Location(Location),
    /// `BinNumber`, `Location`
    Bin(Text, Option<Location>),
}

impl Choice for Destination {
    fn read(node: &Node<'_>, context: &Context) -> Read<Option<Self>> {
        let location = kind::read::opt(node, "Location", context)?;
        if node.has("BinNumber") {
            let bin = kind::read::one(node, "BinNumber", context)?;
            return Ok(Some(Self::Bin(bin, location)));
        }
        Ok(location.map(Self::Location))
    }

    fn write(&self, out: &mut Out<'_>) {
        match self {
            Self::Location(location) => kind::write::one(location, "Location", out),
            Self::Bin(bin, location) => {
                kind::write::one(bin, "BinNumber", out);
                kind::write::opt(location, "Location", out);
            }
        }
    }
}

content_is_choice!(Destination, "Location");

structure! {
    /// What is to be done with an item that came back.
    RoutingInformation {
        lax "RoutingInstructions" routing_instructions: Text,
        one "Destination" destination: Destination,
        opt "RequestType" request_type: SchemeValuePair,
        opt "UserId" user_id: UserId,
        opt2 "NameInformation" name_information: NameInformation,
    }
}
