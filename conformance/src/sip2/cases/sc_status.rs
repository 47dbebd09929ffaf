//! SC Status and ACS Status (99/98).

use jiff::{civil::DateTime, fmt::strtime};

use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
    sip2::{
        Item, Patron, Profile,
        answer::Answer,
        request::{Forms, Request},
        terminal::Terminal,
    },
};

cases! {
    "sip2/sc_status", "SIP2 2.00, SC Status 99/98", ["account.self_check"];
    Must answer_is_valid [] "An SC status is answered by a valid ACS status.";
    Must server_is_on_line [] "A server that serves says so: on-line status is Y.";
    Must supported_messages_are_sixteen_flags [] "BX is 16 flags, each Y or N.";
    Must supported_messages_are_truly_served ["patron.ordinary.pin", "spare.1"] "Each message BX says is supported is answered by its own code.";
    Must unsupported_messages_get_a_defined_answer [] "Each message BX says is not supported gets its own code or 96, and the session lives.";
    Must version_is_two [] "A terminal that speaks 2.00 is answered with version 2.00.";
    Must version_one_is_answered_in_kind [] "A terminal that speaks 1.00 is answered with version 1.00 and without BX.";
    Must version_one_leaves_out_new_fields ["patron.ordinary"] "In a 1.00 session a patron status carries no field that only 2.00 knows.";
    Must last_status_decides_the_version ["patron.ordinary"] "A later SC status with 2.00 brings the fields of 2.00 back.";
    Dialect login_does_not_change_the_version ["patron.ordinary"] "A login after an SC status with 1.00 leaves the session at 1.00." of "demo library: the last 99 decides the version, a 93 does not change it";
    Must clock_is_local_time [] "The date and time is the local time, within two seconds, with four blanks for the zone.";
    Should institution_is_named [] "AO names the institution.";
    Should timeout_is_given [] "The time-out is not 000 while the server is on-line, since 000 means off-line.";
    Should unknown_version_is_answered [] "An unknown version is answered with a version of the standard.";
    Should blank_padded_width_is_accepted [] "A print width padded with a blank is accepted." of "field practice: php-sip2 sends it so";
    Should stray_delimiter_is_accepted [] "A delimiter between fixed part and trailer is accepted." of "field practice: jsip2 sends it so";
    Must out_of_paper_is_answered [] "A terminal out of paper (status 1) is answered like any other.";
    Must shutting_down_is_answered [] "A terminal about to shut down (status 2) is answered, with valid SIP2.";
    Should status_before_login_is_valid_or_closed [] "An SC status before login gets a valid answer, or the connection closes without a word.";
    Must truncated_status_is_not_answered_as_whole [] "An SC status cut short is asked for again or answered, never the end of the session.";
}

fn status(c: &Context<'_, Profile>, body: &str) -> Outcome<Answer> {
    c.self_check()?.ask(&Request::text(body))
}

fn answer_is_valid(c: &mut Context<'_, Profile>) -> Outcome {
    status(c, "9900802.00").map(drop)
}

fn server_is_on_line(c: &mut Context<'_, Profile>) -> Outcome {
    status(c, "9900802.00")?.is("on-line", "Y")
}

fn supported_messages_are_sixteen_flags(c: &mut Context<'_, Profile>) -> Outcome {
    status(c, "9900802.00")?.needs("BX")
}

/// The requests behind the flags of BX, in their order, harmless ones.
fn requests(c: &Context<'_, Profile>, t: &Terminal) -> Outcome<Vec<Request>> {
    let (patron, item) = (c.patron("ordinary")?, c.spare(0)?);
    let unknown = Patron::unknown();
    let no_item = Item::unknown();
    let f = &t.form;
    Ok(vec![
        f.patron_status(&patron),
        f.checkout(&unknown, &no_item),
        f.checkin(&no_item),
        f.block_patron(&unknown),
        Forms::sc_status(),
        Forms::sc_status(),
        Forms::sc_status(),
        f.patron_information(&patron, "          "),
        f.end_patron_session(&patron),
        f.fee_paid(&unknown, "1.00"),
        f.item_information(&item),
        f.item_status_update(&no_item, ""),
        f.patron_enable(&unknown),
        f.hold('-', &unknown, &no_item, ""),
        f.renew(&unknown, &no_item),
        f.renew_all(&unknown),
    ])
}

