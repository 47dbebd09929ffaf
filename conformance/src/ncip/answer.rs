//! What the responder answered, and what holds for every answer.

use crate::{
    Outcome, Stop,
    kit::{
        ensure,
        http::Reply,
        xml::{self, Node},
    },
};

const NAMESPACE: &str = "http://www.niso.org/2008/ncip";
/// What a refusal may carry beside its problems: what it would take.
const BESIDE_PROBLEMS: [&str; 5] = [
    "ResponseHeader",
    "Problem",
    "RequiredFeeAmount",
    "RequiredItemUseRestrictionType",
    "Ext",
];
/// Elements that hold a moment.
const MOMENTS: [&str; 6] = [
    "DateDue",
    "DateForReturn",
    "DatePlaced",
    "PickupExpiryDate",
    "HoldPickupDate",
    "AccrualDate",
];

/// An answer of NCIP.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) reply: Reply,
    /// `NCIPMessage`.
    pub(super) root: Node,
    /// Whether it is of version 1.
    pub(super) version_1: bool,
}

impl Answer {
    /// Reads an answer, and fails where it is none that NCIP allows or clients understand.
    pub(super) fn read(reply: Reply) -> Outcome<Self> {
        ensure!(
            reply.status == 200,
            "the answer has status {}, not 200",
            reply.status
        );
        let kind = reply.header("content-type").to_ascii_lowercase();
        ensure!(
            kind.starts_with("application/xml"),
            "the answer has content type {kind:?}, not application/xml"
        );
        let text = without_doctype(&reply.bytes);
        let root = xml::parse(&text).map_err(|e| Stop::failed(format!("the answer: {e}")))?;
        let version_1 = root.namespace.is_empty();
        let this = Self {
            reply,
            root,
            version_1,
        };
        this.is_in_form()?;
        Ok(this)
    }

    fn is_in_form(&self) -> Outcome {
        let root = &self.root;
        ensure!(
            root.name == "NCIPMessage" && [NAMESPACE, ""].contains(&&*root.namespace),
            "the answer is <{}> of {:?}",
            root.name,
            root.namespace
        );
        let version = |name: &str| name == "version" || name.ends_with(":version");
        let version = root.attributes.iter().find(|(name, _)| version(name));
        let (name, version) = version.ok_or_else(|| Stop::failed("the answer has no version"))?;
        ensure!(
            self.version_1 != name.contains(':'),
            "the attribute is {name}"
        );
        ensure!(
            version.contains(if self.version_1 { "v1_" } else { "v2_" }),
            "the version is {version:?}"
        );
        let problems = root.children.iter().all(|child| child.name == "Problem");
        ensure!(
            !root.children.is_empty() && (problems || root.children.len() == 1),
            "the answer holds {:?}",
            root.names()
        );
        let body = self.body();
        ensure!(
            problems || body.name.ends_with("Response"),
            "the answer is a {}",
            body.name
        );
        if body.child("Problem").is_some() {
            for name in body.names() {
                ensure!(
                    BESIDE_PROBLEMS.contains(&name),
                    "a {name} stands beside a Problem"
                );
            }
        }
        self.has_moments_in_form()
    }

    /// Moments have a zone and at most six digits of a second: clients take others for failures.
    fn has_moments_in_form(&self) -> Outcome {
        for node in self.root.every() {
            let moment = MOMENTS.contains(&&*node.name) && node.children.is_empty();
            ensure!(
                !moment || is_moment(&node.text),
                "{} is {:?}",
                node.name,
                node.text
            );
        }
        Ok(())
    }

    fn body(&self) -> &Node {
        static NONE: std::sync::LazyLock<Node> = std::sync::LazyLock::new(Node::default);
        self.root.children.first().unwrap_or(&NONE)
    }

    /// The types of its problems, wherever they stand.
    pub(super) fn problems(&self) -> Vec<String> {
        let mut types = Vec::new();
        for problem in self.root.every() {
            if problem.name != "Problem" {
                continue;
            }
            for node in problem.every() {
                match &*node.name {
                    "ProblemType" => types.push(node.text.trim().to_owned()),
                    "ProcessingErrorType" | "MessagingErrorType" => {
                        types.push(node.text_of("Value").unwrap_or_default().trim().to_owned());
                    }
                    _ => {}
                }
            }
        }
        types
    }

    /// Fails unless it is the response of the service, without a problem; what it holds.
    pub(super) fn done(&self, service: &str) -> Outcome<&Node> {
        let problems = self.problems();
        ensure!(problems.is_empty(), "{service} gives {problems:?}");
        self.response(service)
    }

    /// The response of the service.
    pub(super) fn response(&self, service: &str) -> Outcome<&Node> {
        let body = self.body();
        ensure!(
            body.name == format!("{service}Response"),
            "{service} is answered with {}",
            body.name
        );
        Ok(body)
    }

    /// Fails unless it is the response of the service with this problem.
    pub(super) fn refused(&self, service: &str, problem: &str) -> Outcome {
        self.response(service)?;
        self.has(problem)
    }

    /// Fails unless it has one of these problems.
    pub(super) fn has_one_of(&self, allowed: &[&str]) -> Outcome {
        let problems = self.problems();
        let known = problems.iter().any(|own| allowed.contains(&own.as_str()));
        ensure!(known, "the problems are {problems:?}, none of {allowed:?}");
        Ok(())
    }

    /// Fails unless it has this problem.
    pub(super) fn has(&self, problem: &str) -> Outcome {
        let problems = self.problems();
        ensure!(
            problems.iter().any(|own| own == problem),
            "the problems are {problems:?}, not {problem:?}"
        );
        Ok(())
    }

    /// Whether an element of this name is anywhere in it.
    pub(super) fn mentions(&self, name: &str) -> bool {
        self.root.every().iter().any(|node| node.name == name)
    }
}

/// Without the DOCTYPE that an answer of version 1 may have.
fn without_doctype(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    match text.split_once("<!DOCTYPE") {
        Some((before, after)) if std::str::from_utf8(bytes).is_ok() => {
            let after = after.split_once('>').map_or("", |(_, after)| after);
            format!("{before}{after}").into_bytes()
        }
        _ => bytes.to_vec(),
    }
}

/// `YYYY-MM-DDThh:mm:ss`, a fraction of up to six digits, and a zone.
pub(super) fn is_moment(text: &str) -> bool {
    let Some((clock, rest)) = text.split_at_checked(19) else {
        return false;
    };
    let like = |text: &str, model: &str| {
        text.len() == model.len()
            && text.bytes().zip(model.bytes()).all(|(own, model)| {
                if model == b'0' {
                    own.is_ascii_digit()
                } else {
                    own == model
                }
            })
    };
    let zone = match rest.strip_prefix('.') {
        None => rest,
        Some(rest) => {
            let zone = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            if !(1..=6).contains(&(rest.len() - zone.len())) {
                return false;
            }
            zone
        }
    };
    like(clock, "0000-00-00T00:00:00")
        && (zone == "Z" || like(zone, "+00:00") || like(zone, "-00:00"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_a_zone_and_few_digits() {
        for good in [
            "2026-12-01T23:59:59+02:00",
            "2026-12-01T23:59:59.000Z",
            "2026-12-01T23:59:59Z",
        ] {
            assert!(is_moment(good), "{good}");
        }
        for bad in [
            "2026-12-01T23:59:59",
            "2026-12-01",
            "2026-12-01T23:59:59.0000000Z",
            "2026-12-01T23:59:59.Z",
        ] {
            assert!(!is_moment(bad), "{bad}");
        }
    }
}
