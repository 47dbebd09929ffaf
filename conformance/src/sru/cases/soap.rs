//! Requests in envelopes of SOAP 1.1, which SRU calls SRW.

use super::{
    super::{
        answer::{Answer, Version},
        steps::query_string,
    },
    Profile,
};
use crate::{
    Context, Outcome, Stop,
    kit::{
        cases, ensure,
        http::{Reply, Request},
        xml::{self, Node},
    },
};

cases! {
    "sru/soap", "SRU 1.1 and 1.2, SRU via HTTP SOAP; SOAP 1.1", ["service.soap", "version.1.1", "work.known"];
    Must search [] "A search in an envelope is answered in one, as by GET.";
    Must scan ["service.scan"] "A scan in an envelope is answered in one.";
    Must explain [] "An explain in an envelope is answered in one.";
    Must diagnostics [] "A search that cannot be done has its diagnostic, and no fault.";
    Must search_of_2_0 ["version.2.0"] "A search in the namespace of 2.0 is one of 2.0.";
    Must other_prefixes [] "Prefixes and the XML declaration may be any.";
    Must header_entries [] "Entries of the envelope's header are passed over.";
    Must not_understood [] "A request that is none is answered with a fault.";
    Must not_xml [] "What is not well-formed is answered with a fault or HTTP 400.";
    Must entities [] "Entity declarations are refused: nothing is expanded.";
    Must external_entity [] "An external entity is not fetched.";
    Must deep [] "A hundred thousand elements in one another are refused, and the server lives.";
    Must escaped_query [] "References in a query are read as what they stand for.";
}

const SRW: &str = "http://www.loc.gov/zing/srw/";
const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

fn envelope(request: &str) -> String {
    format!("<S:Envelope xmlns:S=\"{SOAP}\"><S:Body>{request}</S:Body></S:Envelope>")
}

fn search_request(query: &str) -> String {
    let query = query.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<searchRetrieveRequest xmlns=\"{SRW}\"><version>1.1</version><query>{query}</query>\
         <maximumRecords>3</maximumRecords></searchRetrieveRequest>"
    )
}

fn posted(c: &Context<'_, Profile>, body: &str) -> Outcome<Reply> {
    let request = Request::new("POST", "").header("SOAPAction", "\"\"");
    c.reply(&request.body("text/xml; charset=utf-8", body))
}

/// The element in the body of an envelope.
fn inner(reply: &Reply) -> Outcome<Node> {
    let root = xml::parse(&reply.bytes).map_err(Stop::Failed)?;
    ensure!(
        root.name == "Envelope" && root.namespace == SOAP,
        "it is no envelope"
    );
    let body = root.child("Body").and_then(|body| body.children.first());
    body.cloned()
        .ok_or_else(|| Stop::failed("an envelope without a body"))
}

fn answered(c: &Context<'_, Profile>, request: &str) -> Outcome<Answer> {
    let reply = posted(c, &envelope(request))?;
    ensure!(reply.status == 200, "{} comes", reply.status);
    if let Some(schemas) = &c.profile.xml_schemas {
        schemas.leave_out();
    }
    let inner = inner(&reply)?;
    Answer::of(reply, inner)
}

fn search(c: &mut Context<'_, Profile>) -> Outcome {
    let query = &c.work("known")?.query;
    let answer = answered(c, &search_request(query))?;
    ensure!(answer.count()? == 1, "not one record");
    let more = [("query", query.as_str()), ("maximumRecords", "3")];
    let got = c.raw(&query_string(Version::V11, "searchRetrieve", &more))?;
    ensure!(
        answer.root.child("records") == got.root.child("records"),
        "by GET others come"
    );
    Ok(())
}

fn scan(c: &mut Context<'_, Profile>) -> Outcome {
    let request = format!(
        "<scanRequest xmlns=\"{SRW}\"><version>1.1</version><scanClause>dc.title = a</scanClause>\
         <maximumTerms>2</maximumTerms></scanRequest>"
    );
    let answer = answered(c, &request)?;
    ensure!(
        answer.root.name == "scanResponse",
        "it is {}",
        answer.root.name
    );
    answer.fine().map(drop)
}

fn explain(c: &mut Context<'_, Profile>) -> Outcome {
    let request =
        format!("<explainRequest xmlns=\"{SRW}\"><version>1.1</version></explainRequest>");
    let answer = answered(c, &request)?;
    ensure!(
        answer.root.name == "explainResponse",
        "it is {}",
        answer.root.name
    );
    answer.fine().map(drop)
}

