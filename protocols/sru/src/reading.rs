//! From arguments to a request, and what is wrong with it.

use crate::{
    arguments::{Arguments, MAX_ARGUMENTS},
    diagnostic::{Condition, Diagnostic},
    operation::Operation,
    parameter::{PARAMETERS, Parameter},
    request::{
        Asked, Common, ExplainRequest, Packing, Request, ScanRequest, SearchRetrieveRequest,
    },
    version::Version,
};

/// Most faults of one request that are told.
pub const MAX_FAULTS: usize = 10;

/// Most characters of a name or value that are told back in a diagnostic.
const MAX_SHOWN: usize = 60;

/// A request, and why it cannot be served if it cannot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The request as far as it could be read: what is wrong with it is left out.
    pub request: Request,
    /// What is wrong, at most [`MAX_FAULTS`]. If nothing is, what an operation needs is there.
    pub faults: Vec<Diagnostic>,
}

impl Request {
    /// Reads a request. Never without a result: the version and the form of the answer are always
    /// settled, the first by [`Version::HIGHEST`] if another is asked for that is not known.
    ///
    /// Without `version`, one that names its operation is of 1.2, any other of 2.0: the one names
    /// what the other does not. 2.0 with an operation is taken too, as clients in wide use send it.
    pub fn read(arguments: &Arguments) -> Reading {
        let mut faults = Vec::new();
        let version = version(arguments, &mut faults);
        let operation = match faults.is_empty() {
            true => operation(arguments, version, &mut faults),
            false => guessed(arguments),
        };
        // Where version or operation are not known, the rest cannot be judged.
        let settled = faults.is_empty();
        let mut given = Given {
            version,
            values: Vec::new(),
            extra: Vec::new(),
            faults,
        };
        given.take(arguments, operation);
        let asked = given.asked(operation);
        given.faults.truncate(if settled { MAX_FAULTS } else { 1 });
        Reading {
            request: Self { version, asked },
            faults: given.faults,
        }
    }
}

/// The value of a parameter that may stand once; an empty one counts as none.
fn only(arguments: &Arguments, parameter: Parameter) -> Option<&str> {
    let value = arguments.values(parameter.name()).next();
    value.filter(|value| !value.is_empty())
}

fn version(arguments: &Arguments, faults: &mut Vec<Diagnostic>) -> Version {
    let Some(name) = only(arguments, Parameter::VersionName) else {
        return match only(arguments, Parameter::OperationName) {
            Some(_) => Version::V1_2,
            None => Version::V2_0,
        };
    };
    Version::of_name(name).unwrap_or_else(|| {
        faults.push(Condition::Version.about(Version::HIGHEST));
        Version::HIGHEST
    })
}

fn operation(arguments: &Arguments, version: Version, faults: &mut Vec<Diagnostic>) -> Operation {
    let Some(name) = only(arguments, Parameter::OperationName) else {
        let guessed = guessed(arguments);
        // 1.1 and 1.2 want it named; a bare address is an explain in any version.
        if version != Version::V2_0 && guessed != Operation::Explain {
            faults.push(Condition::MissingParameter.about(Parameter::OperationName.name()));
        }
        return guessed;
    };
    // An answer to a search can say what is wrong in any version.
    Operation::of_name(name).unwrap_or_else(|| {
        faults.push(Condition::Operation.about(shown(name)));
        Operation::SearchRetrieve
    })
}

/// The operation that the parameters belong to.
fn guessed(arguments: &Arguments) -> Operation {
    let has_one_of = |operation: Operation| {
        let own = PARAMETERS
            .iter()
            .filter(|spec| spec.operations == [operation]);
        own.clone().any(|spec| arguments.has(spec.name))
    };
    [Operation::SearchRetrieve, Operation::Scan]
        .into_iter()
        .find(|operation| has_one_of(*operation))
        .unwrap_or(Operation::Explain)
}

/// What is given, each parameter once unless it repeats.
struct Given<'a> {
    version: Version,
    values: Vec<(Parameter, &'a str)>,
    extra: Vec<(String, String)>,
    faults: Vec<Diagnostic>,
}

impl<'a> Given<'a> {
    fn take(&mut self, arguments: &'a Arguments, operation: Operation) {
        if arguments.too_many {
            let most = format_args!("more than {MAX_ARGUMENTS} parameters");
            self.faults.push(Condition::Parameter.about(most));
        }
        for name in &arguments.damaged {
            self.faults
                .push(Condition::ParameterValue.about(shown(name)));
        }
        for (name, value) in &arguments.pairs {
            if name.starts_with("x-") {
                self.extra.push((name.clone(), value.clone()));
                continue;
            }
            let known = Parameter::of_name(name);
            match known.filter(|one| one.spec().is_taken(operation, self.version)) {
                None => self.faults.push(Condition::Parameter.about(shown(name))),
                Some(one) if !one.repeats() && self.value(one).is_some() => {
                    self.faults
                        .push(Condition::ParameterValue.about(one.name()));
                }
                Some(one) => self.values.push((one, value)),
            }
        }
    }

