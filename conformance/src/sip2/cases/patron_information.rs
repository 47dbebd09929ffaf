//! Patron Information (63/64).

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{Item, Patron, Profile, answer::Answer, money::Cents},
};

cases! {
    "sip2/patron_information", "SIP2 2.00, Patron Information 63/64", ["account.self_check"];
    Must ordinary_patron_is_described ["patron.ordinary.name"] "The answer names card and patron and says the patron is valid.";
    Must counts_have_four_digits ["patron.at_limit"] "All six counts are four digits, whatever the summary asks for.";
    Must charged_count_is_right ["patron.at_limit.loans"] "The charged items count is the number of loans.";
    Must counts_do_not_depend_on_the_summary ["patron.other"] "The counts are the same with every summary and with none.";
    Must no_summary_brings_no_list ["patron.at_limit"] "Without a Y in the summary there is no list.";
    Must charged_items_are_listed ["patron.other.loans", "item.on_loan"] "Summary position 3 lists the charged items in AU, and no other list.";
    Must overdue_items_are_listed ["patron.other", "item.on_loan_wanted"] "Summary position 2 lists the overdue items in AT, and no other list.";
    Must hold_items_are_listed ["patron.waiting", "item.on_hold_shelf"] "Summary position 1 lists the holds that are ready in AS, and no other list.";
    Must unavailable_holds_are_listed ["patron.waiting", "item.held_elsewhere"] "Summary position 6 lists the holds that are not ready in CD, and no other list.";
    Dialect title_holds_are_listed_by_title ["patron.ordinary", "item.on_loan_wanted.title"] "A hold on a title without an item yet is listed in CD by its title." of "demo library: lists hold barcodes, a title-level hold without an item its title";
    Must fine_items_are_listed ["patron.indebted.fees"] "Summary position 4 lists the fees in AV, and no other list.";
    Must recalls_are_listed ["patron.ordinary"] "Summary position 5 brings at most BU.";
    Must list_is_as_long_as_its_count ["patron.other"] "A list that is not cut has as many fields as its count says.";
    Must window_is_inclusive ["patron.at_limit.loans"] "BP 6 and BQ 10 bring the sixth to the tenth item: five.";
    Must window_slices_join ["patron.at_limit.loans"] "Two windows side by side bring what one window over both brings, in the same order.";
    Must window_beyond_the_end_is_empty ["patron.at_limit.loans"] "A window beyond the end brings an empty list and no error.";
    Must inverted_window_is_survived ["patron.at_limit"] "A window whose end is before its start gets a valid answer.";
    Must zero_window_is_survived ["patron.at_limit"] "BP 0 gets a valid answer.";
    Must window_of_text_is_survived ["patron.at_limit"] "BP and BQ that are no numbers get a valid answer.";
    Must huge_window_is_survived ["patron.many_loans"] "BQ 4294967296 gets a valid answer.";
    Must two_flags_in_the_summary_are_survived ["patron.other"] "Two Y in the summary get a valid answer with the first list only.";
    Must undefined_summary_is_survived ["patron.other"] "A Y in positions 7 to 10 gets a valid answer without a list.";
    Must summary_of_n_asks_for_nothing ["patron.other"] "A summary of ten N brings no list.";
    Must unknown_patron_is_described ["patron.ordinary"] "An unknown card is answered with BL N, counts of zero and no list.";
    Must debt_is_told ["patron.indebted.fees"] "BV tells what the patron owes, BH the currency, and the fine items count is not zero.";
    Should fee_limit_is_told ["patron.indebted"] "CC tells how much one may owe." of "demo library: blocked from 10.00 EUR";
    Should limits_are_told ["patron.ordinary"] "CB tells how many loans are allowed." of "demo library: at most 60 loans";
    Must contact_data_needs_the_right_pin ["patron.ordinary.pin"] "After a wrong PIN there is no address, e-mail, phone or birth date." of "Koha 23.05 on the wire: wrong PIN shows contact data";
    Must contact_data_needs_a_pin ["patron.ordinary"] "Without a PIN there is no address, e-mail, phone or birth date." of "Koha 23.05 on the wire: no PIN shows contact data";
    Must lists_need_no_wrong_pin ["patron.at_limit.pin"] "After a wrong PIN there is no list." of "demo library: after a wrong one neither lists nor contact data";
    Dialect lists_come_without_a_pin ["patron.at_limit.loans"] "Without a PIN there are flags, counts, balance and lists." of "demo library: demo terminals give them without a PIN";
    Must lists_hold_barcodes ["patron.at_limit"] "The charged items are told by barcodes that can be asked for." of "demo library: AS, AT, AU, CD, BM, BN hold barcodes";
    Must language_is_echoed ["patron.ordinary"] "The language of the answer is that of the request.";
}

const NONE: &str = "          ";
const LISTS: &[&str] = &["AS", "AT", "AU", "AV", "BU", "CD"];
const COUNTS: &[&str] = &[
    "hold items",
    "overdue items",
    "charged items",
    "fine items",
    "recall items",
    "unavailable holds",
];
const CONTACT: &[&str] = &["BD", "BE", "BF", "PB"];

