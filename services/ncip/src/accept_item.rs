//! `AcceptItem`: an item of another library has come, and waits at once on the pickup shelf: record,
//! item and hold, all or nothing. Told again with the same request, it is the same item.

use silta_consortium::{ItemBarcode, NewTemporaryItem, PartnerId};
use silta_ncip::{
    AcceptItem, AcceptItemResponse, BibliographicDescription, ProblemType, ReturnPeriod, User,
};

use crate::{codes::asks, refusal::No, serving::Serving};

pub(crate) async fn accept_item(
    s: &mut Serving<'_>,
    asked: &AcceptItem,
) -> Result<AcceptItemResponse, No> {
    let request = request_id(s, asked)?.to_owned();
    let barcode = barcode(s, asked, &request)?;
    let user = asked.user_id.clone().ok_or_else(|| s.missing("UserId"))?;
    let (title, author) = described(s, asked)?;
    let who = s.user(&User::Id(user), None).await?;
    let agency = s.sender.agency().map_or("", |agency| &agency.id);
    let agency = PartnerId::from(agency);
    let change = s.change(NewTemporaryItem {
        barcode,
        title,
        author,
        pickup_library: s
            .pickup(asked.pickup_location.as_ref(), &who.patron)
            .await?,
        patron: who.patron.barcode,
        request_id: request,
        agency,
        due: match asked.return_period {
            Some(ReturnPeriod::DateForReturn(date)) => Some(date.timestamp()),
            _ => None,
        },
        renewable: !asked.renewal_not_permitted,
        library_use_only: is_for_library_use_only(asked),
    });
    let item = s
        .answer(s.consortium().create_temporary_item(change))
        .await?;
    Ok(AcceptItemResponse {
        request_id: asked.request_id.clone(),
        item_id: Some(s.item_id(&item.barcode)),
    })
}

fn request_id<'m>(s: &Serving<'_>, asked: &'m AcceptItem) -> Result<&'m str, No> {
    const ELEMENT: &str = "RequestId/RequestIdentifierValue";
    let id = asked.request_id.request_identifier_value.as_str();
    match id.chars().count() {
        0 => Err(s.missing(ELEMENT)),
        1..=NewTemporaryItem::MAX_REQUEST_ID => Ok(id),
        _ => Err(too_long(s, ELEMENT)),
    }
}

/// The barcode that is on the item; without one, the request is its name.
fn barcode(s: &Serving<'_>, asked: &AcceptItem, request: &str) -> Result<ItemBarcode, No> {
    let barcode = match &asked.item_id {
        Some(id) => s.barcode(id)?,
        None => request.into(),
    };
    match barcode.as_str().len() > ItemBarcode::MAX_LEN {
        true => Err(too_long(s, "ItemId/ItemIdentifierValue")),
        false => Ok(barcode),
    }
}

fn too_long(s: &Serving<'_>, element: &str) -> No {
    let no = s.no(ProblemType::CannotAcceptItem).element(element);
    no.detail(format!("{element} is too long"))
}

fn described(s: &Serving<'_>, asked: &AcceptItem) -> Result<(String, Option<String>), No> {
    let nothing = BibliographicDescription::default();
    let fields = asked.item_optional_fields.as_ref();
    let description = fields.and_then(|fields| fields.bibliographic_description.as_ref());
    let description = description.unwrap_or(&nothing);
    let title = description
        .title
        .as_deref()
        .filter(|title| !title.is_empty());
    let title =
        title.ok_or_else(|| s.missing("ItemOptionalFields/BibliographicDescription/Title"))?;
    let author = description.author.as_deref().map(str::to_owned);
    Ok((title.to_owned(), author))
}

fn is_for_library_use_only(asked: &AcceptItem) -> bool {
    let fields = asked.item_optional_fields.as_ref();
    fields.is_some_and(|fields| {
        let restrictions = &fields.item_use_restriction_types;
        asks(restrictions, "In Library Use Only") || asks(restrictions, "Library Use Only")
    })
}
