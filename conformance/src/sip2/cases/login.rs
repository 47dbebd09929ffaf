//! Login (93/94).

use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
    sip2::{
        Profile,
        answer::Answer,
        request::{Forms, Request},
        terminal::{A_WHILE, Terminal, plain},
    },
    visible,
};

cases! {
    "sip2/login", "SIP2 2.00, Login 93/94", ["account.self_check"];
    Must right_password_is_granted [] "A login with the right user and password is answered 941.";
    Must answer_has_nothing_but_ok [] "The answer to a login is the code, one flag and the trailer, without any field.";
    Must wrong_password_is_refused [] "A wrong password is answered 940.";
    Must unknown_user_is_refused [] "An unknown user is answered 940.";
    Must empty_password_is_refused [] "An empty password is answered 940.";
    Must missing_password_is_refused [] "A login without CO is answered 940, or asked for again.";
    Must missing_user_is_refused [] "A login without CN is answered 940, or asked for again.";
    Must refusals_do_not_tell_users_apart [] "An unknown user and a wrong password get the same answer.";
    Must unknown_user_algorithm_is_refused [] "A UID algorithm other than 0 is answered 940, never guessed.";
    Must unknown_password_algorithm_is_refused [] "A PWD algorithm other than 0 is answered 940, never guessed.";
    Must location_is_optional [] "A login without CP is granted.";
    Must fields_may_come_in_any_order [] "A login with CP, CO, CN in another order is granted.";
    Must unknown_fields_are_ignored [] "A login with an unknown field is granted.";
    Must nothing_is_served_before_login [] "A transaction before login is not carried out and gets valid SIP2 or nothing." of "SIP2 2.00, session; demo library: nothing is answered before login but what the rules allow";
    Must patron_data_is_not_served_before_login ["patron.ordinary"] "Patron information before login shows no patron." of "SIP2 2.00, session; data protection";
    Should refusal_before_login_is_the_same_every_time [] "A transaction before login gets the same treatment every time.";
    Must failed_second_login_ends_the_first [] "After a failed second login on a connection the first identity is gone." of "SIP2 2.00, session; a login replaces the one before it";
    Should second_login_replaces_the_first ["account.gate"] "After a second login as another account, that account's rights hold.";
    Should last_field_without_delimiter_is_accepted [] "A login whose last field has no delimiter is granted." of "field practice: SIP2 over HTTP relays send it so";
    Must second_login_after_a_refusal_is_possible [] "After a refused login the right one is granted, on this connection or a fresh one.";
}

fn refused(c: &Context<'_, Profile>, request: &Request) -> Outcome {
    let mut t = c.stranger()?;
    let answer = t.ask(request)?;
    answer.is("ok", "0")
}

fn refused_or_96(c: &Context<'_, Profile>, request: &Request) -> Outcome {
    let mut t = c.stranger()?;
    let answer = t.ask_or_96(request)?;
    ensure!(
        answer.code == "96" || answer.fixed("ok") == "0",
        "it is granted"
    );
    Ok(())
}

fn right(c: &Context<'_, Profile>) -> Outcome<Request> {
    let account = c.account("self_check")?;
    Ok(Forms::login(
        &account.user,
        &account.password,
        &account.location,
    ))
}

fn granted(c: &Context<'_, Profile>, request: &Request) -> Outcome {
    let mut t = c.stranger()?;
    t.ask(request)?.is("ok", "1")?;
    t.lives()
}

fn right_password_is_granted(c: &mut Context<'_, Profile>) -> Outcome {
    let request = right(c)?;
    granted(c, &request)
}

fn answer_has_nothing_but_ok(c: &mut Context<'_, Profile>) -> Outcome {
    let request = right(c)?;
    let mut t = c.stranger()?;
    t.detection = false;
    let answer = t.ask(&request)?;
    ensure!(
        answer.raw == b"941\r",
        "the answer is {}",
        visible(&answer.raw)
    );
    Ok(())
}

fn wrong_password_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let request = right(c)?.with("CO", "certainly-not-the-password");
    refused(c, &request)
}

fn unknown_user_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let request = right(c)?.with("CN", "no-such-terminal");
    refused(c, &request)
}

fn empty_password_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let request = right(c)?.with("CO", "");
    refused(c, &request)
}

fn missing_password_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let request = right(c)?.without("CO");
    refused_or_96(c, &request)
}

fn missing_user_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let request = right(c)?.without("CN");
    refused_or_96(c, &request)
}

fn refusals_do_not_tell_users_apart(c: &mut Context<'_, Profile>) -> Outcome {
    let wrong = right(c)?.with("CO", "certainly-not-the-password");
    let unknown = wrong.clone().with("CN", "no-such-terminal");
    let first = c.stranger()?.ask(&wrong)?;
    let second = c.stranger()?.ask(&unknown)?;
    ensure!(
        first.raw == second.raw,
        "{} and {} differ",
        visible(&first.raw),
        visible(&second.raw)
    );
    Ok(())
}

fn unknown_user_algorithm_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let request = right(c)?.at(2, "1");
    refused(c, &request)
}

