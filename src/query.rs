//! `silta query`: a query of CQL, the language of SRU, in PQF, that of Z39.50, and back.
//!
//! Both are read as the gateway reads them, by the one table of indexes, so what is written finds
//! here what was given. The translation itself stands in `translation/`; this joins its two rooms.

use std::{
    any::Any,
    fmt,
    io::{self, BufRead, Write},
    sync::Arc,
};

use silta_consortium::{Query, ResultSet, Search};
use silta_cql::{Diagnostic as CqlDiagnostic, Version};
use silta_rpn_translation::{Charset, Diagnostic as RpnDiagnostic, Terms};
use silta_z3950::{bib1, pqf};

/// From which language to which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From CQL to PQF.
    CqlToPqf,
    /// From PQF to CQL.
    PqfToCql,
}

/// Why a query is not said in the other language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaid {
    /// What is wrong, or what the other language cannot say.
    pub what: String,
    /// Where in the query, in octets from its beginning, if it is one place.
    pub place: Option<usize>,
}

/// Writes what a query is in the other language, or what each line of `input` is, and what cannot
/// be said to `faults`. Whether all could be said.
///
/// # Errors
/// When reading or writing fails.
pub fn run(
    way: Way,
    query: Option<&str>,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
    faults: &mut dyn Write,
) -> io::Result<bool> {
    if let Some(query) = query {
        return say(way, query, out, faults);
    }
    let mut all = true;
    for line in input.lines() {
        all &= say(way, line?.trim_end_matches('\r'), out, faults)?;
    }
    Ok(all)
}

fn say(way: Way, query: &str, out: &mut dyn Write, faults: &mut dyn Write) -> io::Result<bool> {
    let said = match way {
        Way::CqlToPqf => cql_to_pqf(query),
        Way::PqfToCql => pqf_to_cql(query),
    };
    match &said {
        Ok(said) => writeln!(out, "{said}")?,
        Err(unsaid) => write!(faults, "{}", unsaid.shown(query))?,
    }
    Ok(said.is_ok())
}

/// A query of CQL 2.0, which holds the older versions, in PQF.
///
/// # Errors
/// When it is none, when it asks for what is not served, and when PQF cannot say it.
pub fn cql_to_pqf(text: &str) -> Result<String, Unsaid> {
    let query = silta_cql::parse(text, Version::V2_0)
        .map_err(|fault| Unsaid::at(fault.offset, fault.fault))?;
    let search = silta_cql_translation::translate(&query, &|name| Ok(named(name)))
        .map_err(|diagnostic| Unsaid::of_cql(text, &diagnostic))?;
    let rpn =
        silta_rpn_translation::write(&search, &name_of).map_err(|not| Unsaid::by("PQF", not))?;
    Ok(pqf::print(&rpn))
}

/// A query of PQF in CQL.
///
/// # Errors
/// When it is none, when it asks for what is not served, and when CQL cannot say it.
pub fn pqf_to_cql(text: &str) -> Result<String, Unsaid> {
    let rpn = pqf::parse(text).map_err(|fault| Unsaid::at(fault.offset, fault.fault))?;
    let find = |name: &[u8]| match str::from_utf8(name) {
        Ok(name) => Ok(named(name)),
        Err(_) => Err(bib1::Condition::IllegalResultSetName.plain()),
    };
    let query = silta_rpn_translation::read(&rpn, TERMS, &find)
        .map_err(|diagnostic| Unsaid::of_rpn(text, &diagnostic))?;
    let search = unsorted(query);
    let cql =
        silta_cql_translation::write(&search, &name_of).map_err(|not| Unsaid::by("CQL", not))?;
    Ok(cql.to_string())
}

/// What a command line gives is UTF-8, and as long as it is.
const TERMS: Terms = Terms {
    charset: Charset::Utf8,
    limit: usize::MAX,
};

fn unsorted(query: Query) -> Search {
    Search {
        query: Arc::new(query),
        sort: Vec::new(),
    }
}

/// A result set of which nothing is known but its name.
fn named(name: &str) -> ResultSet {
    ResultSet {
        total: 0,
        search: unsorted(Query::All),
        kept: Arc::new(name.to_owned()),
    }
}

fn name_of(set: &ResultSet) -> Option<String> {
    let kept: &(dyn Any + Send + Sync) = &*set.kept;
    kept.downcast_ref().cloned()
}

