//! Item Information (17/18).

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{Item, Profile, answer::Answer, layout, money::Cents, request::Request},
};

cases! {
    "sip2/item_information", "SIP2 2.00, Item Information 17/18", ["account.self_check"];
    Must available_item_is_available ["item.here"] "An item on the shelf has circulation status 03.";
    Must item_is_named ["item.here.title"] "AB is the barcode that was asked for and AJ the title.";
    Must charged_item_is_charged ["item.on_loan"] "An item on loan has circulation status 04.";
    Should charged_item_has_a_due_date ["item.on_loan"] "An item on loan has its due date in AH.";
    Must item_on_the_hold_shelf_waits ["item.on_hold_shelf"] "An item on the hold shelf has circulation status 08.";
    Must item_in_transit_is_in_transit ["item.in_transit"] "An item on its way has circulation status 10.";
    Must lost_item_is_lost ["item.lost"] "A lost item has circulation status 12.";
    Should item_not_for_loan_is_not_shown_as_lost ["item.not_for_loan"] "A reference item has status 01 or 03.";
    Must unknown_item_is_other [] "An unknown barcode is answered with status 01, AB as sent and nothing in AJ.";
    Must codes_are_of_the_lists ["item.here"] "Circulation status, security marker and fee type are codes of the standard's lists.";
    Must queue_is_told ["item.on_loan_wanted"] "CF tells how many holds wait.";
    Should home_is_told ["item.from_elsewhere.home"] "AQ tells the item's home.";
    Should fee_is_told ["item.fee.fee"] "An item with a fee tells it in BV, with the currency in BH.";
    Must borrower_is_not_named ["item.on_loan", "patron.other"] "The answer does not tell who has the item." of "data protection";
    Must hold_patron_is_not_named ["item.on_hold_shelf", "patron.waiting.name"] "The answer does not tell for whom an item waits, by name." of "data protection";
    Must missing_barcode_is_refused [] "A request without AB gets an 18 of nothing, or is asked for again.";
    Must nothing_changes ["item.here"] "Asking twice brings the same answer.";
    Should sees_a_loan_at_once ["patron.ordinary.pin", "spare.1"] "After a checkout the item is charged, after its checkin it is available.";
    Must metacharacters_are_plain_text [] "Barcodes of quotes, slashes, stars and query words are just unknown." of "field practice: query injection in a FOLIO gateway";
    Should language_before_the_date_is_forgiven ["item.here"] "A request with a language before the date is understood or asked for again." of "field practice: Koha's command line client sends it so";
}

fn ask(c: &Context<'_, Profile>, item: &Item) -> Outcome<Answer> {
    let mut t = c.self_check()?;
    t.ask(&t.form.item_information(item))
}

fn status_is(c: &Context<'_, Profile>, role: &str, wanted: &str) -> Outcome {
    let item = c.item(role)?;
    ask(c, &item)?.is("circulation status", wanted)
}

fn available_item_is_available(c: &mut Context<'_, Profile>) -> Outcome {
    status_is(c, "here", "03")
}

fn item_is_named(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("here")?;
    let answer = ask(c, &item)?;
    answer.field_is("AB", &item.barcode)?;
    answer.field_is("AJ", item.title.as_deref().unwrap_or_default())
}

fn charged_item_is_charged(c: &mut Context<'_, Profile>) -> Outcome {
    status_is(c, "on_loan", "04")
}

fn charged_item_has_a_due_date(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("on_loan")?;
    ask(c, &item)?.needs("AH")
}

fn item_on_the_hold_shelf_waits(c: &mut Context<'_, Profile>) -> Outcome {
    status_is(c, "on_hold_shelf", "08")
}

fn item_in_transit_is_in_transit(c: &mut Context<'_, Profile>) -> Outcome {
    status_is(c, "in_transit", "10")
}

fn lost_item_is_lost(c: &mut Context<'_, Profile>) -> Outcome {
    status_is(c, "lost", "12")
}

fn item_not_for_loan_is_not_shown_as_lost(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("not_for_loan")?;
    let answer = ask(c, &item)?;
    let status = answer.fixed("circulation status");
    ensure!(
        matches!(status, "01" | "03"),
        "the circulation status is {status}"
    );
    Ok(())
}

fn unknown_item_is_other(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = ask(c, &Item::unknown())?;
    answer.is("circulation status", "01")?;
    answer.field_is("AB", &Item::unknown().barcode)?;
    answer.field_is("AJ", "")
}

