//! A request as bytes, and what came back: as much HTTP/1.1 as a strict judge needs.

use crate::{Outcome, Stop, Wire};

/// A request, before it is written.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Below the base of the target.
    pub(crate) path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
    /// Without the headers that belong to every request.
    bare: Vec<&'static str>,
}

impl Request {
    pub(crate) fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: None,
            bare: Vec::new(),
        }
    }

    pub(crate) fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    pub(crate) fn body(self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            body: Some(body.into()),
            ..self.header("Content-Type", kind)
        }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Without this header.
    pub(crate) fn without(mut self, name: &'static str) -> Self {
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.bare.push(name);
        self
    }

    /// The request as it crosses the wire, with these headers and those that every request has,
    /// but for the ones that it has of its own or is without.
    pub(crate) fn to_bytes_with(&self, host: &str, base: &str, usual: &[(&str, &str)]) -> Vec<u8> {
        let mut head = format!("{} {base}{} HTTP/1.1\r\n", self.method, self.path);
        let length = self.body.as_ref().map(|body| body.len().to_string());
        let length = length.as_deref().map(|length| ("Content-Length", length));
        let every = [("Host", host), ("Connection", "close")];
        for &(name, value) in every.iter().chain(usual).chain(&length) {
            let own = self
                .headers
                .iter()
                .any(|(known, _)| known.eq_ignore_ascii_case(name));
            if !own && !self.bare.contains(&name) {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
        }
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend(self.body.iter().flatten());
        bytes
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    /// Method and path of the request.
    pub(crate) asked: String,
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    /// The header's value, empty if it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }
}

/// Reads one answer to a request of this method.
pub(crate) fn read(wire: &mut Wire, method: &str, path: &str) -> Outcome<Reply> {
    let status = status(&line(wire)?)?;
    let mut headers = Vec::new();
    loop {
        let line = line(wire)?;
        if line.is_empty() {
            break;
        }
        let Some((name, value)) = line.split_once(':') else {
            return Err(Stop::failed(format!("{line:?} is no header")));
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    if status == 100 {
        return read(wire, method, path);
    }
    let mut reply = Reply {
        asked: format!("{method} {path}"),
        status,
        headers,
        bytes: Vec::new(),
    };
    if method != "HEAD" && status != 204 {
        reply.bytes = body(wire, &reply)?;
    }
    Ok(reply)
}

/// All that is not a letter or digit of ASCII in percent form.
pub(crate) fn encoded(text: &str) -> String {
    let one = |byte: u8| match byte.is_ascii_alphanumeric() {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

fn line(wire: &mut Wire) -> Outcome<String> {
    let bytes = wire.until(b'\n')?;
    let text = String::from_utf8(bytes).map_err(|_| Stop::failed("a header is not ASCII"))?;
    match text.strip_suffix("\r\n") {
        Some(line) => Ok(line.to_owned()),
        None => Err(Stop::failed(format!("{text:?} does not end in CR LF"))),
    }
}

fn status(line: &str) -> Outcome<u16> {
    let digits = line
        .strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.get(..3));
    digits
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| Stop::failed(format!("{line:?} is no status line of HTTP/1.1")))
}

fn body(wire: &mut Wire, reply: &Reply) -> Outcome<Vec<u8>> {
    if reply
        .header("transfer-encoding")
        .eq_ignore_ascii_case("chunked")
    {
        return chunks(wire);
    }
    let length = reply.header("content-length");
    let length = length.parse().map_err(|_| {
        Stop::failed(format!(
            "{} has no content-length that is a number",
            reply.asked
        ))
    })?;
    wire.exactly(length)
}

fn chunks(wire: &mut Wire) -> Outcome<Vec<u8>> {
    let mut all = Vec::new();
    loop {
        let size = line(wire)?;
        let digits = size.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(digits, 16)
            .map_err(|_| Stop::failed(format!("{size:?} is no size of a chunk")))?;
        all.extend(wire.exactly(size)?);
        line(wire)?;
        if size == 0 {
            return Ok(all);
        }
    }
}
