//! What the made-up consortium keeps on its disk: loans, holds, payments, blocks, the ledger of keys,
//! and a journal of all that was ever done.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use silta_consortium::{
    Applied, Error, Failure, FailureKind, FailureSource, Hold, HoldId, HoldStatus, HoldTarget,
    IdempotencyKey, Loan, MediaType, Money, NewHold, Outcome, Payment, Receipt, Refusal,
    RefusalCode, Retry,
};

use crate::{
    deed::{Deed, Entry},
    lending::{Lending, RENEWALS, Return, Standing},
    world::{DEBT, ITEMS, LIBRARY, PATRONS, record, time, title},
};

#[derive(Clone, Debug)]
struct Waiting {
    id: String,
    patron: String,
    item: String,
    placed: Timestamp,
}

/// What is kept under a key.
#[derive(Clone, Debug)]
struct Kept {
    body: String,
    said: Result<Applied, Refusal>,
}

/// The disk.
#[derive(Clone, Debug, Default)]
pub(crate) struct Books {
    pub(crate) journal: Vec<Entry>,
    pub(crate) wrong_pins: usize,
    /// By item.
    pub(crate) loans: BTreeMap<String, Lending>,
    /// Those that can still be undone, by item.
    pub(crate) returns: BTreeMap<String, Return>,
    pub(crate) blocks: Vec<Standing>,
    ledger: BTreeMap<String, Kept>,
    holds: Vec<Waiting>,
    payments: Vec<(Payment, Receipt)>,
    ids: u64,
}

/// What a change does: what is answered, and the deed.
pub(crate) type Done<A> = Result<(A, Deed), Refusal>;

impl Books {
    /// Does something once: the first answer under a key is the answer for ever, unless the keys
    /// are not looked at (`heeds`), which a consortium must not do.
    pub(crate) fn once<B: Serialize, A: Serialize + DeserializeOwned>(
        &mut self,
        (method, key, body): (&str, &IdempotencyKey, &B),
        at: Duration,
        heeds: bool,
        act: impl FnOnce(&mut Self, &B, Timestamp) -> Done<A>,
    ) -> Result<A, Error> {
        let text = format!("{method} {}", serde_json::to_string(body).unwrap());
        if let Some(kept) = self.ledger.get(key.as_str()).filter(|_| heeds) {
            return match &kept.said {
                _ if kept.body != text => Err(mismatch().into()),
                Ok(applied) => Ok(serde_json::from_str(&applied.answer).unwrap()),
                Err(refusal) => Err(refusal.clone().into()),
            };
        }
        let said = act(self, body, time(at)).map(|(answer, deed)| {
            let key = key.as_str().to_owned();
            self.journal.push(Entry { at, key, deed });
            answer
        });
        let kept = match &said {
            Ok(answer) => Ok(Applied {
                method: method.to_owned(),
                answer: serde_json::to_string(answer).unwrap(),
            }),
            Err(refusal) => Err(refusal.clone()),
        };
        let kept = Kept {
            body: text,
            said: kept,
        };
        self.ledger.insert(key.as_str().to_owned(), kept);
        Ok(said?)
    }

    /// Turns what was done under a key into a no that was never said: a fault.
    pub(crate) fn deny(&mut self, key: &IdempotencyKey) -> Refusal {
        let refusal = Refusal::from(RefusalCode::LoanLimit);
        if let Some(kept) = self.ledger.get_mut(key.as_str()) {
            kept.said = Err(refusal.clone());
        }
        refusal
    }

    pub(crate) fn outcome(&self, key: &str) -> Outcome {
        match self.ledger.get(key).map(|kept| kept.said.clone()) {
            None => Outcome::Unknown,
            Some(Ok(applied)) => Outcome::Applied(applied),
            Some(Err(refusal)) => Outcome::Refused(refusal),
        }
    }

    /// Whether the library itself has said no under this key.
    pub(crate) fn refused(&self, key: &str) -> bool {
        matches!(self.outcome(key), Outcome::Refused(_))
    }

    /// The keys under which the library has said no.
    pub(crate) fn refusals(&self) -> impl Iterator<Item = &str> {
        let ledger = self.ledger.iter();
        ledger.filter_map(|(key, kept)| kept.said.is_err().then_some(key.as_str()))
    }

    /// A new id.
    pub(crate) fn id(&mut self, letter: char) -> String {
        self.ids += 1;
        format!("{letter}{}", self.ids)
    }

    pub(crate) fn loan(&self, item: &str) -> Option<Loan> {
        let lending = self.loans.get(item)?;
        Some(Loan {
            id: lending.id.as_str().into(),
            patron: lending.patron.as_str().into(),
            item: item.into(),
            title: title(item),
            author: None,
            media_type: MediaType::Book,
            record: record(item),
            lent: lending.lent,
            due: lending.due(),
            renewals: lending.renewals,
            renewable: lending.renewals < RENEWALS,
            recalled: false,
            library: LIBRARY.into(),
        })
    }

