//! HTTP: both methods, compression, hostile input.

use std::io::Read as _;

use super::{super::steps::query, Profile};
use crate::{
    Context, Outcome, Stop,
    kit::{
        cases, ensure,
        http::{self, Request},
    },
};

cases! {
    "oai/http", "OAI-PMH 2.0, 3.1 (HTTP embedding)", [];
    Must post_is_get [] "Every verb is answered by POST as by GET.";
    Must charset_of_a_form [] "A form that names its charset is read." of "RFC 9110, 8.3";
    Must content_type [] "Answers are text/xml in UTF-8." of "OAI-PMH 2.0, 3.1.2.1";
    Must compressed ["service.gzip"] "Who takes gzip gets the same answer compressed, and Vary tells caches." of "OAI-PMH 2.0, 3.1.3";
    Must plain_when_not_asked ["service.gzip"] "Who does not take gzip gets no gzip." of "OAI-PMH 2.0, 3.1.3";
    Must compression_is_told ["service.gzip"] "Identify names the compression." of "OAI-PMH 2.0, 3.1.3";
    Must other_methods [] "PUT and DELETE are refused with 405, 404 or 501." of "RFC 9110, 15.5.6";
    Must on_one_connection [] "Requests may follow each other on one connection." of "RFC 9112, 9.3";
    Must escaped_names [] "Names and values of arguments may be escaped.";
    Must broken_escapes [] "Escapes that are none are refused with HTTP 400 or an error.";
    Must long_address [] "An address of 100,000 octets is refused, and the repository lives.";
    Must long_body [] "A body of two million octets is refused, and the repository lives.";
    Must many_arguments [] "Five thousand arguments are refused, and the repository lives.";
    Must xml_by_post [] "A body that is no form is refused with HTTP 400, 415 or an error.";
}

const FORM: &str = "application/x-www-form-urlencoded";

fn post(body: &str) -> Request {
    Request::new("POST", "").body(FORM, body)
}

fn post_is_get(c: &mut Context<'_, Profile>) -> Outcome {
    let list = [("metadataPrefix", "oai_dc")];
    let mut asked = vec![
        ("Identify", query("Identify", &[])),
        ("ListMetadataFormats", query("ListMetadataFormats", &[])),
        ("ListSets", query("ListSets", &[])),
        ("ListIdentifiers", query("ListIdentifiers", &list)),
        ("ListRecords", query("ListRecords", &list)),
    ];
    if let Some(item) = c.profile.item.get("known") {
        let one = [
            ("identifier", item.identifier.as_str()),
            ("metadataPrefix", "oai_dc"),
        ];
        asked.push(("GetRecord", query("GetRecord", &one)));
    }
    for (verb, query) in asked {
        let (got, posted) = (c.raw(&query)?, c.answer(&post(&query))?);
        // Tokens may hold the time; the rest is the same.
        let without = |answer: &super::super::answer::Answer| {
            let mut rest = answer.root.children.get(2..).unwrap_or_default().to_vec();
            for node in &mut rest {
                node.children
                    .retain(|child| child.name != "resumptionToken");
            }
            rest
        };
        ensure!(
            without(&got) == without(&posted),
            "{verb} is answered otherwise"
        );
    }
    c.answer(&post("verb=junk"))?.error("badVerb")
}

fn charset_of_a_form(c: &mut Context<'_, Profile>) -> Outcome {
    let request = Request::new("POST", "").body(&format!("{FORM}; charset=UTF-8"), "verb=Identify");
    c.answer(&request)?.verb("Identify").map(drop)
}

fn content_type(c: &mut Context<'_, Profile>) -> Outcome {
    let kind = c
        .ask("Identify", &[])?
        .reply
        .header("content-type")
        .to_ascii_lowercase();
    ensure!(kind.contains("charset=utf-8"), "it is {kind:?}");
    Ok(())
}

fn list() -> Request {
    Request::get("?verb=ListRecords&metadataPrefix=oai_dc")
}

