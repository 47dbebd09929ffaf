//! What there is to know of an operation: the columns of the table of operations.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, de::DeserializeOwned};

use crate::{Code, Problem, body, open::words};

/// What there is to know of an operation.
#[derive(Debug)]
pub struct Spec {
    /// Its name in the document, in logs and metrics: `patron_loans`.
    pub id: &'static str,
    /// The method.
    pub method: Method,
    /// The path under [`BASE`](crate::BASE), with its parameters in braces: `/items/{barcode}`.
    pub path: &'static str,
    /// What a token must allow.
    pub scope: Scope,
    /// Whether it carries an idempotency key.
    pub key: KeyRule,
    /// The parameters of its query.
    pub query: &'static [Parameter],
    /// The body of the request.
    pub request: Body,
    /// The status when it is done.
    pub success: u16,
    /// The body of the answer.
    pub answer: Body,
    /// The noes that belong to it, beside those that any operation can meet.
    pub refusals: &'static [Code],
    /// What it does.
    pub meaning: &'static str,
}

impl Spec {
    /// The segments of the path; parameters still in braces.
    pub fn segments(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').skip(1)
    }

    /// The names of the path's parameters, in order.
    pub fn parameters(&self) -> impl Iterator<Item = &'static str> {
        self.segments()
            .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
    }

    /// The code that says that the thing in the path is unknown: such a problem is 404 (see
    /// [`Problem::in_path`]), while the same code because of the body is 409. None if there is no
    /// thing in the path, or if it is made by this very operation.
    pub fn unknown(&self) -> Option<Code> {
        if self.method == Method::Put && self.path.ends_with('}') {
            return None;
        }
        self.parameters().next()?;
        match self.segments().next()? {
            "patrons" => Some(Code::PatronUnknown),
            "items" | "records" | "temporary_items" => Some(Code::ItemUnknown),
            "holds" => Some(Code::HoldUnknown),
            "ill" => Some(Code::RequestUnknown),
            // An unknown key is an outcome, not a problem.
            "operations" => None,
            _ => Some(Code::NotFound),
        }
    }
}

/// A method of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Does something.
    Post,
    /// Creates or replaces.
    Put,
    /// Changes a part.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// The name, in capitals.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// The method of that name, in capitals; none if the API does not use it.
    pub fn from_name(name: &str) -> Option<Self> {
        let all = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];
        all.into_iter().find(|method| method.as_str() == name)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

words! {
    /// What a bearer token allows. A token has any number of them; none includes another.
    pub enum Scope {
        /// To write patrons, items and records.
        Admin = "admin",
        /// To lend, take back, reserve, collect money.
        Circulate = "circulate",
        /// To work on inter-library loans.
        Ill = "ill",
        /// To read.
        Read = "read",
    }
}

/// Whether an operation carries an idempotency key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyRule {
    /// It changes nothing, so it carries none.
    None,
    /// It may carry one.
    Optional,
    /// It does nothing without one.
    Required,
}

/// A parameter of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it is a number, not text.
    pub number: bool,
    /// What it says.
    pub meaning: &'static str,
}

pub(crate) const fn text(name: &'static str, meaning: &'static str) -> Parameter {
    Parameter {
        name,
        required: false,
        number: false,
        meaning,
    }
}

pub(crate) const fn needed(name: &'static str, meaning: &'static str) -> Parameter {
    Parameter {
        required: true,
        ..text(name, meaning)
    }
}

pub(crate) const fn number(name: &'static str, meaning: &'static str) -> Parameter {
    Parameter {
        number: true,
        ..text(name, meaning)
    }
}

pub(crate) const CURSOR: Parameter = text(
    "cursor",
    "Where the page begins: `next` of the page before.",
);
pub(crate) const LIMIT: Parameter =
    number("limit", "Entries at the most: 1 to 1000; 50 if absent.");
pub(crate) const ITEM: Parameter = needed("item", "The barcode of the item.");

/// The forms that a body can have.
#[derive(Clone, Copy, Debug)]
pub struct Body {
    /// As JSON.
    pub json: Option<JsonType>,
    /// As MARCXML or ISO 2709.
    pub marc: bool,
}

impl Body {
    /// No body.
    pub const NONE: Self = Self {
        json: None,
        marc: false,
    };

    /// Whether there is none.
    pub fn is_none(&self) -> bool {
        self.json.is_none() && !self.marc
    }
}

/// A type of this crate as the body of an operation.
#[derive(Clone, Copy)]
pub struct JsonType {
    /// Its schema, made by a generator that collects what it refers to.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
    /// Reads a body as this type and writes it again.
    pub reread: Reread,
}

/// Reads a body and writes it again, or says what is wrong with it.
pub type Reread = fn(&[u8]) -> Result<Vec<u8>, Box<Problem>>;

impl JsonType {
    pub(crate) const fn of<T: JsonSchema + Serialize + DeserializeOwned>() -> Self {
        Self {
            schema: |generator| generator.subschema_for::<T>(),
            reread: |bytes| body::read::<T>(bytes).map(|value| body::write(&value)),
        }
    }
}

impl fmt::Debug for JsonType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JsonType")
    }
}
