//! The suite as an origin: a connection that asks, reads the answers strictly, and finds out what
//! a case has to know.

use std::time::Duration;

use super::{
    answer::{Answer, Diagnostic},
    ber::Ber,
    marc::Marc,
    profile::{Item, Profile, Work},
    reader,
    record::Record,
    request::{self, USMARC},
};
use crate::{Context, Outcome, Stop, Wire, kit::ensure};

/// Within this time a target ends a connection that it does not want.
pub(crate) const PROMPTLY: Duration = Duration::from_secs(3);

/// Long enough for an answer on its way to arrive, short enough for a suite.
pub(crate) const A_WHILE: Duration = Duration::from_millis(300);

/// An origin on its own connection.
#[derive(Debug)]
pub(crate) struct Origin {
    pub(crate) wire: Wire,
    /// The database it searches.
    pub(crate) database: String,
}

impl Context<'_, Profile> {
    /// An origin with a session of version 3 and the usual options.
    pub(crate) fn origin(&self) -> Outcome<Origin> {
        self.origin_with(&self.usual_init())
            .map(|(origin, _)| origin)
    }

    /// An origin whose InitRequest was accepted, and the InitResponse.
    pub(crate) fn origin_with(&self, init: &Ber) -> Outcome<(Origin, Answer)> {
        let mut origin = self.stranger()?;
        let answer = origin.ask(init)?.expect("initResponse")?;
        ensure!(answer.flag("result")?, "Init was refused");
        Ok((origin, answer))
    }

    /// A connection that has not said anything yet.
    pub(crate) fn stranger(&self) -> Outcome<Origin> {
        Ok(Origin {
            wire: self.connect()?,
            database: self.profile.database().to_owned(),
        })
    }

    /// The InitRequest that opens a session here.
    pub(crate) fn usual_init(&self) -> Ber {
        match &self.profile.user {
            Some(user) if self.profile.login_required => {
                request::init_id_pass(None, Some(&user.name), Some(&user.password))
            }
            _ => request::init(),
        }
    }

    /// The record of this role.
    pub(crate) fn work(&self, role: &str) -> Outcome<Work> {
        let found = self.profile.work.get(role).cloned();
        found.ok_or_else(|| Stop::skipped(format!("the profile has no work.{role}")))
    }

    /// The item of this role.
    pub(crate) fn item(&self, role: &str) -> Outcome<Item> {
        let found = self.profile.item.get(role).cloned();
        found.ok_or_else(|| Stop::skipped(format!("the profile has no item.{role}")))
    }

    /// The search with many hits.
    pub(crate) fn many(&self) -> Outcome<String> {
        let found = self.profile.many.clone();
        found.ok_or_else(|| Stop::skipped("the profile has no many"))
    }

    /// Fails unless somebody new is served.
    pub(crate) fn lives(&self) -> Outcome {
        self.origin()?.lives()
    }
}

impl Origin {
    /// Sends without waiting.
    pub(crate) fn send(&mut self, apdu: &Ber) -> Outcome {
        self.wire.send(&apdu.bytes())
    }

    /// The next answer.
    pub(crate) fn receive(&mut self) -> Outcome<Answer> {
        // What is no BER is taken as it is, so that reading it can say why.
        let bytes = self
            .wire
            .read_to(|pending| reader::end_of(pending).unwrap_or(Some(pending.len())))?;
        Answer::parse(&bytes).map_err(Stop::failed)
    }

    /// Sends and reads the answer.
    pub(crate) fn ask(&mut self, apdu: &Ber) -> Outcome<Answer> {
        self.ask_bytes(&apdu.bytes())
    }

    /// Sends bytes and reads the answer.
    pub(crate) fn ask_bytes(&mut self, bytes: &[u8]) -> Outcome<Answer> {
        self.wire.send(bytes)?;
        self.receive()
    }

    /// SearchRequest of the usual database into the default set.
    pub(crate) fn request(&self, query: &str) -> Outcome<Ber> {
        request::find(&[&self.database], query)
    }

    /// The hits of a search that has to succeed; its set is the default one.
    pub(crate) fn find(&mut self, query: &str) -> Outcome<i64> {
        let request = self.request(query)?;
        self.found(&request)
            .map_err(|stop| in_words(stop, &format!("search for {query}")))
    }

    /// The hits of a SearchRequest that has to succeed.
    pub(crate) fn found(&mut self, request: &Ber) -> Outcome<i64> {
        let answer = self.ask(request)?.expect("searchResponse")?;
        succeeded(&answer)?;
        answer.integer("resultCount")
    }

    /// The diagnostic of a search that has to fail.
    pub(crate) fn refused(&mut self, query: &str) -> Outcome<Diagnostic> {
        let request = self.request(query)?;
        self.refused_request(&request)
            .map_err(|stop| in_words(stop, &format!("search for {query}")))
    }

    /// The diagnostic of a SearchRequest that has to fail.
    pub(crate) fn refused_request(&mut self, request: &Ber) -> Outcome<Diagnostic> {
        let answer = self.ask(request)?.expect("searchResponse")?;
        failed(&answer)
    }

