//! A demo library to try things in.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use silta_consortium::{
    AlreadyHappened, Change, Checkin, Checkout, Circulation, Context, Error, Hold, HoldTarget,
    IdempotencyKey, Item, Lent, Loan, NewHold, Origin, Page, Patron, Payment, PaymentMethod,
    Protocol, Receipt, RefusalCode, Renewal, Renewed, Returned, StaffNotice, Verification,
};
use silta_embedded::{Embedded, FixedClock, Settings};
use tempfile::TempDir;

/// Monday noon in Kajaani.
pub(crate) const NOON: &str = "2026-03-02T12:00:00+02:00";

pub(crate) const VAINO: &str = "2900000001";
pub(crate) const ASA: &str = "2900000002";
pub(crate) const AINO: &str = "2900000003";
pub(crate) const ILTA: &str = "2900000006";
pub(crate) const SISKO: &str = "2900000008";
pub(crate) const URHO: &str = "2900000009";

pub(crate) struct House {
    pub(crate) store: Embedded,
    pub(crate) clock: Arc<FixedClock>,
    directory: TempDir,
}

pub(crate) type Said<T> = Result<T, RefusalCode>;

/// What was refused, as its code; a failure fails the test.
pub(crate) fn said<T>(answer: Result<T, Error>) -> Said<T> {
    answer.map_err(|error| match error {
        Error::Refused(refusal) => refusal.code,
        Error::Failed(failure) => panic!("{failure}"),
    })
}

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn context() -> Context {
    Context {
        origin: Origin {
            protocol: Protocol::Sip2,
            account: Some("sc-kajaani".into()),
            library: Some("KAJ".into()),
        },
        deadline: Instant::now() + Duration::from_secs(30),
    }
}

/// A change under a key of its own.
pub(crate) fn change<T>(body: T) -> Change<T> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    keyed(&format!("test-key-{number}"), body)
}

pub(crate) fn keyed<T>(key: &str, body: T) -> Change<T> {
    Change {
        context: context(),
        key: IdempotencyKey::new(key).unwrap(),
        body,
    }
}

pub(crate) fn checkout(patron: &str, item: &str) -> Checkout {
    Checkout {
        patron: patron.into(),
        item: item.into(),
        library: "KAJ".into(),
        fee_acknowledged: false,
        renew_if_on_loan: false,
        allow_in_transit: true,
        already_happened: None,
    }
}

pub(crate) fn checkin(item: &str, library: &str) -> Checkin {
    Checkin {
        item: item.into(),
        library: library.into(),
        returned_at: None,
        already_happened: false,
        capture_hold: true,
    }
}

pub(crate) fn renewal(patron: &str, item: &str) -> Renewal {
    Renewal {
        patron: patron.into(),
        item: item.into(),
        library: "KAJ".into(),
        fee_acknowledged: false,
        already_happened: None,
    }
}

pub(crate) fn happened(at: &str, due: Option<&str>) -> Option<AlreadyHappened> {
    Some(AlreadyHappened {
        at: time(at),
        due: due.map(time),
    })
}

pub(crate) fn on_record(patron: &str, record: &str, pickup: &str) -> NewHold {
    NewHold {
        patron: patron.into(),
        target: HoldTarget::Record(record.into()),
        pickup_library: pickup.into(),
        expires: None,
    }
}

pub(crate) fn on_item(patron: &str, item: &str, pickup: &str) -> NewHold {
    NewHold {
        target: HoldTarget::Item(item.into()),
        ..on_record(patron, "", pickup)
    }
}

pub(crate) fn payment(patron: &str, cents: i64, transaction: Option<&str>) -> Payment {
    Payment {
        patron: patron.into(),
        amount: silta_consortium::Money::euros(cents),
        fee: None,
        method: PaymentMethod::Card,
        transaction_id: transaction.map(Into::into),
    }
}

impl House {
    pub(crate) fn new() -> Self {
        Self::with(Settings::default())
    }

    /// With these settings; opened again, it has the usual ones.
    pub(crate) fn with(settings: Settings) -> Self {
        let directory = TempDir::new().unwrap();
        let clock = Arc::new(FixedClock::at(time(NOON)));
        let store = open(&directory, &clock, settings);
        Self {
            store,
            clock,
            directory,
        }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.directory.path().join("silta.db")
    }

    /// Closes the store and opens it again.
    pub(crate) fn reopened(self) -> Self {
        self.closed(|| {})
    }

    /// Does something while the store is closed.
    pub(crate) fn closed(self, meanwhile: impl FnOnce()) -> Self {
        let Self {
            store,
            clock,
            directory,
        } = self;
        drop(store);
        meanwhile();
        let store = open(&directory, &clock, Settings::default());
        Self {
            store,
            clock,
            directory,
        }
    }

    pub(crate) fn days_pass(&self, days: i64) {
        self.clock.advance(SignedDuration::from_hours(24 * days));
    }

    pub(crate) async fn checkout(&self, patron: &str, item: &str) -> Said<Lent> {
        self.lend(checkout(patron, item)).await
    }

    pub(crate) async fn lend(&self, body: Checkout) -> Said<Lent> {
        said(self.store.checkout(change(body)).await)
    }

    pub(crate) async fn checkin(&self, item: &str, library: &str) -> Returned {
        said(self.store.checkin(change(checkin(item, library))).await).unwrap()
    }

    pub(crate) async fn renew(&self, patron: &str, item: &str) -> Said<Renewed> {
        said(self.store.renew(change(renewal(patron, item))).await)
    }

    pub(crate) async fn place(&self, body: NewHold) -> Said<Hold> {
        said(self.store.place_hold(change(body)).await)
    }

    pub(crate) async fn pay(&self, body: Payment) -> Said<Receipt> {
        said(self.store.pay(change(body)).await)
    }

    pub(crate) async fn item(&self, barcode: &str) -> Item {
        said(self.store.item(&context(), &barcode.into()).await).unwrap()
    }

    pub(crate) async fn patron(&self, barcode: &str) -> Patron {
        said(self.store.patron(&context(), &barcode.into()).await).unwrap()
    }

    pub(crate) async fn loans(&self, patron: &str) -> Vec<Loan> {
        let loans = self
            .store
            .loans(&context(), &patron.into(), Page::ALL)
            .await;
        said(loans).unwrap().items
    }

    pub(crate) async fn holds(&self, patron: &str) -> Vec<Hold> {
        let holds = self
            .store
            .holds(&context(), &patron.into(), Page::ALL)
            .await;
        said(holds).unwrap().items
    }

    pub(crate) async fn pin(&self, patron: &str, pin: &str) -> Verification {
        let pin = pin.into();
        said(
            self.store
                .verify_pin(&context(), &patron.into(), &pin)
                .await,
        )
        .unwrap()
    }

    pub(crate) async fn notices(&self) -> Vec<StaffNotice> {
        let notices = self.store.staff_notices(&context(), Page::ALL).await;
        said(notices).unwrap().items
    }
}

fn open(directory: &TempDir, clock: &Arc<FixedClock>, settings: Settings) -> Embedded {
    let path = directory.path().join("silta.db");
    Embedded::demo(&path, settings, clock.clone()).unwrap()
}
