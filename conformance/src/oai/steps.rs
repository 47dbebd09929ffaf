//! Steps that many cases begin with.

use super::{
    answer::{Answer, Header, Record},
    profile::{Item, Profile},
};
use crate::{
    Context, Outcome, Stop,
    kit::{
        ensure,
        http::{self, Reply, Request, encoded},
    },
};

/// What needs no schema of its own here: MODS.
const UNJUDGED: &str = "http://www.loc.gov/mods/v3";
/// Pages of one list at the most.
const LONGEST: usize = 10_000;

impl Context<'_, Profile> {
    /// Asks on a connection of its own; whatever comes back.
    pub(super) fn reply(&self, request: &Request) -> Outcome<Reply> {
        let mut wire = self.connect()?;
        wire.send(&request.to_bytes_with(self.target, &self.profile.base, &[]))?;
        http::read(&mut wire, &request.method, &request.path)
    }

    pub(super) fn answer(&self, request: &Request) -> Outcome<Answer> {
        let answer = Answer::read(self.reply(request)?)?;
        let Some(schemas) = &self.profile.xml_schemas else {
            return Ok(answer);
        };
        if answer
            .root
            .every()
            .iter()
            .any(|node| node.namespace == UNJUDGED)
        {
            schemas.leave_out();
            return Ok(answer);
        }
        schemas
            .judge("oai/driver-oai-all.xsd", &answer.reply.bytes)
            .map_err(|wrong| answer.failed(&wrong))?;
        Ok(answer)
    }

    /// Asks with these octets after the question mark.
    pub(super) fn raw(&self, query_string: &str) -> Outcome<Answer> {
        self.answer(&Request::get(&format!("?{query_string}")))
    }

    /// Asks with arguments.
    pub(super) fn ask(&self, verb: &str, arguments: &[(&str, &str)]) -> Outcome<Answer> {
        self.raw(&query(verb, arguments))
    }

    pub(super) fn item(&self, role: &str) -> Outcome<&Item> {
        let item = self.profile.item.get(role);
        item.ok_or_else(|| Stop::skipped(format!("the profile has no item.{role}")))
    }

    /// All pages of a list.
    pub(super) fn pages(&self, verb: &str, arguments: &[(&str, &str)]) -> Outcome<Vec<Answer>> {
        let mut pages = vec![self.ask(verb, arguments)?];
        while let Some(token) = pages.last().map_or(Ok(None), Answer::next)? {
            ensure!(pages.len() < LONGEST, "the list does not end");
            pages.push(self.ask(verb, &[("resumptionToken", &token)])?);
        }
        Ok(pages)
    }

    /// All headers of a list; none if nothing matches.
    pub(super) fn headers(&self, arguments: &[(&str, &str)]) -> Outcome<Vec<Header>> {
        let arguments = [&[("metadataPrefix", "oai_dc")], arguments].concat();
        let pages = self.pages("ListIdentifiers", &arguments)?;
        if let [only] = &pages[..]
            && !only.codes()?.is_empty()
        {
            only.error("noRecordsMatch")?;
            return Ok(Vec::new());
        }
        let mut all = Vec::new();
        for page in pages {
            all.extend(page.headers()?);
        }
        Ok(all)
    }

    /// All records in a format.
    pub(super) fn records(&self, prefix: &str) -> Outcome<Vec<Record>> {
        let mut all = Vec::new();
        for page in self.pages("ListRecords", &[("metadataPrefix", prefix)])? {
            page.verb("ListRecords")?;
            all.extend(page.records()?);
        }
        Ok(all)
    }

    /// The first page of a list that has more, and its token.
    pub(super) fn first_page(&self, verb: &str) -> Outcome<(Answer, String)> {
        let answer = self.ask(verb, &[("metadataPrefix", "oai_dc")])?;
        match answer.next()? {
            Some(token) => Ok((answer, token)),
            None => Err(Stop::skipped("the list has a single page")),
        }
    }

    /// The only record of GetRecord.
    pub(super) fn record(&self, identifier: &str, prefix: &str) -> Outcome<Record> {
        let arguments = [("identifier", identifier), ("metadataPrefix", prefix)];
        let answer = self.ask("GetRecord", &arguments)?;
        let records = answer.verb("GetRecord").and_then(|_| answer.records())?;
        match &records[..] {
            [one] if one.header.identifier == identifier => Ok(one.clone()),
            _ => Err(answer.failed("not the one record that was asked for")),
        }
    }
}

/// A verb and its arguments as they stand after the question mark.
pub(super) fn query(verb: &str, arguments: &[(&str, &str)]) -> String {
    let one = |(name, value): &(&str, &str)| format!("&{name}={}", encoded(value));
    format!(
        "verb={verb}{}",
        arguments.iter().map(one).collect::<String>()
    )
}
