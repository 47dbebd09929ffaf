//! Patrons (GET /patrons/{barcode}).

use jiff::{Zoned, tz::TimeZone};
use serde_json::Value;

use super::super::{
    Profile,
    answer::{entries, number, same, text, value},
    format,
    steps::NOBODY,
};
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
};

cases! {
    "api/patrons", "consortium API, GET /patrons/{barcode}", [];
    Must ordinary_patron_may_borrow ["patron.ordinary"] "A patron in good standing has no blocks, owes nothing and may borrow, renew and place holds.";
    Must name_in_its_letters ["patron.ordinary.name"] "The name comes whole, in UTF-8.";
    Must home_and_language ["patron.ordinary.home", "patron.ordinary.language"] "Home is a library's code, the language fi, sv or en.";
    Must language_of_another ["patron.other.language"] "Each patron has a language of their own.";
    Must expiry_is_a_date ["patron.ordinary"] "The expiry of a card is a date YYYY-MM-DD, or null.";
    Must unknown_card_is_404 [] "A card that nobody has gets 404 patron_unknown.";
    Must unknown_card_in_lists_is_404 [] "The lists of a card that nobody has get 404 patron_unknown.";
    Must debt_is_a_block ["patron.indebted.fees"] "Who owes too much has a block fee_limit, the balance being the sum of the fees.";
    Must expired_card_is_a_block ["patron.expired"] "An expired card has a block patron_expired and an expiry in the past.";
    Must lost_card_is_a_block ["patron.lost_card"] "A card reported lost has a block card_lost.";
    Must child_is_a_child ["patron.child", "patron.ordinary"] "The age class tells a child from an adult.";
    Must limit_and_count_of_loans ["patron.at_limit.loans"] "A patron at the loan limit has as many loans as the limit says.";
    Must ready_holds_are_counted ["patron.waiting"] "Holds that can be fetched are counted apart.";
    Must overdue_loans_are_counted ["patron.other", "item.on_loan_wanted"] "Overdue loans are counted.";
    Must counts_are_those_of_the_lists ["patron.other", "patron.waiting", "patron.indebted"] "The counts are the totals of the lists.";
    Must path_is_percent_decoded ["patron.ordinary"] "A barcode in the path may be percent-encoded." of "RFC 3986, 2.1";
}

fn patron(c: &Context<'_, Profile>, role: &str) -> Outcome<Value> {
    c.read(&format!("/patrons/{}", c.patron(role)?.barcode))
}

fn block<'a>(patron: &'a Value, code: &str) -> Outcome<&'a Value> {
    let blocks = entries(patron, "/blocks")?;
    let found = blocks.iter().find(|block| block["code"] == code);
    found.ok_or_else(|| Stop::failed(format!("no block {code} in {blocks:?}")))
}

fn ordinary_patron_may_borrow(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = patron(c, "ordinary")?;
    same(&patron, "/barcode", c.patron("ordinary")?.barcode)?;
    ensure!(entries(&patron, "/blocks")?.is_empty(), "there are blocks");
    for privilege in ["checkout", "renew", "hold"] {
        same(&patron, &format!("/privileges/{privilege}"), true)?;
    }
    let owed = c.cents(&patron, "/balance")?;
    ensure!(owed == 0, "{owed} cents are owed");
    Ok(())
}

fn name_in_its_letters(c: &mut Context<'_, Profile>) -> Outcome {
    let name = c.patron("ordinary")?.name.unwrap_or_default();
    same(&patron(c, "ordinary")?, "/name", name)
}

fn home_and_language(c: &mut Context<'_, Profile>) -> Outcome {
    let (known, told) = (c.patron("ordinary")?, patron(c, "ordinary")?);
    same(&told, "/home", known.home.unwrap_or_default())?;
    same(&told, "/language", known.language.unwrap_or_default())
}

fn language_of_another(c: &mut Context<'_, Profile>) -> Outcome {
    let known = c.patron("other")?.language.unwrap_or_default();
    same(&patron(c, "other")?, "/language", known)
}

