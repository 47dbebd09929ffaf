//! Who may open a session.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    z3950::{
        Profile,
        answer::{Answer, default_format},
        ber::{Ber, group, null, octets, oid},
        origin::Origin,
        profile::User,
        reader::Element,
        request,
    },
};

cases! {
    "z3950/authentication", "Z39.50-2003, 3.2.1.1.5", [];
    Must open_form ["user"] "User and password as `user/password` open a session.";
    Must id_pass ["user"] "User and password as idPass open a session.";
    Should id_pass_with_group ["user"] "A group beside user and password does no harm.";
    Must none ["anonymous"] "A session opens without authentication where none is asked for.";
    Must anonymous ["anonymous"] "The anonymous choice opens a session where no authentication is asked for.";
    Must wrong_password_open ["user"] "A wrong password in the open form refuses Init.";
    Must wrong_password_id_pass ["user"] "A wrong password in idPass refuses Init.";
    Must unknown_user ["user"] "An unknown user with a password refuses Init.";
    Should refusal_says_why ["user"] "A refused Init says why: diagnostic 1010, 1011 or 1014 in userInformationField." of "Z39.50-2003, appendix USR.1; bib-1 diagnostics 1010-1020";
    Must refusal_ends_the_connection ["user"] "After a refused Init nothing is served." of "Z39.50-2003, 3.2.1.1.6";
    Must user_without_password ["user"] "A user without a password gets an answer, and no session by a wrong claim.";
    Must group_alone [] "A group alone gets an answer.";
    Must empty_id_pass [] "An empty idPass gets an answer.";
    Must open_without_slash [] "An open form without a slash gets an answer.";
    Must user_in_utf_8 ["user"] "A user name in UTF-8 with a wrong password is refused, no more.";
    Must other_form [] "A form that nobody knows is passed over or refused.";
    Should long_password ["user"] "A password of 20,000 octets is refused, no more.";
}

fn user(c: &Context<'_, Profile>) -> Outcome<User> {
    let found = c.profile.user.clone();
    found.ok_or_else(|| crate::Stop::skipped("the profile has no user"))
}

fn answered(c: &Context<'_, Profile>, init: &Ber) -> Outcome<(Origin, Answer)> {
    let mut o = c.stranger()?;
    let answer = o.ask(init)?.expect("initResponse")?;
    Ok((o, answer))
}

fn accepted(c: &Context<'_, Profile>, init: &Ber) -> Outcome {
    c.origin_with(init)?.0.lives()
}

fn refused(c: &Context<'_, Profile>, init: &Ber) -> Outcome<(Origin, Answer)> {
    let (o, answer) = answered(c, init)?;
    ensure!(!answer.flag("result")?, "Init was accepted");
    Ok((o, answer))
}

/// Either decision will do, but it has to be one.
fn decided(c: &Context<'_, Profile>, init: &Ber) -> Outcome {
    let (mut o, answer) = answered(c, init)?;
    if answer.flag("result")? {
        o.lives()
    } else {
        o.ended_or_closed()
    }
}

fn open_form(c: &mut Context<'_, Profile>) -> Outcome {
    let User { name, password } = user(c)?;
    accepted(c, &request::init_open(&format!("{name}/{password}")))
}

fn id_pass(c: &mut Context<'_, Profile>) -> Outcome {
    let User { name, password } = user(c)?;
    accepted(
        c,
        &request::init_id_pass(None, Some(&name), Some(&password)),
    )
}

fn id_pass_with_group(c: &mut Context<'_, Profile>) -> Outcome {
    let User { name, password } = user(c)?;
    let init = request::init_id_pass(Some("group"), Some(&name), Some(&password));
    accepted(c, &init)
}

fn none(c: &mut Context<'_, Profile>) -> Outcome {
    accepted(c, &request::init())
}

fn anonymous(c: &mut Context<'_, Profile>) -> Outcome {
    accepted(c, &request::init_authenticated(null(5).universal()))
}

fn wrong_id_pass(c: &Context<'_, Profile>) -> Outcome<Ber> {
    let User { name, password } = user(c)?;
    Ok(request::init_id_pass(
        None,
        Some(&name),
        Some(&format!("{password}x")),
    ))
}

fn wrong_password_open(c: &mut Context<'_, Profile>) -> Outcome {
    let User { name, password } = user(c)?;
    refused(c, &request::init_open(&format!("{name}/{password}x"))).map(drop)
}

fn wrong_password_id_pass(c: &mut Context<'_, Profile>) -> Outcome {
    refused(c, &wrong_id_pass(c)?)?;
    c.lives()
}

fn unknown_user(c: &mut Context<'_, Profile>) -> Outcome {
    let password = user(c)?.password;
    let init = request::init_id_pass(None, Some("no-such-user-1"), Some(&password));
    refused(c, &init).map(drop)
}

/// The first DefaultDiagFormat anywhere in a value.
fn diagnostic_in(value: &Element) -> Option<i64> {
    if let Ok(found) = default_format(value) {
        return Some(found.condition);
    }
    value.children.iter().find_map(diagnostic_in)
}

fn refusal_says_why(c: &mut Context<'_, Profile>) -> Outcome {
    let (_, answer) = refused(c, &wrong_id_pass(c)?)?;
    let condition = answer.field("userInformationField").and_then(diagnostic_in);
    ensure!(
        matches!(condition, Some(1010 | 1011 | 1014)),
        "the diagnostic in userInformationField is {condition:?}"
    );
    Ok(())
}

fn refusal_ends_the_connection(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, _) = refused(c, &wrong_id_pass(c)?)?;
    let search = o.request("x")?;
    // It may be closed before the search is sent.
    let _ = o.send(&search);
    o.ended_or_closed()
}

fn user_without_password(c: &mut Context<'_, Profile>) -> Outcome {
    let name = user(c)?.name;
    decided(c, &request::init_id_pass(None, Some(&name), None))
}

fn group_alone(c: &mut Context<'_, Profile>) -> Outcome {
    decided(c, &request::init_id_pass(Some("group"), None, None))
}

fn empty_id_pass(c: &mut Context<'_, Profile>) -> Outcome {
    decided(c, &request::init_id_pass(None, None, None))
}

fn open_without_slash(c: &mut Context<'_, Profile>) -> Outcome {
    for text in ["", "word", "/", "a/b/c"] {
        decided(c, &request::init_open(text))?;
    }
    Ok(())
}

fn user_in_utf_8(c: &mut Context<'_, Profile>) -> Outcome {
    refused(c, &request::init_open("käyttäjä/väärä"))?;
    let init = request::init_id_pass(None, Some("käyttäjä"), Some("väärä"));
    refused(c, &init).map(drop)
}

fn other_form(c: &mut Context<'_, Profile>) -> Outcome {
    let external = group(8, [oid(6, "1.2.3.4").universal(), octets(1, "?")]);
    decided(c, &request::init_authenticated(external.universal()))
}

fn long_password(c: &mut Context<'_, Profile>) -> Outcome {
    let name = user(c)?.name;
    let long = "p".repeat(20_000);
    refused(c, &request::init_id_pass(None, Some(&name), Some(&long)))?;
    c.lives()
}
