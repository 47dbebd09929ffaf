//! Checkout (11/12).

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{
        Item, Patron, Profile,
        answer::Answer,
        layout,
        request::{NO_DATE, Request},
        terminal::Terminal,
    },
};

cases! {
    "sip2/checkout", "SIP2 2.00, Checkout 11/12", ["account.self_check"];
    Must available_item_is_lent ["patron.ordinary.pin", "spare.1"] "An available item is lent: ok 1, renewal ok N, and the patron has one loan more.";
    Must answer_names_patron_item_and_title ["patron.ordinary.pin", "item.here.title"] "The answer names patron, item and title, and the due date is not empty.";
    Must lent_item_is_desensitized ["patron.ordinary.pin", "spare.1"] "Desensitize is Y when an item with a security marker is lent.";
    Should due_date_lies_ahead ["patron.ordinary.pin", "spare.1"] "A due date in the form of the standard lies in the future.";
    Must same_patron_renews_with_policy_y ["patron.ordinary.pin", "spare.1"] "With renewal policy Y a second checkout by the same patron renews: ok 1, renewal ok Y.";
    Must renewed_item_is_not_desensitized ["patron.ordinary.pin", "spare.1"] "Desensitize is not Y when the checkout turns out a renewal.";
    Must same_patron_is_refused_with_policy_n ["patron.ordinary.pin", "spare.1"] "With renewal policy N a second checkout by the same patron is refused.";
    Must renewal_is_still_one_loan ["patron.ordinary.pin", "spare.1"] "A checkout that renews leaves the number of loans as it was.";
    Must age_limit_lets_adults_borrow ["patron.ordinary.pin", "item.age_limited"] "An item with an age limit is lent to an adult.";
    Must no_limit_means_no_limit ["patron.many_loans.pin", "spare.1"] "A patron without a loan limit borrows beyond everybody else's.";
    Must accepted_fee_lends ["patron.ordinary.pin", "item.fee.fee"] "With the fee acknowledged the item is lent and the fee is owed.";
    Must waiting_item_is_lent_to_its_patron ["patron.waiting.pin", "item.on_hold_shelf", "locations.1"] "An item on the hold shelf is lent to the patron it waits for, and their hold is done.";
    Dialect item_in_transit_is_lent ["patron.ordinary.pin", "item.in_transit", "account.elsewhere"] "An item in transit that the reader holds in the hand is lent, and its transit ends." of "demo library: an item in transit may be lent";
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

fn accepted_fee_lends(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    c.run_up_a_fee(&mut t, &patron).map(drop)
}

fn waiting_item_is_lent_to_its_patron(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("waiting")?, c.item("on_hold_shelf")?);
    c.wait_again_later()?;
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

fn missing_due_date_is_forgiven(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(10)?);
    c.return_later(&item);
    let mut t = c.self_check()?;
    let body = t
        .form
        .checkout(&patron, &item)
        .body()
        .replacen(NO_DATE, "", 1);
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
