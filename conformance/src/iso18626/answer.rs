//! Messages of the server: confirmations, and those that it sends by itself.

use super::message::NAMESPACE;
use crate::{
    Outcome, Stop,
    kit::{
        ensure,
        http::Reply,
        xml::{self, Node},
    },
};

/// A message of the server.
#[derive(Clone, Debug)]
pub(super) struct Message {
    /// `ISO18626Message`.
    pub(super) root: Node,
    /// What `ill:version` says.
    pub(super) version: String,
}

impl Message {
    /// Reads a document, and fails where it is none that the standard allows.
    pub(super) fn read(bytes: &[u8]) -> Outcome<Self> {
        let root = xml::parse(bytes).map_err(|e| Stop::failed(format!("the message: {e}")))?;
        ensure!(
            root.name == "ISO18626Message" && root.namespace == NAMESPACE,
            "the message is <{}> of {:?}",
            root.name,
            root.namespace
        );
        ensure!(
            root.children.len() == 1,
            "the message holds {:?}",
            root.names()
        );
        let version = root
            .attributes
            .iter()
            .find(|(name, _)| name.ends_with(":version"));
        let (_, version) = version.ok_or_else(|| Stop::failed("the message has no version"))?;
        let this = Self {
            version: version.clone(),
            root,
        };
        for name in [
            "timestamp",
            "timestampReceived",
            "lastChange",
            "dueDate",
            "dateSent",
        ] {
            for node in this.root.every() {
                ensure!(
                    node.name != name || is_moment(&node.text),
                    "{name} is {:?}",
                    node.text
                );
            }
        }
        Ok(this)
    }

    /// The message in the document.
    pub(super) fn body(&self) -> &Node {
        static NONE: std::sync::LazyLock<Node> = std::sync::LazyLock::new(Node::default);
        self.root.children.first().unwrap_or(&NONE)
    }

    /// The text of the first element of this name, empty if there is none.
    pub(super) fn text(&self, name: &str) -> String {
        let every = self.root.every();
        let found = every.into_iter().find(|node| node.name == name);
        found.map_or_else(String::new, |node| node.text.trim().to_owned())
    }

    /// The value of an agency.
    pub(super) fn agency(&self, name: &str) -> String {
        let every = self.root.every();
        let found = every.into_iter().find(|node| node.name == name);
        let value = found.and_then(|node| node.text_of("agencyIdValue"));
        value.unwrap_or_default().trim().to_owned()
    }

    /// The borrower's name of the request.
    pub(super) fn request(&self) -> String {
        self.text("requestingAgencyRequestId")
    }

    /// In one word, what it says: its status, action or request type.
    pub(super) fn says(&self) -> String {
        for name in ["status", "action", "requestType", "messageStatus"] {
            let text = self.text(name);
            if !text.is_empty() {
                return text;
            }
        }
        String::new()
    }
}

/// A confirmation: the answer to a message.
#[derive(Clone, Debug)]
pub(super) struct Confirmation(pub(super) Message);

impl Confirmation {
    pub(super) fn read(reply: &Reply) -> Outcome<Self> {
        ensure!(
            reply.status == 200,
            "the answer has status {}, not 200",
            reply.status
        );
        let kind = reply.header("content-type").to_ascii_lowercase();
        ensure!(
            kind.starts_with("application/xml") || kind.starts_with("text/xml"),
            "the answer has content type {kind:?}"
        );
        let message = Message::read(&reply.bytes)?;
        let name = &message.body().name;
        ensure!(name.ends_with("Confirmation"), "the answer is a {name}");
        let this = Self(message);
        let (status, errors) = (this.0.text("messageStatus"), this.errors());
        ensure!(
            ["OK", "ERROR"].contains(&&*status) && (status == "ERROR") != errors.is_empty(),
            "the status is {status:?}, the errors {errors:?}"
        );
        ensure!(
            !this.0.text("timestampReceived").is_empty(),
            "it has no timestampReceived"
        );
        Ok(this)
    }

    /// Types and values of what is wrong.
    pub(super) fn errors(&self) -> Vec<(String, String)> {
        let every = self.0.root.every();
        let errors = every.into_iter().filter(|node| node.name == "errorData");
        let text = |node: &Node, name| node.text_of(name).unwrap_or_default().trim().to_owned();
        errors
            .map(|node| (text(node, "errorType"), text(node, "errorValue")))
            .collect()
    }

    /// Fails unless it says OK.
    pub(super) fn ok(&self) -> Outcome<&Message> {
        let errors = self.errors();
        ensure!(errors.is_empty(), "it is not confirmed: {errors:?}");
        Ok(&self.0)
    }

    /// Fails unless it says ERROR with one of these types.
    pub(super) fn error(&self, kinds: &[&str]) -> Outcome {
        let errors = self.errors();
        ensure!(
            errors
                .iter()
                .any(|(kind, _)| kinds.contains(&kind.as_str())),
            "the errors are {errors:?}, none of {kinds:?}"
        );
        Ok(())
    }
}

/// `YYYY-MM-DDThh:mm:ss`, perhaps a fraction, and `Z` or an offset.
fn is_moment(text: &str) -> bool {
    let zoned = text.ends_with('Z') || text.get(19..).is_some_and(|rest| rest.contains(['+', '-']));
    zoned && text.parse::<jiff::Timestamp>().is_ok()
}
