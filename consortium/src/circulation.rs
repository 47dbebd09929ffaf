//! The port to circulation: patrons, items, loans, holds and fees.

use std::{future::Future, pin::Pin, sync::Arc};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Block, BlockId, Change, Charge, Checkin, CheckinId, Checkout, Context, Error, Fee, Hold,
    HoldChange, HoldId, IdempotencyKey, Item, ItemBarcode, ItemChange, Lent, Library, List, Loan,
    LoanId, NewBlock, NewHold, NewItem, NewPatron, NewPin, Page, Patron, PatronBarcode, Payment,
    Pin as Code, Receipt, Refusal, RenewAll, Renewal, RenewalOutcome, Renewed, Returned,
    Verification,
};

/// What a port gives: an answer in the future, the library's no, or a failure.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// Circulation, wherever it runs.
///
/// Every method that takes a [`Change`] keeps its key: asked again with the same key and body, it
/// answers as the first time and does nothing; with another body it fails with `KeyMismatch`. It
/// answers only once the change is on disk. Methods that name an unknown patron, item or hold are
/// refused with `patron_unknown`, `item_unknown` or `hold_unknown`; the id of a loan or a return that
/// was never given is a failure of the caller. When several refusals apply,
/// the first of [`RefusalCode::PRECEDENCE`](crate::RefusalCode::PRECEDENCE) is given.
pub trait Circulation: Send + Sync {
    /// The libraries, in the order of their codes: asked for with almost everything, and seldom new.
    fn libraries<'a>(&'a self, context: &'a Context) -> Answer<'a, Arc<[Library]>>;

