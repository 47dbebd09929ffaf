//! Steps that many cases begin with, each with what puts it right afterwards.

use super::{
    answer::Answer,
    money::Cents,
    profile::{Item, Patron, Profile},
    terminal::Terminal,
};
use crate::{Context, Outcome, kit::ensure};

impl Context<'_, Profile> {
    /// Lends the item, and returns it when the case is over.
    pub(crate) fn lend(
        &mut self,
        terminal: &mut Terminal,
        patron: &Patron,
        item: &Item,
    ) -> Outcome<Answer> {
        self.return_later(item);
        let answer = terminal.ask(&terminal.form.checkout(patron, item))?;
        answer.is("ok", "1")?;
        Ok(answer)
    }

    /// Places a hold on the item, and cancels it when the case is over.
    pub(crate) fn reserve(
        &mut self,
        terminal: &mut Terminal,
        patron: &Patron,
        item: &Item,
    ) -> Outcome<Answer> {
        self.cancel_hold_later(patron, item);
        let pickup = self.location(0)?;
        let answer = terminal.ask(&terminal.form.hold('+', patron, item, &pickup))?;
        answer.is("ok", "1")?;
        Ok(answer)
    }

    /// Lends the fee item with the fee acknowledged, so that the patron owes something that can be
    /// paid; puts all back when the case is over. Gives the balance before.
    pub(crate) fn run_up_a_fee(
        &mut self,
        terminal: &mut Terminal,
        patron: &Patron,
    ) -> Outcome<Cents> {
        let item = self.item("fee")?;
        let before = terminal.balance(patron)?;
        self.pay_later(patron);
        self.return_later(&item);
        let request = terminal.form.checkout(patron, &item).with("BO", "Y");
        terminal.ask(&request)?.is("ok", "1")?;
        let owed = Cents::read(item.fee.as_deref().unwrap_or_default())?;
        let after = terminal.balance(patron)?;
        ensure!(
            after == before + owed,
            "an acknowledged fee of {owed} moved the balance from {before} to {after}"
        );
        Ok(before)
    }

    /// Returns the item when the case is over, and takes it home if it belongs elsewhere.
    pub(crate) fn return_later(&mut self, item: &Item) {
        let item = item.clone();
        self.later(move |context| {
            let home = context
                .terminal("self_check")
                .and_then(|mut t| t.ask(&t.form.checkin(&item)));
            if home.is_ok_and(|answer| answer.value("CV") == "04") {
                let _ = context
                    .terminal("elsewhere")
                    .and_then(|mut t| t.ask(&t.form.checkin(&item)));
            }
        });
    }

    /// Cancels the patron's hold on the item when the case is over.
    pub(crate) fn cancel_hold_later(&mut self, patron: &Patron, item: &Item) {
        let (patron, item) = (patron.clone(), item.clone());
        self.later(move |context| {
            let _ = context
                .terminal("self_check")
                .and_then(|mut t| t.ask(&t.form.hold('-', &patron, &item, "")));
        });
    }

    /// Lifts the patron's block when the case is over.
    pub(crate) fn enable_later(&mut self, patron: &Patron) {
        let patron = patron.clone();
        self.later(move |context| {
            let _ = context
                .terminal("self_check")
                .and_then(|mut t| t.ask(&t.form.patron_enable(&patron)));
        });
    }

    /// Shows the right PIN when the case is over, so that wrong ones before it do not add up.
    pub(crate) fn right_pin_later(&mut self, patron: &Patron) {
        let patron = patron.clone();
        self.later(move |context| {
            let _ = context
                .terminal("self_check")
                .and_then(|mut t| t.ask(&t.form.patron_status(&patron)));
        });
    }

    /// Pays what the patron owes when the case is over.
    pub(crate) fn pay_later(&mut self, patron: &Patron) {
        let patron = patron.clone();
        self.later(move |context| {
            let _ = context.terminal("self_check").and_then(|mut t| {
                let owed = t.balance(&patron)?;
                if owed > Cents(0) {
                    t.ask(&t.form.fee_paid(&patron, &owed.to_string()))
                        .map(drop)
                } else {
                    Ok(())
                }
            });
        });
    }

    /// Puts the item of the hold shelf back there for its patron when the case is over.
    pub(crate) fn wait_again_later(&mut self) -> Outcome {
        let (patron, item) = (self.patron("waiting")?, self.item("on_hold_shelf")?);
        let pickup = item.pickup.clone().map_or_else(|| self.location(0), Ok)?;
        self.later(move |context| {
            let _ = context.self_check().and_then(|mut t| {
                t.give_back(&item)?;
                t.ask(&t.form.hold('+', &patron, &item, &pickup).with("BY", "2"))?;
                t.give_back(&item)
            });
        });
        Ok(())
    }
}
