//! What is wrong with a message, or why something is not done.

use crate::{
    kind,
    node::{Context, Node},
    out::Out,
    pair::SchemeValuePair,
    problem_type::{ProblemScope, ProblemType},
    service::Service,
    several::Several,
    structure::{Content, Read, structure},
    text::Text,
    version::Edition,
};

structure! {
    /// What is wrong with a message, or why something is not done. Web libraries show the type,
    /// and seldom more, so it must say enough. Version 1 has no place for the detail.
    Problem {
        lax "ProblemType" problem_type: SchemeValuePair,
        opt "ProblemDetail" problem_detail: Text,
        opt "ProblemElement" problem_element: Text,
        opt "ProblemValue" problem_value: Text,
    }
}

impl Problem {
    /// A problem of this type, in an answer of a service if one is known.
    pub fn new(kind: ProblemType, service: Option<Service>) -> Self {
        Self {
            problem_type: SchemeValuePair::new(kind.text()).in_scheme(kind.scheme(service)),
            problem_detail: None,
            problem_element: None,
            problem_value: None,
        }
    }

    /// The same with words for people.
    #[must_use]
    pub fn detail(self, detail: impl Into<Text>) -> Self {
        let problem_detail = filled(detail);
        Self {
            problem_detail,
            ..self
        }
    }

    /// The same, about an element.
    #[must_use]
    pub fn element(self, element: impl Into<Text>) -> Self {
        let problem_element = filled(element);
        Self {
            problem_element,
            ..self
        }
    }

    /// The same, about a value.
    #[must_use]
    pub fn value(self, value: impl Into<Text>) -> Self {
        let problem_value = filled(value);
        Self {
            problem_value,
            ..self
        }
    }

    /// Its type, if it is one of the standard's.
    pub fn kind(&self) -> Option<ProblemType> {
        ProblemType::of_text(self.problem_type.value())
    }

    fn is_messaging(&self) -> bool {
        let scope = self.kind().map(ProblemType::scope);
        scope == Some(ProblemScope::Messaging)
    }
}

fn filled(text: impl Into<Text>) -> Option<Text> {
    Some(text.into()).filter(|text| !text.is_empty())
}

/// The names of errors in version 1.
struct Names {
    error: &'static str,
    kind: &'static str,
    element: &'static str,
    value: &'static str,
}

const MESSAGING: Names = Names {
    error: "MessagingError",
    kind: "MessagingErrorType",
    element: "MessagingErrorElement",
    value: "MessagingErrorValue",
};

const PROCESSING: Names = Names {
    error: "ProcessingError",
    kind: "ProcessingErrorType",
    element: "ProcessingErrorElement",
    value: "ProcessingErrorValue",
};

/// Longest path of elements that version 1 puts within one another.
const MAX_PATH: usize = 12;

/// The problems in a response or a message, in the form of either version.
pub(crate) fn read(parent: &Node<'_>, context: &Context) -> Read<Vec<Problem>> {
    let mut problems = read_errors(parent, context)?;
    for node in parent.all("Problem", context)? {
        match read_errors(&node, context)? {
            errors if errors.is_empty() => problems.push(Problem::read(&node, context)?),
            errors => problems.extend(errors),
        }
    }
    Ok(problems)
}

/// The errors of version 1 in an element.
fn read_errors(parent: &Node<'_>, context: &Context) -> Read<Vec<Problem>> {
    let mut errors = Vec::new();
    for names in [MESSAGING, PROCESSING] {
        for error in parent.all(names.error, context)? {
            errors.push(read_error(&error, &names, context)?);
        }
    }
    Ok(errors)
}

fn read_error(error: &Node<'_>, names: &Names, context: &Context) -> Read<Problem> {
    let mut path = Vec::new();
    let mut value = None;
    let mut element = error.child(names.element);
    while let Some(one) = element {
        path.extend(one.child("ElementName").map(|name| name.text().trim()));
        value = kind::read::opt(&one, names.value, context)?.or(value);
        element = one.child(names.element);
    }
    path.retain(|name| !name.is_empty());
    Ok(Problem {
        problem_type: kind::read::lax(error, names.kind, context)?,
        problem_detail: None,
        problem_element: filled(path.join("/")),
        problem_value: value,
    })
}

/// Writes the problems of a response. Those of a notification stand bare in version 1, and are
/// about the message alone.
pub(crate) fn write(problems: &Several<Problem>, is_notification: bool, out: &mut Out<'_>) {
    if out.edition == Edition::Two {
        return kind::write::some(problems, "Problem", out);
    }
    if is_notification {
        return problems
            .iter()
            .for_each(|one| write_error(one, &MESSAGING, out));
    }
    let names = match problems.iter().all(Problem::is_messaging) {
        true => MESSAGING,
        false => PROCESSING,
    };
    out.start("Problem");
    for problem in problems {
        write_error(problem, &names, out);
    }
    out.end();
}

fn write_error(problem: &Problem, names: &Names, out: &mut Out<'_>) {
    out.start(names.error);
    problem.problem_type.write(names.kind, out);
    let path = problem.problem_element.as_deref().unwrap_or_default();
    let path = steps(path);
    for name in &path {
        out.start(names.element);
        out.element("ElementName", name);
    }
    kind::write::opt(&problem.problem_value, names.value, out);
    for _ in &path {
        out.end();
    }
    out.end();
}

/// The steps of a path, at least one: those that say nothing are none, and what is too deep stands
/// together in the last.
fn steps(path: &str) -> Vec<String> {
    let all: Vec<_> = path.split('/').map(str::trim).collect();
    let named = || all.iter().filter(|step| !step.is_empty()).copied();
    let mut steps: Vec<_> = named().take(MAX_PATH - 1).map(str::to_owned).collect();
    let rest: Vec<_> = named().skip(MAX_PATH - 1).collect();
    if !rest.is_empty() || steps.is_empty() {
        steps.push(rest.join("/"));
    }
    steps
}
