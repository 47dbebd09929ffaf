//! Renew All (65/66).

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{Patron, Profile, answer::Answer},
};

cases! {
    "sip2/renew_all", "SIP2 2.00, Renew All 65/66", ["account.self_check"];
    Must all_loans_are_renewed ["patron.ordinary.pin", "spare.3"] "Three renewable loans are renewed: ok 1, renewed 0003, each named in BM.";
    Must counts_are_those_of_the_lists ["patron.ordinary.pin", "spare.3"] "The counts are the numbers of BM and BN fields.";
    Must what_cannot_be_renewed_is_named ["patron.ordinary.pin", "patron.other.pin", "spare.2", "locations.1"] "A loan for which somebody waits is named in BN, the others in BM.";
    Must nothing_to_renew_is_answered ["patron.child.pin"] "A patron without loans gets counts of zero and no list.";
    Must unknown_patron_is_refused [] "An unknown card is refused with counts of zero and a reason.";
    Must lost_card_is_refused ["patron.lost_card.pin"] "A card reported lost renews nothing.";
    Must many_loans_are_answered ["patron.at_limit.pin", "patron.at_limit.loans"] "A patron with many loans gets counts that add up to them.";
    Must loans_stay_loans ["patron.ordinary.pin", "spare.2"] "The number of loans is the same before and after.";
}

fn all_after_lending(c: &mut Context<'_, Profile>, count: usize) -> Outcome<(Answer, Vec<String>)> {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    let mut barcodes = Vec::new();
    for number in 0..count {
        let item = c.spare(number)?;
        c.lend(&mut t, &patron, &item)?;
        barcodes.push(item.barcode);
    }
    Ok((t.ask(&t.form.renew_all(&patron))?, barcodes))
}

fn all_loans_are_renewed(c: &mut Context<'_, Profile>) -> Outcome {
    let (answer, mut barcodes) = all_after_lending(c, 3)?;
    answer.is("ok", "1")?;
    answer.is("renewed", "0003")?;
    let mut renewed = answer.all("BM");
    renewed.sort_unstable();
    barcodes.sort_unstable();
    ensure!(
        renewed == barcodes,
        "BM names {renewed:?}, on loan are {barcodes:?}"
    );
    Ok(())
}

fn adds_up(answer: &Answer) -> Outcome {
    for (count, id) in [("renewed", "BM"), ("unrenewed", "BN")] {
        let (told, listed) = (answer.fixed(count), answer.all(id).len());
        ensure!(
            told == format!("{listed:04}"),
            "{count} is {told}, there are {listed} {id}"
        );
    }
    Ok(())
}

fn counts_are_those_of_the_lists(c: &mut Context<'_, Profile>) -> Outcome {
    adds_up(&all_after_lending(c, 3)?.0)
}

fn what_cannot_be_renewed_is_named(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, waiter) = (c.patron("ordinary")?, c.patron("other")?);
    let (free, wanted) = (c.spare(0)?, c.spare(1)?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &free)?;
    c.lend(&mut t, &patron, &wanted)?;
    c.reserve(&mut t, &waiter, &wanted)?;
    let answer = t.ask(&t.form.renew_all(&patron))?;
    ensure!(
        answer.all("BM").contains(&free.barcode.as_str()),
        "BM does not name the loan that can be renewed"
    );
    ensure!(
        answer.all("BN").contains(&wanted.barcode.as_str()),
        "BN does not name the loan somebody waits for"
    );
    adds_up(&answer)
}

fn renews_nothing(c: &Context<'_, Profile>, patron: &Patron) -> Outcome<Answer> {
    let mut t = c.self_check()?;
    let answer = t.ask(&t.form.renew_all(patron))?;
    answer.is("renewed", "0000")?;
    ensure!(!answer.has("BM"), "BM names {:?}", answer.all("BM"));
    Ok(answer)
}

fn nothing_to_renew_is_answered(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("child")?;
    renews_nothing(c, &patron)?.is("unrenewed", "0000")
}

fn unknown_patron_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    renews_nothing(c, &Patron::unknown())?.refuses()
}

fn lost_card_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("lost_card")?;
    renews_nothing(c, &patron)?.refuses()
}

fn many_loans_are_answered(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("at_limit")?;
    let mut t = c.self_check()?;
    let answer = t.ask(&t.form.renew_all(&patron))?;
    let all = answer.number("renewed") + answer.number("unrenewed");
    let loans = patron.loans.unwrap_or_default();
    ensure!(
        all == loans,
        "renewed and unrenewed are {all} together, on loan are {loans}"
    );
    t.lives()
}

fn loans_stay_loans(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let before = c.self_check()?.loans(&patron)?;
    all_after_lending(c, 2)?;
    let after = c.self_check()?.loans(&patron)?;
    ensure!(
        after == before + 2,
        "two loans on top of {before} make {after}"
    );
    Ok(())
}
