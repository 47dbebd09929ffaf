//! SRU over one kept connection: one GET at a time, each answer judged.

use std::{fmt::Write as _, net::SocketAddr};

use crate::{
    Fault,
    catalogue::library::{PAGE, Query, Question},
    http::Connection,
};

/// A kept connection.
#[derive(Debug)]
pub(crate) struct Client {
    connection: Connection,
    /// Where on the server.
    path: &'static str,
    request: String,
}

impl Client {
    pub(crate) async fn open(target: SocketAddr, path: &'static str) -> Result<Self, Fault> {
        Ok(Self {
            connection: Connection::open(target).await?,
            path,
            request: String::new(),
        })
    }

    /// Searches and takes the first ten records in marcxml. The hits must be as many as the question
    /// says, and the first record must hold what was looked for. Gives the octets of the answer.
    pub(crate) async fn search_retrieve(
        &mut self,
        question: &Question<'_>,
    ) -> Result<usize, Fault> {
        self.write(question.query)?;
        let body = self.connection.ask(self.request.as_bytes()).await?;
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
