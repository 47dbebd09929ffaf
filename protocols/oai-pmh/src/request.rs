//! What a harvester asks (section 4), as a value.

use crate::{
    datestamp::Datestamp,
    fault::{Code, Fault, Faults},
    name::{MetadataPrefix, NotAName, ResumptionToken, SetSpec},
    verb::{Argument, Verb, VerbSpec},
};

/// A question that can be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// One record.
    GetRecord {
        /// Of this item.
        identifier: String,
        /// In this format.
        metadata_prefix: MetadataPrefix,
    },
    /// What the repository is.
    Identify,
    /// Headers.
    ListIdentifiers(List),
    /// Formats.
    ListMetadataFormats {
        /// Those of this item, or all there are.
        identifier: Option<String>,
    },
    /// Records.
    ListRecords(List),
    /// Sets; from where a list of them was broken off.
    ListSets(Option<ResumptionToken>),
}

/// A list, from its beginning or going on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum List {
    /// What is asked for.
    First(Selection),
    /// The rest of a list that has begun.
    More(ResumptionToken),
}

/// Which records are asked for (section 2.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// In this format.
    pub metadata_prefix: MetadataPrefix,
    /// Changed then or later.
    pub from: Option<Datestamp>,
    /// Changed then or before. Of the same granularity as `from`, and not before it.
    pub until: Option<Datestamp>,
    /// In this set.
    pub set: Option<SetSpec>,
}

impl Request {
    /// Reads the arguments of a URL or form, `verb` among them, in any order.
    pub fn read(arguments: &[(&str, &str)]) -> Result<Self, Faults> {
        let verb = verb(arguments)?;
        let given = Given::of(verb.spec(), arguments)?;
        let mut reading = Reading {
            given,
            faults: Vec::new(),
        };
        let request = reading.request(verb);
        match Faults::of(reading.faults) {
            Some(faults) => Err(faults),
            None => request.ok_or_else(|| bad("incomplete".to_owned()).into()),
        }
    }

    /// Which verb it is.
    pub const fn verb(&self) -> Verb {
        match self {
            Self::GetRecord { .. } => Verb::GetRecord,
            Self::Identify => Verb::Identify,
            Self::ListIdentifiers(_) => Verb::ListIdentifiers,
            Self::ListMetadataFormats { .. } => Verb::ListMetadataFormats,
            Self::ListRecords(_) => Verb::ListRecords,
            Self::ListSets(_) => Verb::ListSets,
        }
    }

    /// Its arguments beside `verb`, as they are written.
    pub fn arguments(&self) -> Vec<(Argument, String)> {
        let mut arguments = Vec::new();
        match self {
            Self::GetRecord {
                identifier,
                metadata_prefix,
            } => {
                arguments.push((Argument::Identifier, identifier.clone()));
                arguments.push((Argument::MetadataPrefix, metadata_prefix.to_string()));
            }
            Self::Identify => {}
            Self::ListIdentifiers(list) | Self::ListRecords(list) => list.write(&mut arguments),
            Self::ListMetadataFormats { identifier } => {
                let identifier = identifier.clone();
                arguments.extend(identifier.map(|one| (Argument::Identifier, one)));
            }
            Self::ListSets(token) => {
                let token = token.as_ref().map(ToString::to_string);
                arguments.extend(token.map(|token| (Argument::ResumptionToken, token)));
            }
        }
        arguments
    }
}

impl List {
    fn write(&self, arguments: &mut Vec<(Argument, String)>) {
        match self {
            Self::More(token) => arguments.push((Argument::ResumptionToken, token.to_string())),
            Self::First(selection) => {
                arguments.push((
                    Argument::MetadataPrefix,
                    selection.metadata_prefix.to_string(),
                ));
                let optional = [
                    (Argument::From, selection.from.map(|from| from.to_string())),
                    (
                        Argument::Until,
                        selection.until.map(|until| until.to_string()),
                    ),
                    (
                        Argument::Set,
                        selection.set.as_ref().map(ToString::to_string),
                    ),
                ];
                arguments.extend(
                    optional
                        .into_iter()
                        .filter_map(|(argument, value)| Some((argument, value?))),
                );
            }
        }
    }
}

fn verb(arguments: &[(&str, &str)]) -> Result<Verb, Fault> {
    let mut verbs = arguments.iter().filter(|(name, _)| *name == "verb");
    let said = |message: String| Fault::new(Code::BadVerb, message);
    match (verbs.next(), verbs.next()) {
        (None, _) => Err(said("the argument verb is missing".to_owned())),
        (Some(_), Some(_)) => Err(said("the argument verb stands more than once".to_owned())),
        (Some((_, name)), None) => {
            Verb::of_name(name).ok_or_else(|| said(format!("there is no verb {}", shown(name))))
        }
    }
}

