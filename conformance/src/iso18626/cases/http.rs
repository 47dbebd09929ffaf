//! HTTP under ISO 18626, as the clients in use have it.

use super::super::{
    Profile,
    answer::Confirmation,
    message::{NAMESPACE, Version},
};
use crate::{
    Context, Outcome,
    kit::{
        cases, ensure,
        http::{self, Request},
    },
};

cases! {
    "iso18626/http", "clients: crosslink, ReShare", [];
    Must get_is_not_allowed [] "GET has status 405.";
    Must text_xml [] "Content type text/xml, and with a charset, is taken.";
    Must other_content_types [] "Other content types have status 415.";
    Must no_xml [] "What is no XML has status 400, or a confirmation of a badly formed message.";
    Must confirmation_as_message [] "A confirmation that is posted has status 400.";
    Must empty_message [] "ISO18626Message with nothing in it has status 400.";
    Must other_document [] "Another document has status 400.";
    Must one_connection_takes_several [] "Several messages follow each other on one connection.";
    Must large_body [] "A body of 20 MB has status 413, or is cut.";
}

fn get_is_not_allowed(c: &mut Context<'_, Profile>) -> Outcome {
    let reply = c.reply(&Request::get(""))?;
    ensure!(reply.status == 405, "GET has status {}", reply.status);
    Ok(())
}

fn text_xml(c: &mut Context<'_, Profile>) -> Outcome {
    for kind in [
        "text/xml",
        "text/xml; charset=utf-8",
        "application/xml;charset=UTF-8",
    ] {
        let document = c.asking().document(Version::V2021_2);
        let reply = c.reply(&Request::new("POST", "").body(kind, document))?;
        Confirmation::read(&reply)?.ok()?;
    }
    Ok(())
}

fn other_content_types(c: &mut Context<'_, Profile>) -> Outcome {
    for kind in [
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
    ] {
        let document = c.asking().document(Version::V2021_2);
        let reply = c.reply(&Request::new("POST", "").body(kind, document))?;
        ensure!(reply.status == 415, "{kind} has status {}", reply.status);
    }
    Ok(())
}

fn is_refused(c: &Context<'_, Profile>, body: &str) -> Outcome {
    let reply = c.post(body)?;
    ensure!(
        reply.status == 400,
        "{body:.40} has status {}",
        reply.status
    );
    Ok(())
}

fn no_xml(c: &mut Context<'_, Profile>) -> Outcome {
    for text in ["", "hello", "{}", "<a>", "\u{0}"] {
        is_refused(c, text)?;
    }
    c.lives()
}

fn confirmation_as_message(c: &mut Context<'_, Profile>) -> Outcome {
    let reply = c.post(c.asking().document(Version::V2021_2))?;
    let confirmation = String::from_utf8_lossy(&reply.bytes).into_owned();
    is_refused(c, &confirmation)
}

fn empty_message(c: &mut Context<'_, Profile>) -> Outcome {
    is_refused(
        c,
        &format!(
            "<ISO18626Message xmlns=\"{NAMESPACE}\" xmlns:i=\"{NAMESPACE}\" i:version=\"1.2\"/>"
        ),
    )
}

fn other_document(c: &mut Context<'_, Profile>) -> Outcome {
    is_refused(c, "<html><body>no</body></html>")?;
    is_refused(c, &format!("<letter xmlns=\"{NAMESPACE}\"/>"))
}

fn one_connection_takes_several(c: &mut Context<'_, Profile>) -> Outcome {
    let mut wire = c.connect()?;
    for _ in 0..3 {
        let request = Request::new("POST", "")
            .body("application/xml", c.asking().document(Version::V2021_2))
            .header("Connection", "keep-alive");
        wire.send(&request.to_bytes_with(c.target, &c.profile.base, &[]))?;
        Confirmation::read(&http::read(&mut wire, "POST", "")?)?.ok()?;
    }
    Ok(())
}

fn large_body(c: &mut Context<'_, Profile>) -> Outcome {
    let text = c.asking().document(Version::V2021_2);
    let text = text.replace("?>", &format!("?><!--{}-->", "x".repeat(20_000_000)));
    // It may be cut while it is written.
    if let Ok(reply) = c.post(text) {
        ensure!(reply.status == 413, "the status is {}", reply.status);
    }
    c.lives()
}