fn compressed(c: &mut Context<'_, Profile>) -> Outcome {
    let plain = c.answer(&list())?;
    let packed = c.reply(&list().header("Accept-Encoding", "gzip"))?;
    ensure!(
        packed.header("content-encoding") == "gzip",
        "it is not compressed"
    );
    let vary = packed.header("vary").to_ascii_lowercase();
    ensure!(vary.contains("accept-encoding"), "Vary is {vary:?}");
    ensure!(
        packed.bytes.len() < plain.reply.bytes.len(),
        "it is no shorter"
    );
    let mut text = Vec::new();
    let read = flate2::read::GzDecoder::new(&packed.bytes[..]).read_to_end(&mut text);
    read.map_err(|e| Stop::failed(format!("it is no gzip: {e}")))?;
    let unpacked = super::super::answer::Answer::read(http::Reply {
        bytes: text,
        ..packed
    })?;
    ensure!(
        unpacked.records()? == plain.records()?,
        "other records are in it"
    );
    Ok(())
}

fn plain_when_not_asked(c: &mut Context<'_, Profile>) -> Outcome {
    for header in ["identity", "gzip;q=0", "br"] {
        let reply = c.reply(&list().header("Accept-Encoding", header))?;
        ensure!(
            reply.header("content-encoding") != "gzip",
            "{header} gets gzip"
        );
    }
    Ok(())
}

fn compression_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.ask("Identify", &[])?;
    let told = answer
        .verb("Identify")?
        .all("compression")
        .any(|node| node.text == "gzip");
    ensure!(told, "gzip is not told");
    Ok(())
}

fn other_methods(c: &mut Context<'_, Profile>) -> Outcome {
    for method in ["PUT", "DELETE", "PATCH"] {
        let status = c
            .reply(&Request::new(method, "?verb=Identify").body("text/plain", "x"))?
            .status;
        ensure!([404, 405, 501].contains(&status), "{method} gets {status}");
    }
    Ok(())
}

fn on_one_connection(c: &mut Context<'_, Profile>) -> Outcome {
    let request = Request::get("?verb=Identify").header("Connection", "keep-alive");
    let mut wire = c.connect()?;
    for _ in 0..3 {
        wire.send(&request.to_bytes_with(c.target, &c.profile.base, &[]))?;
        let reply = http::read(&mut wire, "GET", &request.path)?;
        super::super::answer::Answer::read(reply)?.verb("Identify")?;
    }
    Ok(())
}

fn escaped_names(c: &mut Context<'_, Profile>) -> Outcome {
    c.raw("%76erb=Identif%79")?.verb("Identify").map(drop)
}

fn lives(c: &Context<'_, Profile>) -> Outcome {
    c.ask("Identify", &[])?.verb("Identify").map(drop)
}

/// Refused by HTTP with a status that says no, or cut, or an error of OAI-PMH.
fn no(c: &Context<'_, Profile>, request: &Request) -> Outcome {
    match c.reply(request) {
        Ok(reply) if (400..500).contains(&reply.status) => {}
        Ok(_) => {
            let codes = c.answer(request)?.codes()?;
            ensure!(!codes.is_empty(), "it is answered");
        }
        // Cut while it was written.
        Err(_) => {}
    }
    lives(c)
}

fn broken_escapes(c: &mut Context<'_, Profile>) -> Outcome {
    for wrong in [
        "verb=%",
        "verb=%zz",
        "verb=Identify%",
        "verb=Identify&a=%FF",
    ] {
        no(c, &Request::get(&format!("?{wrong}")))?;
    }
    Ok(())
}

fn long_address(c: &mut Context<'_, Profile>) -> Outcome {
    no(c, &Request::get(&format!("?verb={}", "a".repeat(100_000))))
}

fn long_body(c: &mut Context<'_, Profile>) -> Outcome {
    no(c, &post(&format!("verb={}", "a".repeat(2_000_000))))
}

fn many_arguments(c: &mut Context<'_, Profile>) -> Outcome {
    let many: String = (0..5_000).map(|number| format!("&a{number}=1")).collect();
    no(c, &post(&format!("verb=Identify{many}")))
}

fn xml_by_post(c: &mut Context<'_, Profile>) -> Outcome {
    no(c, &Request::new("POST", "").body("application/json", "{}"))
}