/// A summary with Y at this position, counted from 1.
fn summary(position: usize) -> String {
    (1..=10)
        .map(|at| if at == position { 'Y' } else { ' ' })
        .collect()
}

fn information(c: &Context<'_, Profile>, role: &str, summary: &str) -> Outcome<Answer> {
    let patron = c.patron(role)?;
    let mut t = c.self_check()?;
    t.ask(&t.form.patron_information(&patron, summary))
}

fn window(c: &Context<'_, Profile>, role: &str, first: &str, last: &str) -> Outcome<Vec<String>> {
    let patron = c.patron(role)?;
    let mut t = c.self_check()?;
    let request = t
        .form
        .patron_information(&patron, &summary(3))
        .with("BP", first)
        .with("BQ", last);
    let answer = t.ask(&request)?;
    t.lives()?;
    Ok(answer.all("AU").into_iter().map(str::to_owned).collect())
}

/// The list that belongs to this summary position, which must be the only one.
fn only_list(answer: &Answer, position: usize) -> Outcome<Vec<&str>> {
    for (at, id) in LISTS.iter().enumerate() {
        ensure!(
            at + 1 == position || !answer.has(id),
            "summary position {position} brings {id} too"
        );
    }
    Ok(LISTS
        .get(position - 1)
        .map(|id| answer.all(id))
        .unwrap_or_default())
}

fn no_list(answer: &Answer) -> Outcome {
    ensure!(
        LISTS.iter().all(|id| !answer.has(id)),
        "there is a list nobody asked for"
    );
    Ok(())
}

fn ordinary_patron_is_described(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let answer = information(c, "ordinary", NONE)?;
    answer.field_is("AA", &patron.card)?;
    answer.field_is("AE", patron.name.as_deref().unwrap_or_default())?;
    answer.field_is("BL", "Y")
}

fn counts_have_four_digits(c: &mut Context<'_, Profile>) -> Outcome {
    // The checker has looked at all six; this asks with every summary.
    (0..=10).try_for_each(|position| information(c, "at_limit", &summary(position)).map(drop))
}

fn charged_count_is_right(c: &mut Context<'_, Profile>) -> Outcome {
    let loans = c.patron("at_limit")?.loans.unwrap_or_default();
    information(c, "at_limit", NONE)?.is("charged items", &format!("{loans:04}"))
}

fn counts_do_not_depend_on_the_summary(c: &mut Context<'_, Profile>) -> Outcome {
    let first = information(c, "other", NONE)?;
    for position in 1..=6 {
        let answer = information(c, "other", &summary(position))?;
        COUNTS
            .iter()
            .try_for_each(|count| answer.is(count, first.fixed(count)))?;
    }
    Ok(())
}

fn no_summary_brings_no_list(c: &mut Context<'_, Profile>) -> Outcome {
    no_list(&information(c, "at_limit", NONE)?)
}

fn lists(c: &Context<'_, Profile>, role: &str, position: usize, item: &str) -> Outcome {
    let barcode = c.item(item)?.barcode;
    let answer = information(c, role, &summary(position))?;
    let list = only_list(&answer, position)?;
    ensure!(
        list.contains(&barcode.as_str()),
        "{barcode} is not in the list {list:?}"
    );
    Ok(())
}

fn charged_items_are_listed(c: &mut Context<'_, Profile>) -> Outcome {
    lists(c, "other", 3, "on_loan")
}

fn overdue_items_are_listed(c: &mut Context<'_, Profile>) -> Outcome {
    lists(c, "other", 2, "on_loan_wanted")
}

fn hold_items_are_listed(c: &mut Context<'_, Profile>) -> Outcome {
    lists(c, "waiting", 1, "on_hold_shelf")
}

fn unavailable_holds_are_listed(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = information(c, "waiting", &summary(6))?;
    let list = only_list(&answer, 6)?;
    ensure!(
        !list.is_empty(),
        "the hold that is not ready is not in the list"
    );
    Ok(())
}

fn title_holds_are_listed_by_title(c: &mut Context<'_, Profile>) -> Outcome {
    let title = c.item("on_loan_wanted")?.title.unwrap_or_default();
    let answer = information(c, "ordinary", &summary(6))?;
    let list = only_list(&answer, 6)?;
    ensure!(
        list.contains(&title.as_str()),
        "{title:?} is not in the list {list:?}"
    );
    Ok(())
}

fn fine_items_are_listed(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = information(c, "indebted", &summary(4))?;
    let list = only_list(&answer, 4)?;
    ensure!(!list.is_empty(), "no fee is in the list");
    Ok(())
}

fn recalls_are_listed(c: &mut Context<'_, Profile>) -> Outcome {
    only_list(&information(c, "ordinary", &summary(5))?, 5).map(drop)
}

fn list_is_as_long_as_its_count(c: &mut Context<'_, Profile>) -> Outcome {
    for (position, count) in (1..).zip(COUNTS) {
        let answer = information(c, "other", &summary(position))?;
        let (told, listed) = (answer.number(count), only_list(&answer, position)?.len());
        ensure!(
            usize::try_from(told) == Ok(listed),
            "{count}: the count says {told}, the list has {listed}"
        );
    }
    Ok(())
}

