//! Which item or request is meant.

use crate::{
    kind,
    node::{Context, Node},
    out::Out,
    pair::SchemeValuePair,
    structure::{Choice, Content, Read, structure},
    text::Text,
};

structure! {
    /// A name for an item: its barcode as a rule. In version 1 the type of the identifier has a
    /// place only in `LookupItem` and [`crate::ItemDescription`].
    ItemId {
        must1 "AgencyId" agency_id: SchemeValuePair,
        opt2 "ItemIdentifierType" item_identifier_type: SchemeValuePair,
        one "ItemIdentifierValue" item_identifier_value: Text,
    }
}

structure! {
    /// A name for a request.
    RequestId {
        must1 "AgencyId" agency_id: SchemeValuePair,
        opt2 "RequestIdentifierType" request_identifier_type: SchemeValuePair,
        one "RequestIdentifierValue" request_identifier_value: Text,
    }
}

/// An item, or a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemOrRequest {
    /// `ItemId`
    Item(ItemId),
    /// `RequestId`
    Request(RequestId),
}

impl Choice for ItemOrRequest {
    fn read(parent: &Node<'_>, context: &Context) -> Read<Option<Self>> {
        Ok(match Subject::read(parent, context)? {
            Some(Subject::Item(id)) => Some(Self::Item(id)),
            Some(Subject::Request(id, _)) => Some(Self::Request(id)),
            None => None,
        })
    }

    fn write(&self, out: &mut Out<'_>) {
        match self {
            Self::Item(id) => id.write("ItemId", out),
            Self::Request(id) => id.write("RequestId", out),
        }
    }

    fn write_visible(&self, out: &mut Out<'_>) {
        match self {
            Self::Item(id) if id.item_identifier_type.is_some() => write_visible(id, out),
            _ => self.write(out),
        }
    }
}

/// An item, or a request with the item that it is for, if that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// `ItemId`
    Item(ItemId),
    /// `RequestId`, `ItemId`
    Request(RequestId, Option<ItemId>),
}

impl Subject {
    /// The item.
    pub fn item_id(&self) -> Option<&ItemId> {
        match self {
            Self::Item(id) | Self::Request(_, Some(id)) => Some(id),
            Self::Request(_, None) => None,
        }
    }

    /// The request.
    pub fn request_id(&self) -> Option<&RequestId> {
        match self {
            Self::Item(_) => None,
            Self::Request(id, _) => Some(id),
        }
    }
}

impl Choice for Subject {
    fn read(parent: &Node<'_>, context: &Context) -> Read<Option<Self>> {
        let item = kind::read::opt(parent, "ItemId", context)?;
        let request = kind::read::opt(parent, "RequestId", context)?;
        Ok(match request {
            Some(request) => Some(Self::Request(request, item)),
            None => item.map(Self::Item),
        })
    }

    fn write(&self, out: &mut Out<'_>) {
        if let Some(id) = self.request_id() {
            id.write("RequestId", out);
        }
        if let Some(id) = self.item_id() {
            id.write("ItemId", out);
        }
    }
}

/// Writes an identifier with its type, as version 1 does it.
pub(crate) fn write_visible(id: &ItemId, out: &mut Out<'_>) {
    out.start("VisibleItemId");
    let kind = id.item_identifier_type.clone().unwrap_or_default();
    kind.write("VisibleItemIdentifierType", out);
    out.element("VisibleItemIdentifier", &id.item_identifier_value);
    out.end();
}
