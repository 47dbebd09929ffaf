//! Lending: who may borrow what, and undoing it.

use jiff::Timestamp;
use rusqlite::params;
use silta_consortium::{
    AlreadyHappened, Checkout, CirculationStatus, FeeType, ItemBarcode, Lent, LibraryCode, LoanId,
    Money, PatronBarcode, Refusal, RefusalCode, Renewal,
};

use crate::{
    clock::millis,
    fee, hold,
    item::{self, Copy},
    library, loan, notice,
    patron::{self, Cardholder},
    renewal,
    store::{Result, View, Work, unreadable},
    temporary_item,
    undo::{Before, HoldRow, LoanRow},
};

/// Lends an item.
pub(crate) fn checkout(work: &mut Work<'_>, body: &Checkout) -> Result<Lent> {
    work.require_library(&body.library)?;
    let happened = body.already_happened;
    let (holder, copy) = parties(work, &body.patron, &body.item, happened.is_some())?;
    if let Some((loan, borrower)) = copy.loan
        && borrower == holder.id
    {
        return stands_already(work, body, loan);
    }
    let objections = objections(&work.view, &holder, &copy, body)?;
    if happened.is_none()
        && let Some(first) = objections.first()
    {
        return Err(first.clone().into());
    }
    let mut lent = lend(work, &holder, &copy, body)?;
    if !objections.is_empty() {
        let text = format!("Lent off-line although {}:", names(&objections));
        notice::note(work, &text, Some(&body.item), Some(&body.patron));
    }
    lent.overridden = objections;
    Ok(lent)
}

/// Whether nothing would speak against lending an item.
pub(crate) fn is_allowed(view: &View<'_>, body: &Checkout) -> Result<bool> {
    let holder = patron::find(view, &body.patron)?;
    let copy = item::find(view, &body.item)?;
    match holder.zip(copy) {
        Some((holder, copy)) => Ok(objections(view, &holder, &copy, body)?.is_empty()),
        None => Ok(false),
    }
}

/// Patron and item, both known. What happened off-line with an unknown one cannot be recorded;
/// staff are told.
pub(crate) fn parties(
    work: &mut Work<'_>,
    patron: &PatronBarcode,
    item: &ItemBarcode,
    already_happened: bool,
) -> Result<(Cardholder, Copy)> {
    let found = (
        patron::find(&work.view, patron)?,
        item::find(&work.view, item)?,
    );
    let unknown = match found {
        (Some(holder), Some(copy)) => return Ok((holder, copy)),
        (None, _) => RefusalCode::PatronUnknown,
        (_, None) => RefusalCode::ItemUnknown,
    };
    if already_happened {
        let text = format!(
            "An off-line loan could not be recorded, {}:",
            unknown.as_str()
        );
        notice::note(work, &text, Some(item), Some(patron));
    }
    Err(unknown.into())
}

/// The codes of refusals, for a notice.
pub(crate) fn names(refusals: &[Refusal]) -> String {
    let names: Vec<_> = refusals
        .iter()
        .map(|refusal| refusal.code.as_str())
        .collect();
    names.join(", ")
}

/// The patron has the item already: the loan as it stands, or renewed.
fn stands_already(work: &mut Work<'_>, body: &Checkout, loan: i64) -> Result<Lent> {
    let standing = |work: &Work<'_>| {
        Ok(Lent {
            loan: loan::require(&work.view, loan)?,
            was_on_loan: true,
            renewed: false,
            fee: None,
            overridden: Vec::new(),
        })
    };
    if let Some(happened) = body.already_happened {
        // The terminal told the patron a date; the later one holds.
        if let Some(due) = happened.due {
            let sql = "UPDATE loan SET due = MAX(due, ?2) WHERE id = ?1";
            work.run(sql, params![loan, millis(due)])?;
        }
        return standing(work);
    }
    if !body.renew_if_on_loan {
        return standing(work);
    }
    let renewal = Renewal {
        patron: body.patron.clone(),
        item: body.item.clone(),
        library: body.library.clone(),
        fee_acknowledged: body.fee_acknowledged,
        already_happened: None,
    };
    let renewed = renewal::renew(work, &renewal)?;
    Ok(Lent {
        loan: renewed.loan,
        was_on_loan: true,
        renewed: true,
        fee: renewed.fee,
        overridden: Vec::new(),
    })
}

