//! SRU over SOAP 1.1, once called SRW: a request in an envelope has its parameters as elements, and
//! the answer comes in an envelope.

use std::fmt;

use silta_xml::{Limits, Reader, Writer};

use crate::{arguments::Arguments, operation::Operation, response::Response, version::Version};

/// The namespace of envelopes of SOAP 1.1.
pub const NAMESPACE: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// Elements within one another that an envelope may have; what a request needs is 4.
const DEPTH_LIMIT: usize = 16;

/// Why a document is no request in an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotARequest {
    /// It is not XML, or beyond a limit.
    Xml(silta_xml::Error),
    /// It is no envelope of SOAP 1.1.
    NoEnvelope,
    /// There is no request in its body.
    NoRequest,
}

/// Reads a request as the arguments that it would have in a URL.
pub fn read(text: &str) -> Result<Arguments, NotARequest> {
    let limits = Limits {
        depth: DEPTH_LIMIT,
        ..Limits::default()
    };
    let mut reader = Reader::new(text, limits)?;
    let envelope = reader.root()?;
    if !envelope.is(NAMESPACE, "Envelope") {
        return Err(NotARequest::NoEnvelope);
    }
    let mut arguments = None;
    while let Some(part) = reader.child(&envelope)? {
        if !part.is(NAMESPACE, "Body") {
            continue;
        }
        while let Some(request) = reader.child(&part)? {
            let name = request.name().strip_suffix("Request");
            let operation = name.and_then(Operation::of_name);
            let operation = operation.ok_or(NotARequest::NoRequest)?;
            let mut found = Arguments::default();
            found.add("operation", operation.name());
            while let Some(parameter) = reader.child(&request)? {
                // These hold elements, and what the others say already.
                if matches!(parameter.name(), "extraRequestData" | "xSortKeys") {
                    continue;
                }
                let value = reader.text(&parameter)?;
                found.add(parameter.name(), value);
            }
            // 2.0 names no version, but its elements are in a namespace of their own.
            let is_older = request.namespace() == Some(Version::V1_2.namespace());
            if !is_older && found.values("version").next().is_none() {
                found.add("version", Version::V2_0.name());
            }
            arguments.get_or_insert(found);
        }
    }
    reader.finish()?;
    arguments.ok_or(NotARequest::NoRequest)
}

/// An answer in an envelope.
pub fn write(response: &Response) -> String {
    enveloped(|writer| response.write_into(writer))
}

/// That a document was no request, in an envelope.
pub fn write_fault(fault: &NotARequest) -> String {
    let code = match fault {
        NotARequest::NoEnvelope => "VersionMismatch",
        NotARequest::Xml(_) | NotARequest::NoRequest => "Client",
    };
    enveloped(|writer| {
        writer.start(NAMESPACE, "Fault");
        writer.element("", "faultcode", &format!("soap:{code}"));
        writer.element("", "faultstring", &fault.to_string()).end();
    })
}

fn enveloped(write: impl FnOnce(&mut Writer<'_, '_>)) -> String {
    let mut text = String::new();
    let mut writer = Writer::new(&mut text);
    writer.declaration().declare("soap", NAMESPACE);
    writer.start(NAMESPACE, "Envelope").start(NAMESPACE, "Body");
    write(&mut writer);
    writer.finish();
    text
}

impl From<silta_xml::Error> for NotARequest {
    fn from(error: silta_xml::Error) -> Self {
        Self::Xml(error)
    }
}

impl fmt::Display for NotARequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Xml(error) => write!(f, "{error}"),
            Self::NoEnvelope => f.write_str("the document is no envelope of SOAP 1.1"),
            Self::NoRequest => f.write_str("there is no request of SRU in the envelope"),
        }
    }
}

impl std::error::Error for NotARequest {}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(body: &str) -> String {
        format!("<s:Envelope xmlns:s='{NAMESPACE}'><s:Header/><s:Body>{body}</s:Body></s:Envelope>")
    }

    #[test]
    fn a_request_is_its_arguments() {
        let text = envelope(
            "<searchRetrieveRequest xmlns='http://www.loc.gov/zing/srw/'><version>1.1</version>\
             <query>a &amp; b</query><extraRequestData><x/></extraRequestData>\
             <maximumRecords>1</maximumRecords></searchRetrieveRequest>",
        );
        let arguments = Arguments::of_query(
            "operation=searchRetrieve&version=1.1&query=a+%26+b&maximumRecords=1",
        );
        assert_eq!(read(&text), Ok(arguments));
    }

    #[test]
    fn others_get_a_fault() {
        assert_eq!(read("<a/>"), Err(NotARequest::NoEnvelope));
        assert_eq!(read(&envelope("<x/>")), Err(NotARequest::NoRequest));
        assert_eq!(read(&envelope("")), Err(NotARequest::NoRequest));
        let fault = read("junk").unwrap_err();
        assert!(matches!(fault, NotARequest::Xml(_)));
        let text = write_fault(&NotARequest::NoEnvelope);
        assert!(
            text.contains("<faultcode>soap:VersionMismatch</faultcode>"),
            "{text}"
        );
    }
}