fn expiry_is_a_date(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = patron(c, "ordinary")?;
    match value(&patron, "/expires")? {
        Value::Null => Ok(()),
        expires => {
            let date = expires.as_str().and_then(format::read_date);
            ensure!(date.is_some(), "expires is {expires}");
            Ok(())
        }
    }
}

fn unknown_card_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    c.get(&format!("/patrons/{NOBODY}"))?
        .problem(404, "patron_unknown")
        .map(drop)
}

fn unknown_card_in_lists_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    for list in ["loans", "holds", "fees"] {
        let answer = c.get(&format!("/patrons/{NOBODY}/{list}"))?;
        answer.problem(404, "patron_unknown")?;
    }
    Ok(())
}

fn debt_is_a_block(c: &mut Context<'_, Profile>) -> Outcome {
    let told = patron(c, "indebted")?;
    let fees = c.read(&format!(
        "/patrons/{}/fees?limit=1000",
        c.patron("indebted")?.barcode
    ))?;
    let mut sum = 0;
    for fee in entries(&fees, "/items")? {
        sum += c.cents(fee, "/amount")?;
    }
    let balance = c.cents(&told, "/balance")?;
    ensure!(
        sum == balance,
        "the fees are {sum} cents, the balance {balance}"
    );
    block(&told, "fee_limit").map(drop)
}

fn expired_card_is_a_block(c: &mut Context<'_, Profile>) -> Outcome {
    let told = patron(c, "expired")?;
    let expires = text(&told, "/expires")?;
    let zone = TimeZone::get(&c.profile.time_zone).unwrap_or(TimeZone::UTC);
    let today = Zoned::now().with_time_zone(zone).date();
    ensure!(
        format::read_date(expires).is_some_and(|date| date < today),
        "the card expires {expires}"
    );
    block(&told, "patron_expired").map(drop)
}

fn lost_card_is_a_block(c: &mut Context<'_, Profile>) -> Outcome {
    let told = patron(c, "lost_card")?;
    text(block(&told, "card_lost")?, "/text").map(drop)
}

fn child_is_a_child(c: &mut Context<'_, Profile>) -> Outcome {
    same(&patron(c, "child")?, "/age_class", "child")?;
    same(&patron(c, "ordinary")?, "/age_class", "adult")
}

fn limit_and_count_of_loans(c: &mut Context<'_, Profile>) -> Outcome {
    let (known, told) = (c.patron("at_limit")?, patron(c, "at_limit")?);
    same(&told, "/counts/loans", known.loans)?;
    same(&told, "/limits/loans", known.loans)
}

fn ready_holds_are_counted(c: &mut Context<'_, Profile>) -> Outcome {
    let told = patron(c, "waiting")?;
    let (holds, ready) = (
        number(&told, "/counts/holds")?,
        number(&told, "/counts/holds_ready")?,
    );
    ensure!(
        ready >= 1 && ready < holds,
        "{ready} of {holds} holds are ready"
    );
    Ok(())
}

fn overdue_loans_are_counted(c: &mut Context<'_, Profile>) -> Outcome {
    let overdue = number(&patron(c, "other")?, "/counts/overdue")?;
    ensure!(overdue >= 1, "no loan is overdue");
    Ok(())
}

fn counts_are_those_of_the_lists(c: &mut Context<'_, Profile>) -> Outcome {
    for role in ["other", "waiting", "indebted"] {
        let told = patron(c, role)?;
        for list in ["loans", "holds", "fees"] {
            let path = format!("/patrons/{}/{list}?limit=1", text(&told, "/barcode")?);
            let (total, count) = (
                number(&c.read(&path)?, "/total")?,
                number(&told, &format!("/counts/{list}"))?,
            );
            ensure!(
                total == count,
                "{role}: {count} {list} counted, {total} listed"
            );
        }
    }
    Ok(())
}

fn path_is_percent_decoded(c: &mut Context<'_, Profile>) -> Outcome {
    let barcode = c.patron("ordinary")?.barcode;
    let encoded: String = barcode.bytes().map(|byte| format!("%{byte:02X}")).collect();
    same(
        &c.read(&format!("/patrons/{encoded}"))?,
        "/barcode",
        barcode,
    )
}
