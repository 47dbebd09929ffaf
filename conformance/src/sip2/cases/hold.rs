//! Hold (15/16).

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{Item, Patron, Profile, answer::Answer, request::Request, terminal::Terminal},
};

cases! {
    "sip2/hold", "SIP2 2.00, Hold 15/16", ["account.self_check"];
    Must hold_is_placed ["patron.ordinary.pin", "spare.1", "locations.1"] "A hold is placed: ok 1, and the patron has one hold more.";
    Should queue_position_is_told ["patron.ordinary.pin", "spare.1", "locations.1"] "BR tells the place in the queue, 1 for the first.";
    Must queue_positions_count_up ["patron.ordinary.pin", "patron.other.pin", "spare.1", "locations.1"] "The second patron in the queue has BR 2.";
    Should pickup_place_is_echoed ["patron.ordinary.pin", "spare.1", "locations.2"] "BS of the answer is the pickup place of the request.";
    Must duplicate_is_refused ["patron.ordinary.pin", "spare.1", "locations.1"] "The same hold again is refused, and the patron has one.";
    Must hold_is_cancelled ["patron.ordinary.pin", "spare.1", "locations.1"] "A cancelled hold is gone: ok 1, and the count is as before.";
    Must cancelling_what_is_not_there_is_refused ["patron.ordinary.pin", "spare.1"] "Cancelling a hold that is not there is refused.";
    Must cancelled_hold_can_be_placed_again ["patron.ordinary.pin", "spare.1", "locations.1"] "A cancelled hold can be placed again.";
    Must pickup_place_is_changed ["patron.ordinary.pin", "spare.1", "locations.2"] "Mode * changes the pickup place: ok 1." of "Koha 23.05 on the wire: 15* closes the connection";
    Must change_keeps_one_hold ["patron.ordinary.pin", "spare.1", "locations.2"] "A change leaves the patron with one hold.";
    Must changing_what_is_not_there_is_refused ["patron.ordinary.pin", "spare.1", "locations.1"] "Changing a hold that is not there is refused.";
    Must unknown_pickup_place_is_refused ["patron.ordinary.pin", "spare.1"] "A hold with an unknown pickup place is refused, and the session lives." of "Koha 23.05 on the wire: an unknown pickup library closes the connection";
    Must unknown_mode_changes_nothing ["patron.ordinary.pin", "spare.1", "locations.1"] "A mode that is none of + - * is refused or asked for again, and places nothing.";
    Must unknown_item_is_refused ["patron.ordinary.pin", "locations.1"] "A hold on an unknown item is refused.";
    Must unknown_patron_is_refused ["spare.1", "locations.1"] "A hold with an unknown card is refused.";
    Must blocked_patron_is_refused ["patron.lost_card.pin", "spare.1", "locations.1"] "A card reported lost places no holds." of "Koha 23.05 on the wire: holds for restricted patrons are accepted";
    Must debt_is_refused ["patron.indebted.pin", "spare.1", "locations.1"] "A patron who owes too much places no holds." of "Koha 23.05 on the wire: holds for restricted patrons are accepted";
    Must title_hold_by_item_is_placed ["patron.ordinary.pin", "item.on_loan", "locations.1"] "A hold on any copy (BY 2) of an item's title is placed.";
    Should title_hold_by_title_is_placed ["patron.ordinary.pin", "item.on_loan.title", "locations.1"] "A hold by title (AJ) without AB is placed.";
    Should past_expiry_is_refused ["patron.ordinary.pin", "spare.1", "locations.1"] "A hold that would end yesterday (BW) is refused.";
    Should expiry_is_echoed ["patron.ordinary.pin", "spare.1", "locations.1"] "BW of the answer names the day of the request.";
    Must missing_pickup_place_is_answered ["patron.ordinary.pin", "spare.1"] "A hold without BS gets a valid answer.";
    Must neither_item_nor_title_is_refused ["patron.ordinary.pin", "locations.1"] "A hold with neither AB nor AJ is refused or asked for again.";
    Must reserved_item_is_kept_back ["patron.ordinary.pin", "patron.other.pin", "spare.1", "locations.1"] "An available item with a hold is not lent to somebody else.";
    Must refusal_says_why ["patron.ordinary.pin", "locations.1"] "A refusal has its reason in AF.";
}

