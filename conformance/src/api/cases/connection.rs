//! HTTP/1.1 itself: connections, framing, smuggling.

use std::time::Duration;

use super::super::{
    Profile,
    answer::same,
    http::{self, Request, new_key},
};
use crate::{
    Context, Outcome, Wire,
    kit::{cases, ensure},
};

cases! {
    "api/connection", "RFC 9112", ["patron.ordinary", "spare.2", "libraries.1"];
    Must connection_is_kept [] "Requests may follow each other on one connection." of "RFC 9112, 9.3";
    Should pipelined_requests_are_answered_in_order [] "Requests that were sent together are answered in order." of "RFC 9112, 9.3.2";
    Must chunked_body_is_read [] "A body in chunks is read." of "RFC 9112, 7.1";
    Must length_and_chunks_are_refused [] "A request with both Content-Length and chunks is refused or its connection closed; what follows is not taken for a request." of "RFC 9112, 6.3; request smuggling";
    Must two_lengths_are_refused [] "A request with two different lengths gets 400 or is cut." of "RFC 9112, 6.3";
    Must space_before_the_colon_is_refused [] "A header with a space before its colon gets 400 or is cut." of "RFC 9112, 5.1";
    Must no_request_is_refused [] "Bytes that are no HTTP get 400 or are cut, and the server lives.";
    Must half_a_body_changes_nothing [] "A request whose body does not come whole is not carried out.";
    Must slow_body_is_408 ["limits.body"] "A body that does not come in time gets 408 request_timeout, and nothing is changed." of "RFC 9110, 15.5.9";
    Must large_header_is_refused [] "A header of 200 kB gets 431 or 400 or is cut, and the server lives." of "RFC 6585, 5";
    Must missing_host_is_refused [] "A request without Host gets 400." of "RFC 9112, 3.2";
}

fn libraries() -> Request {
    Request::get("/libraries").header("Connection", "keep-alive")
}

fn connection_is_kept(c: &mut Context<'_, Profile>) -> Outcome {
    let mut wire = c.connect()?;
    for _ in 0..3 {
        c.send(&mut wire, &libraries())?;
        http::read(&mut wire, "GET", "/libraries")?.is(200)?;
    }
    Ok(())
}

fn pipelined_requests_are_answered_in_order(c: &mut Context<'_, Profile>) -> Outcome {
    let codes = c.profile.libraries.clone();
    let path = |code: &str| format!("/libraries/{code}");
    let bytes = |token: &str| -> Vec<u8> {
        let requests = codes
            .iter()
            .map(|code| Request::get(&path(code)).header("Connection", "keep-alive"));
        requests
            .flat_map(|request| request.to_bytes(c.target, &c.profile.base, token))
            .collect()
    };
    let mut wire = c.connect()?;
    wire.send_shown(&bytes(&c.profile.token), &bytes("..."))?;
    for code in &codes {
        let answer = http::read(&mut wire, "GET", &path(code))?;
        same(answer.is(200)?, "/code", code.as_str())?;
    }
    Ok(())
}

fn chunked_body_is_read(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(0)?;
    c.return_later(&item);
    let body = c
        .checkout_body(&c.patron("ordinary")?.barcode, &item)?
        .to_string();
    let (one, two) = body.split_at(body.len() / 2);
    let chunks = format!(
        "{:x}\r\n{one}\r\n{:X};a=b\r\n{two}\r\n0\r\n\r\n",
        one.len(),
        two.len()
    );
    let request = Request::new("POST", "/checkouts")
        .key(&new_key())
        .body("application/json", chunks)
        .without("Content-Length")
        .header("Transfer-Encoding", "chunked");
    c.ask(&request)?.is(201).map(drop)
}

