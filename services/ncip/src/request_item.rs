//! `RequestItem`: a hold on a title or an item, or an item fetched from its shelf (`Page`).

use jiff::Timestamp;
use silta_consortium::{
    CirculationStatus, HoldTarget, Item, ItemBarcode, NewHold, Page, PatronBarcode, RecordId,
    RefusalCode,
};
use silta_ncip::{
    DateTime, ItemId, ItemOptionalFields, ProblemType, RequestItem, RequestItemResponse,
    SchemeValuePair, Subject, Wanted,
};

use crate::{
    codes::{ITEM_IDENTIFIER_TYPE, REQUEST_SCOPE_TYPE},
    refusal::No,
    serving::Serving,
};

pub(crate) async fn request_item(
    s: &mut Serving<'_>,
    asked: &RequestItem,
) -> Result<RequestItemResponse, No> {
    let is_page = is_page(s, &asked.request_type)?;
    let wanted = wanted(s, asked)?;
    let named = match &wanted {
        HoldTarget::Item(item) => Some(item),
        HoldTarget::Record(_) => None,
    };
    let who = s.user(&asked.user, named).await?;
    let expires = until(s, asked.need_before_date, asked.pickup_expiry_date)?;
    let fetched = match is_page {
        true => Some(on_shelf(s, &wanted, &who.patron.barcode).await?),
        false => None,
    };
    let target = match &fetched {
        Some(item) => HoldTarget::Item(item.barcode.clone()),
        None => wanted,
    };
    let new = NewHold {
        pickup_library: s
            .pickup(asked.pickup_location.as_ref(), &who.patron)
            .await?,
        patron: who.patron.barcode.clone(),
        target,
        expires,
    };
    let hold = match client_name(s, asked) {
        Some(name) => s.place_named(name, new).await?,
        None => {
            let change = s.change(new);
            s.answer(s.consortium().place_hold(change)).await?
        }
    };
    let item = match &hold.target {
        HoldTarget::Item(item) => Some(requested(s, item)),
        HoldTarget::Record(_) => None,
    };
    let of_item = match &fetched {
        Some(item) => Some(found(s, item, &asked.item_element_types).await?),
        None => None,
    };
    Ok(RequestItemResponse {
        subject: Subject::Request(s.request_id(hold.id.as_str()), item),
        user_id: s.user_id(&hold.patron),
        request_type: asked.request_type.clone(),
        request_scope_type: scope(&hold.target),
        shipping_information: None,
        date_available: None,
        hold_pickup_date: hold.ready_until.map(|until| s.date(until)),
        fiscal_transaction_information: None,
        item_optional_fields: of_item,
        user_optional_fields: s.user_fields(&who, &asked.user_element_types),
    })
}

/// Whether an item is to be fetched from its shelf. A request without type is a hold.
fn is_page(s: &Serving<'_>, kind: &SchemeValuePair) -> Result<bool, No> {
    match kind.value() {
        _ if kind.is("Page") => Ok(true),
        _ if kind.is("Hold") || kind.is_empty() => Ok(false),
        other => Err(No::unknown_value("RequestType", other, s.service)),
    }
}

/// What is asked for: the item if one is named and the request is not for the title.
fn wanted(s: &Serving<'_>, asked: &RequestItem) -> Result<HoldTarget, No> {
    let item = |id: &ItemId| s.barcode(id).map(HoldTarget::Item);
    match &asked.wanted {
        Wanted::Items(items) => match items.iter().next() {
            Some(id) => item(id),
            None => Err(s.missing("ItemId")),
        },
        Wanted::Titles(titles, items) => {
            let of_item = asked.request_scope_type.is("Item");
            if let Some(id) = items.first().filter(|_| of_item) {
                return item(id);
            }
            let title = titles.iter().next();
            let title = title.ok_or_else(|| s.missing("BibliographicId"))?;
            s.record(title).map(HoldTarget::Record)
        }
    }
}

