//! Reading the query of an address.

use std::str::FromStr;

use crate::{
    Code, Cursor, Paging, Problem,
    limits::{DEFAULT_LIMIT, MAX_LIMIT, MAX_TARGET},
};

/// The parameters of a query, each once. Unknown ones are passed over by not asking for them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads what stands after the question mark. A parameter that stands twice, or that is no
    /// percent-encoded UTF-8, is refused; more than [`MAX_TARGET`] bytes are too.
    pub fn parse(raw: &str) -> Result<Self, Box<Problem>> {
        if raw.len() > MAX_TARGET {
            let detail = format!("path and query have at most {MAX_TARGET} bytes");
            return Err(Box::new(Problem::new(Code::TargetTooLong, detail)));
        }
        let mut parameters: Vec<(String, String)> = Vec::new();
        for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name =
                decode(name, true).ok_or_else(|| fault("", "is not percent-encoded UTF-8"))?;
            let value =
                decode(value, true).ok_or_else(|| fault(&name, "is not percent-encoded UTF-8"))?;
            if parameters.iter().any(|(known, _)| *known == name) {
                return Err(fault(&name, "stands twice"));
            }
            parameters.push((name, value));
        }
        Ok(Self(parameters))
    }

    /// A parameter as text; none if it is absent.
    pub fn text(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// A parameter that must be there.
    pub fn required(&self, name: &str) -> Result<&str, Box<Problem>> {
        self.text(name).ok_or_else(|| fault(name, "is missing"))
    }

    /// A parameter as a value; none if it is absent.
    pub fn value<T: FromStr>(&self, name: &str) -> Result<Option<T>, Box<Problem>>
    where
        T::Err: std::fmt::Display,
    {
        let parsed = self.text(name).map(str::parse).transpose();
        parsed.map_err(|error: T::Err| fault(name, &format!("cannot be read: {error}")))
    }

    /// The number of entries wanted, 1 to [`MAX_LIMIT`]; [`DEFAULT_LIMIT`] if absent.
    pub fn limit(&self) -> Result<u32, Box<Problem>> {
        let limit = self.value("limit")?.unwrap_or(DEFAULT_LIMIT);
        let fits = (1..=MAX_LIMIT).contains(&limit);
        fits.then_some(limit)
            .ok_or_else(|| fault("limit", &format!("is 1 to {MAX_LIMIT}")))
    }

    /// Which page is wanted: `cursor` and `limit`.
    pub fn paging(&self) -> Result<Paging, Box<Problem>> {
        Ok(Paging {
            cursor: self.value::<Cursor>("cursor")?,
            limit: self.limit()?,
        })
    }
}

/// Values of a query may name patrons.
impl std::fmt::Debug for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

fn fault(name: &str, what: &str) -> Box<Problem> {
    let pointer = match name {
        "" => String::new(),
        name => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
    };
    let subject = if name.is_empty() {
        "the query"
    } else {
        "this parameter"
    };
    Box::new(Problem::new(Code::Malformed, format!("{subject} {what}")).at(pointer))
}

/// Percent-decoding; none if a percent sign stands alone or the result is not UTF-8.
pub(crate) fn decode(text: &str, plus_is_space: bool) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                let value = digit()? * 16 + digit()?;
                u8::try_from(value).ok()?
            }
            b'+' if plus_is_space => b' ',
            byte => byte,
        });
    }
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointer<T>(result: Result<T, Box<Problem>>) -> String {
        let problem = result.err().expect("a problem");
        assert_eq!(problem.status, 400);
        problem.pointer.unwrap_or_default()
    }

    #[test]
    fn parameters_are_decoded_once() {
        let query = Query::parse("query=dc.title%3D%22a+b%2520%26%22&start=5&&new").unwrap();
        assert_eq!(query.text("query"), Some("dc.title=\"a b%20&\""));
        assert_eq!(query.value::<u32>("start").unwrap(), Some(5));
        assert_eq!((query.text("new"), query.text("old")), (Some(""), None));
        assert_eq!(query.paging().unwrap(), Paging::default());
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(pointer(Query::parse("a=%zz")), "/a");
        assert_eq!(pointer(Query::parse("a=%f")), "/a");
        assert_eq!(pointer(Query::parse("a=%ff")), "/a");
        assert_eq!(pointer(Query::parse("%ff=a")), "");
        assert_eq!(pointer(Query::parse("a/b=1&a/b=1")), "/a~1b");
        for limit in ["0", "1001", "-1", "x", "", "1e2", "4294967296"] {
            let query = Query::parse(&format!("limit={limit}")).unwrap();
            assert_eq!(pointer(query.paging()), "/limit", "{limit}");
        }
        assert_eq!(
            pointer(Query::parse("cursor=a%20b").unwrap().paging()),
            "/cursor"
        );
        assert_eq!(pointer(Query::default().required("index")), "/index");
        assert_eq!(
            Query::parse(&"a".repeat(MAX_TARGET + 1))
                .err()
                .unwrap()
                .status,
            414
        );
    }
}
