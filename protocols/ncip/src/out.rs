//! From values to XML, in the form of either version.

use silta_xml::Writer;

use crate::version::{Edition, NAMESPACE, Version};

/// A message that is being written.
#[derive(Debug)]
pub(crate) struct Out<'o> {
    writer: Writer<'o, 'static>,
    pub(crate) edition: Edition,
}

impl<'o> Out<'o> {
    /// Begins a message. Elements have no prefix, since some clients look for `<NCIPMessage`.
    pub(crate) fn begin(text: &'o mut String, version: Version) -> Self {
        let mut writer = Writer::new(text);
        writer.declaration();
        let edition = version.edition();
        match edition {
            Edition::One => writer
                .start("", "NCIPMessage")
                .attribute("version", version.uri()),
            Edition::Two => writer
                .declare("ncip", NAMESPACE)
                .declare("", NAMESPACE)
                .start(NAMESPACE, "NCIPMessage")
                .attribute_in(NAMESPACE, "version", version.uri()),
        };
        Self { writer, edition }
    }

    /// Ends the message.
    pub(crate) fn finish(mut self) {
        self.writer.finish();
    }

    /// Begins an element, under the name that it has in the version.
    pub(crate) fn start(&mut self, name: &'static str) {
        match self.edition {
            Edition::One => self.writer.start("", old_name(name)),
            Edition::Two => self.writer.start(NAMESPACE, name),
        };
    }

    pub(crate) fn end(&mut self) {
        self.writer.end();
    }

    /// An element with only text.
    pub(crate) fn element(&mut self, name: &'static str, text: &str) {
        match self.edition {
            Edition::One => self.writer.element("", old_name(name), text),
            Edition::Two => self.writer.element(NAMESPACE, name, text),
        };
    }

    /// An element with text that is out of a scheme, in version 2.
    pub(crate) fn element_in_scheme(
        &mut self,
        name: &'static str,
        scheme: Option<&str>,
        text: &str,
    ) {
        let Some(scheme) = scheme else {
            return self.element(name, text);
        };
        self.start(name);
        self.writer.attribute_in(NAMESPACE, "Scheme", scheme);
        self.writer.text(text);
        self.end();
    }
}

/// Names of version 1 and what they are in version 2, by which everything is read.
const NAMES: [(&str, &str); 11] = [
    ("UniqueAgencyId", "AgencyId"),
    ("UniqueUserId", "UserId"),
    ("UniqueItemId", "ItemId"),
    ("UniqueRequestId", "RequestId"),
    ("UniqueBibliographicId", "BibliographicId"),
    ("VisibleUserId", "UserId"),
    ("VisibleUserIdentifierType", "UserIdentifierType"),
    ("VisibleUserIdentifier", "UserIdentifierValue"),
    ("VisibleItemId", "ItemId"),
    ("VisibleItemIdentifierType", "ItemIdentifierType"),
    ("VisibleItemIdentifier", "ItemIdentifierValue"),
];

fn old_name(name: &'static str) -> &'static str {
    let unique = NAMES.iter().filter(|(old, _)| old.starts_with("Unique"));
    let found = unique.into_iter().find(|(_, new)| *new == name);
    found.map_or(name, |(old, _)| old)
}

/// The name that an element has in version 2.
pub(crate) fn new_name(name: &str) -> &str {
    let found = NAMES.iter().find(|(old, _)| *old == name);
    found.map_or(name, |(_, new)| new)
}