fn bad(message: String) -> Fault {
    Fault::new(Code::BadArgument, message)
}

/// At most so much of what came is told back, in characters.
const MAX_SHOWN: usize = 60;

fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(MAX_SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// The arguments of a request, each once, none that the verb does not take.
struct Given<'a>(Vec<(Argument, &'a str)>);

impl<'a> Given<'a> {
    fn of(spec: &VerbSpec, arguments: &[(&str, &'a str)]) -> Result<Self, Faults> {
        let mut given = Self(Vec::new());
        let mut faults = Vec::new();
        for (name, value) in arguments.iter().filter(|(name, _)| *name != "verb") {
            match Argument::of_name(name).filter(|argument| spec.takes(*argument)) {
                None => faults.push(bad(format!("{} takes no {}", spec.verb, shown(name)))),
                Some(argument) if given.value(argument).is_some() => {
                    faults.push(bad(format!("{argument} stands more than once")));
                }
                Some(argument) => given.0.push((argument, value)),
            }
        }
        given.check(spec, &mut faults);
        match Faults::of(faults) {
            Some(faults) => Err(faults),
            None => Ok(given),
        }
    }

    /// A token stands alone; without one, all that is required must be there.
    fn check(&self, spec: &VerbSpec, faults: &mut Vec<Fault>) {
        if self.value(Argument::ResumptionToken).is_some() {
            if self.0.len() > 1 {
                faults.push(bad("resumptionToken stands alone".to_owned()));
            }
            return;
        }
        let missing = spec
            .required
            .iter()
            .filter(|one| self.value(**one).is_none());
        faults.extend(missing.map(|one| bad(format!("{one} is missing"))));
    }

    fn value(&self, argument: Argument) -> Option<&'a str> {
        let mut found = self.0.iter().filter(|(one, _)| *one == argument);
        found.next().map(|(_, value)| *value)
    }
}

/// Arguments on their way to values; what cannot be one is noted.
struct Reading<'a> {
    given: Given<'a>,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    /// Nothing if something was noted.
    fn request(&mut self, verb: Verb) -> Option<Request> {
        Some(match verb {
            Verb::GetRecord => {
                let identifier = self.identifier();
                let metadata_prefix = self.metadata_prefix();
                Request::GetRecord {
                    identifier: identifier?,
                    metadata_prefix: metadata_prefix?,
                }
            }
            Verb::Identify => Request::Identify,
            Verb::ListIdentifiers => Request::ListIdentifiers(self.list()?),
            Verb::ListMetadataFormats => Request::ListMetadataFormats {
                identifier: self.identifier(),
            },
            Verb::ListRecords => Request::ListRecords(self.list()?),
            Verb::ListSets => Request::ListSets(self.token()),
        })
    }

    fn list(&mut self) -> Option<List> {
        if self.given.value(Argument::ResumptionToken).is_some() {
            return self.token().map(List::More);
        }
        let metadata_prefix = self.metadata_prefix();
        let from = self.datestamp(Argument::From);
        let until = self.datestamp(Argument::Until);
        let set = self.named(Argument::Set);
        if let (Some(from), Some(until)) = (from, until) {
            if from.granularity() != until.granularity() {
                self.faults
                    .push(bad("from and until differ in granularity".to_owned()));
            } else if from.begins() > until.begins() {
                self.faults.push(bad("from is after until".to_owned()));
            }
        }
        Some(List::First(Selection {
            metadata_prefix: metadata_prefix?,
            from,
            until,
            set,
        }))
    }

    fn identifier(&mut self) -> Option<String> {
        let value = self.given.value(Argument::Identifier)?;
        if value.is_empty() {
            self.faults.push(bad("identifier is empty".to_owned()));
        }
        Some(value.to_owned())
    }

    fn metadata_prefix(&mut self) -> Option<MetadataPrefix> {
        self.named(Argument::MetadataPrefix)
    }

    fn datestamp(&mut self, argument: Argument) -> Option<Datestamp> {
        let value = self.given.value(argument)?;
        let read = value.parse();
        let noted = |fault| bad(format!("{argument} {}: {fault}", shown(value)));
        read.map_err(|fault: crate::NotADatestamp| self.faults.push(noted(fault)))
            .ok()
    }

