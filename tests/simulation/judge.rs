//! The judge: what terminals were told, beside what the consortium did.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use jiff::{Timestamp, tz::TimeZone};
use silta_consortium::Money;

use crate::{
    books::Books,
    deed::{Deed, Entry},
    request::{Request, Told},
    standing::Standing,
    support::answer::{value, values},
    terminal::Asked,
    world::PATRONS,
};

/// Every answer comes within this.
const IN_TIME: Duration = Duration::from_secs(2);

/// All that is known when a run has ended.
pub(crate) struct Case<'a> {
    pub(crate) asked: &'a [Asked],
    pub(crate) books: &'a Books,
    /// What the gateway's log said became of changes in doubt, by key.
    pub(crate) settled: &'a [(String, String)],
    /// How many changes are still in doubt.
    pub(crate) open: usize,
    /// How often the gateway was killed.
    pub(crate) kills: u64,
    /// When the first fault came.
    pub(crate) first_fault: Option<Duration>,
}

impl Case<'_> {
    /// What is wrong, if anything is.
    pub(crate) fn judge(&self) -> Result<(), String> {
        let deeds = self.deeds()?;
        for asked in self.asked {
            let own = deeds.get(&(asked.connection, asked.number));
            let own = own.map_or(&[][..], Vec::as_slice);
            self.judge_one(asked, own)
                .map_err(|why| format!("{why}: {asked:?} did {own:?}"))?;
        }
        self.judge_payments()?;
        self.judge_the_books()?;
        match self.open {
            0 => Ok(()),
            open => Err(format!("{open} changes stay in doubt")),
        }
    }

    /// The journal by exchange. Whatever was done, a terminal has asked for.
    fn deeds(&self) -> Result<BTreeMap<(u64, u64), Vec<&Entry>>, String> {
        let known: BTreeSet<_> = self
            .asked
            .iter()
            .map(|one| (one.connection, one.number))
            .collect();
        let mut deeds: BTreeMap<_, Vec<&Entry>> = BTreeMap::new();
        for entry in &self.books.journal {
            let exchange = exchange(&entry.key).filter(|exchange| known.contains(exchange));
            let exchange = exchange.ok_or_else(|| format!("nobody asked for {entry:?}"))?;
            deeds.entry(exchange).or_default().push(entry);
        }
        Ok(deeds)
    }

    fn judge_one(&self, asked: &Asked, own: &[&Entry]) -> Result<(), String> {
        let when = |right: bool, why: &str| if right { Ok(()) } else { Err(why.to_owned()) };
        when(asked.to - asked.from <= IN_TIME, "answered too late")?;
        let quiet = self.first_fault.is_none_or(|first| first > asked.to);
        when(
            !quiet || asked.told <= Told::Refused,
            "in trouble, without a fault",
        )?;
        let several = matches!(asked.request, Request::PatronEnable { .. });
        when(several || own.len() <= 1, "done twice")?;
        when(
            own.iter().all(|entry| asked.request.is(&entry.deed)),
            "another thing was done",
        )?;
        let changed = own.iter().any(|entry| entry.deed.changes());
        match (&asked.request, asked.told) {
            // Nothing was promised.
            (_, Told::Nothing) => Ok(()),
            (Request::ItemInformation { .. } | Request::PatronInformation { .. }, told) => {
                when(told != Told::InDoubt, "a question in doubt")?;
                when(told != Told::Refused, "a question refused")?;
                when(
                    told != Told::Done || self.shows_the_truth(asked),
                    "told what never was",
                )
            }
            (_, Told::InDoubt) => self.judge_settling(asked),
            (Request::PatronEnable { patron }, told) => self.judge_enabling(asked, patron, told),
            (_, Told::Done) => {
                let entry = own.first().ok_or("acknowledged, and not done")?;
                let within = (asked.from..=asked.to).contains(&entry.at);
                when(within, "acknowledged before it was done")?;
                when(
                    agrees(&asked.answer, &entry.deed),
                    "done otherwise than told",
                )
            }
            // Somebody else has lifted it before it was looked up.
            (Request::BlockPatron { patron }, Told::Refused) if changed => {
                let during = self.during(asked.from, asked.to);
                let lifted = during.iter().any(|then| !then.is_blocked(patron));
                when(lifted, "refused, and done")
            }
            (_, Told::Refused) => {
                when(!changed, "refused, and done")?;
                when(self.may_refuse(asked, own), "refused without a reason")
            }
            (_, Told::Unavailable) => when(!changed, "called not done, and done"),
        }
    }

    /// A card that is told as free was so, or all of its blocks were lifted while others came; and
    /// one that is not free yet was blocked, or still is after some of its blocks were lifted.
    fn judge_enabling(&self, asked: &Asked, patron: &str, told: Told) -> Result<(), String> {
        let during = self.during(asked.from, asked.to);
        let blocked = during.iter().any(|then| then.is_blocked(patron));
        let free = during.iter().any(|then| !then.is_blocked(patron));
        let free = free
            || during
                .first()
                .zip(during.last())
                .is_some_and(|(asked, told)| {
                    asked.blocks_of(patron).is_disjoint(&told.blocks_of(patron))
                });
        let lifted = |entry: &Entry| self.of(asked, &entry.key) && entry.deed.changes();
        let last = self.books.journal.iter().rfind(|entry| lifted(entry));
        let still = last.is_none_or(|last| {
            let mut since = self.during(last.at, asked.to).into_iter().skip(1);
            since.any(|then| then.is_blocked(patron))
        });
        match (told, free, blocked, still) {
            (Told::Done, false, ..) => Err("acknowledged, and not done".to_owned()),
            (Told::Refused, _, false, _) => Err("refused without a reason".to_owned()),
            (Told::Unavailable, .., false) => Err("called not done, and done".to_owned()),
            _ => Ok(()),
        }
    }

    /// What is in doubt is settled, and staff are told the truth: once, but for a kill after that
    /// was told and before it was written down.
    fn judge_settling(&self, asked: &Asked) -> Result<(), String> {
        let settled: Vec<_> = self
            .settled
            .iter()
            .filter(|(key, _)| self.of(asked, key))
            .collect();
        let count = settled.len();
        if count == 0 || (count > 1 && self.kills == 0) {
            return Err(format!("in doubt, and settled {count} times"));
        }
        for (key, became) in settled {
            let done = self.books.journal.iter().any(|entry| entry.key == *key);
            let truth = match done {
                false if self.books.refused(key) => "refused",
                false => "not done",
                true => "done",
            };
            if became != truth {
                return Err(format!("settled as {became}, which is {truth}"));
            }
        }
        Ok(())
    }

    /// Whether a key is one of an exchange.
    fn of(&self, asked: &Asked, key: &str) -> bool {
        exchange(key) == Some((asked.connection, asked.number))
    }

    fn during(&self, from: Duration, to: Duration) -> Vec<Standing> {
        Standing::during(&self.books.journal, from, to)
    }

    fn shows_the_truth(&self, asked: &Asked) -> bool {
        let during = self.during(asked.from, asked.to);
        let answer = &asked.answer;
        match &asked.request {
            Request::ItemInformation { item } => {
                let lent = &answer[2..4] == "04";
                during
                    .iter()
                    .any(|then| then.loans.contains_key(item) == lent)
            }
            Request::PatronInformation { patron } => {
                let mut told = values(answer, "AU");
                told.sort_unstable();
                let owed = |then: &Standing| Money::euros(then.owed(patron)).to_string();
                let shown = value(answer, "BV");
                // The first flag: no loans.
                let denied = &answer[2..3] == "Y";
                let mut moments = during.iter();
                moments.any(|then| then.is_blocked(patron) == denied)
                    && during.iter().any(|then| then.loans_of(patron) == told)
                    && during.iter().any(|then| shown == Some(&owed(then)))
            }
            _ => true,
        }
    }

    /// Whether the library could say no: it did so under the key of this change; or there was
    /// nothing to be changed; or the PIN was wrong.
    fn may_refuse(&self, asked: &Asked, own: &[&Entry]) -> bool {
        let said_no = || self.books.refusals().any(|key| self.of(asked, key));
        let at_some_moment =
            |is: &dyn Fn(&Standing) -> bool| self.during(asked.from, asked.to).iter().any(is);
        match &asked.request {
            Request::Checkout { right: false, .. } => true,
            Request::Checkout { .. } if !own.is_empty() => true,
            Request::HoldDelete { patron, item } => {
                let hold = (patron.clone(), item.clone());
                said_no() || at_some_moment(&|then| !then.holds.contains(&hold))
            }
            Request::RenewAll { .. } if !own.is_empty() => true,
            Request::UndoCheckin { item, .. } => {
                said_no() || at_some_moment(&|then| !then.returned.contains(item))
            }
            Request::UndoCheckout { item } => {
                said_no() || at_some_moment(&|then| !then.loans.contains_key(item))
            }
            _ => said_no(),
        }
    }

    /// A payment is booked once, however often it was asked for.
    fn judge_payments(&self) -> Result<(), String> {
        let mut booked = BTreeSet::new();
        for entry in &self.books.journal {
            if let Deed::Paid {
                transaction,
                again: false,
                ..
            } = &entry.deed
                && !booked.insert(transaction)
            {
                return Err(format!("paid twice: {entry:?}"));
            }
        }
        let wrong =
            |asked: &&Asked| matches!(asked.request, Request::Checkout { right: false, .. });
        let wrong = self.asked.iter().filter(wrong).count();
        match self.books.wrong_pins <= wrong {
            true => Ok(()),
            false => Err(format!(
                "{} wrong PINs counted of {wrong}",
                self.books.wrong_pins
            )),
        }
    }

    /// The books hold what the journal says.
    fn judge_the_books(&self) -> Result<(), String> {
        let journal = self.books.journal.iter();
        let end = journal.fold(Standing::default(), |then, entry| then.after(&entry.deed));
        for patron in PATRONS {
            let loans = self.books.loans_of(patron);
            let loans: Vec<_> = loans.iter().map(|loan| loan.item.as_str()).collect();
            let owed = self.books.owed(patron);
            if loans != end.loans_of(patron) || owed != end.owed(patron) {
                return Err(format!(
                    "the books of {patron}: {loans:?}, {owed}, and not {end:?}"
                ));
            }
        }
        Ok(())
    }
}