fn placed(
    c: &mut Context<'_, Profile>,
    number: usize,
) -> Outcome<(Terminal, Patron, Item, Answer)> {
    let (patron, item) = (c.patron("ordinary")?, c.spare(number)?);
    let mut t = c.self_check()?;
    let answer = c.reserve(&mut t, &patron, &item)?;
    Ok((t, patron, item, answer))
}

/// Asks for what should be refused; whatever it does is taken back, and holds stay as many.
fn refused(
    c: &mut Context<'_, Profile>,
    patron: &Patron,
    item: &Item,
    request: &Request,
) -> Outcome<Answer> {
    c.cancel_hold_later(patron, item);
    let mut t = c.self_check()?;
    let before = t.holds(patron)?;
    let answer = t.ask(request)?;
    answer.refuses()?;
    let after = t.holds(patron)?;
    ensure!(
        after == before,
        "the patron had {before} holds and has {after}"
    );
    t.lives()?;
    Ok(answer)
}

fn hold_is_placed(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let before = c.self_check()?.holds(&patron)?;
    let (mut t, ..) = placed(c, 2)?;
    let after = t.holds(&patron)?;
    ensure!(
        after == before + 1,
        "the patron had {before} holds and has {after}"
    );
    Ok(())
}

fn queue_position_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    placed(c, 2)?.3.field_is("BR", "1")
}

fn queue_positions_count_up(c: &mut Context<'_, Profile>) -> Outcome {
    let other = c.patron("other")?;
    let (mut t, _, item, _) = placed(c, 2)?;
    c.reserve(&mut t, &other, &item)?.field_is("BR", "2")
}

fn pickup_place_is_echoed(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item, pickup) = (c.patron("ordinary")?, c.spare(2)?, c.location(1)?);
    c.cancel_hold_later(&patron, &item);
    let mut t = c.self_check()?;
    t.ask(&t.form.hold('+', &patron, &item, &pickup))?
        .field_is("BS", &pickup)
}

fn duplicate_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let (t, patron, item, _) = placed(c, 2)?;
    let again = t.form.hold('+', &patron, &item, &c.location(0)?);
    refused(c, &patron, &item, &again).map(drop)
}

fn hold_is_cancelled(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let before = c.self_check()?.holds(&patron)?;
    let (mut t, _, item, _) = placed(c, 2)?;
    t.ask(&t.form.hold('-', &patron, &item, ""))?
        .is("ok", "1")?;
    let after = t.holds(&patron)?;
    ensure!(
        after == before,
        "the patron had {before} holds and has {after}"
    );
    Ok(())
}

fn cancelling_what_is_not_there_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(2)?);
    let request = c.self_check()?.form.hold('-', &patron, &item, "");
    refused(c, &patron, &item, &request).map(drop)
}

fn cancelled_hold_can_be_placed_again(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut t, patron, item, _) = placed(c, 2)?;
    t.ask(&t.form.hold('-', &patron, &item, ""))?
        .is("ok", "1")?;
    c.reserve(&mut t, &patron, &item).map(drop)
}

fn pickup_place_is_changed(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut t, patron, item, _) = placed(c, 2)?;
    let elsewhere = c.location(1)?;
    let answer = t.ask(&t.form.hold('*', &patron, &item, &elsewhere))?;
    answer.is("ok", "1")?;
    ensure!(
        matches!(answer.field("BS"), None | Some("")) || answer.value("BS") == elsewhere,
        "BS is the old place"
    );
    Ok(())
}

fn change_keeps_one_hold(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut t, patron, item, _) = placed(c, 2)?;
    let before = t.holds(&patron)?;
    t.ask(&t.form.hold('*', &patron, &item, &c.location(1)?))?;
    let after = t.holds(&patron)?;
    ensure!(
        after == before,
        "the patron had {before} holds and has {after}"
    );
    Ok(())
}

fn changing_what_is_not_there_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(2)?);
    let request = c
        .self_check()?
        .form
        .hold('*', &patron, &item, &c.location(0)?);
    refused(c, &patron, &item, &request).map(drop)
}

fn unknown_pickup_place_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(2)?);
    let request = c
        .self_check()?
        .form
        .hold('+', &patron, &item, "NO-SUCH-PLACE");
    refused(c, &patron, &item, &request).map(drop)
}

