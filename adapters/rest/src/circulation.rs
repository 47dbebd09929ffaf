//! The port to circulation, over the API.

use std::sync::Arc;

use silta_consortium::{
    Answer, Applied, Block, BlockId, Change, Charge, Checkin, CheckinId, Checkout, Circulation,
    Context, Error, Failure, Fee, Hold, HoldChange, HoldId, IdempotencyKey, Item, ItemBarcode,
    ItemChange, Lent, Library, List, Loan, LoanId, NewBlock, NewHold, NewItem, NewPatron, NewPin,
    Outcome, Page, Patron, PatronBarcode, Payment, Pin, Receipt, RefusalCode, RenewAll, Renewal,
    RenewalOutcome, Renewed, Retry, Returned, StaffNotice, Verification,
};
use silta_consortium_api::{self as wire, Operation, PinWrite, VerificationRequest, call};

use crate::{
    Rest,
    address::{fitting, of_hold, of_item, of_patron, plain, target},
    answer::refusal,
    caller::json,
    exchange::Content,
    hear::{Hear, Strange, renewed},
    tell,
};

fn verified(verification: wire::Verification) -> Result<Verification, Strange> {
    Ok(match verification.verified {
        true => Verification::Verified,
        false => Verification::Wrong,
    })
}

fn outcome(outcome: wire::Outcome) -> Result<Outcome, Strange> {
    Ok(match outcome {
        // The API does not say which method it was, so the answer stays as it came.
        wire::Outcome::Applied { answer } => Outcome::Applied(Applied {
            method: String::new(),
            answer: answer.to_string(),
        }),
        wire::Outcome::Refused { problem } => {
            Outcome::Refused(refusal(&problem).ok_or_else(|| Strange::at("problem"))?)
        }
        wire::Outcome::Unknown => Outcome::Unknown,
    })
}

impl Rest {
    async fn verify(
        &self,
        context: &Context,
        patron: &PatronBarcode,
        pin: &Pin,
    ) -> Result<Verification, Error> {
        let target = of_patron(Operation::VerifyPin, patron)?;
        let body = json(&VerificationRequest {
            pin: pin.expose().into(),
        });
        let asked = self
            .caller
            .ask_once::<call::VerifyPin, _>(context, target, body, verified);
        match asked.await {
            Err(Error::Refused(refusal)) => match (refusal.code, refusal.facts.until) {
                (RefusalCode::PinWrong, _) => Ok(Verification::Wrong),
                (RefusalCode::PinThrottled, Some(until)) => Ok(Verification::Throttled { until }),
                _ => Err(refusal.into()),
            },
            said => said,
        }
    }
}

/// Asks for one thing: operation, its address, how the answer is understood.
macro_rules! ask {
    ($self:ident, $context:ident, $operation:ident, $target:expr, $hear:expr) => {
        Box::pin(async move {
            let target = $target?;
            $self
                .caller
                .ask::<call::$operation, _>($context, target, $hear)
                .await
        })
    };
}

/// Asks for a part of a list.
macro_rules! page {
    ($self:ident, $context:ident, $operation:ident, $target:expr, $page:ident) => {
        Box::pin(async move {
            let target = $target?;
            $self
                .caller
                .page::<call::$operation, _>($context, target, $page)
                .await
        })
    };
}

/// Changes something: operation, its address, the body, how the answer is understood.
macro_rules! change {
    ($self:ident, $change:ident, $operation:ident, |$context:ident, $body:ident| $target:expr, $content:expr, $hear:expr) => {
        Box::pin(async move {
            let Change { context, key, body } = $change;
            let ($context, $body) = (&context, body);
            let target = $target?;
            let content = $content;
            $self
                .caller
                .change::<call::$operation, _>($context, key, target, content, $hear)
                .await
        })
    };
}

pub(crate) use {ask, change, page};

impl Circulation for Rest {
    fn libraries<'a>(&'a self, context: &'a Context) -> Answer<'a, Arc<[Library]>> {
        Box::pin(async move {
            let target = plain(Operation::Libraries)?;
            let list = self
                .caller
                .list::<call::Libraries, _>(context, target)
                .await?;
            Ok(list.items.into())
        })
    }

