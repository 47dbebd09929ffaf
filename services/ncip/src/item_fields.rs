//! What is told of an item: what is asked for.

use std::{num::NonZeroU32, sync::Arc};

use silta_consortium::{CirculationStatus, Item, Library, LibraryCode};
use silta_ncip::{
    ItemDescription, ItemOptionalFields, Location, LocationName, LocationNameInstance,
    SchemeValuePair, Several, Text,
};

use crate::{
    codes::{ITEM_USE_RESTRICTION_TYPE, LOCATION_TYPE, asks, circulation_status},
    refusal::No,
    serving::Serving,
};

impl Serving<'_> {
    /// What a message asks to be told of an item; none if it asks for nothing that there is.
    pub(crate) async fn item_fields(
        &self,
        item: &Item,
        asked: &[SchemeValuePair],
    ) -> Result<Option<ItemOptionalFields>, No> {
        if asked.is_empty() {
            return Ok(None);
        }
        let libraries = match asks(asked, "Location") {
            true => self.libraries().await?,
            false => Arc::default(),
        };
        Ok(self.item_fields_in(item, asked, &libraries))
    }

    /// The same, among these libraries.
    pub(crate) fn item_fields_in(
        &self,
        item: &Item,
        asked: &[SchemeValuePair],
        libraries: &[Library],
    ) -> Option<ItemOptionalFields> {
        let mut fields = ItemOptionalFields::default();
        if asks(asked, "Bibliographic Description") {
            let (author, kind) = (item.author.as_deref(), Some(item.media_type));
            let brief = self.brief(&item.title, author, &item.record, kind);
            fields.bibliographic_description = Some(brief);
        }
        let not_lent = item.circulation_status == CirculationStatus::NotForLoan;
        if asks(asked, "Item Use Restriction Type") && not_lent {
            let restriction = ITEM_USE_RESTRICTION_TYPE.of("In Library Use Only");
            fields.item_use_restriction_types = vec![restriction];
        }
        if asks(asked, "Circulation Status") {
            fields.circulation_status = Some(circulation_status(item.circulation_status));
            fields.date_due = item.due.map(|due| self.date(due));
        }
        if asks(asked, "Hold Queue Length") {
            fields.hold_queue_length = Some(item.hold_queue);
        }
        if asks(asked, "Item Description") {
            fields.item_description = Some(self.item_description(item));
        }
        if asks(asked, "Location") {
            fields.locations = locations(item, libraries);
        }
        (fields != ItemOptionalFields::default()).then_some(fields)
    }

    pub(crate) fn item_description(&self, item: &Item) -> ItemDescription {
        ItemDescription {
            visible_item_id: Some(self.item_id(&item.barcode)),
            call_number: item.shelf_mark.as_deref().map(Text::from),
            ..ItemDescription::default()
        }
    }
}

/// Where the item belongs, and where it is if that is elsewhere.
fn locations(item: &Item, libraries: &[Library]) -> Vec<Location> {
    let at = |kind, code| location(kind, code, item.collection.as_deref(), libraries);
    let home = at("Permanent Location", &item.permanent_location);
    let here = at("Current Location", &item.current_location);
    match item.current_location == item.permanent_location {
        true => vec![home],
        false => vec![home, here],
    }
}

/// A library by its name, and a collection in it.
pub(crate) fn location(
    kind: &'static str,
    code: &LibraryCode,
    collection: Option<&str>,
    libraries: &[Library],
) -> Location {
    let named = libraries.iter().find(|library| library.code == *code);
    let name = named.map_or(code.as_str(), |library| library.name.as_str());
    let level = |number: NonZeroU32, value: &str| LocationNameInstance {
        location_name_level: number,
        location_name_value: value.into(),
    };
    const SECOND: NonZeroU32 = NonZeroU32::MIN.saturating_add(1);
    let mut levels = vec![level(NonZeroU32::MIN, name)];
    levels.extend(collection.map(|collection| level(SECOND, collection)));
    let first = level(NonZeroU32::MIN, name);
    Location {
        location_type: LOCATION_TYPE.of(kind),
        location_name: LocationName {
            location_name_instances: Several::of(levels).unwrap_or_else(|| first.into()),
        },
        valid_from_date: None,
        valid_to_date: None,
    }
}
