//! Who may call.

use super::super::{Profile, answer::Answer, http::Request, steps::NOBODY};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/access", "consortium API, Rules: Authorization: Bearer; RFC 6750", ["patron.ordinary"];
    Must no_token_is_401 [] "A request without a token gets 401 unauthorized.";
    Must wrong_token_is_401 [] "A request with a token that is nobody's gets 401 unauthorized.";
    Must challenge_names_bearer [] "A 401 says in WWW-Authenticate that a bearer token is wanted." of "RFC 9110, 11.6.1; RFC 6750, 3";
    Must other_scheme_is_401 [] "Basic credentials are no bearer token.";
    Must token_in_query_is_not_believed [] "A token in the query does not open anything." of "RFC 6750, 2.3: should not be used";
    Must scheme_is_not_case_sensitive [] "The word Bearer may be written in any case." of "RFC 9110, 11.1";
    Must two_authorizations_are_refused [] "A request with two Authorization headers is not served.";
    Must nothing_is_changed_without_token ["spare.1", "libraries.1"] "A change without a token is not carried out.";
    Should unknown_and_known_look_the_same [] "Without a token an unknown card gets the same answer as a known one.";
}

fn patron(c: &Context<'_, Profile>) -> Outcome<Request> {
    Ok(Request::get(&format!(
        "/patrons/{}",
        c.patron("ordinary")?.barcode
    )))
}

fn refused(c: &Context<'_, Profile>, request: &Request) -> Outcome<Answer> {
    let answer = c.ask(request)?;
    answer.problem(401, "unauthorized")?;
    Ok(answer)
}

fn no_token_is_401(c: &mut Context<'_, Profile>) -> Outcome {
    refused(c, &patron(c)?.without("Authorization")).map(drop)
}

fn wrong_token_is_401(c: &mut Context<'_, Profile>) -> Outcome {
    refused(
        c,
        &patron(c)?.header("Authorization", "Bearer no-such-token-1"),
    )
    .map(drop)
}

fn challenge_names_bearer(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = refused(c, &patron(c)?.without("Authorization"))?;
    let challenge = answer.header("www-authenticate");
    ensure!(
        challenge.to_ascii_lowercase().starts_with("bearer"),
        "WWW-Authenticate is {challenge:?}"
    );
    Ok(())
}

fn other_scheme_is_401(c: &mut Context<'_, Profile>) -> Outcome {
    refused(c, &patron(c)?.header("Authorization", "Basic ZGVtbzpkZW1v")).map(drop)
}

fn token_in_query_is_not_believed(c: &mut Context<'_, Profile>) -> Outcome {
    // The path is written to the report; so a token that would be believed does not stand here.
    let path = format!(
        "/patrons/{}?access_token=x&token=x",
        c.patron("ordinary")?.barcode
    );
    refused(c, &Request::get(&path).without("Authorization")).map(drop)
}

fn scheme_is_not_case_sensitive(c: &mut Context<'_, Profile>) -> Outcome {
    let mut wire = c.connect()?;
    let shown = patron(c)?.header("Authorization", "bEARER ...");
    let request = patron(c)?.header("Authorization", &format!("bEARER {}", c.profile.token));
    let bytes = |request: &Request| request.to_bytes(c.target, &c.profile.base, "");
    wire.send_shown(&bytes(&request), &bytes(&shown))?;
    super::super::http::read(&mut wire, &request.method, &request.path)?.is(200)?;
    Ok(())
}

fn two_authorizations_are_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let request = patron(c)?;
    let request = request
        .header("Authorization", "Bearer a")
        .header("Authorization", "Bearer b");
    let answer = c.ask(&request)?;
    ensure!(
        matches!(answer.status, 400 | 401),
        "it is answered with {}",
        answer.status
    );
    Ok(())
}

fn nothing_is_changed_without_token(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(0)?);
    let body = c.checkout_body(&patron.barcode, &item)?;
    refused(
        c,
        &Request::post("/checkouts", &body).without("Authorization"),
    )?;
    c.status_is(&item, "available")
}

fn unknown_and_known_look_the_same(c: &mut Context<'_, Profile>) -> Outcome {
    let unknown = Request::get(&format!("/patrons/{NOBODY}")).without("Authorization");
    let known = refused(c, &patron(c)?.without("Authorization"))?;
    let unknown = refused(c, &unknown)?;
    ensure!(known.body == unknown.body, "the two bodies differ");
    Ok(())
}
