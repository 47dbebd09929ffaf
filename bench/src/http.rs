//! HTTP over one kept connection: one request at a time, each answer whole.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::Fault;

/// The longest answer that is taken.
const LONGEST: usize = 64 << 20;
/// Bytes that are made room for at a time.
const ROOM: usize = 64 << 10;

/// A kept connection.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(target: SocketAddr) -> Result<Self, Fault> {
        let stream = TcpStream::connect(target).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            received: Vec::new(),
        })
    }

    /// Sends a request and gives the body of its answer, which must be 200, or 204
    /// without one.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Result<&[u8], Fault> {
        self.stream.write_all(request).await?;
        self.received.clear();
        loop {
            self.received.reserve(ROOM);
            if self.stream.read_buf(&mut self.received).await? == 0 {
                return Err("the server closed the connection".into());
            }
            if let Some(body) = body(&self.received)? {
                return Ok(&self.received[body..]);
            }
            if self.received.len() > LONGEST {
                return Err("an endless answer".into());
            }
        }
    }
}

/// Where the body begins of an answer that is there whole.
fn body(received: &[u8]) -> Result<Option<usize>, Fault> {
    let end = received.windows(4).position(|octets| octets == b"\r\n\r\n");
    let Some(end) = end else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&received[..end])?;
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap_or_default();
    let length = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse::<usize>())
    });
    let has_none = status.starts_with("HTTP/1.1 204");
    let length = match length {
        None if has_none => 0,
        length => length.ok_or("an answer of no told length")??,
    };
    let whole = end + 4 + length;
    match received.len() {
        length if length < whole => Ok(None),
        length if length > whole => Err("more than one answer to one request".into()),
        _ if has_none || status.starts_with("HTTP/1.1 200") => Ok(Some(end + 4)),
        _ => {
            let told = String::from_utf8_lossy(&received[end + 4..]);
            Err(format!("answered {status}: {told}").into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_or_not_yet_there() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab";
        assert_eq!(body(answer).unwrap(), Some(answer.len() - 2));
        assert_eq!(body(&answer[..answer.len() - 1]).unwrap(), None);
        assert_eq!(body(&answer[..10]).unwrap(), None);
        let nothing = b"HTTP/1.1 204 No Content\r\n\r\n";
        assert_eq!(body(nothing).unwrap(), Some(nothing.len()));
        assert!(body(b"HTTP/1.1 503 no\r\nContent-Length: 0\r\n\r\n").is_err());
        assert!(body(b"HTTP/1.1 200 OK\r\n\r\nab").is_err());
    }
}
