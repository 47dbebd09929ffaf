//! The ports of the made-up consortium: what terminals ask for; everything else fails.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use silta_consortium::{
    Answer, Block, BlockId, Catalogue, CataloguePart, Change, ChangesAsked, Charge, Checkin,
    CheckinId, Checkout, Circulation, Context, Error, Failure, Fee, Hold, HoldChange, HoldId,
    IdempotencyKey, Ill, IllMessageId, IllRequest, IllRequestId, IllRequestsAsked, IllStep,
    IllUndelivered, Item, ItemBarcode, ItemChange, Lent, Library, List, Loan, LoanId, MarcRecord,
    NewBlock, NewHold, NewIllRequest, NewItem, NewPatron, NewPin, NewRecord, NewTemporaryItem,
    Outcome, Page, Patron, PatronBarcode, Payment, Pin, Receipt, Record, RecordChange,
    RecordChanges, RecordId, Refusal, RefusalCode, RenewAll, Renewal, RenewalOutcome, Renewed,
    ResultSet, Returned, Search, StaffNotice, TemporaryItems, Verification,
    query::{Browse, Facet, FacetAsked, SortKey, Terms},
};

use crate::{
    books::{Books, Done, known_item, known_patron},
    consortium::Port,
    flaw::Flaw,
    world,
};

/// One in so many changes is denied by the two-faced.
const DENIED: u64 = 5;

impl Port {
    fn ask<'a, T: Send + 'a>(
        &'a self,
        read: impl FnOnce(&Books) -> Result<T, Refusal> + Send + 'a,
    ) -> Answer<'a, T> {
        Box::pin(async move {
            self.work(self.effort()).await;
            Ok(self.read(read)?)
        })
    }

    fn change<'a, B, A>(
        &'a self,
        method: &'static str,
        change: Change<B>,
        act: fn(&mut Books, &B, Timestamp) -> Done<A>,
    ) -> Answer<'a, A>
    where
        B: Serialize + Send + Sync + 'a,
        A: Serialize + DeserializeOwned + Send + 'a,
    {
        Box::pin(async move {
            let Change { context, key, body } = change;
            let (before, after) = self.efforts(key.as_str());
            self.work(before).await;
            if tokio::time::Instant::now().into_std() > context.deadline {
                return Err(Failure::unavailable("nobody waits for it any more").into());
            }
            let said = self.commit((method, &key, &body), act);
            self.work(after).await;
            said
        })
    }

    fn commit<B: Serialize, A: Serialize + DeserializeOwned>(
        &self,
        (method, key, body): (&'static str, &IdempotencyKey, &B),
        act: fn(&mut Books, &B, Timestamp) -> Done<A>,
    ) -> Result<A, Error> {
        let (at, flaw) = (self.clock().passed(), self.flaw());
        self.write(|books| {
            let heeds = flaw != Flaw::Heedless;
            let said = books.once((method, key, body), at, heeds, act);
            let digit = u64::try_from(at.as_millis()).unwrap() % DENIED;
            match flaw == Flaw::TwoFaced && said.is_ok() && digit == 0 {
                true => Err(books.deny(key).into()),
                false => said,
            }
        })
    }
}

fn nothing<'a, T>() -> Answer<'a, T> {
    Box::pin(async { Err(Failure::internal("this is not simulated").into()) })
}

fn whole<T>(items: Vec<T>) -> List<T> {
    let total = u32::try_from(items.len()).unwrap();
    List { items, total }
}

impl Circulation for Port {
    fn libraries<'a>(&'a self, _: &'a Context) -> Answer<'a, Arc<[Library]>> {
        self.ask(|_| Ok(Arc::from([world::library()])))
    }