    fn value(&self, parameter: Parameter) -> Option<&'a str> {
        let mut values = self.values.iter();
        let found = values.find(|(known, _)| *known == parameter);
        found.map(|(_, value)| *value)
    }

    fn asked(&mut self, operation: Operation) -> Asked {
        match operation {
            Operation::Explain => Asked::Explain(ExplainRequest {
                packing: self.packing(),
                common: self.common(),
            }),
            Operation::Scan => Asked::Scan(ScanRequest {
                scan_clause: self.needed(Parameter::ScanClause),
                response_position: self.number(Parameter::ResponsePosition, 0),
                maximum_terms: self.number(Parameter::MaximumTerms, 1),
                common: self.common(),
            }),
            Operation::SearchRetrieve => Asked::SearchRetrieve(SearchRetrieveRequest {
                query: self.needed(Parameter::Query),
                query_type: self.text(Parameter::QueryType),
                start_record: self.number(Parameter::StartRecord, 1),
                maximum_records: self.number(Parameter::MaximumRecords, 0),
                packing: self.packing(),
                record_schema: self.text(Parameter::RecordSchema),
                record_xpath: self.text(Parameter::RecordXPath),
                result_set_ttl: self.number(Parameter::ResultSetTtl, 0),
                sort_keys: self.text(Parameter::SortKeys),
                facets: self.facets(),
                common: self.common(),
            }),
        }
    }

    fn common(&mut self) -> Common {
        let stylesheet = self.stylesheet();
        let accepted = self.values.iter();
        let accepted = accepted.filter(|(known, _)| *known == Parameter::HttpAccept);
        Common {
            stylesheet,
            http_accept: accepted.map(|(_, value)| (*value).to_owned()).collect(),
            rendered_by: self.text(Parameter::RenderedBy),
            response_type: self.text(Parameter::ResponseType),
            extra: std::mem::take(&mut self.extra),
        }
    }

    /// A text; an empty one says nothing.
    fn text(&self, parameter: Parameter) -> Option<String> {
        let value = self.value(parameter)?;
        (!value.is_empty()).then(|| value.to_owned())
    }

    fn needed(&mut self, parameter: Parameter) -> Option<String> {
        let value = self.value(parameter);
        if value.is_none() {
            let missing = Condition::MissingParameter.about(parameter.name());
            // One that is there but cannot be read has been told of.
            let told = Condition::ParameterValue.about(parameter.name());
            if !self.faults.contains(&told) {
                self.faults.push(missing);
            }
        }
        value.map(str::to_owned)
    }

    /// A whole number in digits, at least `least`; what does not fit is the greatest that does.
    fn number(&mut self, parameter: Parameter, least: u64) -> Option<u64> {
        let value = self.value(parameter)?;
        let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.then(|| value.parse().unwrap_or(u64::MAX));
        let number = number.filter(|number| *number >= least);
        if number.is_none() {
            let wrong = Condition::ParameterValue.about(parameter.name());
            self.faults.push(wrong);
        }
        number
    }

    /// 2.0 has another parameter for it, but its clients send the old one too.
    fn packing(&mut self) -> Option<Packing> {
        let old = self.text(Parameter::RecordPacking);
        let old = old.filter(|name| name != "packed" || self.version != Version::V2_0);
        let name = self.text(Parameter::RecordXmlEscaping).or(old)?;
        let packing = Packing::of_name(&name);
        if packing.is_none() {
            self.faults.push(Condition::Packing.about(shown(&name)));
        }
        packing
    }

    /// The URL of a stylesheet, whole or from the server's root.
    fn stylesheet(&mut self) -> Option<String> {
        let url = self.text(Parameter::Stylesheet)?;
        let begins = ["http://", "https://", "/"];
        let good = begins.iter().any(|begin| url.starts_with(begin))
            && !url
                .chars()
                .any(|letter| letter.is_control() || letter == ' ');
        if !good {
            self.faults.push(Condition::Stylesheet.about(shown(&url)));
        }
        good.then_some(url)
    }

    fn facets(&self) -> Vec<(Parameter, String)> {
        let facet = |one: &&(Parameter, &str)| one.0.name().starts_with("facet");
        let facets = self.values.iter().filter(facet);
        facets
            .map(|(parameter, value)| (*parameter, (*value).to_owned()))
            .collect()
    }
}

