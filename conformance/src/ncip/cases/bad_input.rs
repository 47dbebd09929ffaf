//! What no client should send: a problem with the right type, bounded work, and no harm to others.

use super::super::{
    Profile,
    message::{Form, el, leaf, written},
    steps::item_id,
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure, http::Request},
};

cases! {
    "ncip/bad-input", "NCIP 2.02, messaging errors", ["partner", "item.here", "service.open-lookup"];
    Must no_xml [] "What is no XML gets Invalid Message Syntax Error.";
    Must empty_body [] "An empty body gets Invalid Message Syntax Error.";
    Must truncated [] "A document that breaks off gets Invalid Message Syntax Error, wherever it does.";
    Must foreign_root [] "Another document gets a problem.";
    Should foreign_namespace [] "The right names in another namespace get a problem, or are read all the same.";
    Must empty_message [] "NCIPMessage with nothing in it gets a problem.";
    Must unknown_service [] "A service that there is not gets Unsupported Service or Unknown Service.";
    Must two_services [] "Two services in one message get a problem, and neither is done." of "NCIP 2.02, NCIPMessage holds one";
    Must response_as_request [] "A response that is sent as a request gets a problem." of "NCIP 2.02, Protocol Error";
    Must latin_1_as_utf_8 [] "Octets that are not UTF-8, in a message that says it is, get Invalid Message Syntax Error.";
    Must control_characters [] "Characters that XML forbids get Invalid Message Syntax Error.";
    Must unknown_encoding [] "An encoding that there is not gets a problem.";
    Must entity_bomb [] "Entities that grow are refused at once." of "hostile input";
    Must external_entity [] "An entity from elsewhere is not fetched, and refused." of "hostile input";
    Must deep [] "Twenty thousand nested elements get a problem." of "hostile input";
    Must wide [] "A hundred thousand element types get an answer or a problem." of "hostile input";
    Must many_attributes [] "Ten thousand attributes get a problem or an answer." of "hostile input";
    Must large_body [] "A body of 20 MB is refused with 413, or cut." of "hostile input";
    Must length_too_short [] "A Content-Length in letters instead of octets gets a problem." of "clients: umlauts counted once";
    Must long_values [] "A barcode of a million characters gets a problem." of "hostile input";
    Must signs_in_ids [] "Signs of queries and paths in an id are an id like any other." of "mod-ncip: injection through ids";
    Must stalled_body [] "A client that stops in the middle of its body holds nobody up." of "hostile input";
}

const SYNTAX: &str = "Invalid Message Syntax Error";

fn usual(c: &Context<'_, Profile>) -> Outcome<String> {
    let content = [
        c.own_header(),
        c.copy("here")?,
        leaf("ItemElementType", "Circulation Status"),
    ];
    Ok(written(Form::Prefixed, &el("LookupItem", content)))
}

fn is_problem(c: &Context<'_, Profile>, body: impl Into<Vec<u8>>) -> Outcome {
    let answer = c.answer(body)?;
    ensure!(!answer.problems().is_empty(), "there is no problem");
    c.lives()
}

fn is_syntax(c: &Context<'_, Profile>, body: impl Into<Vec<u8>>) -> Outcome {
    c.answer(body)?.has(SYNTAX)
}

fn no_xml(c: &mut Context<'_, Profile>) -> Outcome {
    for text in ["hello", "{}", "<", "\u{0}\u{1}\u{2}", "<<>>"] {
        is_syntax(c, text)?;
    }
    c.lives()
}

fn empty_body(c: &mut Context<'_, Profile>) -> Outcome {
    is_syntax(c, "")?;
    is_syntax(c, " \n ")
}

fn truncated(c: &mut Context<'_, Profile>) -> Outcome {
    let whole = usual(c)?;
    let step = whole.len() / 12;
    for end in (1..12).map(|part| part * step) {
        is_syntax(c, whole.as_bytes().get(..end).unwrap_or_default())?;
    }
    Ok(())
}

fn foreign_root(c: &mut Context<'_, Profile>) -> Outcome {
    is_problem(c, "<html><body>no</body></html>")
}

fn foreign_namespace(c: &mut Context<'_, Profile>) -> Outcome {
    let text = usual(c)?.replace("http://www.niso.org/2008/ncip", "urn:example:ncip");
    let answer = c.answer(text)?;
    ensure!(
        !answer.problems().is_empty() || answer.mentions("CirculationStatus"),
        "the answer is neither"
    );
    Ok(())
}

fn empty_message(c: &mut Context<'_, Profile>) -> Outcome {
    let text = usual(c)?;
    let (before, _) = text.split_once("<ns1:LookupItem>").unwrap_or_default();
    is_problem(c, format!("{before}</ns1:NCIPMessage>"))
}

fn unknown_service(c: &mut Context<'_, Profile>) -> Outcome {
    let text = usual(c)?.replace("LookupItem>", "LookupWeather>");
    c.answer(text)?
        .has_one_of(&["Unsupported Service", "Unknown Service"])
}

fn two_services(c: &mut Context<'_, Profile>) -> Outcome {
    let text = usual(c)?;
    let (_, rest) = text.split_once("<ns1:LookupItem>").unwrap_or_default();
    let (one, _) = rest.split_once("</ns1:LookupItem>").unwrap_or_default();
    let twice = format!("</ns1:LookupItem><ns1:LookupItem>{one}</ns1:LookupItem>");
    let answer = c.answer(text.replace("</ns1:LookupItem>", &twice))?;
    ensure!(!answer.problems().is_empty(), "there is no problem");
    ensure!(!answer.mentions("CirculationStatus"), "one of them is done");
    Ok(())
}