fn window_is_inclusive(c: &mut Context<'_, Profile>) -> Outcome {
    let slice = window(c, "at_limit", "6", "10")?;
    ensure!(slice.len() == 5, "it brings {} items", slice.len());
    Ok(())
}

fn window_slices_join(c: &mut Context<'_, Profile>) -> Outcome {
    let (one, two) = (
        window(c, "at_limit", "1", "5")?,
        window(c, "at_limit", "6", "10")?,
    );
    let both = window(c, "at_limit", "1", "10")?;
    ensure!(
        [one, two].concat() == both,
        "the windows 1-5 and 6-10 do not make up the window 1-10"
    );
    Ok(())
}

fn window_beyond_the_end_is_empty(c: &mut Context<'_, Profile>) -> Outcome {
    let beyond = window(c, "at_limit", "9000", "9010")?;
    ensure!(beyond.is_empty(), "it brings {beyond:?}");
    Ok(())
}

fn inverted_window_is_survived(c: &mut Context<'_, Profile>) -> Outcome {
    window(c, "at_limit", "10", "2").map(drop)
}

fn zero_window_is_survived(c: &mut Context<'_, Profile>) -> Outcome {
    window(c, "at_limit", "0", "0").map(drop)
}

fn window_of_text_is_survived(c: &mut Context<'_, Profile>) -> Outcome {
    window(c, "at_limit", "abc", "").map(drop)
}

fn huge_window_is_survived(c: &mut Context<'_, Profile>) -> Outcome {
    window(c, "many_loans", "-1", "4294967296").map(drop)
}

fn two_flags_in_the_summary_are_survived(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = information(c, "other", " YY       ")?;
    only_list(&answer, 2).map(drop)
}

fn undefined_summary_is_survived(c: &mut Context<'_, Profile>) -> Outcome {
    (7..=10).try_for_each(|position| no_list(&information(c, "other", &summary(position))?))
}

fn summary_of_n_asks_for_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    no_list(&information(c, "other", "NNNNNNNNNN")?)
}

fn unknown_patron_is_described(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    let answer = t.ask(&t.form.patron_information(&Patron::unknown(), &summary(3)))?;
    answer.field_is("BL", "N")?;
    answer.field_is("AA", &Patron::unknown().card)?;
    COUNTS
        .iter()
        .try_for_each(|count| answer.is(count, "0000"))?;
    no_list(&answer)
}

fn debt_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = information(c, "indebted", NONE)?;
    answer.field_is("BH", &c.profile.currency)?;
    ensure!(
        Cents::read(answer.value("BV"))?.0 > 0,
        "BV is {:?}",
        answer.value("BV")
    );
    ensure!(
        answer.number("fine items") > 0,
        "the fine items count is zero"
    );
    Ok(())
}

fn fee_limit_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = information(c, "indebted", NONE)?;
    answer.needs("CC")?;
    Cents::read(answer.value("CC")).map(drop)
}

fn limits_are_told(c: &mut Context<'_, Profile>) -> Outcome {
    information(c, "ordinary", NONE)?.needs("CB")
}

fn contact_data_needs_the_right_pin(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    c.right_pin_later(&patron);
    let mut t = c.self_check()?;
    let answer = t.ask(&t.form.patron_information(&patron.with_wrong_pin(), NONE))?;
    answer.field_is("CQ", "N")?;
    CONTACT.iter().try_for_each(|id| answer.hides(id))
}

fn contact_data_needs_a_pin(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    let answer = t.ask(&t.form.patron_information(&patron, NONE).without("AD"))?;
    CONTACT.iter().try_for_each(|id| answer.hides(id))
}

fn lists_need_no_wrong_pin(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("at_limit")?;
    c.right_pin_later(&patron);
    let mut t = c.self_check()?;
    no_list(
        &t.ask(
            &t.form
                .patron_information(&patron.with_wrong_pin(), &summary(3)),
        )?,
    )
}

fn lists_come_without_a_pin(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("at_limit")?;
    let mut t = c.self_check()?;
    let answer = t.ask(
        &t.form
            .patron_information(&patron, &summary(3))
            .without("AD"),
    )?;
    answer.is(
        "charged items",
        &format!("{:04}", patron.loans.unwrap_or_default()),
    )?;
    ensure!(answer.has("AU"), "there is no list");
    Ok(())
}

fn lists_hold_barcodes(c: &mut Context<'_, Profile>) -> Outcome {
    let listed = window(c, "at_limit", "1", "1")?;
    ensure!(!listed.is_empty(), "the list is empty");
    let mut t = c.self_check()?;
    for barcode in listed {
        let status = t.item_status(&Item::of(&barcode))?;
        ensure!(
            status == "04",
            "item information on {barcode} says {status}, not charged (04)"
        );
    }
    Ok(())
}

fn language_is_echoed(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    for language in ["001", "006", "007"] {
        t.ask(&t.form.patron_information(&patron, NONE).at(2, language))?
            .is("language", language)?;
    }
    Ok(())
}
