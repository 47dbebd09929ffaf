//! From a message to XML, valid by the schema of its version. What the version has no word for is
//! left out and told, or, where it must be there, keeps the message from being written.

use silta_xml::Writer;

use crate::{
    NAMESPACE,
    draft::{Draft, Loss, Unwritable},
    message::{Body, Message},
    read::ENVELOPE,
    shape,
    structure::Value,
    version::Version,
};

/// A message that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The document, in UTF-8.
    pub text: String,
    /// What the version could not say.
    pub losses: Vec<Loss>,
}

impl Message {
    /// The message as a document. Characters that XML cannot hold become U+FFFD. Elements that may
    /// be left out are, where they say nothing.
    pub fn write(&self) -> Result<Written, Unwritable> {
        let mut draft = Draft::new(self.version);
        let name = self.kind().name();
        let node = match &self.body {
            Body::Request(body) => body.write(name, &mut draft),
            Body::RequestConfirmation(body) => body.write(name, &mut draft),
            Body::SupplyingAgencyMessage(body) => body.write(name, &mut draft),
            Body::SupplyingAgencyMessageConfirmation(body) => body.write(name, &mut draft),
            Body::RequestingAgencyMessage(body) => body.write(name, &mut draft),
            Body::RequestingAgencyMessageConfirmation(body) => body.write(name, &mut draft),
        };
        let losses = draft.finish()?;
        let mut node = node.unwrap_or_default();
        if self.version == Version::V1_2 {
            shape::downgrade(&mut node);
        }
        let mut text = String::new();
        let mut writer = Writer::new(&mut text);
        // Elements without prefix, as peers look for them; attributes with one, as the schemas want.
        writer
            .declaration()
            .declare("ill", NAMESPACE)
            .declare("", NAMESPACE)
            .start(NAMESPACE, ENVELOPE)
            .attribute_in(NAMESPACE, "version", self.version.name());
        node.write(&mut writer);
        writer.finish();
        Ok(Written { text, losses })
    }
}
