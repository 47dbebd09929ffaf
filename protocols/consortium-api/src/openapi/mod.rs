//! The OpenAPI 3.1 document, made of the table of operations and the types of their bodies.

#![expect(
    clippy::indexing_slicing,
    reason = "a member of a JSON object is set by its name, which never panics"
)]

mod examples;
mod problems;

use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

pub use examples::{answer_example, request_example};

use crate::{
    BASE, Format, KeyRule, Operation, Problem, Scope, Spec, VERSION, header,
    limits::{KEY_DAYS, MAX_BODY, MAX_DEPTH, MAX_KEY, MAX_LIMIT, MIN_KEY},
};

/// The document.
pub fn document() -> Value {
    let mut schemas = Schemas::default();
    let mut paths = Map::new();
    for operation in Operation::ALL {
        let path = paths
            .entry(operation.spec().path)
            .or_insert_with(|| json!({}));
        let method = operation.spec().method.as_str().to_lowercase();
        if let Value::Object(path) = path {
            path.insert(method, described(*operation, &mut schemas));
        }
    }
    // Every operation refers to it, and none answers with it when all is well.
    schemas.answers.subschema_for::<Problem>();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Consortium API",
            "version": VERSION,
            "summary": "What a consortium of libraries can be asked for: patrons, items, loans, holds, fees, records, inter-library loan.",
            "description": about(),
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "servers": [{"url": BASE}],
        "security": [{"bearer": []}],
        "tags": tags(),
        "paths": paths,
        "components": {
            "securitySchemes": {"bearer": {
                "type": "http",
                "scheme": "bearer",
                "description": format!("A token with the scopes it was given, of {}.", listed(Scope::ALL.iter().map(|scope| scope.as_str()))),
            }},
            "parameters": {
                "IdempotencyKey": key_parameter(true),
                "IdempotencyKeyOptional": key_parameter(false),
            },
            "responses": problems::of_any(),
            "schemas": schemas.collected(),
        },
    })
}

/// The document as it is checked in and served: indented, with a line break at the end.
pub fn to_json() -> String {
    format!("{:#}\n", document())
}

/// Requests and answers have the same types in part, but not the same promises: what may be absent
/// from a request is always there in an answer.
struct Schemas {
    requests: SchemaGenerator,
    answers: SchemaGenerator,
}

impl Default for Schemas {
    fn default() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            })
        };
        Self {
            requests: settings().for_deserialize().into_generator(),
            answers: settings().for_serialize().into_generator(),
        }
    }
}

impl Schemas {
    /// All of them by name.
    ///
    /// # Panics
    ///
    /// If a type is used in both ways and the promises differ: it needs two types then.
    fn collected(mut self) -> Map<String, Value> {
        let mut all = self.answers.take_definitions(true);
        for (name, schema) in self.requests.take_definitions(true) {
            if let Some(known) = all.insert(name.clone(), schema.clone()) {
                assert_eq!(known, schema, "{name} as a request and as an answer");
            }
        }
        all
    }
}

fn about() -> String {
    format!(
        "JSON in UTF-8. Times are RFC 3339 with an offset, dates `YYYY-MM-DD`, amounts of money strings with two decimals.\n\n\
         Whatever changes something carries `Idempotency-Key`. The key covers method, path and body and is kept for {KEY_DAYS} days: \
         asked again with the same body, the first answer comes again and nothing happens twice; with another body it is 422 \
         `idempotency_mismatch`; while the first one is running, 409 `idempotency_in_progress`. `GET /operations/{{key}}` tells what became of it.\n\n\
         A no of the library is 409 with a stable `code`, texts for the patron and the facts behind it. An unknown thing is 404 when the \
         path names it, and 409 when the body does. Every fault is a problem (RFC 9457).\n\n\
         Limits: a body has at most {MAX_BODY} bytes and is nested at most {MAX_DEPTH} deep; a page of a list has at most {MAX_LIMIT} entries.\n\n\
         Readers pass over members they do not know, and keep values they do not know in enumerations marked `x-extensible-enum`: \
         a newer minor version may add both. The answering side names its version in `{}`.",
        header::API_VERSION
    )
}

fn described(operation: Operation, schemas: &mut Schemas) -> Value {
    let spec = operation.spec();
    let mut described = json!({
        "operationId": spec.id,
        "summary": summary(spec.meaning),
        "description": format!("{} Scope: `{}`.", spec.meaning, spec.scope),
        "tags": [tag(spec)],
        "parameters": parameters(spec),
        "responses": responses(operation, schemas),
        "x-scope": spec.scope,
    });
    if !spec.request.is_none() {
        let content = request_content(operation, schemas);
        described["requestBody"] = json!({"required": true, "content": content});
    }
    described
}

/// The first sentence.
fn summary(meaning: &str) -> &str {
    let end = meaning.find(". ").map_or(meaning.len(), |at| at + 1);
    meaning.get(..end).unwrap_or(meaning).trim_end_matches('.')
}

/// The resource: the first segment of the path.
fn tag(spec: &Spec) -> &'static str {
    spec.segments().next().unwrap_or_default()
}

