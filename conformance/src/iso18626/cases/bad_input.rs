//! What no partner should send: refused with the right error, in bounded work, without harm to others.

use super::super::{Profile, message::Version};
use crate::{
    Context, Outcome,
    kit::{cases, ensure, http::Request},
};

cases! {
    "iso18626/bad-input", "hostile input", [];
    Must truncated [] "A document that breaks off is refused, wherever it does.";
    Must entity_bomb [] "Entities that grow are refused at once.";
    Must external_entity [] "An entity from elsewhere is refused, and not fetched.";
    Must external_doctype [] "A DOCTYPE that names a DTD elsewhere is skipped, or refused.";
    Must deep [] "Twenty thousand nested elements are refused.";
    Must wide [] "A hundred thousand elements are refused.";
    Must latin_1_as_utf_8 [] "Octets that are not UTF-8 are refused.";
    Must utf_16 [] "A message in UTF-16 with a byte order mark is taken.";
    Must control_characters [] "Characters that XML forbids are refused.";
    Must two_messages [] "Two messages in one document are refused.";
    Must stalled_body [] "A client that stops in the middle of its body holds nobody up.";
    Must length_too_short [] "A Content-Length in letters instead of octets is refused.";
}

fn usual(c: &Context<'_, Profile>) -> String {
    c.asking().document(Version::V2021_2)
}

/// HTTP says no, or a confirmation says ERROR; the server lives.
fn refused(c: &Context<'_, Profile>, body: impl Into<Vec<u8>>) -> Outcome {
    // It may be cut while it is written.
    if let Ok(reply) = c.post(body) {
        let text = String::from_utf8_lossy(&reply.bytes);
        ensure!(
            (400..500).contains(&reply.status) || reply.status == 200 && text.contains(">ERROR</"),
            "the status is {}",
            reply.status
        );
    }
    c.lives()
}

fn truncated(c: &mut Context<'_, Profile>) -> Outcome {
    let whole = usual(c);
    let step = whole.len() / 8;
    for end in (1..8).map(|part| part * step) {
        refused(c, whole.as_bytes().get(..end).unwrap_or_default())?;
    }
    Ok(())
}

fn with_doctype(c: &Context<'_, Profile>, doctype: &str, value: &str) -> String {
    usual(c)
        .replace("<title>", &format!("<title>{value}"))
        .replace("?>", &format!("?>{doctype}"))
}

fn entity_bomb(c: &mut Context<'_, Profile>) -> Outcome {
    let mut entities = String::from("<!ENTITY a0 \"ha\">");
    for level in 1..40 {
        let before = level - 1;
        entities += &format!("<!ENTITY a{level} \"&a{before};&a{before};\">");
    }
    let doctype = format!("<!DOCTYPE ISO18626Message [{entities}]>");
    refused(c, with_doctype(c, &doctype, "&a39;"))
}

fn external_entity(c: &mut Context<'_, Profile>) -> Outcome {
    let doctype = "<!DOCTYPE ISO18626Message [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>";
    refused(c, with_doctype(c, doctype, "&x;"))
}

fn external_doctype(c: &mut Context<'_, Profile>) -> Outcome {
    let doctype = "<!DOCTYPE ISO18626Message SYSTEM \"http://127.0.0.1:1/none.dtd\">";
    let reply = c.post(with_doctype(c, doctype, ""))?;
    ensure!(
        [200, 400].contains(&reply.status),
        "the status is {}",
        reply.status
    );
    c.lives()
}

fn deep(c: &mut Context<'_, Profile>) -> Outcome {
    let nested = format!("{}{}", "<a>".repeat(20_000), "</a>".repeat(20_000));
    refused(
        c,
        usual(c).replace("</title>", &format!("</title>{nested}")),
    )
}

fn wide(c: &mut Context<'_, Profile>) -> Outcome {
    let many = "<note>x</note>".repeat(100_000);
    refused(c, usual(c).replace("</title>", &format!("</title>{many}")))
}

fn latin_1_as_utf_8(c: &mut Context<'_, Profile>) -> Outcome {
    let text = usual(c).replace("<title>", "<title>@");
    let bytes = text
        .bytes()
        .map(|byte| if byte == b'@' { 0xE4 } else { byte });
    refused(c, bytes.collect::<Vec<_>>())
}

fn utf_16(c: &mut Context<'_, Profile>) -> Outcome {
    let text = usual(c).replace("UTF-8", "UTF-16");
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    c.confirm(bytes)?.ok().map(drop)
}

fn control_characters(c: &mut Context<'_, Profile>) -> Outcome {
    for wrong in ["\u{1}", "&#1;", "\u{FFFF}"] {
        refused(c, usual(c).replace("<title>", &format!("<title>{wrong}")))?;
    }
    Ok(())
}

fn two_messages(c: &mut Context<'_, Profile>) -> Outcome {
    let text = usual(c);
    let (_, rest) = text.split_once("<request>").unwrap_or_default();
    let (inner, _) = rest.split_once("</request>").unwrap_or_default();
    let twice = format!("</request><request>{inner}</request>");
    refused(c, text.replace("</request>", &twice))
}

fn stalled_body(c: &mut Context<'_, Profile>) -> Outcome {
    let request = Request::new("POST", "")
        .body("application/xml", usual(c))
        .header("Content-Length", "100000");
    let bytes = request.to_bytes_with(c.target, &c.profile.base, &[]);
    let mut stalled = Vec::new();
    for _ in 0..20 {
        let mut wire = c.connect()?;
        wire.send(&bytes)?;
        stalled.push(wire);
    }
    c.lives()
}

fn length_too_short(c: &mut Context<'_, Profile>) -> Outcome {
    let text = usual(c).replace("<title>", "<title>päivää päivää ");
    let letters = text.chars().count().to_string();
    let request = Request::new("POST", "")
        .body("application/xml", text)
        .header("Content-Length", &letters);
    let reply = c.reply(&request)?;
    ensure!(
        reply.status == 400 || String::from_utf8_lossy(&reply.bytes).contains(">ERROR</"),
        "the status is {}",
        reply.status
    );
    c.lives()
}
