//! Hold and its response (15, 16): placing, changing and cancelling a hold on a title or a copy.

use jiff::Timestamp;
use silta_consortium::{
    Argument, CirculationStatus, Hold as Standing, HoldChange, HoldStatus, HoldTarget, Item,
    ItemBarcode, LibraryCode, List, NewHold, Page, PatronBarcode, Refusal, RefusalCode,
};
use silta_sip2::{Date, Hold, HoldMode, HoldResponse, HoldType, Outcome, SupportedMessage, Text};

use crate::serving::{No, Serving};

pub(crate) async fn hold(s: &mut Serving<'_>, request: &Hold) -> Result<HoldResponse, No> {
    let patron = PatronBarcode::from(request.patron_identifier.as_str());
    s.patron.meet(&patron);
    let item = present(&request.item_identifier).map(|item| ItemBarcode::from(item.as_str()));
    let pin = request.patron_password.as_ref();
    s.demand_pin(SupportedMessage::Hold, &patron, pin, item.as_ref())
        .await?;
    if let HoldMode::Unlisted(_) = request.hold_mode {
        return Err(s.no(Some(&patron), "hold-mode-unknown").await);
    }
    let item = match item {
        Some(item) => match s.consortium.item(s.context(), &item).await {
            Ok(item) => Some(item),
            Err(error) => return Err(s.no_because(Some(&patron), error).await),
        },
        None => None,
    };
    match request.hold_mode {
        HoldMode::Add | HoldMode::Unlisted(_) => add(s, request, &patron, item).await,
        HoldMode::Change => change(s, request, &patron, item).await,
        HoldMode::Delete => delete(s, request, &patron, item).await,
    }
}

async fn add(
    s: &mut Serving<'_>,
    request: &Hold,
    patron: &PatronBarcode,
    item: Option<Item>,
) -> Result<HoldResponse, No> {
    let target = target(s, request, patron, item.as_ref()).await?;
    let new = NewHold {
        patron: patron.clone(),
        target,
        pickup_library: pickup(request).unwrap_or_else(|| s.terminal.library.clone()),
        expires: expires(s, request),
    };
    let new = s.change(new);
    let placed = match s.consortium.place_hold(new).await {
        Ok(placed) => placed,
        Err(error) => return Err(s.no_because(Some(patron), error).await),
    };
    let on_shelf = item.is_some_and(|item| item.circulation_status == CirculationStatus::Available);
    let position = Argument::Number(i64::from(placed.position));
    let language = s.language(Some(patron)).await;
    let text = s.say(language, "hold-placed", &[("position", position)]);
    let available = on_shelf || placed.status == HoldStatus::Ready;
    Ok(HoldResponse {
        available,
        ..answer(s, request, &placed, text)
    })
}

async fn change(
    s: &mut Serving<'_>,
    request: &Hold,
    patron: &PatronBarcode,
    item: Option<Item>,
) -> Result<HoldResponse, No> {
    let standing = standing(s, request, patron, item.as_ref()).await?;
    let change = HoldChange {
        hold: standing.id,
        pickup_library: pickup(request),
        expires: expires(s, request),
    };
    let change = s.change(change);
    let changed = match s.consortium.change_hold(change).await {
        Ok(changed) => changed,
        Err(error) => return Err(s.no_because(Some(patron), error).await),
    };
    let language = s.language(Some(patron)).await;
    let text = s.say(language, "hold-changed", &[]);
    Ok(answer(s, request, &changed, text))
}

async fn delete(
    s: &mut Serving<'_>,
    request: &Hold,
    patron: &PatronBarcode,
    item: Option<Item>,
) -> Result<HoldResponse, No> {
    let standing = standing(s, request, patron, item.as_ref()).await?;
    let change = s.change(standing.id.clone());
    if let Err(error) = s.consortium.cancel_hold(change).await {
        return Err(s.no_because(Some(patron), error).await);
    }
    let language = s.language(Some(patron)).await;
    let text = s.say(language, "hold-cancelled", &[]);
    Ok(HoldResponse {
        queue_position: None,
        expiration_date: None,
        ..answer(s, request, &standing, text)
    })
}

