//! `CheckInItem`: a return. What is not on loan is taken in as well, and then refused: brokers take
//! `Item Not Checked Out` for a return that was made.

use silta_consortium::{Checkin, RefusalCode, Returned, Routing};
use silta_ncip::{
    CheckInItem, CheckInItemResponse, Destination, RoutingInformation, UserOptionalFields,
};

use crate::{codes::REQUEST_TYPE, item_fields::location, refusal::No, serving::Serving, user::Who};

pub(crate) async fn check_in_item(
    s: &mut Serving<'_>,
    asked: &CheckInItem,
) -> Result<CheckInItemResponse, No> {
    let barcode = s.barcode(&asked.item_id)?;
    let happened = s.already_happened(asked.mandated_action.as_ref(), None)?;
    let item = s.item(&barcode).await?;
    let change = s.change(Checkin {
        item: barcode,
        library: s.library(&item),
        returned_at: happened.map(|happened| happened.at),
        already_happened: happened.is_some(),
        capture_hold: true,
    });
    let returned = s.answer(s.consortium().checkin(change)).await?;
    if returned.last_borrower.is_none() {
        return Err(s.refuse(RefusalCode::NotOnLoan));
    }
    let borrower = returned.last_borrower.as_ref();
    Ok(CheckInItemResponse {
        item_id: s.item_id(&returned.item.barcode),
        user_id: borrower
            .filter(|_| tells_borrower(s, asked))
            .map(|patron| s.user_id(patron)),
        routing_information: routing(s, &returned).await?,
        fiscal_transaction_information: None,
        item_optional_fields: s
            .item_fields(&returned.item, &asked.item_element_types)
            .await?,
        user_optional_fields: borrower_fields(s, asked, &returned).await?,
    })
}

/// Whether the sender is told who had the item: where it asks for that, and is believed about
/// patrons.
fn tells_borrower(s: &Serving<'_>, asked: &CheckInItem) -> bool {
    !asked.user_element_types.is_empty() && s.sender.is_trusted()
}

async fn borrower_fields(
    s: &Serving<'_>,
    asked: &CheckInItem,
    returned: &Returned,
) -> Result<Option<UserOptionalFields>, No> {
    let borrower = returned.last_borrower.as_ref();
    let Some(borrower) = borrower.filter(|_| tells_borrower(s, asked)) else {
        return Ok(None);
    };
    let patron = s
        .answer(s.consortium().patron(&s.context, borrower))
        .await?;
    let who = Who {
        patron,
        proved: false,
    };
    Ok(s.user_fields(&who, &asked.user_element_types))
}

/// Where the item goes next, if it does not go to its shelf.
async fn routing(s: &Serving<'_>, returned: &Returned) -> Result<Option<RoutingInformation>, No> {
    let (instructions, is_hold) = match returned.routing {
        Routing::None => return Ok(None),
        Routing::HoldHere => ("Hold shelf", true),
        Routing::HoldElsewhere => ("To another library, for a hold", true),
        Routing::Ill => ("To the library that lent it", false),
        Routing::Transfer => ("To the library where it is at home", false),
    };
    let item = &returned.item;
    let code = returned
        .destination
        .as_ref()
        .unwrap_or(&item.current_location);
    let libraries = s.libraries().await?;
    let place = location("Temporary Location", code, None, &libraries);
    Ok(Some(RoutingInformation {
        routing_instructions: instructions.into(),
        destination: match returned.sort_bin.as_deref() {
            Some(bin) => Destination::Bin(bin.into(), Some(place)),
            None => Destination::Location(place),
        },
        request_type: is_hold.then(|| REQUEST_TYPE.of("Hold")),
        user_id: None,
        name_information: None,
    }))
}
