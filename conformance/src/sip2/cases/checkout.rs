//! Checkout (11/12).

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{
        Item, Patron, Profile,
        answer::Answer,
        layout,
        request::Request,
        terminal::{Cents, Terminal},
    },
};

cases! {
    "checkout", "SIP2 2.00, Checkout 11/12", ["account.self_check"];
    Must available_item_is_lent ["patron.ordinary.pin", "spare.1"] "An available item is lent: ok 1, renewal ok N, and the patron has one loan more.";
    Must answer_names_patron_item_and_title ["patron.ordinary.pin", "item.here.title"] "The answer names patron, item and title, and the due date is not empty.";
    Must lent_item_is_desensitized ["patron.ordinary.pin", "spare.1"] "Desensitize is Y when an item with a security marker is lent.";
    Should due_date_lies_ahead ["patron.ordinary.pin", "spare.1"] "A due date in the form of the standard lies in the future.";
    Must same_patron_renews_with_policy_y ["patron.ordinary.pin", "spare.1"] "With renewal policy Y a second checkout by the same patron renews: ok 1, renewal ok Y.";
    Must renewed_item_is_not_desensitized ["patron.ordinary.pin", "spare.1"] "Desensitize is not Y when the checkout turns out a renewal.";
    Must same_patron_is_refused_with_policy_n ["patron.ordinary.pin", "spare.1"] "With renewal policy N a second checkout by the same patron is refused.";
    Must renewal_is_still_one_loan ["patron.ordinary.pin", "spare.1"] "A checkout that renews leaves the number of loans as it was.";
    Must item_of_another_is_refused ["patron.ordinary.pin", "item.on_loan"] "An item on loan to somebody else is refused, and stays with them.";
    Must item_on_hold_for_another_is_refused ["patron.ordinary.pin", "item.on_hold_shelf"] "An item that waits for somebody else is refused, and goes on waiting.";
    Must item_reserved_for_another_is_refused ["patron.ordinary.pin", "item.held_elsewhere"] "The only copy with a hold of somebody else is refused.";
    Must item_not_for_loan_is_refused ["patron.ordinary.pin", "item.not_for_loan"] "An item that is not for loan is refused.";
    Must lost_item_is_refused ["patron.ordinary.pin", "item.lost"] "A lost item is refused." of "koha.md 3: checkout of lost items accepted";
    Must unknown_item_is_refused ["patron.ordinary.pin"] "An unknown item is refused, with AB as sent and AJ and AH empty.";
    Must unknown_patron_is_refused ["spare.1"] "An unknown card is refused and the item stays.";
    Must expired_card_is_refused ["patron.expired.pin", "spare.1"] "An expired card is refused.";
    Must lost_card_is_refused ["patron.lost_card.pin", "spare.1"] "A card reported lost is refused.";
    Must debt_is_refused ["patron.indebted.pin", "spare.1"] "A patron who owes too much is refused.";
    Must loan_limit_is_refused ["patron.at_limit.pin", "spare.1"] "A patron at the loan limit is refused, and has no more loans than before.";
    Must age_limit_is_refused ["patron.child.pin", "item.age_limited"] "An item above the patron's age is refused.";
    Must age_limit_lets_adults_borrow ["patron.ordinary.pin", "item.age_limited"] "An item with an age limit is lent to an adult.";
    Must no_limit_means_no_limit ["patron.many_loans.pin", "spare.1"] "A patron without a loan limit borrows beyond everybody else's.";
    Must fee_must_be_accepted ["patron.ordinary.pin", "item.fee.fee"] "An item with a fee is refused until the fee is accepted, and the answer tells fee type, amount and currency.";
    Must accepted_fee_lends ["patron.ordinary.pin", "item.fee.fee"] "With the fee acknowledged the item is lent and the fee is owed.";
    Must refusal_never_desensitizes ["patron.ordinary.pin", "item.not_for_loan"] "A refusal never tells the terminal to desensitize, nor that a renewal was ok.";
    Must refusal_keeps_item ["patron.lost_card.pin", "spare.1"] "After a refusal the item is as available as before.";
    Must refusal_says_why ["patron.ordinary.pin", "item.not_for_loan"] "A refusal has its reason in AF.";
    Should reasons_differ ["patron.ordinary.pin", "item.not_for_loan", "item.on_loan"] "Two different reasons have two different texts." of "field practice: readers ask why";
    Must waiting_item_is_lent_to_its_patron ["patron.waiting.pin", "item.on_hold_shelf", "locations.1"] "An item on the hold shelf is lent to the patron it waits for, and their hold is done.";
    Dialect item_in_transit_is_lent ["patron.ordinary.pin", "item.in_transit", "account.elsewhere"] "An item in transit that the reader holds in the hand is lent, and its transit ends." of "contract: an item in transit may be lent";
    Must missing_patron_is_refused ["spare.1"] "A checkout without AA is refused with its own code, or asked for again.";
    Must missing_item_is_refused ["patron.ordinary.pin"] "A checkout without AB is refused with its own code, or asked for again.";
    Must empty_fields_are_refused [] "A checkout with all fields empty is refused.";
    Should missing_due_date_is_forgiven ["patron.ordinary.pin", "spare.1"] "A checkout without its no-block due date is understood or asked for again." of "field practice: fsip2 copes with terminals that leave it out";
    Must due_date_of_the_terminal_is_ignored ["patron.ordinary.pin", "spare.1"] "Without no-block the due date of the terminal does not count.";
    Must institution_of_the_request_is_no_obstacle ["patron.ordinary.pin", "spare.1"] "Another AO in the request is no reason to drop the connection.";
}