fn diagnostics(c: &mut Context<'_, Profile>) -> Outcome {
    answered(c, &search_request("dc.nosuchindex = a"))?.refused(&[16])?;
    let empty = format!(
        "<searchRetrieveRequest xmlns=\"{SRW}\"><version>1.1</version></searchRetrieveRequest>"
    );
    answered(c, &empty)?.refused(&[7]).map(drop)
}

fn search_of_2_0(c: &mut Context<'_, Profile>) -> Outcome {
    let request = format!(
        "<searchRetrieveRequest xmlns=\"http://docs.oasis-open.org/ns/search-ws/sruRequest\">\
         <query>{}</query></searchRetrieveRequest>",
        c.work("known")?.query
    );
    let reply = posted(c, &envelope(&request))?;
    if reply.status != 200 {
        return Err(Stop::skipped("2.0 has no binding to SOAP of its own"));
    }
    let inner = inner(&reply)?;
    Answer::of(reply, inner)?.count().map(drop)
}

fn other_prefixes(c: &mut Context<'_, Profile>) -> Outcome {
    let query = &c.work("known")?.query;
    let request = format!(
        "<?xml version='1.0' encoding='UTF-8'?>\n<!-- c -->\n<Envelope xmlns='{SOAP}'>\n <Body>\n  \
         <z:searchRetrieveRequest xmlns:z='{SRW}'><z:version>1.1</z:version>\
         <z:query><![CDATA[{query}]]></z:query></z:searchRetrieveRequest>\n </Body></Envelope>"
    );
    let reply = posted(c, &request)?;
    let inner = inner(&reply)?;
    ensure!(Answer::of(reply, inner)?.count()? == 1, "not one record");
    Ok(())
}

fn header_entries(c: &mut Context<'_, Profile>) -> Outcome {
    let body = envelope(&search_request(&c.work("known")?.query));
    let entry = "<S:Header><x:y xmlns:x=\"urn:x\">z</x:y></S:Header><S:Body>";
    let reply = posted(c, &body.replacen("<S:Body>", entry, 1))?;
    let inner = inner(&reply)?;
    Answer::of(reply, inner)?.count().map(drop)
}

/// A fault in an envelope, or a status of 400 and more.
fn no(c: &Context<'_, Profile>, body: &str) -> Outcome {
    let reply = posted(c, body)?;
    ensure!(
        (200..600).contains(&reply.status) && reply.status != 500 || inner(&reply).is_ok(),
        "{} comes without a fault",
        reply.status
    );
    if reply.status < 400 {
        let inner = inner(&reply)?;
        ensure!(inner.name == "Fault", "<{}> comes, no fault", inner.name);
    }
    c.count("a").map(drop)
}

fn not_understood(c: &mut Context<'_, Profile>) -> Outcome {
    for wrong in ["<nosuchRequest xmlns=\"urn:x\"/>", "", "text"] {
        no(c, &envelope(wrong))?;
    }
    no(c, "<a/>")
}

fn not_xml(c: &mut Context<'_, Profile>) -> Outcome {
    for wrong in ["", "<", "abc", "<a>", "<a></b>", "<a>&nosuch;</a>"] {
        no(c, wrong)?;
    }
    let whole = envelope(&search_request("a"));
    no(c, whole.get(..whole.len() - 10).unwrap_or_default())
}

fn entities(c: &mut Context<'_, Profile>) -> Outcome {
    let mut laughs = "<!ENTITY l0 \"lol\">".to_owned();
    for level in 1..=9 {
        laughs += &format!(
            "<!ENTITY l{level} \"{}\">",
            format!("&l{};", level - 1).repeat(10)
        );
    }
    let request = search_request("a").replace("<query>a", "<query>&l9;");
    no(c, &format!("<!DOCTYPE S [{laughs}]>{}", envelope(&request)))
}

fn external_entity(c: &mut Context<'_, Profile>) -> Outcome {
    let request = search_request("a").replace("<query>a", "<query>&x;");
    let body = format!(
        "<!DOCTYPE S [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>{}",
        envelope(&request)
    );
    no(c, &body)
}

fn deep(c: &mut Context<'_, Profile>) -> Outcome {
    let depth = 20_000;
    let body = format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    no(c, &envelope(&body))
}

fn escaped_query(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = answered(c, &search_request("\"a & <b>\""))?;
    answer.fine()?;
    let echo = answer.echo()?.text_of("query").unwrap_or_default();
    ensure!(echo == "\"a & <b>\"", "{echo:?} is what was read");
    Ok(())
}