    fn patron<'a>(&'a self, context: &'a Context, patron: &'a PatronBarcode) -> Answer<'a, Patron> {
        ask!(
            self,
            context,
            Patron,
            of_patron(Operation::Patron, patron),
            Hear::hear
        )
    }

    fn verify_pin<'a>(
        &'a self,
        context: &'a Context,
        patron: &'a PatronBarcode,
        pin: &'a Pin,
    ) -> Answer<'a, Verification> {
        Box::pin(self.verify(context, patron, pin))
    }

    fn loans<'a>(
        &'a self,
        context: &'a Context,
        patron: &'a PatronBarcode,
        page: Page,
    ) -> Answer<'a, List<Loan>> {
        page!(
            self,
            context,
            PatronLoans,
            of_patron(Operation::PatronLoans, patron),
            page
        )
    }

    fn holds<'a>(
        &'a self,
        context: &'a Context,
        patron: &'a PatronBarcode,
        page: Page,
    ) -> Answer<'a, List<Hold>> {
        page!(
            self,
            context,
            PatronHolds,
            of_patron(Operation::PatronHolds, patron),
            page
        )
    }

    fn fees<'a>(
        &'a self,
        context: &'a Context,
        patron: &'a PatronBarcode,
        page: Page,
    ) -> Answer<'a, List<Fee>> {
        page!(
            self,
            context,
            PatronFees,
            of_patron(Operation::PatronFees, patron),
            page
        )
    }

    fn item<'a>(&'a self, context: &'a Context, item: &'a ItemBarcode) -> Answer<'a, Item> {
        ask!(
            self,
            context,
            Item,
            of_item(Operation::Item, item),
            Hear::hear
        )
    }

    fn loan_of<'a>(
        &'a self,
        context: &'a Context,
        item: &'a ItemBarcode,
    ) -> Answer<'a, Option<Loan>> {
        Box::pin(async move {
            let target = plain(Operation::ItemLoans)?.with("item", item.as_str());
            let list = self
                .caller
                .list::<call::ItemLoans, _>(context, fitting(target)?)
                .await?;
            Ok(list.items.into_iter().next())
        })
    }

    fn checkin_of<'a>(
        &'a self,
        context: &'a Context,
        item: &'a ItemBarcode,
    ) -> Answer<'a, Option<CheckinId>> {
        Box::pin(async move {
            let target = plain(Operation::LastCheckins)?.with("item", item.as_str());
            let list = self
                .caller
                .list::<call::LastCheckins, _>(context, fitting(target)?)
                .await?;
            Ok(list.items.into_iter().next())
        })
    }

    fn hold<'a>(&'a self, context: &'a Context, hold: &'a HoldId) -> Answer<'a, Hold> {
        ask!(
            self,
            context,
            Hold,
            of_hold(Operation::Hold, hold),
            Hear::hear
        )
    }

    fn checkout(&self, change: Change<Checkout>) -> Answer<'_, Lent> {
        change!(
            self,
            change,
            Checkout,
            |context, body| plain(Operation::Checkout),
            json(&tell::checkout(context, body)),
            Hear::hear
        )
    }

    fn cancel_checkout(&self, change: Change<LoanId>) -> Answer<'_, ()> {
        change!(
            self,
            change,
            CancelCheckout,
            |context, loan| target(
                Operation::CancelCheckout,
                &[loan.as_str()],
                RefusalCode::NotOnLoan
            ),
            Content::NONE,
            Hear::hear
        )
    }

    fn checkin(&self, change: Change<Checkin>) -> Answer<'_, Returned> {
        change!(
            self,
            change,
            Checkin,
            |context, body| plain(Operation::Checkin),
            json(&tell::checkin(context, body)),
            Hear::hear
        )
    }

    fn cancel_checkin(&self, change: Change<CheckinId>) -> Answer<'_, Option<Loan>> {
        change!(
            self,
            change,
            CancelCheckin,
            |context, checkin| target(
                Operation::CancelCheckin,
                &[checkin.as_str()],
                RefusalCode::NotOnLoan
            ),
            Content::NONE,
            Hear::hear
        )
    }

    fn renew(&self, change: Change<Renewal>) -> Answer<'_, Renewed> {
        change!(
            self,
            change,
            Renew,
            |context, body| plain(Operation::Renew),
            json(&tell::renewal(context, body)),
            renewed
        )
    }

    fn renew_all(&self, change: Change<RenewAll>) -> Answer<'_, Vec<RenewalOutcome>> {
        change!(
            self,
            change,
            RenewAll,
            |context, body| of_patron(Operation::RenewAll, &body.patron),
            json(&tell::renew_all(context, &body)),
            Hear::hear
        )
    }

    fn place_hold(&self, change: Change<NewHold>) -> Answer<'_, Hold> {
        change!(
            self,
            change,
            PlaceHold,
            |context, body| plain(Operation::PlaceHold),
            json(&tell::hold(context, body)),
            Hear::hear
        )
    }

    fn change_hold(&self, change: Change<HoldChange>) -> Answer<'_, Hold> {
        change!(
            self,
            change,
            ChangeHold,
            |context, body| of_hold(Operation::ChangeHold, &body.hold),
            json(&tell::hold_change(&body)),
            Hear::hear
        )
    }

    fn cancel_hold(&self, change: Change<HoldId>) -> Answer<'_, ()> {
        change!(
            self,
            change,
            CancelHold,
            |context, hold| of_hold(Operation::CancelHold, &hold),
            Content::NONE,
            Hear::hear
        )
    }

    fn pay(&self, change: Change<Payment>) -> Answer<'_, Receipt> {
        change!(
            self,
            change,
            Pay,
            |context, body| plain(Operation::Pay),
            json(&tell::payment(context, body)),
            Hear::hear
        )
    }

    fn charge(&self, change: Change<Charge>) -> Answer<'_, Fee> {
        change!(
            self,
            change,
            ChargePatron,
            |context, body| of_patron(Operation::ChargePatron, &body.patron),
            json(&tell::charge(&body)),
            Hear::hear
        )
    }

    fn block_patron(&self, change: Change<NewBlock>) -> Answer<'_, Block> {
        let internal = || {
            Error::Failed(Failure::internal(
                "a block of a kind that the API has no word for",
            ))
        };
        change!(
            self,
            change,
            BlockPatron,
            |context, body| of_patron(Operation::BlockPatron, &body.patron),
            json(&tell::block(&body).ok_or_else(internal)?),
            Hear::hear
        )
    }

    fn lift_block(&self, change: Change<(PatronBarcode, BlockId)>) -> Answer<'_, ()> {
        Box::pin(async move {
            let Change { context, key, body } = change;
            let (patron, block) = body;
            let unknown = RefusalCode::PatronUnknown;
            let target = target(Operation::LiftBlock, &[patron.as_str(), &block.0], unknown)?;
            let lifted = self
                .caller
                .change::<call::LiftBlock, _>(&context, key, target, Content::NONE, Hear::hear)
                .await;
            match lifted {
                // The API says 404, as it does for what it does not serve: to see the patron tells
                // whether somebody else has lifted it at the same time.
                Err(Error::Failed(failure)) if failure.retry == Retry::Never => {
                    let patron = self.patron(&context, &patron).await?;
                    let stands = |known: &Block| known.id.as_ref() == Some(&block);
                    match patron.blocks.iter().any(stands) {
                        true => Err(failure.into()),
                        false => Ok(()),
                    }
                }
                lifted => lifted,
            }
        })
    }

    fn change_item(&self, change: Change<ItemChange>) -> Answer<'_, Item> {
        change!(
            self,
            change,
            ChangeItem,
            |context, body| of_item(Operation::ChangeItem, &body.item),
            json(&tell::item_change(body)),
            Hear::hear
        )
    }

    fn recall(&self, change: Change<LoanId>) -> Answer<'_, Loan> {
        change!(
            self,
            change,
            Recall,
            |context, loan| target(Operation::Recall, &[loan.as_str()], RefusalCode::NotOnLoan),
            Content::NONE,
            Hear::hear
        )
    }

    fn put_patron(&self, change: Change<NewPatron>) -> Answer<'_, Patron> {
        change!(
            self,
            change,
            PutPatron,
            |context, body| of_patron(Operation::PutPatron, &body.barcode),
            json(&tell::patron(&body)),
            Hear::hear
        )
    }

    fn set_pin(&self, change: Change<NewPin>) -> Answer<'_, ()> {
        change!(
            self,
            change,
            PutPin,
            |context, body| of_patron(Operation::PutPin, &body.patron),
            json(&PinWrite {
                pin: body.pin.expose().into()
            }),
            Hear::hear
        )
    }

    fn put_item(&self, change: Change<NewItem>) -> Answer<'_, Item> {
        change!(
            self,
            change,
            PutItem,
            |context, body| of_item(Operation::PutItem, &body.barcode),
            json(&tell::item(&body)),
            Hear::hear
        )
    }

    fn delete_item(&self, change: Change<ItemBarcode>) -> Answer<'_, ()> {
        change!(
            self,
            change,
            DeleteItem,
            |context, item| of_item(Operation::DeleteItem, &item),
            Content::NONE,
            Hear::hear
        )
    }

    /// The answer of an applied change is as it came over the wire, its method not told.
    fn operation<'a>(
        &'a self,
        context: &'a Context,
        key: &'a IdempotencyKey,
    ) -> Answer<'a, Outcome> {
        ask!(
            self,
            context,
            OutcomeOf,
            target(
                Operation::OutcomeOf,
                &[key.as_str()],
                RefusalCode::Unavailable
            ),
            outcome
        )
    }

    fn staff_notices<'a>(
        &'a self,
        context: &'a Context,
        page: Page,
    ) -> Answer<'a, List<StaffNotice>> {
        page!(
            self,
            context,
            StaffNotices,
            plain(Operation::StaffNotices),
            page
        )
    }

    fn health<'a>(&'a self, context: &'a Context) -> Answer<'a, ()> {
        Box::pin(async move {
            let until = self.caller.until(context);
            Ok(self.caller.health(until).await?)
        })
    }
}
