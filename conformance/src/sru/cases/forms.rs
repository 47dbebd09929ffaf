//! POST, and how parameters are escaped.

use super::{
    super::steps::{form, query_string},
    Profile,
};
use crate::{
    Context, Outcome,
    kit::{
        cases, ensure,
        http::{Request, encoded},
    },
};

cases! {
    "sru/forms", "SRU 1.2, HTTP POST; WHATWG URL, application/x-www-form-urlencoded", ["work.known"];
    Must post_is_get ["service.post"] "A form by POST is answered as the same by GET.";
    Must charset_of_a_form ["service.post"] "A form that names its charset is read." of "RFC 9110, 8.3";
    Must form_of_a_database ["service.post", "database"] "A form may be posted to a database.";
    Must empty_form ["service.post"] "An empty form is an explain, or refused.";
    Must plus_is_a_blank [] "A plus and %20 are both blanks.";
    Must escaped_plus [] "%2B is a plus.";
    Must small_hexadecimal [] "Escapes may be in small letters.";
    Must escaped_names [] "Names of parameters may be escaped.";
    Must broken_escape [] "An escape that is none is refused with HTTP 400, 6, 7 or 10, or read as it stands.";
    Must invalid_utf8 [] "Octets that are no UTF-8 are refused with HTTP 400 or 6.";
    Must semicolons [] "A semicolon is a part of a value.";
    Must no_values [] "Names without values, and nothing between two ampersands, break nothing.";
}

const FORM: &str = "application/x-www-form-urlencoded";

fn body(c: &Context<'_, Profile>) -> Outcome<String> {
    let query = &c.work("known")?.query;
    Ok(query_string(
        c.usual()?,
        "searchRetrieve",
        &[("query", query)],
    ))
}

fn posted(c: &Context<'_, Profile>, path: &str, kind: &str) -> Outcome {
    let body = body(c)?;
    let got = c.raw(&body)?;
    let posted = c.answer(&Request::new("POST", path).body(kind, body))?;
    ensure!(
        posted.count()? == 1 && posted.root == got.root,
        "POST is answered otherwise"
    );
    Ok(())
}

fn post_is_get(c: &mut Context<'_, Profile>) -> Outcome {
    posted(c, "", FORM)
}

fn charset_of_a_form(c: &mut Context<'_, Profile>) -> Outcome {
    posted(c, "", &format!("{FORM}; charset=UTF-8"))?;
    posted(c, "", "Application/X-WWW-Form-Urlencoded;charset=\"utf-8\"")
}

fn form_of_a_database(c: &mut Context<'_, Profile>) -> Outcome {
    let database = c.profile.database.clone().unwrap_or_default();
    posted(c, &format!("/{database}"), FORM)
}

fn empty_form(c: &mut Context<'_, Profile>) -> Outcome {
    let reply = c.reply(&Request::new("POST", "").body(FORM, ""))?;
    ensure!([200, 400].contains(&reply.status), "{} comes", reply.status);
    Ok(())
}

/// What a query string finds after the parameters that every search has.
fn found(c: &Context<'_, Profile>, rest: &str) -> Outcome<u64> {
    let own = query_string(c.usual()?, "searchRetrieve", &[]);
    let rest = format!("{own}&{rest}");
    c.raw(rest.trim_start_matches('&'))?.count()
}

fn plus_is_a_blank(c: &mut Context<'_, Profile>) -> Outcome {
    let query = encoded(&format!("dc.title = \"{}\"", c.work("known")?.title));
    let plus = query.replace("%20", "+");
    let (one, other) = (
        found(c, &format!("query={query}"))?,
        found(c, &format!("query={plus}"))?,
    );
    ensure!(one > 0 && one == other, "{one} and {other}");
    Ok(())
}

fn escaped_plus(c: &mut Context<'_, Profile>) -> Outcome {
    let query = "\"a+b\"";
    let answer = c.find(query, &[])?;
    let echo = answer.echo()?.text_of("query").unwrap_or_default();
    ensure!(echo == query, "{echo:?} is what was read");
    Ok(())
}

fn small_hexadecimal(c: &mut Context<'_, Profile>) -> Outcome {
    let query = form(&[("query", &c.work("known")?.query)]);
    ensure!(
        found(c, &query.replace("%3D", "%3d").replace("%2E", "%2e"))? == 1,
        "not one"
    );
    Ok(())
}

fn escaped_names(c: &mut Context<'_, Profile>) -> Outcome {
    let query = form(&[("query", &c.work("known")?.query)]);
    ensure!(
        found(c, &query.replace("query=", "%71uery="))? == 1,
        "not one"
    );
    Ok(())
}

fn broken_escape(c: &mut Context<'_, Profile>) -> Outcome {
    let own = query_string(c.usual()?, "searchRetrieve", &[]);
    for wrong in ["%", "%4", "%zz", "a%", "%%41", "%+1"] {
        let query = format!("{own}&query={wrong}");
        let request = Request::get(&format!("?{}", query.trim_start_matches('&')));
        if c.reply(&request)?.status != 400 {
            let answer = c.answer(&request)?;
            let refused = !answer.diagnostics()?.is_empty();
            ensure!(
                !refused || answer.refused(&[6, 7, 10]).is_ok(),
                "{wrong} is refused otherwise"
            );
        }
    }
    Ok(())
}

fn invalid_utf8(c: &mut Context<'_, Profile>) -> Outcome {
    let own = query_string(c.usual()?, "searchRetrieve", &[]);
    for wrong in ["%FF", "%E4", "%C3", "%ED%A0%80", "%C0%80", "a%80b"] {
        let query = format!("{own}&query={wrong}");
        let request = Request::get(&format!("?{}", query.trim_start_matches('&')));
        if c.reply(&request)?.status != 400 {
            c.answer(&request)?.refused(&[6, 10])?;
        }
    }
    Ok(())
}

fn semicolons(c: &mut Context<'_, Profile>) -> Outcome {
    let query = "\"a;b;c\"";
    let answer = c.find(query, &[])?;
    let echo = answer.echo()?.text_of("query").unwrap_or_default();
    ensure!(echo == query, "{echo:?} is what was read");
    Ok(())
}

fn no_values(c: &mut Context<'_, Profile>) -> Outcome {
    let query = form(&[("query", &c.work("known")?.query)]);
    ensure!(found(c, &format!("&&{query}&&x-a&x-b=&"))? == 1, "not one");
    Ok(())
}