    fn patron<'a>(&'a self, _: &'a Context, patron: &'a PatronBarcode) -> Answer<'a, Patron> {
        self.ask(|books| Ok(world::patron(books, &known_patron(patron.as_str())?)))
    }

    fn verify_pin<'a>(
        &'a self,
        _: &'a Context,
        patron: &'a PatronBarcode,
        pin: &'a Pin,
    ) -> Answer<'a, Verification> {
        Box::pin(async move {
            self.work(self.effort()).await;
            known_patron(patron.as_str())?;
            let right = pin.expose() == world::PIN;
            self.write(|books| books.wrong_pins += usize::from(!right));
            self.work(Duration::from_millis(1)).await;
            Ok(match right {
                true => Verification::Verified,
                false => Verification::Wrong,
            })
        })
    }

    fn loans<'a>(
        &'a self,
        _: &'a Context,
        patron: &'a PatronBarcode,
        _: Page,
    ) -> Answer<'a, List<Loan>> {
        let flaw = self.flaw();
        self.ask(move |books| {
            let mut loans = books.loans_of(patron.as_str());
            if flaw == Flaw::Stale {
                loans.pop();
            }
            Ok(whole(loans))
        })
    }

    fn holds<'a>(
        &'a self,
        _: &'a Context,
        patron: &'a PatronBarcode,
        _: Page,
    ) -> Answer<'a, List<Hold>> {
        self.ask(|books| Ok(whole(books.holds_of(patron.as_str()))))
    }

    fn item<'a>(&'a self, _: &'a Context, item: &'a ItemBarcode) -> Answer<'a, Item> {
        self.ask(|books| Ok(world::item(books, &known_item(item.as_str())?)))
    }

    fn hold<'a>(&'a self, _: &'a Context, hold: &'a HoldId) -> Answer<'a, Hold> {
        let unknown = || RefusalCode::HoldUnknown.into();
        self.ask(move |books| books.hold(hold.as_str()).ok_or_else(unknown))
    }

    fn checkout(&self, change: Change<Checkout>) -> Answer<'_, Lent> {
        self.change("checkout", change, Books::check_out)
    }

    fn checkin(&self, change: Change<Checkin>) -> Answer<'_, Returned> {
        self.change("checkin", change, Books::check_in)
    }

    fn renew(&self, change: Change<Renewal>) -> Answer<'_, Renewed> {
        self.change("renew", change, Books::renew)
    }

    fn place_hold(&self, change: Change<NewHold>) -> Answer<'_, Hold> {
        self.change("place_hold", change, Books::place_hold)
    }

    fn cancel_hold(&self, change: Change<HoldId>) -> Answer<'_, ()> {
        self.change("cancel_hold", change, Books::cancel_hold)
    }

    fn pay(&self, change: Change<Payment>) -> Answer<'_, Receipt> {
        self.change("pay", change, Books::pay)
    }

    fn operation<'a>(&'a self, _: &'a Context, key: &'a IdempotencyKey) -> Answer<'a, Outcome> {
        let forgets = self.flaw() == Flaw::Forgetful;
        self.ask(move |books| {
            Ok(match forgets {
                true => Outcome::Unknown,
                false => books.outcome(key.as_str()),
            })
        })
    }

    fn health<'a>(&'a self, _: &'a Context) -> Answer<'a, ()> {
        self.ask(|_| Ok(()))
    }

    fn fees<'a>(&'a self, _: &'a Context, _: &'a PatronBarcode, _: Page) -> Answer<'a, List<Fee>> {
        nothing()
    }

    fn loan_of<'a>(&'a self, _: &'a Context, item: &'a ItemBarcode) -> Answer<'a, Option<Loan>> {
        self.ask(|books| Ok(books.loan(&known_item(item.as_str())?)))
    }

    fn checkin_of<'a>(
        &'a self,
        _: &'a Context,
        item: &'a ItemBarcode,
    ) -> Answer<'a, Option<CheckinId>> {
        self.ask(|books| Ok(books.last_return(&known_item(item.as_str())?)))
    }

    fn cancel_checkout(&self, change: Change<LoanId>) -> Answer<'_, ()> {
        self.change("cancel_checkout", change, Books::cancel_checkout)
    }

    fn cancel_checkin(&self, change: Change<CheckinId>) -> Answer<'_, Option<Loan>> {
        self.change("cancel_checkin", change, Books::cancel_checkin)
    }

    fn renew_all(&self, change: Change<RenewAll>) -> Answer<'_, Vec<RenewalOutcome>> {
        self.change("renew_all", change, Books::renew_all)
    }

    fn change_hold(&self, _: Change<HoldChange>) -> Answer<'_, Hold> {
        nothing()
    }

    fn charge(&self, _: Change<Charge>) -> Answer<'_, Fee> {
        nothing()
    }

    fn block_patron(&self, change: Change<NewBlock>) -> Answer<'_, Block> {
        self.change("block_patron", change, Books::block)
    }

    fn lift_block(&self, change: Change<(PatronBarcode, BlockId)>) -> Answer<'_, ()> {
        self.change("lift_block", change, Books::lift)
    }

    fn change_item(&self, _: Change<ItemChange>) -> Answer<'_, Item> {
        nothing()
    }

    fn recall(&self, _: Change<LoanId>) -> Answer<'_, Loan> {
        nothing()
    }

    fn put_patron(&self, _: Change<NewPatron>) -> Answer<'_, Patron> {
        nothing()
    }

    fn set_pin(&self, _: Change<NewPin>) -> Answer<'_, ()> {
        nothing()
    }

    fn put_item(&self, _: Change<NewItem>) -> Answer<'_, Item> {
        nothing()
    }

    fn delete_item(&self, _: Change<ItemBarcode>) -> Answer<'_, ()> {
        nothing()
    }

    fn staff_notices<'a>(&'a self, _: &'a Context, _: Page) -> Answer<'a, List<StaffNotice>> {
        nothing()
    }
}

