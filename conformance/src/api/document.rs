//! The OpenAPI document, and answers checked against it: types, required members, enumerations,
//! ranges and the forms of dates, as far as the document of the consortium API uses them.

use std::path::Path;

use serde_json::Value;

use super::{answer::Answer, format};
use crate::{Outcome, Stop};

/// The document that the project publishes.
const PUBLISHED: &str = include_str!("../../../docs/consortium-api/openapi.json");

/// An OpenAPI 3.1 document.
#[derive(Clone, Debug)]
pub struct Document(Value);

impl Default for Document {
    /// The one that the project publishes.
    fn default() -> Self {
        #[expect(
            clippy::expect_used,
            reason = "the text is part of the program and a test reads it"
        )]
        Self::parse(PUBLISHED).expect("the published document is JSON")
    }
}

impl Document {
    /// Reads the JSON of a document.
    pub fn parse(text: &str) -> Result<Self, DocumentError> {
        let this: Value =
            serde_json::from_str(text).map_err(|e| DocumentError::Syntax(e.to_string()))?;
        match this["paths"].is_object() {
            true => Ok(Self(this)),
            false => Err(DocumentError::Syntax("it has no paths".to_owned())),
        }
    }

    /// Reads the file.
    pub fn load(path: &Path) -> Result<Self, DocumentError> {
        Self::parse(&std::fs::read_to_string(path)?)
    }

    /// Fails an answer that is not as the document says. What the document does not list as a
    /// path is not judged.
    pub(super) fn judge(&self, answer: &Answer) -> Outcome {
        let Some(operation) = self.operation(&answer.asked) else {
            return Ok(());
        };
        let status = answer.status.to_string();
        let Some(response) = operation["responses"].get(&status) else {
            return Err(Stop::failed(format!(
                "{} gives {status}, which the document does not list",
                answer.asked
            )));
        };
        let response = self.resolve(response);
        let kind = answer
            .header("content-type")
            .split(';')
            .next()
            .unwrap_or_default();
        match response["content"].get(kind.trim()) {
            Some(media) => self
                .check(&media["schema"], &answer.body, "")
                .map_err(|wrong| {
                    Stop::failed(format!("the answer {status} to {}: {wrong}", answer.asked))
                }),
            None if answer.bytes.is_empty() => Ok(()),
            None => Err(Stop::failed(format!(
                "{} answers {status} with {kind:?}, which the document does not list",
                answer.asked
            ))),
        }
    }

    /// The operation of `METHOD path`; a path that is written out wins over one with parameters.
    fn operation(&self, asked: &str) -> Option<&Value> {
        let (method, target) = asked.split_once(' ')?;
        let path = target.split('?').next()?;
        let method = method.to_ascii_lowercase();
        let fits = |template: &str| {
            let (wanted, given) = (template.split('/'), path.split('/'));
            wanted.clone().count() == given.clone().count()
                && wanted.zip(given).all(|(wanted, given)| {
                    wanted == given || (wanted.starts_with('{') && !given.is_empty())
                })
        };
        let paths = self.0["paths"].as_object()?;
        let found = paths.iter().filter(|(template, _)| fits(template));
        let nearest = found.min_by_key(|(template, _)| template.matches('{').count());
        nearest.and_then(|(_, operations)| operations.get(&method))
    }

    /// Every operation that the document lists, in its order.
    pub(super) fn operations(&self) -> Vec<Listed> {
        let paths = self.0["paths"].as_object().into_iter().flatten();
        let operations = paths.flat_map(|(path, item)| {
            let methods = METHODS.iter().filter_map(|method| {
                let operation = item.get(*method)?;
                Some(self.listed(method, path, operation))
            });
            methods.collect::<Vec<_>>()
        });
        operations.collect()
    }

    fn listed(&self, method: &str, path: &str, operation: &Value) -> Listed {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let is_key = |parameter: &Value| {
            let parameter = self.resolve(parameter);
            let name = parameter["name"].as_str().unwrap_or_default();
            name.eq_ignore_ascii_case("Idempotency-Key") && parameter["required"] == true
        };
        let json = |holder: &Value| holder["content"].get("application/json").cloned();
        let mut answers = operation["responses"].as_object().into_iter().flatten();
        Listed {
            method: method.to_ascii_uppercase(),
            template: path.to_owned(),
            scope: operation["x-scope"].as_str().map(str::to_owned),
            wants_key: parameters.clone().any(is_key),
            example: json(&operation["requestBody"]).map(|media| media["example"].clone()),
            gives_json: answers.any(|(status, answer)| {
                status.starts_with('2') && json(self.resolve(answer)).is_some()
            }),
        }
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let pointer = schema["$ref"]
            .as_str()
            .and_then(|name| name.strip_prefix('#'));
        match pointer.and_then(|pointer| self.0.pointer(pointer)) {
            Some(found) => self.resolve(found),
            None => schema,
        }
    }

