//! Checkin and its response (09, 10): taking an item back, saying where it goes, and undoing a
//! checkout (BI).

use jiff::{SignedDuration, Timestamp};
use silta_consortium::{
    Argument, Checkin as Return, Hold, ItemBarcode, Language, LibraryCode, Loan, Returned, Routing,
};
use silta_sip2::{
    AlertType as WireAlertType, Checkin, CheckinResponse, MagneticMedia, Outcome, Text,
};

use crate::{
    AlertType, HoldPatron,
    item_information::wire_media_type,
    serving::{No, Serving},
};

/// How long after a checkout the terminal may still say that it could not complete it.
const UNDO_WINDOW: SignedDuration = SignedDuration::from_hours(1);

/// The sorter's bin for what staff must look at.
const EXCEPTION_BIN: &str = "9";

pub(crate) async fn checkin(s: &mut Serving<'_>, request: &Checkin) -> Result<CheckinResponse, No> {
    let item = ItemBarcode::from(request.item_identifier.as_str());
    if request.cancel == Some(true) {
        return undo_checkout(s, request, &item).await;
    }
    let change = Return {
        item,
        library: library(s, &request.current_location).await,
        returned_at: returned_at(s, request),
        already_happened: request.no_block,
        capture_hold: s.profile().capture_holds,
    };
    let change = s.change(change);
    match s.consortium.checkin(change).await {
        Ok(returned) => Ok(answer(s, request, returned).await),
        Err(error) => Err(s.no_because(None, error).await),
    }
}

/// The library in which the item is given back: the terminal's current location (AP) where that is
/// a library of ours, else the one its account stands in.
async fn library(s: &Serving<'_>, current_location: &Text) -> LibraryCode {
    let named = LibraryCode::from(current_location.as_str().trim());
    if named == s.terminal.library || named.as_str().is_empty() {
        return s.terminal.library.clone();
    }
    let libraries = s
        .consortium
        .libraries(s.context())
        .await
        .unwrap_or_default();
    match libraries.iter().any(|library| library.code == named) {
        true => named,
        false => s.terminal.library.clone(),
    }
}

/// When the item was given back, if that was before now: a book drop, or an off-line return.
fn returned_at(s: &Serving<'_>, request: &Checkin) -> Option<Timestamp> {
    let date = request
        .return_date
        .or_else(|| request.transaction_date.filter(|_| request.no_block))?;
    s.moment(date).filter(|at| *at < s.now.timestamp())
}

async fn answer(s: &Serving<'_>, request: &Checkin, returned: Returned) -> CheckinResponse {
    let was_on_loan = returned.last_borrower.is_some();
    let accepted = was_on_loan || s.profile().accept_not_on_loan;
    let alert_type = alert_type(returned.routing);
    let alert = !accepted || alert_type.is_some_and(|kind| s.profile().alert_on.contains(&kind));
    let screen_messages = routing_text(s, &returned).await.into_iter().collect();
    let (hold_patron_id, hold_patron_name) = match &returned.hold {
        Some(hold) => hold_patron(s, hold).await,
        None => (None, None),
    };
    let item = returned.item;
    let away = returned
        .destination
        .filter(|_| !matches!(returned.routing, Routing::None | Routing::HoldHere));
    CheckinResponse {
        ok: Outcome::from(accepted),
        resensitize: accepted && s.desensitizes(item.media_type),
        magnetic_media: s.magnetic(item.media_type),
        alert,
        institution_id: s.institution(&request.institution_id),
        item_identifier: Text::from(item.barcode.as_str()),
        permanent_location: Text::from(item.permanent_location.as_str()),
        title_identifier: Some(Text::from(&item.title)),
        sort_bin: returned
            .sort_bin
            .filter(|_| s.profile().sort_bin)
            .map(Text::from),
        patron_identifier: returned
            .last_borrower
            .map(|patron| Text::from(patron.as_str())),
        media_type: Some(wire_media_type(item.media_type)),
        item_properties: item.properties.map(Text::from),
        collection_code: item.collection.map(Text::from),
        call_number: item.shelf_mark.map(Text::from),
        destination_location: match away {
            Some(library) => Some(Text::from(library.as_str())),
            None => s.profile().destination_always.then(Text::empty),
        },
        alert_type: match alert_type {
            Some(kind) => Some(wire_alert_type(kind)),
            None => s.profile().alert_type_always.then_some(WireAlertType::None),
        },
        hold_patron_id,
        hold_patron_name,
        screen_messages,
        ..CheckinResponse::at(s.date())
    }
}

fn alert_type(routing: Routing) -> Option<AlertType> {
    match routing {
        Routing::None => None,
        Routing::HoldHere => Some(AlertType::HoldHere),
        Routing::HoldElsewhere => Some(AlertType::HoldElsewhere),
        Routing::Ill => Some(AlertType::Ill),
        Routing::Transfer => Some(AlertType::Transfer),
    }
}

