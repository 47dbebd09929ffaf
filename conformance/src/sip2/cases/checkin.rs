//! Checkin (09/10).

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{Item, Profile, answer::Answer},
};

cases! {
    "sip2/checkin", "SIP2 2.00, Checkin 09/10", ["account.self_check"];
    Must loan_ends ["patron.ordinary.pin", "spare.1"] "A returned item is checked in: ok 1, the patron has one loan less, the item is available.";
    Must answer_names_item_title_and_home ["patron.ordinary.pin", "item.here.title"] "The answer names item, title and permanent location.";
    Should borrower_is_named_by_card ["patron.ordinary.pin", "spare.1"] "AA of the answer is the card of the patron who had the item.";
    Must returned_item_is_resensitized ["patron.ordinary.pin", "spare.1"] "Resensitize is Y for a returned item with a security marker.";
    Must plain_return_raises_no_alert ["patron.ordinary.pin", "spare.1"] "A return that needs no special handling has alert N and no CV but 00.";
    Must unknown_item_goes_to_staff [] "An unknown item is answered with ok 0, alert Y, AB as sent and a reason.";
    Should item_not_on_loan_is_taken ["spare.1"] "An item that was not on loan is taken: ok 1." of "demo library: a return of something not on loan is carried out at every door";
    Must item_not_on_loan_stays_available ["spare.1"] "Returning an item that was not on loan leaves it available.";
    Must twice_is_harmless ["patron.ordinary.pin", "spare.1"] "Returning an item twice leaves it available and nobody with a loan.";
    Must local_hold_is_told ["item.on_hold_shelf.pickup"] "An item with a hold to be fetched here has alert Y and CV 01." of "3M extension, alert type CV";
    Must hold_elsewhere_is_told ["item.held_elsewhere.pickup"] "An item with a hold to be fetched elsewhere has alert Y, CV 02 and CT with that library." of "3M extension, alert type CV";
    Must transfer_is_told ["patron.ordinary.pin", "item.from_elsewhere.home", "account.elsewhere"] "An item that belongs elsewhere has CV 04 and CT with its home." of "3M extension, alert type CV";
    Must transfer_ends_at_home ["patron.ordinary.pin", "item.from_elsewhere.home", "account.elsewhere"] "An item sent home is in transit, and its checkin at home makes it available.";
    Must trapped_hold_hides_the_name ["item.on_hold_shelf", "patron.waiting.name"] "The answer for a trapped hold does not show the waiting patron's name." of "Koha 23.05 on the wire: DA shows full name, e-mail and phone";
    Must trapped_hold_hides_contact_data ["item.on_hold_shelf"] "The answer for a trapped hold shows no e-mail address and no phone number." of "Koha 23.05 on the wire: DA shows full name, e-mail and phone";
    Must hold_stays_on_the_shelf ["item.on_hold_shelf"] "An item that waits on the shelf still waits after it was checked in again.";
    Must lent_item_with_new_hold_is_trapped ["patron.ordinary.pin", "patron.other.pin", "spare.1", "locations.1"] "An item that somebody reserved while it was on loan is trapped on its return.";
    Must missing_item_is_refused [] "A checkin without AB is refused with its own code, or asked for again.";
    Should missing_place_is_forgiven ["spare.1"] "A checkin without AP is carried out at the place of the login." of "field practice: fsip2 falls back so";
    Must past_return_date_is_accepted ["patron.ordinary.pin", "spare.1"] "A checkin with yesterday's return date is carried out, and no fine is charged.";
    Must patron_who_returned_can_borrow_again ["patron.ordinary.pin", "spare.1"] "The same item can be lent again at once.";
}

fn returned(c: &mut Context<'_, Profile>, number: usize) -> Outcome<Answer> {
    let (patron, item) = (c.patron("ordinary")?, c.spare(number)?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &item)?;
    t.give_back(&item)
}

fn loan_ends(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(15)?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &item)?;
    let before = t.loans(&patron)?;
    t.give_back(&item)?.is("ok", "1")?;
    let after = t.loans(&patron)?;
    ensure!(
        after + 1 == before,
        "the patron had {before} loans and has {after}"
    );
    let status = t.item_status(&item)?;
    ensure!(status == "03", "the item has circulation status {status}");
    Ok(())
}

fn answer_names_item_title_and_home(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.item("here")?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &item)?;
    let answer = t.give_back(&item)?;
    answer.field_is("AB", &item.barcode)?;
    answer.field_is("AJ", item.title.as_deref().unwrap_or_default())?;
    item.home
        .as_deref()
        .map_or_else(|| answer.needs("AQ"), |home| answer.field_is("AQ", home))
}

fn borrower_is_named_by_card(c: &mut Context<'_, Profile>) -> Outcome {
    let card = c.patron("ordinary")?.card;
    returned(c, 15)?.field_is("AA", &card)
}

fn returned_item_is_resensitized(c: &mut Context<'_, Profile>) -> Outcome {
    returned(c, 15)?.is("resensitize", "Y")
}

fn plain_return_raises_no_alert(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = returned(c, 15)?;
    answer.is("alert", "N")?;
    ensure!(
        matches!(answer.value("CV"), "" | "00"),
        "CV is {}",
        answer.value("CV")
    );
    Ok(())
}

