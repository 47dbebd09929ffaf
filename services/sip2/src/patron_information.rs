//! Patron Information and its response (63, 64): who the patron is, what the patron has.

use silta_consortium::{Counts, Hold, HoldStatus, HoldTarget, List, Loan, Page, PatronBarcode};
use silta_sip2::{
    Count, PatronInformation, PatronInformationResponse, PatronStatus, Summary, Text,
};

use crate::{
    ListEntry,
    money::{amount, currency},
    patron_status::{Known, identify},
    serving::{No, PinState, Serving},
};

pub(crate) async fn patron_information(
    s: &mut Serving<'_>,
    request: &PatronInformation,
) -> Result<PatronInformationResponse, No> {
    let barcode = PatronBarcode::from(request.patron_identifier.as_str());
    let pin = request.patron_password.as_ref();
    let (known, pin) = identify(s, &barcode, request.language, pin).await?;
    let mut response = PatronInformationResponse {
        institution_id: s.institution(&request.institution_id),
        patron_identifier: Text::from(barcode.as_str()),
        valid_patron_password: pin.flag(),
        ..described(s, &known)
    };
    if s.profile().contact_data && pin == PinState::Right {
        tell_contact(&mut response, &known);
    }
    let lists = match pin {
        PinState::Right => s.profile().lists,
        PinState::Absent => s.profile().lists && !s.profile().lists_need_pin,
        PinState::Wrong(..) => false,
    };
    if let Some(summary) = request.summary
        && lists
    {
        tell_list(s, request, summary, &barcode, &mut response).await?;
    }
    response.screen_messages = known.reasons;
    Ok(response)
}

/// The answer when there is nothing to be told of the patron, or nobody has the card.
pub(crate) fn refused(
    s: &Serving<'_>,
    request: &PatronInformation,
    no: No,
) -> PatronInformationResponse {
    PatronInformationResponse {
        patron_status: PatronStatus::DENIED,
        language: request.language,
        institution_id: s.institution(&request.institution_id),
        patron_identifier: request.patron_identifier.clone(),
        valid_patron: no.valid_patron(),
        screen_messages: no.texts,
        ..PatronInformationResponse::at(s.date())
    }
}

/// All that needs no PIN.
fn described(s: &Serving<'_>, known: &Known) -> PatronInformationResponse {
    let patron = &known.patron;
    let profile = s.profile();
    let counts = if profile.lists {
        patron.counts
    } else {
        Counts::default()
    };
    let fees = profile.fees.then_some(patron.balance);
    let limit = |limit: Option<u32>| limit.filter(|_| profile.lists).map(Count::new);
    PatronInformationResponse {
        patron_status: known.flags,
        language: known.language,
        hold_items_count: Count::new(counts.holds_ready),
        overdue_items_count: Count::new(counts.overdue),
        charged_items_count: Count::new(counts.loans),
        fine_items_count: Count::new(if profile.fees { counts.fees } else { 0 }),
        recall_items_count: Count::new(counts.recalled),
        unavailable_holds_count: Count::new(counts.holds.saturating_sub(counts.holds_ready)),
        personal_name: Text::from(patron.name.expose()),
        hold_items_limit: limit(patron.limits.holds),
        overdue_items_limit: limit(patron.limits.overdue),
        charged_items_limit: limit(patron.limits.loans),
        valid_patron: Some(true),
        currency_type: fees.map(currency),
        fee_amount: fees.map(amount),
        fee_limit: patron.limits.fees.filter(|_| profile.fees).map(amount),
        ..PatronInformationResponse::at(s.date())
    }
}

/// How to reach the patron, and what else only the patron may show.
fn tell_contact(response: &mut PatronInformationResponse, known: &Known) {
    let patron = &known.patron;
    let told = |text: &str| (!text.is_empty()).then(|| Text::from(text));
    response.home_address = told(patron.contact.address.expose());
    response.email_address = told(patron.contact.email.expose());
    response.home_phone_number = told(patron.contact.phone.expose());
    response.patron_birth_date = told(&patron.contact.birth_date.expose().replace('-', ""));
    response.patron_expiration_date = patron
        .expires
        .map(|date| Text::from(date.strftime("%Y%m%d").to_string()));
    response.patron_class = told(&patron.group);
    response.home_library = told(patron.home.as_str());
}