fn codes_are_of_the_lists(c: &mut Context<'_, Profile>) -> Outcome {
    for role in [
        "here",
        "on_loan",
        "on_hold_shelf",
        "in_transit",
        "lost",
        "not_for_loan",
        "fee",
        "age_limited",
    ] {
        let Ok(item) = c.item(role) else { continue };
        let answer = ask(c, &item)?;
        let (status, marker, fee) = (
            answer.number("circulation status"),
            answer.number("security marker"),
            answer.number("fee type"),
        );
        ensure!(
            (1..=13).contains(&status),
            "{role}: circulation status {status}"
        );
        ensure!(marker <= 3, "{role}: security marker {marker}");
        ensure!((1..=9).contains(&fee), "{role}: fee type {fee}");
    }
    Ok(())
}

fn queue_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("on_loan_wanted")?;
    let answer = ask(c, &item)?;
    ensure!(
        answer
            .value("CF")
            .parse()
            .is_ok_and(|waiting: u32| waiting >= 1),
        "CF is {:?}",
        answer.field("CF")
    );
    Ok(())
}

fn home_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("from_elsewhere")?;
    ask(c, &item)?.field_is("AQ", item.home.as_deref().unwrap_or_default())
}

fn fee_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("fee")?;
    let answer = ask(c, &item)?;
    let wanted = Cents::read(item.fee.as_deref().unwrap_or_default())?;
    ensure!(
        Cents::read(answer.value("BV"))? == wanted,
        "BV is {:?}",
        answer.field("BV")
    );
    answer.field_is("BH", &c.profile.currency)
}

fn names_nobody(c: &Context<'_, Profile>, item: &str, patron: &str) -> Outcome {
    let (item, patron) = (c.item(item)?, c.patron(patron)?);
    let answer = ask(c, &item)?;
    let text = String::from_utf8_lossy(&answer.raw);
    ensure!(
        !patron
            .name
            .as_deref()
            .is_some_and(|name| text.contains(name)),
        "it names the patron"
    );
    answer.hides("DA")
}

fn borrower_is_not_named(c: &mut Context<'_, Profile>) -> Outcome {
    names_nobody(c, "on_loan", "other")?;
    let (item, patron) = (c.item("on_loan")?, c.patron("other")?);
    let answer = ask(c, &item)?;
    ensure!(
        !String::from_utf8_lossy(&answer.raw).contains(&patron.card),
        "it shows the patron's card number"
    );
    Ok(())
}

fn hold_patron_is_not_named(c: &mut Context<'_, Profile>) -> Outcome {
    names_nobody(c, "on_hold_shelf", "waiting")
}

fn missing_barcode_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    let answer = t.ask_or_96(&t.form.item_information(&Item::unknown()).without("AB"))?;
    ensure!(
        answer.value("AJ").is_empty(),
        "it names a title for no barcode"
    );
    t.lives()
}

fn nothing_changes(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("here")?;
    let (one, two) = (ask(c, &item)?, ask(c, &item)?);
    ensure!(
        one.essence() == two.essence(),
        "the second answer differs from the first"
    );
    Ok(())
}

fn sees_a_loan_at_once(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(9)?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &item)?;
    let during = t.item_status(&item)?;
    ensure!(during == "04", "after the checkout it says {during}");
    t.give_back(&item)?;
    let after = t.item_status(&item)?;
    ensure!(after == "03", "after the checkin it says {after}");
    Ok(())
}

fn metacharacters_are_plain_text(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    for barcode in [
        "' OR 1=1 --",
        "33/KAJ 1*\"",
        "*",
        "%",
        "../../etc",
        "a AND b",
        "\\",
        "<x/>",
        "{}",
        "&#124;",
    ] {
        let answer = t.ask(&t.form.item_information(&Item::of(barcode)))?;
        answer.is("circulation status", "01")?;
        answer.field_is("AJ", "")?;
    }
    Ok(())
}

fn language_before_the_date_is_forgiven(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("here")?;
    let mut t = c.self_check()?;
    let body = t.form.item_information(&item).body();
    let (code, rest) = body.split_at(2);
    let answer = t.ask_or_96(&Request::text(format!("{code}001{rest}")))?;
    ensure!(
        answer.code == "96" || layout::layout(&answer.code).is_some(),
        "the answer is {}",
        answer.code
    );
    t.lives()
}
