//! Addresses of the API: built so that no value can change their structure, and read again.

use std::fmt::{self, Write as _};

use thiserror::Error;

use crate::{BASE, Method, Operation, Paging, query::decode};

/// Path and query of a request. Values are percent-encoded: what is not unreserved (RFC 3986) never
/// stands in clear. `Debug` shows the path's template alone, since values name patrons.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    operation: Operation,
    text: String,
    has_query: bool,
}

impl Operation {
    /// The address of this operation, with a value for each parameter of its path, in order.
    ///
    /// A value that cannot stand as a segment is refused: an empty one and `.` and `..` (which
    /// programs on the way may resolve), and one that would name another operation. There is no
    /// such thing, so a caller can take it for unknown.
    ///
    /// # Panics
    ///
    /// If there are more or fewer values than the path has parameters.
    pub fn target(self, values: &[&str]) -> Result<Target, NotASegment> {
        let mut text = String::with_capacity(USUAL_LEN);
        text.push_str(BASE);
        let ambiguous = values.iter().any(|value| may_be_literal(value));
        let mut values = values.iter();
        for segment in self.spec().segments() {
            text.push('/');
            match is_parameter(segment) {
                false => text.push_str(segment),
                true => match values.next() {
                    None => panic!("{} needs more values", self.spec().path),
                    Some(&("" | "." | "..")) => return Err(NotASegment),
                    Some(value) => encode(value, &mut text),
                },
            }
        }
        assert!(
            values.next().is_none(),
            "{} needs fewer values",
            self.spec().path
        );
        if ambiguous {
            let routed = route(self.spec().method, &text);
            if !matches!(routed, Routed::Found { operation, .. } if operation == self) {
                return Err(NotASegment);
            }
        }
        Ok(Target {
            operation: self,
            text,
            has_query: false,
        })
    }
}

/// Room for the addresses that terminals ask for.
const USUAL_LEN: usize = 64;

/// Whether a value could be taken for a literal segment of some path. Only then it has to be seen
/// where the address leads; a barcode cannot.
fn may_be_literal(value: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    value.bytes().all(letter)
}

impl Target {
    /// The same with one more parameter in the query.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.text.push(if self.has_query { '&' } else { '?' });
        self.has_query = true;
        encode(name, &mut self.text);
        self.text.push('=');
        encode(&value.to_string(), &mut self.text);
        self
    }

    /// The same for one page of a list.
    #[must_use]
    pub fn page(self, paging: &Paging) -> Self {
        let target = self.with("limit", paging.limit);
        match &paging.cursor {
            Some(cursor) => target.with("cursor", cursor.as_str()),
            None => target,
        }
    }

    /// The operation it is the address of.
    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// Path and query, for the request line: `/api/v1/patrons/2900000001/loans?limit=50`.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spec = self.operation.spec();
        write!(f, "Target({} {BASE}{})", spec.method, spec.path)
    }
}

/// A value that cannot stand in a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("this value cannot stand in a path, so there is no such thing")]
pub struct NotASegment;

/// Where a request leads.
#[derive(Clone, PartialEq, Eq)]
pub enum Routed {
    /// To an operation.
    Found {
        /// Which one.
        operation: Operation,
        /// The values of the path's parameters, decoded, in order.
        values: Vec<String>,
    },
    /// To a path that knows other methods.
    OtherMethods(Vec<Method>),
    /// Nowhere.
    Nowhere,
}

/// Values of a path may name patrons.
impl fmt::Debug for Routed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Found { operation, .. } => write!(f, "Found({operation:?})"),
            Self::OtherMethods(methods) => write!(f, "OtherMethods({methods:?})"),
            Self::Nowhere => f.write_str("Nowhere"),
        }
    }
}

