//! The ports of the consortium, served by the store.

use std::{
    hash::Hash,
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use silta_consortium::{
    Answer, Block, BlockId, Change, Charge, Checkin, CheckinId, Checkout, Circulation, Context,
    Error, Failure, Fee, Hold, HoldChange, HoldId, IdempotencyKey, Item, ItemBarcode, ItemChange,
    Lent, Library, List, Loan, LoanId, NewBlock, NewHold, NewItem, NewPatron, NewPin,
    NewTemporaryItem, Outcome, Page, Patron, PatronBarcode, Payment, Pin, Receipt, RenewAll,
    Renewal, RenewalOutcome, Renewed, Returned, StaffNotice, TemporaryItems, Verification,
};
use tokio::time::timeout_at;

use crate::{
    Embedded,
    cache::{Cache, State},
    checkin, checkout,
    clock::millis,
    fee, hold, item, ledger, library, loan, notice, patron, pin, renewal,
    store::{Result, View, Work, misuse},
    temporary_item,
};

/// How long a read waits for holds that have just expired to be ended; then it is answered as the
/// store stands.
const EXPIRY_WAIT: Duration = Duration::from_secs(1);

impl Embedded {
    /// Reads one state of the store.
    pub(crate) fn read<'a, T: Send + 'a>(
        &'a self,
        read: impl FnOnce(&View<'_>) -> Result<T> + Send + 'a,
    ) -> Answer<'a, T> {
        Box::pin(async move {
            self.end_expired_holds().await;
            Ok(self.read_now(read)?)
        })
    }

    /// Reads something that is likely to have been read just before.
    fn read_cached<'a, K, V>(
        &'a self,
        cache: &'a Cache<K, V>,
        key: &'a K,
        read: fn(&View<'_>, &K) -> Result<V>,
    ) -> Answer<'a, V>
    where
        K: Clone + Eq + Hash + Send + Sync,
        V: Clone + Send,
    {
        Box::pin(async move {
            self.end_expired_holds().await;
            let shared = &self.writer.shared;
            let now = State {
                commits: shared.commits.load(Ordering::SeqCst),
                at: shared.clock.now(),
            };
            Ok(cache.get(now, key, || self.read_now(|view| read(view, key)))?)
        })
    }

    pub(crate) fn read_now<T>(&self, read: impl FnOnce(&View<'_>) -> Result<T>) -> Result<T> {
        let shared = &self.writer.shared;
        self.readers.snapshot(|connection| {
            read(&View {
                connection,
                rules: &shared.rules,
                partners: &shared.partners,
                now: shared.clock.now(),
            })
        })
    }

    /// Lets the writer end what has expired; almost always there is nothing.
    async fn end_expired_holds(&self) {
        let shared = &self.writer.shared;
        if shared.next_expiry.load(Ordering::SeqCst) > millis(shared.clock.now()) {
            return;
        }
        let until = Instant::now() + EXPIRY_WAIT;
        // The writer looks for expired holds before anything else; if it cannot, the read goes on.
        let _ = self.writer.own(until, |_| Ok(())).await;
    }

    async fn verify(
        &self,
        context: &Context,
        card: &PatronBarcode,
        pin: &Pin,
    ) -> Result<Verification, Error> {
        let shared = &self.writer.shared;
        if shared.pins.is_verified(card, pin) {
            return Ok(Verification::Verified);
        }
        let _lane = shared.pins.lane(card).lock().await;
        if shared.pins.is_verified(card, pin) {
            return Ok(Verification::Verified);
        }
        let generation = shared.pins.generation();
        let known = self.read_now(|view| pin::known(view, card))?;
        if let Some(throttled) = known.throttled(shared.clock.now()) {
            return Ok(throttled);
        }
        let fits = match known.hash {
            Some(hash) => shared.pins.fits(pin, &hash).await?,
            None => false,
        };
        if !fits {
            let card = card.clone();
            let count = move |work: &mut Work<'_>| pin::count_wrong(work, &card);
            self.writer.own(context.deadline, count).await?;
            return Ok(Verification::Wrong);
        }
        if known.wrong > 0 {
            let reset = move |work: &mut Work<'_>| pin::reset(work, known.patron);
            self.writer.own(context.deadline, reset).await?;
        }
        shared.pins.remember(card, pin, generation);
        Ok(Verification::Verified)
    }

    async fn put(&self, change: Change<NewPatron>) -> Result<Patron, Error> {
        let Change { context, key, body } = change;
        let pin_hash = match &body.pin {
            Some(pin) if pin.expose().is_empty() => {
                return Err(misuse("a PIN has at least one character").into());
            }
            Some(pin) => Some(
                self.writer
                    .shared
                    .pins
                    .hash(pin, &body.barcode, &key)
                    .await?,
            ),
            None => None,
        };
        let written = patron::Written {
            barcode: body.barcode,
            name: body.name,
            home: body.home,
            group: body.group,
            language: body.language,
            expires: body.expires,
            card_lost: body.card_lost,
            contact: body.contact,
            pin_hash,
        };
        let change = Change {
            context,
            key,
            body: written,
        };
        self.writer.change("put_patron", change, patron::put).await
    }

    async fn put_pin(&self, change: Change<NewPin>) -> Result<(), Error> {
        let Change { context, key, body } = change;
        let NewPin { patron, pin } = body;
        if pin.expose().is_empty() {
            return Err(misuse("a PIN has at least one character").into());
        }
        let pin_hash = self.writer.shared.pins.hash(&pin, &patron, &key).await?;
        let written = patron::WrittenPin { patron, pin_hash };
        let change = Change {
            context,
            key,
            body: written,
        };
        self.writer.change("set_pin", change, patron::set_pin).await
    }
}

/// The patron's row, then a list of theirs.
fn of_patron<T>(
    view: &View<'_>,
    card: &PatronBarcode,
    page: Page,
    list: fn(&View<'_>, i64, Page) -> Result<List<T>>,
) -> Result<List<T>> {
    let holder = patron::require(view, card)?;
    list(view, holder.id, page)
}

impl Circulation for Embedded {
    fn libraries<'a>(&'a self, _: &'a Context) -> Answer<'a, Arc<[Library]>> {
        self.read_cached(&self.libraries, &(), |view, ()| {
            library::list(view).map(Arc::from)
        })
    }

    fn patron<'a>(&'a self, _: &'a Context, patron: &'a PatronBarcode) -> Answer<'a, Patron> {
        self.read_cached(&self.patrons, patron, |view, patron| {
            patron::require(view, patron).map(|holder| holder.patron)
        })
    }

    fn verify_pin<'a>(
        &'a self,
        context: &'a Context,
        patron: &'a PatronBarcode,
        pin: &'a Pin,
    ) -> Answer<'a, Verification> {
        Box::pin(async move {
            let verification = self.verify(context, patron, pin);
            match timeout_at(context.deadline.into(), verification).await {
                Ok(verification) => verification,
                Err(_) => Err(Failure::unavailable("too many PINs wait to be checked").into()),
            }
        })
    }

    fn loans<'a>(
        &'a self,
        _: &'a Context,
        patron: &'a PatronBarcode,
        page: Page,
    ) -> Answer<'a, List<Loan>> {
        self.read(move |view| of_patron(view, patron, page, loan::list))
    }

    fn holds<'a>(
        &'a self,
        _: &'a Context,
        patron: &'a PatronBarcode,
        page: Page,
    ) -> Answer<'a, List<Hold>> {
        self.read(move |view| of_patron(view, patron, page, hold::list))
    }

    fn fees<'a>(
        &'a self,
        _: &'a Context,
        patron: &'a PatronBarcode,
        page: Page,
    ) -> Answer<'a, List<Fee>> {
        self.read(move |view| of_patron(view, patron, page, fee::list))
    }

    fn item<'a>(&'a self, _: &'a Context, item: &'a ItemBarcode) -> Answer<'a, Item> {
        self.read_cached(&self.items, item, |view, item| {
            item::require(view, item).map(|copy| copy.item)
        })
    }

    fn loan_of<'a>(&'a self, _: &'a Context, item: &'a ItemBarcode) -> Answer<'a, Option<Loan>> {
        self.read(|view| match item::require(view, item)?.loan {
            Some((loan, _)) => loan::by_row(view, loan),
            None => Ok(None),
        })
    }

    fn checkin_of<'a>(
        &'a self,
        _: &'a Context,
        item: &'a ItemBarcode,
    ) -> Answer<'a, Option<CheckinId>> {
        self.read(|view| checkin::latest(view, item::require(view, item)?.id))
    }

    fn hold<'a>(&'a self, _: &'a Context, hold: &'a HoldId) -> Answer<'a, Hold> {
        self.read(|view| hold::find(view, hold))
    }

    fn checkout(&self, change: Change<Checkout>) -> Answer<'_, Lent> {
        self.writer.change("checkout", change, checkout::checkout)
    }

    fn cancel_checkout(&self, change: Change<LoanId>) -> Answer<'_, ()> {
        self.writer
            .change("cancel_checkout", change, checkout::cancel)
    }

    fn checkin(&self, change: Change<Checkin>) -> Answer<'_, Returned> {
        self.writer.change("checkin", change, checkin::checkin)
    }

    fn cancel_checkin(&self, change: Change<CheckinId>) -> Answer<'_, Option<Loan>> {
        self.writer
            .change("cancel_checkin", change, checkin::cancel)
    }

    fn renew(&self, change: Change<Renewal>) -> Answer<'_, Renewed> {
        self.writer.change("renew", change, renewal::renew)
    }

    fn renew_all(&self, change: Change<RenewAll>) -> Answer<'_, Vec<RenewalOutcome>> {
        self.writer.change("renew_all", change, renewal::renew_all)
    }

    fn place_hold(&self, change: Change<NewHold>) -> Answer<'_, Hold> {
        self.writer.change("place_hold", change, hold::place)
    }

    fn change_hold(&self, change: Change<HoldChange>) -> Answer<'_, Hold> {
        self.writer.change("change_hold", change, hold::change)
    }

    fn cancel_hold(&self, change: Change<HoldId>) -> Answer<'_, ()> {
        self.writer.change("cancel_hold", change, hold::cancel)
    }

    fn pay(&self, change: Change<Payment>) -> Answer<'_, Receipt> {
        self.writer.change("pay", change, fee::pay)
    }

    fn charge(&self, change: Change<Charge>) -> Answer<'_, Fee> {
        self.writer.change("charge", change, fee::charge)
    }

    fn block_patron(&self, change: Change<NewBlock>) -> Answer<'_, Block> {
        self.writer.change("block_patron", change, patron::block)
    }

    fn lift_block(&self, change: Change<(PatronBarcode, BlockId)>) -> Answer<'_, ()> {
        self.writer.change("lift_block", change, patron::lift_block)
    }

    fn change_item(&self, change: Change<ItemChange>) -> Answer<'_, Item> {
        self.writer.change("change_item", change, item::change)
    }

    fn recall(&self, change: Change<LoanId>) -> Answer<'_, Loan> {
        self.writer.change("recall", change, loan::recall)
    }

    fn put_patron(&self, change: Change<NewPatron>) -> Answer<'_, Patron> {
        Box::pin(self.put(change))
    }

    fn set_pin(&self, change: Change<NewPin>) -> Answer<'_, ()> {
        Box::pin(self.put_pin(change))
    }

    fn put_item(&self, change: Change<NewItem>) -> Answer<'_, Item> {
        self.writer.change("put_item", change, item::put)
    }

    fn delete_item(&self, change: Change<ItemBarcode>) -> Answer<'_, ()> {
        self.writer.change("delete_item", change, item::delete)
    }

    fn operation<'a>(&'a self, _: &'a Context, key: &'a IdempotencyKey) -> Answer<'a, Outcome> {
        self.read(|view| ledger::outcome(view, key))
    }

    fn staff_notices<'a>(&'a self, _: &'a Context, page: Page) -> Answer<'a, List<StaffNotice>> {
        self.read(move |view| notice::list(view, page))
    }

    fn health<'a>(&'a self, _: &'a Context) -> Answer<'a, ()> {
        Box::pin(async move {
            self.writer.health()?;
            let alive = |view: &View<'_>| view.value::<i64>("SELECT 1", []);
            self.read_now(alive)?;
            Ok(())
        })
    }
}

impl TemporaryItems for Embedded {
    fn create_temporary_item(&self, change: Change<NewTemporaryItem>) -> Answer<'_, Item> {
        self.writer
            .change("create_temporary_item", change, temporary_item::create)
    }

    fn delete_temporary_item(&self, change: Change<ItemBarcode>) -> Answer<'_, ()> {
        self.writer
            .change("delete_temporary_item", change, temporary_item::delete)
    }
}