fn lent(c: &mut Context<'_, Profile>, number: usize) -> Outcome<(Terminal, Patron, Item, Answer)> {
    let (patron, item) = (c.patron("ordinary")?, c.spare(number)?);
    let mut t = c.self_check()?;
    let answer = c.lend(&mut t, &patron, &item)?;
    Ok((t, patron, item, answer))
}

/// Tries to borrow what should be refused, and puts all right if it is not.
fn refused(
    c: &mut Context<'_, Profile>,
    patron: &Patron,
    item: &Item,
) -> Outcome<(Terminal, Answer)> {
    let mut t = c.self_check()?;
    let answer = t.ask(&t.form.checkout(patron, item))?;
    if answer.fixed("ok") == "1" {
        c.return_later(item);
    }
    answer.refuses()?;
    Ok((t, answer))
}

fn item_refused(c: &mut Context<'_, Profile>, role: &str) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.item(role)?);
    let before = c.self_check()?.item_status(&item)?;
    let (mut t, _) = refused(c, &patron, &item)?;
    let after = t.item_status(&item)?;
    ensure!(
        after == before,
        "the item's circulation status went from {before} to {after}"
    );
    Ok(())
}

fn patron_refused(c: &mut Context<'_, Profile>, role: &str) -> Outcome {
    let (patron, item) = (c.patron(role)?, c.spare(10)?);
    let (mut t, _) = refused(c, &patron, &item)?;
    let status = t.item_status(&item)?;
    ensure!(
        status == "03",
        "the item has circulation status {status} afterwards"
    );
    Ok(())
}

fn available_item_is_lent(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(11)?);
    let mut t = c.self_check()?;
    let before = t.loans(&patron)?;
    c.lend(&mut t, &patron, &item)?.is("renewal ok", "N")?;
    let after = t.loans(&patron)?;
    ensure!(
        after == before + 1,
        "the patron had {before} loans and has {after}"
    );
    Ok(())
}

fn answer_names_patron_item_and_title(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.item("here")?);
    let mut t = c.self_check()?;
    let answer = c.lend(&mut t, &patron, &item)?;
    answer.field_is("AA", &patron.card)?;
    answer.field_is("AB", &item.barcode)?;
    answer.field_is("AJ", item.title.as_deref().unwrap_or_default())?;
    answer.needs("AH")
}

fn lent_item_is_desensitized(c: &mut Context<'_, Profile>) -> Outcome {
    lent(c, 11)?.3.is("desensitize", "Y")
}

fn due_date_lies_ahead(c: &mut Context<'_, Profile>) -> Outcome {
    let (t, _, _, answer) = lent(c, 11)?;
    let due = answer.value("AH");
    if layout::is_date(due) {
        ensure!(
            due > t.form.now().as_str(),
            "the due date {due:?} has passed"
        );
    }
    Ok(())
}

