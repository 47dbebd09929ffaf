//! Fee Paid (37/38).
//!
//! A payment cannot be taken back. So these cases first lend the item with a fee, acknowledge the
//! fee, and pay that: afterwards the patron owes what they owed before.

use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
    sip2::{
        Item, Patron, Profile, answer::Answer, money::Cents, request::Request, terminal::Terminal,
    },
};

cases! {
    "sip2/fee_paid", "SIP2 2.00, Fee Paid 37/38", ["account.self_check"];
    Must whole_balance_is_paid ["patron.ordinary.pin", "item.fee.fee"] "Paying what is owed is accepted and the balance is zero.";
    Must part_of_the_balance_is_paid ["patron.ordinary.pin", "item.fee.fee"] "Paying a part is accepted and the balance is less by that part.";
    Must named_fee_is_paid ["patron.indebted.pin", "patron.indebted.fees"] "A payment that names a fee (CG) is accepted and the balance is less by it.";
    Must transaction_is_echoed ["patron.ordinary.pin", "item.fee.fee"] "BK of the answer is the BK of the request.";
    Must same_transaction_is_booked_once ["patron.ordinary.pin", "item.fee.fee"] "The same BK, patron and amount again is booked once." of "Koha 23.05 on the wire: the same 37 with the same BK is booked twice";
    Must same_transaction_on_another_connection_is_booked_once ["patron.ordinary.pin", "item.fee.fee"] "The same BK, patron and amount on another connection is booked once." of "Koha 23.05 on the wire: the same 37 with the same BK is booked twice";
    Must another_transaction_is_booked ["patron.ordinary.pin", "item.fee.fee"] "Another BK with the same amount is another payment.";
    Must more_than_the_balance_is_refused ["patron.ordinary.pin", "item.fee.fee"] "A payment above the balance is refused and nothing is booked." of "Koha 23.05 on the wire: 37 above the balance is taken";
    Must more_than_the_named_fee_is_refused ["patron.indebted.pin", "patron.indebted.fees"] "A payment above the named fee is refused and nothing is booked.";
    Must unknown_fee_is_refused ["patron.indebted.pin"] "A payment for an unknown fee (CG) is refused and nothing is booked.";
    Must nothing_owed_takes_no_payment ["patron.ordinary.pin"] "A patron who owes nothing can pay nothing.";
    Must zero_is_refused ["patron.indebted.pin"] "A payment of 0.00 is refused.";
    Must negative_amount_is_refused ["patron.indebted.pin"] "A negative amount is refused and the balance does not grow.";
    Must decimal_comma_is_refused ["patron.indebted.pin"] "An amount with a comma is refused, never guessed.";
    Must three_decimals_are_refused ["patron.indebted.pin"] "An amount with three decimals is refused.";
    Must words_are_refused ["patron.indebted.pin"] "An amount that is no number is refused.";
    Must missing_amount_is_refused ["patron.indebted.pin"] "A payment without BV is refused or asked for again.";
    Must huge_amount_is_refused ["patron.indebted.pin"] "An amount of forty digits is refused.";
    Must other_currency_is_refused ["patron.indebted.pin"] "A payment in another currency is refused.";
    Should amount_without_decimals_is_understood ["patron.ordinary.pin", "item.fee.fee"] "BV 1 is one whole unit of the currency." of "demo library: at most two decimals";
    Must unknown_patron_is_refused [] "A payment with an unknown card is refused, and the session lives." of "Koha 23.05 on the wire: 37 for an unknown patron closes the connection";
    Should payment_types_are_accepted ["patron.ordinary.pin", "item.fee.fee"] "Cash, VISA and credit card payments are accepted.";
    Must refusal_says_why ["patron.indebted.pin"] "A refused payment has its reason in AF.";
    Must payment_lifts_the_debt_it_pays ["patron.ordinary.pin", "item.fee.fee"] "BV of 24 and 64 agree after a payment.";
}

/// A patron who owes the fee of the fee item, and a terminal.
fn debtor(c: &mut Context<'_, Profile>) -> Outcome<(Terminal, Patron)> {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    c.run_up_a_fee(&mut t, &patron)?;
    Ok((t, patron))
}