    pub(crate) fn loans_of(&self, patron: &str) -> Vec<Loan> {
        let loans = ITEMS.iter().filter_map(|item| self.loan(item));
        loans
            .filter(|loan| loan.patron.as_str() == patron)
            .collect()
    }

    pub(crate) fn holds_of(&self, patron: &str) -> Vec<Hold> {
        let holds = self.holds.iter().filter(|hold| hold.patron == patron);
        holds.map(|hold| self.told(hold)).collect()
    }

    pub(crate) fn queue(&self, item: &str) -> usize {
        self.holds.iter().filter(|hold| hold.item == item).count()
    }

    pub(crate) fn hold(&self, id: &str) -> Option<Hold> {
        let hold = self.holds.iter().find(|hold| hold.id == id)?;
        Some(self.told(hold))
    }

    fn told(&self, hold: &Waiting) -> Hold {
        let queue = self.holds.iter().filter(|other| other.item == hold.item);
        let before = queue.take_while(|other| other.id != hold.id).count();
        Hold {
            id: hold.id.as_str().into(),
            patron: hold.patron.as_str().into(),
            target: HoldTarget::Item(hold.item.as_str().into()),
            item: None,
            pickup_library: LIBRARY.into(),
            title: title(&hold.item),
            placed: hold.placed,
            ready_until: None,
            expires: None,
            position: u32::try_from(before + 1).unwrap(),
            status: HoldStatus::Waiting,
        }
    }

    /// In cents.
    pub(crate) fn owed(&self, patron: &str) -> i64 {
        let paid = self.payments.iter().map(|(payment, _)| payment);
        let paid = paid.filter(|payment| payment.patron.as_str() == patron);
        DEBT - paid.map(|payment| payment.amount.cents).sum::<i64>()
    }

    pub(crate) fn place_hold(&mut self, body: &NewHold, now: Timestamp) -> Done<Hold> {
        let HoldTarget::Item(item) = &body.target else {
            return Err(RefusalCode::HoldNotPossible.into());
        };
        let patron = self.free_patron(body.patron.as_str())?;
        let item = known_item(item.as_str())?;
        let same = |hold: &Waiting| hold.patron == patron && hold.item == item;
        if self.holds.iter().any(same) {
            return Err(RefusalCode::HoldExists.into());
        }
        let waiting = Waiting {
            id: self.id('H'),
            patron: patron.clone(),
            item: item.clone(),
            placed: now,
        };
        self.holds.push(waiting.clone());
        Ok((self.told(&waiting), Deed::Held { patron, item }))
    }

    pub(crate) fn cancel_hold(&mut self, id: &HoldId, _: Timestamp) -> Done<()> {
        let place = self.holds.iter().position(|hold| hold.id == id.as_str());
        let place = place.ok_or(RefusalCode::HoldUnknown)?;
        let Waiting { patron, item, .. } = self.holds.remove(place);
        Ok(((), Deed::Unheld { patron, item }))
    }

    /// The same payment under another key is the same payment.
    pub(crate) fn pay(&mut self, body: &Payment, _: Timestamp) -> Done<Receipt> {
        let patron = known_patron(body.patron.as_str())?;
        let cents = body.amount.cents;
        let deed = |again| Deed::Paid {
            patron: patron.clone(),
            transaction: body.transaction_id.clone().unwrap_or_default(),
            cents,
            again,
        };
        let mut payments = self.payments.iter();
        if let Some((_, receipt)) = payments.find(|(payment, _)| payment == body) {
            return Ok((receipt.clone(), deed(true)));
        }
        let owed = self.owed(&patron);
        if cents > owed {
            let owed = Money::euros(owed);
            return Err(Refusal::with_fee(RefusalCode::PaymentTooLarge, owed));
        }
        let receipt = Receipt {
            id: self.id('P').into(),
            amount: body.amount,
            balance: Money::euros(owed - cents),
        };
        self.payments.push((body.clone(), receipt.clone()));
        Ok((receipt, deed(false)))
    }
}

pub(crate) fn known_patron(patron: &str) -> Result<String, Refusal> {
    match PATRONS.contains(&patron) {
        true => Ok(patron.to_owned()),
        false => Err(RefusalCode::PatronUnknown.into()),
    }
}

pub(crate) fn known_item(item: &str) -> Result<String, Refusal> {
    match ITEMS.contains(&item) {
        true => Ok(item.to_owned()),
        false => Err(RefusalCode::ItemUnknown.into()),
    }
}

fn mismatch() -> Failure {
    Failure {
        kind: FailureKind::KeyMismatch,
        blame: FailureSource::Caller,
        retry: Retry::Never,
        what: "this idempotency key named another change".to_owned(),
    }
}