fn same_patron_renews_with_policy_y(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut t, patron, item, _) = lent(c, 12)?;
    let answer = t.ask(&t.form.checkout(&patron, &item))?;
    answer.is("ok", "1")?;
    answer.is("renewal ok", "Y")
}

fn renewed_item_is_not_desensitized(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut t, patron, item, _) = lent(c, 12)?;
    let answer = t.ask(&t.form.checkout(&patron, &item))?;
    ensure!(answer.fixed("desensitize") != "Y", "desensitize is Y");
    Ok(())
}

fn same_patron_is_refused_with_policy_n(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut t, patron, item, _) = lent(c, 12)?;
    let request = t.form.checkout(&patron, &item).at(2, "N");
    t.ask(&request)?.refuses()?;
    ensure!(
        t.item_status(&item)? == "04",
        "the item is no longer on loan"
    );
    Ok(())
}

fn renewal_is_still_one_loan(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut t, patron, item, _) = lent(c, 12)?;
    let before = t.loans(&patron)?;
    t.ask(&t.form.checkout(&patron, &item))?;
    let after = t.loans(&patron)?;
    ensure!(
        after == before,
        "the patron had {before} loans and has {after}"
    );
    Ok(())
}

fn item_of_another_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    item_refused(c, "on_loan")
}

fn item_on_hold_for_another_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    item_refused(c, "on_hold_shelf")
}

fn item_reserved_for_another_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    item_refused(c, "held_elsewhere")
}

fn item_not_for_loan_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    item_refused(c, "not_for_loan")
}

fn lost_item_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    item_refused(c, "lost")
}

fn unknown_item_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let (_, answer) = refused(c, &patron, &Item::unknown())?;
    answer.field_is("AB", &Item::unknown().barcode)?;
    answer.field_is("AJ", "")?;
    answer.field_is("AH", "")
}

fn unknown_patron_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(10)?;
    let (mut t, answer) = refused(c, &Patron::unknown(), &item)?;
    answer.field_is("AA", &Patron::unknown().card)?;
    ensure!(
        t.item_status(&item)? == "03",
        "the item is no longer available"
    );
    Ok(())
}

fn expired_card_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    patron_refused(c, "expired")
}

fn lost_card_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    patron_refused(c, "lost_card")
}

fn debt_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    patron_refused(c, "indebted")
}

fn loan_limit_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("at_limit")?;
    let before = c.self_check()?.loans(&patron)?;
    patron_refused(c, "at_limit")?;
    let after = c.self_check()?.loans(&patron)?;
    ensure!(
        after == before,
        "the patron had {before} loans and has {after}"
    );
    Ok(())
}

fn age_limit_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("child")?, c.item("age_limited")?);
    refused(c, &patron, &item).map(drop)
}

fn age_limit_lets_adults_borrow(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.item("age_limited")?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &item).map(drop)
}

fn no_limit_means_no_limit(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("many_loans")?, c.spare(10)?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &item).map(drop)
}

fn fee_must_be_accepted(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.item("fee")?);
    c.pay_later(&patron);
    let (_, answer) = refused(c, &patron, &item)?;
    answer.needs("BT")?;
    answer.field_is("BH", &c.profile.currency)?;
    let wanted = Cents::read(item.fee.as_deref().unwrap_or_default())?;
    ensure!(
        Cents::read(answer.value("BV"))? == wanted,
        "BV is {:?}, the fee is {wanted}",
        answer.field("BV")
    );
    Ok(())
}

fn accepted_fee_lends(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    c.run_up_a_fee(&mut t, &patron).map(drop)
}

fn refusal(c: &mut Context<'_, Profile>, role: &str) -> Outcome<Answer> {
    let (patron, item) = (c.patron("ordinary")?, c.item(role)?);
    Ok(refused(c, &patron, &item)?.1)
}

fn refusal_never_desensitizes(c: &mut Context<'_, Profile>) -> Outcome {
    for role in ["not_for_loan", "on_loan", "on_hold_shelf", "lost", "fee"] {
        if c.item(role).is_err() {
            continue;
        }
        let answer = refusal(c, role)?;
        ensure!(
            answer.fixed("desensitize") != "Y",
            "{role}: desensitize is Y"
        );
        ensure!(answer.fixed("renewal ok") != "Y", "{role}: renewal ok is Y");
        ensure!(answer.value("CI") != "Y", "{role}: CI is Y");
    }
    Ok(())
}

