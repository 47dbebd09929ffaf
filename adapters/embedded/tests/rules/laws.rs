//! What always holds, whatever is done in whatever order, checked against a small model.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use jiff::SignedDuration;
use proptest::{prelude::*, test_runner::TestCaseResult};
use silta_consortium::{
    Charge, Checkin, CheckinId, Checkout, Circulation, CirculationStatus as Status, FeeType, Hold,
    HoldId, HoldStatus, HoldTarget, LoanId, Money, Page,
};
use silta_embedded::{Clock, Embedded, FixedClock, Settings};
use tempfile::TempDir;

use crate::house::{
    AINO, ASA, NOON, SISKO, URHO, VAINO, change, checkin, checkout, context, happened, on_item,
    on_record, payment, renewal, said, time,
};

const PATRONS: [&str; 5] = [VAINO, ASA, AINO, SISKO, URHO];
/// The first two are copies of one title.
const ITEMS: [&str; 5] = [
    "3900009001",
    "3900000001",
    "3900000006",
    "3900000010",
    "3900000012",
];
const RECORDS: [&str; 4] = ["kainet.1", "kainet.6", "kainet.10", "kainet.12"];
const PLACES: [&str; 3] = ["KAJ", "KUH", "SOT"];

#[derive(Clone, Debug)]
enum Step {
    Checkout {
        patron: usize,
        item: usize,
        agreed: bool,
        offline: bool,
    },
    Checkin {
        item: usize,
        place: usize,
        capture: bool,
    },
    Renew {
        patron: usize,
        item: usize,
    },
    HoldTitle {
        patron: usize,
        record: usize,
        place: usize,
    },
    HoldItem {
        patron: usize,
        item: usize,
        place: usize,
    },
    CancelHold {
        patron: usize,
    },
    Charge {
        patron: usize,
        cents: i64,
    },
    Pay {
        patron: usize,
        cents: i64,
    },
    UndoCheckout,
    UndoCheckin,
    HoursPass {
        hours: i64,
    },
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let patron = || 0..PATRONS.len();
    let item = || 0..ITEMS.len();
    let place = || 0..PLACES.len();
    prop_oneof![
        6 => (patron(), item(), any::<bool>(), prop::bool::weighted(0.2)).prop_map(
            |(patron, item, agreed, offline)| Step::Checkout { patron, item, agreed, offline }
        ),
        6 => (item(), place(), prop::bool::weighted(0.8))
            .prop_map(|(item, place, capture)| Step::Checkin { item, place, capture }),
        2 => (patron(), item()).prop_map(|(patron, item)| Step::Renew { patron, item }),
        3 => (patron(), 0..RECORDS.len(), place())
            .prop_map(|(patron, record, place)| Step::HoldTitle { patron, record, place }),
        2 => (patron(), item(), place())
            .prop_map(|(patron, item, place)| Step::HoldItem { patron, item, place }),
        2 => patron().prop_map(|patron| Step::CancelHold { patron }),
        1 => (patron(), 1..600_i64).prop_map(|(patron, cents)| Step::Charge { patron, cents }),
        1 => (patron(), 1..900_i64).prop_map(|(patron, cents)| Step::Pay { patron, cents }),
        2 => Just(Step::UndoCheckout),
        2 => Just(Step::UndoCheckin),
        1 => (1..300_i64).prop_map(|hours| Step::HoursPass { hours }),
        1 => Just(Step::Reopen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_the_store_stays_consistent(steps in prop::collection::vec(step(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut world = World::new();
            for step in steps {
                world.take(&step).await?;
                world.check().await?;
            }
            TestCaseResult::Ok(())
        })?;
    }
}

/// The store, and what it must hold.
struct World {
    store: Option<Embedded>,
    clock: Arc<FixedClock>,
    directory: TempDir,
    loans: BTreeMap<&'static str, &'static str>,
    owed: BTreeMap<&'static str, i64>,
    lent: Option<(LoanId, Model)>,
    returned: Option<(CheckinId, Model)>,
}

/// What undoing leads back to.
type Model = (
    BTreeMap<&'static str, &'static str>,
    BTreeMap<&'static str, i64>,
);

impl World {
    fn new() -> Self {
        static TEMPLATE: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(template);
        let directory = TempDir::new().unwrap();
        fs::write(directory.path().join("silta.db"), &*TEMPLATE).unwrap();
        let clock = Arc::new(FixedClock::at(time(NOON)));
        Self {
            store: Some(open(directory.path(), &clock)),
            clock,
            directory,
            loans: BTreeMap::from([("3900000006", ASA)]),
            owed: PATRONS
                .into_iter()
                .map(|card| (card, if card == AINO { 1250 } else { 0 }))
                .collect(),
            lent: None,
            returned: None,
        }
    }

    fn store(&self) -> &Embedded {
        self.store.as_ref().unwrap()
    }

    fn model(&self) -> Model {
        (self.loans.clone(), self.owed.clone())
    }

    async fn take(&mut self, step: &Step) -> TestCaseResult {
        match *step {
            Step::Checkout {
                patron,
                item,
                agreed,
                offline,
            } => {
                self.checkout(PATRONS[patron], ITEMS[item], agreed, offline)
                    .await?;
            }
            Step::Checkin {
                item,
                place,
                capture,
            } => {
                self.checkin(ITEMS[item], PLACES[place], capture).await?;
            }
            Step::Renew { patron, item } => {
                let body = renewal(PATRONS[patron], ITEMS[item]);
                if said(self.store().renew(change(body)).await).is_ok() {
                    prop_assert_eq!(self.loans.get(ITEMS[item]), Some(&PATRONS[patron]));
                    self.lent = None;
                }
            }
            Step::HoldTitle {
                patron,
                record,
                place,
            } => {
                let body = on_record(PATRONS[patron], RECORDS[record], PLACES[place]);
                let _ = said(self.store().place_hold(change(body)).await);
            }
            Step::HoldItem {
                patron,
                item,
                place,
            } => {
                let body = on_item(PATRONS[patron], ITEMS[item], PLACES[place]);
                let _ = said(self.store().place_hold(change(body)).await);
            }
            Step::CancelHold { patron } => {
                if let Some(hold) = self.holds_of(PATRONS[patron]).await.pop() {
                    said(self.store().cancel_hold(change(hold.id)).await).unwrap();
                }
            }
            Step::Charge { patron, cents } => {
                let charge = Charge {
                    patron: PATRONS[patron].into(),
                    kind: FeeType::Other,
                    amount: Money::euros(cents),
                    text: String::new(),
                    item: None,
                };
                said(self.store().charge(change(charge)).await).unwrap();
                *self.owed.get_mut(PATRONS[patron]).unwrap() += cents;
                (self.lent, self.returned) = (None, None);
            }
            Step::Pay { patron, cents } => {
                let paid = said(
                    self.store()
                        .pay(change(payment(PATRONS[patron], cents, None)))
                        .await,
                );
                let owed = self.owed.get_mut(PATRONS[patron]).unwrap();
                prop_assert_eq!(paid.is_ok(), cents <= *owed);
                if paid.is_ok() {
                    *owed -= cents;
                    (self.lent, self.returned) = (None, None);
                }
            }
            Step::UndoCheckout => {
                if let Some((loan, model)) = self.lent.take() {
                    said(self.store().cancel_checkout(change(loan)).await).unwrap();
                    (self.loans, self.owed) = model;
                    self.returned = None;
                }
            }
            Step::UndoCheckin => {
                if let Some((checkin, model)) = self.returned.take() {
                    // Refused if a hold that it caught went elsewhere since.
                    if said(self.store().cancel_checkin(change(checkin)).await).is_ok() {
                        (self.loans, self.owed) = model;
                    }
                    self.lent = None;
                }
            }
            Step::HoursPass { hours } => {
                self.clock.advance(SignedDuration::from_hours(hours));
                self.returned = None;
            }
            Step::Reopen => {
                self.store = None;
                self.store = Some(open(self.directory.path(), &self.clock));
            }
        }
        Ok(())
    }

    async fn checkout(
        &mut self,
        patron: &'static str,
        item: &'static str,
        agreed: bool,
        offline: bool,
    ) -> TestCaseResult {
        let body = Checkout {
            fee_acknowledged: agreed,
            already_happened: if offline { happened(NOON, None) } else { None },
            ..checkout(patron, item)
        };
        let before = self.model();
        let kept = self.is_kept_for_other(item, patron).await;
        let Ok(lent) = said(self.store().checkout(change(body)).await) else {
            prop_assert!(!offline, "what happened is recorded");
            return Ok(());
        };
        if let Some(borrower) = self.loans.get(item) {
            prop_assert!(offline || *borrower == patron, "lent twice");
            prop_assert_eq!(lent.was_on_loan, *borrower == patron);
        }
        prop_assert!(offline || !kept, "kept for another");
        self.loans.insert(item, patron);
        *self.owed.get_mut(patron).unwrap() += lent.fee.map_or(0, |fee| fee.cents);
        if !lent.was_on_loan {
            self.lent = Some((lent.loan.id, before));
            self.returned = None;
        }
        Ok(())
    }

    async fn checkin(&mut self, item: &'static str, place: &str, capture: bool) -> TestCaseResult {
        let body = Checkin {
            capture_hold: capture,
            ..checkin(item, place)
        };
        let before = self.model();
        let returned = said(self.store().checkin(change(body)).await).unwrap();
        let borrower = returned.last_borrower.map(|card| card.as_str().to_owned());
        prop_assert_eq!(borrower.as_deref(), self.loans.remove(item));
        self.returned = Some((returned.id, before));
        self.lent = None;
        Ok(())
    }

    /// Whether a hold of another has this copy.
    async fn is_kept_for_other(&self, item: &str, patron: &str) -> bool {
        for card in PATRONS.into_iter().filter(|card| *card != patron) {
            let holds = self.holds_of(card).await;
            if holds
                .iter()
                .any(|hold| hold.item.as_ref().is_some_and(|copy| copy.as_str() == item))
            {
                return true;
            }
        }
        false
    }

    async fn holds_of(&self, card: &str) -> Vec<Hold> {
        let holds = self
            .store()
            .holds(&context(), &card.into(), Page::ALL)
            .await;
        said(holds).unwrap().items
    }

    async fn check(&self) -> TestCaseResult {
        let mut holds = Vec::new();
        for card in PATRONS {
            let patron = said(self.store().patron(&context(), &card.into()).await).unwrap();
            let loans = self
                .store()
                .loans(&context(), &card.into(), Page::ALL)
                .await;
            let loans = said(loans).unwrap();
            for loan in loans
                .items
                .iter()
                .filter(|loan| ITEMS.contains(&loan.item.as_str()))
            {
                prop_assert_eq!(self.loans.get(loan.item.as_str()), Some(&card));
            }
            let fees = self.store().fees(&context(), &card.into(), Page::ALL).await;
            let fees = said(fees).unwrap();
            let sum: i64 = fees.items.iter().map(|fee| fee.amount.cents).sum();
            prop_assert_eq!(patron.balance.cents, sum);
            prop_assert_eq!(sum, self.owed[card], "owed by {}", card);
            let own = self.holds_of(card).await;
            let ready = own
                .iter()
                .filter(|hold| hold.status == HoldStatus::Ready)
                .count();
            let counts = patron.counts;
            prop_assert_eq!(
                (
                    counts.loans,
                    counts.fees,
                    counts.holds as usize,
                    counts.holds_ready as usize
                ),
                (loans.total, fees.total, own.len(), ready)
            );
            holds.extend(own);
        }
        self.check_queues(&holds).await?;
        self.check_items(&holds).await
    }

    /// Places count from 1; nothing that expired is seen.
    async fn check_queues(&self, holds: &[Hold]) -> TestCaseResult {
        let record = |hold: &Hold| {
            let target = hold.target.clone();
            async {
                match target {
                    HoldTarget::Record(record) => record,
                    HoldTarget::Item(item) => {
                        said(self.store().item(&context(), &item).await)
                            .unwrap()
                            .record
                    }
                }
            }
        };
        let mut queue: Vec<(u64, _, &Hold)> = Vec::new();
        for hold in holds {
            let end = [hold.expires, hold.ready_until].into_iter().flatten().min();
            prop_assert!(end.is_none_or(|end| end > self.clock.now()));
            prop_assert_eq!(hold.item.is_none(), hold.status == HoldStatus::Waiting);
            queue.push((number(&hold.id), record(hold).await, hold));
        }
        for (id, record, hold) in &queue {
            let before = queue.iter().filter(|(other, same, ahead)| {
                let item_of = |hold: &Hold| match &hold.target {
                    HoldTarget::Record(_) => None,
                    HoldTarget::Item(item) => Some(item.clone()),
                };
                let (a, b) = (item_of(hold), item_of(ahead));
                other < id
                    && same == record
                    && ahead.status == HoldStatus::Waiting
                    && (a.is_none() || b.is_none() || a == b)
            });
            let place = match hold.status {
                HoldStatus::Waiting => 1 + before.count(),
                HoldStatus::InTransit | HoldStatus::Ready => 1,
            };
            prop_assert_eq!(hold.position as usize, place);
        }
        Ok(())
    }

    /// Each copy is in exactly one place, and one hold has it at the most.
    async fn check_items(&self, holds: &[Hold]) -> TestCaseResult {
        for barcode in ITEMS {
            let item = said(self.store().item(&context(), &barcode.into()).await).unwrap();
            let having: Vec<_> = holds
                .iter()
                .filter(|hold| hold.item.as_ref() == Some(&item.barcode))
                .collect();
            prop_assert!(having.len() <= 1);
            let on_loan = self.loans.contains_key(barcode);
            let loan = said(self.store().loan_of(&context(), &barcode.into()).await).unwrap();
            prop_assert_eq!(loan.is_some(), on_loan);
            let status = match (on_loan, having.first().map(|hold| hold.status)) {
                (true, kept) => {
                    prop_assert!(kept.is_none(), "kept and lent");
                    Status::OnLoan
                }
                (false, Some(HoldStatus::Ready)) => Status::OnHoldShelf,
                (false, _) if item.destination.is_some() => Status::InTransit,
                (false, _) => Status::Available,
            };
            prop_assert_eq!(item.circulation_status, status);
            if let Some(hold) = having
                .first()
                .filter(|hold| hold.status == HoldStatus::Ready)
            {
                prop_assert_eq!(&hold.pickup_library, &item.current_location);
            }
        }
        Ok(())
    }
}

fn number(id: &HoldId) -> u64 {
    id.as_str().parse().unwrap()
}

fn open(directory: &Path, clock: &Arc<FixedClock>) -> Embedded {
    Embedded::open(
        &directory.join("silta.db"),
        Settings::default(),
        clock.clone(),
    )
    .unwrap()
}

/// A demo store with a second copy of the first title.
fn template() -> Vec<u8> {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("silta.db");
    let clock = Arc::new(FixedClock::at(time(NOON)));
    drop(Embedded::demo(&path, Settings::default(), clock).unwrap());
    let connection = rusqlite::Connection::open(&path).unwrap();
    let sql = "INSERT INTO item (barcode, record, media_type, home, location)
               VALUES ('3900009001', 1, 'book', 'KAJ', 'KAJ')";
    connection.execute_batch(sql).unwrap();
    connection
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    drop(connection);
    fs::read(path).unwrap()
}

/// How many random histories are tried; `SILTA_LAW_CASES` asks for more.
fn cases() -> u32 {
    let asked = std::env::var("SILTA_LAW_CASES").ok();
    asked.and_then(|cases| cases.parse().ok()).unwrap_or(24)
}