fn tags() -> Vec<Value> {
    let mut names: Vec<&str> = Vec::new();
    for operation in Operation::ALL {
        let name = tag(operation.spec());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
        .into_iter()
        .map(|name| json!({"name": name}))
        .collect()
}

fn parameters(spec: &Spec) -> Vec<Value> {
    let in_path = spec.parameters().map(|name| {
        json!({"name": name, "in": "path", "required": true, "schema": {"type": "string", "minLength": 1}})
    });
    let in_query = spec.query.iter().map(|parameter| {
        let schema = match (parameter.number, parameter.name) {
            (true, "limit") => json!({"type": "integer", "minimum": 1, "maximum": MAX_LIMIT}),
            (true, _) => json!({"type": "integer", "minimum": 1}),
            (false, _) => json!({"type": "string"}),
        };
        json!({
            "name": parameter.name,
            "in": "query",
            "required": parameter.required,
            "description": parameter.meaning,
            "schema": schema,
        })
    });
    let key = match spec.key {
        KeyRule::None => None,
        KeyRule::Optional => Some("IdempotencyKeyOptional"),
        KeyRule::Required => Some("IdempotencyKey"),
    };
    let key = key.map(|name| json!({"$ref": format!("#/components/parameters/{name}")}));
    in_path.chain(in_query).chain(key).collect()
}

fn key_parameter(required: bool) -> Value {
    json!({
        "name": "Idempotency-Key",
        "in": "header",
        "required": required,
        "description": "Names this change: asked for again with the same key, it is not done again.",
        "schema": {"type": "string", "minLength": MIN_KEY, "maxLength": MAX_KEY, "pattern": "^[!-~]+$"},
        "example": "5f0c3f6e-1d0e-4a53-9e7e-0d3a6c0b7d11",
    })
}

fn request_content(operation: Operation, schemas: &mut Schemas) -> Value {
    let body = &operation.spec().request;
    let json = body
        .json
        .map(|json| (json.schema)(&mut schemas.requests).to_value());
    content(json, request_example(operation), body.marc)
}

fn responses(operation: Operation, schemas: &mut Schemas) -> Value {
    let spec = operation.spec();
    let json = spec
        .answer
        .json
        .map(|json| (json.schema)(&mut schemas.answers).to_value());
    let mut done = json!({"description": "Done."});
    if !spec.answer.is_none() {
        done["content"] = content(json, answer_example(operation), spec.answer.marc);
    }
    let mut responses = Map::new();
    if operation == Operation::Checkout {
        let mut standing = done.clone();
        standing["description"] = json!("The patron has the item already: the standing loan.");
        responses.insert("200".to_owned(), standing);
    }
    responses.insert(spec.success.to_string(), done);
    responses.extend(problems::of_operation(spec));
    Value::Object(responses)
}

fn content(json: Option<Value>, example: Option<Value>, marc: bool) -> Value {
    let mut content = Map::new();
    if let Some(schema) = json {
        let mut media = json!({"schema": schema});
        if let Some(example) = example {
            media["example"] = example;
        }
        content.insert(Format::Json.as_str().to_owned(), media);
    }
    if marc {
        let text = json!({"schema": {"type": "string"}});
        content.insert(Format::MarcXml.as_str().to_owned(), text);
        content.insert(Format::Marc.as_str().to_owned(), json!({}));
    }
    Value::Object(content)
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document();
        let mut seen = 0;
        each_reference(&document, &mut |reference| {
            let pointer = reference.strip_prefix('#').expect(reference);
            assert!(document.pointer(pointer).is_some(), "{reference}");
            seen += 1;
        });
        assert!(seen > 200, "{seen}");
        let text = document.to_string();
        assert!(
            !text.contains("crate::") && !text.contains("](super"),
            "a link of the source"
        );
    }

    fn each_reference(value: &Value, found: &mut impl FnMut(&str)) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    match value {
                        Value::String(reference) if name == "$ref" => found(reference),
                        value => each_reference(value, found),
                    }
                }
            }
            Value::Array(values) => values.iter().for_each(|value| each_reference(value, found)),
            _ => {}
        }
    }

    #[test]
    fn every_path_of_the_design_is_there() {
        let document = document();
        for path in [
            "/libraries",
            "/libraries/{code}",
            "/patrons/{barcode}",
            "/patrons/{barcode}/verification",
            "/patrons/{barcode}/loans",
            "/patrons/{barcode}/holds",
            "/patrons/{barcode}/fees",
            "/patrons/{barcode}/blocks",
            "/patrons/{barcode}/blocks/{id}",
            "/items/{barcode}",
            "/checkouts",
            "/checkouts/{loan}/cancellation",
            "/checkins",
            "/checkins/{id}/cancellation",
            "/renewals",
            "/patrons/{barcode}/renewals",
            "/holds",
            "/holds/{id}",
            "/payments",
            "/loans",
            "/loans/{id}/recall",
            "/patrons/{barcode}/pin",
            "/records",
            "/records/{id}",
            "/records/{id}/holdings",
            "/records/changes",
            "/terms",
            "/ill/requests",
            "/ill/requests/{id}",
            "/temporary_items",
            "/temporary_items/{barcode}",
            "/operations/{key}",
        ] {
            assert!(document["paths"].get(path).is_some(), "{path}");
        }
        assert_eq!(
            document["components"]["schemas"]["Problem"]["required"],
            json!(["type", "title", "status", "detail", "code"])
        );
    }

    #[test]
    fn what_a_request_needs_is_what_the_design_says() {
        let schemas = document()["components"]["schemas"].take();
        for (name, needed) in [
            ("CheckoutRequest", json!(["patron", "item", "library"])),
            ("CheckinRequest", json!(["item", "library"])),
            ("HoldRequest", json!(["patron", "pickup_library"])),
            ("PaymentRequest", json!(["patron", "amount"])),
            (
                "TemporaryItemRequest",
                json!([
                    "barcode",
                    "title",
                    "patron",
                    "pickup_library",
                    "request_id",
                    "agency"
                ]),
            ),
            (
                "IllRequestNew",
                json!(["peer", "service_type", "title", "patron", "pickup_library"]),
            ),
            ("RenewalRequest", json!(["patron", "item"])),
            ("BlockRequest", json!(["code"])),
        ] {
            assert_eq!(schemas[name]["required"], needed, "{name}");
        }
    }
}