/// When the patron no longer needs it: the earlier of both dates.
pub(crate) fn until(
    s: &Serving<'_>,
    need_before: Option<DateTime>,
    pickup_expiry: Option<DateTime>,
) -> Result<Option<Timestamp>, No> {
    let dates = [
        ("NeedBeforeDate", need_before),
        ("PickupExpiryDate", pickup_expiry),
    ];
    for (element, date) in dates {
        if date.is_some_and(|date| date.timestamp() <= s.now) {
            let no = s.no(ProblemType::InvalidDate).element(element);
            return Err(no.detail("the date is over"));
        }
    }
    let given = dates.into_iter().filter_map(|(_, date)| date);
    Ok(given.map(DateTime::timestamp).min())
}

/// The name that an agency has given the request.
fn client_name<'m>(s: &Serving<'_>, asked: &'m RequestItem) -> Option<&'m str> {
    s.sender.agency()?;
    let name = asked.request_id.as_ref()?.request_identifier_value.as_str();
    Some(name).filter(|name| !name.is_empty())
}

/// The item that is to be fetched; of a title, the first that is on its shelf and that nobody waits
/// for.
async fn on_shelf(
    s: &Serving<'_>,
    wanted: &HoldTarget,
    patron: &PatronBarcode,
) -> Result<Item, No> {
    let items = match wanted {
        HoldTarget::Item(barcode) => vec![s.item(barcode).await?],
        HoldTarget::Record(record) => copies(s, record).await?,
    };
    let is_there = |item: &&Item| item.circulation_status == CirculationStatus::Available;
    if let Some(item) = items
        .iter()
        .filter(is_there)
        .find(|item| item.hold_queue == 0)
    {
        return Ok(item.clone());
    }
    if let Some(item) = items.iter().find(is_there) {
        let own = s.request_for(patron, &item.barcode).await;
        return Err(s.refuse(match own {
            Ok(_) => RefusalCode::HoldExists,
            Err(_) => RefusalCode::ItemOnHoldForOther,
        }));
    }
    let status = items.first().map(|item| item.circulation_status);
    Err(s.refuse(match status {
        None => RefusalCode::ItemUnknown,
        Some(CirculationStatus::NotForLoan) => RefusalCode::ItemNotForLoan,
        Some(CirculationStatus::OnHoldShelf) => RefusalCode::ItemOnHoldForOther,
        Some(CirculationStatus::InTransit) => RefusalCode::ItemInTransit,
        Some(CirculationStatus::Lost | CirculationStatus::Missing) => RefusalCode::ItemLost,
        Some(_) => RefusalCode::ItemOnLoanToOther,
    }))
}

async fn copies(s: &Serving<'_>, record: &RecordId) -> Result<Vec<Item>, No> {
    let limit = s.shared.settings.limits.items;
    let page = Page { skip: 0, limit };
    let copies = s.consortium().holdings(&s.context, record, page);
    Ok(s.answer(copies).await?.items)
}

/// The barcode under the type by which a broker finds it in this answer, and only here.
fn requested(s: &Serving<'_>, item: &ItemBarcode) -> ItemId {
    ItemId {
        item_identifier_type: Some(ITEM_IDENTIFIER_TYPE.of("Item Barcode")),
        ..s.item_id(item)
    }
}

/// Where a fetched item stands, whether that is asked for or not: it must be found.
async fn found(
    s: &Serving<'_>,
    item: &Item,
    asked: &[SchemeValuePair],
) -> Result<ItemOptionalFields, No> {
    let fields = s.item_fields(item, asked).await?.unwrap_or_default();
    Ok(ItemOptionalFields {
        item_description: Some(s.item_description(item)),
        ..fields
    })
}

/// Whether a hold is on an item or on any of a title.
pub(crate) fn scope(target: &HoldTarget) -> SchemeValuePair {
    REQUEST_SCOPE_TYPE.of(match target {
        HoldTarget::Item(_) => "Item",
        HoldTarget::Record(_) => "Bibliographic Item",
    })
}