    fn named<T: std::str::FromStr<Err = NotAName>>(&mut self, argument: Argument) -> Option<T> {
        let value = self.given.value(argument)?;
        let noted = |fault: NotAName| bad(format!("{argument} {}: {fault}", shown(value)));
        value
            .parse()
            .map_err(|fault| self.faults.push(noted(fault)))
            .ok()
    }

    /// A token that cannot be one was never given.
    fn token(&mut self) -> Option<ResumptionToken> {
        let value = self.given.value(Argument::ResumptionToken)?;
        let noted = |fault: NotAName| Fault::new(Code::BadResumptionToken, fault.to_string());
        value
            .parse()
            .map_err(|fault| self.faults.push(noted(fault)))
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes that a query string gets; `+` and escapes are not undone.
    fn codes(query: &str) -> Vec<Code> {
        let pairs: Vec<(&str, &str)> = query
            .split('&')
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .collect();
        match Request::read(&pairs) {
            Ok(request) => {
                let mut again = vec![("verb", request.verb().name().to_owned())];
                let arguments = request.arguments();
                again.extend(
                    arguments
                        .into_iter()
                        .map(|(name, value)| (name.name(), value)),
                );
                let again: Vec<_> = again
                    .iter()
                    .map(|(name, value)| (*name, &**value))
                    .collect();
                assert_eq!(Request::read(&again), Ok(request));
                Vec::new()
            }
            Err(faults) => faults.iter().map(|fault| fault.code).collect(),
        }
    }

    #[test]
    fn good_ones() {
        for query in [
            "verb=Identify",
            "verb=ListSets",
            "verb=ListSets&resumptionToken=x",
            "verb=ListMetadataFormats",
            "verb=ListMetadataFormats&identifier=oai:kainet.fi:kainet.1",
            "metadataPrefix=oai_dc&identifier=invalid\"id&verb=GetRecord",
            "verb=ListRecords&metadataPrefix=marc21",
            "verb=ListRecords&metadataPrefix=marc21&from=2026-01-01&until=2026-01-01&set=library:KAJ",
            "verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-01-01T00:00:00Z",
            "verb=ListIdentifiers&resumptionToken=abc.def",
        ] {
            assert_eq!(codes(query), [], "{query}");
        }
    }

    #[test]
    fn the_verb_comes_first() {
        for query in [
            "",
            "junk",
            "verb=",
            "verb=junk",
            "verb=identify",
            "verb=Identify&verb=Identify",
        ] {
            assert_eq!(codes(query), [Code::BadVerb], "{query}");
        }
    }

    #[test]
    fn arguments_must_be_the_verbs_own_and_right() {
        for query in [
            "verb=Identify&set=a",
            "verb=Identify&resumptionToken=x",
            "verb=GetRecord&metadataPrefix=oai_dc",
            "verb=GetRecord&identifier=a",
            "verb=GetRecord&identifier=&metadataPrefix=oai_dc",
            "verb=ListRecords",
            "verb=ListRecords&metadataPrefix=a&metadataPrefix=a",
            "verb=ListRecords&metadataPrefix=a&from=junk",
            "verb=ListRecords&metadataPrefix=a&until=2026-02-30",
            "verb=ListRecords&metadataPrefix=a&from=2026-01-02&until=2026-01-01",
            "verb=ListRecords&metadataPrefix=a&from=2026-01-01&until=2026-01-01T00:00:00Z",
            "verb=ListRecords&metadataPrefix=a&set=a b",
            "verb=ListRecords&metadataPrefix=",
            "verb=ListRecords&metadataPrefix=a&resumptionToken=x",
            "verb=ListRecords&resumptionToken=x&until=2026-01-01",
            "verb=ListSets&metadataPrefix=a",
            "verb=ListMetadataFormats&verbose=1",
        ] {
            assert_eq!(codes(query), [Code::BadArgument], "{query}");
        }
        let all = "verb=ListRecords&from=x&until=y&set=::";
        assert_eq!(
            codes(all),
            [Code::BadArgument],
            "what is missing is said before what is wrong"
        );
    }

    #[test]
    fn a_token_that_cannot_be_one_was_never_given() {
        assert_eq!(
            codes("verb=ListRecords&resumptionToken="),
            [Code::BadResumptionToken]
        );
        let long = format!("verb=ListSets&resumptionToken={}", "x".repeat(2049));
        assert_eq!(codes(&long), [Code::BadResumptionToken]);
    }

    #[test]
    fn little_of_what_came_is_told_back() {
        let long = "x".repeat(10_000);
        let faults = Request::read(&[("verb", &long)]).unwrap_err();
        assert!(faults.to_string().len() < 300);
    }
}