/// What comes back for these headers after a request line and Host, until the subject closes or
/// falls silent; then the subject must still live.
fn raw(c: &Context<'_, Profile>, head: &str, body: &[u8]) -> Outcome<String> {
    let mut wire = c.connect()?;
    let bytes = |token: &str| {
        let head = head
            .replace("{base}", &c.profile.base)
            .replace("{token}", token);
        [head.as_bytes(), body].concat()
    };
    // The subject may cut the connection before all is written.
    let _ = wire.send_shown(&bytes(&c.profile.token), &bytes("..."));
    let (answer, _) = wire.remainder(Duration::from_secs(1))?;
    c.read("/libraries")?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn is_no(answer: &str, statuses: &[&str]) -> Outcome {
    let status = answer
        .strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.get(..3));
    ensure!(
        answer.is_empty() || status.is_some_and(|status| statuses.contains(&status)),
        "it is answered with {status:?}"
    );
    ensure!(
        answer.matches("HTTP/1.1 ").count() <= 1,
        "it is answered twice"
    );
    Ok(())
}

const GET: &str = "GET {base}/libraries HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n";

fn length_and_chunks_are_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let head = format!("{GET}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n");
    let hidden = "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    let answer = raw(c, &head, hidden.as_bytes())?;
    ensure!(
        answer.matches("HTTP/1.1 ").count() <= 1,
        "what follows is answered as well"
    );
    Ok(())
}

fn two_lengths_are_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let head = format!("{GET}Content-Length: 0\r\nContent-Length: 5\r\n\r\n");
    is_no(&raw(c, &head, b"hello")?, &["400"])
}

fn space_before_the_colon_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    is_no(
        &raw(c, &format!("{GET}Content-Length : 5\r\n\r\n"), b"hello")?,
        &["400"],
    )
}

fn no_request_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"9300CNx|COy|\r",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
    ] {
        is_no(&raw(c, "", bytes)?, &["400", "505"])?;
    }
    Ok(())
}

fn half_a_body_changes_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(1)?;
    c.return_later(&item);
    let body = c
        .checkout_body(&c.patron("ordinary")?.barcode, &item)?
        .to_string();
    // Whole as JSON, but a byte less than announced.
    let request = Request::new("POST", "/checkouts")
        .key(&new_key())
        .body("application/json", body.clone())
        .header("Content-Length", &(body.len() + 1).to_string());
    let mut wire: Wire = c.connect()?;
    c.send(&mut wire, &request)?;
    wire.finish_sending()?;
    let (answer, _) = wire.remainder(Duration::from_secs(1))?;
    let answer = String::from_utf8_lossy(&answer);
    ensure!(!answer.starts_with("HTTP/1.1 2"), "it is answered as done");
    c.status_is(&item, "available")
}

fn slow_body_is_408(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(1)?;
    c.return_later(&item);
    let body = c
        .checkout_body(&c.patron("ordinary")?.barcode, &item)?
        .to_string();
    // Whole as JSON, but a byte less than announced.
    let request = Request::new("POST", "/checkouts")
        .key(&new_key())
        .body("application/json", body.clone())
        .header("Content-Length", &(body.len() + 1).to_string());
    let mut wire: Wire = c.connect()?;
    c.send(&mut wire, &request)?;
    let limit = c.profile.limits.body.unwrap_or_default();
    let patience = Duration::from_secs(u64::from(limit) + 3);
    let (answer, _) = wire.remainder(patience)?;
    let answer = String::from_utf8_lossy(&answer);
    ensure!(answer.starts_with("HTTP/1.1 408 "), "there is no 408");
    ensure!(answer.contains("request_timeout"), "the code is another");
    c.status_is(&item, "available")
}

fn large_header_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let head = format!("{GET}X-Large: {}\r\n\r\n", "x".repeat(200_000));
    is_no(&raw(c, &head, b"")?, &["400", "413", "431"])
}

fn missing_host_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let head = GET.replace("Host: x\r\n", "");
    is_no(
        &raw(c, &format!("{head}Connection: close\r\n\r\n"), b"")?,
        &["400"],
    )
}
