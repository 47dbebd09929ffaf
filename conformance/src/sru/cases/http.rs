//! HTTP itself: methods, types, compression, connections.

use std::io::Read as _;

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
        http::{self, Request},
    },
};

cases! {
    "sru/http", "RFC 9110; SRU 1.1 and 1.2, HTTP GET; OASIS part 3, annex E", ["many"];
    Must content_type [] "Answers are text/xml, application/xml or application/sru+xml in UTF-8.";
    Must accepted_type ["version.2.0"] "Whatever a client accepts, an answer is XML, or 406.";
    Must head [] "HEAD gets what GET does, without a body." of "RFC 9110, 9.3.2";
    Must other_methods [] "PUT and DELETE are refused with 405, 404 or 501." of "RFC 9110, 15.5.6";
    Must compressed ["service.gzip"] "Who takes gzip gets the same answer compressed, and Vary tells caches." of "RFC 9110, 12.5.3";
    Must plain_when_not_asked ["service.gzip"] "Who does not take gzip gets no gzip.";
    Must on_one_connection [] "Requests may follow each other on one connection." of "RFC 9112, 9.3";
    Must slash_at_the_end [] "A slash after the path is answered, or 404.";
    Must body_of_another_type ["service.post"] "A body that is neither form nor XML is refused with 415 or 400.";
}

fn request(c: &Context<'_, Profile>) -> Outcome<Request> {
    let query = query_string(c.usual()?, "searchRetrieve", &[("query", c.many()?)]);
    Ok(Request::get(&format!("?{query}")))
}

fn content_type(c: &mut Context<'_, Profile>) -> Outcome {
    let kind = c
        .answer(&request(c)?)?
        .reply
        .header("content-type")
        .to_ascii_lowercase();
    ensure!(kind.contains("charset=utf-8"), "it is {kind:?}");
    Ok(())
}

fn accepted_type(c: &mut Context<'_, Profile>) -> Outcome {
    let query = query_string(Version::V20, "searchRetrieve", &[("query", "a")]);
    for accepted in [
        "application/sru+xml",
        "text/html",
        "image/png",
        "*/*;q=0",
        ",,;q=x",
        "",
    ] {
        let request = Request::get(&format!("?{query}")).header("Accept", accepted);
        let reply = c.reply(&request)?;
        if reply.status != 406 {
            Answer::read(reply)?.count()?;
        }
    }
    Ok(())
}

fn head(c: &mut Context<'_, Profile>) -> Outcome {
    let mut request = request(c)?;
    request.method = "HEAD".to_owned();
    let reply = c.reply(&request)?;
    ensure!(reply.status == 200, "{} comes", reply.status);
    ensure!(
        reply.header("content-type").contains("xml"),
        "no type of XML"
    );
    Ok(())
}

fn other_methods(c: &mut Context<'_, Profile>) -> Outcome {
    for method in ["PUT", "DELETE", "PATCH"] {
        let status = c
            .reply(&Request::new(method, "?query=a").body("text/plain", "x"))?
            .status;
        ensure!([404, 405, 501].contains(&status), "{method} gets {status}");
    }
    Ok(())
}

fn compressed(c: &mut Context<'_, Profile>) -> Outcome {
    let plain = c.reply(&request(c)?)?;
    let packed = c.reply(&request(c)?.header("Accept-Encoding", "gzip"))?;
    ensure!(
        packed.header("content-encoding") == "gzip",
        "it is not compressed"
    );
    let vary = packed.header("vary").to_ascii_lowercase();
    ensure!(vary.contains("accept-encoding"), "Vary is {vary:?}");
    let mut text = Vec::new();
    let read = flate2::read::GzDecoder::new(&packed.bytes[..]).read_to_end(&mut text);
    read.map_err(|e| Stop::failed(format!("it is no gzip: {e}")))?;
    ensure!(text == plain.bytes, "another answer is in it");
    Ok(())
}

fn plain_when_not_asked(c: &mut Context<'_, Profile>) -> Outcome {
    for header in ["identity", "gzip;q=0", "br"] {
        let reply = c.reply(&request(c)?.header("Accept-Encoding", header))?;
        ensure!(
            reply.header("content-encoding") != "gzip",
            "{header} gets gzip"
        );
    }
    Ok(())
}

fn on_one_connection(c: &mut Context<'_, Profile>) -> Outcome {
    let request = request(c)?.header("Connection", "keep-alive");
    let mut wire = c.connect()?;
    for _ in 0..3 {
        wire.send(&request.to_bytes_with(c.target, &c.profile.base, &[]))?;
        Answer::read(http::read(&mut wire, "GET", &request.path)?)?.count()?;
    }
    Ok(())
}

fn slash_at_the_end(c: &mut Context<'_, Profile>) -> Outcome {
    let request = Request::get(&request(c)?.path.replacen('?', "/?", 1));
    let reply = c.reply(&request)?;
    if reply.status != 404 {
        Answer::read(reply)?.count()?;
    }
    Ok(())
}

fn body_of_another_type(c: &mut Context<'_, Profile>) -> Outcome {
    for kind in [
        "application/json",
        "image/png",
        "multipart/form-data; boundary=x",
    ] {
        let status = c
            .reply(&Request::new("POST", "").body(kind, "query=a"))?
            .status;
        ensure!([400, 415].contains(&status), "{kind} gets {status}");
    }
    Ok(())
}
