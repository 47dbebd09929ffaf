//! What is too long, too deep or too much. After each the server still answers.

use super::{super::steps::query_string, Profile};
use crate::{
    Context, Outcome,
    kit::{cases, ensure, http::Request},
};

cases! {
    "sru/hostile", "robustness; RFC 9110, 15.5", ["many"];
    Must query_too_long ["limits.query", "service.post"] "A query beyond the limit is refused with 12, 10 or HTTP 413.";
    Must address_too_long ["limits.address"] "An address beyond the limit is refused with HTTP 414, 431 or 400, or 12.";
    Must body_too_long ["limits.body", "service.post"] "A body beyond the limit is refused with HTTP 413, or cut.";
    Must parentheses ["service.post"] "Ten thousand parentheses are refused.";
    Must booleans ["service.post"] "Five thousand booleans are searched or refused.";
    Must long_term ["service.post"] "A term of 20,000 letters is searched or refused.";
    Must prefixes ["service.post"] "A thousand prefixes are read or refused.";
    Must modifiers ["service.post"] "A thousand modifiers are refused.";
    Must many_masks [] "Many masks in a word cost no more than the time an answer may take.";
    Must widest_mask [] "A single letter and a mask is searched in time, or refused.";
    Must control_characters [] "Control characters are refused or searched, and none of them is in the answer.";
    Must thousand_parameters ["service.post"] "A thousand parameters break nothing.";
    Must half_a_request [] "A request that does not end harms no other.";
}

/// Whatever is said, it is SRU or a status that says no; and the server still answers.
fn survives(c: &Context<'_, Profile>, query: &str, statuses: &[u16]) -> Outcome {
    let body = query_string(c.usual()?, "searchRetrieve", &[("query", query)]);
    let kind = "application/x-www-form-urlencoded";
    let request = Request::new("POST", "").body(kind, body);
    if !statuses.contains(&c.reply(&request)?.status) {
        c.answer(&request)?;
    }
    lives(c)
}

fn lives(c: &Context<'_, Profile>) -> Outcome {
    ensure!(c.count(c.many()?)? > 0, "afterwards nothing is found");
    Ok(())
}

fn query_too_long(c: &mut Context<'_, Profile>) -> Outcome {
    let query = "a".repeat(c.profile.limits.query.unwrap_or_default() + 1);
    let body = query_string(c.usual()?, "searchRetrieve", &[("query", &query)]);
    let kind = "application/x-www-form-urlencoded";
    let request = Request::new("POST", "").body(kind, body);
    if c.reply(&request)?.status != 413 {
        c.answer(&request)?.refused(&[10, 12])?;
    }
    lives(c)
}

fn address_too_long(c: &mut Context<'_, Profile>) -> Outcome {
    let query = "a".repeat(c.profile.limits.address.unwrap_or_default() + 1);
    let query = query_string(c.usual()?, "searchRetrieve", &[("query", &query)]);
    let request = Request::get(&format!("?{query}"));
    if ![400, 414, 431].contains(&c.reply(&request)?.status) {
        c.answer(&request)?.refused(&[10, 12])?;
    }
    lives(c)
}

fn body_too_long(c: &mut Context<'_, Profile>) -> Outcome {
    let body = vec![b'a'; c.profile.limits.body.unwrap_or_default() + 1];
    let kind = "application/x-www-form-urlencoded";
    let request = Request::new("POST", "").body(kind, body);
    // A server may say no and close before all is written.
    if let Ok(reply) = c.reply(&request) {
        ensure!(reply.status == 413, "{} comes", reply.status);
    }
    lives(c)
}

fn parentheses(c: &mut Context<'_, Profile>) -> Outcome {
    survives(
        c,
        &format!("{}a{}", "(".repeat(10_000), ")".repeat(10_000)),
        &[413],
    )
}

fn booleans(c: &mut Context<'_, Profile>) -> Outcome {
    survives(c, &vec!["a"; 5_000].join(" and "), &[413])
}

fn long_term(c: &mut Context<'_, Profile>) -> Outcome {
    survives(c, &"ä".repeat(20_000), &[413])
}

fn prefixes(c: &mut Context<'_, Profile>) -> Outcome {
    survives(c, &format!("{}a", "> a = \"b\" ".repeat(1_000)), &[413])
}

fn modifiers(c: &mut Context<'_, Profile>) -> Outcome {
    survives(
        c,
        &format!("dc.title ={} a", "/string".repeat(1_000)),
        &[413],
    )
}

fn many_masks(c: &mut Context<'_, Profile>) -> Outcome {
    c.find(&format!("dc.title = \"{}\"", "a*".repeat(60)), &[])?;
    c.find(&format!("dc.title = \"{}\"", "*a?*".repeat(60)), &[])?;
    lives(c)
}

fn widest_mask(c: &mut Context<'_, Profile>) -> Outcome {
    for query in ["a*", "*a", "*a*", "dc.title = \"*e* *a* *i*\""] {
        c.find(query, &[("maximumRecords", "1")])?;
    }
    lives(c)
}

fn control_characters(c: &mut Context<'_, Profile>) -> Outcome {
    for code in (0_u8..32).chain([127]) {
        let query = format!("\"a{}b\"", char::from(code));
        // The reader fails on characters that XML forbids.
        c.find(&query, &[("maximumRecords", "0")])?;
    }
    lives(c)
}

fn thousand_parameters(c: &mut Context<'_, Profile>) -> Outcome {
    let body = query_string(c.usual()?, "searchRetrieve", &[("query", c.many()?)]);
    let more: String = (0..1_000).map(|number| format!("&x-{number}=1")).collect();
    let kind = "application/x-www-form-urlencoded";
    let answer = c.answer(&Request::new("POST", "").body(kind, body + &more))?;
    if !answer.diagnostics()?.is_empty() {
        answer.refused(&[6, 8])?;
    }
    lives(c)
}

fn half_a_request(c: &mut Context<'_, Profile>) -> Outcome {
    let mut wire = c.connect()?;
    wire.send(b"GET /sru?query=a HTTP/1.1\r\nHost: x\r\n")?;
    lives(c)
}
