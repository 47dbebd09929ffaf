//! What patrons owe and pay.

use rusqlite::params;
use silta_consortium::{
    Charge, Currency, Fee, FeeId, FeeType, ItemBarcode, List, Money, Page, Payment, PaymentMethod,
    Receipt, Refusal, RefusalCode,
};

use crate::{
    clock::{from_millis, millis},
    item, notice, patron,
    rules::{PAID_KEPT, SAME_PAYMENT},
    store::{Result, View, Work, misuse},
};

/// What the ids of fees begin with.
const PREFIX: &str = "F";

/// A patron's unpaid fees, oldest first.
pub(crate) fn list(view: &View<'_>, patron: i64, page: Page) -> Result<List<Fee>> {
    let sql = "SELECT COUNT(*) FROM fee WHERE patron = ?1 AND amount > 0";
    let total = view.value(sql, [patron])?;
    let sql = "SELECT id, type, amount, text, created, item FROM fee
               WHERE patron = ?1 AND amount > 0 ORDER BY id LIMIT ?2 OFFSET ?3";
    let items = view.all(sql, params![patron, page.limit, page.skip], |row| {
        let kind = FeeType::from_name(row.get_ref(1)?.as_str()?);
        Ok(Fee {
            id: id(row.get(0)?),
            kind: kind.unwrap_or(FeeType::Other),
            amount: Money::euros(row.get(2)?),
            text: row.get(3)?,
            created: from_millis(row.get(4)?),
            item: row.get::<_, Option<String>>(5)?.map(Into::into),
        })
    })?;
    Ok(List { items, total })
}

fn id(row: i64) -> FeeId {
    format!("{PREFIX}{row}").into()
}

fn row(id: &FeeId) -> Option<i64> {
    id.as_str().strip_prefix(PREFIX)?.parse().ok()
}

/// Books a fee; its row.
pub(crate) fn book(
    work: &Work<'_>,
    patron: i64,
    kind: FeeType,
    amount: Money,
    text: &str,
    item: Option<&ItemBarcode>,
) -> Result<i64> {
    let sql = "INSERT INTO fee (patron, type, charged, amount, text, created, item)
               VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6)";
    let created = millis(work.view.now);
    let item = item.map(ItemBarcode::as_str);
    work.insert(
        sql,
        params![patron, kind.as_str(), amount.cents, text, created, item],
    )
}

/// Takes a fee back, because what it was for did not happen. What was paid of it already, staff
/// must give back.
pub(crate) fn take_back(work: &mut Work<'_>, fee: i64) -> Result<()> {
    let sql = "DELETE FROM fee WHERE id = ?1
               RETURNING charged - amount, (SELECT barcode FROM patron WHERE id = fee.patron)";
    let found = work.view.find(sql, [fee], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
    })?;
    if let Some((paid, barcode)) = found.filter(|(paid, _)| *paid > 0) {
        let paid = Money::euros(paid);
        let text = format!("A loan was undone after {paid} EUR were paid for it:");
        notice::note(work, &text, None, Some(&barcode.into()));
    }
    Ok(())
}

/// Forgets paid fees that are past their time.
pub(crate) fn purge(work: &Work<'_>) -> Result<()> {
    let oldest = millis(work.view.now.saturating_sub(PAID_KEPT).unwrap_or_default());
    let sql = "DELETE FROM fee WHERE amount = 0 AND created < ?1";
    work.run(sql, [oldest]).map(drop)
}

/// Charges a fee.
pub(crate) fn charge(work: &mut Work<'_>, charge: &Charge) -> Result<Fee> {
    let holder = patron::require(&work.view, &charge.patron)?;
    if charge.amount.currency != Currency::EUR {
        return Err(RefusalCode::CurrencyUnknown.into());
    }
    if charge.amount.cents <= 0 {
        return Err(misuse("a fee is more than nothing"));
    }
    let item = charge.item.as_ref();
    if let Some(item) = item {
        item::require(&work.view, item)?;
    }
    let row = book(
        work,
        holder.id,
        charge.kind,
        charge.amount,
        &charge.text,
        item,
    )?;
    Ok(Fee {
        id: id(row),
        kind: charge.kind,
        amount: charge.amount,
        text: charge.text.clone(),
        created: from_millis(millis(work.view.now)),
        item: charge.item.clone(),
    })
}