/// As much of a text as is told back.
fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(MAX_SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Reading {
        Request::read(&Arguments::of_query(query))
    }

    fn told(query: &str) -> String {
        let told: Vec<_> = read(query).faults.iter().map(ToString::to_string).collect();
        told.join(", ")
    }

    #[test]
    fn the_version_is_settled_as_clients_need_it() {
        use Operation::{Explain, Scan, SearchRetrieve};
        use Version::{V1_1, V1_2, V2_0};
        for (query, version, operation, faults) in [
            ("", V2_0, Explain, ""),
            ("version=&operation=", V2_0, Explain, ""),
            ("query=x", V2_0, SearchRetrieve, ""),
            ("scanClause=x", V2_0, Scan, ""),
            ("query=%FF", V2_0, SearchRetrieve, "6: query"),
            ("maximumRecords=1", V2_0, SearchRetrieve, "7: query"),
            ("operation=explain", V1_2, Explain, ""),
            ("operation=searchRetrieve&query=x", V1_2, SearchRetrieve, ""),
            ("operation=explain&version=1.1", V1_1, Explain, ""),
            ("version=1.1", V1_1, Explain, ""),
            // The client of a national library.
            (
                "version=2.0&operation=searchRetrieve&query=x&startRecord=1",
                V2_0,
                SearchRetrieve,
                "",
            ),
            ("version=1.1&query=x", V1_1, SearchRetrieve, "7: operation"),
            ("version=1.2&scanClause=x", V1_2, Scan, "7: operation"),
            (
                "version=3.0&query=x&startRecord=0",
                V2_0,
                SearchRetrieve,
                "5: 2.0",
            ),
            ("version=1.0&operation=explain", V2_0, Explain, "5: 2.0"),
            ("operation=foo&y=1", V1_2, SearchRetrieve, "4: foo"),
            (
                "version=1.1&operation=Scan",
                V1_1,
                SearchRetrieve,
                "4: Scan",
            ),
        ] {
            let reading = read(query);
            assert_eq!(reading.request.version, version, "{query}");
            assert_eq!(told(query), faults, "{query}");
            // What is not known is answered as a search; the shape of a wrong version is guessed.
            let shape = reading.request.operation();
            assert!(
                shape == operation || faults.starts_with('5'),
                "{query}: {shape}"
            );
        }
    }

    #[test]
    fn parameters_are_judged_by_the_table() {
        const SEARCH: &str = "version=1.2&operation=searchRetrieve";
        for (query, faults) in [
            ("&query=x", ""),
            ("&query=", ""),
            ("", "7: query"),
            ("&query=%FF", "6: query"),
            ("&query=x&query=y", "6: query"),
            ("&query=x&foo=1&x-foo=1&x-foo=2", "8: foo"),
            ("&query=x&recordXMLEscaping=xml", "8: recordXMLEscaping"),
            ("&query=x&scanClause=y", "8: scanClause"),
            ("&query=x&StartRecord=1", "8: StartRecord"),
            ("&query=x&startRecord=0", "6: startRecord"),
            ("&query=x&startRecord=-1", "6: startRecord"),
            ("&query=x&startRecord=1.5", "6: startRecord"),
            ("&query=x&startRecord=", "6: startRecord"),
            ("&query=x&startRecord=99999999999999999999999", ""),
            ("&query=x&maximumRecords=0&resultSetTTL=0", ""),
            ("&query=x&maximumRecords=-1", "6: maximumRecords"),
            ("&query=x&maximumRecords=+1", "6: maximumRecords"),
            ("&query=x&recordPacking=string", ""),
            ("&query=x&recordPacking=packed", "71: packed"),
            ("&query=x&recordSchema=&stylesheet=", ""),
            ("&query=x&stylesheet=/a.xsl", ""),
            ("&query=x&stylesheet=javascript:a", "111: javascript:a"),
            (
                "&query=x&resultSetTTL=a&foo=&bar=",
                "8: foo, 8: bar, 6: resultSetTTL",
            ),
        ] {
            assert_eq!(told(&format!("{SEARCH}{query}")), faults, "{query}");
        }
        for (query, faults) in [
            ("query=x&recordXMLEscaping=string&recordPacking=packed", ""),
            ("query=x&recordPacking=xml&httpAccept=a&httpAccept=b", ""),
            ("query=x&recordPacking=unpacked", "71: unpacked"),
            ("query=x&recordXPath=a", "8: recordXPath"),
            ("query=x&facetLimit=10", ""),
            ("scanClause=x&maximumTerms=0", "6: maximumTerms"),
            ("scanClause=x&responsePosition=0", ""),
        ] {
            assert_eq!(told(query), faults, "{query}");
        }
        let many = read(&format!("query=x{}", "&y=1".repeat(50)));
        assert_eq!(many.faults.len(), MAX_FAULTS);
        assert!(told(&"&x-y=1".repeat(100)).contains("8: more than 64 parameters"));
    }

    #[test]
    fn what_was_understood_is_kept() {
        let reading = read("query=x&startRecord=0&maximumRecords=5");
        let Asked::SearchRetrieve(search) = reading.request.asked else {
            panic!("no search");
        };
        assert_eq!(search.query.as_deref(), Some("x"));
        assert_eq!(
            (search.start_record, search.maximum_records),
            (None, Some(5))
        );
    }
}
