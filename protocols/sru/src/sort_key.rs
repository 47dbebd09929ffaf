//! `sortKeys`: the order wanted, where it does not stand in the query.

use silta_cql::Condition;

use crate::Diagnostic;

/// Most keys.
pub const MAX_SORT_KEYS: usize = 16;

/// A key: by what, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// What is sorted by: the name of an index, or a path in a record.
    pub path: String,
    /// The schema that the path is of; empty if none is named.
    pub schema: String,
    /// From the first to the last.
    pub ascending: bool,
    /// Whether letter case counts.
    pub case_sensitive: bool,
    /// What is done with records that have no value.
    pub missing: MissingValue,
}

/// What is done with records that have no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MissingValue {
    /// There is no answer if one has none.
    Abort,
    /// They have this one.
    Constant(String),
    /// They have one higher than any.
    High,
    /// They have one lower than any.
    Low,
    /// They are left out.
    Omit,
}

impl SortKey {
    /// Reads keys, which white space parts: `path,schema,ascending,caseSensitive,missingValue`,
    /// each but the first optional. Quotes are around what has white space or commas.
    ///
    /// # Errors
    /// 84 for more than [`MAX_SORT_KEYS`], 82 for what cannot be a key, 88 for one without a path,
    /// 90 and 91 for what says neither yes nor no.
    pub fn read(text: &str) -> Result<Vec<Self>, Diagnostic> {
        let keys = split(text, char::is_whitespace);
        let keys: Vec<_> = keys.into_iter().filter(|key| !key.is_empty()).collect();
        if keys.len() > MAX_SORT_KEYS {
            return Err(Condition::TooManySortKeys.about(MAX_SORT_KEYS).into());
        }
        keys.into_iter().map(Self::one).collect()
    }

    fn one(text: &str) -> Result<Self, Diagnostic> {
        let fields = split(text, |letter| letter == ',');
        if fields.len() > 5 {
            return Err(Condition::SortSequence.about(text).into());
        }
        let field = |place: usize| fields.get(place).copied().unwrap_or_default();
        let path = unquoted(field(0));
        if path.is_empty() {
            return Err(Condition::SortPath.about("").into());
        }
        Ok(Self {
            path,
            schema: unquoted(field(1)),
            ascending: truth(field(2), true, Condition::SortDirection)?,
            case_sensitive: truth(field(3), false, Condition::SortCase)?,
            missing: match field(4) {
                "" | "highValue" => MissingValue::High,
                "lowValue" => MissingValue::Low,
                "abort" => MissingValue::Abort,
                "omit" => MissingValue::Omit,
                constant => MissingValue::Constant(unquoted(constant)),
            },
        })
    }
}

/// Cuts a text where no quotes are around.
fn split(text: &str, is_between: impl Fn(char) -> bool) -> Vec<&str> {
    let mut quoted = false;
    text.split(|letter: char| {
        quoted ^= letter == '"';
        !quoted && is_between(letter)
    })
    .collect()
}

fn unquoted(text: &str) -> String {
    text.replace('"', "")
}

fn truth(text: &str, default: bool, otherwise: Condition) -> Result<bool, Diagnostic> {
    match text {
        "" => Ok(default),
        "1" | "true" => Ok(true),
        "0" | "false" => Ok(false),
        text => Err(otherwise.about(text).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read() {
        let key = |path: &str| SortKey {
            path: path.into(),
            schema: String::new(),
            ascending: true,
            case_sensitive: false,
            missing: MissingValue::High,
        };
        assert_eq!(SortKey::read("  "), Ok(Vec::new()));
        assert_eq!(
            SortKey::read("dc.title title,dc,0,false,lowValue \"a, b\",,1,1,\"x y\""),
            Ok(vec![
                key("dc.title"),
                SortKey {
                    schema: "dc".into(),
                    ascending: false,
                    missing: MissingValue::Low,
                    ..key("title")
                },
                SortKey {
                    case_sensitive: true,
                    missing: MissingValue::Constant("x y".into()),
                    ..key("a, b")
                },
            ])
        );
        for (text, told) in [
            ("a,b,c", "90: c"),
            ("a,,,maybe", "91: maybe"),
            (",dc", "88"),
            ("a,b,1,1,omit,x", "82: a,b,1,1,omit,x"),
        ] {
            let fault = SortKey::read(text).map_err(|fault| fault.to_string());
            assert_eq!(fault, Err(told.into()), "{text}");
        }
        assert!(SortKey::read(&"a ".repeat(MAX_SORT_KEYS)).is_ok());
        assert!(SortKey::read(&"a ".repeat(MAX_SORT_KEYS + 1)).is_err());
    }
}
