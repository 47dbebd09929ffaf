//! HTTP under NCIP: what clients send and refuse.

use super::super::{
    Profile,
    answer::Answer,
    message::{Form, el, leaf, written},
};
use crate::{
    Context, Outcome,
    kit::{
        cases, ensure,
        http::{self, Request},
    },
};

cases! {
    "ncip/http", "NCIP implementation profile, HTTP; clients: crosslink, VuFind", ["partner", "item.here"];
    Must problems_come_with_200 [] "A problem comes with status 200 and content type application/xml.";
    Must any_content_type [] "Content types text/xml, with a charset, of forms, and none at all are taken.";
    Should get_is_not_allowed [] "GET has status 405 with Allow.";
    Must one_connection_takes_several [] "Several messages follow each other on one connection.";
    Must a_body_in_chunks [] "A body in chunks is taken.";
    Should expect_continue [] "A client that waits for 100 Continue gets it, or the answer.";
}

fn message(c: &Context<'_, Profile>) -> Outcome<String> {
    let content = [
        c.header()?,
        c.copy("here")?,
        leaf("ItemElementType", "Circulation Status"),
    ];
    Ok(written(Form::Prefixed, &el("LookupItem", content)))
}

fn problems_come_with_200(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.answer("this is no XML")?;
    ensure!(!answer.problems().is_empty(), "there is no problem");
    Ok(())
}

fn any_content_type(c: &mut Context<'_, Profile>) -> Outcome {
    for kind in [
        "text/xml",
        "text/xml; charset=\"utf-8\"",
        "application/xml",
        "application/x-www-form-urlencoded",
        "text/plain",
    ] {
        let request = Request::new("POST", "").body(kind, message(c)?);
        c.judged(c.reply(&request)?)?.done("LookupItem")?;
    }
    let request = Request::new("POST", "")
        .body("x", message(c)?)
        .without("Content-Type");
    c.judged(c.reply(&request)?)?.done("LookupItem").map(drop)
}

fn get_is_not_allowed(c: &mut Context<'_, Profile>) -> Outcome {
    let reply = c.reply(&Request::get(""))?;
    ensure!(
        reply.status == 405 && reply.header("allow").contains("POST"),
        "GET has status {}, and Allow {:?}",
        reply.status,
        reply.header("allow")
    );
    Ok(())
}

fn one_connection_takes_several(c: &mut Context<'_, Profile>) -> Outcome {
    let request = Request::new("POST", "")
        .body("application/xml", message(c)?)
        .header("Connection", "keep-alive");
    let bytes = request.to_bytes_with(c.target, &c.profile.base, &[]);
    let mut wire = c.connect()?;
    for _ in 0..3 {
        wire.send(&bytes)?;
        Answer::read(http::read(&mut wire, "POST", "")?)?.done("LookupItem")?;
    }
    // Without waiting.
    wire.send(&bytes.repeat(3))?;
    for _ in 0..3 {
        Answer::read(http::read(&mut wire, "POST", "")?)?.done("LookupItem")?;
    }
    Ok(())
}

fn a_body_in_chunks(c: &mut Context<'_, Profile>) -> Outcome {
    let text = message(c)?;
    let mut body = Vec::new();
    for part in text.as_bytes().chunks(100) {
        body.extend(format!("{:x}\r\n", part.len()).into_bytes());
        body.extend(part);
        body.extend(b"\r\n");
    }
    body.extend(b"0\r\n\r\n");
    let request = Request::new("POST", "")
        .body("application/xml", body)
        .header("Transfer-Encoding", "chunked")
        .without("Content-Length");
    c.judged(c.reply(&request)?)?.done("LookupItem").map(drop)
}

fn expect_continue(c: &mut Context<'_, Profile>) -> Outcome {
    let request = Request::new("POST", "")
        .body("application/xml", message(c)?)
        .header("Expect", "100-continue");
    c.judged(c.reply(&request)?)?.done("LookupItem").map(drop)
}