/// Everything that speaks against this loan, in the order of precedence.
fn objections(
    view: &View<'_>,
    holder: &Cardholder,
    copy: &Copy,
    body: &Checkout,
) -> Result<Vec<Refusal>> {
    let mut objections = patron::objections(view, &holder.patron);
    let mut object = |applies: bool, refusal: Refusal| {
        if applies {
            objections.push(refusal);
        }
    };
    let item = &copy.item;
    object(item::is_astray(copy.state), RefusalCode::ItemLost.into());
    object(
        !item::is_astray(copy.state) && copy.state != CirculationStatus::Available,
        RefusalCode::ItemNotForLoan.into(),
    );
    object(copy.loan.is_some(), RefusalCode::ItemOnLoanToOther.into());
    let kept = hold::keeps_back(view, copy, holder.id)?;
    let terms = temporary_item::terms(view, copy.id)?;
    let sent_for_other = terms.is_some_and(|terms| terms.patron != holder.id);
    object(
        kept || sent_for_other,
        RefusalCode::ItemOnHoldForOther.into(),
    );
    let on_its_way = item.circulation_status == CirculationStatus::InTransit;
    object(
        on_its_way && !body.allow_in_transit,
        RefusalCode::ItemInTransit.into(),
    );
    if !patron::is_of_age(view, &holder.patron, item.age_limit) {
        let limit = u32::from(item.age_limit.unwrap_or(0));
        object(true, Refusal::with_limit(RefusalCode::AgeRestricted, limit));
    }
    if let Some(limit) = holder.patron.limits.loans {
        let reached = holder.patron.counts.loans >= limit;
        object(reached, Refusal::with_limit(RefusalCode::LoanLimit, limit));
    }
    if let Some(fee) = item.fee {
        let refusal = Refusal::with_fee(RefusalCode::FeeRequired, fee);
        object(!body.fee_acknowledged, refusal);
    }
    patron::sort(&mut objections);
    Ok(objections)
}

/// Makes the loan, whatever stood against it.
fn lend(work: &mut Work<'_>, holder: &Cardholder, copy: &Copy, body: &Checkout) -> Result<Lent> {
    let happened = body.already_happened;
    let at = happened.map_or(work.view.now, |happened| happened.at.min(work.view.now));
    let due = match happened.and_then(|happened| happened.due) {
        Some(told) => told,
        None => due(&work.view, at, copy, &body.library)?,
    };
    let mut before = Before::of(copy);
    item::forget_checkin(work, copy.id)?;
    if copy.loan.is_some() {
        end_other_loan(work, copy, &mut before)?;
    }
    settle_holds(work, holder, copy, &mut before)?;
    let state = match item::is_astray(copy.state) {
        true => CirculationStatus::Available,
        false => copy.state,
    };
    let sql = "UPDATE item SET state = ?2, location = ?3, destination = NULL WHERE id = ?1";
    let library = body.library.as_str();
    work.run(sql, params![copy.id, item::state_name(state), library])?;
    let fee = copy.item.fee.filter(|_| body.fee_acknowledged);
    if let Some(fee) = fee {
        before.fee = Some(book_rental(work, holder, copy, fee)?);
    }
    let undo = serde_json::to_string(&before).map_err(unreadable)?;
    let sql = "INSERT INTO loan (item, patron, lent, due, library, undo)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let row = params![copy.id, holder.id, millis(at), millis(due), library, undo];
    let id = work.insert(sql, row)?;
    Ok(Lent {
        loan: loan::require(&work.view, id)?,
        was_on_loan: false,
        renewed: false,
        fee,
        overridden: Vec::new(),
    })
}

