//! Which user is meant.

use crate::{
    date_time::DateTime,
    kind,
    node::{Context, Node},
    out::Out,
    pair::SchemeValuePair,
    several::Several,
    structure::{Choice, Content, Fields as _, Read, structure},
    text::Text,
    version::Edition,
};

structure! {
    /// A name for a user that a computer knows. In version 1 the type of the identifier has a
    /// place only in `LookupUser` and [`crate::UserOptionalFields`].
    UserId {
        must1 "AgencyId" agency_id: SchemeValuePair,
        opt2 "UserIdentifierType" user_identifier_type: SchemeValuePair,
        one "UserIdentifierValue" user_identifier_value: Text,
    }
}

structure! {
    /// A name that a user had before. Version 2 only.
    PreviousUserId {
        lax "AgencyId" agency_id: SchemeValuePair,
        one "UserIdentifierValue" user_identifier_value: Text,
        opt "ValidFromDate" valid_from_date: DateTime,
        opt "ValidToDate" valid_to_date: DateTime,
    }
}

structure! {
    /// Something that a user knows or has: a card, a PIN, a password.
    AuthenticationInput {
        one "AuthenticationInputData" authentication_input_data: Text,
        lax "AuthenticationDataFormatType" authentication_data_format_type: SchemeValuePair,
        lax "AuthenticationInputType" authentication_input_type: SchemeValuePair,
    }
}

/// Which user is meant: by an identifier, or by what the user knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum User {
    /// `UserId`
    Id(UserId),
    /// `AuthenticationInput`
    Inputs(Several<AuthenticationInput>),
    /// Both, which the schema does not allow and clients send: an identifier, and a PIN to be
    /// checked. Where it is written, the identifier stands as an extension of the last input;
    /// version 1 has no place for it.
    Both(UserId, Several<AuthenticationInput>),
}

impl User {
    /// The identifier.
    pub fn id(&self) -> Option<&UserId> {
        match self {
            Self::Id(id) | Self::Both(id, _) => Some(id),
            Self::Inputs(_) => None,
        }
    }

    /// What the user knows or has.
    pub fn inputs(&self) -> impl Iterator<Item = &AuthenticationInput> {
        let inputs = match self {
            Self::Id(_) => None,
            Self::Inputs(inputs) | Self::Both(_, inputs) => Some(inputs),
        };
        inputs.into_iter().flatten()
    }
}

impl Choice for User {
    fn read(parent: &Node<'_>, context: &Context) -> Read<Option<Self>> {
        let inputs = kind::read::many(parent, "AuthenticationInput", context)?;
        let beside = kind::read::opt(parent, "UserId", context)?;
        let mut places = parent.children();
        let within = places.find_map(|input| {
            let named = input.name() == "AuthenticationInput";
            input.child("Ext").filter(|ext| named && ext.has("UserId"))
        });
        let id = match (beside, within) {
            (None, Some(ext)) => Some(kind::read::one(&ext, "UserId", context)?),
            (beside, _) => beside,
        };
        Ok(match (id, Several::of(inputs)) {
            (Some(id), None) => Some(Self::Id(id)),
            (None, Some(inputs)) => Some(Self::Inputs(inputs)),
            (Some(id), Some(inputs)) => Some(Self::Both(id, inputs)),
            (None, None) => None,
        })
    }

    fn write(&self, out: &mut Out<'_>) {
        if let Self::Id(id) = self {
            id.write("UserId", out);
        }
        let mut inputs = self.inputs().peekable();
        while let Some(input) = inputs.next() {
            let is_last = inputs.peek().is_none();
            let id = self.id().filter(|_| is_last && out.edition == Edition::Two);
            out.start("AuthenticationInput");
            input.write_fields(out);
            if let Some(id) = id {
                out.start("Ext");
                id.write("UserId", out);
                out.end();
            }
            out.end();
        }
    }

    fn write_visible(&self, out: &mut Out<'_>) {
        match self {
            Self::Id(id) if id.user_identifier_type.is_some() => write_visible(id, out),
            _ => self.write(out),
        }
    }
}

/// Writes an identifier with its type, as version 1 does it.
pub(crate) fn write_visible(id: &UserId, out: &mut Out<'_>) {
    out.start("VisibleUserId");
    kind::write::opt(&id.agency_id, "AgencyId", out);
    let kind = id.user_identifier_type.clone().unwrap_or_default();
    kind.write("VisibleUserIdentifierType", out);
    out.element("VisibleUserIdentifier", &id.user_identifier_value);
    out.end();
}