/// A transaction id nobody has used yet.
fn transaction() -> String {
    format!("CT{:x}", jiff::Timestamp::now().as_nanosecond())
}

fn paid(t: &mut Terminal, patron: &Patron, request: &Request) -> Outcome<(Answer, Cents)> {
    let before = t.balance(patron)?;
    let answer = t.ask(request)?;
    let after = t.balance(patron)?;
    Ok((answer, before - after))
}

fn whole_balance_is_paid(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut t, patron) = debtor(c)?;
    let owed = t.balance(&patron)?;
    t.ask(&t.form.fee_paid(&patron, &owed.to_string()))?
        .is("payment accepted", "Y")?;
    let left = t.balance(&patron)?;
    ensure!(left == Cents(0), "{left} is left");
    Ok(())
}

fn books(c: &mut Context<'_, Profile>, amount: &str, cents: i64) -> Outcome<Answer> {
    let (mut t, patron) = debtor(c)?;
    let request = t.form.fee_paid(&patron, amount).with("BK", transaction());
    let (answer, less) = paid(&mut t, &patron, &request)?;
    answer.is("payment accepted", "Y")?;
    ensure!(
        less == Cents(cents),
        "{amount} was paid and the balance is less by {less}"
    );
    Ok(answer)
}

fn part_of_the_balance_is_paid(c: &mut Context<'_, Profile>) -> Outcome {
    books(c, "0.50", 50).map(drop)
}

fn named_fee_is_paid(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("indebted")?;
    let fee = patron
        .fees
        .last()
        .cloned()
        .ok_or_else(|| Stop::skipped("the profile names no fee"))?;
    let mut t = c.self_check()?;
    let request = t
        .form
        .fee_paid(&patron, "0.01")
        .with("CG", &fee.id)
        .with("BK", transaction());
    let (answer, less) = paid(&mut t, &patron, &request)?;
    if answer.fixed("payment accepted") == "N" && t.balance(&patron)? < Cents::read(&fee.amount)? {
        return Err(Stop::skipped("earlier runs have paid the fee"));
    }
    answer.is("payment accepted", "Y")?;
    ensure!(
        less == Cents(1),
        "0.01 was paid and the balance is less by {less}"
    );
    Ok(())
}

fn transaction_is_echoed(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut t, patron) = debtor(c)?;
    let id = transaction();
    t.ask(&t.form.fee_paid(&patron, "0.10").with("BK", &id))?
        .field_is("BK", &id)
}

fn same_transaction_is_booked_once(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut t, patron) = debtor(c)?;
    let request = t.form.fee_paid(&patron, "0.50").with("BK", transaction());
    let before = t.balance(&patron)?;
    t.ask(&request)?.is("payment accepted", "Y")?;
    t.ask(&request)?;
    let less = before - t.balance(&patron)?;
    ensure!(
        less == Cents(50),
        "0.50 was sent twice and {less} was booked"
    );
    Ok(())
}

fn same_transaction_on_another_connection_is_booked_once(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut t, patron) = debtor(c)?;
    let mut second = c.self_check()?;
    let request = t.form.fee_paid(&patron, "0.50").with("BK", transaction());
    let before = t.balance(&patron)?;
    t.ask(&request)?.is("payment accepted", "Y")?;
    second.ask(&request)?;
    let less = before - t.balance(&patron)?;
    ensure!(
        less == Cents(50),
        "0.50 was sent twice and {less} was booked"
    );
    Ok(())
}

fn another_transaction_is_booked(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut t, patron) = debtor(c)?;
    let before = t.balance(&patron)?;
    for _ in 0..2 {
        let request = t.form.fee_paid(&patron, "0.50").with("BK", transaction());
        t.ask(&request)?.is("payment accepted", "Y")?;
    }
    let less = before - t.balance(&patron)?;
    ensure!(
        less == Cents(100),
        "two payments of 0.50 made the balance less by {less}"
    );
    Ok(())
}

/// Fails unless the payment is refused with a reason and nothing is booked.
fn refused(t: &mut Terminal, patron: &Patron, request: &Request) -> Outcome {
    let (answer, less) = paid(t, patron, request)?;
    answer.is("payment accepted", "N")?;
    answer.says_why()?;
    ensure!(less == Cents(0), "the balance is less by {less}");
    Ok(())
}