fn response_as_request(c: &mut Context<'_, Profile>) -> Outcome {
    let item = item_id(&c.item("here")?.barcode);
    is_problem(
        c,
        written(Form::Prefixed, &el("LookupItemResponse", [item])),
    )
}

fn latin_1_as_utf_8(c: &mut Context<'_, Profile>) -> Outcome {
    let text = usual(c)?.replace("Circulation Status", "Circulation St@tus");
    let bytes = text
        .bytes()
        .map(|byte| if byte == b'@' { 0xE4 } else { byte });
    is_syntax(c, bytes.collect::<Vec<_>>())
}

fn control_characters(c: &mut Context<'_, Profile>) -> Outcome {
    for wrong in ["\u{1}", "&#1;", "&#xFFFF;", "\u{FFFF}"] {
        is_syntax(c, usual(c)?.replace("Circulation", wrong))?;
    }
    Ok(())
}

fn unknown_encoding(c: &mut Context<'_, Profile>) -> Outcome {
    is_problem(c, usual(c)?.replace("UTF-8", "X-OWN"))
}

fn with_doctype(c: &Context<'_, Profile>, doctype: &str, value: &str) -> Outcome<String> {
    let text = usual(c)?.replace("Circulation Status", value);
    Ok(text.replace("?>", &format!("?>{doctype}")))
}

fn entity_bomb(c: &mut Context<'_, Profile>) -> Outcome {
    let mut entities = String::from("<!ENTITY a0 \"ha\">");
    for level in 1..40 {
        let before = level - 1;
        entities += &format!("<!ENTITY a{level} \"&a{before};&a{before};\">");
    }
    let doctype = format!("<!DOCTYPE NCIPMessage [{entities}]>");
    is_problem(c, with_doctype(c, &doctype, "&a39;")?)
}

fn external_entity(c: &mut Context<'_, Profile>) -> Outcome {
    let doctype = "<!DOCTYPE NCIPMessage [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>";
    is_problem(c, with_doctype(c, doctype, "&x;")?)
}

fn deep(c: &mut Context<'_, Profile>) -> Outcome {
    let depth = 20_000;
    let nested = format!(
        "{}{}",
        "<ns1:Ext>".repeat(depth),
        "</ns1:Ext>".repeat(depth)
    );
    let text = usual(c)?.replace("</ns1:LookupItem>", &format!("{nested}</ns1:LookupItem>"));
    is_problem(c, text)
}

/// An answer, a refusal by HTTP, or the connection is cut; the responder lives.
fn survived(c: &Context<'_, Profile>, text: String) -> Outcome {
    match c.post(text) {
        Ok(reply) if reply.status == 200 => c.judged(reply).map(drop)?,
        Ok(reply) => ensure!(
            (400..500).contains(&reply.status),
            "the status is {}",
            reply.status
        ),
        // Cut while it was written.
        Err(_) => {}
    }
    c.lives()
}

fn wide(c: &mut Context<'_, Profile>) -> Outcome {
    let many = "<ns1:ItemElementType>Location</ns1:ItemElementType>".repeat(100_000);
    let text = usual(c)?.replace("</ns1:LookupItem>", &format!("{many}</ns1:LookupItem>"));
    survived(c, text)
}

fn many_attributes(c: &mut Context<'_, Profile>) -> Outcome {
    let many: String = (0..10_000).map(|n| format!(" a{n}=\"x\"")).collect();
    let text = usual(c)?.replace("<ns1:LookupItem>", &format!("<ns1:LookupItem{many}>"));
    survived(c, text)
}

fn large_body(c: &mut Context<'_, Profile>) -> Outcome {
    let text = usual(c)?.replace("?>", &format!("?><!--{}-->", "x".repeat(20_000_000)));
    // It may be cut while it is written.
    if let Ok(reply) = c.post(text) {
        ensure!(reply.status == 413, "the status is {}", reply.status);
    }
    c.lives()
}

fn length_too_short(c: &mut Context<'_, Profile>) -> Outcome {
    let text = usual(c)?.replace("?>", "?><!-- päivää päivää päivää -->");
    let letters = text.chars().count().to_string();
    let request = Request::new("POST", "")
        .body("application/xml", text)
        .header("Content-Length", &letters);
    c.judged(c.reply(&request)?)?.has(SYNTAX)?;
    c.lives()
}

fn long_values(c: &mut Context<'_, Profile>) -> Outcome {
    let barcode = &c.item("here")?.barcode;
    let text = usual(c)?.replace(barcode.as_str(), &"9".repeat(1_000_000));
    is_problem(c, text)
}

fn signs_in_ids(c: &mut Context<'_, Profile>) -> Outcome {
    for id in [
        "../../patrons",
        "' OR '1'='1",
        "a?b=c&d#e",
        "%2e%2e%2f",
        "*",
        "\u{202E}123",
    ] {
        let answer = c.ask_openly("LookupItem", &[item_id(id)])?;
        answer.refused("LookupItem", "Unknown Item")?;
    }
    Ok(())
}

fn stalled_body(c: &mut Context<'_, Profile>) -> Outcome {
    let request = Request::new("POST", "")
        .body("application/xml", usual(c)?)
        .header("Content-Length", "100000");
    let bytes = request.to_bytes_with(c.target, &c.profile.base, &[]);
    let mut stalled = Vec::new();
    for _ in 0..20 {
        let mut wire = c.connect()?;
        wire.send(&bytes)?;
        stalled.push(wire);
    }
    for _ in 0..5 {
        c.lives()?;
    }
    Ok(())
}
