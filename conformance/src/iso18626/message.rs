//! Messages as a partner writes them.

use super::profile::Profile;
pub(super) use crate::kit::element::{Element, el, leaf};

pub(super) const NAMESPACE: &str = "http://illtransactions.org/2013/iso18626";

/// The versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    V1_2,
    V2021_2,
}

pub(super) const BOTH: [Version; 2] = [Version::V1_2, Version::V2021_2];

impl Version {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::V1_2 => "1.2",
            Self::V2021_2 => "2021-2",
        }
    }
}

/// A document with this message in it.
pub(super) fn document(version: Version, message: &Element) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ISO18626Message xmlns=\"{NAMESPACE}\" xmlns:ill=\"{NAMESPACE}\" ill:version=\"{}\">",
        version.as_str()
    );
    message.write(&mut text, "");
    text + "</ISO18626Message>"
}

/// An agency by its ISIL.
pub(super) fn agency(name: &str, isil: &str) -> Element {
    el(
        name,
        [leaf("agencyIdType", "ISIL"), leaf("agencyIdValue", isil)],
    )
}

/// Who writes to whom about which request.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub(super) supplier: String,
    pub(super) requester: String,
    pub(super) request: String,
    /// The lender's name of it; empty if it is not told.
    pub(super) supplying: String,
    pub(super) timestamp: String,
}

impl Header {
    /// Of a request of the suite's.
    pub(super) fn asking(profile: &Profile, request: &str) -> Self {
        Self {
            supplier: profile.agency.clone(),
            requester: profile.partner.clone(),
            request: request.to_owned(),
            supplying: String::new(),
            timestamp: now(),
        }
    }

    /// Of a request of the server's.
    pub(super) fn asked(profile: &Profile, request: &str) -> Self {
        Self {
            supplier: profile.partner.clone(),
            requester: profile.agency.clone(),
            supplying: format!("S-{request}"),
            ..Self::asking(profile, request)
        }
    }

    fn element(&self, version: Version) -> Element {
        let mut content = vec![
            agency("supplyingAgencyId", &self.supplier),
            agency("requestingAgencyId", &self.requester),
        ];
        if version == Version::V1_2 {
            content.push(leaf("multipleItemRequestId", ""));
        }
        content.extend([
            leaf("timestamp", &self.timestamp),
            leaf("requestingAgencyRequestId", &self.request),
        ]);
        if !self.supplying.is_empty() {
            content.push(leaf("supplyingAgencyRequestId", &self.supplying));
        }
        el("header", content)
    }
}

/// The time: no two messages are written at the same.
pub(super) fn now() -> String {
    jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
        .to_string()
}

/// A request (`request`).
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) header: Header,
    pub(super) title: String,
    pub(super) request_type: String,
    pub(super) previous: String,
    pub(super) service_type: String,
    pub(super) note: String,
}

impl Asked {
    pub(super) fn new(header: Header, title: &str) -> Self {
        Self {
            header,
            title: title.to_owned(),
            request_type: "New".to_owned(),
            previous: String::new(),
            service_type: "Loan".to_owned(),
            note: String::new(),
        }
    }

    pub(super) fn element(&self, version: Version) -> Element {
        let mut service = vec![leaf("requestType", &self.request_type)];
        if !self.previous.is_empty() {
            service.push(leaf("requestingAgencyPreviousRequestId", &self.previous));
        }
        service.push(leaf("serviceType", &self.service_type));
        if !self.note.is_empty() {
            service.push(leaf("note", &self.note));
        }
        let content = [
            self.header.element(version),
            el("bibliographicInfo", [leaf("title", &self.title)]),
            el("serviceInfo", service),
        ];
        el("request", content)
    }

    pub(super) fn document(&self, version: Version) -> String {
        document(version, &self.element(version))
    }
}

/// What the borrower does or wishes (`requestingAgencyMessage`).
pub(super) fn requesting(version: Version, header: &Header, action: &str) -> String {
    let content = [
        header.element(version),
        leaf("action", action),
        leaf("note", "a word"),
    ];
    document(version, &el("requestingAgencyMessage", content))
}

/// Where the lender says that a request stands (`supplyingAgencyMessage`).
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) header: Header,
    pub(super) reason: String,
    pub(super) answer: String,
    pub(super) status: String,
    pub(super) why: Option<(&'static str, &'static str)>,
    pub(super) due: String,
    pub(super) item: String,
}

impl Told {
    pub(super) fn new(header: Header, reason: &str, status: &str) -> Self {
        Self {
            header,
            reason: reason.to_owned(),
            answer: String::new(),
            status: status.to_owned(),
            why: None,
            due: String::new(),
            item: String::new(),
        }
    }

    pub(super) fn document(&self, version: Version) -> String {
        let mut info = vec![leaf("reasonForMessage", &self.reason)];
        if !self.answer.is_empty() {
            info.push(leaf("answerYesNo", &self.answer));
        }
        if let Some((name, why)) = self.why {
            info.push(leaf(name, why));
        }
        let mut status = vec![leaf("status", &self.status)];
        if !self.due.is_empty() {
            status.push(leaf("dueDate", &self.due));
        }
        status.push(leaf("lastChange", &now()));
        let mut content = vec![
            self.header.element(version),
            el("messageInfo", info),
            el("statusInfo", status),
        ];
        if !self.item.is_empty() {
            content.push(el(
                "deliveryInfo",
                [leaf("dateSent", &now()), leaf("itemId", &self.item)],
            ));
        }
        document(version, &el("supplyingAgencyMessage", content))
    }
}
