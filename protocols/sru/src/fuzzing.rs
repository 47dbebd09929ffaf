//! The bodies of the fuzz targets. They panic when a law is broken; the ordinary tests replay the
//! seeds of the targets through them.

use silta_xml::{Limits, Reader};

use crate::{
    Arguments, Body, Found, MAX_FAULTS, Operation, Request, Response, Retrieved, RetrievedData,
    SortKey, soap,
};

/// A query string, or a document in an envelope: whatever it is, it has an answer that is
/// well-formed, and what was understood of it is understood again when it is asked so.
pub fn request(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let arguments = match text.trim_start().starts_with('<') {
        true => match soap::read(&text) {
            Ok(arguments) => arguments,
            Err(fault) => return well_formed(&soap::write_fault(&fault)),
        },
        false => Arguments::of_query(&text),
    };
    let reading = Request::read(&arguments);
    assert!(reading.faults.len() <= MAX_FAULTS);
    let asked = asked(&reading.request);
    // With version and operation there may be one or two too many.
    if reading.faults.is_empty() && !asked.too_many {
        let again = Request::read(&asked);
        assert_eq!(again.request, reading.request);
        assert_eq!(again.faults, []);
    }
    if let crate::Asked::SearchRetrieve(search) = &reading.request.asked {
        let _ = SortKey::read(search.sort_keys.as_deref().unwrap_or_default());
    }
    let body = match reading.request.operation() {
        Operation::Explain => Body::Explain(Box::default()),
        Operation::Scan => Body::Scan(Vec::new()),
        Operation::SearchRetrieve => Body::SearchRetrieve(Found::default()),
    };
    let query = match &reading.request.asked {
        crate::Asked::SearchRetrieve(search) => search.query.as_deref(),
        crate::Asked::Scan(scan) => scan.scan_clause.as_deref(),
        crate::Asked::Explain(_) => None,
    };
    let cql = reading.request.version.cql();
    let response = Response {
        query: query.and_then(|query| silta_cql::parse(query, cql).ok()),
        diagnostics: reading.faults,
        ..Response::new(reading.request, body)
    };
    well_formed(&response.write());
    well_formed(&soap::write(&response));
}

/// An answer to a search: a record that was not packed as a string can be read by itself, and what
/// is read twice is the same.
pub fn response(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let Ok(retrieved) = Retrieved::read(&text, Limits::default()) else {
        return;
    };
    let again = Retrieved::read(&text, Limits::default());
    assert_eq!(again.as_ref(), Ok(&retrieved));
    // Only in one of these ways can a record be packed as a string.
    if ["&lt;", "&#", "CDATA"].iter().any(|way| text.contains(way)) {
        return;
    }
    for record in &retrieved.records {
        if let RetrievedData::Xml(piece) = &record.data
            && piece.starts_with('<')
        {
            well_formed(piece);
        }
    }
}

/// The arguments of a request, as a client sends them.
fn asked(request: &Request) -> Arguments {
    let mut arguments = Arguments::default();
    arguments.add("version", request.version.name());
    arguments.add("operation", request.operation().name());
    for (parameter, value) in request.parameters() {
        arguments.add(parameter.name(), value);
    }
    for (name, value) in &request.common().extra {
        arguments.add(name, value);
    }
    arguments
}

fn well_formed(text: &str) {
    let limits = Limits {
        depth: 4096,
        ..Limits::default()
    };
    let mut reader = Reader::new(text, limits).expect("a document");
    reader.finish().expect("well-formed");
}
