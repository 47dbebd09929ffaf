//! A security gate: asks about items and does nothing else.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{
        Item, Patron, Profile,
        request::{Forms, Request},
        terminal::Terminal,
    },
};

cases! {
    "sip2/gate", "demo library: a gate account serves 17, 93, 97 and 99 only, and says so", ["account.gate"];
    Must gate_asks_about_items ["spare.1"] "A gate gets item information.";
    Must status_says_what_it_cannot [] "The 98 of a gate has checkin, checkout and renewal N.";
    Must supported_messages_are_honest [] "BX of a gate has Y for 99, 96/97, 93 and 17 only.";
    Must checkout_is_refused ["patron.ordinary.pin", "spare.1"] "A gate's checkout gets its own code with a refusal, and nothing is lent.";
    Must checkin_is_refused ["item.on_loan"] "A gate's checkin gets its own code with a refusal, and the loan stands.";
    Must patrons_are_not_shown ["patron.ordinary.name"] "A gate learns nothing about a patron.";
    Must everything_else_is_refused ["patron.ordinary.pin", "spare.1"] "Each other request of a gate gets its own code with a refusal and a reason.";
    Must answers_can_be_asked_for_again [] "97 works at a gate.";
}

fn gate_asks_about_items(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(0)?;
    c.terminal("gate")?.item_status(&item).map(drop)
}

fn status_says_what_it_cannot(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.terminal("gate")?.ask(&Forms::sc_status())?;
    ["checkin ok", "checkout ok", "renewal policy"]
        .iter()
        .try_for_each(|flag| answer.is(flag, "N"))
}

fn supported_messages_are_honest(c: &mut Context<'_, Profile>) -> Outcome {
    c.terminal("gate")?
        .ask(&Forms::sc_status())?
        .field_is("BX", "NNNNYYYNNNYNNNNN")
}

fn checkout_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(0)?);
    let mut t = c.terminal("gate")?;
    t.ask(&t.form.checkout(&patron, &item))?.refuses()?;
    ensure!(t.item_status(&item)? != "04", "the item is on loan");
    Ok(())
}

fn checkin_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("on_loan")?;
    let mut t = c.terminal("gate")?;
    t.give_back(&item)?.refuses()?;
    ensure!(t.item_status(&item)? == "04", "the loan has ended");
    Ok(())
}

fn patrons_are_not_shown(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.terminal("gate")?;
    for request in [
        t.form.patron_status(&patron),
        t.form.patron_information(&patron, "  Y       "),
    ] {
        let answer = t.ask(&request)?;
        let name = patron.name.as_deref().unwrap_or_default();
        ensure!(
            !String::from_utf8_lossy(&answer.raw).contains(name),
            "the {} names the patron",
            answer.code
        );
        ["BD", "BE", "BF", "PB", "BV", "AU"]
            .iter()
            .try_for_each(|id| answer.hides(id))?;
        ensure!(
            answer.value("CQ") != "Y",
            "the {} judges the PIN",
            answer.code
        );
    }
    Ok(())
}

fn others(t: &Terminal, patron: &Patron, item: &Item) -> Vec<Request> {
    let f = &t.form;
    vec![
        f.item_status_update(item, ""),
        f.renew(patron, item),
        f.renew_all(patron),
        f.hold('+', patron, item, "KAJ"),
        f.fee_paid(patron, "0.10"),
        f.block_patron(patron),
        f.patron_enable(patron),
        f.end_patron_session(patron),
    ]
}

fn everything_else_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(0)?);
    c.enable_later(&patron);
    c.cancel_hold_later(&patron, &item);
    let mut t = c.terminal("gate")?;
    for request in others(&t, &patron, &item) {
        let answer = t.ask(&request)?;
        answer.says_why()?;
        ensure!(
            answer.fixed("ok") != "1",
            "{} is carried out",
            request.code()
        );
        ensure!(
            answer.fixed("payment accepted") != "Y",
            "{} is carried out",
            request.code()
        );
    }
    let status = c.self_check()?;
    let mut t = status;
    ensure!(
        !t.ask(&t.form.patron_status(&patron))?
            .fixed("patron status")
            .contains('Y'),
        "the patron is blocked"
    );
    Ok(())
}

fn answers_can_be_asked_for_again(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.terminal("gate")?;
    t.ask(&Forms::sc_status())?;
    let again = t.ask_bytes(b"97\r")?;
    ensure!(again.code == "98", "97 brings a {}", again.code);
    Ok(())
}