impl Catalogue for Port {
    fn record<'a>(&'a self, _: &'a Context, _: &'a RecordId) -> Answer<'a, Record> {
        nothing()
    }

    fn titled<'a>(&'a self, _: &'a Context, _: &'a str) -> Answer<'a, Vec<Record>> {
        nothing()
    }

    fn holdings<'a>(&'a self, _: &'a Context, _: &'a RecordId, _: Page) -> Answer<'a, List<Item>> {
        nothing()
    }

    fn changes<'a>(&'a self, _: &'a Context, _: ChangesAsked) -> Answer<'a, RecordChanges> {
        nothing()
    }

    fn change_of<'a>(
        &'a self,
        _: &'a Context,
        _: &'a RecordId,
        _: bool,
    ) -> Answer<'a, RecordChange> {
        nothing()
    }

    fn parts<'a>(&'a self, _: &'a Context) -> Answer<'a, Vec<CataloguePart>> {
        nothing()
    }

    fn search<'a>(&'a self, _: &'a Context, _: Search) -> Answer<'a, ResultSet> {
        nothing()
    }

    fn sort<'a>(
        &'a self,
        _: &'a Context,
        _: &'a ResultSet,
        _: Vec<SortKey>,
    ) -> Answer<'a, ResultSet> {
        nothing()
    }

    fn present<'a>(
        &'a self,
        _: &'a Context,
        _: &'a ResultSet,
        _: Page,
    ) -> Answer<'a, Vec<Option<Arc<MarcRecord>>>> {
        nothing()
    }

    fn facets<'a>(
        &'a self,
        _: &'a Context,
        _: &'a ResultSet,
        _: Vec<FacetAsked>,
    ) -> Answer<'a, Vec<Facet>> {
        nothing()
    }

    fn browse<'a>(&'a self, _: &'a Context, _: Browse) -> Answer<'a, Terms> {
        nothing()
    }

    fn marc_record<'a>(&'a self, _: &'a Context, _: &'a RecordId) -> Answer<'a, MarcRecord> {
        nothing()
    }

    fn put_record(&self, _: Change<NewRecord>) -> Answer<'_, Record> {
        nothing()
    }

    fn delete_record(&self, _: Change<RecordId>) -> Answer<'_, ()> {
        nothing()
    }
}

impl TemporaryItems for Port {
    fn create_temporary_item(&self, _: Change<NewTemporaryItem>) -> Answer<'_, Item> {
        nothing()
    }

    fn delete_temporary_item(&self, _: Change<ItemBarcode>) -> Answer<'_, ()> {
        nothing()
    }
}

impl Ill for Port {
    fn ill_request<'a>(&'a self, _: &'a Context, _: &'a IllRequestId) -> Answer<'a, IllRequest> {
        nothing()
    }

    fn ill_requests<'a>(
        &'a self,
        _: &'a Context,
        _: &'a IllRequestsAsked,
        _: Page,
    ) -> Answer<'a, List<IllRequest>> {
        nothing()
    }

    fn create_ill_request(&self, _: Change<NewIllRequest>) -> Answer<'_, IllRequest> {
        nothing()
    }

    fn take_ill_step(&self, _: Change<IllStep>) -> Answer<'_, IllRequest> {
        nothing()
    }

    fn undelivered_ill_messages<'a>(
        &'a self,
        _: &'a Context,
        _: Page,
    ) -> Answer<'a, List<IllUndelivered>> {
        nothing()
    }

    fn resend_ill_message(&self, _: Change<IllMessageId>) -> Answer<'_, ()> {
        nothing()
    }
}