fn refusal_keeps_item(c: &mut Context<'_, Profile>) -> Outcome {
    let (blocked, patron, item) = (c.patron("lost_card")?, c.patron("ordinary")?, c.spare(13)?);
    let (mut t, _) = refused(c, &blocked, &item)?;
    c.lend(&mut t, &patron, &item).map(drop)
}

fn refusal_says_why(c: &mut Context<'_, Profile>) -> Outcome {
    refusal(c, "not_for_loan")?.says_why()
}

fn reasons_differ(c: &mut Context<'_, Profile>) -> Outcome {
    let (one, two) = (
        refusal(c, "not_for_loan")?.screen(),
        refusal(c, "on_loan")?.screen(),
    );
    ensure!(one != two, "both say {one:?}");
    Ok(())
}

/// Puts the item back on the shelf for the patron it waited for.
fn wait_again_later(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("waiting")?, c.item("on_hold_shelf")?);
    let pickup = item.pickup.clone().map_or_else(|| c.location(0), Ok)?;
    c.later(move |c| {
        let _ = c.self_check().and_then(|mut t| {
            t.give_back(&item)?;
            t.ask(&t.form.hold('+', &patron, &item, &pickup).with("BY", "2"))?;
            t.give_back(&item)
        });
    });
    Ok(())
}

fn waiting_item_is_lent_to_its_patron(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("waiting")?, c.item("on_hold_shelf")?);
    wait_again_later(c)?;
    let mut t = c.self_check()?;
    let before = t.holds(&patron)?;
    t.ask(&t.form.checkout(&patron, &item))?.is("ok", "1")?;
    let after = t.holds(&patron)?;
    ensure!(
        after + 1 == before,
        "the patron had {before} holds and has {after}"
    );
    Ok(())
}

fn item_in_transit_is_lent(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.item("in_transit")?);
    c.later({
        let item = item.clone();
        move |c| {
            let _ = c.self_check().and_then(|mut t| t.give_back(&item));
        }
    });
    let mut t = c.self_check()?;
    t.ask(&t.form.checkout(&patron, &item))?.is("ok", "1")?;
    ensure!(
        t.item_status(&item)? == "04",
        "it is not on loan afterwards"
    );
    Ok(())
}

fn incomplete(c: &mut Context<'_, Profile>, change: impl Fn(Request) -> Request) -> Outcome {
    let patron = c.patron("ordinary").unwrap_or_else(|_| Patron::unknown());
    let item = c.spare(10).unwrap_or_else(|_| Item::unknown());
    c.return_later(&item);
    let mut t = c.self_check()?;
    let request = change(t.form.checkout(&patron, &item));
    let answer = t.ask_or_96(&request)?;
    ensure!(answer.fixed("ok") != "1", "it is carried out");
    t.lives()
}

fn missing_patron_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    incomplete(c, |request| request.without("AA"))
}

fn missing_item_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    incomplete(c, |request| request.without("AB"))
}

fn empty_fields_are_refused(c: &mut Context<'_, Profile>) -> Outcome {
    incomplete(c, |request| {
        request
            .with("AA", "")
            .with("AB", "")
            .with("AD", "")
            .with("AO", "")
    })
}

fn missing_due_date_is_forgiven(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(10)?);
    c.return_later(&item);
    let mut t = c.self_check()?;
    let body =
        t.form
            .checkout(&patron, &item)
            .body()
            .replacen(crate::sip2::request::NO_DATE, "", 1);
    t.ask_or_96(&Request::text(body))?;
    t.lives()
}

fn due_date_of_the_terminal_is_ignored(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(10)?);
    c.return_later(&item);
    let mut t = c.self_check()?;
    let request = t.form.checkout(&patron, &item).at(22, "20991231    235900");
    let answer = t.ask(&request)?;
    answer.is("ok", "1")?;
    ensure!(
        !answer.value("AH").contains("2099"),
        "the due date is {:?}",
        answer.value("AH")
    );
    Ok(())
}

fn institution_of_the_request_is_no_obstacle(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(10)?);
    c.return_later(&item);
    let mut t = c.self_check()?;
    t.form.institution = "SOMEWHERE-ELSE".to_owned();
    t.ask(&t.form.checkout(&patron, &item))?;
    t.lives()
}