/// When a loan of this copy that begins at a time is due: no later than a partner allows that sent
/// it.
pub(crate) fn due(
    view: &View<'_>,
    from: Timestamp,
    copy: &Copy,
    library: &LibraryCode,
) -> Result<Timestamp> {
    let is_closed = |date| library::is_closed(view, library, date);
    let due = view.rules.due(from, copy.item.media_type, is_closed)?;
    let terms = temporary_item::terms(view, copy.id)?;
    Ok(terms.map_or(due, |terms| terms.at_the_latest(due)))
}

/// The item was on another's loan: that one ended, whether we saw it or not.
fn end_other_loan(work: &mut Work<'_>, copy: &Copy, before: &mut Before) -> Result<()> {
    before.loan = LoanRow::take(work, copy.id)?;
    let Some(ended) = &before.loan else {
        return Ok(());
    };
    let sql = "SELECT barcode FROM patron WHERE id = ?1";
    let borrower: Option<String> = work.view.find(sql, [ended.patron], |row| row.get(0))?;
    let borrower = borrower.map(PatronBarcode::from);
    let text = "A loan ended, because the item was lent to another off-line:";
    notice::note(work, text, Some(&copy.item.barcode), borrower.as_ref());
    Ok(())
}

/// The patron's own hold is fulfilled; another's that had this copy waits again.
fn settle_holds(
    work: &mut Work<'_>,
    holder: &Cardholder,
    copy: &Copy,
    before: &mut Before,
) -> Result<()> {
    if let Some(caught) = copy
        .caught
        .as_ref()
        .filter(|caught| caught.patron != holder.id)
    {
        before.hold = Some(HoldRow::of(&work.view, caught.hold)?);
        hold::let_go(work, copy.id)?;
    }
    if let Some(id) = hold::fulfilled_by(&work.view, copy, holder.id)? {
        let fulfilled = HoldRow::of(&work.view, id)?;
        fulfilled.remove(work)?;
        before.fulfilled = Some(fulfilled);
    }
    Ok(())
}

fn book_rental(work: &Work<'_>, holder: &Cardholder, copy: &Copy, fee: Money) -> Result<i64> {
    let text = copy.item.title.as_str();
    fee::book(
        work,
        holder.id,
        FeeType::Rental,
        fee,
        text,
        Some(&copy.item.barcode),
    )
}

/// Undoes a checkout: the item is as it was before.
pub(crate) fn cancel(work: &mut Work<'_>, id: &LoanId) -> Result<()> {
    let sql = "SELECT item, undo FROM loan WHERE id = ?1 AND renewals = 0";
    let row = work.view.given("loan", id.as_str())?;
    let found = work.view.find(sql, [row], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, Option<String>>(1)?))
    })?;
    let Some((item, Some(undo))) = found else {
        return Err(RefusalCode::NotOnLoan.into());
    };
    let before: Before = serde_json::from_str(&undo).map_err(unreadable)?;
    LoanRow::take(work, item)?;
    before.restore(work, item)?;
    if let Some(ended) = &before.loan {
        ended.restore(work)?;
    }
    match before.fee {
        Some(fee) => fee::take_back(work, fee),
        None => Ok(()),
    }
}

/// Records a loan that a terminal renewed or made off-line, though we know of none.
pub(crate) fn record(
    work: &mut Work<'_>,
    renewal: &Renewal,
    happened: AlreadyHappened,
) -> Result<Lent> {
    let body = Checkout {
        patron: renewal.patron.clone(),
        item: renewal.item.clone(),
        library: renewal.library.clone(),
        fee_acknowledged: renewal.fee_acknowledged,
        renew_if_on_loan: false,
        allow_in_transit: true,
        already_happened: Some(happened),
    };
    checkout(work, &body)
}