fn supported_messages_are_truly_served(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    let supported = t.ask(&Forms::sc_status())?.value("BX").to_owned();
    for (flag, request) in supported.chars().zip(requests(c, &t)?) {
        if flag == 'Y' {
            t.ask(&request)?;
        }
    }
    Ok(())
}

fn unsupported_messages_get_a_defined_answer(c: &mut Context<'_, Profile>) -> Outcome {
    let role = if c.account("gate").is_ok() {
        "gate"
    } else {
        "self_check"
    };
    let mut t = c.terminal(role)?;
    let supported = t.ask(&Forms::sc_status())?.value("BX").to_owned();
    for (flag, request) in supported.chars().zip(requests(c, &t)?) {
        if flag == 'N' {
            t.ask_or_96(&request)?;
        }
    }
    t.lives()
}

fn version_is_two(c: &mut Context<'_, Profile>) -> Outcome {
    status(c, "9900802.00")?.is("version", "2.00")
}

fn version_one_is_answered_in_kind(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = status(c, "9900801.00")?;
    answer.is("version", "1.00")?;
    answer.hides("BX")
}

const ONLY_IN_TWO: &[&str] = &["BL", "CQ", "BH", "BV"];

fn version_one_leaves_out_new_fields(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    t.ask(&Request::text("9900801.00"))?;
    let answer = t.ask(&t.form.patron_status(&patron))?;
    ONLY_IN_TWO.iter().try_for_each(|id| answer.hides(id))
}

fn last_status_decides_the_version(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    t.ask(&Request::text("9900801.00"))?;
    t.ask(&Forms::sc_status())?.is("version", "2.00")?;
    t.ask(&t.form.patron_status(&patron))?.needs("BL")
}

fn login_does_not_change_the_version(c: &mut Context<'_, Profile>) -> Outcome {
    let (account, patron) = (c.account("self_check")?, c.patron("ordinary")?);
    let mut t = c.self_check()?;
    t.ask(&Request::text("9900801.00"))?;
    t.log_in(&account)?;
    t.ask(&t.form.patron_status(&patron))?.hides("BL")
}

fn clock_is_local_time(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    let text = t.ask(&Forms::sc_status())?.fixed("date").to_owned();
    let here = jiff::Timestamp::now()
        .to_zoned(t.form.zone.clone())
        .datetime();
    let told = strtime::parse("%Y%m%d    %H%M%S", &text).and_then(|parsed| parsed.to_datetime());
    let told: DateTime =
        told.map_err(|_| Stop::failed(format!("{text:?} is no local time with four blanks")))?;
    let away = told.duration_until(here).as_secs().abs();
    ensure!(
        away <= 2,
        "its clock says {text:?}, {away} s away from {here}"
    );
    Ok(())
}

fn institution_is_named(c: &mut Context<'_, Profile>) -> Outcome {
    status(c, "9900802.00")?.field_is("AO", &c.profile.institution)
}

fn timeout_is_given(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = status(c, "9900802.00")?;
    ensure!(answer.number("timeout") > 0, "the time-out is 000");
    Ok(())
}

fn unknown_version_is_answered(c: &mut Context<'_, Profile>) -> Outcome {
    status(c, "9900803.00").map(drop)
}

fn blank_padded_width_is_accepted(c: &mut Context<'_, Profile>) -> Outcome {
    status(c, "990 802.00").map(drop)
}

fn stray_delimiter_is_accepted(c: &mut Context<'_, Profile>) -> Outcome {
    status(c, "9900002.00|").map(drop)
}

fn out_of_paper_is_answered(c: &mut Context<'_, Profile>) -> Outcome {
    status(c, "9910802.00").map(drop)
}

fn shutting_down_is_answered(c: &mut Context<'_, Profile>) -> Outcome {
    status(c, "9920802.00").map(drop)
}

fn status_before_login_is_valid_or_closed(c: &mut Context<'_, Profile>) -> Outcome {
    let mut stranger = c.stranger()?;
    match stranger.ask_or_96(&Forms::sc_status()) {
        Err(Stop::Failed(reason)) if reason.contains("closed without an answer") => Ok(()),
        other => other.map(drop),
    }
}

fn truncated_status_is_not_answered_as_whole(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    t.ask_or_96(&Request::text("990080"))?;
    t.lives()
}
