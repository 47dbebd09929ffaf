//! SRU over one kept connection: one GET at a time, each answer judged.

use std::{fmt::Write as _, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::{
    Fault,
    catalogue::library::{PAGE, Query, Question},
};

/// The longest answer that is taken.
const LONGEST: usize = 4 << 20;

/// A kept connection.
#[derive(Debug)]
pub(crate) struct Client {
    stream: TcpStream,
    /// Where on the server.
    path: &'static str,
    request: String,
    received: Vec<u8>,
}

impl Client {
    pub(crate) async fn open(target: SocketAddr, path: &'static str) -> Result<Self, Fault> {
        let stream = TcpStream::connect(target).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            path,
            request: String::new(),
            received: Vec::new(),
        })
    }

    /// Searches and takes the first ten records in marcxml. The hits must be as many as the question
    /// says, and the first record must hold what was looked for. Gives the octets of the answer.
    pub(crate) async fn search_retrieve(
        &mut self,
        question: &Question<'_>,
    ) -> Result<usize, Fault> {
        self.write(question.query)?;
        self.stream.write_all(self.request.as_bytes()).await?;
        let body = self.receive().await?;
        judge(body, question)?;
        Ok(body.len())
    }

    fn write(&mut self, query: Query<'_>) -> Result<(), Fault> {
        self.request.clear();
        let request = &mut self.request;
        write!(
            request,
            "GET {}?version=1.1&operation=searchRetrieve&query=",
            self.path
        )?;
        match query {
            Query::Term(word) => write!(request, "dc.title%3D{word}")?,
            Query::Or(one, other) => write!(request, "dc.title%3D{one}+or+dc.title%3D{other}")?,
        }
        write!(
            request,
            "&maximumRecords={PAGE}&recordSchema=marcxml HTTP/1.1\r\nHost: localhost\r\n\r\n"
        )?;
        Ok(())
    }

    /// One answer, which is all that may come, and of it the body.
    async fn receive(&mut self) -> Result<&[u8], Fault> {
        self.received.clear();
        loop {
            self.received.reserve(64 << 10);
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
    if !status.starts_with("HTTP/1.1 200") {
        return Err(format!("answered {status}").into());
    }
    let length = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse::<usize>())
    });
    let whole = end + 4 + length.ok_or("an answer of no told length")??;
    match received.len() {
        length if length == whole => Ok(Some(end + 4)),
        length if length > whole => Err("more than one answer to one request".into()),
        _ => Ok(None),
    }
}

fn judge(body: &[u8], question: &Question<'_>) -> Result<(), Fault> {
    let body = std::str::from_utf8(body)?;
    let hits = body
        .split_once("numberOfRecords>")
        .and_then(|(_, rest)| rest.split_once('<'))
        .ok_or("no numberOfRecords")?;
    if hits.0.parse() != Ok(question.hits) {
        return Err(format!("{} hits for {question:?}", hits.0).into());
    }
    let mut records = body.split("recordData>").skip(1).step_by(2);
    let first = records.next().unwrap_or_default();
    if !first.contains("http://www.loc.gov/MARC21/slim") || !question.is_in(first.as_bytes()) {
        return Err(format!("another record than {question:?} asks for").into());
    }
    match 1 + records.count() {
        count if count == PAGE as usize => Ok(()),
        count => Err(format!("{count} records instead of {PAGE}").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(word: &str) -> String {
        format!("<recordData><r xmlns=\"http://www.loc.gov/MARC21/slim\">{word}</r></recordData>")
    }

    #[test]
    fn an_answer_is_whole_or_not_yet_there() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab";
        assert_eq!(body(answer).unwrap(), Some(answer.len() - 2));
        assert_eq!(body(&answer[..answer.len() - 1]).unwrap(), None);
        assert_eq!(body(&answer[..10]).unwrap(), None);
        assert!(body(b"HTTP/1.1 503 no\r\nContent-Length: 0\r\n\r\n").is_err());
        assert!(body(b"HTTP/1.1 200 OK\r\n\r\nab").is_err());
    }

    #[test]
    fn hits_and_records_must_be_those_asked_for() {
        let question = Question {
            query: Query::Term("qsana"),
            hits: 20,
        };
        let answer = |hits: u32, first: &str, records: usize| {
            let others = record("other").repeat(records - 1);
            format!(
                "<numberOfRecords>{hits}</numberOfRecords>{}{others}",
                record(first)
            )
        };
        assert!(judge(answer(20, "qsana", 10).as_bytes(), &question).is_ok());
        assert!(judge(answer(21, "qsana", 10).as_bytes(), &question).is_err());
        assert!(judge(answer(20, "other", 10).as_bytes(), &question).is_err());
        assert!(judge(answer(20, "qsana", 9).as_bytes(), &question).is_err());
    }
}