/// The connection and the exchange that a key is made of.
fn exchange(key: &str) -> Option<(u64, u64)> {
    let mut parts = key.strip_prefix("sip2-")?.split('-').skip(1);
    let connection = parts.next()?.parse().ok()?;
    Some((connection, parts.next()?.parse().ok()?))
}

impl Request {
    /// Whether it asks for such a deed.
    fn is(&self, deed: &Deed) -> bool {
        match (self, deed) {
            (Self::Checkin { item }, Deed::Returned { item: done, .. })
            | (Self::UndoCheckin { item, .. }, Deed::Unreturned { item: done, .. })
            | (Self::UndoCheckout { item }, Deed::Unlent { item: done, .. }) => item == done,
            (Self::BlockPatron { patron }, Deed::Blocked { patron: who, .. })
            | (
                Self::PatronEnable { patron },
                Deed::Unblocked { patron: who, .. } | Deed::StillFree { patron: who },
            )
            | (Self::RenewAll { patron }, Deed::AllRenewed { patron: who, .. }) => patron == who,
            (
                Self::Checkout {
                    patron,
                    item,
                    right: true,
                },
                Deed::Lent {
                    patron: who,
                    item: what,
                    ..
                }
                | Deed::StillLent {
                    patron: who,
                    item: what,
                },
            )
            | (
                Self::Renew { patron, item },
                Deed::Renewed {
                    patron: who,
                    item: what,
                    ..
                },
            )
            | (
                Self::HoldAdd { patron, item },
                Deed::Held {
                    patron: who,
                    item: what,
                },
            )
            | (
                Self::HoldDelete { patron, item },
                Deed::Unheld {
                    patron: who,
                    item: what,
                },
            ) => (patron, item) == (who, what),
            (
                Self::FeePaid {
                    patron,
                    transaction,
                    cents,
                },
                Deed::Paid {
                    patron: who,
                    transaction: which,
                    cents: sum,
                    ..
                },
            ) => (patron, transaction, cents) == (who, which, sum),
            _ => false,
        }
    }
}

/// Whether an answer tells of a deed as it was.
fn agrees(answer: &str, deed: &Deed) -> bool {
    let due_is = |due: &Timestamp| {
        let due = due.to_zoned(TimeZone::UTC).strftime("%Y%m%d    %H%M%S");
        value(answer, "AH") == Some(&due.to_string())
    };
    match deed {
        Deed::Lent { due, .. } | Deed::Renewed { due, .. } => due_is(due),
        Deed::Unreturned { borrower, .. } => borrower.iter().all(|(_, due)| due_is(due)),
        Deed::Returned { borrower, .. } => value(answer, "AA") == borrower.as_deref(),
        Deed::Unlent { patron, .. } => value(answer, "AA") == Some(patron),
        Deed::AllRenewed {
            renewed, refused, ..
        } => values(answer, "BM") == *renewed && values(answer, "BN") == *refused,
        Deed::StillLent { .. } => false,
        Deed::Blocked { .. }
        | Deed::Held { .. }
        | Deed::Unheld { .. }
        | Deed::Paid { .. }
        | Deed::StillFree { .. }
        | Deed::Unblocked { .. } => true,
    }
}