fn more_than_the_balance_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut t, patron) = debtor(c)?;
    let too_much = t.balance(&patron)? + Cents(1);
    let request = t.form.fee_paid(&patron, &too_much.to_string());
    refused(&mut t, &patron, &request)
}

fn more_than_the_named_fee_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("indebted")?;
    let fee = patron
        .fees
        .last()
        .cloned()
        .ok_or_else(|| Stop::skipped("the profile names no fee"))?;
    let too_much = Cents::read(&fee.amount)? + Cents(1);
    let mut t = c.self_check()?;
    let request = t
        .form
        .fee_paid(&patron, &too_much.to_string())
        .with("CG", &fee.id);
    refused(&mut t, &patron, &request)
}

/// The indebted patron's payment with this amount is refused.
fn amount_refused(c: &Context<'_, Profile>, amount: &str) -> Outcome {
    let patron = c.patron("indebted")?;
    let mut t = c.self_check()?;
    let request = t.form.fee_paid(&patron, amount);
    refused(&mut t, &patron, &request)
}

fn unknown_fee_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("indebted")?;
    let mut t = c.self_check()?;
    let request = t.form.fee_paid(&patron, "0.10").with("CG", "NO-SUCH-FEE");
    refused(&mut t, &patron, &request)
}

fn nothing_owed_takes_no_payment(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    let request = t.form.fee_paid(&patron, "1.00");
    refused(&mut t, &patron, &request)
}

fn zero_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    amount_refused(c, "0.00")
}

fn negative_amount_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    amount_refused(c, "-1.00")
}

fn decimal_comma_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    amount_refused(c, "0,10")
}

fn three_decimals_are_refused(c: &mut Context<'_, Profile>) -> Outcome {
    amount_refused(c, "0.101")
}

fn words_are_refused(c: &mut Context<'_, Profile>) -> Outcome {
    ["ten", "1e2", "0x10", "NaN", " ", "1 000"]
        .iter()
        .try_for_each(|amount| amount_refused(c, amount))
}

fn missing_amount_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("indebted")?;
    let mut t = c.self_check()?;
    let answer = t.ask_or_96(&t.form.fee_paid(&patron, "").without("BV"))?;
    ensure!(
        answer.fixed("payment accepted") != "Y",
        "a payment of nothing is accepted"
    );
    t.lives()
}

fn huge_amount_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    amount_refused(c, &"9".repeat(40))
}

fn other_currency_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("indebted")?;
    let mut t = c.self_check()?;
    let foreign = if t.form.currency == "SEK" {
        "EUR"
    } else {
        "SEK"
    };
    let request = t.form.fee_paid(&patron, "0.10").at(24, foreign);
    refused(&mut t, &patron, &request)
}

fn amount_without_decimals_is_understood(c: &mut Context<'_, Profile>) -> Outcome {
    books(c, "1", 100).map(drop)
}

fn unknown_patron_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    let answer = t.ask(&t.form.fee_paid(&Patron::unknown(), "1.00"))?;
    answer.is("payment accepted", "N")?;
    t.lives()
}

fn payment_types_are_accepted(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut t, patron) = debtor(c)?;
    for kind in ["00", "01", "02"] {
        let request = t
            .form
            .fee_paid(&patron, "0.10")
            .at(22, kind)
            .with("BK", transaction());
        t.ask(&request)?.is("payment accepted", "Y")?;
    }
    Ok(())
}

fn refusal_says_why(c: &mut Context<'_, Profile>) -> Outcome {
    amount_refused(c, "0.00")
}

fn payment_lifts_the_debt_it_pays(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut t, patron) = debtor(c)?;
    t.ask(&t.form.fee_paid(&patron, "0.50").with("BK", transaction()))?
        .is("payment accepted", "Y")?;
    let (status, information) = (t.ask(&t.form.patron_status(&patron))?, t.balance(&patron)?);
    ensure!(
        Cents::read(status.value("BV"))? == information,
        "24 says {}, 64 says {information}",
        status.value("BV")
    );
    t.give_back(&Item::of(&c.item("fee")?.barcode)).map(drop)
}