    /// What is wrong with a value, and where.
    fn check(&self, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
        let schema = self.resolve(schema);
        let wrong = |what: String| Err(format!("{} {what}", if at.is_empty() { "/" } else { at }));
        if !types(schema).is_empty() && !types(schema).iter().any(|kind| is_of(value, kind)) {
            return wrong(format!(
                "is {value}, not of type {}",
                types(schema).join(" or ")
            ));
        }
        if let Some(words) = schema["enum"].as_array()
            && !words.contains(value)
        {
            return wrong(format!("is {value}, none of the words listed"));
        }
        if let Some(word) = schema.get("const")
            && word != value
        {
            return wrong(format!("is {value}, not {word}"));
        }
        if let Some(form) = value.as_str().and_then(|text| misses_form(schema, text)) {
            return wrong(format!("is {value}, no {form}"));
        }
        if let Some(number) = value.as_f64()
            && !(schema["minimum"]
                .as_f64()
                .is_none_or(|least| number >= least)
                && schema["maximum"].as_f64().is_none_or(|most| number <= most))
        {
            return wrong(format!("is {value}, out of range"));
        }
        for required in schema["required"].as_array().into_iter().flatten() {
            if let (Some(name), Some(members)) = (required.as_str(), value.as_object())
                && !members.contains_key(name)
            {
                return wrong(format!("has no {name}"));
            }
        }
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            if let Some(value) = value.get(name) {
                self.check(member, value, &format!("{at}/{name}"))?;
            }
        }
        if schema["items"].is_object() {
            for (number, entry) in value.as_array().into_iter().flatten().enumerate() {
                self.check(&schema["items"], entry, &format!("{at}/{number}"))?;
            }
        }
        for word in ["anyOf", "oneOf"] {
            let Some(choices) = schema[word].as_array() else {
                continue;
            };
            let tried = choices.iter().map(|choice| self.check(choice, value, at));
            let failures: Result<Vec<()>, Vec<String>> = {
                let (well, badly): (Vec<_>, Vec<_>) = tried.partition(Result::is_ok);
                match well.is_empty() {
                    false => Ok(Vec::new()),
                    true => Err(badly.into_iter().filter_map(Result::err).collect()),
                }
            };
            if let Err(failures) = failures {
                return wrong(format!("fits no choice: {}", failures.join("; ")));
            }
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.check(part, value, at)?;
        }
        Ok(())
    }
}

fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is_of(value: &Value, kind: &str) -> bool {
    match kind {
        "array" => value.is_array(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "object" => value.is_object(),
        "string" => value.is_string(),
        _ => true,
    }
}

/// The form of a text that is not kept, in words.
fn misses_form(schema: &Value, text: &str) -> Option<&'static str> {
    match schema["format"].as_str() {
        Some("date") => format::read_date(text).is_none().then_some("date"),
        Some("date-time") => format::read_time(text)
            .is_none()
            .then_some("time with its offset"),
        _ => None,
    }
}

/// The methods of operations, as a document writes them.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// An operation as the document lists it.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub(super) method: String,
    /// The path with its parameters in braces.
    pub(super) template: String,
    /// What a token must allow, if the document says so (`x-scope`).
    pub(super) scope: Option<String>,
    /// Whether it must carry an idempotency key.
    pub(super) wants_key: bool,
    /// The example of a JSON body, if it has such a body.
    pub(super) example: Option<Value>,
    /// Whether it is answered in JSON when it is carried out.
    pub(super) gives_json: bool,
}

impl Listed {
    /// The path with something that is not there in the place of each parameter.
    pub(super) fn path(&self) -> String {
        let parts = self
            .template
            .split('/')
            .map(|part| match part.starts_with('{') {
                true => "no-such-thing",
                false => part,
            });
        parts.collect::<Vec<_>>().join("/")
    }
}

/// Why a document cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The file cannot be read.
    #[error("cannot read the OpenAPI document: {0}")]
    Read(#[from] std::io::Error),
    /// It is no OpenAPI document.
    #[error("this is no OpenAPI document: {0}")]
    Syntax(String),
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer(asked: &str, status: u16, body: Value) -> Answer {
        Answer {
            asked: asked.to_owned(),
            status,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            bytes: body.to_string().into_bytes(),
            body,
        }
    }

    #[test]
    fn an_answer_is_as_the_document_says_or_fails() {
        let document = Document::default();
        let library =
            json!({"code": "KAJ", "isil": null, "name": "Kajaani", "open": null, "new": 1});
        let judged = |asked: &str, status, body| document.judge(&answer(asked, status, body));
        assert_eq!(judged("GET /libraries/KAJ", 200, library.clone()), Ok(()));
        assert!(judged("GET /libraries/KAJ", 202, library.clone()).is_err());
        for (member, wrong) in [
            ("code", json!(1)),
            ("open", json!("yes")),
            ("name", json!(null)),
        ] {
            let mut body = library.clone();
            body[member] = wrong;
            assert!(judged("GET /libraries/KAJ", 200, body).is_err(), "{member}");
        }
        assert!(judged("GET /libraries/KAJ", 200, json!({"code": "KAJ"})).is_err());
        let list = json!({"items": [library, {}], "next": null, "total": 2});
        assert!(judged("GET /libraries?limit=2", 200, list).is_err());
        let outcome = json!({"outcome": "applied"});
        assert!(judged("GET /operations/abcdefgh", 200, outcome).is_err());
        assert_eq!(
            judged(
                "GET /operations/abcdefgh",
                200,
                json!({"outcome": "unknown"})
            ),
            Ok(())
        );
    }
}