/// Finds the operation of a method and a raw path (still percent-encoded, without query). A literal
/// segment wins over a parameter.
pub fn route(method: Method, path: &str) -> Routed {
    let Some(rest) = path.strip_prefix(BASE) else {
        return Routed::Nowhere;
    };
    let mut found: Option<(Operation, Vec<String>)> = None;
    let mut others = Vec::new();
    for operation in Operation::ALL.iter().copied() {
        let Some(values) = values(operation.spec().path, rest) else {
            continue;
        };
        if operation.spec().method != method {
            others.push(operation.spec().method);
        } else if found
            .as_ref()
            .is_none_or(|(_, known)| values.len() < known.len())
        {
            found = Some((operation, values));
        }
    }
    match (found, others.is_empty()) {
        (Some((operation, values)), _) => Routed::Found { operation, values },
        (None, false) => Routed::OtherMethods(others),
        (None, true) => Routed::Nowhere,
    }
}

/// The values of the parameters of `template` in `path`, if it has that form.
fn values(template: &str, path: &str) -> Option<Vec<String>> {
    let mut segments = path.split('/');
    let mut values = Vec::new();
    for wanted in template.split('/') {
        let segment = segments.next()?;
        match is_parameter(wanted) {
            true if segment.is_empty() => return None,
            true => values.push(decode(segment, false)?),
            false if segment != wanted => return None,
            false => {}
        }
    }
    segments.next().is_none().then_some(values)
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{')
}

fn encode(value: &str, out: &mut String) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_encoded() {
        let target = Operation::PatronLoans.target(&["29/../x?y#ä "]).unwrap();
        assert_eq!(
            target.as_str(),
            "/api/v1/patrons/29%2F..%2Fx%3Fy%23%C3%A4%20/loans"
        );
        let target = target.with("a&b", "c=d").page(&Paging::default());
        assert!(target.as_str().ends_with("/loans?a%26b=c%3Dd&limit=50"));
        assert_eq!(
            format!("{target:?}"),
            "Target(GET /api/v1/patrons/{barcode}/loans)"
        );
    }

    #[test]
    fn what_would_lead_elsewhere_is_refused() {
        for value in ["", ".", ".."] {
            assert_eq!(Operation::Patron.target(&[value]), Err(NotASegment));
        }
        assert_eq!(Operation::Record.target(&["changes"]), Err(NotASegment));
        assert!(Operation::Record.target(&["kainet.1"]).is_ok());
        assert!(Operation::Record.target(&["others"]).is_ok());
    }

    #[test]
    fn whatever_is_literal_in_a_path_is_seen_as_such() {
        for operation in Operation::ALL {
            let literals = operation.spec().segments().filter(|it| !is_parameter(it));
            for literal in literals {
                assert!(may_be_literal(literal), "{literal}");
            }
        }
    }

    #[test]
    fn requests_find_their_operation() {
        let found = |operation, values: &[&str]| Routed::Found {
            operation,
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        assert_eq!(
            route(Method::Get, "/api/v1/records/changes"),
            found(Operation::RecordChanges, &[])
        );
        assert_eq!(
            route(Method::Get, "/api/v1/records/kainet.1"),
            found(Operation::Record, &["kainet.1"])
        );
        assert_eq!(
            route(Method::Delete, "/api/v1/patrons/1/blocks/%32"),
            found(Operation::LiftBlock, &["1", "2"])
        );
        assert_eq!(
            route(Method::Post, "/api/v1/items/1"),
            Routed::OtherMethods(vec![
                Method::Get,
                Method::Patch,
                Method::Put,
                Method::Delete
            ])
        );
        for path in [
            "",
            "/",
            "/api/v1",
            "/api/v1/",
            "/api/v1/patrons/",
            "/api/v1/patrons//loans",
            "/api/v2/libraries",
            "/api/v1/libraries/",
            "/api/v1/patrons/%f",
            "/api/v1/nothing",
        ] {
            assert_eq!(route(Method::Get, path), Routed::Nowhere, "{path}");
        }
    }
}