/// Books a payment on the named fee, or on the oldest first.
pub(crate) fn pay(work: &mut Work<'_>, payment: &Payment) -> Result<Receipt> {
    let holder = patron::require(&work.view, &payment.patron)?;
    if payment.amount.currency != Currency::EUR {
        return Err(RefusalCode::CurrencyUnknown.into());
    }
    if let Some(receipt) = same_payment(work, holder.id, payment)? {
        return Ok(receipt);
    }
    let owed = owed(&work.view, holder.id, payment.fee.as_ref())?;
    let sum: i64 = owed.iter().map(|(_, cents)| cents).sum();
    let cents = payment.amount.cents;
    if cents <= 0 || cents > sum {
        let owed = Money::euros(sum);
        return Err(Refusal::with_fee(RefusalCode::PaymentTooLarge, owed).into());
    }
    let mut left = cents;
    for (fee, amount) in owed {
        let part = amount.min(left);
        left -= part;
        if part > 0 {
            work.run(
                "UPDATE fee SET amount = amount - ?2 WHERE id = ?1",
                [fee, part],
            )?;
        }
    }
    enter(work, holder.id, payment)
}

/// The fees that a payment may go to, oldest first: row and cents.
fn owed(view: &View<'_>, patron: i64, fee: Option<&FeeId>) -> Result<Vec<(i64, i64)>> {
    // An id that names nothing owes nothing.
    let only = fee.map(|id| row(id).unwrap_or(0));
    let sql = "SELECT id, amount FROM fee
               WHERE patron = ?1 AND amount > 0 AND (?2 IS NULL OR id = ?2) ORDER BY id";
    view.all(sql, params![patron, only], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// The receipt of the same payment by another key: a machine that lost our answer asks anew.
fn same_payment(work: &Work<'_>, patron: i64, payment: &Payment) -> Result<Option<Receipt>> {
    let Some(transaction) = &payment.transaction_id else {
        return Ok(None);
    };
    let since = work
        .view
        .now
        .saturating_sub(SAME_PAYMENT)
        .unwrap_or_default();
    let sql = "SELECT id, balance FROM payment
               WHERE transaction_id = ?1 AND account IS ?2 AND patron = ?3 AND amount = ?4
                 AND at >= ?5
               ORDER BY id DESC LIMIT 1";
    let cents = payment.amount.cents;
    let row = params![transaction, account(work), patron, cents, millis(since)];
    work.view.find(sql, row, |row| {
        Ok(Receipt {
            id: row.get::<_, i64>(0)?.to_string().into(),
            amount: payment.amount,
            balance: Money::euros(row.get(1)?),
        })
    })
}

fn account<'a>(work: &'a Work<'_>) -> Option<&'a str> {
    work.origin.account.as_ref().map(|account| account.as_str())
}

fn enter(work: &Work<'_>, patron: i64, payment: &Payment) -> Result<Receipt> {
    let sql = "SELECT IFNULL(SUM(amount), 0) FROM fee WHERE patron = ?1 AND amount > 0";
    let balance: i64 = work.view.value(sql, [patron])?;
    let sql = "INSERT INTO payment (patron, amount, balance, account, transaction_id, method, at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let method = match &payment.method {
        PaymentMethod::Cash => "cash",
        PaymentMethod::Card => "card",
        PaymentMethod::Other(code) => code.as_str(),
    };
    let row = params![
        patron,
        payment.amount.cents,
        balance,
        account(work),
        payment.transaction_id,
        method,
        millis(work.view.now),
    ];
    Ok(Receipt {
        id: work.insert(sql, row)?.to_string().into(),
        amount: payment.amount,
        balance: Money::euros(balance),
    })
}