    /// A patron with limits, counts and balance.
    fn patron<'a>(&'a self, context: &'a Context, patron: &'a PatronBarcode) -> Answer<'a, Patron>;

    /// Whether the PIN is the patron's. Wrong ones are counted per card, for all protocols
    /// together: from the 5th in a row the PIN is not believed for 15 minutes, doubling to 24
    /// hours. An unknown patron is refused.
    fn verify_pin<'a>(
        &'a self,
        context: &'a Context,
        patron: &'a PatronBarcode,
        pin: &'a Code,
    ) -> Answer<'a, Verification>;

    /// A patron's loans, the ones due first at the head.
    fn loans<'a>(
        &'a self,
        context: &'a Context,
        patron: &'a PatronBarcode,
        page: Page,
    ) -> Answer<'a, List<Loan>>;

    /// A patron's holds, oldest first.
    fn holds<'a>(
        &'a self,
        context: &'a Context,
        patron: &'a PatronBarcode,
        page: Page,
    ) -> Answer<'a, List<Hold>>;

    /// A patron's unpaid fees, oldest first.
    fn fees<'a>(
        &'a self,
        context: &'a Context,
        patron: &'a PatronBarcode,
        page: Page,
    ) -> Answer<'a, List<Fee>>;

    /// An item as it is now.
    fn item<'a>(&'a self, context: &'a Context, item: &'a ItemBarcode) -> Answer<'a, Item>;

    /// The open loan of an item, if it is on loan.
    fn loan_of<'a>(
        &'a self,
        context: &'a Context,
        item: &'a ItemBarcode,
    ) -> Answer<'a, Option<Loan>>;

    /// The latest return of an item, if it can still be undone (nothing happened to it since).
    fn checkin_of<'a>(
        &'a self,
        context: &'a Context,
        item: &'a ItemBarcode,
    ) -> Answer<'a, Option<CheckinId>>;

    /// One hold.
    fn hold<'a>(&'a self, context: &'a Context, hold: &'a HoldId) -> Answer<'a, Hold>;

    /// Lends an item. Repeated by the patron who has it, without `renew_if_on_loan`: the standing
    /// loan.
    fn checkout(&self, change: Change<Checkout>) -> Answer<'_, Lent>;

    /// Undoes a checkout that the terminal could not complete: the item is as it was before.
    /// Refused with `not_on_loan` if the loan has ended or was renewed since.
    fn cancel_checkout(&self, change: Change<LoanId>) -> Answer<'_, ()>;

    /// Takes an item back. An item that is not on loan is taken in as well: its transit ends, a
    /// hold is caught.
    fn checkin(&self, change: Change<Checkin>) -> Answer<'_, Returned>;

    /// Undoes a return that the terminal could not complete: the loan stands again as before.
    fn cancel_checkin(&self, change: Change<CheckinId>) -> Answer<'_, Option<Loan>>;

    /// Renews a loan.
    fn renew(&self, change: Change<Renewal>) -> Answer<'_, Renewed>;

    /// Renews all of a patron's loans, each for itself.
    fn renew_all(&self, change: Change<RenewAll>) -> Answer<'_, Vec<RenewalOutcome>>;

    /// Places a hold.
    fn place_hold(&self, change: Change<NewHold>) -> Answer<'_, Hold>;

    /// Changes a hold.
    fn change_hold(&self, change: Change<HoldChange>) -> Answer<'_, Hold>;

    /// Cancels a hold; the next in the queue takes its place.
    fn cancel_hold(&self, change: Change<HoldId>) -> Answer<'_, ()>;

    /// Books a payment. More than is owed is refused with `payment_too_large`.
    fn pay(&self, change: Change<Payment>) -> Answer<'_, Receipt>;

    /// Charges a fee.
    fn charge(&self, change: Change<Charge>) -> Answer<'_, Fee>;

    /// Blocks a card.
    fn block_patron(&self, change: Change<NewBlock>) -> Answer<'_, Block>;

    /// Lifts a block that somebody set. One that is not there any more is lifted.
    fn lift_block(&self, change: Change<(PatronBarcode, BlockId)>) -> Answer<'_, ()>;

    /// Changes what is known of an item.
    fn change_item(&self, change: Change<ItemChange>) -> Answer<'_, Item>;

    /// Asks a loan back before its time.
    fn recall(&self, change: Change<LoanId>) -> Answer<'_, Loan>;

    /// Creates or changes a patron (administrators).
    fn put_patron(&self, change: Change<NewPatron>) -> Answer<'_, Patron>;

    /// Gives a patron a new PIN (administrators). The count of wrong ones begins anew.
    fn set_pin(&self, change: Change<NewPin>) -> Answer<'_, ()>;

    /// Creates or changes an item (administrators).
    fn put_item(&self, change: Change<NewItem>) -> Answer<'_, Item>;

    /// Takes an item out of the collection (administrators). Refused while it is on loan.
    fn delete_item(&self, change: Change<ItemBarcode>) -> Answer<'_, ()>;

    /// What became of the change with this key, so that a caller who lost the answer can settle it.
    fn operation<'a>(
        &'a self,
        context: &'a Context,
        key: &'a IdempotencyKey,
    ) -> Answer<'a, Outcome>;

    /// What staff should look at, newest first: mostly off-line transactions that had to be
    /// recorded against the rules.
    fn staff_notices<'a>(
        &'a self,
        context: &'a Context,
        page: Page,
    ) -> Answer<'a, List<StaffNotice>>;

    /// Whether the consortium answers at all; the failure says why not.
    fn health<'a>(&'a self, context: &'a Context) -> Answer<'a, ()>;
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Applied(Applied),
    /// The library said no.
    Refused(Refusal),
    /// No such key is known: it was not done.
    Unknown,
}

/// A change that was done, and what was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The method of [`Circulation`] that did it: `checkout`.
    pub method: String,
    /// The answer as JSON, in the form of the answer type of its method.
    pub answer: String,
}

/// Something for staff to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffNotice {
    /// When.
    pub at: Timestamp,
    /// What, in words; ends in the barcodes concerned.
    pub text: String,
    /// Which item, if one is concerned.
    pub item: Option<ItemBarcode>,
    /// Which patron, if one is concerned.
    pub patron: Option<PatronBarcode>,
}