fn unknown_item_goes_to_staff(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.self_check()?.give_back(&Item::unknown())?;
    answer.refuses()?;
    answer.is("alert", "Y")?;
    answer.field_is("AB", &Item::unknown().barcode)
}

fn item_not_on_loan_is_taken(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(15)?;
    c.self_check()?.give_back(&item)?.is("ok", "1")
}

fn item_not_on_loan_stays_available(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(15)?;
    let mut t = c.self_check()?;
    t.give_back(&item)?;
    let status = t.item_status(&item)?;
    ensure!(status == "03", "the item has circulation status {status}");
    Ok(())
}

fn twice_is_harmless(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(15)?);
    let mut t = c.self_check()?;
    let before = t.loans(&patron)?;
    c.lend(&mut t, &patron, &item)?;
    t.give_back(&item)?.is("ok", "1")?;
    t.give_back(&item)?;
    let after = t.loans(&patron)?;
    ensure!(
        after == before,
        "the patron had {before} loans and has {after}"
    );
    ensure!(t.item_status(&item)? == "03", "the item is not available");
    Ok(())
}

fn local_hold_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("on_hold_shelf")?;
    let answer = c.self_check()?.give_back(&item)?;
    answer.is("alert", "Y")?;
    answer.field_is("CV", "01")
}

fn hold_elsewhere_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("held_elsewhere")?;
    let answer = c.self_check()?.give_back(&item)?;
    answer.is("alert", "Y")?;
    answer.field_is("CV", "02")?;
    answer.field_is("CT", item.pickup.as_deref().unwrap_or_default())
}

fn transfer_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.item("from_elsewhere")?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &item)?;
    let answer = t.give_back(&item)?;
    answer.is("ok", "1")?;
    answer.field_is("CV", "04")?;
    answer.field_is("CT", item.home.as_deref().unwrap_or_default())
}

fn transfer_ends_at_home(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.item("from_elsewhere")?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &item)?;
    t.give_back(&item)?;
    let on_its_way = t.item_status(&item)?;
    ensure!(
        on_its_way == "10",
        "after the return away from home it says {on_its_way}"
    );
    let answer = c.terminal("elsewhere")?.give_back(&item)?;
    ensure!(
        answer.value("CV") != "04",
        "at home it is sent on: CT {}",
        answer.value("CT")
    );
    let home = t.item_status(&item)?;
    ensure!(home == "03", "at home it says {home}");
    Ok(())
}

fn trapped_hold_hides_the_name(c: &mut Context<'_, Profile>) -> Outcome {
    let (item, patron) = (c.item("on_hold_shelf")?, c.patron("waiting")?);
    let answer = c.self_check()?.give_back(&item)?;
    let text = String::from_utf8_lossy(&answer.raw);
    let shown = patron
        .name
        .iter()
        .flat_map(|name| name.split([',', ' ']))
        .find(|part| part.chars().count() > 1 && text.contains(*part));
    ensure!(
        shown.is_none(),
        "the answer shows {:?} of the patron's name",
        shown.unwrap_or_default()
    );
    Ok(())
}

fn trapped_hold_hides_contact_data(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("on_hold_shelf")?;
    let answer = c.self_check()?.give_back(&item)?;
    ["BD", "BE", "BF"]
        .iter()
        .try_for_each(|id| answer.hides(id))?;
    let told = answer.value("DA");
    ensure!(!told.contains('@'), "DA shows an e-mail address");
    ensure!(
        told.chars().filter(char::is_ascii_digit).count() < 6,
        "DA shows a phone number: {told:?}"
    );
    Ok(())
}

fn hold_stays_on_the_shelf(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("on_hold_shelf")?;
    let mut t = c.self_check()?;
    t.give_back(&item)?;
    let status = t.item_status(&item)?;
    ensure!(status == "08", "the item has circulation status {status}");
    Ok(())
}

fn lent_item_with_new_hold_is_trapped(c: &mut Context<'_, Profile>) -> Outcome {
    let (borrower, waiter, item) = (c.patron("ordinary")?, c.patron("other")?, c.spare(16)?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &borrower, &item)?;
    c.reserve(&mut t, &waiter, &item)?;
    let answer = t.give_back(&item)?;
    answer.is("alert", "Y")?;
    answer.field_is("CV", "01")?;
    let status = t.item_status(&item)?;
    ensure!(status == "08", "the item has circulation status {status}");
    Ok(())
}

fn missing_item_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    let answer = t.ask_or_96(&t.form.checkin(&Item::unknown()).without("AB"))?;
    ensure!(answer.fixed("ok") != "1", "nothing was checked in");
    t.lives()
}

fn missing_place_is_forgiven(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(15)?;
    let mut t = c.self_check()?;
    t.ask(&t.form.checkin(&item).without("AP"))?;
    ensure!(
        t.item_status(&item)? == "03",
        "the item is not available at home afterwards"
    );
    Ok(())
}

fn past_return_date_is_accepted(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(15)?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &item)?;
    let before = t.balance(&patron)?;
    let request = t.form.checkin(&item).at(21, &t.form.in_days(-1));
    t.ask(&request)?.is("ok", "1")?;
    let after = t.balance(&patron)?;
    ensure!(after == before, "the balance went from {before} to {after}");
    Ok(())
}

fn patron_who_returned_can_borrow_again(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(15)?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &item)?;
    t.give_back(&item)?;
    c.lend(&mut t, &patron, &item)?.is("renewal ok", "N")
}
