//! The judge: what terminals were told, beside what the consortium did.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use jiff::tz::TimeZone;
use silta_consortium::Money;

use crate::{
    books::{Books, Deed, Entry},
    support::answer::value,
    terminal::{Asked, Request, Told},
    world::{DEBT, PATRONS},
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
    /// When the first fault came.
    pub(crate) first_fault: Option<Duration>,
}

/// How things stood at a moment, counted from the journal alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Standing {
    /// Who has an item.
    loans: BTreeMap<String, String>,
    holds: BTreeSet<(String, String)>,
    /// In cents, by patron.
    paid: BTreeMap<String, i64>,
}

impl Standing {
    fn after(mut self, deed: &Deed) -> Self {
        match deed.clone() {
            Deed::Lent { patron, item, .. } => drop(self.loans.insert(item, patron)),
            Deed::Returned { item, .. } => drop(self.loans.remove(&item)),
            Deed::Held { patron, item } => drop(self.holds.insert((patron, item))),
            Deed::Unheld { patron, item } => drop(self.holds.remove(&(patron, item))),
            Deed::Paid {
                patron,
                cents,
                again: false,
                ..
            } => *self.paid.entry(patron).or_default() += cents,
            Deed::Paid { .. } | Deed::Renewed { .. } | Deed::StillLent { .. } => {}
        }
        self
    }

    fn loans_of(&self, patron: &str) -> Vec<&str> {
        let loans = self.loans.iter().filter(|(_, holder)| *holder == patron);
        loans.map(|(item, _)| item.as_str()).collect()
    }

    fn owed(&self, patron: &str) -> i64 {
        DEBT - self.paid.get(patron).copied().unwrap_or(0)
    }
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
        when(own.len() <= 1, "done twice")?;
        when(
            own.iter().all(|entry| asked.request.is(&entry.deed)),
            "another thing was done",
        )?;
        let changed = own.iter().any(|entry| entry.deed.changes());
        match (&asked.request, asked.told) {
            (Request::ItemInformation { .. } | Request::PatronInformation { .. }, told) => {
                when(told != Told::InDoubt, "a question in doubt")?;
                when(told != Told::Refused, "a question refused")?;
                when(
                    told != Told::Done || self.shows_the_truth(asked),
                    "told what never was",
                )
            }
            (_, Told::Done) => {
                let entry = own.first().ok_or("acknowledged, and not done")?;
                let within = (asked.from..=asked.to).contains(&entry.at);
                when(within, "acknowledged before it was done")?;
                when(
                    agrees(&asked.answer, &entry.deed),
                    "done otherwise than told",
                )
            }
            (_, Told::Refused) => {
                when(!changed, "refused, and done")?;
                when(self.may_refuse(asked, own), "refused without a reason")
            }
            (_, Told::Unavailable) => when(!changed, "called not done, and done"),
            (_, Told::InDoubt) => self.judge_settling(asked, own),
        }
    }

    /// What is in doubt is settled once, and staff are told the truth.
    fn judge_settling(&self, asked: &Asked, own: &[&Entry]) -> Result<(), String> {
        let exchange = Some((asked.connection, asked.number));
        let mine = |key: &str| self::exchange(key) == exchange;
        let settled: Vec<_> = self.settled.iter().filter(|(key, _)| mine(key)).collect();
        let [(key, became)] = settled[..] else {
            return Err(format!("in doubt, and settled {} times", settled.len()));
        };
        let truth = match own {
            [] if self.books.refused(key) => "refused",
            [] => "not done",
            _ => "done",
        };
        match became == truth {
            true => Ok(()),
            false => Err(format!("settled as {became}, which is {truth}")),
        }
    }

    /// How things stood at every moment while something was asked.
    fn during(&self, from: Duration, to: Duration) -> Vec<Standing> {
        let mut now = Standing::default();
        let mut all = Vec::new();
        for entry in &self.books.journal {
            if entry.at > to {
                break;
            }
            if entry.at >= from {
                all.push(now.clone());
            }
            now = now.after(&entry.deed);
        }
        all.push(now);
        all
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
                let mut told = crate::support::answer::values(answer, "AU");
                told.sort_unstable();
                let owed = |then: &Standing| Money::euros(then.owed(patron)).to_string();
                let shown = value(answer, "BV");
                during.iter().any(|then| then.loans_of(patron) == told)
                    && during.iter().any(|then| shown == Some(&owed(then)))
            }
            _ => true,
        }
    }

    /// Whether the library could say no: it did so under the key of this change; or there was
    /// nothing to be changed; or the PIN was wrong.
    fn may_refuse(&self, asked: &Asked, own: &[&Entry]) -> bool {
        let exchange = Some((asked.connection, asked.number));
        let said_no = || {
            self.books
                .refusals()
                .any(|key| self::exchange(key) == exchange)
        };
        match &asked.request {
            Request::Checkout { right: false, .. } => true,
            Request::Checkout { .. } if !own.is_empty() => true,
            Request::HoldDelete { patron, item } => {
                let hold = (patron.clone(), item.clone());
                let mut during = self.during(asked.from, asked.to).into_iter();
                said_no() || during.any(|then| !then.holds.contains(&hold))
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
            (Self::Checkin { item }, Deed::Returned { item: done, .. }) => item == done,
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
    match deed {
        Deed::Lent { due, .. } | Deed::Renewed { due, .. } => {
            let due = due
                .to_zoned(TimeZone::UTC)
                .strftime("%Y%m%d    %H%M%S")
                .to_string();
            value(answer, "AH") == Some(&due)
        }
        Deed::Returned { borrower, .. } => value(answer, "AA") == borrower.as_deref(),
        Deed::StillLent { .. } => false,
        Deed::Held { .. } | Deed::Unheld { .. } | Deed::Paid { .. } => true,
    }
}