fn unknown_mode_changes_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item, pickup) = (c.patron("ordinary")?, c.spare(2)?, c.location(0)?);
    c.cancel_hold_later(&patron, &item);
    let mut t = c.self_check()?;
    let before = t.holds(&patron)?;
    let answer = t.ask_or_96(&t.form.hold('?', &patron, &item, &pickup))?;
    ensure!(answer.fixed("ok") != "1", "it is carried out");
    ensure!(
        t.holds(&patron)? == before,
        "it changed the number of holds"
    );
    Ok(())
}

fn unknown_item_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let request = c
        .self_check()?
        .form
        .hold('+', &patron, &Item::unknown(), &c.location(0)?);
    refused(c, &patron, &Item::unknown(), &request).map(drop)
}

fn unknown_patron_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let (item, pickup) = (c.spare(2)?, c.location(0)?);
    let mut t = c.self_check()?;
    t.ask(&t.form.hold('+', &Patron::unknown(), &item, &pickup))?
        .refuses()?;
    t.lives()
}

fn patron_refused(c: &mut Context<'_, Profile>, role: &str) -> Outcome {
    let (patron, item) = (c.patron(role)?, c.spare(2)?);
    let request = c
        .self_check()?
        .form
        .hold('+', &patron, &item, &c.location(0)?);
    refused(c, &patron, &item, &request).map(drop)
}

fn blocked_patron_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    patron_refused(c, "lost_card")
}

fn debt_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    patron_refused(c, "indebted")
}

fn title_hold_by_item_is_placed(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item, pickup) = (c.patron("ordinary")?, c.item("on_loan")?, c.location(0)?);
    c.cancel_hold_later(&patron, &item);
    let mut t = c.self_check()?;
    t.ask(&t.form.hold('+', &patron, &item, &pickup).with("BY", "2"))?
        .is("ok", "1")
}

fn title_hold_by_title_is_placed(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item, pickup) = (c.patron("ordinary")?, c.item("on_loan")?, c.location(0)?);
    c.cancel_hold_later(&patron, &item);
    let mut t = c.self_check()?;
    let title = item.title.clone().unwrap_or_default();
    let request = t
        .form
        .hold('+', &patron, &item, &pickup)
        .with("BY", "2")
        .without("AB")
        .with("AJ", title);
    t.ask(&request)?.is("ok", "1")
}

fn past_expiry_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(2)?);
    let form = c.self_check()?.form;
    let request = form
        .hold('+', &patron, &item, &c.location(0)?)
        .with("BW", form.in_days(-1));
    refused(c, &patron, &item, &request).map(drop)
}

fn expiry_is_echoed(c: &mut Context<'_, Profile>) -> Outcome {
    let (t, .., answer) = placed(c, 2)?;
    let (told, wanted) = (answer.value("BW"), t.form.in_days(180));
    ensure!(
        told.get(..8) == wanted.get(..8),
        "BW is {told:?}, the request said {wanted:?}"
    );
    Ok(())
}

fn missing_pickup_place_is_answered(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(2)?);
    c.cancel_hold_later(&patron, &item);
    let mut t = c.self_check()?;
    t.ask(&t.form.hold('+', &patron, &item, "").without("BS"))
        .map(drop)
}

fn neither_item_nor_title_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, pickup) = (c.patron("ordinary")?, c.location(0)?);
    let mut t = c.self_check()?;
    let answer = t.ask_or_96(
        &t.form
            .hold('+', &patron, &Item::unknown(), &pickup)
            .without("AB"),
    )?;
    ensure!(answer.fixed("ok") != "1", "a hold on nothing is placed");
    t.lives()
}

fn reserved_item_is_kept_back(c: &mut Context<'_, Profile>) -> Outcome {
    let other = c.patron("other")?;
    let (mut t, _, item, _) = placed(c, 2)?;
    let answer = t.ask(&t.form.checkout(&other, &item))?;
    if answer.fixed("ok") == "1" {
        c.return_later(&item);
    }
    answer.refuses()
}

fn refusal_says_why(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let request = c
        .self_check()?
        .form
        .hold('+', &patron, &Item::unknown(), &c.location(0)?);
    refused(c, &patron, &Item::unknown(), &request)?.says_why()
}
