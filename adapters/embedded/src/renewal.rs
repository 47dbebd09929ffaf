//! Keeping a loan longer.

use rusqlite::params;
use silta_consortium::{
    LibraryCode, Page, Refusal, RefusalCode, RenewAll, Renewal, RenewalOutcome, Renewed,
};

use crate::{
    checkout,
    clock::millis,
    item::{self, Copy},
    loan, notice,
    patron::{self, Cardholder},
    store::{Result, Stop, View, Work},
    temporary_item,
};

/// Renews a loan: its time begins anew today.
pub(crate) fn renew(work: &mut Work<'_>, body: &Renewal) -> Result<Renewed> {
    work.require_library(&body.library)?;
    let happened = body.already_happened;
    let (holder, copy) = checkout::parties(work, &body.patron, &body.item, happened.is_some())?;
    let own = copy.loan.filter(|(_, borrower)| *borrower == holder.id);
    let mut objections = patron::objections(&work.view, &holder.patron);
    let Some((id, _)) = own else {
        objections.push(RefusalCode::NotOnLoan.into());
        return without_loan(work, body, objections);
    };
    objections.extend(loan_objections(
        &work.view,
        &holder,
        &copy,
        id,
        &body.library,
    )?);
    if happened.is_none()
        && let Some(first) = objections.first()
    {
        return Err(first.clone().into());
    }
    let at = happened.map_or(work.view.now, |happened| happened.at.min(work.view.now));
    let due = match happened.and_then(|happened| happened.due) {
        Some(told) => told,
        None => checkout::due(&work.view, at, &copy, &body.library)?,
    };
    // Renewing never takes days away.
    let sql = "UPDATE loan SET due = MAX(due, ?2), renewals = renewals + 1 WHERE id = ?1";
    work.run(sql, params![id, millis(due)])?;
    if !objections.is_empty() {
        let text = format!(
            "Renewed off-line although {}:",
            checkout::names(&objections)
        );
        notice::note(work, &text, Some(&body.item), Some(&body.patron));
    }
    Ok(Renewed {
        loan: loan::require(&work.view, id)?,
        fee: None,
        overridden: objections,
    })
}

/// The patron does not have the item, as far as we know. If the renewal happened already, the
/// patron does have it, and there is a loan from now on.
fn without_loan(work: &mut Work<'_>, body: &Renewal, objections: Vec<Refusal>) -> Result<Renewed> {
    let Some(happened) = body.already_happened else {
        return Err(objections
            .into_iter()
            .next()
            .map_or_else(|| RefusalCode::NotOnLoan.into(), Stop::from));
    };
    let lent = checkout::record(work, body, happened)?;
    let mut overridden = lent.overridden;
    overridden.push(RefusalCode::NotOnLoan.into());
    let text = "Renewed off-line although not_on_loan, recorded as a loan:";
    notice::note(work, text, Some(&body.item), Some(&body.patron));
    Ok(Renewed {
        loan: lent.loan,
        fee: lent.fee,
        overridden,
    })
}

/// What speaks against renewing this loan.
fn loan_objections(
    view: &View<'_>,
    holder: &Cardholder,
    copy: &Copy,
    id: i64,
    library: &LibraryCode,
) -> Result<Vec<Refusal>> {
    let loan = loan::require(view, id)?;
    let mut objections = Vec::new();
    let partner_agrees = match temporary_item::terms(view, copy.id)? {
        Some(terms) => {
            let wanted = checkout::due(view, view.now, copy, library)?;
            terms.allow_renewal(loan.due, wanted)
        }
        None => true,
    };
    if item::is_astray(copy.state) || loan.recalled || !partner_agrees {
        objections.push(RefusalCode::RenewalNotPermitted.into());
    }
    let limit = view.rules.renewals;
    if loan.renewals >= limit {
        objections.push(Refusal::with_limit(RefusalCode::RenewalLimit, limit));
    }
    let sql = "SELECT 1 FROM hold WHERE record = ?1 AND status = 'waiting' AND patron <> ?2
                                    AND (item IS NULL OR item = ?3)";
    let waits = view.find(sql, [copy.record, holder.id, copy.id], |_| Ok(()))?;
    if waits.is_some() {
        objections.push(RefusalCode::RenewalHoldWaiting.into());
    }
    Ok(objections)
}

/// Renews all of a patron's loans, each for itself.
pub(crate) fn renew_all(work: &mut Work<'_>, body: &RenewAll) -> Result<Vec<RenewalOutcome>> {
    work.require_library(&body.library)?;
    let holder = patron::require(&work.view, &body.patron)?;
    let loans = loan::list(&work.view, holder.id, Page::ALL)?;
    let mut outcomes = Vec::with_capacity(loans.items.len());
    for loan in loans.items {
        let renewal = Renewal {
            patron: body.patron.clone(),
            item: loan.item.clone(),
            library: body.library.clone(),
            fee_acknowledged: body.fee_acknowledged,
            already_happened: None,
        };
        let result = match renew(work, &renewal) {
            Ok(renewed) => Ok(renewed.loan.due),
            Err(Stop::Refused(refusal)) => Err(refusal),
            Err(other) => return Err(other),
        };
        outcomes.push(RenewalOutcome {
            item: loan.item,
            title: loan.title,
            result,
        });
    }
    Ok(outcomes)
}
