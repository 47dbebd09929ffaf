//! What is noticed while a message is read: what is wrong with it, and which version it shows.

use std::fmt;

use crate::{
    codes::ErrorType,
    error_data::ErrorData,
    node::Node,
    structure::{Element, Occurs},
    version::Version,
};

/// Faults of one message that are told, at the most.
pub const MAX_FAULTS: usize = 64;

/// Characters of a name or a value that a fault tells, at the most.
pub const MAX_SHOWN: usize = 100;

/// One thing in a message that is not as the standard has it. The sender is to blame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The element and those around it, from the message inwards: `header/timestamp`.
    pub path: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What can be wrong with an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It must be there, and is not.
    Missing,
    /// It stands there more often than it may; the first is taken.
    Repeated,
    /// The standard has no such element there; it is passed over.
    Unknown,
    /// It holds this, which it may not.
    Value(String),
}

impl Fault {
    /// The element itself.
    pub fn element(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// What a confirmation says of it: the error and, in `errorValue`, the element and its value.
    /// Actions and reasons have errors of their own, whose value is the code alone.
    pub fn error_data(&self) -> ErrorData {
        let element = self.element();
        let (error_type, value) = match (&self.problem, element) {
            (Problem::Value(value), "action") => (ErrorType::UnsupportedActionType, value.clone()),
            (Problem::Value(value), "reasonForMessage") => {
                (ErrorType::UnsupportedReasonForMessageType, value.clone())
            }
            (Problem::Value(value), _) => (
                ErrorType::UnrecognisedDataValue,
                format!("{element}: {value}"),
            ),
            (Problem::Unknown, _) => (ErrorType::UnrecognisedDataElement, element.to_owned()),
            (Problem::Missing, _) => (
                ErrorType::BadlyFormedMessage,
                format!("{element}: is missing"),
            ),
            (Problem::Repeated, _) => (
                ErrorType::BadlyFormedMessage,
                format!("{element}: more than one"),
            ),
        };
        ErrorData {
            error_type,
            error_value: Some(value),
        }
    }

    /// Whether the message loses nothing that the standard gives a meaning.
    pub fn is_harmless(&self) -> bool {
        self.problem == Problem::Unknown
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        match &self.problem {
            Problem::Missing => write!(f, "{path} is missing"),
            Problem::Repeated => write!(f, "{path} stands there more often than it may"),
            Problem::Unknown => write!(f, "{path} is not known"),
            Problem::Value(value) => write!(f, "{path} cannot be {value:?}"),
        }
    }
}

/// Collects what is noticed.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    path: String,
    faults: Vec<Fault>,
    /// Whether there was anything that only 1.2 has, and that only 2021-2 has.
    signs: [bool; 2],
    /// Whether the message says that it is older than `multipleItemRequestId`.
    before_1_2: bool,
}

impl Findings {
    pub(crate) fn new(declared: Option<&str>) -> Self {
        let declared = declared.unwrap_or_default().trim();
        Self {
            before_1_2: matches!(declared, "1.0" | "1.1"),
            ..Self::default()
        }
    }

    /// Does something within an element.
    pub(crate) fn within<T>(&mut self, element: &str, act: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        push(&mut self.path, element);
        let done = act(self);
        self.path.truncate(length);
        done
    }

    /// Notes what is wrong with an element of the one at hand.
    pub(crate) fn tell(&mut self, element: &str, problem: Problem) {
        let mut path = self.path.clone();
        push(&mut path, &shown(element));
        self.add(path, problem);
    }

    /// Notes a value that the element at hand may not have.
    pub(crate) fn tell_value(&mut self, value: &str) {
        self.add(self.path.clone(), Problem::Value(shown(value)));
    }

    fn add(&mut self, path: String, problem: Problem) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(Fault { path, problem });
        }
    }

    /// Notes the elements that the one at hand does not have.
    pub(crate) fn tell_unknown(&mut self, node: &Node<'_>, known: &[Element]) {
        for child in &node.children {
            if !known.iter().any(|element| element.name == child.name) {
                self.tell(child.name, Problem::Unknown);
            }
        }
    }

    /// Notes which version has an element so often.
    pub(crate) fn judge(&mut self, [old, new]: [Occurs; 2], times: usize) {
        let too_few = |occurs: Occurs| times < occurs.least();
        let fits = |occurs: Occurs| times <= occurs.most() && !too_few(occurs);
        match (fits(old) || too_few(old) && self.before_1_2, fits(new)) {
            (true, false) => self.sign(Version::V1_2),
            (false, true) => self.sign(Version::V2021_2),
            _ => {}
        }
    }

    /// Notes something that only this version has.
    pub(crate) fn sign(&mut self, version: Version) {
        let [old, new] = &mut self.signs;
        *version.of([old, new]) = true;
    }

    /// The version whose signs alone were seen, else that which was declared, else the newer.
    pub(crate) fn version(&self, declared: Option<&str>) -> Version {
        match self.signs {
            [true, false] => Version::V1_2,
            [false, true] => Version::V2021_2,
            _ => declared
                .and_then(Version::of_declared)
                .unwrap_or(Version::V2021_2),
        }
    }

    /// All that is wrong, what is harmless last.
    pub(crate) fn faults(mut self) -> Vec<Fault> {
        self.faults.sort_by_key(Fault::is_harmless);
        self.faults
    }
}

fn push(path: &mut String, element: &str) {
    if !path.is_empty() {
        path.push('/');
    }
    path.push_str(element);
}

fn shown(text: &str) -> String {
    text.chars().take(MAX_SHOWN).collect()
}
