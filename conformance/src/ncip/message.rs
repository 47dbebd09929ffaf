//! Messages as a client writes them, in the forms that clients write.

use std::fmt::Write;

pub(super) use crate::kit::element::{Element, el, leaf};

/// An element of version 1 whose value has a scheme.
pub(super) fn valued(name: &str, value: &str) -> Element {
    el(name, [leaf("Scheme", "urn:any"), leaf("Value", value)])
}

/// How a message is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Version 2.02, every name with a prefix, as VuFind writes.
    Prefixed,
    /// Version 2.02 in the default namespace.
    Default,
    /// Version 2.0 with a `version` that has no prefix, as FOLIO's samples.
    UnqualifiedVersion,
    /// No namespace at all.
    NoNamespace,
    /// Version 1.0, without a DOCTYPE.
    Version1,
    /// Version 1.0 with the DOCTYPE of its DTD.
    Doctype,
}

const NAMESPACE: &str = "http://www.niso.org/2008/ncip";
const V2_02: &str = "http://www.niso.org/schemas/ncip/v2_02/ncip_v2_02.xsd";
const V2_0: &str = "http://www.niso.org/schemas/ncip/v2_0/imp1/xsd/ncip_v2_0.xsd";
/// The DTD of version 1.0, which is its version too.
pub(super) const DTD: &str = "http://www.niso.org/ncip/v1_0/imp1/dtd/ncip_v1_0.dtd";

impl Form {
    fn prefix(self) -> &'static str {
        match self {
            Self::Prefixed => "ns1:",
            _ => "",
        }
    }

    fn root(self) -> String {
        match self {
            Self::Prefixed => {
                format!("<ns1:NCIPMessage xmlns:ns1=\"{NAMESPACE}\" ns1:version=\"{V2_02}\">")
            }
            Self::Default => format!(
                "<NCIPMessage xmlns=\"{NAMESPACE}\" xmlns:n=\"{NAMESPACE}\" n:version=\"{V2_02}\">"
            ),
            Self::UnqualifiedVersion => {
                format!("<NCIPMessage version=\"{V2_0}\" xmlns=\"{NAMESPACE}\">")
            }
            Self::NoNamespace => format!("<NCIPMessage version=\"{V2_02}\">"),
            Self::Version1 | Self::Doctype => format!("<NCIPMessage version=\"{DTD}\">"),
        }
    }
}

/// A message with this service in it.
pub(super) fn written(form: Form, service: &Element) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    if form == Form::Doctype {
        let _ = write!(
            text,
            "<!DOCTYPE NCIPMessage PUBLIC \"-//NISO//NCIP DTD Version 1//EN\" \"{DTD}\">"
        );
    }
    text += &form.root();
    service.write(&mut text, form.prefix());
    let _ = write!(text, "</{}NCIPMessage>", form.prefix());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_written_in_its_form() {
        let service = el("CheckInItem", [leaf("A", "<å>")]);
        let text = written(Form::Version1, &service);
        assert!(text.ends_with("<CheckInItem><A>&lt;å&gt;</A></CheckInItem></NCIPMessage>"));
        assert!(written(Form::Prefixed, &service).contains("<ns1:A>"));
    }
}