/// What a new hold is for. BY decides where a copy is named: 3 means that copy, anything else the
/// title it is a copy of. Without a copy, the title (AJ) names the record.
async fn target(
    s: &mut Serving<'_>,
    request: &Hold,
    patron: &PatronBarcode,
    item: Option<&Item>,
) -> Result<HoldTarget, No> {
    if let Some(item) = item {
        return Ok(match request.hold_type {
            Some(HoldType::SpecificCopy) => HoldTarget::Item(item.barcode.clone()),
            _ => HoldTarget::Record(item.record.clone()),
        });
    }
    let Some(title) = present(&request.title_identifier) else {
        return Err(s.missing("AB", Some(patron)).await);
    };
    let mut records = match s.consortium.titled(s.context(), title.as_str()).await {
        Ok(records) => records.into_iter(),
        Err(error) => return Err(s.no_because(Some(patron), error).await),
    };
    match (records.next(), records.next()) {
        (Some(record), None) => Ok(HoldTarget::Record(record.id)),
        (Some(_), Some(_)) => Err(s.no(Some(patron), "title-ambiguous").await),
        (None, _) => {
            let refusal = Refusal::from(RefusalCode::ItemUnknown);
            Err(s.no_because(Some(patron), refusal.into()).await)
        }
    }
}

/// The patron's hold that is meant: the one on this copy before one on its title.
async fn standing(
    s: &mut Serving<'_>,
    request: &Hold,
    patron: &PatronBarcode,
    item: Option<&Item>,
) -> Result<Standing, No> {
    let title = present(&request.title_identifier);
    if item.is_none() && title.is_none() {
        return Err(s.missing("AB", Some(patron)).await);
    }
    let List { items: holds, .. } = match s.consortium.holds(s.context(), patron, Page::ALL).await {
        Ok(holds) => holds,
        Err(error) => return Err(s.no_because(Some(patron), error).await),
    };
    let on_copy = |hold: &&Standing| {
        item.is_some_and(|item| {
            hold.item.as_ref() == Some(&item.barcode)
                || hold.target == HoldTarget::Item(item.barcode.clone())
        })
    };
    let on_title = |hold: &&Standing| match item {
        Some(item) => hold.target == HoldTarget::Record(item.record.clone()),
        None => title.is_some_and(|title| Text::from(&hold.title) == *title),
    };
    match holds
        .iter()
        .find(on_copy)
        .or_else(|| holds.iter().find(on_title))
    {
        Some(hold) => Ok(hold.clone()),
        None => {
            let refusal = Refusal::from(RefusalCode::HoldUnknown);
            Err(s.no_because(Some(patron), refusal.into()).await)
        }
    }
}

fn answer(s: &Serving<'_>, request: &Hold, hold: &Standing, text: Text) -> HoldResponse {
    let item = match (&hold.item, &hold.target) {
        (Some(item), _) | (None, HoldTarget::Item(item)) => Some(Text::from(item.as_str())),
        (None, HoldTarget::Record(_)) => request.item_identifier.clone(),
    };
    HoldResponse {
        ok: Outcome::Ok,
        available: hold.status == HoldStatus::Ready,
        expiration_date: hold.expires.map(|at| Text::from(s.local(at).to_string())),
        queue_position: Some(Text::from(hold.position.to_string())),
        pickup_location: Some(Text::from(hold.pickup_library.as_str())),
        institution_id: s.institution(&request.institution_id),
        patron_identifier: Text::from(hold.patron.as_str()),
        item_identifier: item,
        title_identifier: Some(Text::from(&hold.title)),
        screen_messages: vec![text],
        ..HoldResponse::at(s.date())
    }
}

/// The holds are as they were.
pub(crate) fn refused(s: &Serving<'_>, request: &Hold, no: No) -> HoldResponse {
    HoldResponse {
        institution_id: s.institution(&request.institution_id),
        patron_identifier: request.patron_identifier.clone(),
        item_identifier: request.item_identifier.clone(),
        title_identifier: request.title_identifier.clone(),
        screen_messages: no.texts,
        ..HoldResponse::at(s.date())
    }
}

fn present(field: &Option<Text>) -> Option<&Text> {
    field.as_ref().filter(|text| !text.is_empty())
}

fn pickup(request: &Hold) -> Option<LibraryCode> {
    present(&request.pickup_location).map(|code| LibraryCode::from(code.as_str().trim()))
}

/// When the hold is no longer needed (BW): the 18 characters, or a day alone, which counts whole.
fn expires(s: &Serving<'_>, request: &Hold) -> Option<Timestamp> {
    let text = present(&request.expiration_date)?.as_str().trim();
    let date = Date::parse(text).or_else(|| {
        let day = jiff::civil::Date::strptime("%Y%m%d", text).ok()?;
        Some(Date::local(day.at(23, 59, 59, 0)))
    })?;
    s.moment(date)
}