fn unknown_password_algorithm_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let request = right(c)?.at(3, "1");
    refused(c, &request)
}

fn location_is_optional(c: &mut Context<'_, Profile>) -> Outcome {
    let request = right(c)?.without("CP");
    granted(c, &request)
}

fn fields_may_come_in_any_order(c: &mut Context<'_, Profile>) -> Outcome {
    let account = c.account("self_check")?;
    let request = Request::text("9300")
        .with("CP", account.location)
        .with("CO", account.password)
        .with("CN", account.user);
    granted(c, &request)
}

fn unknown_fields_are_ignored(c: &mut Context<'_, Profile>) -> Outcome {
    let request = right(c)?.with("ZZ", "something new");
    granted(c, &request)
}

/// What a stranger's request brings: valid frames or nothing, and whether the connection ends.
fn before_login(t: &mut Terminal, request: &Request) -> Outcome<(Vec<u8>, bool)> {
    let frame = t.frame(request);
    t.wire.send(&frame)?;
    let (bytes, closed) = t.wire.remainder(A_WHILE)?;
    for frame in bytes.split_inclusive(|&b| b == b'\r') {
        Answer::parse(frame, t.charset).map_err(|why| {
            Stop::failed(format!(
                "it sent {}, which is not valid: {why}",
                visible(frame)
            ))
        })?;
    }
    Ok((bytes, closed))
}

fn nothing_is_served_before_login(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(0)?);
    c.return_later(&item);
    let mut stranger = c.stranger()?;
    let request = stranger.form.checkout(&patron, &item);
    let (bytes, _) = before_login(&mut stranger, &request)?;
    ensure!(!bytes.starts_with(b"121"), "it lent an item to a stranger");
    let status = c.self_check()?.item_status(&item)?;
    ensure!(
        status != "04",
        "the item is on loan although nobody had logged in"
    );
    Ok(())
}

fn patron_data_is_not_served_before_login(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut stranger = c.stranger()?;
    let request = stranger.form.patron_information(&patron, "          ");
    let (bytes, _) = before_login(&mut stranger, &request)?;
    let name = stranger
        .charset
        .encode(patron.name.as_deref().unwrap_or("BLY|"));
    let shown = bytes.windows(name.len()).any(|part| part == name)
        || bytes.windows(4).any(|part| part == b"|BLY");
    ensure!(!shown, "it answered {}", visible(&bytes));
    Ok(())
}

fn refusal_before_login_is_the_same_every_time(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(0)?;
    let mut seen = Vec::new();
    for _ in 0..3 {
        let mut stranger = c.stranger()?;
        let request = stranger.form.item_information(&item);
        let (bytes, closed) = before_login(&mut stranger, &request)?;
        seen.push((bytes.get(..2).map(<[u8]>::to_vec), closed));
    }
    ensure!(
        seen.iter().all(|one| Some(one) == seen.first()),
        "it differs from time to time"
    );
    Ok(())
}

fn failed_second_login_ends_the_first(c: &mut Context<'_, Profile>) -> Outcome {
    let wrong = right(c)?.with("CO", "certainly-not-the-password");
    let (patron, item) = (c.patron("ordinary")?, c.spare(0)?);
    c.return_later(&item);
    let mut t = c.self_check()?;
    t.ask(&wrong)?.is("ok", "0")?;
    let frame = t.frame(&t.form.checkout(&patron, &item));
    if t.wire.send(&frame).is_ok() {
        let (bytes, _) = t.wire.remainder(A_WHILE)?;
        ensure!(
            !bytes.starts_with(b"121"),
            "it still lends under the identity of the first login"
        );
    }
    Ok(())
}

fn second_login_replaces_the_first(c: &mut Context<'_, Profile>) -> Outcome {
    let gate = c.account("gate")?;
    let mut t = c.self_check()?;
    t.log_in(&gate)?;
    let (patron, item) = (c.patron("ordinary")?, c.spare(0)?);
    c.return_later(&item);
    let answer = t.ask_or_96(&t.form.checkout(&patron, &item))?;
    ensure!(
        answer.fixed("ok") != "1",
        "a gate that logged in second still lends as the self-check before it"
    );
    Ok(())
}

fn last_field_without_delimiter_is_accepted(c: &mut Context<'_, Profile>) -> Outcome {
    let account = c.account("self_check")?;
    let body = format!(
        "9300CN{}|CO{}|CP{}",
        account.user, account.password, account.location
    );
    let mut t = c.stranger()?;
    let answer = t.ask_bytes(&plain(body.as_bytes()))?;
    answer.is("ok", "1")
}

fn second_login_after_a_refusal_is_possible(c: &mut Context<'_, Profile>) -> Outcome {
    let good = right(c)?;
    let wrong = good.clone().with("CO", "certainly-not-the-password");
    let mut t = c.stranger()?;
    t.ask(&wrong)?.is("ok", "0")?;
    match t.ask(&good) {
        Ok(answer) => answer.is("ok", "1"),
        Err(_) => granted(c, &good),
    }
}