fn wire_alert_type(kind: AlertType) -> WireAlertType {
    match kind {
        AlertType::HoldHere => WireAlertType::LocalHold,
        AlertType::HoldElsewhere => WireAlertType::OtherBranchHold,
        AlertType::Ill => WireAlertType::InterlibraryLoanHold,
        AlertType::Transfer => WireAlertType::SendToOtherBranch,
        AlertType::Other => WireAlertType::Other,
    }
}

/// What to do with the item, for whoever stands at the machine.
async fn routing_text(s: &Serving<'_>, returned: &Returned) -> Option<Text> {
    let language = s.language(None).await;
    let key = match returned.routing {
        Routing::None => return None,
        Routing::HoldHere => "hold-here",
        Routing::HoldElsewhere => "hold-elsewhere",
        Routing::Ill => "ill-return",
        Routing::Transfer => "transfer",
    };
    let library = match &returned.destination {
        Some(code) => s.library_name(code).await,
        None => String::new(),
    };
    Some(s.say(language, key, &[("library", Argument::Text(&library))]))
}

/// How the patron whose hold was caught is named to whoever stands at the machine.
async fn hold_patron(s: &Serving<'_>, hold: &Hold) -> (Option<Text>, Option<Text>) {
    let card = hold.patron.as_str();
    match s.profile().hold_patron {
        HoldPatron::None => (None, None),
        HoldPatron::CardTail => {
            let tail: Vec<char> = card.chars().rev().take(4).collect();
            (
                Some(Text::from(tail.into_iter().rev().collect::<String>())),
                None,
            )
        }
        HoldPatron::Initials => (
            Some(Text::from(card)),
            name(s, hold).await.map(|name| Text::from(initials(&name))),
        ),
        HoldPatron::Full => (Some(Text::from(card)), name(s, hold).await.map(Text::from)),
    }
}

async fn name(s: &Serving<'_>, hold: &Hold) -> Option<String> {
    let patron = s.consortium.patron(s.context(), &hold.patron).await.ok()?;
    Some(patron.name.expose().to_owned())
}

/// `Korhonen, Väinö` becomes `K. V.`
fn initials(name: &str) -> String {
    let first = |word: &str| word.chars().next().map(|letter| format!("{letter}."));
    name.split_whitespace()
        .filter_map(first)
        .collect::<Vec<_>>()
        .join(" ")
}

/// BI=Y in 09: the terminal could not complete a checkout, so the item stays in the library.
async fn undo_checkout(
    s: &mut Serving<'_>,
    request: &Checkin,
    item: &ItemBarcode,
) -> Result<CheckinResponse, No> {
    let loan = match s.consortium.loan_of(s.context(), item).await {
        Ok(loan) => loan,
        Err(error) => return Err(s.no_because(None, error).await),
    };
    let incomplete = |loan: &Loan| {
        s.now.timestamp().duration_since(loan.lent) < UNDO_WINDOW
            && loan.library == s.terminal.library
    };
    let Some(loan) = loan.filter(incomplete) else {
        return Err(s.no(None, "nothing-to-undo").await);
    };
    let change = s.change(loan.id.clone());
    if let Err(error) = s.consortium.cancel_checkout(change).await {
        return Err(s.no_because(None, error).await);
    }
    let language: Language = s.language(None).await;
    // The loan is gone whether the item can be looked up now or not, and that must be told.
    let item = s.consortium.item(s.context(), item).await.ok();
    let permanent_location = item.map(|item| Text::from(item.permanent_location.as_str()));
    Ok(CheckinResponse {
        ok: Outcome::Ok,
        resensitize: s.desensitizes(loan.media_type),
        magnetic_media: s.magnetic(loan.media_type),
        institution_id: s.institution(&request.institution_id),
        item_identifier: Text::from(loan.item.as_str()),
        permanent_location: permanent_location.unwrap_or_else(Text::empty),
        title_identifier: Some(Text::from(&loan.title)),
        patron_identifier: Some(Text::from(loan.patron.as_str())),
        media_type: Some(wire_media_type(loan.media_type)),
        screen_messages: vec![s.say(language, "loan-undone", &[])],
        ..CheckinResponse::at(s.date())
    })
}

/// The item is not taken in: it goes to the bin that staff look at.
pub(crate) async fn refused(s: &Serving<'_>, request: &Checkin, no: No) -> CheckinResponse {
    CheckinResponse {
        magnetic_media: MagneticMedia::Unknown,
        alert: true,
        institution_id: s.institution(&request.institution_id),
        item_identifier: request.item_identifier.clone(),
        title_identifier: Some(s.title_of(&request.item_identifier).await),
        sort_bin: s.profile().sort_bin.then(|| Text::from(EXCEPTION_BIN)),
        alert_type: Some(WireAlertType::Other),
        screen_messages: no.texts,
        ..CheckinResponse::at(s.date())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_name_nobody() {
        assert_eq!(initials("Korhonen, Väinö"), "K. V.");
        assert_eq!(initials("Åsa Maria Heikkinen"), "Å. M. H.");
        assert_eq!(initials(""), "");
    }
}
