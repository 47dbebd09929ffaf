//! Steps that many cases begin with.

use super::{
    answer::{Answer, Version},
    profile::{Profile, Work},
};
use crate::{
    Context, Outcome, Stop,
    kit::{
        ensure,
        http::{self, Reply, Request, encoded},
    },
};

/// Name and value of parameters.
pub(super) type Parameters<'a> = &'a [(&'a str, &'a str)];

impl Context<'_, Profile> {
    /// Asks on a connection of its own; whatever comes back.
    pub(super) fn reply(&self, request: &Request) -> Outcome<Reply> {
        let mut wire = self.connect()?;
        wire.send(&request.to_bytes_with(self.target, &self.profile.base, &[]))?;
        http::read(&mut wire, &request.method, &request.path)
    }

    /// Asks with these octets after the question mark, for an answer of SRU.
    pub(super) fn raw(&self, query_string: &str) -> Outcome<Answer> {
        self.answer(&Request::get(&format!("?{query_string}")))
    }

    pub(super) fn answer(&self, request: &Request) -> Outcome<Answer> {
        self.judged(Answer::read(self.reply(request)?)?)
    }

    /// The answer, held against the schema of its version.
    fn judged(&self, answer: Answer) -> Outcome<Answer> {
        let Some(schemas) = &self.profile.xml_schemas else {
            return Ok(answer);
        };
        let schema = match answer.version {
            Version::V20 => "sru/2.0/sruResponse.xsd",
            _ => "sru/driver-sru11-all.xsd",
        };
        schemas
            .judge(schema, &answer.reply.bytes)
            .map_err(|wrong| answer.failed(&wrong))?;
        Ok(answer)
    }

    /// The versions that are served.
    pub(super) fn versions(&self) -> Vec<Version> {
        let served = |version: &Version| self.profile.versions.iter().any(|v| v == version.name());
        Version::ALL.into_iter().filter(served).collect()
    }

    /// The version in which cases ask where nothing depends on it.
    pub(super) fn usual(&self) -> Outcome<Version> {
        let versions = self.versions();
        let preferred = versions.iter().find(|version| **version == Version::V12);
        let found = preferred.or_else(|| versions.last()).copied();
        found.ok_or_else(|| Stop::skipped("the profile has no versions"))
    }

    /// An operation in a version.
    pub(super) fn operate(
        &self,
        version: Version,
        operation: &str,
        parameters: Parameters<'_>,
    ) -> Outcome<Answer> {
        self.raw(&query_string(version, operation, parameters))
    }

    /// A search in a version.
    pub(super) fn search(
        &self,
        version: Version,
        query: &str,
        parameters: Parameters<'_>,
    ) -> Outcome<Answer> {
        let parameters = [&[("query", query)], parameters].concat();
        let answer = self.operate(version, "searchRetrieve", &parameters)?;
        ensure!(
            answer.root.name == "searchRetrieveResponse",
            "a search is answered with <{}>",
            answer.root.name
        );
        Ok(answer)
    }

    /// A search in the usual version.
    pub(super) fn find(&self, query: &str, parameters: Parameters<'_>) -> Outcome<Answer> {
        self.search(self.usual()?, query, parameters)
    }

    pub(super) fn count(&self, query: &str) -> Outcome<u64> {
        self.find(query, &[("maximumRecords", "1")])?.count()
    }

    /// A query that must be refused with one of these; the details of the diagnostic.
    pub(super) fn refuse(&self, query: &str, numbers: &[u16]) -> Outcome<String> {
        Ok(self.find(query, &[])?.refused(numbers)?.details)
    }

    /// A scan in the usual version.
    pub(super) fn scan(&self, clause: &str, parameters: Parameters<'_>) -> Outcome<Answer> {
        let parameters = [&[("scanClause", clause)], parameters].concat();
        self.operate(self.usual()?, "scan", &parameters)
    }

    pub(super) fn work(&self, role: &str) -> Outcome<&Work> {
        let work = self.profile.work.get(role);
        work.ok_or_else(|| Stop::skipped(format!("the profile has no work.{role}")))
    }

    pub(super) fn many(&self) -> Outcome<&str> {
        known(&self.profile.many, "many")
    }

    pub(super) fn crossing(&self) -> Outcome<&str> {
        known(&self.profile.crossing, "crossing")
    }

    pub(super) fn most(&self) -> Outcome<&str> {
        known(&self.profile.most, "most")
    }

    /// The first word of the title known by heart, in small letters.
    pub(super) fn title_word(&self) -> Outcome<String> {
        let title = self.work("known")?.title.to_lowercase();
        let word = title.split_whitespace().next();
        Ok(word.unwrap_or_default().to_owned())
    }
}

/// An operation as it stands after the question mark.
pub(super) fn query_string(
    version: Version,
    operation: &str,
    parameters: Parameters<'_>,
) -> String {
    let own = [("version", version.name()), ("operation", operation)];
    let own: Parameters<'_> = match version {
        Version::V20 => &[],
        _ => &own,
    };
    form(&[own, parameters].concat())
}

/// Parameters as a form has them.
pub(super) fn form(parameters: Parameters<'_>) -> String {
    let one = |(name, value): &(&str, &str)| format!("{name}={}", encoded(value));
    parameters.iter().map(one).collect::<Vec<_>>().join("&")
}

fn known<'a>(value: &'a Option<String>, name: &str) -> Outcome<&'a str> {
    value
        .as_deref()
        .ok_or_else(|| Stop::skipped(format!("the profile has no {name}")))
}