impl Unsaid {
    fn at(place: usize, what: impl fmt::Display) -> Self {
        Self {
            what: what.to_string(),
            place: Some(place),
        }
    }

    fn by(language: &str, not: impl fmt::Display) -> Self {
        Self {
            what: format!("{language} cannot say {not}"),
            place: None,
        }
    }

    fn of_cql(text: &str, diagnostic: &CqlDiagnostic) -> Self {
        Self::about(text, diagnostic.condition.message(), &diagnostic.details)
    }

    fn of_rpn(text: &str, diagnostic: &RpnDiagnostic) -> Self {
        let message = bib1::text(diagnostic.condition).unwrap_or_default();
        let about = String::from_utf8_lossy(diagnostic.addinfo.as_bytes());
        Self::about(text, message, &about)
    }

    /// A diagnostic names the part of the query that it is about; that is its place, if it stands
    /// there once.
    fn about(text: &str, message: &str, part: &str) -> Self {
        let mut found = text.match_indices(part).map(|(place, _)| place);
        let place = found.next().filter(|_| !part.is_empty());
        Self {
            what: match part {
                "" => message.to_owned(),
                part => format!("{message}: {part}"),
            },
            place: place.filter(|_| found.next().is_none()),
        }
    }

    /// The query with a mark under the place, and what is wrong there.
    fn shown(&self, query: &str) -> String {
        let Some((before, _)) = self.place.and_then(|place| query.split_at_checked(place)) else {
            return format!("{query}\n{}\n", self.what);
        };
        let column = before.chars().count();
        format!("{query}\n{:column$}^ {}\n", "", self.what)
    }
}

impl fmt::Display for Unsaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some(place) => write!(f, "{} (at {place})", self.what),
            None => f.write_str(&self.what),
        }
    }
}

impl std::error::Error for Unsaid {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_said_in_the_other_language() {
        for (cql, pqf) in [
            (
                "dc.title = kalevala and cql.resultSetId = \"my set\"",
                "@and @attr 1=4 @attr 4=1 kalevala @set \"my set\"",
            ),
            (
                "dc.creator = \"kivi, aleksis\"",
                "@attr 1=1003 @attr 4=1 \"kivi, aleksis\"",
            ),
        ] {
            assert_eq!(cql_to_pqf(cql).as_deref(), Ok(pqf));
            assert_eq!(pqf_to_cql(pqf).as_deref(), Ok(cql));
        }
    }

    #[test]
    fn what_cannot_be_said_is_told_with_its_place() {
        for (way, query, told) in [
            (
                Way::CqlToPqf,
                "dc.title = (kalevala",
                "dc.title = (kalevala\n           ^ a parenthesis is not closed\n",
            ),
            (
                Way::CqlToPqf,
                "kissa and dc.väri = red",
                "kissa and dc.väri = red\n          ^ Unsupported index: dc.väri\n",
            ),
            (
                Way::CqlToPqf,
                "kissa sortby dc.date",
                "kissa sortby dc.date\n\
                 PQF cannot say an order of the results; Z39.50 has the service Sort for it\n",
            ),
            (
                Way::PqfToCql,
                "@and @attr 1=9999 äiti b",
                "@and @attr 1=9999 äiti b\n             \
                 ^ Unsupported use attribute: 9999\n",
            ),
            (
                Way::PqfToCql,
                "@and äiti",
                "@and äiti\n         ^ the query ends too early\n",
            ),
            (
                Way::PqfToCql,
                "@attr 5=104 ?",
                "@attr 5=104 ?\nCQL cannot say a word that is nothing but masks\n",
            ),
        ] {
            let (mut out, mut faults) = (Vec::new(), Vec::new());
            let all = run(way, Some(query), &mut &b""[..], &mut out, &mut faults);
            assert_eq!((all.unwrap(), out.is_empty()), (false, true), "{query}");
            assert_eq!(String::from_utf8(faults).unwrap(), told);
        }
    }

    #[test]
    fn each_line_is_a_query() {
        let (mut out, mut faults) = (Vec::new(), Vec::new());
        let mut lines = &b"kissa\r\n(\nkoira\n"[..];
        let all = run(Way::CqlToPqf, None, &mut lines, &mut out, &mut faults);
        assert!(!all.unwrap());
        let out = String::from_utf8(out).unwrap();
        assert_eq!(
            out,
            "@attr 1=1016 @attr 4=1 kissa\n@attr 1=1016 @attr 4=1 koira\n"
        );
        assert!(faults.starts_with(b"(\n"));
    }
}