async fn tell_list(
    s: &mut Serving<'_>,
    request: &PatronInformation,
    summary: Summary,
    barcode: &PatronBarcode,
    response: &mut PatronInformationResponse,
) -> Result<(), No> {
    let window = Window::of(request, s.profile().list_cap);
    let answer = match summary {
        Summary::HoldItems => holds(s, barcode, true).await.map(|all| window.cut(all)),
        Summary::UnavailableHolds => holds(s, barcode, false).await.map(|all| window.cut(all)),
        Summary::OverdueItems => {
            let now = s.now.timestamp();
            loans(s, barcode, Page::ALL, |loan| loan.due < now)
                .await
                .map(|all| window.cut(all))
        }
        Summary::RecallItems => loans(s, barcode, Page::ALL, |loan| loan.recalled)
            .await
            .map(|all| window.cut(all)),
        Summary::ChargedItems => loans(s, barcode, window.page(), |_| true).await,
        Summary::FineItems if s.profile().fees => fees(s, barcode, window.page()).await,
        Summary::FineItems => Ok(Vec::new()),
    };
    let entries = match answer {
        Ok(entries) => entries,
        Err(error) => return Err(s.no_because(Some(barcode), error).await),
    };
    let list = match summary {
        Summary::HoldItems => &mut response.hold_items,
        Summary::OverdueItems => &mut response.overdue_items,
        Summary::ChargedItems => &mut response.charged_items,
        Summary::FineItems => &mut response.fine_items,
        Summary::RecallItems => &mut response.recall_items,
        Summary::UnavailableHolds => &mut response.unavailable_hold_items,
    };
    *list = entries;
    Ok(())
}

type Entries = Result<Vec<Text>, silta_consortium::Error>;

async fn holds(s: &Serving<'_>, barcode: &PatronBarcode, ready: bool) -> Entries {
    let List { items, .. } = s.consortium.holds(s.context(), barcode, Page::ALL).await?;
    let chosen = items
        .iter()
        .filter(|hold| (hold.status == HoldStatus::Ready) == ready);
    Ok(chosen
        .map(|hold| hold_entry(hold, s.profile().hold_entries))
        .collect())
}

/// A hold's item; its title where there is no item yet, or where the profile wants titles.
fn hold_entry(hold: &Hold, entry: ListEntry) -> Text {
    let item = match (&hold.item, &hold.target) {
        (Some(item), _) | (None, HoldTarget::Item(item)) => Some(item),
        (None, HoldTarget::Record(_)) => None,
    };
    match (entry, item) {
        (ListEntry::Barcode, Some(item)) => Text::from(item.as_str()),
        _ => Text::from(&hold.title),
    }
}

async fn loans(
    s: &Serving<'_>,
    barcode: &PatronBarcode,
    page: Page,
    wanted: impl Fn(&Loan) -> bool,
) -> Entries {
    let List { items, .. } = s.consortium.loans(s.context(), barcode, page).await?;
    let entry = |loan: &Loan| match s.profile().loan_entries {
        ListEntry::Barcode => Text::from(loan.item.as_str()),
        ListEntry::Title => Text::from(&loan.title),
    };
    Ok(items
        .iter()
        .filter(|loan| wanted(loan))
        .map(entry)
        .collect())
}

/// A fee begins with its id, by which it can be paid (CG).
async fn fees(s: &Serving<'_>, barcode: &PatronBarcode, page: Page) -> Entries {
    let List { items, .. } = s.consortium.fees(s.context(), barcode, page).await?;
    let entry = |fee: silta_consortium::Fee| {
        Text::from(format!(
            "{} {} {} {}",
            fee.id, fee.amount, fee.amount.currency, fee.text
        ))
    };
    Ok(items.into_iter().map(entry).collect())
}

/// The part of a list that BP and BQ ask for: both counted from 1, both included. What is not a
/// number counts as not sent; an inverted window is empty; no window is wider than the cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Window {
    skip: u32,
    limit: u32,
}

impl Window {
    fn of(request: &PatronInformation, cap: usize) -> Self {
        let cap = u32::try_from(cap)
            .unwrap_or(Page::MAX_LIMIT)
            .min(Page::MAX_LIMIT);
        let number = |text: &Option<Text>| text.as_ref().and_then(Text::number);
        let start = number(&request.start_item).unwrap_or(1).max(1);
        let wanted = match number(&request.end_item) {
            Some(end) => end.saturating_add(1).saturating_sub(start),
            None => cap,
        };
        Self {
            skip: start - 1,
            limit: wanted.min(cap),
        }
    }

    fn page(self) -> Page {
        Page {
            skip: self.skip,
            limit: self.limit,
        }
    }

    fn cut(self, entries: Vec<Text>) -> Vec<Text> {
        entries
            .into_iter()
            .skip(self.skip as usize)
            .take(self.limit as usize)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use silta_sip2::Date;

    use super::*;

    #[test]
    fn the_window_is_read_leniently() {
        let date = Date::local(jiff::civil::date(2026, 11, 22).at(9, 0, 0, 0));
        let window = |start: Option<&str>, end: Option<&str>| {
            let request = PatronInformation {
                start_item: start.map(Text::from),
                end_item: end.map(Text::from),
                ..PatronInformation::at(date)
            };
            let Window { skip, limit } = Window::of(&request, 50);
            (skip, limit)
        };
        assert_eq!(window(None, None), (0, 50));
        assert_eq!(window(Some("6"), Some("10")), (5, 5));
        assert_eq!(window(Some("10"), Some("2")), (9, 0));
        assert_eq!(window(Some("abc"), Some("")), (0, 50));
        assert_eq!(window(Some("0"), Some("3")), (0, 3));
        assert_eq!(window(Some("1"), Some("4000000000")), (0, 50));
    }
}