    /// Whether the record of this id is among the hits.
    pub(crate) fn matches(&mut self, id: &str, query: &str) -> Outcome<bool> {
        let both = format!("@and @attr 1=12 {id} {query}");
        Ok(self.find(&both)? > 0)
    }

    /// A PresentResponse without a diagnostic of the whole, and its records.
    pub(crate) fn presented(&mut self, request: &Ber) -> Outcome<(Answer, Vec<Record>)> {
        let answer = self.ask(request)?.expect("presentResponse")?;
        if let Some(diagnostic) = answer.diagnostics()?.first() {
            return Err(Stop::failed(format!("Present got {diagnostic}")));
        }
        let records = answer.records()?;
        Ok((answer, records))
    }

    /// These records of the default set, each of them retrieved, in this syntax.
    pub(crate) fn records(&mut self, start: i64, count: i64, syntax: &str) -> Outcome<Vec<Record>> {
        let request = request::present("default", start, count, syntax);
        let (answer, records) = self.presented(&request)?;
        answer.is("presentStatus", 0)?;
        answer.is("numberOfRecordsReturned", count)?;
        Ok(records)
    }

    /// These records of the default set as MARC 21.
    pub(crate) fn marc(&mut self, start: i64, count: i64) -> Outcome<Vec<Marc>> {
        let records = self.records(start, count, USMARC)?;
        records.iter().map(Record::marc).collect()
    }

    /// The record of this id as MARC 21.
    pub(crate) fn work(&mut self, id: &str) -> Outcome<Marc> {
        let hits = self.find(&format!("@attr 1=12 {id}"))?;
        ensure!(hits == 1, "{hits} records have the id {id}");
        let mut all = self.marc(1, 1)?;
        all.pop().ok_or_else(|| Stop::failed("no record came"))
    }

    /// The diagnostic of a PresentRequest that has to fail as a whole.
    pub(crate) fn present_refused(&mut self, request: &Ber) -> Outcome<Diagnostic> {
        let answer = self.ask(request)?.expect("presentResponse")?;
        answer.is("presentStatus", 5)?;
        answer.is("numberOfRecordsReturned", 0)?;
        answer.diagnostic()
    }

    /// Fails unless a Close with this reason comes next and the connection ends.
    pub(crate) fn closed_for(&mut self, reason: i64) -> Outcome {
        let close = self.receive()?.expect("close")?;
        close.is("closeReason", reason)?;
        self.ended()
    }

    /// Sends bytes that break the protocol: they get Close with a protocol error (6), and the end.
    pub(crate) fn breaks_protocol(&mut self, bytes: &[u8]) -> Outcome {
        // What is refused early may end before all is sent.
        let _ = self.wire.send(bytes);
        self.closed_for(6)
    }

    /// Fails unless the connection ends without a further answer.
    pub(crate) fn ended(&mut self) -> Outcome {
        let (rest, closed) = self.wire.remainder(PROMPTLY)?;
        ensure!(rest.is_empty(), "{} octets come after the end", rest.len());
        ensure!(closed, "the connection stays open");
        Ok(())
    }

    /// Fails unless the connection ends promptly; a Close may come before.
    pub(crate) fn ended_or_closed(&mut self) -> Outcome {
        let (rest, closed) = self.wire.remainder(PROMPTLY)?;
        ensure!(closed, "the connection stays open");
        if rest.is_empty() {
            return Ok(());
        }
        Answer::parse(&rest)
            .map_err(Stop::failed)?
            .expect("close")
            .map(drop)
    }

    /// Fails unless a harmless search is answered.
    pub(crate) fn lives(&mut self) -> Outcome {
        self.find("@attr 1=4 conformancesentinel")
            .map(drop)
            .map_err(|stop| in_words(stop, "afterwards"))
    }
}

/// Fails unless the search succeeded.
pub(crate) fn succeeded(answer: &Answer) -> Outcome {
    if answer.flag("searchStatus")? {
        return Ok(());
    }
    Err(Stop::failed(match answer.diagnostic() {
        Ok(diagnostic) => format!("the search failed with {diagnostic}"),
        Err(_) => "the search failed without a diagnostic".to_owned(),
    }))
}

/// The diagnostic of a search that failed as the standard says: nothing found, nothing returned.
pub(crate) fn failed(answer: &Answer) -> Outcome<Diagnostic> {
    ensure!(
        !answer.flag("searchStatus")?,
        "the search succeeded with {} hits",
        answer.integer("resultCount")?
    );
    answer.is("resultCount", 0)?;
    answer.is("numberOfRecordsReturned", 0)?;
    answer.diagnostic()
}

/// The same stop with what was being done.
pub(crate) fn in_words(stop: Stop, doing: &str) -> Stop {
    match stop {
        Stop::Failed(why) => Stop::Failed(format!("{doing}: {why}")),
        skipped @ Stop::Skipped(_) => skipped,
    }
}
