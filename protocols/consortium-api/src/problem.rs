//! Problems (RFC 9457, `application/problem+json`): the library's no, and every fault.

use std::{error, fmt};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::{Code, HoldId, Money, Open, Time};

/// Why a request was not carried out. A refusal of the library carries texts and facts; a malformed
/// request the pointers to its faults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// Names the kind of problem, as a URI.
    #[serde(rename = "type", default = "about_blank")]
    pub kind: String,
    /// What the code means, in a few words of English.
    #[serde(default)]
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened here, for whoever writes the calling program.
    #[serde(default)]
    pub detail: String,
    /// What it is, as a word to act on.
    pub code: Open<Code>,
    /// A refusal's reason in words for the patron.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "lenient"
    )]
    pub texts: Option<Texts>,
    /// A refusal's facts.
    #[serde(flatten)]
    pub facts: Facts,
    /// Where the fault is, as a JSON pointer into the body; for a parameter of the query its name
    /// after a slash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The faults, where there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Fault>,
}

/// A text in the three languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Texts {
    /// Finnish.
    pub fi: String,
    /// Swedish.
    pub sv: String,
    /// English.
    pub en: String,
}

/// What is needed to explain a refusal; each refusal fills what it has. A fact that cannot be read
/// is passed over: the refusal itself still stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Facts {
    /// The fee to agree to, or the balance that is too large.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "lenient"
    )]
    pub fee: Option<Money>,
    /// The limit that was reached: loans, holds, renewals, years of age.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "lenient"
    )]
    pub limit: Option<u32>,
    /// When something ends: the throttle of a PIN, the validity of a card.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "lenient"
    )]
    pub until: Option<Time>,
    /// The hold that stands in the way.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "lenient"
    )]
    pub hold: Option<HoldId>,
}

/// One fault of a malformed request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fault {
    /// Where, as a JSON pointer.
    pub pointer: String,
    /// What is wrong there.
    #[serde(default)]
    pub detail: String,
}

impl Problem {
    /// A problem with the status and title of its code.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:consortium-api:problem:{code}"),
            title: code.title().to_owned(),
            status: code.status(),
            detail: detail.into(),
            code: code.into(),
            texts: None,
            facts: Facts::default(),
            pointer: None,
            errors: Vec::new(),
        }
    }

    /// A no of the library, with its reason in words and its facts.
    pub fn refusal(code: Code, texts: Texts, facts: Facts) -> Self {
        Self {
            detail: texts.en.clone(),
            texts: Some(texts),
            facts,
            ..Self::new(code, "")
        }
    }

    /// The same for a thing that stands in the path: 404.
    #[must_use]
    pub fn in_path(self) -> Self {
        Self {
            status: Code::NotFound.status(),
            ..self
        }
    }

    /// The same with the place of the fault, as a JSON pointer.
    #[must_use]
    pub fn at(self, pointer: impl Into<String>) -> Self {
        Self {
            pointer: Some(pointer.into()),
            ..self
        }
    }

    /// A request with several faults.
    pub fn malformed(errors: Vec<Fault>) -> Self {
        let detail = errors.iter().map(|fault| fault.detail.as_str());
        let detail = detail.collect::<Vec<_>>().join("; ");
        Self {
            pointer: errors.first().map(|fault| fault.pointer.clone()),
            errors,
            ..Self::new(Code::Malformed, detail)
        }
    }

    /// Whether it is a no of the library, by its code.
    pub fn is_refusal(&self) -> bool {
        self.code.known().is_some_and(Code::is_refusal)
    }

    /// The body.
    pub fn to_json(&self) -> Vec<u8> {
        crate::body::write(self)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.status, self.code.as_str(), self.title)
    }
}

impl error::Error for Problem {}

fn about_blank() -> String {
    "about:blank".to_owned()
}

/// The value, or none where something else stands.
fn lenient<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: for<'v> Deserialize<'v>,
{
    let value = Value::deserialize(deserializer)?;
    Ok(T::deserialize(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_refusal_carries_texts_and_facts() {
        let texts = Texts {
            fi: "Maksu 2,00".into(),
            sv: "Avgift 2,00".into(),
            en: "Fee 2.00".into(),
        };
        let facts = Facts {
            fee: Some(Money::euros(200)),
            ..Facts::default()
        };
        let problem = Problem::refusal(Code::FeeRequired, texts, facts);
        let written: Value = serde_json::from_slice(&problem.to_json()).unwrap();
        assert_eq!(
            written,
            json!({
                "type": "urn:consortium-api:problem:fee_required",
                "title": "It costs, and the patron has not agreed to pay",
                "status": 409,
                "detail": "Fee 2.00",
                "code": "fee_required",
                "texts": {"fi": "Maksu 2,00", "sv": "Avgift 2,00", "en": "Fee 2.00"},
                "fee": {"amount": "2.00", "currency": "EUR"},
            })
        );
        assert_eq!(serde_json::from_value::<Problem>(written).unwrap(), problem);
        assert_eq!(problem.in_path().status, 404);
    }

    #[test]
    fn a_strange_fact_does_not_make_a_refusal_unreadable() {
        let problem: Problem = serde_json::from_value(json!({
            "status": 409, "code": "loan_limit", "limit": "sixty", "texts": "no", "hold": {"id": "H1"}, "new": 1
        }))
        .unwrap();
        assert_eq!(problem.facts, Facts::default());
        assert!(problem.is_refusal() && problem.texts.is_none());
    }

    #[test]
    fn a_code_of_a_newer_version_is_kept() {
        let problem: Problem =
            serde_json::from_value(json!({"status": 409, "code": "moon_full"})).unwrap();
        assert_eq!(problem.code.as_str(), "moon_full");
        assert_eq!(problem.kind, "about:blank");
    }
}
